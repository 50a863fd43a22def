"""The folders that students lie in, and writing into them so that nothing is ever half there.

Never creates a folder before something is about to be written into it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path
from typing import Final

from kpdd_edge.errors import StorageError

#: Left free on a disk beyond what a download needs.
SPARE_BYTES: Final = 16 << 20

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def expanded(path: str | Path) -> Path:
    """``path`` with a leading ``~`` as the home folder that it stands for; ``~name`` of nobody stays as it is."""
    return Path(os.path.expanduser(path))


def home() -> Path:
    """Where kpdd keeps what it writes: ``$KPDD_HOME``, else the user's data folder."""
    given = os.environ.get("KPDD_HOME")
    if given:
        return expanded(given).absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("kpdd-edge", appauthor=False))


def students_folder() -> Path:
    """Where the students of this user lie."""
    return home() / "students"


def models_folder() -> Path:
    """The folder of the models package: the registry, the cards, the embedded students."""
    from importlib.resources import files

    return Path(str(files("kpdd_edge.models")))


def storage_error(error: OSError, path: Path) -> StorageError:
    """What a person should read when writing at ``path`` failed."""
    if error.errno in _FULL:
        return StorageError(
            f"The disk is full: {path.parent}",
            cause="What was written so far is kept and will be continued.",
            hint="free some space and run the same command again, or set KPDD_HOME to a folder on another disk",
        )
    return StorageError(
        f"Cannot write to {path}", cause=error.strerror or str(error), hint="set KPDD_HOME to a folder you may write to"
    )


def make_folder(folder: Path) -> None:
    """Raises StorageError where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder) from error


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put ``data`` at ``path`` in one step: a reader sees the old file or the new one. Raises StorageError.

    A ``private`` file can be read by its owner alone.
    """
    make_folder(path.parent)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb", opener=_open_private if private else None) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def check_space(folder: Path, needed: int) -> None:
    """Raises StorageError unless ``needed`` bytes (and a little to spare) are free on the disk of ``folder``."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return  # unknown: writing will tell
    if needed + SPARE_BYTES > free:
        raise StorageError(
            f"Not enough space in {folder}",
            cause=f"{format_bytes(needed)} are needed, {format_bytes(free)} are free.",
            hint="kpdd models list, then kpdd models rm NAME; or set KPDD_HOME to a folder on another disk",
        )


def format_bytes(count: int) -> str:
    """``98.4 MB``: decimal units, as disks and downloads are sold."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 999.5:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"
