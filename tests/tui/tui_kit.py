"""What several test modules of the terminal app use."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from typing import Any, ClassVar

from textual.pilot import Pilot
from textual.widgets import Static

from kpdd_edge.engines.base import Cancel
from kpdd_edge.events import Event
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Outcome, Solution
from kpdd_edge.sandbox.base import RunLimits, Sandbox
from kpdd_edge.students.student import Student
from kpdd_edge.tui.demo import PROBLEMS, FrozenSolver
from kpdd_edge.tui.services import Services
from kpdd_edge.tui.solve.screen import SolveScreen

BAKERY, POOL, TICKETS = PROBLEMS


class SharedSandbox:
    """One sandbox for all tests: closing an app does not close it."""

    name = "auto"

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        return self._sandbox.run(program, limits)

    def close(self) -> None:
        pass

    def really_close(self) -> None:
        self._sandbox.close()


class SpySolver(FrozenSolver):
    """Writes down how it was asked, and every event it gave."""

    calls: list[dict[str, Any]]
    events: list[Event]

    def stream(self, *args: Any, **kwargs: Any) -> Generator[Event, None, Solution]:
        self.calls.append(kwargs | {"problem": args[0]})
        steps = super().stream(*args, **kwargs)
        while True:
            try:
                event = next(steps)
            except StopIteration as stop:
                result: Solution = stop.value
                return result
            self.events.append(event)
            yield event


def spy(services: Services) -> type[SpySolver]:
    """Let ``services`` make solvers that tell what was asked of them; returns the class, which holds the lists."""

    class Spy(SpySolver):
        calls: ClassVar[list[dict[str, Any]]] = []
        events: ClassVar[list[Event]] = []

    def make_solver(options: SolverOptions, student: Student, sandbox: Sandbox) -> Spy:
        return Spy(options, student=student, sandbox=sandbox)

    services.make_solver = make_solver
    return Spy


class Gate:
    """A solver's way that stays shut until it is opened or cancelled."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()

    def open(self) -> None:
        self._open.set()

    def wait(self, cancel: Cancel | None) -> None:
        self.reached.set()
        while not self._open.wait(0.005):
            if cancel is not None:
                cancel.check()


def gated(services: Services, *, after: int = 0) -> Gate:
    """Let solves stop after so many events until the gate is opened."""
    gate = Gate()

    class Gated(FrozenSolver):
        def stream(self, *args: Any, **kwargs: Any) -> Generator[Event, None, Solution]:
            steps = super().stream(*args, **kwargs)
            count = 0
            while True:
                if count == after:
                    gate.wait(kwargs.get("cancel"))
                count += 1
                try:
                    yield next(steps)
                except StopIteration as stop:
                    result: Solution = stop.value
                    return result

    services.make_solver = lambda options, student, sandbox: Gated(options, student=student, sandbox=sandbox)
    return gate


async def until(pilot: Pilot[None], condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Let the app go on until ``condition`` holds; fails when it does not in time."""
    for _ in range(int(seconds / 0.01)):
        if condition():
            break
        await asyncio.sleep(0.01)  # the pilot's own pause asks every widget, which takes longer than the wait
    assert condition(), "this did not come about in time"
    await pilot.pause()


async def ready(pilot: Pilot[None]) -> SolveScreen:
    """The app has started: the student is warm, the history was read."""
    app: Any = pilot.app
    await until(pilot, lambda: app.student.phase not in ("none", "opening", "loading", "warming"))
    await settled(pilot)
    screen: SolveScreen = app.solve_screen
    return screen


async def solve(pilot: Pilot[None], *keys: str) -> SolveScreen:
    """Press ``keys`` (F5 unless others are given) and wait for the solve they start to end."""
    screen = await ready(pilot)
    await pilot.press(*(keys or ("f5",)))
    await until(pilot, lambda: not screen.state.busy)
    await settled(pilot)
    return screen


async def settled(pilot: Pilot[None]) -> None:
    """No thread is at work and every message was handled. What waits for an open dialog may wait on."""
    await asyncio.sleep(0.04)
    await until(pilot, lambda: not any(w.is_running for w in pilot.app.workers if w.group != "default"))
    await asyncio.sleep(0.04)
    await pilot.pause()


def said(screen: Any, selector: str) -> str:
    """What a Static shows, as plain text; empty while it is hidden."""
    widget = screen.query_one(selector, Static)
    return str(widget.visual) if widget.display else ""


def notices(app: Any) -> list[str]:
    """The messages that are being told."""
    return [f"{note.title}: {note.message}" for note in app._notifications]
