"""The SQLite file under the history: opening, migrating, retrying, and setting a damaged one aside.

Every call opens its own connection, so that any thread of any process may call at any time. WAL lets readers go on
while one writes; writers wait for each other. A damaged file is never deleted or overwritten: it is renamed, what can
still be read is taken over, and the caller is told. Nothing here knows what a solution is.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from kpdd_edge.errors import StorageError
from kpdd_edge.students.files import make_folder, storage_error
from kpdd_edge.students.lock import hold

T = TypeVar("T")

COLUMNS: Final = "id, created, problem, answer, answer_value, confidence, student, pinned, words, solution"
_WAIT_S: Final = 5.0  # for another writer, each try
_TRIES: Final = 4

#: Step n brings a database from version n to n + 1. Steps are never changed, only added.
MIGRATIONS: Final = (
    (
        """CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        created INTEGER NOT NULL,             -- microseconds since 1970, UTC
        problem TEXT NOT NULL,
        answer TEXT,                          -- as shown; NULL: none was found
        answer_value REAL,                    -- near the number that the answer is, for finding it
        confidence REAL NOT NULL,
        student TEXT NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,
        words TEXT NOT NULL,                  -- what a search for text looks into
        solution TEXT NOT NULL                -- Solution.to_dict() as JSON
        )""",
        "CREATE INDEX entries_created ON entries (created DESC, id DESC)",
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
)
VERSION: Final = len(MIGRATIONS)


@cache
def has_fts() -> bool:
    """Whether this SQLite was built with full-text search."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


