"""What a solve yields while it goes on. Front ends render these and nothing else.

Every event is a frozen dataclass; the order in one solve is::

    Loading* Loaded
    StageStarted(core) Token* StageFinished   StageStarted(info) Token* StageFinished
    KeyPointsFound                                                 [where there are any]
    StageStarted(solve) (Token* RationaleWritten+ RationaleRan)*   [interleaved by attempt when there are votes]
    StageFinished
    Answered

A stage given by the caller (corrected key points) is not started. A rationale that is mended is written a second time.
A cancelled solve ends by raising :class:`kpdd_edge.errors.Cancelled`; what was yielded before stays true.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from kpdd_edge.answer import Answer
from kpdd_edge.problem import KeyPoints, Outcome, Rationale, Solution

StageName: TypeAlias = Literal["core", "info", "solve"]


@dataclass(frozen=True, slots=True)
class Loading:
    """The student is being read; ``fraction`` from 0 to 1."""

    student: str
    fraction: float


@dataclass(frozen=True, slots=True)
class Loaded:
    """The student is ready. ``seconds`` is 0 when it was already open."""

    student: str
    seconds: float


@dataclass(frozen=True, slots=True)
class StageStarted:
    stage: StageName
    prompt_tokens: int  # tokens that had to be evaluated before this stage could write


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text as it is written. ``attempt`` counts from 0 and is 0 outside the last stage."""

    stage: StageName
    text: str
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class StageFinished:
    stage: StageName
    text: str  # as written; for the last stage the text of the first attempt
    seconds: float
    tokens: int


@dataclass(frozen=True, slots=True)
class KeyPointsFound:
    key_points: KeyPoints
    given: bool = False  # by the caller, not by the student


@dataclass(frozen=True, slots=True)
class RationaleWritten:
    attempt: int
    rationale: Rationale
    complete: bool = True  # False: it was cut off by the token limit


@dataclass(frozen=True, slots=True)
class RationaleRan:
    attempt: int
    outcome: Outcome
    answer: Answer | None
    doubt: str = ""  # why the answer cannot be right


@dataclass(frozen=True, slots=True)
class Answered:
    """The last event of every solve that was not cancelled, also of one without an answer."""

    solution: Solution


Event: TypeAlias = (
    Loading
    | Loaded
    | StageStarted
    | Token
    | StageFinished
    | KeyPointsFound
    | RationaleWritten
    | RationaleRan
    | Answered
)
