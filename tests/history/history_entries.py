"""Solutions to put into a history, and what is asked of what comes back."""

from __future__ import annotations

from datetime import UTC, datetime

from kpdd_edge.answer import read_result
from kpdd_edge.history import Entry
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


def solved(
    problem: str = "A box holds 12 eggs. How many are in 7?", answer: str | None = "84", **more: object
) -> Solution:
    read = None if answer is None else read_result(answer)
    fields: dict[str, object] = {
        "problem": Problem(problem),
        "answer": read,
        "confidence": 0.75,
        "key_points": KeyPoints("How many eggs are in 7 boxes?", ("A box holds 12 eggs.",)),
        "attempts": (
            Attempt(Rationale("pot", "answer = 12 * 7"), Outcome(Status.OK, engine="monty", answer=answer), read),
        ),
        "student": "smollm2-135m-instruct",
    }
    return Solution(**(fields | more))  # type: ignore[arg-type]


def ids(entries: tuple[Entry, ...]) -> list[int]:
    return [entry.id for entry in entries]
