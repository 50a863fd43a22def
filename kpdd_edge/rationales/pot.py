"""Program of thought: a flat Python program that leaves its result in ``answer``.

It runs in a sandbox and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from kpdd_edge.answer import Answer, read_result
from kpdd_edge.engines.base import Guide
from kpdd_edge.plausible import Doubt
from kpdd_edge.problem import Outcome, Rationale, Status
from kpdd_edge.rationales.base import own_section
from kpdd_edge.rationales.guide import may_follow
from kpdd_edge.rationales.mending import find_program
from kpdd_edge.rationales.second_thought import numbers, other_readings
from kpdd_edge.sandbox.base import MAX_SOURCE_BYTES, RunLimits, Sandbox


class ProgramOfThought:
    """Where the result comes from, in this order:

    - ``answer``, or what ``solution()`` returns;
    - a ``return`` outside a function is read as ``answer =`` (and what follows it left out);
    - without these, and if the program prints nothing: its last line if that is an expression, else the name that
      was assigned last, else what its last function returns when it needs no argument. ``parse`` writes the line
      ``answer = ...`` into the program, where everybody can see it;
    - if ``answer`` was never set but the program printed something, the last printed line.

    An unfinished last line (the token limit) is left out only if what stands before it already gives a result.
    ``x = $1,250`` is read as ``x = 1_250``, since Python would make it a pair of numbers.
    """

    name: Final = "pot"
    guide: Guide | None = staticmethod(may_follow)

    def parse(self, text: str) -> Rationale | None:
        # A program over the sandbox's limit is refused there; no need to read more of it than shows that.
        program = find_program(own_section(text[: 4 * MAX_SOURCE_BYTES]))
        return None if program is None else Rationale(self.name, program)

    def execute(
        self, rationale: Rationale, sandbox: Sandbox, limits: RunLimits = RunLimits()
    ) -> tuple[Outcome, Answer | None]:
        outcome = sandbox.run(rationale.text, limits)
        return outcome, read_outcome(outcome)

    def numbers(self, rationale: Rationale) -> Counter[Fraction] | None:
        return numbers(rationale.text)

    def decides(self, text: str, begin: int, end: int) -> bool:
        # Right sides without names, and where they end: of rules tried on 300 problems this one told right from wrong
        # best, and what it gives is near the share that is right.
        calculated = "=" in text[text.rfind("\n", 0, begin) + 1 : begin]
        return calculated and not any(c.isalpha() for c in text[begin:end])

    def other_readings(
        self, rationale: Rationale, answer: Answer | None, doubt: Doubt, question: str
    ) -> Iterator[Rationale]:
        return (replace(rationale, text=text) for text in other_readings(rationale.text, answer, doubt, question))


def read_outcome(outcome: Outcome) -> Answer | None:
    """The answer in what a run left: its result, else the last line that it printed in full."""
    if outcome.status is not Status.OK:
        return None
    if outcome.answer is not None and (answer := read_result(outcome.answer)) is not None:
        return answer
    if outcome.truncated:
        return None
    printed = [line for line in outcome.stdout[-MAX_SOURCE_BYTES:].splitlines() if line.strip()]
    return read_result(printed[-1]) if printed else None
