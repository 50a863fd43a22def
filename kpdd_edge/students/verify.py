"""Is this file the one that the manifest means? Size, first bytes, SHA-256, in the order of what they cost.

Only reads. What it finds is remembered by :mod:`kpdd_edge.students.store`, so that a file is hashed once and not at
every start.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import StorageError
from kpdd_edge.students.files import write_atomic
from kpdd_edge.students.gguf_header import check_magic
from kpdd_edge.students.manifest import FileSpec

CHUNK: Final = 1 << 20
RECORD_NAME: Final = "verified.json"

Advance = Callable[[int], None]  # called with the bytes done so far


class Damaged(Exception):
    """A file that is not the one meant; the message says how it differs."""


def hash_file(path: Path, advance: Advance | None = None, cancel: Cancel | None = None) -> str:
    """The SHA-256 of a file in hexadecimal. Raises OSError, Cancelled."""
    digest = hashlib.sha256()
    done = 0
    for chunk in read_chunks(path, cancel):
        digest.update(chunk)
        done += len(chunk)
        if advance is not None:
            advance(done)
    return digest.hexdigest()


def read_chunks(path: Path, cancel: Cancel | None = None) -> Iterator[bytes]:
    """A file's content in pieces. Raises OSError, Cancelled."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if cancel is not None:
                cancel.check()
            yield chunk


def verify_file(path: Path, spec: FileSpec, advance: Advance | None = None, cancel: Cancel | None = None) -> None:
    """Compare a file with its manifest entry. Raises Damaged, OSError, Cancelled."""
    size = path.stat().st_size
    if size < spec.size:
        raise Damaged(f"it is cut short: {size:,} of {spec.size:,} bytes")
    if path.name.endswith(".gguf") and (problem := check_magic(path)):
        raise Damaged(problem)
    if size > spec.size:
        raise Damaged(f"it is too long: {size:,} instead of {spec.size:,} bytes")
    found = hash_file(path, advance, cancel)
    if found != spec.sha256:
        raise Damaged(f"its content was altered: SHA-256 {found[:12]}… instead of {spec.sha256[:12]}…")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file looked like when it was hashed. Any change of size or time makes it be hashed again."""

    size: int
    mtime_ns: int
    sha256: str
    verified_at: float = 0.0  # seconds since the epoch

    def matches(self, stat: os.stat_result, sha256: str) -> bool:
        return self.size == stat.st_size and self.mtime_ns == stat.st_mtime_ns and self.sha256 == sha256


class Record:
    """The stamps of one student's files, by absolute path, in memory and in ``verified.json`` beside them.

    Where the folder cannot be written the stamps last as long as the process. A damaged record is an empty one.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / RECORD_NAME
        self._stamps = self._read()

    def knows(self, file: Path, sha256: str) -> bool:
        """Whether ``file`` was found to have this hash and has not changed since. Raises OSError when it is gone."""
        stamp = self._stamps.get(str(file))
        return stamp is not None and stamp.matches(file.stat(), sha256)

    def add(self, file: Path, sha256: str) -> None:
        """Remember that ``file`` was just found to have this hash."""
        stat = file.stat()
        self._stamps[str(file)] = Stamp(stat.st_size, stat.st_mtime_ns, sha256, time.time())
        self._save()

    def forget(self, file: Path) -> None:
        if self._stamps.pop(str(file), None) is not None:
            self._save()

    def files_with(self, sha256: str) -> list[Path]:
        """Files that had this hash when last looked at."""
        return [Path(path) for path, stamp in self._stamps.items() if stamp.sha256 == sha256]

    def _read(self) -> dict[str, Stamp]:
        try:
            data: Any = json.loads(self.path.read_bytes())
            return {
                str(path): Stamp(
                    int(entry["size"]), int(entry["mtime_ns"]), str(entry["sha256"]), float(entry["verified_at"])
                )
                for path, entry in data["files"].items()
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return {}

    def _save(self) -> None:
        data = {
            "version": 1,
            "files": {
                path: {
                    "size": stamp.size,
                    "mtime_ns": stamp.mtime_ns,
                    "sha256": stamp.sha256,
                    "verified_at": round(stamp.verified_at, 3),
                }
                for path, stamp in self._stamps.items()
            },
        }
        try:
            write_atomic(self.path, (json.dumps(data, indent=1) + "\n").encode())
        except StorageError:
            return  # a read-only home: it will be hashed again by the next process
