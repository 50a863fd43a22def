"""What the solve screen shows, as plain data: events go in, and widgets read what came of them.

Knows no widget, so that every path of a solve can be tested without a screen. It only ever belongs to the app's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kpdd_edge.answer import Answer, read_answer, same_answer
from kpdd_edge.errors import KpddError
from kpdd_edge.events import (
    Answered,
    Event,
    KeyPointsFound,
    Loaded,
    Loading,
    RationaleRan,
    RationaleWritten,
    StageFinished,
    StageStarted,
    Token,
)
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status, Timings

Phase = Literal["idle", "waiting", "loading", "core", "info", "solve", "done", "cancelled", "failed"]
BUSY: frozenset[Phase] = frozenset({"waiting", "loading", "core", "info", "solve"})


@dataclass(slots=True)
class AttemptState:
    """One rationale as far as it got. ``text`` is what was written; once it is read, the program in it."""

    text: str = ""
    kind: str = "pot"
    tokens: int = 0
    written: bool = False
    complete: bool = True
    outcome: Outcome | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class OwnRun:
    """A program that the user edited and ran."""

    program: str
    outcome: Outcome
    answer: Answer | None


@dataclass
class SolveState:
    """One solve, from its start to its answer. ``began`` and ``ended`` are readings of the app's clock in seconds."""

    problem: str = ""
    phase: Phase = "idle"
    kind: str = "pot"
    votes: int = 1
    fraction: float = 0.0
    core_text: str = ""
    info_text: str = ""
    key_points: KeyPoints | None = None
    given: bool = False
    attempts: list[AttemptState] = field(default_factory=list)
    solution: Solution | None = None
    error: KpddError | None = None
    own_run: OwnRun | None = None
    tokens: int = 0
    began: float = 0.0
    ended: float = 0.0
    changed: set[str] = field(default_factory=set)

    @property
    def busy(self) -> bool:
        return self.phase in BUSY

    def take_changed(self) -> set[str]:
        """What changed since it was last asked: ``phase``, ``core``, ``info``, ``points``, ``attempts``, ``end``."""
        changed, self.changed = self.changed, set()
        return changed

    def attempt(self, index: int) -> AttemptState:
        """The attempt with this number, made when it is not there yet."""
        while len(self.attempts) <= index:
            self.attempts.append(AttemptState(kind=self.kind))
        return self.attempts[index]

    def apply(self, event: Event) -> None:
        """Take one event of :mod:`kpdd_edge.events`."""
        match event:
            case Loading(fraction=fraction):
                self._phase("loading")
                self.fraction = fraction
            case Loaded():
                self._phase("waiting")
            case StageStarted(stage=stage):
                self._phase(stage)
            case Token(stage="core", text=text):
                self.core_text += text
                self.tokens += 1
                self.changed.add("core")
            case Token(stage="info", text=text):
                self.info_text += text
                self.tokens += 1
                self.changed.add("info")
            case Token(text=text, attempt=index):
                attempt = self.attempt(index)
                attempt.text += text
                attempt.tokens += 1
                self.tokens += 1
                self.changed.add("attempts")
            case KeyPointsFound(key_points=points, given=given):
                self.key_points, self.given = points, given
                self.changed.add("points")
            case RationaleWritten(attempt=index, rationale=rationale, complete=complete):
                attempt = self.attempt(index)
                attempt.text, attempt.kind = rationale.text, rationale.kind
                attempt.written, attempt.complete = True, complete
                self.changed.add("attempts")
            case RationaleRan(attempt=index, outcome=outcome, answer=answer):
                attempt = self.attempt(index)
                attempt.outcome, attempt.answer = outcome, answer
                self.changed.add("attempts")
            case Answered(solution=solution):
                self.solution = solution
                self.key_points = solution.key_points
                self._phase("done")
                self.changed |= {"end", "points", "attempts"}
            case StageFinished():
                pass

    def _phase(self, phase: Phase) -> None:
        self.phase = phase
        self.changed.add("phase")

    def stop(self, error: KpddError | None = None) -> None:
        """It ended without an answer: cancelled, or by ``error``. What was written stays."""
        self.error = error
        self._phase("failed" if error is not None else "cancelled")
        self.changed.add("end")

    # -- what came of it ----------------------------------------------------------------------------------------

    @property
    def answer(self) -> Answer | None:
        return None if self.solution is None else self.solution.answer

    @property
    def agreeing(self) -> int:
        """How many attempts gave the answer."""
        return sum(same_answer(self.answer, attempt.answer) for attempt in self.attempts)

    def agrees(self, index: int) -> bool:
        return same_answer(self.answer, self.attempts[index].answer)

    def remark(self, index: int) -> str:
        """What is to be known about how an attempt came about, in a word or two; empty where there is nothing."""
        made = self.solution.attempts if self.solution is not None else ()
        if len(made) != len(self.attempts):
            return ""
        if made[index].mended:
            return "mended"
        return "doubted" if made[index].doubt else "fact added" if made[index].added else ""

    @property
    def best(self) -> int:
        """The attempt to show: the first that gave the answer, else the first that ran, else the first."""
        if self.answer is not None:
            for i in range(len(self.attempts)):
                if self.agrees(i):
                    return i
        ran = (i for i, a in enumerate(self.attempts) if a.outcome is not None and a.outcome.status is Status.OK)
        return next(ran, 0)

    @property
    def disagreeing(self) -> list[int]:
        """One attempt for each answer that is not the answer; then those without any."""
        others: list[int] = []
        for i, attempt in enumerate(self.attempts):
            if attempt.outcome is None or self.agrees(i):
                continue
            if not any(same_answer(attempt.answer, self.attempts[j].answer) for j in others):
                others.append(i)
        return sorted(others, key=lambda i: self.attempts[i].answer is None)

    @property
    def seconds(self) -> float:
        """What the solve took without reading the student; measured where the work was done."""
        if self.solution is None:
            return max(0.0, self.ended - self.began)
        t = self.solution.timings
        return t.prefill_s + t.decode_s + t.run_s


