"""One attempt, the most likely token at every step; others only while its answer cannot be right.

A program that is run can be seen to have failed: it raised, or gave 5.67 pencils. Then the student writes another, with
another operation in place of the last one, up to ``retries`` times, until nothing speaks against the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpdd_edge.engines.base import Sampling
from kpdd_edge.options import SolverOptions
from kpdd_edge.plausible import Doubt
from kpdd_edge.problem import Attempt
from kpdd_edge.strategies.base import Verdict, tally


class Greedy:
    """Confidence is how likely the student found the calculation that gave the answer, halved when it was mended, or
    not the first."""

    name = "greedy"
    together = False
    sampling = Sampling(temperature=0.0)

    def __init__(self, options: SolverOptions) -> None:
        self.attempts = 1 + options.retries

    def decided(self, made: Sequence[Attempt]) -> bool:
        # A student that took a number twice takes a wrong one instead when it is asked again.
        return len(made) >= self.attempts or (bool(made) and made[-1].doubt in ("", Doubt.REPEATED))

    def verdict(self, made: Sequence[Attempt]) -> Verdict:
        groups = tally(made)
        if not groups:
            return Verdict(None, 0.0)
        best = groups[0]
        mended = any(attempt.mended for attempt in made if not attempt.doubt)
        return Verdict(best.answer, best.best * best.count / (len(made) + mended))
