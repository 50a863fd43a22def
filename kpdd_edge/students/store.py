"""The students on this machine: where each file lies, whether it is the right one, and removing it again.

A student's folder holds its files, ``verified.json`` (which of them were hashed, and what they looked like then) and,
for a student the user registered, ``student.toml``. A file with a ``file:`` source is used where it lies. No file is
handed to an engine before its SHA-256 was compared with the manifest; it is hashed again only when its size or
time has changed. Nothing here uses the network: :mod:`kpdd_edge.students.pull` does, through :meth:`Store.ensure`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import KpddError, StorageError, StudentDamaged, StudentMissing
from kpdd_edge.events import StageName
from kpdd_edge.students.files import models_folder, storage_error, students_folder
from kpdd_edge.students.lock import hold
from kpdd_edge.students.manifest import FileSpec, StudentManifest, Variant
from kpdd_edge.students.progress import FileProgress, ProgressCallback, ignore
from kpdd_edge.students.verify import RECORD_NAME, Damaged, Record, verify_file

State = Literal["installed", "partial", "missing"]

MANIFEST_NAME = "student.toml"
PART_SUFFIX = ".part"


@dataclass(frozen=True, slots=True)
class StudentFiles:
    """The verified files of one variant, ready to be opened. ``paths`` maps each ``FileSpec.filename`` to its path."""

    manifest: StudentManifest
    variant: Variant
    paths: Mapping[str, Path]

    def for_stage(self, stage: StageName) -> tuple[Path, Path | None]:
        """The model and the adapter (None: there is none) that write ``stage``. Raises ConfigError."""
        model, adapter = self.manifest.files_for_stage(self.variant, stage)
        return self.paths[model.filename], None if adapter is None else self.paths[adapter.filename]

    def file(self, kind: str, stage: StageName | None = None) -> Path | None:
        """The file of a kind (see :data:`kpdd_edge.students.manifest.ROLES`), the stage's own first."""
        spec = self.variant.file(kind, stage)
        return None if spec is None else self.paths[spec.filename]


@dataclass(frozen=True, slots=True)
class Removed:
    """What :meth:`Store.remove` took away, and how many bytes that was."""

    paths: tuple[Path, ...]
    size: int


