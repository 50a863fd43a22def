"""Self-consistency: sample several rationales, run each, take the answer with the weightiest votes.

Wang et al., "Self-Consistency Improves Chain of Thought Reasoning in Language Models", arXiv 2203.11171, with votes
weighted by probability; other than theirs, the probability is that of the numbers and operations alone. Where
the information left a number out, half of them are from information that has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpdd_edge.engines.base import Sampling
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Attempt
from kpdd_edge.strategies.base import tally


class Vote:
    """Ties go to the answer that was found first; an answer that cannot be right has no vote while others may be."""

    name = "vote"
    together = True

    def __init__(self, options: SolverOptions) -> None:
        self.attempts = options.votes
        self._sampling = Sampling(temperature=options.temperature, seed=options.seed)

    def sampling(self, made: Sequence[Attempt]) -> Sampling:
        return self._sampling

    def decided(self, made: Sequence[Attempt]) -> bool:
        """True once the leader cannot be overtaken even if all missing attempts agree on the runner-up."""
        missing = self.attempts - len(made)
        if missing <= 0:
            return True
        found = [attempt.answer for attempt in made if attempt.answer is not None and not attempt.doubt]
        if not found:
            return False
        leader, *others = tally(made)
        lead = leader.weight - (others[0].weight if others else 0.0)
        # A missing attempt weighs 1 at most. An equal weight does not overtake an answer that was found first.
        return lead > missing or (lead == missing and leader.answer is found[0])
