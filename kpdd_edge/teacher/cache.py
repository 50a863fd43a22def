"""Every reply of a teacher, kept on disk by the whole request, so that nothing is asked, or paid for, twice.

One SQLite file, safe against two processes and against being killed. It holds requests' hashes and replies, never a
key of any server.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from kpdd_edge.errors import StorageError
from kpdd_edge.students.files import home

_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS replies "
    "(key TEXT PRIMARY KEY, source TEXT NOT NULL, created REAL NOT NULL, reply TEXT NOT NULL) WITHOUT ROWID"
)

#: How long to wait for another process that is writing, in seconds.
_WAIT_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Cached:
    """One reply: its texts, and the tokens it took (None: the server did not say)."""

    texts: tuple[str | None, ...]
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


def request_key(request: Any) -> str:
    """The hash of a request; ``request`` is plain data, and all of it counts."""
    text = json.dumps(request, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def default_path() -> Path:
    return home() / "teacher" / "replies.sqlite"


class ReplyCache:
    """Use it from one thread. ``path`` None keeps replies in memory only. Raises StorageError for a file that cannot
    be used; a single damaged entry is as good as none."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(":memory:" if path is None else path, timeout=_WAIT_S, isolation_level=None)
            try:
                _write_ahead(self._db)
                self._db.execute("PRAGMA synchronous=NORMAL")
                self._db.execute(_SCHEMA)
            except sqlite3.Error:
                self._db.close()
                raise
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from error

    def get(self, key: str) -> Cached | None:
        try:
            row = self._db.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            raise self._failed(error) from error
        return None if row is None else _read(row[0])

    def put(self, key: str, source: str, reply: Cached) -> None:
        """Keep a reply; on the disk when this returns. ``source`` says for people who gave it."""
        row = (key, source, time.time(), json.dumps(asdict(reply)))
        try:
            self._db.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM replies").fetchone()[0])

    def close(self) -> None:
        """Calling it twice does no harm."""
        self._db.close()

    def __enter__(self) -> ReplyCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _failed(self, error: Exception) -> StorageError:
        return StorageError(
            f"The cache of replies cannot be used: {self.path}",
            cause=str(error),
            hint="move the file away, choose another with --cache FILE, or free some space",
        )


def _write_ahead(database: sqlite3.Connection) -> None:
    """Set the journal's mode, waiting for other processes: for this one statement SQLite itself does not wait."""
    end = time.monotonic() + _WAIT_S
    while True:
        try:
            database.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not busy or time.monotonic() > end:
                raise
            time.sleep(0.01)


def _read(text: Any) -> Cached | None:
    try:
        data = json.loads(text)
        texts = tuple(item if isinstance(item, str) else None for item in data["texts"])
        return Cached(texts, _count(data["prompt_tokens"]), _count(data["completion_tokens"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) else None
