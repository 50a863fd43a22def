"""What else a program may have meant when its answer cannot be right, and how to get another one from the student.

A small student takes the numbers of a difference in the order in which the problem names them, and cannot see that 34
is no multiple of 6 before it writes ``34 / 6``. Both show in the answer; that it went on when all was said shows in the
numbers it takes a second time. The last step of such a program is then turned round, made whole or left out, with a
comment beside it that says so, and run again.
"""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import Final

from kpdd_edge.answer import Answer
from kpdd_edge.engines.base import Guide
from kpdd_edge.plausible import Doubt
from kpdd_edge.rationales.mending import RESULT, parse

#: The question is for what a division leaves.
_REST: Final = re.compile(r"\b(?:left|left ?overs?|remain\w*|extra|unused|uneaten|without an?)\b", re.I)
#: All must be served, not only as many as can be.
_ALL: Final = re.compile(
    r"\b(?:needs?|needed|must|at least|requires?|required|have to|has to|take|takes|trips?)\b", re.I
)

_OPERATOR: Final = re.compile(r" (//|[-+*/%])(?= )")


def other_readings(program: str, answer: Answer | None, doubt: Doubt, question: str) -> Iterator[str]:
    """Programs that differ from ``program`` in the operation of its last step, the likeliest first."""
    tree = parse(program)
    body = tree.body if tree is not None else []
    last = _operation(body[-1]) if body else None
    if last is None or last[0] != RESULT:
        return
    step = last[1]
    lines = program.split("\n")
    note = f"{ast.get_source_segment(program, step)}: {doubt}"
    if doubt is Doubt.REPEATED:
        if (one := _operation(body[-2]) if len(body) > 1 else None) is not None:
            value = ast.get_source_segment(program, one[1])
            yield "\n".join([*lines[: one[1].lineno - 1], f"{RESULT} = {value}  # without {note}"])
        return
    left, right = _operand(program, step.left), _operand(program, step.right)
    small = answer is not None and answer.value is not None and answer.value < 1
    for expression in _instead(step.op, left, right, doubt, question, small=small):
        yield "\n".join([*lines[: step.lineno - 1], f"{RESULT} = {expression}  # not {note}"])


def _operation(statement: ast.stmt) -> tuple[str, ast.BinOp] | None:
    """Name and right side of a line ``name = left operator right``; None for everything else."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp() as step, col_offset=0):
            return (name, step) if statement.lineno == statement.end_lineno else None
    return None


def numbers(program: str) -> Counter[Fraction] | None:
    """The numbers that a program's result rests on, and how often each is written; None when it does not parse.

    What several other numbers are multiplied with or divided by counts once: 3 * 7 + 4 * 7 is (3 + 4) * 7.
    """
    tree = parse(program)
    if tree is None:
        return None
    written: Counter[Fraction] = Counter()
    factors: dict[Fraction, set[Fraction]] = {}
    for node in chain.from_iterable(map(ast.walk, _needed(tree))):
        if (value := _number(node)) is not None:
            written[value] += 1
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
            left, right = _number(node.left), _number(node.right)
            if left is not None and right is not None:
                factors.setdefault(left, set()).add(right)
                factors.setdefault(right, set()).add(left)
    for value, others in factors.items():
        written[value] -= len(others) - 1
    return written


def _needed(tree: ast.Module) -> list[ast.stmt]:
    """Without the lines whose values nothing is made of; all where there is more than assignments of names."""
    names = {RESULT}
    kept: list[ast.stmt] = []
    for statement in reversed(tree.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name in names:
                    kept.append(statement)
                    names.discard(name)
                    names.update(node.id for node in ast.walk(value) if isinstance(node, ast.Name))
            case _:
                return tree.body
    return kept or tree.body


def _number(node: ast.AST) -> Fraction | None:
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return Fraction(value)
        case ast.Constant(value=float() as value) if math.isfinite(value):
            return Fraction(repr(value))
    return None


def _operand(program: str, node: ast.expr) -> str:
    text = ast.get_source_segment(program, node) or ""
    return text if isinstance(node, (ast.Name, ast.Constant, ast.Call)) else f"({text})"


def _instead(
    operator: ast.operator, left: str, right: str, doubt: Doubt, question: str, *, small: bool
) -> Iterator[str]:
    if isinstance(operator, ast.Sub) and doubt is Doubt.NEGATIVE:
        yield f"{right} - {left}"
    if isinstance(operator, ast.Div) and doubt is Doubt.NOT_WHOLE:
        if small:
            yield f"{right} / {left}"
        elif _REST.search(question):
            yield f"{left} % {right}"
        elif _ALL.search(question):
            yield f"{left} // {right} + 1"
        else:
            yield f"{left} // {right}"


def another(text: str, doubt: str, guide: Guide | None) -> Guide | None:
    """``guide``, and against writing ``text``, a rationale in ``doubt``, once more.

    Where all before is the same again, another operator must take the last one's place; and when a number was left
    out, another name that of the result: a step more.
    """
    begin = text.rfind(f"\n{RESULT} = ") + 1
    if doubt == Doubt.UNUSED and text.startswith(f"{RESULT} = ", begin):
        before, word = text[:begin], RESULT
    elif operators := [*_OPERATOR.finditer(text)]:
        before, word = text[: operators[-1].start()], operators[-1][1]
    else:
        return guide

    def allowed(text: str, piece: str) -> bool:
        if guide is not None and not guide(text, piece):
            return False
        whole = text + piece
        rest = whole[len(before) :].lstrip() if whole.startswith(before) else ""
        return not rest.startswith(word) or (word == "/" and rest.startswith("//"))

    return allowed
