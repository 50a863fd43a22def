"""Expressions over named quantities: one structure from which program, steps and gold are all derived.

Values are exact :class:`~fractions.Fraction`; nothing here may ever go through a float.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Literal, Union

Operator = Literal["+", "-", "*", "/", "//", "%"]
Function = Literal["max", "min", "gcd", "lcm"]
Operand = Union["Expr", int, Fraction]

_RANK: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2}
_ATOM: Final = 3


class Reject(Exception):
    """A draw that breaks a constraint of its family; the sampler draws again."""


def decimal(value: Fraction, places: int = 4) -> str:
    """``value`` as a plain decimal without trailing zeros. Raises Reject when it needs more than ``places``."""
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise Reject
    if value.denominator == 1:
        return str(value.numerator)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled.numerator)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")


class Expr:
    """A node: its exact value, and how it reads with names (program) or with numbers (steps)."""

    __slots__ = ("value",)
    value: Fraction

    rank: int = _ATOM

    def named(self) -> str:
        raise NotImplementedError

    def worked(self) -> str:
        raise NotImplementedError

    def leaves(self) -> Iterator[Leaf]:
        return iter(())

    def __add__(self, other: Operand) -> Op:
        return Op("+", self, wrap(other))

    def __radd__(self, other: Operand) -> Op:
        return Op("+", wrap(other), self)

    def __sub__(self, other: Operand) -> Op:
        return Op("-", self, wrap(other))

    def __rsub__(self, other: Operand) -> Op:
        return Op("-", wrap(other), self)

    def __mul__(self, other: Operand) -> Op:
        return Op("*", self, wrap(other))

    def __rmul__(self, other: Operand) -> Op:
        return Op("*", wrap(other), self)

    def __truediv__(self, other: Operand) -> Op:
        return Op("/", self, wrap(other))

    def __rtruediv__(self, other: Operand) -> Op:
        return Op("/", wrap(other), self)

    def __floordiv__(self, other: Operand) -> Op:
        return Op("//", self, wrap(other))

    def __mod__(self, other: Operand) -> Op:
        return Op("%", self, wrap(other))


class Const(Expr):
    """A number written into the expression: a well-known one (7 days), or one that a word stands for (half)."""

    __slots__ = ("source",)

    def __init__(self, value: Operand, source: Leaf | None = None) -> None:
        self.value = Fraction(value.value if isinstance(value, Expr) else value)
        self.source = source

    def named(self) -> str:
        return decimal(self.value)

    worked = named

    def leaves(self) -> Iterator[Leaf]:
        if self.source is not None:
            yield self.source


class Leaf(Expr):
    """A named quantity: a given number or the result of an earlier step. ``literal`` is how it is written."""

    __slots__ = ("literal", "name")

    def __init__(self, name: str, value: Fraction, literal: str) -> None:
        self.name = name
        self.value = value
        self.literal = literal

    def named(self) -> str:
        return self.name

    def worked(self) -> str:
        return self.literal

    def leaves(self) -> Iterator[Leaf]:
        yield self


class Op(Expr):
    """A binary operation. Raises Reject for a division by zero."""

    __slots__ = ("left", "op", "rank", "right")

    def __init__(self, op: Operator, left: Expr, right: Expr) -> None:
        self.op, self.left, self.right, self.rank = op, left, right, _RANK[op]
        a, b = left.value, right.value
        if op in ("/", "//", "%") and b == 0:
            raise Reject
        match op:
            case "+":
                self.value = a + b
            case "-":
                self.value = a - b
            case "*":
                self.value = a * b
            case "/":
                self.value = a / b
            case "//":
                self.value = Fraction(a // b)
            case "%":
                self.value = a % b

    def _join(self, left: str, right: str) -> str:
        if self.left.rank < self.rank:
            left = f"({left})"
        # a - (b + c), a / (b * c): the same rank on the right needs its parentheses unless the operation is associative
        if self.right.rank < self.rank or (self.right.rank == self.rank and not self._associates()):
            right = f"({right})"
        return f"{left} {self.op} {right}"

    def _associates(self) -> bool:
        return isinstance(self.right, Op) and self.op == self.right.op and self.op in "+*"

    def named(self) -> str:
        return self._join(self.left.named(), self.right.named())

    def worked(self) -> str:
        return self._join(self.left.worked(), self.right.worked())

    def leaves(self) -> Iterator[Leaf]:
        yield from self.left.leaves()
        yield from self.right.leaves()


class Call(Expr):
    """``max``, ``min``, or the greatest common divisor / least common multiple of two whole numbers.

    The last two are written as a search over ``range``, so that a program needs no import.
    """

    __slots__ = ("args", "function")

    def __init__(self, function: Function, *args: Operand) -> None:
        self.function, self.args = function, tuple(wrap(arg) for arg in args)
        values = [arg.value for arg in self.args]
        match function:
            case "max":
                self.value = max(values)
            case "min":
                self.value = min(values)
            case "gcd":
                self.value = Fraction(math.gcd(*(int(value) for value in values)))
            case "lcm":
                self.value = Fraction(math.lcm(*(int(value) for value in values)))

    def named(self) -> str:
        names = [arg.named() for arg in self.args]
        if self.function == "gcd":
            a, b = names
            return f"max(n for n in range(1, {a} + 1) if {a} % n == 0 and {b} % n == 0)"
        if self.function == "lcm":
            a, b = names
            return f"min(n for n in range({a}, {a} * {b} + 1, {a}) if n % {b} == 0)"
        return f"{self.function}({', '.join(names)})"

    def worked(self) -> str:
        return f"{self.function}({', '.join(arg.worked() for arg in self.args)})"

    def leaves(self) -> Iterator[Leaf]:
        for arg in self.args:
            yield from arg.leaves()


def wrap(value: Operand) -> Expr:
    return value if isinstance(value, Expr) else Const(value)
