"""What was solved on this machine: a log in SQLite that outlives crashes, kills and full disks.

Writing it down must never stop a solve: :meth:`History.record` reports trouble as a warning. The explicit methods
raise StorageError. Nothing leaves this machine, nothing is written while the history is off, and what is deleted is
overwritten.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from kpdd_edge import history_db
from kpdd_edge.answer import Answer, read_answer, read_result, same_answer
from kpdd_edge.errors import ConfigError, StorageError, UsageError, did_you_mean
from kpdd_edge.problem import Solution, percent
from kpdd_edge.students.files import home, make_folder, storage_error

ExportFormat = Literal["json", "jsonl", "markdown"]
FORMATS: Final[tuple[ExportFormat, ...]] = get_args(ExportFormat)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIELDS = "id, created, problem, answer, confidence, student, pinned, solution"
_PAGE = 200
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One solve. ``created`` is in UTC; ``solution`` is what ``Solution.to_dict()`` gave."""

    id: int
    created: datetime
    problem: str
    answer: str | None
    confidence: float
    student: str
    pinned: bool
    solution: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "created": self.created.isoformat(timespec="seconds"),
            "problem": self.problem,
            "answer": self.answer,
            "confidence": self.confidence,
            "student": self.student,
            "pinned": self.pinned,
            "solution": self.solution,
        }

    @property
    def best(self) -> dict[str, Any] | None:
        """The first attempt that gave the answer; without one, the first attempt."""
        attempts = self.solution.get("attempts") or []
        mine = [a for a in attempts if isinstance(a, dict)]
        return next(
            (a for a in mine if self.answer is not None and a.get("answer") == self.answer), next(iter(mine), None)
        )