def from_record(record: dict[str, Any]) -> SolveState:
    """The state of a finished solve, from what ``Solution.to_dict()`` once gave; what is wrong in it is passed over.

    The record comes from a file that anyone may have changed: it is read as data and may lack anything.
    """
    points = record.get("key_points")
    points = points if isinstance(points, dict) else {}
    core, facts = points.get("core_question"), points.get("information")
    key_points = KeyPoints(
        core if isinstance(core, str) else None,
        tuple(f for f in facts if isinstance(f, str)) if isinstance(facts, list) else (),
    )
    listed = record.get("attempts")
    attempts = [_attempt(a) for a in listed if isinstance(a, dict)] if isinstance(listed, list) else []
    timings = record.get("timings")
    solution = Solution(
        problem=Problem(text=_text(record.get("problem"))),
        answer=_answer(record.get("answer")),
        confidence=_number(record.get("confidence")),
        key_points=key_points,
        attempts=tuple(attempts),
        student=_text(record.get("student")),
        timings=_timings(timings if isinstance(timings, dict) else {}),
    )
    return from_solution(solution)


def from_solution(solution: Solution) -> SolveState:
    """The state in which a solve ends that gave ``solution``."""
    kind = solution.attempts[0].rationale.kind if solution.attempts else "pot"
    state = SolveState(problem=solution.problem.text, kind=kind, votes=len(solution.attempts))
    state.attempts = [
        AttemptState(a.rationale.text, a.rationale.kind, 0, True, True, a.outcome, a.answer) for a in solution.attempts
    ]
    state.apply(Answered(solution))
    return state


def edited_points(question: str, facts: Sequence[str]) -> KeyPoints:
    """Key points as a user wrote them: one fact a line, empty lines aside."""
    kept = (" ".join(fact.split()) for fact in facts)
    return KeyPoints(" ".join(question.split()) or None, tuple(fact for fact in kept if fact))


def _attempt(data: dict[str, Any]) -> Attempt:
    rationale, outcome = data.get("rationale"), data.get("outcome")
    rationale = rationale if isinstance(rationale, dict) else {}
    outcome = outcome if isinstance(outcome, dict) else {}
    try:
        status = Status(_text(outcome.get("status")))
    except ValueError:
        status = Status.ERROR
    line, error = outcome.get("line"), outcome.get("error")
    added = data.get("added")
    ran = Outcome(
        status,
        stdout=_text(outcome.get("stdout")),
        error=error if isinstance(error, str) else None,
        seconds=_number(outcome.get("seconds")),
        engine=_text(outcome.get("engine")),
        line=line if isinstance(line, int) else None,
        truncated=outcome.get("truncated") is True,
    )
    kind = rationale.get("kind")
    return Attempt(
        Rationale(kind if isinstance(kind, str) else "pot", _text(rationale.get("text"))),
        ran,
        _answer(data.get("answer")),
        doubt=_text(data.get("doubt")),
        mended=data.get("mended") is True,
        probability=_number(data.get("probability", 1.0)),
        added=tuple(map(_text, added)) if isinstance(added, list) else (),
    )


def _timings(data: dict[str, Any]) -> Timings:
    load, prefill, decode, run = (_number(data.get(name)) for name in ("load_s", "prefill_s", "decode_s", "run_s"))
    prompt, completion = (int(_number(data.get(name))) for name in ("prompt_tokens", "completion_tokens"))
    return Timings(load, prefill, decode, run, prompt, completion)


def _answer(value: object) -> Answer | None:
    return read_answer(value) if isinstance(value, str) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float:
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
    return number if 0 <= number < 1e12 else 0.0
