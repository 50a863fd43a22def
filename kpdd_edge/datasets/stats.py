"""What a training file holds, in numbers. Reads it once, as it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kpdd_edge.problem import Problem


@dataclass(slots=True)
class Stats:
    """Counts, and the lengths from which percentiles are taken (in words, lines or facts)."""

    problems: int = 0
    without_key_points: int = 0
    without_rationale: int = 0
    repeated_texts: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    rationales: Counter[str] = field(default_factory=Counter)
    wiring: Counter[str] = field(default_factory=Counter)
    steps: Counter[int] = field(default_factory=Counter)
    lengths: dict[str, list[int]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)

    def to_dict(self) -> dict[str, Any]:
        return {
            "problems": self.problems,
            "without_key_points": self.without_key_points,
            "without_rationale": self.without_rationale,
            "repeated_texts": self.repeated_texts,
            "sources": dict(self.sources.most_common()),
            "rationales": dict(self.rationales.most_common()),
            "wiring": dict(self.wiring.most_common()),
            "steps": {str(steps): self.steps[steps] for steps in sorted(self.steps)},
            "lengths": {name: percentiles(values) for name, values in self.lengths.items()},
            "errors": dict(self.errors.most_common()),
        }


def describe(problems: Iterable[Problem], errors: Counter[str] | None = None) -> Stats:
    """The statistics of ``problems``; ``errors`` is the counter that their reader fills meanwhile."""
    found = Stats(errors=Counter() if errors is None else errors)
    seen: set[int] = set()
    for problem in problems:
        found.problems += 1
        key = hash(" ".join(problem.text.split()).casefold())
        found.repeated_texts += key in seen
        seen.add(key)
        found.sources[f"{problem.dataset or '?'}:{problem.split or '?'}"] += 1
        found.without_key_points += not problem.key_points
        found.without_rationale += not problem.rationales
        if "wiring" in problem.meta:
            found.wiring[str(problem.meta["wiring"])] += 1
        if problem.steps is not None:
            found.steps[problem.steps] += 1
        _measure(found, problem)
    return found


def _measure(found: Stats, problem: Problem) -> None:
    def add(name: str, value: int) -> None:
        found.lengths.setdefault(name, []).append(value)

    add("problem words", len(problem.text.split()))
    if problem.key_points:
        add("core question words", len((problem.key_points.core_question or "").split()))
        add("facts", len(problem.key_points.information))
        add("fact words", sum(len(fact.split()) for fact in problem.key_points.information))
    for rationale in problem.rationales:
        found.rationales[rationale.kind] += 1
        add(f"{rationale.kind} lines", len(rationale.text.splitlines()))
        add(f"{rationale.kind} characters", len(rationale.text))


def percentiles(values: Sequence[int]) -> dict[str, float]:
    """Mean, median, 95th percentile (nearest rank) and maximum."""
    if not values:
        return {}
    ordered = sorted(values)

    def rank(share: float) -> int:
        return ordered[min(len(ordered) - 1, max(0, -(-int(share * 100 * len(ordered)) // 100) - 1))]

    return {
        "mean": round(sum(ordered) / len(ordered), 2),
        "median": rank(0.5),
        "p95": rank(0.95),
        "max": ordered[-1],
    }
