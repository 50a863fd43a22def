"""A file being gathered: what has arrived so far, its running hash, and never more than it may hold.

The bytes lie in ``<file>.part`` until they are whole and verified, and stay there when gathering is interrupted.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from kpdd_edge.engines.base import Cancel
from kpdd_edge.students.files import make_folder, storage_error
from kpdd_edge.students.verify import Advance, read_chunks


class SourceFailed(Exception):
    """A source did not give the file; the message says why. The next source may."""


class Part:
    """Open the ``.part`` at ``path`` for a file of ``size`` bytes; use it in a ``with`` block.

    What an earlier run left is hashed and kept, unless it is already too long. ``resumed`` says how many of the bytes
    held come from an earlier run. Raises StorageError, Cancelled.
    """

    def __init__(self, path: Path, size: int, advance: Advance | None = None, cancel: Cancel | None = None) -> None:
        self.path = path
        self.size = size
        self.done = 0
        self.resumed = 0
        self._hash = hashlib.sha256()
        make_folder(path.parent)
        try:
            if path.exists():
                self._take_over(advance, cancel)
            self._file: BinaryIO = path.open("ab")
            if self._file.tell() != self.done:
                self.restart()
        except OSError as error:
            raise storage_error(error, path) from error

    def _take_over(self, advance: Advance | None, cancel: Cancel | None) -> None:
        if not 0 < self.path.stat().st_size <= self.size:
            self.path.unlink()
            return
        for chunk in read_chunks(self.path, cancel):
            self._hash.update(chunk)
            self.done += len(chunk)
            if advance is not None:
                advance(self.done)
        self.resumed = self.done

    def write(self, chunk: bytes) -> None:
        """Append. Raises SourceFailed when it would become longer than the file may be, StorageError."""
        if self.done + len(chunk) > self.size:
            self.restart()
            raise SourceFailed(f"it sends more than the {self.size:,} bytes that the file has")
        try:
            self._file.write(chunk)
        except OSError as error:
            raise storage_error(error, self.path) from error
        self._hash.update(chunk)
        self.done += len(chunk)

    def restart(self) -> None:
        """Forget everything. Raises StorageError."""
        try:
            self._file.seek(0)
            self._file.truncate()
        except OSError as error:
            raise storage_error(error, self.path) from error
        self._hash = hashlib.sha256()
        self.done = self.resumed = 0

    def digest(self) -> str:
        """The SHA-256 of what is held, in hexadecimal."""
        return self._hash.hexdigest()

    def finish(self, target: Path) -> None:
        """Move the whole file to its place, in one step. Raises StorageError."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self.path.replace(target)
        except OSError as error:
            raise storage_error(error, target) from error

    def __enter__(self) -> Part:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError as failure:  # the last buffered bytes did not fit on the disk
            if error is None:
                raise storage_error(failure, self.path) from failure
        if self.done == 0:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
