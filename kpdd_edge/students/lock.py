"""One puller at a time: a lock on a small file that the operating system frees when its holder ends, however it ends.

Between processes and between threads of one. The file itself stays: removing it would let two holders in.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kpdd_edge.engines.base import Cancel
from kpdd_edge.students.files import make_folder, storage_error

_POLL_S: Final = 0.2
_BUSY: Final = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}


@contextmanager
def hold(path: Path, waiting: Callable[[str], None], cancel: Cancel | None = None) -> Iterator[None]:
    """Hold the lock at ``path``; while another has it, ``waiting`` is called once with who that is.

    On a file system without locks it goes on without one: what is pulled is verified by its hash all the same.
    Raises StorageError when the file cannot be made, Cancelled.
    """
    make_folder(path.parent)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    except OSError as error:
        raise storage_error(error, path) from error
    try:
        told = False
        while not _try_lock(handle):
            if not told:
                waiting(_holder(handle))
                told = True
            if cancel is not None:
                cancel.check()
            time.sleep(_POLL_S)
        _sign(handle)
        yield
    finally:
        _unlock(handle)
        os.close(handle)


def _sign(handle: int) -> None:
    """Leave our process number, for the message of whoever waits."""
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{os.getpid()}\n".encode())


def _holder(handle: int) -> str:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        text = os.read(handle, 32).decode("ascii", "replace").strip()
    except OSError:  # Windows does not let a locked byte be read
        text = ""
    return f"process {text}" if text.isdigit() else "another process"


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return error.errno not in _BUSY
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in _BUSY
        return True

    def _unlock(handle: int) -> None:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)
