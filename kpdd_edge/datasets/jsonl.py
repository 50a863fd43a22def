"""The training file: JSON lines, one problem each, with its key points and rationales.

A line::

    {"id", "problem", "answer", "dataset", "split",
     "key_points": {"core_question", "information"}, "rationales": [{"kind", "text"}], "meta"}

Reading is tolerant (a bad line is counted, never fatal), writing is atomic (a temporary file beside the target).
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kpdd_edge.appendlog import encode
from kpdd_edge.datasets.base import RowError, gold_text, text_field
from kpdd_edge.datasets.reading import parse_line, raw_lines
from kpdd_edge.errors import DataError, StorageError
from kpdd_edge.problem import KeyPoints, Problem, Rationale


def to_row(problem: Problem) -> dict[str, Any]:
    """A problem as the object of one line."""
    return {
        "id": problem.id,
        "problem": problem.text,
        "answer": problem.gold,
        "dataset": problem.dataset,
        "split": problem.split,
        "key_points": None if problem.key_points is None else problem.key_points.to_dict(),
        "rationales": [rationale.to_dict() for rationale in problem.rationales],
        "meta": problem.meta,
    }


def to_line(problem: Problem) -> str:
    """A problem as one line, with its newline."""
    return encode(to_row(problem)).decode()


def from_row(row: Mapping[str, Any]) -> Problem:
    """The problem in the object of one line. Raises RowError."""
    answer = row.get("answer")
    meta = row.get("meta")
    if meta is not None and not isinstance(meta, dict):
        raise RowError("meta of a wrong type", type(meta).__name__)
    return Problem(
        text=text_field(row, "problem", "question", "text"),
        id=str(row.get("id") or ""),
        gold=None if answer is None else gold_text(answer),
        dataset=str(row.get("dataset") or ""),
        split=str(row.get("split") or ""),
        key_points=read_key_points(row.get("key_points")),
        rationales=rationales_of(row.get("rationales")),
        meta=dict(meta or {}),
    )


def read_key_points(value: Any) -> KeyPoints | None:
    """Key points from their JSON object. Raises RowError when they are something else."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise RowError("key points of a wrong type", type(value).__name__)
    question, information = value.get("core_question"), value.get("information") or []
    if not isinstance(question, str | None) or not isinstance(information, list):
        raise RowError("key points of a wrong type")
    if not all(isinstance(fact, str) for fact in information):
        raise RowError("key points of a wrong type")
    return KeyPoints(question, tuple(information))


def rationales_of(value: Any) -> tuple[Rationale, ...]:
    """Rationales from their JSON list. Raises RowError when they are something else."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RowError("rationales of a wrong type", type(value).__name__)
    found = []
    for item in value:
        if not isinstance(item, dict) or not isinstance(item.get("kind"), str) or not isinstance(item.get("text"), str):
            raise RowError("rationales of a wrong type")
        found.append(Rationale(item["kind"], item["text"]))
    return tuple(found)


def read(path: Path, errors: Counter[str] | None = None) -> Iterator[Problem]:
    """Every problem of a training file, in order; bad lines are passed over and counted by reason in ``errors``.

    An id that was seen before is a bad line too. Raises DataError when the file cannot be opened.
    """
    count: Counter[str] = Counter() if errors is None else errors
    seen: set[str] = set()
    if not path.is_file():
        raise DataError(f"{path} is not a file", hint="kpdd data build ... -o FILE.jsonl makes a training file")
    for _number, line in raw_lines(path):
        try:
            problem = from_row(parse_line(line))
            if problem.id and problem.id in seen:
                raise RowError("duplicate id", problem.id)
        except RowError as error:
            count[error.reason] += 1
            continue
        seen.add(problem.id)
        yield problem


def write(path: Path, problems: Iterable[Problem]) -> int:
    """Write a training file and return the number of lines. The old file stays whole until the new one is complete."""
    return write_lines(path, (to_line(problem) for problem in problems))


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write text lines atomically and return how many. Raises StorageError when the folder or disk refuses."""
    count = 0
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False
        ) as stream:
            temporary = stream.name
            for line in lines:
                stream.write(line)
                count += 1
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        _discard(temporary)
        raise StorageError(f"Cannot write {path}", cause=str(error)) from error
    except BaseException:
        _discard(temporary)
        raise
    return count


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _discard(temporary: str) -> None:
    if temporary:
        Path(temporary).unlink(missing_ok=True)
