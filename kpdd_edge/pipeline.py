"""One problem, from its text to its solution, as a coroutine.

A pipeline yields two kinds of things: events, which the caller shows, and :class:`Wait`, which asks to be resumed
with what the next steps of an engine's batch wrote for its sessions. So one pipeline alone and many of them in one
batch run the same code; who drives it decides (:mod:`kpdd_edge.solver`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias, TypeVar

from kpdd_edge import events
from kpdd_edge.engines.base import Batch, Cancel, Engine, FinishReason, Limits, Piece, Sampling, Session, Usage
from kpdd_edge.errors import ContextFull
from kpdd_edge.events import Event, StageName
from kpdd_edge.keypoints import (
    MAX_FACTS,
    STOP,
    header,
    open_problem,
    read_core_question,
    read_information,
    write_section,
)
from kpdd_edge.left_out import left_out, with_facts
from kpdd_edge.options import SolverOptions
from kpdd_edge.plausible import Doubt, doubt, misused, question
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status, Timings
from kpdd_edge.rationales.base import RationaleKind
from kpdd_edge.rationales.second_thought import another
from kpdd_edge.sandbox.base import RunLimits, Sandbox
from kpdd_edge.strategies.base import Strategy, judge, sureness
from kpdd_edge.students.student import Student

_STAGE_TOKENS = {"core": 96, "info": 320}

#: A rationale or list of facts that repeats a line this often in a row will not end by itself.
_REPEATS = 4


@dataclass(frozen=True, slots=True)
class Wait:
    """Resume me with the pieces that ``engine``'s batch wrote for these sessions (by ``id``)."""

    engine: Engine
    sessions: Collection[int]


T = TypeVar("T")
Steps: TypeAlias = Generator[Event | Wait, Sequence[Piece], T]


class Batches(Protocol):
    """Who owns the batches that a pipeline's sessions join."""

    def batch(self, engine: Engine) -> Batch: ...


class Transcript:
    """A session and the pieces it was made of, so that a later solve evaluates only what differs.

    The examples of a prompted student are not among the pieces: every transcript begins after them.
    """

    def __init__(self, engine: Engine, session: Session) -> None:
        self.engine = engine
        self.session = session
        self._base = session.length
        self._pieces: list[tuple[str, int]] = []  # text, length of the session after it

    def restart(self, pieces: Sequence[str], cancel: Cancel | None) -> int:
        """Hold exactly ``pieces``, keeping the evaluated beginning they share with what is held; returns new tokens."""
        keep = 0
        while keep < min(len(pieces), len(self._pieces)) and self._pieces[keep][0] == pieces[keep]:
            keep += 1
        self.session.rewind(self._pieces[keep - 1][1] if keep else self._base)
        del self._pieces[keep:]
        return sum(self.feed(piece, cancel) for piece in pieces[keep:])

    def feed(self, text: str, cancel: Cancel | None) -> int:
        count = self.session.feed(text, cancel)
        self._pieces.append((text, self.session.length))
        return count

    def wrote(self, text: str) -> None:
        """The session has just written ``text``."""
        self._pieces.append((text, self.session.length))

    def close(self) -> None:
        self.session.close()


@dataclass
class _Clock:
    """Sums what sessions counted, from where they stood when this solve took them over."""

    sessions: list[tuple[Session, Usage]] = field(default_factory=list)

    def watch(self, session: Session) -> None:
        u = session.usage
        self.sessions.append((session, Usage(u.prompt_tokens, u.completion_tokens, u.prefill_s, u.decode_s)))

    @property
    def completion_tokens(self) -> int:
        return sum(session.usage.completion_tokens - before.completion_tokens for session, before in self.sessions)

    def timings(self, load_s: float, run_s: float) -> Timings:
        prefill_s = decode_s = 0.0
        prompt = 0
        for session, before in self.sessions:
            prefill_s += session.usage.prefill_s - before.prefill_s
            decode_s += session.usage.decode_s - before.decode_s
            prompt += session.usage.prompt_tokens - before.prompt_tokens
        return Timings(load_s, prefill_s, decode_s, run_s, prompt, self.completion_tokens)


