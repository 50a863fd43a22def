"""One attempt, the most likely token at every step; others only while its answer cannot be right, or is unsure.

A program that is run can be seen to have failed: it raised, or gave 5.67 pencils. Then the student writes another, with
another operation in place of the last one. And where the student found its own calculation unlikely, the most likely
token at every step did not lead to the most likely calculation, or there is none: it samples others, up to ``retries``
in all, until the answer is surer than not; they are weighed against each other as votes are. Where the information left
a number out, the second is from information that has it, and further ones are from what made the student surer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kpdd_edge.engines.base import Sampling
from kpdd_edge.options import SolverOptions
from kpdd_edge.plausible import Doubt
from kpdd_edge.problem import Attempt
from kpdd_edge.strategies.base import judge

#: From this confidence on an answer is taken.
_ENOUGH: Final = 0.5


class Greedy:
    name = "greedy"
    together = False

    def __init__(self, options: SolverOptions) -> None:
        self.attempts = 1 + options.retries
        self._sampling = Sampling(temperature=options.temperature, seed=options.seed)

    def sampling(self, made: Sequence[Attempt]) -> Sampling:
        return Sampling(temperature=0.0) if not made or _failed(made) else self._sampling

    def decided(self, made: Sequence[Attempt]) -> bool:
        if len(made) >= self.attempts:
            return True
        return bool(made) and not _failed(made) and judge(made).confidence >= _ENOUGH


def _failed(made: Sequence[Attempt]) -> bool:
    """Whether the first attempt is all there is, and its answer cannot be right."""
    # A student that took a number twice takes a wrong one instead when it is asked again.
    return len(made) == 1 and made[0].doubt not in ("", Doubt.REPEATED)
