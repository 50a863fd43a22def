"""Self-consistency: sample several rationales, run each, take the most frequent answer.

Wang et al., "Self-Consistency Improves Chain of Thought Reasoning in Language Models", arXiv 2203.11171.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpdd_edge.engines.base import Sampling
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Attempt
from kpdd_edge.strategies.base import Verdict, tally


class Vote:
    """Ties go to the answer that was found first; an answer that cannot be right has no vote while others may be.

    Confidence is the share of the attempts made that gave the answer.
    """

    name = "vote"
    together = True

    def __init__(self, options: SolverOptions) -> None:
        self.attempts = options.votes
        self.sampling = Sampling(temperature=options.temperature, seed=options.seed)

    def decided(self, made: Sequence[Attempt]) -> bool:
        """True once the leader cannot be overtaken even if all missing attempts agree on the runner-up."""
        missing = self.attempts - len(made)
        if missing <= 0:
            return True
        if all(attempt.doubt for attempt in made):
            return False
        counts = [count for _, count in tally(made)] + [0, 0]
        # An equal count would not overtake: the leader was found first among those counted so far.
        return counts[0] - counts[1] >= missing and counts[0] > 0

    def verdict(self, made: Sequence[Attempt]) -> Verdict:
        groups = tally(made)
        if not groups:
            return Verdict(None, 0.0)
        answer, count = groups[0]
        return Verdict(answer, count / len(made))
