"""A file of problems, solved line by line: one record out for each one in, in the same order.

The records are appended to a JSONL file as they are ready, and a second call with the same input and options goes on
where the first one stopped, however it stopped. ``FILE.begun.json`` beside it says what it was begun with; with
another input or other options nothing is touched. A line that cannot be read or solved becomes an error record and
never stops the rest. Front ends iterate :func:`solve_batch` and show what it yields; nothing here prints.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from kpdd_edge.answer import Answer, read_answer, same_answer
from kpdd_edge.appendlog import AppendLog
from kpdd_edge.datasets.base import RowError
from kpdd_edge.datasets.generic import ALIASES, Generic
from kpdd_edge.datasets.reading import parse_line
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import DataError, KpddError, StorageError, UsageError
from kpdd_edge.evaluation.stats import wilson
from kpdd_edge.identity import difference, solver_identity
from kpdd_edge.options import PARALLEL
from kpdd_edge.problem import Problem, Solution
from kpdd_edge.solver import Solver
from kpdd_edge.students.files import write_atomic

Format = Literal["auto", "jsonl", "csv", "tsv", "text"]

BEGUN_SUFFIX: Final = ".begun.json"
_SUFFIXES: Final[dict[str, Format]] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".txt": "text",
    ".md": "text",
}
_BLANK: Final = re.compile(r"\n[ \t\r]*\n")

#: Solved problems are held back until those before them are written; so many at most, and so long at most.
_WINDOW: Final = 64
_FLUSH_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem of a batch, or why there is none. ``line`` is where it begins in the input, from 1."""

    line: int
    problem: Problem | None = None
    error: KpddError | None = None


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Where a batch stands; yielded at the start and after each problem. ``record`` is what was just finished.

    ``resumed`` of the ``done`` were there before; ``seconds`` is since this run began to solve.
    """

    done: int
    total: int
    resumed: int
    answered: int
    errors: int
    graded: int
    correct: int
    seconds: float
    record: dict[str, Any] | None = None

    @property
    def remaining_s(self) -> float | None:
        """An estimate of the seconds to go; None before the first problem of this run has ended."""
        fresh = self.done - self.resumed
        return self.seconds / fresh * (self.total - self.done) if fresh else None

    def to_dict(self) -> dict[str, Any]:
        graded = self.graded > 0
        return {
            "total": self.total,
            "done": self.done,
            "resumed": self.resumed,
            "answered": self.answered,
            "errors": self.errors,
            "graded": self.graded,
            "correct": self.correct if graded else None,
            "accuracy": round(self.correct / self.graded, 6) if graded else None,
            "ci95": wilson(self.correct, self.graded).to_list() if graded else None,
            "seconds": round(self.seconds, 3),
        }


@dataclass
class _Tally:
    """Counts of the records so far."""

    total: int
    done: int = 0
    resumed: int = 0
    answered: int = 0
    errors: int = 0
    graded: int = 0
    correct: int = 0
    began: float = field(default_factory=time.monotonic)

    def add(self, record: dict[str, Any]) -> None:
        self.done += 1
        self.errors += "error" in record
        self.answered += record.get("answer") is not None
        if record.get("correct") is not None:
            self.graded += 1
            self.correct += bool(record["correct"])

    def progress(self, record: dict[str, Any] | None = None) -> BatchProgress:
        return BatchProgress(
            self.done,
            self.total,
            self.resumed,
            self.answered,
            self.errors,
            self.graded,
            self.correct,
            time.monotonic() - self.began,
            record,
        )


# -- reading ------------------------------------------------------------------------------------------------------


def read_entries(data: bytes, name: str = "", format: Format = "auto") -> list[Entry]:
    """Every problem in ``data``: JSON lines, CSV with a header, or texts with blank lines between them.

    ``auto`` decides by the suffix of ``name``, else by the content. Raises DataError when nothing can be made of it as
    a whole: it is empty, binary, or a table without a column of problems.
    """
    label = name or "The input"
    if b"\0" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise DataError(f"{label} is not a text file", cause="It holds zero bytes.", hint="kpdd batch --help")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise DataError(f"{label} holds no problem", cause="It is empty.", hint="kpdd batch --help")
    if format == "auto":
        format = _SUFFIXES.get(Path(name).suffix.lower(), "auto")
    if format == "auto":
        format = _sniff(data, label)
    if format == "jsonl":
        return list(_json_entries(data))
    if format in ("csv", "tsv"):
        return list(_csv_entries(data, "\t" if format == "tsv" else ",", label))
    return list(_text_entries(data))


def _sniff(data: bytes, label: str) -> Format:
    start = data.lstrip()[:1]
    if start == b"{":
        return "jsonl"
    if start == b"[":
        raise DataError(
            f"{label} is one JSON array",
            cause="A batch is read line by line: one object a line.",
            hint="jq -c '.[]' FILE.json > FILE.jsonl",
        )
    first = data.splitlines()[0].decode("utf-8", "replace").lower()
    columns = {cell.strip(' "') for cell in re.split(r"[,\t]", first)}
    if columns & {"problem", "question", "text"} and len(first) < 500:
        return "tsv" if "\t" in first else "csv"
    return "text"


def _entry(line: int, data: dict[str, Any], index: int) -> Entry:
    try:
        return Entry(line, _GENERIC.problem(data, index, "all"))
    except RowError as error:
        return Entry(line, error=_line_error(line, error))


_GENERIC: Final = Generic(need_gold=False)


def _line_error(line: int, error: RowError) -> DataError:
    return DataError(f"Line {line}: {error.reason}", cause=error.detail)


def _json_entries(data: bytes) -> Iterator[Entry]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            row = parse_line(line)
        except RowError as error:
            yield Entry(number, error=_line_error(number, error))
            continue
        yield _entry(number, row, number - 1)


def _csv_entries(data: bytes, delimiter: str, label: str) -> Iterator[Entry]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise DataError(
            f"{label} is not UTF-8", cause=str(error), hint="iconv -f WINDOWS-1252 -t UTF-8 FILE > FILE.utf8.csv"
        ) from error
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: list[str] = []
    index = 0
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Entry(line, error=_line_error(line, RowError("malformed line", str(error))))
            continue
        if not any(cell.strip() for cell in row):
            continue
        if not columns:
            columns = [cell.strip() for cell in row]
            _check_columns(columns, label)
        elif len(row) > len(columns):
            yield Entry(line, error=_line_error(line, RowError("more fields than columns")))
        else:
            yield _entry(line, {name: cell for name, cell in zip(columns, row, strict=False) if cell.strip()}, index)
            index += 1


def _check_columns(columns: Sequence[str], label: str) -> None:
    if not set(columns) & {*ALIASES["problem"], *ALIASES["question"]}:
        raise DataError(
            f"{label} has no column with the problems",
            cause=f"Its columns: {', '.join(columns)[:200]}.",
            hint="name the column `problem` (and, with known answers, `answer`)",
        )


def _text_entries(data: bytes) -> Iterator[Entry]:
    # Latin-1 maps bytes one to one, so a block that is not UTF-8 spoils no other.
    text = data.replace(b"\r\n", b"\n").decode("latin-1")
    at = 0
    for block in _BLANK.split(text + "\n\n"):
        start = text.find(block, at)
        at = start + len(block)
        if not block.strip():
            continue
        line = text.count("\n", 0, start + len(block) - len(block.lstrip())) + 1
        try:
            problem = block.encode("latin-1").decode("utf-8").strip()
        except UnicodeDecodeError as error:
            yield Entry(line, error=_line_error(line, RowError("not UTF-8", str(error))))
            continue
        yield Entry(line, Problem(text=problem))


# -- solving ------------------------------------------------------------------------------------------------------


def solve_batch(
    data: bytes,
    out: Path,
    *,
    solver: Solver,
    name: str = "",
    format: Format = "auto",
    parallel: int = PARALLEL,
    force: bool = False,
    cancel: Cancel | None = None,
) -> Generator[BatchProgress, None, BatchProgress]:
    """Solve every problem in ``data`` (a file called ``name``) into ``out``; returns the last progress.

    What ``out`` already holds of the same input and options is kept; ``force`` begins again. When it is cancelled, or
    the generator closed, what is finished, and has all before it, is written first. Raises DataError, UsageError
    (``out`` holds something else, or is being written), StorageError, StudentError, EngineError, Cancelled.
    """
    entries = read_entries(data, name, format)
    begun = {
        "kpdd_batch": 1,
        "input": {"name": Path(name).name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()},
        "problems": len(entries),
        **solver_identity(solver),
    }
    with AppendLog(out) as log:
        _take_up(log, out.with_name(out.name + BEGUN_SUFFIX), begun, entries, force)
        tally = _Tally(len(entries))
        for record in log.records:
            tally.add(record)
        tally.resumed = tally.done
        yield tally.progress()
        yield from _solve_rest(entries, log, tally, solver, parallel, cancel)
        return tally.progress()


def _take_up(log: AppendLog, sidecar: Path, begun: dict[str, Any], entries: Sequence[Entry], force: bool) -> None:
    """Make the file hold exactly what it rightly holds of this batch. Raises UsageError when that is not clear."""
    out = log.path
    if force or log.empty:
        log.keep(0)
        write_atomic(sidecar, (json.dumps(begun, ensure_ascii=False, indent=1) + "\n").encode())
        return
    try:
        before = json.loads(sidecar.read_bytes())
    except (OSError, ValueError):
        raise UsageError(
            f"{out} exists and is not a batch of kpdd",
            cause=f"Beside it there is no {sidecar.name} that says what it was begun with.",
            hint="choose another -o FILE, or --force to overwrite it",
        ) from None
    changed = difference(before, begun)
    if changed:
        raise UsageError(
            f"{out} was begun with another input or other options",
            cause="\n".join(changed[:6]),
            hint="the same command as before, another -o FILE, or --force to begin again",
        )
    good = 0
    for record, entry in zip(log.records, entries, strict=False):
        if record.get("line") != entry.line:
            break
        good += 1
    if good < min(len(log.records), len(entries)):
        raise UsageError(
            f"{out} was changed since it was written",
            cause=f"Record {good + 1} is not of line {entries[good].line}.",
            hint="choose another -o FILE, or --force to begin again",
        )
    log.keep(good)


def _solve_rest(
    entries: Sequence[Entry], log: AppendLog, tally: _Tally, solver: Solver, parallel: int, cancel: Cancel | None
) -> Iterator[BatchProgress]:
    """The problems from ``tally.done`` on. They end in any order and are written in theirs."""
    written = at = tally.done
    ready: dict[int, dict[str, Any]] = {}  # by index, not yet written
    fresh: deque[int] = deque()  # not yet counted
    index_of: dict[int, int] = {}  # by the id of the problem object
    flushed = time.monotonic()

    def finish(index: int, record: dict[str, Any]) -> None:
        ready[index] = record
        fresh.append(index)

    def supply() -> Iterator[Problem]:
        nonlocal at
        while at < len(entries) and at - written < _WINDOW:
            entry = entries[at]
            at += 1
            if entry.problem is None:
                finish(at - 1, _failed(entry, entry.error))
            else:
                index_of[id(entry.problem)] = at - 1
                yield entry.problem

    def flush() -> None:
        nonlocal written, flushed
        group: list[dict[str, Any]] = []
        while written + len(group) in ready:
            group.append(ready[written + len(group)])
        log.append(group)
        for _ in group:
            del ready[written]
            written += 1
        flushed = time.monotonic()

    def count() -> Iterator[BatchProgress]:
        while fresh:
            record = ready[fresh.popleft()]
            tally.add(record)
            yield tally.progress(record)

    try:
        while written < len(entries):
            many: Any = solver.stream_many(supply(), parallel=parallel, cancel=cancel)
            with closing(many) as solving:
                for problem, result in solving:
                    index = index_of.pop(id(problem))
                    finish(index, _record(entries[index], result))
                    yield from count()
                    if written in ready and time.monotonic() - flushed > _FLUSH_S:
                        flush()
            yield from count()
            flush()
    except BaseException as error:
        if not isinstance(error, StorageError):
            flush()
        raise


def _record(entry: Entry, result: Solution | KpddError) -> dict[str, Any]:
    assert entry.problem is not None
    if isinstance(result, KpddError):
        return _failed(entry, result)
    record: dict[str, Any] = {"line": entry.line, "id": entry.problem.id}
    record |= result.to_dict()
    if entry.problem.gold is not None:
        record["gold"] = entry.problem.gold
        record["correct"] = is_correct(result.answer, entry.problem.gold)
    return record


def _failed(entry: Entry, error: KpddError | None) -> dict[str, Any]:
    problem = entry.problem
    told: dict[str, Any] = {} if problem is None else {"id": problem.id, "problem": problem.text[:1000]}
    if problem is not None and problem.gold is not None:
        told |= {"gold": problem.gold, "correct": False}
    return {"line": entry.line, **told, "error": error_dict(error)}


def error_dict(error: KpddError | None) -> dict[str, Any]:
    """An error as plain data."""
    if error is None:
        return {"type": "KpddError", "title": "unknown", "cause": "", "next": ""}
    return {"type": type(error).__name__, "title": error.title, "cause": error.cause, "next": error.hint}


def is_correct(answer: Answer | None, gold: str) -> bool:
    """Whether an answer is the published one. No answer never is."""
    return same_answer(answer, read_answer(gold))
