"""Why a problem was not solved, as far as its gold program lets one tell.

Every unsolved problem gets exactly one of :data:`KINDS`. The first ones are seen in how the run ended. A wrong answer
of a run that ended well is put down to, in this order,

- *arithmetic*: an equation in the student's steps does not hold (a program cannot slip there);
- *misread information*: of the numbers that the problem mentions, the student used other ones than the gold solution
  did, or it used a number that stands in neither;
- *wrong operation*: the same numbers, so they were combined in another way;
- *wrong answer*: there is no gold solution to compare with.

Programs are read here and never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from kpdd_edge.problem import Attempt, Problem, Rationale, Solution, Status
from kpdd_edge.rationales.cot import slips
from kpdd_edge.rationales.second_thought import numbers
from kpdd_edge.sandbox.base import MAX_SOURCE_BYTES
from kpdd_edge.teacher.quantities import IMPLIED, mentions

#: Kind of error → what it means, in the order of reports.
KINDS: Final = {
    "not_solved": "the problem could not be put to the student",
    "no_program": "it wrote no program, or no steps",
    "syntax": "its program is not Python",
    "runtime": "its program raised",
    "timeout": "its program took too long",
    "memory": "its program took too much memory",
    "refused": "its program is not allowed in the sandbox",
    "crashed": "its program killed the interpreter",
    "no_answer": "it ended without an answer",
    "misread_information": "wrong answer: other numbers than the solution uses",
    "wrong_operation": "wrong answer: the right numbers, combined wrongly",
    "arithmetic": "wrong answer: a step was worked out wrongly",
    "wrong_answer": "wrong answer, no solution to compare with",
}

_STATUS: Final = {
    Status.TIMEOUT: "timeout",
    Status.MEMORY: "memory",
    Status.REFUSED: "refused",
    Status.CRASHED: "crashed",
}
_NUMBER: Final = re.compile(r"\d[\d,]*\.?\d*|\.\d+")
_ANNOTATION: Final = re.compile(r"<<([^<>=]*)=([^<>]*)>>")
_EXPRESSION: Final = re.compile(r"[-+*/×÷()\d.,$%\sxX]*\d[-+*/×÷()\d.,$%\sxX]*$")

#: Numbers that anybody may use without reading them anywhere: conversions, percentages, halves, counting from one.
_COMMON: Final = frozenset(
    {Fraction(n) for n in (0, 1, 2, 3, 4, 7, 10, 12, 24, 30, 31, 52, 60, 100, 360, 365, 1000, 3600)}
    | {Fraction(1, n) for n in (2, 4, 10, 100)}
    | {value for values in IMPLIED.values() for value in values}
)


def classify(problem: Problem, solution: Solution) -> str:
    """The kind of error of a solution that is not correct."""
    attempt = solution.best
    if attempt is None:
        return "no_program"
    if attempt.outcome.status is not Status.OK:
        return _failed(attempt)
    if attempt.answer is None:
        return "no_answer"
    if attempt.rationale.kind == "cot" and slips(attempt.rationale.text):
        return "arithmetic"
    gold = gold_numbers(problem)
    used = numbers_used(attempt.rationale)
    if gold is None or used is None:
        return "wrong_answer"
    return "wrong_operation" if _same_information(problem.text, used, gold) else "misread_information"


def _failed(attempt: Attempt) -> str:
    """Of a run that did not end well."""
    outcome = attempt.outcome
    if outcome.status in _STATUS:
        return _STATUS[outcome.status]
    error = outcome.error or ""
    if not outcome.engine:
        return "no_program"  # nothing was there to run
    if attempt.rationale.kind == "cot":
        return "no_answer"
    if error.startswith(("SyntaxError", "IndentationError", "TabError")):
        return "syntax"
    return "runtime"


def gold_numbers(problem: Problem) -> frozenset[Fraction] | None:
    """The numbers that the published solution uses, from its program, its equations or its annotated steps."""
    for kind in ("pot", "cot"):
        for rationale in problem.rationales:
            if rationale.kind == kind and (used := numbers_used(rationale)):
                return used
    meta = problem.meta
    texts = [meta.get("equation"), meta.get("formula"), *_strings(meta.get("equations"))]
    found: set[Fraction] = set()
    for text in texts:
        if isinstance(text, str):
            found |= _numbers(text.partition("=")[0] if re.search(r"=\s*[\d.]+\s*$", text) else text)
    solution = meta.get("solution")
    if isinstance(solution, str):
        found |= _operands((match[1], match[2]) for match in _ANNOTATION.finditer(solution))
    return frozenset(found) or None


def numbers_used(rationale: Rationale) -> frozenset[Fraction] | None:
    """The numbers written in a program, or the operands of the steps that are not results of earlier steps.

    None when the program does not parse.
    """
    if rationale.kind == "pot":
        written = numbers(rationale.text)
        return None if written is None else frozenset(written)
    return _operands(_equations(rationale.text))


def _fraction(value: str) -> Fraction | None:
    try:
        return Fraction(value)
    except ValueError:  # digits beyond reading
        return None


def _equations(text: str) -> Iterator[tuple[str, str]]:
    """(left, right) of the equations in steps written in words."""
    for line in text[:MAX_SOURCE_BYTES].splitlines():
        parts = line.split("=")
        for left, right in pairwise(parts):
            expression = _EXPRESSION.search(left[-200:])
            if expression is not None:
                yield expression[0], right[:60]


def _operands(equations: Iterator[tuple[str, str]]) -> frozenset[Fraction]:
    """What stands on left sides and was not worked out before."""
    found: set[Fraction] = set()
    results: set[Fraction] = set()
    for left, right in equations:
        found |= _numbers(left) - results
        result = _NUMBER.search(right)
        if result is not None:
            results |= _numbers(result[0])
    return frozenset(found)


def _numbers(text: str) -> set[Fraction]:
    found = set()
    for match in _NUMBER.finditer(text):
        value = _fraction(match[0].replace(",", "").rstrip(".")) if len(match[0]) < 100 else None
        if value is not None:
            found.add(value)
    return found


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, (list, tuple)) else []


def _same_information(text: str, used: frozenset[Fraction], gold: frozenset[Fraction]) -> bool:
    """Whether both take the same numbers from the problem, and the student none out of thin air."""
    known = set(gold | _COMMON)
    for mention in mentions(text):
        known |= mention.values
        if mention.implied:
            continue
        if bool(mention.values & used) != bool(mention.values & gold):
            return False
    return used <= known
