"""The students by name: those that come with the package and those that the user registered.

The registry is read from TOML on every start and never from the network. One registration that cannot be read does
not hide the others: it is kept with its error, which whoever asks for it by name gets. A name may carry a variant, as
in ``smollm2-135m-instruct:Q4_1``, and the path of a ``student.toml`` stands for the student in it.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from kpdd_edge.errors import ConfigError, KpddError, UnknownStudent, UsageError, did_you_mean
from kpdd_edge.students.files import expanded, students_folder
from kpdd_edge.students.manifest import NAME, StudentManifest, Variant
from kpdd_edge.students.reading import manifest_from_dict, parse_toml, read_manifest, write_manifest
from kpdd_edge.students.store import MANIFEST_NAME

REGISTRY_NAME: Final = "registry.toml"


@dataclass(frozen=True, slots=True)
class Registry:
    """``builtin`` and ``registered`` students by name, ``broken`` registrations with what is wrong with each."""

    default: str
    builtin: Mapping[str, StudentManifest]
    registered: Mapping[str, StudentManifest]
    broken: Mapping[str, KpddError]
    root: Path

    @classmethod
    def load(cls, root: Path | None = None) -> Registry:
        """Read both. ``root`` is the students' folder. Raises ConfigError when the package's own is broken."""
        folder = root if root is not None else students_folder()
        default, builtin = _builtin()
        registered: dict[str, StudentManifest] = {}
        broken: dict[str, KpddError] = {}
        for name in registered_names(folder):
            try:
                manifest = read_manifest(folder / name / MANIFEST_NAME)
                if manifest.name != name:
                    raise ConfigError(f"{folder / name / MANIFEST_NAME} is of a student called {manifest.name!r}")
                if name in builtin:
                    raise ConfigError(f"A registered student is called like one of the package: {name!r}")
                registered[name] = manifest
            except KpddError as error:
                error.hint = f"kpdd models rm {name}, or mend {folder / name / MANIFEST_NAME}"
                broken[name] = error
        return cls(default, builtin, registered, broken, folder)

    def __iter__(self) -> Iterator[StudentManifest]:
        """The package's students in the registry's order, then the user's by name."""
        yield from self.builtin.values()
        yield from self.registered.values()

    @property
    def names(self) -> list[str]:
        return [manifest.name for manifest in self]

    def get(self, name: str) -> StudentManifest:
        """The student called ``name``. Raises UnknownStudent, or what is wrong with a broken registration."""
        found = self.builtin.get(name) or self.registered.get(name)
        if found is not None:
            return found
        if name in self.broken:
            raise self.broken[name]
        raise UnknownStudent(
            f"There is no student called {name!r}.{_did_you_mean(name, [*self.names, *self.broken])}",
            cause=f"Known here: {', '.join(self.names)}.",
            hint="kpdd models import " + name if name.lower().endswith(".gguf") else "kpdd models list",
        )

    def find(self, spec: str | None = None) -> tuple[StudentManifest, Variant]:
        """The student and variant that a user means: ``NAME``, ``NAME:VARIANT``, a path of a ``student.toml``, or
        None for the default student.

        Raises UnknownStudent, ConfigError (an unknown variant, a manifest that cannot be read).
        """
        if not spec:
            manifest = self.get(self.default)
            return manifest, manifest.default_variant
        if spec.endswith(".toml"):
            manifest = read_manifest(expanded(spec))
            return manifest, manifest.default_variant
        name, _, variant = spec.partition(":")
        if spec.lower().endswith(".gguf"):
            name, variant = spec, ""
        manifest = self.get(name)
        return manifest, manifest.variant(variant or None)

    def is_registered(self, name: str) -> bool:
        """Whether the user registered a student under this name, be it one that cannot be read."""
        return name in self.registered or name in self.broken

    def check_free(self, name: str, *, force: bool = False) -> None:
        """Raises UsageError for a name that cannot be registered; ``force`` allows one that the user registered."""
        if name in self.builtin:
            raise UsageError(
                f"The name {name!r} belongs to a student of the package", hint="give another one with --name"
            )
        if not force and self.is_registered(name):
            raise UsageError(
                f"A student called {name!r} is registered already",
                hint="give another name with --name, or replace it with --force",
            )

    def register(self, manifest: StudentManifest, *, force: bool = False) -> StudentManifest:
        """Keep a user's student, for every later :meth:`load`. Raises UsageError for a taken name, StorageError."""
        self.check_free(manifest.name, force=force)
        # A registration that could not be read back must not get into the store.
        checked = manifest_from_dict(manifest.to_dict(), f"student {manifest.name!r}")
        write_manifest(checked, self.root / manifest.name / MANIFEST_NAME)
        return checked


def _did_you_mean(name: str, known: list[str]) -> str:
    """As :func:`did_you_mean`, but the beginning of a long name is near as well; nearest first, alone if far ahead."""
    wanted = name.lower()
    near = {k: difflib.SequenceMatcher(None, wanted, k[: len(wanted) + 1]).ratio() for k in known}
    least = max(0.7, max(near.values(), default=0) - 0.2)
    begun = sorted((k for k in known if near[k] >= least), key=lambda k: -near[k])
    return f" Did you mean {' or '.join(map(repr, begun[:3]))}?" if begun else did_you_mean(name, known)


def _builtin() -> tuple[str, dict[str, StudentManifest]]:
    data = parse_toml(files("kpdd_edge.models").joinpath(REGISTRY_NAME).read_bytes(), REGISTRY_NAME)
    return registry_from_dict(data, REGISTRY_NAME)


def registry_from_dict(data: Mapping[str, Any], where: str) -> tuple[str, dict[str, StudentManifest]]:
    """The default's name and the students of a registry, from plain data. Raises ConfigError."""
    unknown = [key for key in data if key not in ("default", "student")]
    if unknown:
        raise ConfigError(
            f"{where}: {unknown[0]} is not a known key.{did_you_mean(unknown[0], ['default', 'student'])}"
        )
    students: dict[str, StudentManifest] = {}
    entries = data.get("student", [])
    if not isinstance(entries, list):
        raise ConfigError(f"{where}: student: must be written as [[student]]")
    for entry in entries:
        manifest = manifest_from_dict(entry, where)
        if manifest.name in students:
            raise ConfigError(f"{where}: two students are called {manifest.name!r}")
        students[manifest.name] = manifest
    default = data.get("default", "")
    if default not in students:
        raise ConfigError(f"{where}: default: {default!r} is no student in it.{did_you_mean(str(default), students)}")
    return default, students


def registered_names(root: Path) -> list[str]:
    """The names that have a registration below ``root``, sorted; none where there is no such folder."""
    try:
        with os.scandir(root) as entries:
            names = [entry.name for entry in entries if NAME.fullmatch(entry.name)]
    except OSError:
        return []
    return sorted(name for name in names if (root / name / MANIFEST_NAME).is_file())


def complete_student(incomplete: str) -> list[str]:
    """The names that begin with ``incomplete``, for shell completion: quick, and silent about errors."""
    try:
        registry = Registry.load()
    except KpddError:
        return []
    return [name for name in [*registry.names, *registry.broken] if name.startswith(incomplete)]
