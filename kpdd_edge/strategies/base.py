"""How attempts are spent: how many, how they are sampled, when enough is known, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kpdd_edge.answer import Answer, same_answer
from kpdd_edge.engines.base import Sampling
from kpdd_edge.problem import Attempt


@dataclass(frozen=True, slots=True)
class Verdict:
    """``confidence``, 0 to 1: how sure the student is of ``answer``; 0 without one. Each strategy has its measure."""

    answer: Answer | None
    confidence: float


class Strategy(Protocol):
    """A plan for one problem. Stateless: everything is computed from the attempts made so far."""

    name: str

    @property
    def attempts(self) -> int:
        """How many rationales to write at most."""
        ...

    @property
    def together(self) -> bool:
        """Whether the attempts are written side by side; else the next begins when one has ended undecided."""
        ...

    @property
    def sampling(self) -> Sampling:
        """Of every attempt; attempt i uses the i-th stream of the seed."""
        ...

    def decided(self, made: Sequence[Attempt]) -> bool:
        """Whether the attempts still missing can no longer change the verdict's answer."""
        ...

    def verdict(self, made: Sequence[Attempt]) -> Verdict: ...


def tally(made: Sequence[Attempt]) -> list[tuple[Answer, int]]:
    """Answers with their counts, most frequent first, equal counts in order of appearance.

    Answers are grouped by :func:`kpdd_edge.answer.same_answer` with the first of their group. Attempts without an
    answer do not count, and those whose answer cannot be right only when there are no others.
    """
    groups: list[tuple[Answer, int]] = []
    good = [attempt for attempt in made if not attempt.doubt]
    for attempt in good or made:
        if attempt.answer is None:
            continue
        for i, (answer, count) in enumerate(groups):
            if same_answer(answer, attempt.answer):
                groups[i] = (answer, count + 1)
                break
        else:
            groups.append((attempt.answer, 1))
    return sorted(groups, key=lambda group: -group[1])
