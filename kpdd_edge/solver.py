"""The public way to solve: ``solve(...)`` for one answer, :class:`Solver` for many, both also as streams of events."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any

from kpdd_edge import rationales, strategies
from kpdd_edge.engines.base import Batch, Cancel, Engine, Piece
from kpdd_edge.errors import ContextFull, KpddError, ProblemError
from kpdd_edge.events import Answered, Event, Loaded, Loading
from kpdd_edge.lanes import Lane, in_lanes
from kpdd_edge.options import SolverOptions
from kpdd_edge.pipeline import Pipeline, Steps, Transcript, Wait
from kpdd_edge.problem import KeyPoints, Problem, Solution
from kpdd_edge.sandbox import open_sandbox
from kpdd_edge.sandbox.base import Sandbox
from kpdd_edge.students.student import Student

#: Longer texts are no word problems, and no student's context holds them.
MAX_PROBLEM_CHARS = 20_000


def check_problem(text: str) -> str:
    """``text`` itself, when it can be a problem. Raises ProblemError for an empty, binary or far too long one."""
    if not text.strip():
        raise ProblemError("The problem is empty", hint='kpdd solve "A box holds 12 eggs. How many are in 7 boxes?"')
    if len(text) > MAX_PROBLEM_CHARS:
        raise ProblemError(
            f"The problem has {len(text):,} characters",
            cause=f"A word problem may have at most {MAX_PROBLEM_CHARS:,}.",
            hint="kpdd batch FILE for a file of problems",
        )
    odd = sum(not (c.isprintable() or c.isspace()) for c in text)
    if "\0" in text or odd > len(text) // 20:
        raise ProblemError("The problem is not text", cause="It holds control characters, as binary files do.")
    return text


class Solver:
    """Solves problems with one student, keeping it loaded.

    ``student`` and ``sandbox`` are opened from ``options`` when not given, and closed with the solver only then.
    Not thread-safe: one thread at a time may iterate a stream; a :class:`Cancel` may be set from any.

        >>> with Solver(SolverOptions(votes=8)) as solver:
        ...     print(solver.solve("Ann has 3 boxes of 4 pens. How many pens has she?").answer)
    """

    def __init__(
        self,
        options: SolverOptions = SolverOptions(),
        *,
        student: Student | None = None,
        sandbox: Sandbox | None = None,
    ) -> None:
        self.options = options
        self._own_student = student is None
        self._own_sandbox = sandbox is None
        if student is None:
            from kpdd_edge.students.opening import open_student

            student = open_student(options)
        self.student = student
        kind = options.rationale or student.kinds[0]
        self.kind = rationales.get(kind)
        if kind not in student.kinds:
            raise ProblemError(
                f"The student {student.name} does not write {kind!r}",
                cause=f"It writes: {', '.join(student.kinds)}.",
                hint="kpdd solve --rationale " + student.kinds[0],
            )
        self.strategy = strategies.for_options(options)
        self.sandbox = sandbox if sandbox is not None else open_sandbox(options.sandbox)
        self._transcripts: dict[int, Transcript] = {}
        self._beside: list[Solver] = []  # one for each further lane

    # -- one problem --------------------------------------------------------------------------------------------

    def stream(
        self,
        problem: str | Problem,
        *,
        key_points: KeyPoints | None = None,
        extract: bool = True,
        cancel: Cancel | None = None,
    ) -> Generator[Event, None, Solution]:
        """Solve, yielding events as they happen; the last one is Answered.

        Parts of ``key_points`` that are given are not extracted; with ``extract`` false nothing is. Solving the same
        problem again with other key points evaluates only what follows the first difference. Closing the generator
        early stops the solve. Raises ProblemError, StudentError, ContextFull, EngineError, Cancelled.
        """
        problem = _as_problem(problem)
        load_s = yield from self._load(cancel)
        driver = _Driver()
        steps = self._pipeline(problem, driver, self._transcripts, key_points, extract, cancel, load_s).run()
        pieces: Sequence[Piece] | None = None
        try:
            while True:
                try:
                    item = steps.send(pieces) if pieces is not None else next(steps)
                except StopIteration as stop:
                    solution: Solution = stop.value
                    return solution
                pieces = None
                if isinstance(item, Wait):
                    pieces = driver.batch(item.engine).step(cancel)
                else:
                    yield item
        except GeneratorExit:
            raise
        except BaseException:
            # Ctrl-C may strike between a computation and its bookkeeping: nothing of it is built upon.
            self._forget()
            raise
        finally:
            steps.close()

    def solve(
        self,
        problem: str | Problem,
        *,
        key_points: KeyPoints | None = None,
        extract: bool = True,
        cancel: Cancel | None = None,
    ) -> Solution:
        """The end of :meth:`stream`."""
        steps = self.stream(problem, key_points=key_points, extract=extract, cancel=cancel)
        while True:
            try:
                next(steps)
            except StopIteration as stop:
                solution: Solution = stop.value
                return solution

    # -- many problems ------------------------------------------------------------------------------------------

    def stream_many(
        self, problems: Iterable[Problem], *, parallel: int = 8, cancel: Cancel | None = None
    ) -> Iterator[tuple[Problem, Solution | KpddError]]:
        """Solve many problems, up to ``parallel`` at a time in one batch, yielding each as it ends.

        They end in an order of their own. A problem that cannot be solved for a reason of its own (empty, too long)
        yields its error; anything else is raised. A student that was opened in several lanes works in as many threads;
        ``problems`` is read in the caller's.
        """
        lanes = 1 + len(self.student.beside)
        if lanes == 1 or parallel < 2 * lanes:
            yield from self._stream_lane(problems, parallel, cancel)
            return
        if not self._beside:
            self._beside = [
                Solver(self.options, student=student(), sandbox=self.sandbox) for student in self.student.beside
            ]
        for solver in self._beside:
            solver.strategy = self.strategy

        def lane(solver: Solver) -> Lane[Problem, tuple[Problem, Solution | KpddError]]:
            return lambda items, stop: solver._stream_lane(items, parallel // lanes, stop)

        yield from in_lanes(problems, [lane(solver) for solver in (self, *self._beside)], cancel)

    def _stream_lane(
        self, problems: Iterable[Problem], parallel: int, cancel: Cancel | None
    ) -> Iterator[tuple[Problem, Solution | KpddError]]:
        """All of :meth:`stream_many` in this thread."""
        for _ in self._load(cancel):
            pass
        self._forget()
        room = min(self.student.engine(stage).capabilities.parallel for stage in self.student.stages)
        # A prompted student keeps its examples in a session of their own, and votes fork from the problem's.
        per_problem = 1 + self.strategy.attempts if self.strategy.together and self.strategy.attempts > 1 else 1
        parallel = max(1, min(parallel, (room - 1) // per_problem))
        waiting = iter(problems)
        crowded: list[Problem] = []  # did not fit beside the others
        roomy = self.student.roomy
        driver = _Driver()
        running: list[_Running] = []
        exhausted = False
        try:
            while running or not exhausted:
                while len(running) < parallel and not exhausted:
                    problem = next(waiting, None)
                    if problem is None:
                        exhausted = True
                        break
                    try:
                        check_problem(problem.text)
                    except ProblemError as error:
                        yield problem, error
                        continue
                    transcripts: dict[int, Transcript] = {}
                    steps = self._pipeline(problem, driver, transcripts, None, True, cancel, 0.0).run()
                    run = _Running(problem, steps, transcripts)
                    running.append(run)
                    if (result := run.advance(None)) is not None:
                        running.remove(run)
                        if isinstance(result, ContextFull) and (running or roomy):
                            crowded.append(problem)
                        else:
                            yield problem, result
                for engine in {id(r.wait.engine): r.wait.engine for r in running if r.wait}.values():
                    pieces = driver.batch(engine).step(cancel)
                    for run in [r for r in running if r.wait is not None and r.wait.engine is engine]:
                        if (result := run.advance(pieces)) is not None:
                            running.remove(run)
                            if isinstance(result, ContextFull) and (running or roomy):
                                crowded.append(run.problem)
                            else:
                                yield run.problem, result
        finally:
            for run in running:
                run.close()
        if crowded and roomy:
            with roomy() as student, Solver(self.options, student=student, sandbox=self.sandbox) as alone:
                alone.strategy = self.strategy
                yield from alone.stream_many(crowded, parallel=1, cancel=cancel)
        elif crowded:
            yield from self._stream_lane(crowded, 1, cancel)

    # -- the machine room ---------------------------------------------------------------------------------------

    def _pipeline(
        self,
        problem: Problem,
        driver: _Driver,
        transcripts: dict[int, Transcript],
        key_points: KeyPoints | None,
        extract: bool,
        cancel: Cancel | None,
        load_s: float,
    ) -> Pipeline:
        return Pipeline(
            problem,
            student=self.student,
            options=self.options,
            strategy=self.strategy,
            kind=self.kind,
            sandbox=self.sandbox,
            batches=driver,
            transcripts=transcripts,
            given=key_points,
            extract=extract,
            cancel=cancel,
            load_s=load_s,
        )

    def _load(self, cancel: Cancel | None) -> Generator[Event, None, float]:
        """Load the student in a thread, so that its progress can be yielded."""
        name = self.student.name
        if self.student.loaded:
            yield Loaded(name, 0.0)
            return 0.0
        progress: queue.SimpleQueue[float | None] = queue.SimpleQueue()
        failure: list[BaseException] = []

        def work() -> None:
            try:
                self.student.load(progress.put, cancel)
            except BaseException as error:
                failure.append(error)
            finally:
                progress.put(None)

        thread = threading.Thread(target=work, name="kpdd-load", daemon=True)
        thread.start()
        last = -1.0
        while (fraction := progress.get()) is not None:
            if fraction - last >= 0.01:
                last = fraction
                yield Loading(name, fraction)
        thread.join()
        if failure:
            raise failure[0]
        yield Loaded(name, self.student.load_seconds)
        return self.student.load_seconds

    def _forget(self) -> None:
        for transcript in self._transcripts.values():
            transcript.close()
        self._transcripts.clear()

    def close(self) -> None:
        """Free what this solver opened. Calling it twice does no harm."""
        self._forget()
        for solver in self._beside:
            solver.close()
            solver.student.close()
        self._beside.clear()
        if self._own_student:
            self.student.close()
        if self._own_sandbox:
            self.sandbox.close()

    def __enter__(self) -> Solver:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Driver:
    """One batch for each engine."""

    def __init__(self) -> None:
        self._batches: dict[int, Batch] = {}

    def batch(self, engine: Engine) -> Batch:
        if id(engine) not in self._batches:
            self._batches[id(engine)] = engine.batch()
        return self._batches[id(engine)]


class _Running:
    """A pipeline among others."""

    def __init__(self, problem: Problem, steps: Steps[Solution], transcripts: dict[int, Transcript]) -> None:
        self.problem = problem
        self.wait: Wait | None = None
        self._steps = steps
        self._transcripts = transcripts

    def advance(self, pieces: Sequence[Piece] | None) -> Solution | KpddError | None:
        """Go on until the next wait; the solution or the problem's own error when it ended."""
        send: Any = None
        if pieces is not None:
            assert self.wait is not None
            send = [piece for piece in pieces if id(piece.session) in self.wait.sessions]
            if not send:
                return None
        try:
            while True:
                item = self._steps.send(send)
                send = None
                if isinstance(item, Wait):
                    self.wait = item
                    return None
                if isinstance(item, Answered):
                    self.close()
                    return item.solution
        except ContextFull as error:
            self.close()
            return error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.wait = None
        self._steps.close()
        for transcript in self._transcripts.values():
            transcript.close()


def _as_problem(problem: str | Problem) -> Problem:
    if isinstance(problem, str):
        problem = Problem(text=problem)
    check_problem(problem.text)
    return problem


def solve(
    problem: str | Problem,
    *,
    key_points: KeyPoints | None = None,
    options: SolverOptions = SolverOptions(),
    cancel: Cancel | None = None,
    **overrides: Any,
) -> Solution:
    """Solve one problem with the student on this machine.

    ``overrides`` are fields of :class:`SolverOptions`: ``solve(text, votes=8)``. Opens and closes the student; use
    :class:`Solver` for more than one problem.
    """
    from kpdd_edge.options import options_from

    with Solver(options_from(overrides, options)) as solver:
        return solver.solve(problem, key_points=key_points, cancel=cancel)
