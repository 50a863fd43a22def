"""The contract of a kind of rationale: how what a student wrote is read, run, and turned into an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, Protocol

from kpdd_edge.answer import Answer
from kpdd_edge.engines.base import Guide
from kpdd_edge.plausible import Doubt
from kpdd_edge.problem import Outcome, Rationale
from kpdd_edge.sandbox.base import RunLimits, Sandbox

_SECTION: Final = re.compile(r"^[ \t]*###(?!#).*$", re.MULTILINE)


class RationaleKind(Protocol):
    """Stateless; one instance may be shared by threads."""

    @property
    def name(self) -> str:
        """As in :data:`kpdd_edge.keypoints.HEADERS`."""
        ...

    @property
    def guide(self) -> Guide | None:
        """What keeps a student from writing certain errors; see :class:`kpdd_edge.engines.base.Limits`."""
        ...

    def parse(self, text: str) -> Rationale | None:
        """The rationale in what a student wrote, without fences, prose around it, headers and rambling after it.

        None when there is none. Never raises; parsing a parsed rationale's text gives it back.
        """
        ...

    def execute(
        self, rationale: Rationale, sandbox: Sandbox, limits: RunLimits = RunLimits()
    ) -> tuple[Outcome, Answer | None]:
        """Run it and read its answer. Never raises for anything the rationale says."""
        ...

    def numbers(self, rationale: Rationale) -> Counter[Fraction] | None:
        """The numbers written in it, and how often each; None where that cannot be told."""
        ...

    def decides(self, text: str, begin: int, end: int) -> bool:
        """Whether what stands at ``text[begin:end]``, a token, has a part in the answer, and is no matter of naming or
        wording: how likely these were says how sure the student was."""
        ...

    def other_readings(
        self, rationale: Rationale, answer: Answer | None, doubt: Doubt, question: str
    ) -> Iterable[Rationale]:
        """What it may have meant, the likeliest first, when ``answer`` cannot be right. Never raises."""
        ...


def own_section(text: str) -> str:
    """What stands before the next section (``###``); headers repeated at the very start are passed over."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    begin = 0
    for match in _SECTION.finditer(text):
        if text[begin : match.start()].strip():
            return text[begin : match.start()]
        begin = match.end()
    return text[begin:]
