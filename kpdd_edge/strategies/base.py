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
    """``confidence``, 0 to 1: how sure the student is of ``answer``; 0 without one."""

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

    def sampling(self, made: Sequence[Attempt]) -> Sampling:
        """Of the attempt after ``made``, from the same information; attempt i uses the i-th stream of the seed."""
        ...

    def decided(self, made: Sequence[Attempt]) -> bool:
        """Whether the attempts still missing can no longer change the answer of :func:`judge`, or need not."""
        ...


@dataclass(slots=True)
class Group:
    """Attempts that gave the same answer (that of the first): how many, their weights together, the surest of them."""

    answer: Answer
    count: int = 0
    weight: float = 0.0
    surest: float = 0.0


def sureness(attempt: Attempt) -> float:
    """An attempt's probability, halved when its last step had to be mended: 0 to 1."""
    return attempt.probability * (0.5 if attempt.mended else 1.0)


def weight(attempt: Attempt) -> float:
    """What an attempt counts: the square of its sureness.

    Sampled attempts already come as often as they are likely. That the likeliest calculation is worth more than the
    most frequent one was measured: on 100 problems of MultiArith and of SVAMP, eight votes had 76 and 50 right with the
    square, 71 and 47 when heads were counted.
    """
    return sureness(attempt) ** 2


def tally(made: Sequence[Attempt]) -> list[Group]:
    """The answers, weightiest first, equal weights in order of appearance.

    Answers are grouped by :func:`kpdd_edge.answer.same_answer` with the first of their group. Attempts without an
    answer do not count, and those whose answer cannot be right only when there are no others.
    """
    groups: list[Group] = []
    good = [attempt for attempt in made if not attempt.doubt]
    for attempt in good or made:
        if attempt.answer is None:
            continue
        group = next((group for group in groups if same_answer(group.answer, attempt.answer)), None)
        if group is None:
            group = Group(attempt.answer)
            groups.append(group)
        group.count += 1
        group.weight += weight(attempt)
        group.surest = max(group.surest, sureness(attempt))
    return sorted(groups, key=lambda group: -group.weight)


def judge(made: Sequence[Attempt]) -> Verdict:
    """The weightiest answer; confidence is its share of the weight of all attempts, times the surest one's sureness."""
    groups = tally(made)
    if not groups:
        return Verdict(None, 0.0)
    total = sum(weight(attempt) for attempt in made)  # nothing, where all are as unlikely as can be
    return Verdict(groups[0].answer, groups[0].surest * groups[0].weight / total if total else 0.0)
