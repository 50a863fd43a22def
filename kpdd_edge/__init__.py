"""kpdd-edge: maths word problems, solved offline by small key-point-distilled students.

    >>> import kpdd_edge
    >>> solution = kpdd_edge.solve("Ann has 3 boxes of 4 pens. How many pens has she?")
    >>> print(solution.answer)

Importing this package loads no model, no screen and no training framework; the names below are loaded on first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpdd_edge.answer import Answer, read_answer, same_answer
    from kpdd_edge.errors import KpddError
    from kpdd_edge.options import SolverOptions
    from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution
    from kpdd_edge.solver import Solver, solve

__version__ = "0.1.0"

_LAZY = {
    "Answer": "kpdd_edge.answer",
    "Attempt": "kpdd_edge.problem",
    "KeyPoints": "kpdd_edge.problem",
    "KpddError": "kpdd_edge.errors",
    "Outcome": "kpdd_edge.problem",
    "Problem": "kpdd_edge.problem",
    "Rationale": "kpdd_edge.problem",
    "Solution": "kpdd_edge.problem",
    "Solver": "kpdd_edge.solver",
    "SolverOptions": "kpdd_edge.options",
    "read_answer": "kpdd_edge.answer",
    "same_answer": "kpdd_edge.answer",
    "solve": "kpdd_edge.solver",
}

__all__ = [
    "Answer",
    "Attempt",
    "KeyPoints",
    "KpddError",
    "Outcome",
    "Problem",
    "Rationale",
    "Solution",
    "Solver",
    "SolverOptions",
    "read_answer",
    "same_answer",
    "solve",
]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
