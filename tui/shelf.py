"""The students as the app lists them, and what can be done with their files. Every method may block.

A thin face of :mod:`kpdd_edge.students`; it adds nothing but the shape of a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import KpddError

if TYPE_CHECKING:
    from kpdd_edge.students.manifest import Score, StudentManifest, Variant
    from kpdd_edge.students.progress import ProgressCallback
    from kpdd_edge.students.registry import Registry
    from kpdd_edge.students.store import State, Store


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One variant of a student. ``spec`` is what the option ``student`` is set to when it is chosen."""

    spec: str
    manifest: StudentManifest
    variant: Variant
    state: State
    default: bool
    registered: bool

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def scores(self) -> tuple[Score, ...]:
        """The measurements of this variant."""
        mine = [s for s in self.manifest.scores if s.variant == self.variant.id]
        if self.variant == self.manifest.default_variant:
            mine += [s for s in self.manifest.scores if not s.variant]
        return tuple(mine)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A registration that cannot be read."""

    name: str
    error: KpddError


class Shelf:
    """Reads the registry anew on every call: another process may pull or import at any time."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root

    def rows(self) -> tuple[list[StudentRow], list[BrokenRow]]:
        """Every variant of every student, and the registrations that are broken. Raises ConfigError."""
        registry, store = self._open()
        rows = []
        for manifest in registry:
            for variant in manifest.variants:
                plain = variant == manifest.default_variant
                rows.append(
                    StudentRow(
                        manifest.name if plain else f"{manifest.name}:{variant.id}",
                        manifest,
                        variant,
                        store.state(manifest, variant),
                        plain and manifest.name == registry.default,
                        manifest.name in registry.registered,
                    )
                )
        return rows, [BrokenRow(name, error) for name, error in registry.broken.items()]

    def name_of(self, spec: str) -> str:
        """The name to show of what the option ``student`` says. Never raises."""
        if spec.lower().endswith((".gguf", ".toml")):
            return Path(spec).stem
        if spec:
            return spec
        try:
            return self._open()[0].default
        except KpddError:
            return "default"

    def is_here(self, spec: str) -> bool:
        """Whether its files are on this machine, by their sizes. Raises UnknownStudent, ConfigError."""
        registry, store = self._open()
        if spec.lower().endswith(".gguf") and not registry.is_registered(spec):
            return True  # opening it says what is wrong with it
        manifest, variant = registry.find(spec or None)
        return store.state(manifest, variant) == "installed"

    def pull(self, spec: str, progress: ProgressCallback, cancel: Cancel) -> None:
        """Bring its files here, from where an earlier pull stopped. Raises KpddError, Cancelled."""
        from kpdd_edge.students.pull import pull

        registry, store = self._open()
        manifest, variant = registry.find(spec or None)
        if not any(spec.remote for spec in variant.distinct) and store.state(manifest, variant) != "installed":
            store.check(manifest, variant)
        pull(store, manifest, variant, progress=progress, cancel=cancel)

    def import_file(self, path: Path, name: str | None, progress: ProgressCallback, cancel: Cancel) -> str:
        """Register a GGUF file in place; returns the student's name. Raises KpddError, Cancelled."""
        from kpdd_edge.students.importing import Wishes, import_student

        registry, store = self._open()
        return import_student(store, registry, path, Wishes(name=name), progress=progress, cancel=cancel).name

    def remove(self, name: str, progress: ProgressCallback, cancel: Cancel) -> int:
        """Delete what was pulled, forget what was imported; returns the bytes freed. Raises KpddError, Cancelled."""
        from kpdd_edge.students.removing import remove_student

        registry, store = self._open()
        return remove_student(store, registry, name, progress=progress, cancel=cancel).size

    def _open(self) -> tuple[Registry, Store]:
        from kpdd_edge.students.registry import Registry
        from kpdd_edge.students.store import Store

        return Registry.load(self._root), Store(self._root)