class History:
    """The log at ``path`` (``$KPDD_HOME/history.db``, else in the user's data folder). Safe to share by threads.

    Making one reads and writes nothing. Iterating gives all entries, newest first.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path if path is not None else home() / "history.db"
        self._db = history_db.Database(self.path)

    # -- on and off -------------------------------------------------------------------------------------------------

    @property
    def enabled(self) -> bool:
        """Whether solves are written down. Kept beside the database, so that it outlives a damaged one."""
        return not self._off.exists()

    def set_enabled(self, enabled: bool) -> None:
        """For this and all later runs. What is already written stays. Raises StorageError."""
        try:
            if enabled:
                self._off.unlink(missing_ok=True)
            else:
                make_folder(self._off.parent)
                self._off.touch()
        except OSError as error:
            raise storage_error(error, self._off) from error

    @property
    def _off(self) -> Path:
        return self.path.with_suffix(".off")

    def take_warnings(self) -> tuple[str, ...]:
        """What the user should be told, each once: a solution that was not written, a damaged file set aside."""
        return self._db.take_warnings()

    # -- writing ----------------------------------------------------------------------------------------------------

    def record(self, solution: Solution) -> int | None:
        """:meth:`add` for those who are solving: does nothing when the history is off, and never raises.

        Trouble becomes a warning (:meth:`take_warnings`) and None.
        """
        try:
            return self.add(solution) if self.enabled else None
        except StorageError as error:
            self._db.warn(f"{error.title}. This solution is not in the history. {error.cause}".rstrip())
        except OSError as error:
            self._db.warn(f"This solution is not in the history: {error}")
        return None

    def add(self, solution: Solution, *, created: datetime | None = None, pinned: bool = False) -> int:
        """Write a solution down, also when the history is off; returns its id. Raises StorageError."""
        problem = _clean(solution.problem.text)
        points = solution.key_points
        words = _clean("\n".join([problem, points.core_question or "", *points.information]))
        answer = None if solution.answer is None else _clean(str(solution.answer))
        row = (
            _micros(created or datetime.now(UTC)),
            problem,
            answer,
            _number(solution.answer),
            solution.confidence,
            _clean(solution.student),
            pinned,
            words,
            _clean(json.dumps(solution.to_dict(), ensure_ascii=False)),
        )

        def work(connection: sqlite3.Connection) -> int:
            cursor = connection.execute(
                "INSERT INTO entries (created, problem, answer, answer_value, confidence, student, pinned, words, "
                "solution) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            rowid = cursor.lastrowid or 0
            history_db.index_add(connection, rowid, words)
            return rowid

        return self._db.write(work)

    def pin(self, id: int, pinned: bool = True) -> bool:
        """Mark an entry as worth keeping, or no longer; False if there is none with this id. Raises StorageError."""
        if not _possible(id) or not self._db.exists():
            return False
        return self._db.write(
            lambda connection: (
                connection.execute("UPDATE entries SET pinned = ? WHERE id = ?", (pinned, id)).rowcount > 0
            )
        )

    def delete(self, ids: Iterable[int]) -> int:
        """Delete entries, pinned ones too; returns how many there were. Raises StorageError."""
        wanted = sorted(filter(_possible, set(ids)))
        if not wanted or not self._db.exists():
            return 0

        def work(connection: sqlite3.Connection) -> int:
            deleted = 0
            for id in wanted:
                row = connection.execute("SELECT words FROM entries WHERE id = ?", (id,)).fetchone()
                if row is not None:
                    history_db.index_remove(connection, id, row[0])
                    connection.execute("DELETE FROM entries WHERE id = ?", (id,))
                    deleted += 1
            return deleted

        return self._db.write(work)

    def clear(self, *, keep_pinned: bool = False) -> int:
        """Delete everything and give the space back; returns how many entries that were. Raises StorageError."""
        if not self._db.exists():
            return 0

        def work(connection: sqlite3.Connection) -> int:
            deleted = connection.execute("DELETE FROM entries WHERE pinned = 0 OR NOT ?", (keep_pinned,)).rowcount
            if history_db.has_fts():
                connection.execute("DROP TABLE entries_index")  # made again, from what is left, with the next write
            return deleted

        deleted = self._db.write(work)
        try:
            self._db.compact()
        except StorageError as error:  # the entries are gone all the same
            self._db.warn(f"The file could not be made smaller: {error.cause}")
        return deleted

    # -- reading ----------------------------------------------------------------------------------------------------

    def get(self, id: int) -> Entry | None:
        """The entry with this id. Raises StorageError."""
        return next(iter(self._fetch([id])), None)

    def list(self, limit: int = 50, offset: int = 0, *, pinned: bool | None = None) -> tuple[Entry, ...]:
        """Entries, newest first; only the pinned or the other ones if asked. Raises StorageError."""
        return self.search(pinned=pinned, limit=limit, offset=offset)

    def search(
        self,
        text: str | None = None,
        *,
        answer: str | None = None,
        student: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        pinned: bool | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[Entry, ...]:
        """Entries that fit all that is given, newest first. Raises StorageError.

        ``text``: every word begins a word of the problem or its key points (a word that is not of plain letters and
        digits: stands anywhere in them); nothing in it is an operator. ``answer``: the same answer, as everywhere
        (``$18`` finds 18). ``student``: a part of the name. Times without a zone are local; ``until`` is not included.
        """
        query = _Query(text, answer, student, since, until, pinned)
        return self._db.read(lambda connection: query.entries(connection, limit, offset), ())

    def count(
        self,
        text: str | None = None,
        *,
        answer: str | None = None,
        student: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        pinned: bool | None = None,
    ) -> int:
        """How many entries :meth:`search` would find without a limit. Raises StorageError."""
        query = _Query(text, answer, student, since, until, pinned)
        return self._db.read(query.count, 0)

    def problems(self, limit: int = 100) -> tuple[str, ...]:
        """The problems last solved, newest first, each once. Raises StorageError."""

        def work(connection: sqlite3.Connection) -> tuple[str, ...]:
            rows = connection.execute(
                "SELECT problem FROM entries GROUP BY problem ORDER BY max(created) DESC, max(id) DESC LIMIT ?",
                (limit,),
            )
            return tuple(row[0] for row in rows)

        return self._db.read(work, ())

    def __iter__(self) -> Iterator[Entry]:
        def work(connection: sqlite3.Connection) -> tuple[int, ...]:
            return tuple(row[0] for row in connection.execute("SELECT id FROM entries ORDER BY created DESC, id DESC"))

        none: tuple[int, ...] = ()
        ids = self._db.read(work, none)
        for begin in range(0, len(ids), _PAGE):
            yield from self._fetch(ids[begin : begin + _PAGE])

    def __len__(self) -> int:
        return self.count()

    def export(self, ids: Iterable[int] | None = None, format: ExportFormat = "json") -> str:
        """Entries as text, in the order of ``ids``; without ids all of them, oldest first.

        ``json`` is one array, ``jsonl`` one object a line, ``markdown`` for people. Raises ConfigError for another
        format, UsageError for an id that is not there, StorageError.
        """
        if format not in FORMATS:
            raise ConfigError(
                f"There is no export format {format!r}.{did_you_mean(format, FORMATS)}",
                cause=f"There are: {', '.join(FORMATS)}.",
                hint="kpdd history export --format markdown",
            )
        if ids is None:
            entries = sorted(self, key=lambda entry: (entry.created, entry.id))
        else:
            wanted = [*dict.fromkeys(ids)]
            found = {entry.id: entry for entry in self._fetch(wanted)}
            if missing := [id for id in wanted if id not in found]:
                raise no_entry(missing[0])
            entries = [found[id] for id in wanted]
        if format == "json":
            return json.dumps([entry.to_dict() for entry in entries], ensure_ascii=False, indent=2) + "\n"
        if format == "jsonl":
            return "".join(json.dumps(entry.to_dict(), ensure_ascii=False) + "\n" for entry in entries)
        return "\n".join(to_markdown(entry) for entry in entries)

    def _fetch(self, ids: Sequence[int]) -> tuple[Entry, ...]:
        def work(connection: sqlite3.Connection) -> tuple[Entry, ...]:
            rows = [
                row
                for id in filter(_possible, ids)
                for row in connection.execute(f"SELECT {_FIELDS} FROM entries WHERE id = ?", (id,))
            ]
            return tuple(map(_entry, rows))

        return self._db.read(work, ())


class _Query:
    """What a search asks for, as SQL with every value bound."""

    def __init__(
        self,
        text: str | None,
        answer: str | None,
        student: str | None,
        since: datetime | None,
        until: datetime | None,
        pinned: bool | None,
    ) -> None:
        self.words = _clean(text or "").split()
        self.answer = None if answer is None or not answer.strip() else answer
        self.where: list[str] = []
        self.values: list[object] = []
        if student:
            self.add("student LIKE ? ESCAPE '\\'", _like(student))
        if since is not None:
            self.add("created >= ?", _micros(since))
        if until is not None:
            self.add("created < ?", _micros(until))
        if pinned is not None:
            self.add("pinned = ?", pinned)

    def add(self, condition: str, *values: object) -> None:
        self.where.append(condition)
        self.values.extend(values)

    def count(self, connection: sqlite3.Connection) -> int:
        where, values = self.condition(connection)
        return int(connection.execute(f"SELECT count(*) FROM entries WHERE {where}", values).fetchone()[0])

    def entries(self, connection: sqlite3.Connection, limit: int, offset: int) -> tuple[Entry, ...]:
        where, values = self.condition(connection)
        rows = connection.execute(
            f"SELECT {_FIELDS} FROM entries WHERE {where} ORDER BY created DESC, id DESC LIMIT ? OFFSET ?",
            [*values, min(max(0, limit), _MAX_ID), min(max(0, offset), _MAX_ID)],
        )
        return tuple(map(_entry, rows.fetchall()))

    def condition(self, connection: sqlite3.Connection) -> tuple[str, list[object]]:
        where, values = [*self.where], [*self.values]
        indexed = [word for word in self.words if word.isascii() and word.isalnum()]
        if indexed and not history_db.index_is_usable(connection):
            indexed = []
        if indexed:
            where.append("id IN (SELECT rowid FROM entries_index WHERE entries_index MATCH ?)")
            values.append(" AND ".join(f'"{word}"*' for word in indexed))
        for word in self.words:
            if word in indexed:
                continue
            where.append("words LIKE ? ESCAPE '\\'")
            values.append(_like(word))
        if self.answer is not None:
            where.append("answer IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(_answers_like(connection, self.answer)))
        return " AND ".join(where) or "1", values


def _answers_like(connection: sqlite3.Connection, wanted: str) -> tuple[str, ...]:
    """The answers in the history that are the same as ``wanted``."""
    answer = read_answer(wanted)
    if answer is None:
        return ()
    number = _number(answer)
    if number is None:
        rows = connection.execute(
            "SELECT DISTINCT answer FROM entries WHERE answer_value IS NULL AND answer IS NOT NULL"
        )
    else:
        near = max(0.006, abs(number) * 1e-5)  # wider than any tolerance of same_answer
        rows = connection.execute(
            "SELECT DISTINCT answer FROM entries WHERE answer_value BETWEEN ? AND ?", (number - near, number + near)
        )
    return tuple(row[0] for row in rows.fetchall() if same_answer(answer, _read_again(row[0])))


@lru_cache(maxsize=4096)
def _read_again(shown: str) -> Answer | None:
    return read_result(shown)


def _possible(id: int) -> bool:
    return 0 < id <= _MAX_ID


def no_entry(id: int) -> UsageError:
    return UsageError(f"There is no entry {id} in the history", hint="kpdd history list")


def _entry(row: tuple[Any, ...]) -> Entry:
    id, created, problem, answer, confidence, student, pinned, solution = row
    try:
        data = json.loads(solution)
        if "\\ud" in solution:  # an older kpdd-edge wrote lone surrogates, which no file can hold
            data = json.loads(_clean(json.dumps(data, ensure_ascii=False)))
    except (ValueError, TypeError, RecursionError):
        data = {}
    try:
        moment = _EPOCH + timedelta(microseconds=created)
    except (OverflowError, TypeError):
        moment = _EPOCH
    return Entry(
        id=id,
        created=moment,
        problem=problem,
        answer=answer,
        confidence=confidence,
        student=student,
        pinned=bool(pinned),
        solution=data if isinstance(data, dict) else {},
    )


def _micros(moment: datetime) -> int:
    """Microseconds since 1970; a time without a zone is local."""
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError, OSError):  # at an end of time, where its zone leads beyond it
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _number(answer: Answer | None) -> float | None:
    """A float near the answer's number, and None where there is none."""
    if answer is None or answer.value is None:
        return None
    try:
        return float(answer.value)
    except OverflowError:
        return None


