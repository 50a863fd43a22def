"""The app on a student whose replies are written beforehand: for the documentation's pictures, benchmarks and tests.

Everything but the student is real: the solver, the sandbox, the history. With ``frozen`` no figure that is measured
reaches the screen, so that two runs look the same.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kpdd_edge.engines.base import Cancel
from kpdd_edge.events import Answered, Event, RationaleRan
from kpdd_edge.history import History
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import KeyPoints, Outcome, Problem, Rationale, Solution, Timings
from kpdd_edge.sandbox.base import Sandbox
from kpdd_edge.solver import Solver
from kpdd_edge.students.scripted import scripted_student
from kpdd_edge.students.student import Student
from kpdd_edge.tui.services import Services
from kpdd_edge.tui.shelf import Shelf

NAME: Final = "demo-student"
NOON: Final = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)

_BAKERY: Final = (
    "A bakery bakes 40 trays of rolls with twelve rolls on each tray. In the morning it sells 3/4 of the trays. "
    "In the afternoon a hotel buys 5 more trays for ten dollars a tray. How many rolls are left in the evening?"
)
_RIGHT: Final = """\
# rolls on all trays that are left
trays = 40
rolls_per_tray = 12
sold_in_the_morning = trays * 3 / 4
bought_by_the_hotel = 5
trays_left = trays - sold_in_the_morning - bought_by_the_hotel
answer = trays_left * rolls_per_tray
print(f"{trays_left:.0f} trays are left")"""
_FORGETS: Final = """\
# rolls on all trays that are left
trays = 40
rolls_per_tray = 12
sold_in_the_morning = trays * 3 / 4
trays_left = trays - sold_in_the_morning
answer = trays_left * rolls_per_tray"""
_BREAKS: Final = """\
trays = 40
rolls = trays * 12
per_tray = rolls / (trays - 40)
answer = per_tray * 5"""

_POOL: Final = (
    "Mira fills a paddling pool that holds 600 litres. The hose gives 15 litres a minute, but the pool leaks "
    "3 litres a minute. After how many minutes is it full?"
)
_STEPS: Final = """\
Each minute **15 litres** run in and **3 litres** run out.

1. The pool gains 15 − 3 = 12 litres a minute.
2. It holds 600 litres, so it takes 600 / 12 = 50 minutes.

The answer is 50 minutes."""

_TICKETS: Final = (
    "A cinema sells 120 tickets at $8 each on Monday and 25 % more tickets on Tuesday at the same price. "
    "How much money does it take on both days together?"
)

PROBLEMS: Final = (
    Problem(
        _BAKERY,
        id="bakery",
        gold="60",
        key_points=KeyPoints(
            "How many rolls are left in the evening?",
            (
                "There are 40 trays of rolls",
                "Each tray holds 12 rolls",
                "3/4 of the trays are sold in the morning",
                "The hotel buys 5 trays in the afternoon",
            ),
        ),
        rationales=tuple(Rationale("pot", text) for text in (_RIGHT, _FORGETS, _RIGHT, _RIGHT, _BREAKS, _RIGHT)),
    ),
    Problem(
        _POOL,
        id="pool",
        gold="50",
        key_points=KeyPoints(
            "After how many minutes is the pool full?",
            (
                "The pool holds 600 litres",
                "The hose gives 15 litres a minute",
                "The pool leaks 3 litres a minute",
            ),
        ),
        rationales=(
            Rationale("cot", _STEPS),
            Rationale("pot", "litres = 600\ngain = 15 - 3\nanswer = litres / gain"),
        ),
    ),
    Problem(
        _TICKETS,
        id="tickets",
        gold="2160",
        key_points=KeyPoints(
            "How much money does the cinema take on both days together?",
            ("120 tickets are sold on Monday", "A ticket costs $8", "25 % more tickets are sold on Tuesday"),
        ),
        rationales=(
            Rationale("pot", "monday = 120\ntuesday = monday * 1.25\nprice = 8\nanswer = (monday + tuesday) * price"),
        ),
    ),
)


class FrozenSolver(Solver):
    """A solver that measured nothing: every figure of time is a round one."""

    ran_s, prefill_s, rate = 0.0004, 0.2, 50.0

    def stream(self, *args: Any, **kwargs: Any) -> Generator[Event, None, Solution]:
        steps = super().stream(*args, **kwargs)
        while True:
            try:
                event = next(steps)
            except StopIteration as stop:
                return self._solution(stop.value)
            if isinstance(event, RationaleRan):
                event = replace(event, outcome=replace(event.outcome, seconds=self.ran_s))
            elif isinstance(event, Answered):
                event = Answered(self._solution(event.solution))
            yield event

    def _solution(self, solution: Solution) -> Solution:
        tokens = solution.timings.completion_tokens
        decode_s = tokens / self.rate if self.rate else 0.0
        return replace(
            solution,
            attempts=tuple(replace(a, outcome=replace(a.outcome, seconds=self.ran_s)) for a in solution.attempts),
            timings=Timings(0.0, self.prefill_s, decode_s, self.ran_s, solution.timings.prompt_tokens, tokens),
        )


class TimelessSolver(FrozenSolver):
    """One that has no figure of time: nothing is shown where there is none."""

    ran_s = prefill_s = rate = 0.0


class FrozenSandbox:
    """Runs programs in the real sandbox and says that each took as long as any other."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.name = sandbox.name
        self._sandbox = sandbox

    def run(self, program: str, limits: Any = None) -> Outcome:
        outcome = self._sandbox.run(program) if limits is None else self._sandbox.run(program, limits)
        return replace(outcome, seconds=FrozenSolver.ran_s)

    def close(self) -> None:
        self._sandbox.close()


