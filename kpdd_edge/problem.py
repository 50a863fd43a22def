"""The nouns of a solve: problem, key points, rationale, outcome, attempt, solution.

Frozen dataclasses without behaviour beyond reading and writing themselves as plain JSON data. This module is the
bottom layer: it knows no engine, no sandbox and no screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kpdd_edge.answer import Answer


def percent(share: float) -> str:
    """A share from 0 to 1 as a whole percentage; never 100% of less than all."""
    value = int(share * 100 + 0.5)
    return f"{99 if value == 100 and share < 1 else value}%"


class Status(StrEnum):
    """How the run of a program (or the reading of steps) ended."""

    OK = "ok"  # it ran to its end; whether it left an answer is another question
    ERROR = "error"  # it raised, or did not parse
    TIMEOUT = "timeout"  # it used up its time
    MEMORY = "memory"  # it used up its memory
    REFUSED = "refused"  # no sandbox on this machine can run it safely
    CRASHED = "crashed"  # the interpreter that ran it died


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running a program gave. Everything in it came from an untrusted worker and is data.

    ``answer`` is the text of the program's result (``answer``, or what ``solution()`` returned), ``line`` the
    1-based line of the error in the program's own source, ``seconds`` the wall time measured by the parent.
    """

    status: Status
    stdout: str = ""
    error: str | None = None
    seconds: float = 0.0
    engine: str = ""
    answer: str | None = None
    line: int | None = None
    truncated: bool = False  # stdout was longer than the limit

    def to_dict(self) -> dict[str, Any]:
        return {
            "status": str(self.status),
            "stdout": self.stdout,
            "error": self.error,
            "line": self.line,
            "seconds": round(self.seconds, 6),
            "engine": self.engine,
            "truncated": self.truncated,
        }


@dataclass(frozen=True, slots=True)
class KeyPoints:
    """What is asked, and the facts that matter for it.

    ``core_question`` is None when it was not extracted (a student trained without key points).
    """

    core_question: str | None = None
    information: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.core_question) or bool(self.information)

    def to_dict(self) -> dict[str, Any]:
        return {"core_question": self.core_question, "information": list(self.information)}


@dataclass(frozen=True, slots=True)
class Rationale:
    """A way to the answer: ``kind`` names the reader in :mod:`kpdd_edge.rationales` (``pot``, ``cot``)."""

    kind: str
    text: str

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "text": self.text}


@dataclass(frozen=True, slots=True)
class Problem:
    """A word problem, and what is known of it. Only ``text`` is needed to solve it.

    ``body`` and ``question`` are given by data sets that publish the two apart; ``gold`` is the published answer
    as text (read with :func:`kpdd_edge.answer.read_answer`).
    """

    text: str
    id: str = ""
    gold: str | None = None
    dataset: str = ""
    split: str = ""
    body: str | None = None
    question: str | None = None
    key_points: KeyPoints | None = None
    rationales: tuple[Rationale, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def steps(self) -> int | None:
        """How many steps its file says that the solution takes; None: it does not say."""
        steps = self.meta.get("steps")
        return steps if type(steps) is int else None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One rationale, what running it gave, and the answer read from it (None when there was none).

    ``doubt`` says why the answer cannot be right (:func:`kpdd_edge.plausible.doubt`); empty when it may be. ``mended``:
    the last step is not as the student wrote it, since that answer could not be right. ``probability``: how likely the
    student found the calculation that it wrote, whatever it called things, 0 to 1; 1 where the engine does not say.
    ``added`` are sentences of the problem that stood among its information though the student had left them out.
    """

    rationale: Rationale
    outcome: Outcome
    answer: Answer | None = None
    doubt: str = ""
    mended: bool = False
    probability: float = 1.0
    added: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "rationale": self.rationale.to_dict(),
            "outcome": self.outcome.to_dict(),
            "answer": None if self.answer is None else str(self.answer),
            "probability": float(f"{self.probability:.4g}"),
            **({"doubt": str(self.doubt)} if self.doubt else {}),
            **({"mended": True} if self.mended else {}),
            **({"added": list(self.added)} if self.added else {}),
        }


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time went, in seconds, and how many tokens were evaluated and written."""

    load_s: float = 0.0
    prefill_s: float = 0.0
    decode_s: float = 0.0
    run_s: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens_per_second(self) -> float:
        return self.completion_tokens / self.decode_s if self.decode_s > 0 else 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            "load_s": round(self.load_s, 4),
            "prefill_s": round(self.prefill_s, 4),
            "decode_s": round(self.decode_s, 4),
            "run_s": round(self.run_s, 4),
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
        }


@dataclass(frozen=True, slots=True)
class Solution:
    """The end of a solve.

    ``confidence`` (0 to 1): how sure the student is of ``answer`` (:func:`kpdd_edge.strategies.base.judge`).
    ``key_points``: those that the best attempt was written from.
    """

    problem: Problem
    answer: Answer | None
    confidence: float
    key_points: KeyPoints
    attempts: tuple[Attempt, ...]
    student: str
    timings: Timings = Timings()

    @property
    def best(self) -> Attempt | None:
        """The first attempt that gave the answer; without an answer, the first attempt; None if there was none."""
        for attempt in self.attempts:
            if self.answer is not None and attempt.answer is not None and self.answer.same_as(attempt.answer):
                return attempt
        return self.attempts[0] if self.attempts else None

    def to_dict(self) -> dict[str, Any]:
        """The object that ``kpdd solve --json`` prints."""
        return {
            "problem": self.problem.text,
            "answer": None if self.answer is None else str(self.answer),
            "confidence": round(self.confidence, 4),
            "key_points": self.key_points.to_dict(),
            "attempts": [attempt.to_dict() for attempt in self.attempts],
            "student": self.student,
            "timings": self.timings.to_dict(),
        }
