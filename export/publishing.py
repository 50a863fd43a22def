"""Putting a finished export in its place: under a temporary name until it is whole, never over something unasked.

Nothing here looks into a file. What stands at the target changes in one rename, or not at all; a folder in two, and
what an end between them leaves is put back by :func:`sweep`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kpdd_edge.errors import StorageError, UsageError
from kpdd_edge.students.files import check_space
from kpdd_edge.students.files import storage_error as other_storage_error

_TEMPORARY = re.compile(r"\..*\.(\d+)\.exporting")
_ASIDE = re.compile(r"\.(.+)\.old\.\d+\.exporting")


def storage_error(error: OSError, path: Path) -> StorageError:
    """What a person should read when writing at ``path`` failed."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            f"The disk is full: {path.parent}", cause="Nothing of this export was kept.", hint="free some space"
        )
    return other_storage_error(error, path)


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # cannot be asked safely: os.kill would end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed exports left in ``folder`` (their process is gone); a folder set aside comes back."""
    for path in folder.glob(".*.exporting"):
        match = _TEMPORARY.fullmatch(path.name)
        if not match or int(match[1]) == os.getpid() or _alive(int(match[1])):
            continue
        if (aside := _ASIDE.fullmatch(path.name)) and not (folder / aside[1]).exists():
            with contextlib.suppress(OSError):
                os.rename(path, folder / aside[1])
        _remove(path)


def check_target(target: Path, *, force: bool) -> None:
    """Raises UsageError when something stands at ``target`` and ``force`` is not given."""
    if target.exists() and not force:
        raise UsageError(
            f"{target} is there already",
            cause="An export never overwrites anything unless asked.",
            hint="the same command with --force, or another --output",
        )


@contextmanager
def publishing(target: Path, *, needed: int, force: bool = False, folder: bool = False) -> Iterator[Path]:
    """A temporary path beside ``target``, renamed to it when the block ends well and removed when it does not.

    ``needed`` is the disk space in bytes that the block will use at most. With ``folder`` the path is a new folder.
    Raises UsageError (the target exists), StorageError (no space, not writable).
    """
    check_target(target, force=force)
    parent = target.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        sweep(parent)
        check_space(parent, needed)
        temporary = parent / f".{target.name}.{os.getpid()}.exporting"
        _remove(temporary)
        if folder:
            temporary.mkdir()
    except OSError as error:
        raise storage_error(error, target) from error
    try:
        yield temporary
        _rename(temporary, target)
    except OSError as error:
        raise storage_error(error, target) from error
    finally:
        _remove(temporary)


@contextmanager
def scratch(beside: Path, suffix: str, *, needed: int) -> Iterator[Path]:
    """A temporary path on the disk of ``beside``, removed when the block ends. Raises StorageError."""
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        check_space(beside.parent, needed)
    except OSError as error:
        raise storage_error(error, beside) from error
    temporary = beside.parent / f".{beside.name}-{suffix}.{os.getpid()}.exporting"
    _remove(temporary)
    try:
        yield temporary
    finally:
        _remove(temporary)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _rename(temporary: Path, target: Path) -> None:
    if not temporary.is_dir():
        _flush(temporary)
        os.replace(temporary, target)
        return
    for path in temporary.rglob("*"):
        if path.is_file():
            _flush(path)
    if not target.exists():
        os.rename(temporary, target)
        return
    if not target.is_dir():
        raise StorageError(f"{target} is a file; a folder is to be put there", hint="choose another --output")
    # A folder cannot be replaced in one step: the old one steps aside and comes back if the rename fails.
    aside = target.with_name(f".{target.name}.old.{os.getpid()}.exporting")
    os.rename(target, aside)
    try:
        os.rename(temporary, target)
    except OSError:
        os.rename(aside, target)
        raise
    _remove(aside)
