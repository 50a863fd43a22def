"""Bringing a student's files to this machine: sources in order, continued, verified, and only then in their place.

A file gets its name only when its SHA-256 is the one in the manifest, so that a half or a wrong file never looks like
a student. What one source could not give is told and the next is tried. Interrupting keeps what arrived.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, PullError, UsageError
from kpdd_edge.students import download, wheel
from kpdd_edge.students.files import check_space, make_folder
from kpdd_edge.students.manifest import FileSpec, StudentManifest, Variant
from kpdd_edge.students.part import Part, SourceFailed
from kpdd_edge.students.progress import FileProgress, Phase, ProgressCallback, ignore
from kpdd_edge.students.sources import FileSource, Source, WheelSource
from kpdd_edge.students.store import Store, StudentFiles, part_path
from kpdd_edge.students.verify import Advance, Damaged, read_chunks


def pull(
    store: Store,
    manifest: StudentManifest,
    variant: Variant | None = None,
    *,
    force: bool = False,
    given: Path | None = None,
    progress: ProgressCallback = ignore,
    cancel: Cancel | None = None,
) -> StudentFiles:
    """Pull what a variant lacks and return its verified files.

    A file that is there is verified anew and replaced if it is damaged; ``force`` fetches it again in any case.
    ``given`` is a local copy to take the file from instead of its sources: the file itself, or the wheel it is in.
    While another process pulls the same student this one waits.

    Raises PullError (every source failed, and why), StorageError, UsageError (``given`` is of no use), Cancelled.
    """
    chosen = variant or manifest.default_variant
    taken = () if given is None else _taken(manifest, chosen, given)
    with store.lock(manifest.name, progress, cancel):
        for spec in chosen.distinct:
            anew = force and (bool(spec.remote) or spec in taken)
            if not anew and _is_good(store, manifest, spec, progress, cancel):
                continue
            if spec.local and not spec.remote and spec not in taken:
                continue  # used in place: there is nothing to pull, and check() says what is wrong with it
            puller = _Puller(store, manifest, spec, progress, cancel)
            try:
                puller.run(force, given if spec in taken else None)
            except Cancelled as error:
                raise puller.cancelled() from error
        return store.check(manifest, chosen, progress=progress, cancel=cancel)


def _taken(manifest: StudentManifest, variant: Variant, given: Path) -> tuple[FileSpec, ...]:
    """The files of a variant that ``given`` may hold: all in an archive, else those of its size."""
    if not given.is_file():
        raise UsageError(f"There is no file {given}")
    if len(variant.distinct) == 1:
        return variant.distinct
    if _is_archive(given):
        return tuple(spec for spec in variant.distinct if any(isinstance(s, WheelSource) for s in spec.sources))
    fitting = tuple(spec for spec in variant.distinct if spec.size == given.stat().st_size)
    if not fitting:
        raise PullError(
            f"{given} is no file of student {manifest.name!r}",
            cause="None of its files has that size.",
            hint=f"kpdd models show {manifest.name}, for what is expected",
        )
    return fitting


def _is_archive(path: Path) -> bool:
    return path.suffix.lower() in (".whl", ".zip")


def _is_good(
    store: Store, manifest: StudentManifest, spec: FileSpec, progress: ProgressCallback, cancel: Cancel | None
) -> bool:
    for path in store.candidates(manifest, spec):
        with suppress(Damaged, OSError):
            store.verified(manifest, spec, path, again=True, progress=progress, cancel=cancel)
            return True
    return False


class _Puller:
    """One file on its way."""

    def __init__(
        self,
        store: Store,
        manifest: StudentManifest,
        spec: FileSpec,
        progress: ProgressCallback,
        cancel: Cancel | None,
    ) -> None:
        self.store = store
        self.manifest = manifest
        self.spec = spec
        self.target = store.target(manifest, spec)
        self.progress = progress
        self.cancel = cancel
        self.source = ""
        self.failures: list[str] = []

    def run(self, force: bool, given: Path | None) -> None:
        make_folder(self.target.parent)
        if given is not None:
            self._take(given)
            return
        if not force and self._twin():
            return
        for source in self.spec.sources:
            self.source = str(source)
            try:
                if self._from(source):
                    return
            except SourceFailed as failure:
                self.failures.append(f"{source}: {failure}")
                self._tell("failed", message=str(failure))
        raise self._error()

    def _from(self, source: Source) -> bool:
        """Whether ``source`` gave the right file, which is then in place. Raises SourceFailed."""
        if isinstance(source, FileSource):
            raise SourceFailed("the file there is missing or damaged")
        with self._part() as part:
            if part.done < part.size or part.digest() != self.spec.sha256:
                self._fill(source, part)
            if part.resumed and part.digest() != self.spec.sha256:
                # The old beginning and the new end may be of two different files: once more, all from here.
                self._tell("retrying", message="what an earlier try left does not fit; starting anew")
                part.restart()
                self._fill(source, part)
            return self._finish(part)

    def _fill(self, source: Source, part: Part) -> None:
        if isinstance(source, WheelSource):
            wheel.fetch(source, part, self._pip_holds, self._advance("unpacking"), self.cancel)
        elif not isinstance(source, FileSource):
            check_space(self.target.parent, part.size - part.done)
            self._tell("fetching", part.done, part.size)
            download.fetch(source, part, self._advance("fetching"), self._retrying, self.cancel)

    def _finish(self, part: Part) -> bool:
        """Put a whole file in its place. Raises SourceFailed when it is the wrong one."""
        found = part.digest()
        if part.done != self.spec.size or found != self.spec.sha256:
            part.restart()
            raise SourceFailed(f"it is another file: SHA-256 {found[:12]}… instead of {self.spec.sha256[:12]}…")
        part.finish(self.target)
        self.store.record(self.manifest.name).add(self.target, self.spec.sha256)
        return True

    def _twin(self) -> bool:
        """Whether another student here has the same file; then it is shared, or copied where it cannot be."""
        for path in self.store.files_with(self.spec.sha256):
            if path == self.target:
                continue
            self.source = f"file:{path}"
            if self.store.root in path.parents and self._link(path):
                return True
            with suppress(SourceFailed, OSError):
                return self._copy(path)
        return False

    def _link(self, path: Path) -> bool:
        part = part_path(self.target)
        try:
            part.unlink(missing_ok=True)
            os.link(path, part)
            part.replace(self.target)
        except OSError:
            return False  # a file system without hard links
        self.store.record(self.manifest.name).add(self.target, self.spec.sha256)
        return True

    def _take(self, given: Path) -> None:
        """Use a copy that the user has. Raises PullError."""
        self.source = f"file:{given}"
        try:
            if _is_archive(given):
                self._unzip(given)
            else:
                self._copy(given)
        except SourceFailed as failure:
            raise PullError(
                f"{given} does not give {self.spec.filename} of student {self.manifest.name!r}",
                cause=f"As for that file, {failure}.",
                hint=f"kpdd models show {self.manifest.name}, for what is expected",
            ) from failure
        except OSError as error:
            raise UsageError(f"Cannot read {given}", cause=error.strerror or str(error)) from error

    def _copy(self, path: Path) -> bool:
        if path.stat().st_size != self.spec.size:
            raise SourceFailed(f"it has {path.stat().st_size:,} bytes instead of {self.spec.size:,}")
        check_space(self.target.parent, self.spec.size)
        with self._part() as part:
            part.restart()
            for chunk in read_chunks(path, self.cancel):
                part.write(chunk)
                self._tell("fetching", part.done, part.size)
            return self._finish(part)

    def _unzip(self, given: Path) -> None:
        members = [source.member for source in self.spec.sources if isinstance(source, WheelSource)]
        if not members:
            raise SourceFailed("it is an archive, and the file is not known to come in one")
        check_space(self.target.parent, self.spec.size)
        with self._part() as part:
            wheel.unpack(given, members[0], part, self._advance("unpacking"), self.cancel)
            self._finish(part)

    def _part(self) -> Part:
        return Part(part_path(self.target), self.spec.size, self._advance("verifying"), self.cancel)

    def cancelled(self) -> Cancelled:
        """Says what is kept."""
        kept = self._kept()
        return Cancelled(cause=kept, hint=f"kpdd models pull {self.manifest.name} to continue" if kept else "")

    def _kept(self) -> str:
        part = part_path(self.target)
        size = part.stat().st_size if part.exists() else 0
        return f"{size:,} of {self.spec.size:,} bytes are kept; the next try continues from there." if size else ""

    def _error(self) -> PullError:
        lines = self.failures or ["it has no source to pull it from"]
        if kept := self._kept():
            lines.append(kept)
        name = self.manifest.name
        return PullError(
            f"Cannot pull {self.spec.filename} of student {name!r}",
            cause="\n".join(lines),
            hint=f"kpdd models pull {name} to try again, or kpdd models pull {name} --from FILE with a copy of it",
        )

    def _advance(self, phase: Phase) -> Advance:
        return lambda done: self._tell(phase, done, self.spec.size)

    def _pip_holds(self, done: int) -> None:
        self._tell("fetching", done, None, message="pip is fetching the package")

    def _retrying(self, reason: str) -> None:
        self._tell("retrying", message=reason)

    def _tell(self, phase: Phase, done: int = 0, total: int | None = None, message: str = "") -> None:
        self.progress(FileProgress(self.manifest.name, self.spec.filename, phase, done, total, self.source, message))