class Database:
    """Runs pieces of work on the file at ``path``. Making one opens nothing and writes nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._warnings: list[str] = []
        self._lock = threading.Lock()

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` in one transaction of its own, again if another writer was in the way. Raises StorageError."""
        return self._tried(lambda: self._in_transaction(work))

    def read(self, work: Callable[[sqlite3.Connection], T], empty: T) -> T:
        """Run ``work`` for reading; ``empty`` if there is no database yet. Raises StorageError."""
        return self._tried(lambda: self._reading(work)) if self.exists() else empty

    def exists(self) -> bool:
        """Whether there is a file yet. Raises StorageError where one may not even look."""
        try:
            return self.path.exists()
        except OSError as error:
            raise storage_error(error, self.path) from error

    def compact(self) -> None:
        """Give freed pages back, so that nothing deleted stays in the file or beside it."""

        def work() -> None:
            with self._connection() as connection:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        self._tried(work)

    def warn(self, message: str) -> None:
        with self._lock:
            self._warnings.append(message)

    def take_warnings(self) -> tuple[str, ...]:
        """What the user should be told, once."""
        with self._lock:
            taken, self._warnings = tuple(self._warnings), []
        return taken

    # -- opening ----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        make_folder(self.path.parent)
        # Made by hand, since what one solves is nobody else's business; SQLite gives its side files the same mode. One
        # that is there is not touched: closing it would drop the locks that this process holds on it.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        connection = sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA secure_delete = ON")
            self._migrate(connection)
            yield connection
        finally:
            connection.close()

    def _migrate(self, connection: sqlite3.Connection) -> None:
        version = _version(connection)
        if version < VERSION:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for step in range(_version(connection), VERSION):  # asked again: another may have been quicker
                    for statement in MIGRATIONS[step]:
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {step + 1}")
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise
        elif version > VERSION:
            raise StorageError(
                "The history was written by a newer kpdd-edge",
                cause=f"{self.path} has version {version}; this kpdd-edge knows version {VERSION}.",
                hint="update kpdd-edge, or set KPDD_HOME to another folder",
            )

    def _in_transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                _prepare_index(connection)
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise
            return result

    def _reading(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with self._connection() as connection:
                return work(connection)
        except (sqlite3.OperationalError, OSError) as error:
            if isinstance(error, sqlite3.OperationalError) and _code(error) not in (
                sqlite3.SQLITE_READONLY,
                sqlite3.SQLITE_CANTOPEN,
            ):
                raise
            # A folder that cannot be written to: read the file as it lies there.
            connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            try:
                return work(connection)
            finally:
                connection.close()

    # -- what may go wrong ------------------------------------------------------------------------------------------

    def _tried(self, work: Callable[[], T]) -> T:
        for attempt in range(_TRIES):
            try:
                return work()
            except StorageError:
                raise
            except sqlite3.DatabaseError as error:
                last = attempt == _TRIES - 1
                code = _code(error)
                if not last and code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    time.sleep(0.02 * 4**attempt)
                elif not last and (
                    getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB
                    or code == sqlite3.SQLITE_CONSTRAINT  # no entry can break one, only an index out of step
                ):
                    self._drop_index()
                elif not last and code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                    self._set_aside()
                else:
                    raise self._storage_error(error) from error
            except OSError as error:
                raise storage_error(error, self.path) from error
        raise AssertionError("unreachable: the last try returns or raises")

    def _storage_error(self, error: sqlite3.DatabaseError) -> StorageError:
        titles = {
            sqlite3.SQLITE_FULL: "The disk is full: the history cannot be written",
            sqlite3.SQLITE_READONLY: "The history cannot be written",
            sqlite3.SQLITE_CANTOPEN: "The history cannot be opened",
            sqlite3.SQLITE_BUSY: "The history is in use by another process",
            sqlite3.SQLITE_LOCKED: "The history is in use by another process",
        }
        code = _code(error)
        busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        return StorageError(
            titles.get(code, "The history cannot be used"),
            cause=f"{self.path}: {error}",
            hint="run the same command again" if busy else "free space or set KPDD_HOME to a folder you may write to",
        )

    def _drop_index(self) -> None:
        """The index can be made again from the entries."""
        with self._connection() as connection:
            try:
                connection.execute("DROP TABLE IF EXISTS entries_index")
                return
            except sqlite3.DatabaseError:  # so damaged that full-text search does not even find its way in to drop it
                connection.execute("PRAGMA writable_schema = ON")
                connection.execute("DELETE FROM sqlite_master WHERE name = 'entries_index'")
                connection.execute("PRAGMA writable_schema = OFF")
        with self._connection() as connection:
            for part in ("data", "idx", "docsize", "config"):
                connection.execute(f"DROP TABLE IF EXISTS entries_index_{part}")

    def _set_aside(self) -> None:
        """Rename a damaged database, begin a new one, and take over what can still be read."""
        with hold(self.path.with_suffix(".lock"), lambda _: None):
            if self._is_sound():
                return  # another process was quicker
            aside = self._free_name()
            for suffix in ("-wal", "-shm", ""):
                part = Path(f"{self.path}{suffix}")
                if part.exists():
                    part.rename(f"{aside}{suffix}")
            saved = self._take_over(aside)
        entries = f"{saved} entries could still be read and were taken over" if saved else "a new one was begun"
        self.warn(f"The history was damaged. The old file is kept as {aside}; {entries}.")

    def _is_sound(self) -> bool:
        try:
            with self._connection() as connection:
                connection.execute("SELECT max(id) FROM entries").fetchall()
                return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        except sqlite3.DatabaseError:
            return False

    def _free_name(self) -> Path:
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        stem, n = f"{self.path.stem}.corrupt-{stamp}", 1
        aside = self.path.with_name(f"{stem}.db")
        while aside.exists():
            n += 1
            aside = self.path.with_name(f"{stem}-{n}.db")
        return aside

    def _take_over(self, aside: Path) -> int:
        rows: dict[int, tuple[object, ...]] = {}
        for direction in ("ASC", "DESC"):  # from both ends towards the damage
            with contextlib.suppress(sqlite3.DatabaseError, OverflowError, UnicodeDecodeError):
                old = sqlite3.connect(f"{aside.absolute().as_uri()}?mode=ro", uri=True)
                try:
                    for row in old.execute(f"SELECT {COLUMNS} FROM entries ORDER BY id {direction}"):
                        rows[row[0]] = row
                finally:
                    old.close()

        def work(connection: sqlite3.Connection) -> int:
            saved = 0
            for _, row in sorted(rows.items()):
                with contextlib.suppress(sqlite3.IntegrityError, sqlite3.InterfaceError):
                    marks = ", ".join("?" * len(row))
                    connection.execute(f"INSERT INTO entries ({COLUMNS}) VALUES ({marks})", row)
                    saved += 1
            mark_index_stale(connection)
            return saved

        return self._in_transaction(work) if rows else 0


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        with contextlib.suppress(sqlite3.DatabaseError):
            connection.execute("ROLLBACK")


def _code(error: sqlite3.DatabaseError) -> int:
    """The primary result code of an error (https://sqlite.org/rescode.html)."""
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


# -- the index of words ---------------------------------------------------------------------------------------------
#
# It is kept by hand, not by triggers: a process whose SQLite has no full-text search must still be able to write. Such
# a process marks it as stale, and the next one that can makes it anew.


def _prepare_index(connection: sqlite3.Connection) -> None:
    if not has_fts():
        mark_index_stale(connection)
        return
    if not index_is_there(connection):
        connection.execute(
            "CREATE VIRTUAL TABLE entries_index USING fts5(words, content='entries', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        with contextlib.suppress(sqlite3.OperationalError):  # since SQLite 3.42
            connection.execute("INSERT INTO entries_index (entries_index, rank) VALUES ('secure-delete', 1)")
        mark_index_stale(connection)
    if connection.execute("DELETE FROM meta WHERE key = 'index_stale'").rowcount > 0:
        connection.execute("INSERT INTO entries_index (entries_index) VALUES ('rebuild')")


def index_is_there(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entries_index'").fetchone())


def index_is_usable(connection: sqlite3.Connection) -> bool:
    """Whether a reader may trust it; one who may not looks through the entries themselves."""
    stale = connection.execute("SELECT 1 FROM meta WHERE key = 'index_stale'").fetchone()
    return has_fts() and index_is_there(connection) and stale is None


def mark_index_stale(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR IGNORE INTO meta VALUES ('index_stale', '1')")


def index_add(connection: sqlite3.Connection, rowid: int, words: str) -> None:
    if has_fts():
        connection.execute("INSERT INTO entries_index (rowid, words) VALUES (?, ?)", (rowid, words))


def index_remove(connection: sqlite3.Connection, rowid: int, words: str) -> None:
    if has_fts():
        connection.execute(
            "INSERT INTO entries_index (entries_index, rowid, words) VALUES ('delete', ?, ?)", (rowid, words)
        )
