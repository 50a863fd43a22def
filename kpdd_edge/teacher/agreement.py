"""Whether two programs for one problem are wired alike: do they still agree when the numbers change?

Two programs with the same answer may be two different structures, when an operand equals another quantity by chance.
So each number that both hold is replaced, in both, by another one, and both are evaluated again
(:func:`compare`). Evaluation is by a small interpreter of arithmetic over exact fractions: nothing is executed, and a
program that uses anything else simply cannot be compared.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from kpdd_edge.teacher.gold_expr import ParseError, apply
from kpdd_edge.teacher.gold_text import close

MAX_SOURCE: Final = 20_000
_OPERATORS: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "**",
}


class NotArithmetic(ValueError):
    """The program does something else than assign arithmetic to names, or has no value."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """``tried`` perturbations that both programs could be evaluated with, and how many of them agreed."""

    tried: int
    agreed: int
    shared: int  # numbers that both programs hold

    @property
    def same(self) -> bool:
        """Agreed wherever it could be tried, and it could be."""
        return self.tried > 0 and self.agreed == self.tried


def compare(first: str, second: str) -> Agreement:
    """Perturb the numbers that two programs share, one after another and in two ways. Raises NotArithmetic."""
    one, two = _statements(first), _statements(second)
    shared = sorted(_constants(one) & _constants(two))
    tried = agreed = 0
    for value in shared:
        if value == 0:
            continue
        for other in (value + 1, value * 3 + 7):
            change = {value: other}
            try:
                a, b = _run(one, change), _run(two, change)
            except NotArithmetic:
                continue
            tried += 1
            agreed += close(a, b)
    return Agreement(tried, agreed, len(shared))


def value_of(program: str) -> Fraction:
    """The exact value that a program of plain arithmetic leaves in ``answer`` (or returns). Raises NotArithmetic."""
    return _run(_statements(program), {})


def _statements(program: str) -> list[ast.stmt]:
    if len(program) > MAX_SOURCE:
        raise NotArithmetic("too long")
    try:
        body = ast.parse(program).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotArithmetic(str(error)) from error
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    return functions[0].body if functions else body


def _constants(statements: list[ast.stmt]) -> set[Fraction]:
    return {
        _number(node)
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    }


def _number(node: ast.Constant) -> Fraction:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        raise NotArithmetic("a constant that is no number")
    try:
        return Fraction(str(node.value))
    except ValueError as error:
        raise NotArithmetic("a number that is not finite") from error


def _run(statements: list[ast.stmt], change: Mapping[Fraction, Fraction]) -> Fraction:
    names: dict[str, Fraction] = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names[name] = _value(value, names, change, 0)
            case ast.Return(value=ast.expr() as value):
                return _value(value, names, change, 0)
            case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
                continue
            case _:
                raise NotArithmetic(type(statement).__name__)
    if "answer" not in names:
        raise NotArithmetic("no answer")
    return names["answer"]


def _value(node: ast.expr, names: dict[str, Fraction], change: Mapping[Fraction, Fraction], depth: int) -> Fraction:
    if depth > 100:
        raise NotArithmetic("nested too deeply")
    match node:
        case ast.Constant():
            number = _number(node)
            return change.get(number, number)
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names, change, depth + 1)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, names, change, depth + 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            a, b = _value(left, names, change, depth + 1), _value(right, names, change, depth + 1)
            try:
                return apply(_OPERATORS[type(op)], a, b)
            except ParseError as error:
                raise NotArithmetic(str(error)) from error
        case ast.Call(func=function, args=arguments, keywords=[]):
            return _call(function, [_value(a, names, change, depth + 1) for a in arguments])
        case _:
            raise NotArithmetic(type(node).__name__)


def _call(function: ast.expr, arguments: list[Fraction]) -> Fraction:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    match name, arguments:
        case ("int", [x]):
            return Fraction(int(x))
        case ("float" | "Fraction", [x]):
            return x
        case ("Fraction", [x, y]) if y:
            return x / y
        case ("abs", [x]):
            return abs(x)
        case ("floor", [x]):
            return Fraction(floor(x))
        case ("ceil", [x]):
            return Fraction(ceil(x))
        case ("round", [x]):
            return Fraction(floor(x + Fraction(1, 2)))
        case ("round", [x, places]) if 0 <= places <= 20:
            return Fraction(floor(x * 10 ** int(places) + Fraction(1, 2)), 10 ** int(places))
        case ("max", [_, *_]):
            return max(arguments)
        case ("min", [_, *_]):
            return min(arguments)
        case _:
            raise NotArithmetic(f"call of {name or 'something'}")
