"""Everything the app needs from outside of itself, in one place: the seam at which tests put fakes.

Making :class:`Services` imports and opens nothing; each factory imports what it needs when it is first called, off the
app's thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpdd_edge.engines.base import Cancel
from kpdd_edge.options import SolverOptions

if TYPE_CHECKING:
    from kpdd_edge.batch import BatchProgress
    from kpdd_edge.history import History
    from kpdd_edge.sandbox.base import Sandbox
    from kpdd_edge.solver import Solver
    from kpdd_edge.students.progress import ProgressCallback
    from kpdd_edge.students.student import Student
    from kpdd_edge.tui.shelf import Shelf


def _settings_path() -> Path:
    from kpdd_edge.settings import settings_path

    return settings_path()


def _draft_path() -> Path:
    from kpdd_edge.students.files import home

    return home() / "draft.json"


def _history() -> History:
    from kpdd_edge.history import History

    return History()


def _open_student(options: SolverOptions, parallel: int, progress: ProgressCallback, cancel: Cancel | None) -> Student:
    from kpdd_edge.students.opening import open_student

    return open_student(options, parallel=parallel, progress=progress, cancel=cancel)


def _open_sandbox(name: str) -> Sandbox:
    from kpdd_edge.sandbox import open_sandbox

    return open_sandbox(name)


def _make_solver(options: SolverOptions, student: Student, sandbox: Sandbox) -> Solver:
    from kpdd_edge.solver import Solver

    return Solver(options, student=student, sandbox=sandbox)


def _make_shelf() -> Shelf:
    from kpdd_edge.tui.shelf import Shelf

    return Shelf()


def _solve_batch(
    data: bytes, out: Path, solver: Solver, name: str, force: bool, cancel: Cancel
) -> Iterator[BatchProgress]:
    from kpdd_edge.batch import solve_batch

    return solve_batch(data, out, solver=solver, name=name, force=force, cancel=cancel)


@dataclass
class Services:
    """``clock`` counts seconds from anywhere; ``now`` is the local time of day; ``blink`` is whether cursors blink.

    ``recipe`` is how the engine's process makes the same services: ``module:callable`` and keyword arguments that JSON
    can hold. None: the engine stays in this process.
    """

    settings_path: Callable[[], Path] = _settings_path
    draft_path: Callable[[], Path] = _draft_path
    make_history: Callable[[], History] = _history
    make_shelf: Callable[[], Shelf] = _make_shelf
    open_student: Callable[[SolverOptions, int, ProgressCallback, Cancel | None], Student] = _open_student
    open_sandbox: Callable[[str], Sandbox] = _open_sandbox
    make_solver: Callable[[SolverOptions, Student, Sandbox], Solver] = _make_solver
    solve_batch: Callable[[bytes, Path, Solver, str, bool, Cancel], Iterator[BatchProgress]] = _solve_batch
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = field(default=lambda: datetime.now().astimezone())
    blink: bool = True
    recipe: tuple[str, dict[str, Any]] | None = ("kpdd_edge.tui.services:Services", {})

    @cached_property
    def history(self) -> History:
        return self.make_history()

    @cached_property
    def shelf(self) -> Shelf:
        return self.make_shelf()