class DemoShelf(Shelf):
    """The shelf of ``folder``; the demo's own student is always there."""

    def name_of(self, spec: str) -> str:
        return spec or NAME

    def is_here(self, spec: str) -> bool:
        return True


def demo_services(
    folder: Path | str,
    *,
    problems: Iterable[Problem] = PROBLEMS,
    delay: float = 0.0,
    frozen: bool = True,
    process: bool = False,
) -> Services:
    """Services that write below ``folder`` and nowhere else.

    ``delay`` is the seconds that each word takes. ``process``: the student, which then knows :data:`PROBLEMS`, is in a
    process of its own, as a real one is.
    """
    folder, known = Path(folder), tuple(problems)

    def open_student(options: SolverOptions, parallel: int, progress: object, cancel: Cancel | None) -> Student:
        return scripted_student(known, name=options.student or NAME, delay=delay)

    def open_sandbox(name: str) -> Sandbox:
        from kpdd_edge.sandbox import open_sandbox

        return FrozenSandbox(open_sandbox(name)) if frozen else open_sandbox(name)

    def make_solver(options: SolverOptions, student: Student, sandbox: Sandbox) -> Solver:
        return (FrozenSolver if frozen else Solver)(options, student=student, sandbox=sandbox)

    services = Services(
        settings_path=lambda: folder / "config.toml",
        draft_path=lambda: folder / "draft.json",
        make_history=lambda: History(folder / "history.db"),
        make_shelf=lambda: DemoShelf(folder / "students"),
        open_student=open_student,
        open_sandbox=open_sandbox,
        make_solver=make_solver,
        recipe=None,
    )
    if process:
        arguments = {"folder": str(folder), "delay": delay, "frozen": frozen}
        services.recipe = (f"{__name__}:{demo_services.__name__}", arguments)
    if frozen:
        services.clock = lambda: 0.0
        services.now = lambda: NOON
        services.blink = False
    return services


def solved(
    services: Services, problems: Iterable[Problem] = PROBLEMS, options: SolverOptions = SolverOptions()
) -> Iterator[Solution]:
    """Solutions of ``problems`` by the demo's student, for a history to look at."""
    from kpdd_edge.students.progress import ignore

    student = services.open_student(options, 1, ignore, None)
    sandbox = services.open_sandbox(options.sandbox)
    try:
        with services.make_solver(options, student, sandbox) as solver:
            for problem in problems:
                yield solver.solve(problem)
    finally:
        sandbox.close()
