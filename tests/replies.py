"""Students that write what a function says, on the scripted engine."""

from __future__ import annotations

from collections.abc import Callable

from kpdd_edge.engines.scripted import ScriptedEngine
from kpdd_edge.keypoints import HEADERS
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Solution
from kpdd_edge.sandbox.base import Sandbox
from kpdd_edge.solver import Solver
from kpdd_edge.students.student import Student


def student_of(reply: Callable[[str, int], str], **settings: int) -> Student:
    engines: list[ScriptedEngine] = []

    def make(*_: object) -> ScriptedEngine:
        engines.append(ScriptedEngine(reply, **settings))
        return engines[-1]

    return Student("test", {"core": make, "info": make, "solve": make})


def solve_with(reply: Callable[[str, int], str], sandbox: Sandbox, **options: int) -> Solution:
    return Solver(SolverOptions(**options), student=student_of(reply), sandbox=sandbox).solve("How many pens?")


def stage_of(text: str) -> str:
    header = text[text.rindex("###") :]
    return next(name for name, line in HEADERS.items() if line == header)
