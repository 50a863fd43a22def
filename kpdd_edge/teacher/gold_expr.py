"""Arithmetic as it stands in annotated solutions: a small exact expression tree, its parser and its printer.

Values are :class:`fractions.Fraction`. Nothing is evaluated by Python itself, so hostile text can only fail to parse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

MAX_TOKENS: Final = 200
MAX_POWER: Final = 64
MAX_DIGITS: Final = 40


@dataclass(frozen=True, slots=True)
class Num:
    """A number as written. ``index`` is its place among the numbers of its expression; ``literal`` its source form."""

    value: Fraction
    literal: str
    index: int


@dataclass(frozen=True, slots=True)
class Var:
    """An unknown of an equation (a single letter or a word)."""

    name: str


@dataclass(frozen=True, slots=True)
class Neg:
    operand: Node


@dataclass(frozen=True, slots=True)
class Bin:
    op: str  # + - * / // **
    left: Node
    right: Node


Node: TypeAlias = Num | Var | Neg | Bin

_PRECEDENCE: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "**": 4}
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<num>\d[\d,]*\.?\d*|\.\d+)(?P<pct>\s*%)?|(?P<op>\*\*|//|[-+*/^()=])|(?P<var>[A-Za-z]))"
)
_CHARACTERS: Final = str.maketrans(
    {"×": "*", "÷": "/", "−": "-", "–": "-", "—": "-", "[": "(", "]": ")", "{": "(", "}": ")", "⋅": "*", "·": "*"}
    | {"½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "⅓": "(1/3)", "⅔": "(2/3)", "⅛": "(1/8)", "⅕": "(1/5)"}
)


class ParseError(ValueError):
    """The text is no expression of this kind."""


def clean(text: str) -> str:
    """``text`` with typographic signs as ASCII, currency signs away and ``x`` between numbers as ``*``."""
    text = text.translate(_CHARACTERS).replace("$", "").replace("€", "").replace("£", "")
    return re.sub(r"(?<=[\d)%.])(?:\s*[xX]\s*(?=[\d(.])|\s+[xX]\s+(?=-\s*[\d(.]))", " * ", text)


def tokenize(text: str) -> list[tuple[str, str]]:
    """``(kind, text)`` tokens: ``num``, ``pct`` (a number in percent), ``op``, ``var``. Raises ParseError."""
    found: list[tuple[str, str]] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or len(found) >= MAX_TOKENS:
            raise ParseError(f"unexpected {text[at : at + 1]!r}")
        at = match.end()
        if match["num"]:
            found.append(("pct" if match["pct"] else "num", match["num"]))
        elif match["op"]:
            found.append(("op", "**" if match["op"] == "^" else match["op"]))
        else:
            found.append(("var", match["var"]))
    return found


def literal(text: str) -> str:
    """A number as a Python literal: no separators, no leading or trailing zeros."""
    text = text.replace(",", "")
    whole, dot, decimals = text.partition(".")
    whole = whole.lstrip("0") or "0"
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if dot and decimals else whole


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0
        self.numbers = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def sum(self, depth: int) -> Node:
        if depth > 30:
            raise ParseError("nested too deeply")
        node = self.product(depth)
        while self.peek() in (("op", "+"), ("op", "-")):
            op = self.take()
            node = Bin(op, node, self.product(depth))
        return node

    def product(self, depth: int) -> Node:
        node = self.factor(depth)
        while True:
            kind, text = self.peek()
            if kind == "op" and text in ("*", "/", "//"):
                self.take()
                node = Bin(text, node, self.factor(depth))
            elif (kind, text) == ("op", "(") or kind == "var" or (kind in ("num", "pct") and self._after_bracket()):
                node = Bin("*", node, self.factor(depth))  # 2(3), 5x, (2)3
            else:
                return node

    def _after_bracket(self) -> bool:
        return self.at > 0 and self.tokens[self.at - 1] == ("op", ")")

    def factor(self, depth: int) -> Node:
        kind, text = self.peek()
        if (kind, text) == ("op", "-"):
            self.take()
            return Neg(self.factor(depth))
        if (kind, text) == ("op", "+"):
            self.take()
            return self.factor(depth)
        node = self.atom(depth)
        if self.peek() == ("op", "**"):
            self.take()
            return Bin("**", node, self.factor(depth))
        return node

    def atom(self, depth: int) -> Node:
        kind, text = self.peek()
        if kind in ("num", "pct"):
            self.take()
            form = literal(text)
            if len(form) > MAX_DIGITS:
                raise ParseError("too many digits")
            node = Num(Fraction(form), form, self.numbers)
            self.numbers += 1
            return Bin("/", node, Num(Fraction(100), "100", -1)) if kind == "pct" else node
        if kind == "var":
            self.take()
            return Var(text)
        if (kind, text) == ("op", "("):
            self.take()
            node_in = self.sum(depth + 1)
            if self.peek() != ("op", ")"):
                raise ParseError("a bracket is not closed")
            self.take()
            return node_in
        raise ParseError(f"unexpected {text or 'end'!r}")

    def take(self) -> str:
        text = self.tokens[self.at][1]
        self.at += 1
        return text


def parse(text: str) -> Node:
    """The expression in ``text`` (already :func:`clean`). Raises ParseError."""
    parser = _Parser(tokenize(text))
    node = parser.sum(0)
    if parser.at != len(parser.tokens):
        raise ParseError(f"unexpected {parser.peek()[1]!r}")
    return node


def numbers(node: Node) -> Iterator[Num]:
    """The numbers of an expression in reading order, without the hundred that a percent sign stands for."""
    match node:
        case Num():
            if node.index >= 0:
                yield node
        case Neg():
            yield from numbers(node.operand)
        case Bin():
            yield from numbers(node.left)
            yield from numbers(node.right)


def variables(node: Node) -> set[str]:
    """The names of the unknowns."""
    match node:
        case Var():
            return {node.name}
        case Neg():
            return variables(node.operand)
        case Bin():
            return variables(node.left) | variables(node.right)
        case _:
            return set()


def evaluate(node: Node, value: Callable[[Num | Var], Fraction]) -> Fraction:
    """The exact value, where ``value`` gives that of each leaf. Raises ParseError for what has none."""
    match node:
        case Num() | Var():
            return value(node)
        case Neg():
            return -evaluate(node.operand, value)
        case Bin():
            left, right = evaluate(node.left, value), evaluate(node.right, value)
            return apply(node.op, left, right)


def apply(op: str, left: Fraction, right: Fraction) -> Fraction:
    """One operation on exact values. Raises ParseError where it has no (reasonable) value."""
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/" | "//":
            if right == 0:
                raise ParseError("division by zero")
            return left / right if op == "/" else Fraction(left // right)
        case "**":
            if right.denominator != 1 or abs(right) > MAX_POWER or (left == 0 and right < 0):
                raise ParseError("unreasonable power")
            if max(left.numerator.bit_length(), left.denominator.bit_length()) * abs(int(right)) > 4096:
                raise ParseError("unreasonable power")
            return left ** int(right)
        case _:
            raise ParseError(f"unknown operation {op!r}")


def plain(node: Num | Var) -> Fraction:
    """The value of a leaf that is a number. Raises ParseError for an unknown."""
    if isinstance(node, Var):
        raise ParseError(f"{node.name} is unknown")
    return node.value


def render(node: Node, leaf: Callable[[Num | Var], str]) -> str:
    """Python source with no needless brackets; ``leaf`` gives the source of each leaf (a name or a literal)."""
    return _render(node, leaf)[0]


def _render(node: Node, leaf: Callable[[Num | Var], str]) -> tuple[str, int]:
    """Source and precedence (5: needs no brackets anywhere)."""
    match node:
        case Num() | Var():
            return leaf(node), 5
        case Neg():
            text, level = _render(node.operand, leaf)
            return f"-{_bracket(text, level < 4)}", 3
        case Bin():
            own = _PRECEDENCE[node.op]
            left, left_level = _render(node.left, leaf)
            right, right_level = _render(node.right, leaf)
            # a * (b / c) is a * b / c, and a + (b - c) is a + b - c: the same value with fewer brackets. Not for "//".
            loose = node.op in "+*" and right_level == own and not _floors(node.right)
            tight_right = right_level < own or (right_level == own and not loose) or right_level == 3
            if node.op == "**":
                return f"{_bracket(left, left_level < 5)} ** {_bracket(right, right_level < 3)}", own
            return f"{_bracket(left, left_level < own)} {node.op} {_bracket(right, tight_right)}", own


def tidy(node: Node) -> Node:
    """The same value written as people write it: ``x * 0.01`` is ``x / 100``."""
    match node:
        case Neg():
            return Neg(tidy(node.operand))
        case Bin(op="*", left=left, right=Num(value=value)) if value == Fraction(1, 100):
            return Bin("/", tidy(left), Num(Fraction(100), "100", -1))
        case Bin():
            return Bin(node.op, tidy(node.left), tidy(node.right))
        case _:
            return node


def _floors(node: Node) -> bool:
    return isinstance(node, Bin) and (node.op == "//" or _floors(node.left))


def _bracket(text: str, needed: bool) -> str:
    return f"({text})" if needed else text
