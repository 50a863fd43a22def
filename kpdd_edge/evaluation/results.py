"""The result file of an evaluation: JSON lines, a header, one line an item, a summary when it is complete.

::

    {"kpdd_eval": 1, "data": {...}, "student": {...}, "options": {...}, "parallel": 8, "chunk": 64, "versions": {...}}
    {"id", "problem", "gold", "answer", "correct", "confidence", "error", "key_points", "attempts", "tokens", "seconds"}
    ...
    {"summary": {...}}

Everything but the clock is reproducible: two runs with the same header give the same file once the keys named in
:data:`TIMING` are left out at any depth (:func:`comparable`).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kpdd_edge.answer import read_answer, same_answer
from kpdd_edge.appendlog import whole_lines
from kpdd_edge.errors import DataError, KpddError
from kpdd_edge.evaluation.taxonomy import classify
from kpdd_edge.problem import Problem, Solution
from kpdd_edge.students.files import home

VERSION: Final = 1

#: The keys that hold measured time; no other key of a result file does.
TIMING: Final = frozenset({"seconds", "seconds_per_problem", "tokens_per_second"})


@dataclass(frozen=True, slots=True)
class Result:
    """A result file in memory. ``summary`` is None while it is incomplete."""

    path: Path
    header: dict[str, Any]
    items: tuple[dict[str, Any], ...]
    summary: dict[str, Any] | None

    @property
    def total(self) -> int:
        """How many items it is to have."""
        return int(self.header["data"]["problems"])

    @property
    def title(self) -> str:
        """``smollm2-135m · gsm8k test · pot · 8 votes``."""
        options, data = self.header["options"], self.header["data"]
        votes = options.get("votes", 1)
        parts = [
            str(self.header["student"]["name"]),
            " ".join(filter(None, (str(data["name"]), str(data.get("split") or "")))),
            str(options.get("rationale", "")),
            "greedy" if votes == 1 else f"{votes} votes",
        ]
        return " · ".join(part for part in parts if part)


def make_item(problem: Problem, result: Solution | KpddError) -> dict[str, Any]:
    """What is kept of one problem. Raises ValueError for a problem without a gold answer."""
    if problem.gold is None:
        raise ValueError(f"problem {problem.id!r} has no gold answer")
    item: dict[str, Any] = {"id": problem.id, "problem": problem.text, "gold": problem.gold}
    if isinstance(result, KpddError):
        return item | {
            "answer": None,
            "correct": False,
            "confidence": 0.0,
            "error": "not_solved",
            "reason": {"type": type(result).__name__, "title": result.title, "cause": result.cause},
            "key_points": None,
            "attempts": [],
            "tokens": {"prompt": 0, "completion": 0},
            "seconds": 0.0,
        }
    correct = same_answer(result.answer, read_answer(problem.gold))
    timings = result.timings
    return item | {
        "answer": None if result.answer is None else str(result.answer),
        "correct": correct,
        "confidence": round(result.confidence, 4),
        "error": None if correct else classify(problem, result),
        "key_points": result.key_points.to_dict(),
        "attempts": [attempt.to_dict() for attempt in result.attempts],
        "tokens": {"prompt": timings.prompt_tokens, "completion": timings.completion_tokens},
        "seconds": round(timings.prefill_s + timings.decode_s + timings.run_s, 4),
    }


def comparable(value: Any) -> Any:
    """``value`` without anything that was measured by a clock."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items() if key not in TIMING}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return value


def read_result(path: Path) -> Result:
    """A result file, complete or not. Raises DataError when it is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"Cannot read {path}", cause=error.strerror or str(error)) from error
    records = [record for record, _ in whole_lines(data)]
    if not records or not is_header(records[0]):
        raise DataError(
            f"{path} is not a result of kpdd eval",
            cause="Its first line is no header of this version." if data else "It is empty.",
            hint="kpdd eval --data FILE.jsonl -o RESULT.jsonl",
        )
    header, rest = records[0], records[1:]
    summary = rest.pop()["summary"] if rest and is_summary(rest[-1]) else None
    if not all(_is_item(record) for record in rest):
        raise DataError(f"{path} is damaged", cause="A line of it is no item.", hint="run the evaluation again")
    return Result(path, header, tuple(rest), summary)


def is_header(record: dict[str, Any]) -> bool:
    """Whether a record is a header that this version understands."""
    parts = [record.get(key) for key in ("data", "student", "options")]
    return (
        record.get("kpdd_eval") == VERSION
        and all(isinstance(part, dict) for part in parts)
        and isinstance(record["data"].get("problems"), int)
        and "name" in record["data"]
        and "name" in record["student"]
    )


def is_summary(record: dict[str, Any]) -> bool:
    return isinstance(record.get("summary"), dict)


def _is_item(record: dict[str, Any]) -> bool:
    return (
        isinstance(record.get("id"), str)
        and isinstance(record.get("correct"), bool)
        and isinstance(record.get("confidence"), (int, float))
        and isinstance(record.get("tokens"), dict)
    )


def automatic_path(header: dict[str, Any]) -> Path:
    """Where the result of a run with this header is kept when nobody says where."""
    data, options = header["data"], header["options"]
    parts = [header["student"]["name"], Path(str(data["name"])).stem, data.get("split"), options.get("rationale")]
    parts += [f"v{options['votes']}"] if options.get("votes", 1) > 1 else []
    parts += [f"n{data['limit']}"] if data.get("limit") else []
    name = "-".join(re.sub(r"[^\w.]+", "_", str(part)) for part in parts if part)
    digest = hashlib.sha256(dumps(header).encode()).hexdigest()[:8]
    return home() / "evaluations" / f"{name}-{digest}.jsonl"


def dumps(value: Any) -> str:
    """Canonical JSON, for hashing."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