def _like(text: str) -> str:
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"


def _clean(text: str) -> str:
    """Text that SQLite can hold: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


# -- Markdown -------------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Text that cannot steer a terminal: control characters other than tab and newline become ``�``."""
    return _CONTROL.sub("�", text.replace("\r\n", "\n"))


def to_markdown(entry: Entry) -> str:
    """An entry for people: problem, key points, rationale, answer."""
    points = entry.solution.get("key_points") or {}
    lines = [f"## Problem {entry.id}", "", *(f"> {_escape(line)}" for line in entry.problem.splitlines() or [""]), ""]
    if question := points.get("core_question"):
        lines += [f"**Question:** {_escape(str(question))}", ""]
    if information := points.get("information"):
        lines += ["**Information:**", "", *(f"- {_escape(str(fact))}" for fact in information), ""]
    best = entry.best or {}
    rationale, outcome = best.get("rationale") or {}, best.get("outcome") or {}
    if text := str(rationale.get("text") or ""):
        program = rationale.get("kind") == "pot"
        fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=2) + 1)
        fence = fence if len(fence) > 2 else "```"
        lines += [
            "**Program:**" if program else "**Steps:**",
            "",
            fence + ("python" if program else "text"),
            text,
            fence,
            "",
        ]
    if error := outcome.get("error"):
        lines += [f"**Run:** {_escape(str(outcome.get('status')))}: {_escape(str(error))}", ""]
    answer = "none found" if entry.answer is None else _escape(entry.answer)
    when = entry.created.strftime("%Y-%m-%d %H:%M UTC")
    about = f"Confidence {percent(entry.confidence)} · {_escape(entry.student)} · {when}"
    lines += [f"**Answer: {answer}**", "", about, ""]
    return plain("\n".join(lines))


def _escape(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)
