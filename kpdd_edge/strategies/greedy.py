"""One attempt, the most likely token at every step."""

from __future__ import annotations

from collections.abc import Sequence

from kpdd_edge.engines.base import Sampling
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Attempt
from kpdd_edge.strategies.base import Verdict


class Greedy:
    name = "greedy"
    attempts = 1
    sampling = Sampling(temperature=0.0)

    def __init__(self, options: SolverOptions) -> None:
        pass

    def decided(self, made: Sequence[Attempt]) -> bool:
        return bool(made)

    def verdict(self, made: Sequence[Attempt]) -> Verdict:
        answer = made[0].answer if made else None
        return Verdict(answer, 0.0 if answer is None else 1.0)
