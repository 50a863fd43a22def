"""Where the student lives: one at a time, opened once, used by one thread at a time, reopened after a failure.

Every method may block and is called off the app's thread; :meth:`EngineRoom.run_program` may run beside the others.
The room knows no widget: it yields what the solver yields.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, EngineError, KpddError, StudentMissing, UsageError
from kpdd_edge.events import Event
from kpdd_edge.options import PARALLEL, SolverOptions
from kpdd_edge.problem import KeyPoints
from kpdd_edge.tui.services import Services

if TYPE_CHECKING:
    from kpdd_edge.answer import Answer
    from kpdd_edge.batch import BatchProgress
    from kpdd_edge.problem import Outcome
    from kpdd_edge.sandbox.base import Sandbox
    from kpdd_edge.solver import Solver
    from kpdd_edge.students.progress import FileProgress
    from kpdd_edge.students.student import Student

StudentPhase = Literal["none", "opening", "pulling", "loading", "warming", "ready", "missing", "failed"]


@dataclass(frozen=True, slots=True)
class StudentStatus:
    """How far the student is. ``fraction`` from 0 to 1 while it is pulled or loaded, else 0."""

    phase: StudentPhase = "none"
    name: str = ""
    fraction: float = 0.0
    error: KpddError | None = None


Tell = Callable[[StudentStatus], None]


def as_kpdd_error(error: BaseException) -> KpddError:
    """What a person should read when work in the background ended with ``error``."""
    if isinstance(error, KpddError):
        return error
    if isinstance(error, MemoryError):
        return EngineError(
            "There is not enough memory for this student",
            cause=str(error),
            hint="choose a smaller student or a smaller context",
        )
    if isinstance(error, OSError):
        return EngineError("The operating system refused an operation", cause=str(error), hint="kpdd doctor")
    return EngineError(
        "The engine stopped unexpectedly",
        cause=f"{type(error).__name__}: {error}".strip(": "),
        hint="try again: the student is opened anew; if it happens again: kpdd doctor",
    )


@contextmanager
def held(lock: threading.Lock, cancel: Cancel) -> Iterator[None]:
    """The lock to oneself. Raises Cancelled while waiting for it."""
    while not lock.acquire(timeout=0.05):
        cancel.check()
    try:
        cancel.check()
        yield
    finally:
        lock.release()


class EngineRoom:
    """Holds the open student, its solver and the sandbox."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._student: Student | None = None
        self._student_key: tuple[object, ...] = ()
        self._solver: Solver | None = None
        self._sandboxes: dict[str, Sandbox] = {}
        self._sandbox_lock = threading.Lock()

    @property
    def busy(self) -> bool:
        return self._lock.locked()

    # -- what the app asks for ----------------------------------------------------------------------------------

    def warm(self, options: SolverOptions, tell: Tell, cancel: Cancel) -> None:
        """Open and load the student, and evaluate its examples, before it is needed. Never raises.

        A student whose files are not here is not pulled; that is told as ``missing``.
        """
        try:
            with held(self._lock, cancel):
                if not self._services.shelf.is_here(options.student):
                    name = self._services.shelf.name_of(options.student)
                    tell(StudentStatus("missing", name))
                    return
                self._warm(options, tell, cancel)
        except Cancelled:
            return
        except BaseException as error:
            self._discard()
            told = as_kpdd_error(error)
            phase: StudentPhase = "missing" if isinstance(told, StudentMissing) else "failed"
            tell(StudentStatus(phase, self._services.shelf.name_of(options.student), error=told))

    def stream(
        self,
        problem: str,
        options: SolverOptions,
        *,
        key_points: KeyPoints | None = None,
        extract: bool = True,
        tell: Tell,
        cancel: Cancel,
    ) -> Generator[Event, None, None]:
        """Solve ``problem``. Waits while the student is being loaded. Raises KpddError; the room is then usable."""
        with held(self._lock, cancel), self._discarding():
            solver = self._solver_for(options, 1, tell, cancel)
            yield from solver.stream(problem, key_points=key_points, extract=extract, cancel=cancel)
            tell(StudentStatus("ready", solver.student.name))

    def batch(
        self, data: bytes, out: Path, name: str, options: SolverOptions, *, force: bool, tell: Tell, cancel: Cancel
    ) -> Generator[BatchProgress, None, None]:
        """Solve a file of problems into ``out``. Raises KpddError; what is finished is written."""
        with held(self._lock, cancel), self._discarding():
            solver = self._solver_for(options, PARALLEL, tell, cancel)
            tell(StudentStatus("ready", solver.student.name))
            yield from self._services.solve_batch(data, out, solver, name, force, cancel)

    def run_program(self, program: str, options: SolverOptions) -> tuple[Outcome, Answer | None]:
        """Run a program in the sandbox; also while a solve goes on. Raises ConfigError."""
        from kpdd_edge.rationales.pot import read_outcome
        from kpdd_edge.sandbox.base import RunLimits

        sandbox = self._sandbox(options.sandbox)
        outcome = sandbox.run(program, RunLimits(seconds=options.timeout, memory_mb=options.memory))
        return outcome, read_outcome(outcome)

    def close(self) -> None:
        """Free everything; waits for work that was cancelled to end."""
        with self._lock:
            self._discard()
        with self._sandbox_lock:
            for sandbox in self._sandboxes.values():
                sandbox.close()
            self._sandboxes.clear()

    # -- the machine --------------------------------------------------------------------------------------------

    @contextmanager
    def _discarding(self) -> Iterator[None]:
        """After anything but a cancel or an unusable input the student is not to be trusted: it is opened anew."""
        try:
            yield
        except (Cancelled, UsageError, GeneratorExit):
            raise
        except BaseException as error:
            self._discard()
            raise as_kpdd_error(error) from error

    def _warm(self, options: SolverOptions, tell: Tell, cancel: Cancel) -> None:
        tell(StudentStatus("opening", self._services.shelf.name_of(options.student)))
        solver = self._solver_for(options, 1, tell, cancel)
        student = solver.student
        if not student.loaded:
            tell(StudentStatus("loading", student.name))
            student.load(lambda fraction: tell(StudentStatus("loading", student.name, fraction)), cancel)
        tell(StudentStatus("warming", student.name))
        stage = student.stages[0]
        student.begin(student.engine(stage), solver.kind.name, cancel).close()
        tell(StudentStatus("ready", student.name))

    def _solver_for(self, options: SolverOptions, parallel: int, tell: Tell, cancel: Cancel) -> Solver:
        key = (options.student, options.threads, options.context, options.votes, options.max_tokens, parallel)
        if self._student is None or key != self._student_key:
            self._discard()

            def progress(now: FileProgress) -> None:
                fraction = now.done / now.total if now.total else 0.0
                phase: StudentPhase = "pulling" if now.phase in ("fetching", "unpacking", "retrying") else "opening"
                tell(StudentStatus(phase, now.student, fraction))

            self._student = self._services.open_student(options, parallel, progress, cancel)
            self._student_key = key
        if self._solver is None or self._solver.options != options:
            if self._solver is not None:
                self._solver.close()
            self._solver = self._services.make_solver(options, self._student, self._sandbox(options.sandbox))
        return self._solver

    def _sandbox(self, name: str) -> Sandbox:
        with self._sandbox_lock:
            if name not in self._sandboxes:
                self._sandboxes[name] = self._services.open_sandbox(name)
            return self._sandboxes[name]

    def _discard(self) -> None:
        solver, student = self._solver, self._student
        self._solver = self._student = None
        for thing in (solver, student):
            if thing is not None:
                with suppress(Exception):
                    thing.close()
