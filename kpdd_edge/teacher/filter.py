"""Keeping only the rationales worth learning from, and saying what became of the others.

A rationale is kept when running it gives the gold answer. Programs that do not parse, that merely state their answer,
or that repeat another one in other names are turned away before they cost a run. Nothing is ever run outside the
sandbox.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from kpdd_edge import rationales
from kpdd_edge.answer import Answer, read_answer, same_answer
from kpdd_edge.errors import ConfigError
from kpdd_edge.problem import Problem, Rationale, Status
from kpdd_edge.sandbox.base import RunLimits, Sandbox
from kpdd_edge.teacher.program_shape import normal_form, parse, states_answer

#: The stages in order; each counts what is left after it.
STAGES: Final = ("offered", "readable", "calculates", "distinct", "runs", "right", "kept")

LIMITS: Final = RunLimits(seconds=5.0)
DEFAULT_CAP: Final = 8


@dataclass(frozen=True, slots=True)
class Filtered:
    """A problem with the rationales that were kept, how many were left after each stage, and why others were not."""

    problem: Problem
    yields: Mapping[str, int]
    rejected: Mapping[str, int]


class Filter:
    """``cap`` is how many rationales of one kind a problem may keep (0: no limit)."""

    def __init__(self, sandbox: Sandbox, *, cap: int = DEFAULT_CAP, limits: RunLimits = LIMITS) -> None:
        self.sandbox = sandbox
        self.cap = cap
        self.limits = limits

    def apply(self, problem: Problem) -> Filtered:
        """The problem with only its good rationales, in their order. Never raises for anything a rationale says.

        Without a gold answer nothing can be verified, and nothing is kept.
        """
        gold = read_answer(problem.gold) if problem.gold else None
        yields: Counter[str] = Counter()
        rejected: Counter[str] = Counter()
        kept: list[Rationale] = []
        seen: set[tuple[str, str]] = set()
        of_kind: Counter[str] = Counter()
        offered = Counter(rationale.kind for rationale in problem.rationales)
        for rationale in problem.rationales:
            passed, reason = self._judge(rationale, problem.text, gold, seen, alone=offered[rationale.kind] == 1)
            if not reason and self.cap and of_kind[rationale.kind] >= self.cap:
                reason = "over the cap"
            for stage in STAGES[: passed + 1]:
                yields[stage] += 1
            if reason:
                rejected[f"{rationale.kind}: {reason}"] += 1
                continue
            yields["kept"] += 1
            of_kind[rationale.kind] += 1
            kept.append(rationale)
        return Filtered(replace(problem, rationales=tuple(kept)), yields, rejected)

    def _judge(
        self, rationale: Rationale, text: str, gold: Answer | None, seen: set[tuple[str, str]], *, alone: bool
    ) -> tuple[int, str]:
        """The last stage that a rationale passed (an index of STAGES), and why it was turned away, if it was."""
        try:
            kind = rationales.get(rationale.kind)
        except ConfigError:
            return 0, "unknown kind"
        program = rationale.kind == "pot"
        if not rationale.text.strip() or (program and parse(rationale.text) is None):
            return 0, "does not parse" if rationale.text.strip() else "empty"
        if states_answer(rationale.text, text) if program else _only_answer(rationale.text):
            return 1, "only states its answer"
        if not alone:
            form = normal_form(rationale.text) if program else _normal_text(rationale.text)
            if (rationale.kind, form or "") in seen:
                return 2, "a repetition"
            seen.add((rationale.kind, form or ""))
        outcome, answer = kind.execute(rationale, self.sandbox, self.limits)
        if outcome.status is not Status.OK:
            return 3, {Status.ERROR: "fails"}.get(outcome.status, str(outcome.status))
        if answer is None:
            return 4, "no answer"
        if gold is None:
            return 4, "no gold answer"
        return (5, "") if same_answer(answer, gold) else (4, "wrong answer")


def _only_answer(text: str) -> bool:
    """Whether steps in words are nothing but the line with the answer."""
    return len([line for line in text.splitlines() if line.strip()]) < 2


def _normal_text(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+|\d+(?:\.\d+)?|[-+*/=]", text.lower()))


def add_counts(total: Counter[str], counts: Mapping[str, Any]) -> None:
    """Add counts read from a journal; anything that is no number is passed over."""
    for key, value in counts.items():
        if isinstance(value, int) and not isinstance(value, bool):
            total[key] += value