@dataclass
class _Draft:
    """A rationale while it is written, token by token."""

    text: str = ""
    _tokens: list[tuple[int, int, float]] = field(default_factory=list)  # where it stands in the text, logarithm

    def add(self, piece: Piece) -> None:
        begin = len(self.text)
        self.text += piece.text
        self._tokens.append((begin, len(self.text), piece.log_probability))

    def probability(self, kind: RationaleKind) -> float:
        """How likely the student found what matters for the answer, however it names things: 0 to 1."""
        return math.exp(sum(likely for begin, end, likely in self._tokens if kind.decides(self.text, begin, end)))


@dataclass(frozen=True, slots=True)
class _Reading:
    """The problem as it was understood; ``added``: facts in it that the student had left out."""

    points: KeyPoints
    added: tuple[str, ...] = ()


class Pipeline:
    """The three stages for one problem.

    ``transcripts`` holds, by engine, the transcripts of an earlier solve to go on from; this one leaves its own there.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        student: Student,
        options: SolverOptions,
        strategy: Strategy,
        kind: RationaleKind,
        sandbox: Sandbox,
        batches: Batches,
        transcripts: dict[int, Transcript],
        given: KeyPoints | None = None,
        extract: bool = True,
        cancel: Cancel | None = None,
        load_s: float = 0.0,
    ) -> None:
        self.problem = problem
        self.student = student
        self.options = options
        self.strategy = strategy
        self.kind = kind
        self.sandbox = sandbox
        self.batches = batches
        self.transcripts = transcripts
        self.given = given or KeyPoints()
        self.extract = extract
        self.cancel = cancel
        self.load_s = load_s
        self._clock = _Clock()
        self._readings: list[_Reading] = []
        self._attempts: list[Attempt] = []
        self._run_s = 0.0

    def run(self) -> Steps[Solution]:
        """Raises Cancelled, ContextFull, EngineError; sessions it opened for votes are closed in any case."""
        points = yield from self._key_points()
        self._readings = self._read(points)
        yield from self._solve()
        verdict = judge(self._attempts)
        solution = Solution(
            problem=self.problem,
            answer=verdict.answer,
            confidence=verdict.confidence,
            key_points=points,
            attempts=tuple(self._attempts),
            student=self.student.name,
            timings=self._clock.timings(self.load_s, self._run_s),
        )
        if solution.best is not None and solution.best.added:
            solution = replace(solution, key_points=self._reading_of(solution.best).points)
        yield events.Answered(solution)
        return solution

    # -- key points ---------------------------------------------------------------------------------------------

    def _key_points(self) -> Steps[KeyPoints]:
        core, information = self.given.core_question, self.given.information
        for stage in self.student.stages:
            if stage == "solve":
                continue
            have = core if stage == "core" else information
            if not have and self.extract:
                text = yield from self._extract(stage, KeyPoints(core, information))
                if stage == "core":
                    core = read_core_question(text)
                else:
                    information = read_information(text)
        points = KeyPoints(core, information)
        if points or self.given:
            yield events.KeyPointsFound(points, given=bool(self.given))
        return points

    def _pieces(self, stage: StageName, points: KeyPoints) -> list[str]:
        """What stands before that which ``stage`` writes; sections as they were understood, not as written."""
        pieces, lead = [open_problem(self.problem.text)], ""
        for earlier in self.student.stages[: self.student.stages.index(stage)]:
            if body := write_section(earlier, points):
                pieces += [lead + header(earlier, self.kind.name), body]
                lead = "\n"
        return [*pieces, lead + header(stage, self.kind.name)]

    def _extract(self, stage: StageName, points: KeyPoints) -> Steps[str]:
        begin = time.perf_counter()
        transcript, fed = self._at(stage, points)
        yield events.StageStarted(stage, fed)
        before = transcript.session.usage.completion_tokens
        limits = Limits(_STAGE_TOKENS[stage], (STOP,))
        text = ""
        batch = self.batches.batch(transcript.engine)
        batch.add(transcript.session, limits, Sampling())
        try:
            finish: FinishReason | None = None
            while finish is None and not _rambles(text, facts=stage == "info"):
                for piece in (yield Wait(transcript.engine, (id(transcript.session),))):
                    finish = piece.finish
                    text += piece.text
                    if piece.text:
                        yield events.Token(stage, piece.text)
        finally:
            batch.remove(transcript.session)
        transcript.wrote(text)
        tokens = transcript.session.usage.completion_tokens - before
        yield events.StageFinished(stage, text, time.perf_counter() - begin, tokens)
        return text

    def _at(self, stage: StageName, points: KeyPoints) -> tuple[Transcript, int]:
        """A transcript that stands where ``stage`` begins to write; how many tokens that took."""
        engine = self.student.engine(stage)
        transcript = self.transcripts.get(id(engine))
        if transcript is None or engine.capabilities.encoder_decoder:
            if transcript is not None:
                transcript.close()
            transcript = Transcript(engine, self.student.begin(engine, self.kind.name, self.cancel))
            self.transcripts[id(engine)] = transcript
        if all(session is not transcript.session for session, _ in self._clock.sessions):
            self._clock.watch(transcript.session)
        fed = transcript.restart(self._pieces(stage, points), self.cancel)
        return transcript, fed

    # -- rationales ---------------------------------------------------------------------------------------------

    def _solve(self) -> Steps[None]:
        begin = time.perf_counter()
        before = self._clock.completion_tokens
        transcript, fed = self._at("solve", self._readings[0].points)
        yield events.StageStarted("solve", fed)
        n = self.strategy.attempts
        forked: list[Session] = []
        try:
            if n > 1 and self.strategy.together and transcript.engine.capabilities.fork:
                votes: list[tuple[_Reading, Session]] = []
                readings = [reading for reading in self._readings if self._room_for(reading)]
                for i, reading in enumerate(readings):  # each has its share of the votes, the first the odd ones
                    transcript, _ = self._at("solve", reading.points)
                    sessions = transcript.session.fork(len(range(i, n, len(readings))))
                    forked += sessions
                    votes += [(reading, session) for session in sessions]
                yield from self._together(transcript.engine, votes)
            else:
                yield from self._in_turn(transcript, n)
        finally:
            batch = self.batches.batch(transcript.engine)
            for session in (transcript.session, *forked):
                batch.remove(session)
            for session in forked:
                session.close()
        first = self._attempts[0].rationale.text if self._attempts else ""
        tokens = self._clock.completion_tokens - before
        yield events.StageFinished("solve", first, time.perf_counter() - begin, tokens)

    def _together(self, engine: Engine, votes: Sequence[tuple[_Reading, Session]]) -> Steps[None]:
        """All attempts in one batch; stops when those that are missing cannot change the answer."""
        batch = self.batches.batch(engine)
        limits = Limits(self.options.max_tokens, (STOP,), self.kind.guide)
        writing: dict[int, int] = {}
        drafts = [_Draft() for _ in votes]
        for i, (_, session) in enumerate(votes):
            self._clock.watch(session)
            batch.add(session, limits, self.strategy.sampling(()), i)
            writing[id(session)] = i
        while writing and not self.strategy.decided(self._attempts):
            for piece in (yield Wait(engine, tuple(writing))):
                i = writing[id(piece.session)]
                reading, session = votes[i]
                drafts[i].add(piece)
                if piece.text:
                    yield events.Token("solve", piece.text, i)
                finish = piece.finish
                if finish is None and _rambles(drafts[i].text):
                    batch.remove(session)
                    finish = "length"
                if finish is not None:
                    del writing[id(session)]
                    yield from self._attempt(i, drafts[i], reading, complete=finish != "length")

    def _in_turn(self, transcript: Transcript, n: int) -> Steps[None]:
        """One attempt after another: on an engine that cannot fork, or where the first may do."""
        written: dict[_Reading, str] = {}
        for i in range(n):
            reading = self._readings[i] if i < len(self._readings) else self._surest()
            made = [attempt for attempt in self._attempts if attempt.added == reading.added]
            if i:
                if (found := self._room_for(reading)) is None:
                    return
                transcript = found
            batch = self.batches.batch(transcript.engine)
            sampling = self.strategy.sampling(made)
            guide = self.kind.guide
            if made and sampling.temperature <= 0:  # the likeliest tokens would be the same again
                guide = another(written[reading], made[0].doubt, guide)
            limits = Limits(self.options.max_tokens, (STOP,), guide)
            batch.add(transcript.session, limits, sampling, i)
            draft, finish = _Draft(), None
            try:
                while finish is None and not _rambles(draft.text):
                    for piece in (yield Wait(transcript.engine, (id(transcript.session),))):
                        finish = piece.finish
                        draft.add(piece)
                        if piece.text:
                            yield events.Token("solve", piece.text, i)
            finally:
                batch.remove(transcript.session)
            transcript.wrote(draft.text)
            yield from self._attempt(i, draft, reading, complete=finish in ("stop", "end"))
            written.setdefault(reading, draft.text)
            if i + 1 >= len(self._readings) and self.strategy.decided(self._attempts):
                return

    def _read(self, points: KeyPoints) -> list[_Reading]:
        """The problem as the student understood it; then with the numbers that it left out, where it did."""
        readings = [_Reading(points)]
        extracted = self.extract and "info" in self.student.stages and not self.given.information
        again = self.strategy.attempts > 1 and self.options.retries
        if extracted and again and (facts := left_out(self.problem.text, points)):
            readings.append(_Reading(with_facts(self.problem.text, points, facts), facts))
        return readings

    def _room_for(self, reading: _Reading) -> Transcript | None:
        """A transcript to solve from; there may be room for the problem, but not for more information."""
        try:
            return self._at("solve", reading.points)[0]
        except ContextFull:
            return None

    def _reading_of(self, attempt: Attempt) -> _Reading:
        return next(reading for reading in self._readings if reading.added == attempt.added)

    def _surest(self) -> _Reading:
        """The one whose attempt may be right and is the surest."""
        return self._reading_of(max(self._attempts, key=lambda attempt: (not attempt.doubt, sureness(attempt))))

    def _attempt(self, i: int, draft: _Draft, reading: _Reading, *, complete: bool) -> Steps[None]:
        """Read a rationale, run it, take its answer; mend its last step when that cannot be right."""
        rationale = self.kind.parse(draft.text)
        if rationale is None:
            rationale = Rationale(self.kind.name, draft.text.strip())
            yield events.RationaleWritten(i, rationale, complete)
            what = "program" if self.kind.name == "pot" else "steps"
            outcome = Outcome(Status.ERROR, error=f"the student wrote no {what}")
            attempt = Attempt(rationale, outcome, doubt=Doubt.NO_ANSWER)
        else:
            yield events.RationaleWritten(i, rationale, complete)
            attempt = self._ran(rationale, reading.points)
            if attempt.doubt and self.options.retries and (mended := self._mended(attempt, reading.points)) is not None:
                attempt = mended
                yield events.RationaleWritten(i, attempt.rationale, complete)
        attempt = replace(attempt, probability=draft.probability(self.kind), added=reading.added)
        self._attempts.append(attempt)
        yield events.RationaleRan(i, attempt.outcome, attempt.answer, attempt.doubt)

    def _ran(self, rationale: Rationale, points: KeyPoints) -> Attempt:
        limits = RunLimits(seconds=self.options.timeout, memory_mb=self.options.memory)
        begin = time.perf_counter()
        outcome, answer = self.kind.execute(rationale, self.sandbox, limits)
        self._run_s += time.perf_counter() - begin
        why = doubt(self.problem.text, points, answer)
        # What people write into the information they write for people: "12, not 10".
        if why is None and not self.given.information and (used := self.kind.numbers(rationale)) is not None:
            why = misused(self.problem.text, points, used)
        return Attempt(rationale, outcome, answer, why or "")

    def _mended(self, attempt: Attempt, points: KeyPoints, depth: int = 3) -> Attempt | None:
        """The first other reading of the attempt's last step whose answer may be right."""
        why = Doubt(attempt.doubt)
        asked = question(self.problem.text, points)
        for other in self.kind.other_readings(attempt.rationale, attempt.answer, why, asked):
            ran = self._ran(other, points)
            if ran.doubt and depth > 1:
                ran = self._mended(ran, points, depth - 1) or ran
            if not ran.doubt or (why.of_answer and not Doubt(ran.doubt).of_answer):
                return replace(ran, mended=True)
        return None


def _rambles(text: str, *, facts: bool = False) -> bool:
    """Whether the text has got into a loop: the same last lines again and again, or facts without end."""
    lines = [line.strip() for line in text.split("\n")[:-1] if line.strip()]  # the last one is still being written
    if facts:
        return len(lines) > len(set(lines)) + 1 or len(lines) > MAX_FACTS
    return len(lines) > _REPEATS and len(set(lines[-_REPEATS:])) == 1
