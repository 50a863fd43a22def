"""A file of JSON lines that grows group by group and survives any end of the process that writes it.

A group is written with one ``write`` and one ``fsync``. Whatever a crash leaves behind its last whole line is dropped
when the file is opened again; a full disk takes back the half-written group. One process at a time may write: the
file is locked while it is open. Nothing here changes a file before its owner has looked at the records in it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

from kpdd_edge.errors import StorageError, UsageError

_LOCK_AT: Final = 1 << 40  # Windows locks bytes: one that no file of ours reaches


def encode(record: Any) -> bytes:
    """One record as a line. Characters that do not encode (half a surrogate pair) are escaped, never lost."""
    try:
        return (json.dumps(record, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(record) + "\n").encode()


def whole_lines(data: bytes) -> list[tuple[dict[str, Any], int]]:
    """The leading lines of ``data`` that are whole JSON objects, each with the offset at which it ends."""
    found: list[tuple[dict[str, Any], int]] = []
    at = 0
    while (end := data.find(b"\n", at)) >= 0:
        try:
            value = json.loads(data[at:end])
        except (ValueError, RecursionError):
            break
        if not isinstance(value, dict):
            break
        at = end + 1
        found.append((value, at))
    return found


class AppendLog:
    """``records`` are those that were in the file; call :meth:`keep` before the first :meth:`append`.

    Raises StorageError when the file cannot be opened or written, UsageError while another process writes it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: IO[bytes] = path.open("a+b", buffering=0)
        except OSError as error:
            raise _failed(error, path) from error
        try:
            _lock(self._file, path)
            self._file.seek(0)
            data = self._file.read()
        except OSError as error:
            self._file.close()
            raise _failed(error, path) from error
        except BaseException:
            self._file.close()
            raise
        self.empty = not data
        lines = whole_lines(data)
        self.records = [record for record, _ in lines]
        self._ends = [end for _, end in lines]
        self._size = len(data)

    def keep(self, count: int) -> None:
        """Keep the first ``count`` records and drop whatever follows."""
        size = self._ends[count - 1] if count else 0
        if size != self._size:
            try:
                self._file.truncate(size)
                os.fsync(self._file.fileno())
            except OSError as error:
                raise _failed(error, self.path) from error
            self._size = size
        del self.records[count:], self._ends[count:]

    def append(self, records: Iterable[dict[str, Any]]) -> None:
        """Write a group: after this call it is on the disk, after a failure nothing of it is."""
        data = b"".join(encode(record) for record in records)
        if not data:
            return
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]
            os.fsync(self._file.fileno())
        except BaseException as error:  # Ctrl-C as well: whoever catches it may write the group again
            with contextlib.suppress(OSError):
                self._file.truncate(self._size)
            if isinstance(error, OSError):
                raise _failed(error, self.path) from error
            raise
        self._size += len(data)

    def close(self) -> None:
        """Closing unlocks it. Calling it twice does no harm."""
        self._file.close()

    def __enter__(self) -> AppendLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _failed(error: OSError, path: Path) -> StorageError:
    return StorageError(
        f"Cannot write {path}",
        cause=error.strerror or str(error),
        hint="free some space or choose another file; the same command goes on from what is written",
    )


def _busy(path: Path) -> UsageError:
    return UsageError(
        f"{path} is being written by another process",
        cause="Two at once would mix their lines.",
        hint="wait for it to end, or choose another -o FILE",
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], path: Path) -> None:
        file.seek(_LOCK_AT)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise _busy(path) from error

else:
    import fcntl

    def _lock(file: IO[bytes], path: Path) -> None:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(path) from error
        except OSError:
            pass  # a file system without locks