class Store:
    """One folder of students: ``$KPDD_HOME/students`` unless another is given. Making a Store writes nothing."""

    def __init__(self, root: Path | None = None, models: Path | None = None) -> None:
        self.root = root if root is not None else students_folder()
        self._models = models
        self._records: dict[str, Record] = {}

    @property
    def models(self) -> Path:
        """The folder that relative ``file:`` sources are relative to."""
        if self._models is None:
            self._models = models_folder()
        return self._models

    def folder(self, name: str) -> Path:
        return self.root / name

    def record(self, name: str) -> Record:
        """What is remembered of a student's files; read once."""
        if name not in self._records:
            self._records[name] = Record(self.folder(name))
        return self._records[name]

    def lock(
        self, name: str, progress: ProgressCallback = ignore, cancel: Cancel | None = None
    ) -> AbstractContextManager[None]:
        """Hold a student against other processes that would change its files."""

        def waiting(holder: str) -> None:
            message = f"{holder} is changing {name}; waiting for it to finish"
            progress(FileProgress(name, "", "waiting", message=message))

        return hold(self.root / ".locks" / f"{name}.lock", waiting, cancel)

    # Where files lie

    def target(self, manifest: StudentManifest, spec: FileSpec) -> Path:
        """Where a pulled file lies."""
        return self.folder(manifest.name) / spec.filename

    def candidates(self, manifest: StudentManifest, spec: FileSpec) -> list[Path]:
        """Every place the file may lie at, in order: its ``file:`` sources, then the student's folder."""
        places = [self.models / s.path if s.relative else Path(s.path) for s in spec.local]
        return [*places, self.target(manifest, spec)]

    def locate(self, manifest: StudentManifest, spec: FileSpec) -> Path | None:
        """Where the file lies: the first candidate of the right size, else the first that is there, else None."""
        found = [path for path in self.candidates(manifest, spec) if path.is_file()]
        return next((path for path in found if _size(path) == spec.size), found[0] if found else None)

    def path(self, manifest: StudentManifest, variant: Variant | None = None) -> dict[str, Path]:
        """Where each file of a variant lies, or would lie once pulled, by file name. Looks at no content."""
        chosen = variant or manifest.default_variant
        return {spec.filename: self.locate(manifest, spec) or self.target(manifest, spec) for spec in chosen.distinct}

    def state(self, manifest: StudentManifest, variant: Variant | None = None) -> State:
        """Whether the files of a variant are there, by their sizes alone; ``partial``: some, or the start of one."""
        files = (variant or manifest.default_variant).distinct
        there = [_size(path) == spec.size for spec in files if (path := self.locate(manifest, spec)) is not None]
        if len(there) == len(files) and all(there):
            return "installed"
        begun = any(part_path(self.target(manifest, spec)).exists() for spec in files)
        return "partial" if there or begun else "missing"

    def installed(self, manifests: Iterable[StudentManifest]) -> list[tuple[StudentManifest, Variant]]:
        """The variants whose files are all there."""
        return [(m, v) for m in manifests for v in m.variants if self.state(m, v) == "installed"]

    # Whether they are the right ones

    def check(
        self,
        manifest: StudentManifest,
        variant: Variant | None = None,
        *,
        again: bool = False,
        progress: ProgressCallback = ignore,
        cancel: Cancel | None = None,
    ) -> StudentFiles:
        """The files of a variant, verified. ``again`` hashes them even if they were verified before.

        Raises StudentMissing, StudentDamaged, StorageError (a file that cannot be read), Cancelled.
        """
        chosen = variant or manifest.default_variant
        paths: dict[str, Path] = {}
        for spec in chosen.distinct:
            paths[spec.filename] = self._check_file(manifest, spec, again, progress, cancel)
        return StudentFiles(manifest, chosen, paths)

    def ensure(
        self,
        manifest: StudentManifest,
        variant: Variant | None = None,
        progress: ProgressCallback = ignore,
        cancel: Cancel | None = None,
    ) -> StudentFiles:
        """The verified files of a variant; what is not there is pulled first. What is damaged is not replaced.

        Raises what :meth:`check` raises and what :func:`kpdd_edge.students.pull.pull` raises.
        """
        chosen = variant or manifest.default_variant
        try:
            return self.check(manifest, chosen, progress=progress, cancel=cancel)
        except StudentMissing:
            if any(not spec.remote and self.locate(manifest, spec) is None for spec in chosen.files):
                raise  # nowhere to pull it from
        from kpdd_edge.students.pull import pull

        return pull(self, manifest, chosen, progress=progress, cancel=cancel)

    def verified(
        self,
        manifest: StudentManifest,
        spec: FileSpec,
        path: Path,
        *,
        again: bool = False,
        progress: ProgressCallback = ignore,
        cancel: Cancel | None = None,
    ) -> None:
        """Make sure that ``path`` holds what ``spec`` says. Raises Damaged, OSError, Cancelled."""
        record = self.record(manifest.name)
        if not again and record.knows(path, spec.sha256) and _size(path) == spec.size:
            return

        def advance(done: int) -> None:
            progress(FileProgress(manifest.name, spec.filename, "verifying", done, spec.size))

        try:
            verify_file(path, spec, advance, cancel)
        except Damaged:
            record.forget(path)
            raise
        record.add(path, spec.sha256)

    def _check_file(
        self,
        manifest: StudentManifest,
        spec: FileSpec,
        again: bool,
        progress: ProgressCallback,
        cancel: Cancel | None,
    ) -> Path:
        damaged: list[tuple[Path, Damaged]] = []
        for path in self.candidates(manifest, spec):
            if not path.is_file():
                continue
            try:
                self.verified(manifest, spec, path, again=again, progress=progress, cancel=cancel)
                return path
            except Damaged as error:
                damaged.append((path, error))
            except OSError as error:
                raise StorageError(f"Cannot read {path}", cause=error.strerror or str(error)) from error
        if not damaged:
            raise self._missing(manifest, spec)
        path, damage = damaged[0]
        raise StudentDamaged(
            f"Student {manifest.name!r} is damaged: {path}",
            cause=f"As for {spec.filename}, {damage}.",
            hint=self._remedy(manifest, spec, "--force"),
        ) from damage

    def _missing(self, manifest: StudentManifest, spec: FileSpec) -> KpddError:
        places = [str(path) for path in self.candidates(manifest, spec)[:-1]]
        begun = part_path(self.target(manifest, spec)).exists()
        if places:
            cause = f"{spec.filename} is no longer at {' or at '.join(places)}."
        elif begun:
            cause = f"{spec.filename} was pulled in part; pulling continues from there."
        else:
            cause = f"{spec.filename} ({spec.size / 1e6:,.0f} MB) has not been pulled yet."
        return StudentMissing(
            f"Student {manifest.name!r} is not on this machine", cause=cause, hint=self._remedy(manifest, spec, "")
        )

    def _remedy(self, manifest: StudentManifest, spec: FileSpec, option: str) -> str:
        if spec.remote:
            return f"kpdd models pull {manifest.name} {option}".rstrip()
        if any(source.relative for source in spec.local):
            return "pip install --force-reinstall kpdd-edge"
        return f"kpdd models import PATH --name {manifest.name} --force, or kpdd models rm {manifest.name}"

    # Taking away

    def remove(self, name: str) -> Removed:
        """Delete a student's folder: what was pulled, what was begun, its registration. Files in place stay.

        Raises StorageError.
        """
        folder = self.folder(name)
        self._records.pop(name, None)
        if not folder.is_dir():
            return Removed((), 0)
        content = sorted(path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
        shown = tuple(path for path in content if path.name not in (RECORD_NAME, MANIFEST_NAME))
        freed = sum(max(0, _size(path)) for path in content)
        try:
            if folder.is_symlink():
                folder.unlink()
            else:
                shutil.rmtree(folder)
        except OSError as error:
            raise storage_error(error, folder) from error
        return Removed(shown, freed)

    def files_with(self, sha256: str) -> Iterator[Path]:
        """Files of any student here that had this hash when they were last verified."""
        try:
            names = sorted(entry.name for entry in os.scandir(self.root) if entry.is_dir())
        except OSError:
            return
        for name in names:
            record = self.record(name)
            for path in record.files_with(sha256):
                try:
                    if record.knows(path, sha256):
                        yield path
                except OSError:
                    continue


def part_path(target: Path) -> Path:
    """Where a file is gathered before it is whole."""
    return target.with_name(target.name + PART_SUFFIX)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
