"""Solutions that set up an equation in one unknown ("8m + m = 27") as direct arithmetic: ``27 / (8 + 1)``.

A student's program has no unknowns. The first linear equation of the solution that gives the stated value is solved
for its unknown with the numbers kept as they were written, so that the program still shows where they come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kpdd_edge.teacher.gold_expr import Bin, Neg, Node, Num, ParseError, Var, clean, evaluate, parse, plain, variables
from kpdd_edge.teacher.gold_text import Line, close

_ONE: Final = Num(Fraction(1), "1", 0)
_DEFINED: Final = re.compile(
    r"\b(?:let|using|use|call|make|represent|denote|say)\b[^.=]{0,40}?[\"'“‘]?\b(?P<name>[A-Za-z])\b[\"'”’]?\s*"
    r"(?:be|is|=|equal|equals|represents?|stands?|denotes?|as|for|to)\b\s*(?P<what>[^.=]*)",
    re.I,
)
_BE: Final = re.compile(r"\blet\s+(?P<what>(?:the\s+)?[^.=]{3,60}?)\s+be\s+[\"'“‘]?(?P<name>[A-Za-z])\b", re.I)
_REPRESENTS: Final = re.compile(
    r"[\"'“‘]?\b(?P<name>[A-Za-z])\b[\"'”’]?\s*(?:represents?|stands?\s+for|denotes?)\s+(?P<what>[^.=]*)"
)
_NAMED: Final = re.compile(r"\b(?P<name>[A-Za-z])\s*=\s*(?P<what>(?:the\s+)?[A-Za-z][a-z'’]+(?:\s+[A-Za-z'’]+)*)")
_LETTER: Final = re.compile(r"(?<![A-Za-z'’])[A-Za-z](?![A-Za-z'’])")
_TOKEN: Final = re.compile(
    r"(?P<num>(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:\s*%)?)|(?P<unitslash>/\s*[A-Za-z]{2,})|(?P<hyphen>-(?=[A-Za-z]{2,}))|"
    r"(?P<op>[-+*/])|(?P<open>\()|(?P<close>\))|(?P<eq>=)|(?P<word>[A-Za-z][A-Za-z'’]+)|(?P<letter>[A-Za-z])|(?P<stop>\S)"
)


@dataclass(frozen=True, slots=True)
class Solved:
    """An unknown: its letter, what it stands for in the solution's words, the expression that gives it, its value,
    and the line on which it is known."""

    name: str
    meaning: str
    expression: Node
    value: Fraction
    line: int


def solve(lines: list[Line], gold: Fraction) -> Solved | None:
    """The unknown of a solution by direct arithmetic, or None when there is none or it is not linear."""
    letters = _unknown_letters(lines)
    if not letters:
        return None
    for index, line in enumerate(lines):
        for left, right in sides(line.text, letters):
            names = variables(left) | variables(right)
            if len(names) != 1:
                continue
            name = next(iter(names))
            if (isinstance(left, Var) and not variables(right)) or (isinstance(right, Var) and not variables(left)):
                continue  # x = 5 * 3 says it already; ordinary equations cover that
            expression = _isolate(left, right)
            if expression is None:
                continue
            value = evaluate(expression, plain)
            stated_on = _stated_on(lines, index, name, value, letters)
            if stated_on is None and not close(value, gold):
                continue
            found = reindex(expression)
            return Solved(name, _meaning(lines, name), found, value, len(lines) - 1 if stated_on is None else stated_on)
    return None


def expressions_in(lines: list[Line], name: str) -> Iterator[tuple[int, Node]]:
    """Expressions in the unknown that the solution states ("Felicity used 4A - 5"), with their lines."""
    for index, line in enumerate(lines):
        for left, right in sides(line.text, {name}, loose=True):
            for side in (left, right):
                if variables(side) == {name} and not isinstance(side, Var):
                    yield index, side


def substitute(node: Node, name: str, value: Num) -> Node:
    """``node`` with a number in the place of the unknown."""
    match node:
        case Var():
            return value if node.name == name else node
        case Num():
            return node
        case Neg():
            return Neg(substitute(node.operand, name, value))
        case Bin():
            return Bin(node.op, substitute(node.left, name, value), substitute(node.right, name, value))


def reindex(node: Node) -> Node:
    """``node`` with its numbers counted anew in reading order (a percent sign's hundred stays uncounted)."""
    count = 0

    def walk(at: Node) -> Node:
        nonlocal count
        match at:
            case Num():
                if at.index < 0:
                    return at
                count += 1
                return Num(at.value, at.literal, count - 1)
            case Neg():
                return Neg(walk(at.operand))
            case Bin():
                left = walk(at.left)
                return Bin(at.op, left, walk(at.right))
            case Var():
                return at

    return walk(node)


def sides(text: str, letters: set[str], *, loose: bool = False) -> Iterator[tuple[Node, Node]]:
    """Both sides of every equation in ``text`` that holds one of ``letters``; units are dropped.

    With ``loose`` a side that is words ("Felicity = 4A - 5") counts as the unknown 0.
    """
    tokens = list(_TOKEN.finditer(clean(text)))
    shape = "".join(_shape(token, letters) for token in tokens)
    for at in [i for i, letter in enumerate(shape) if letter == "="]:
        left = _side(tokens, shape, at - 1, -1)
        right = _side(tokens, shape, at + 1, 1)
        if loose:
            left = left or (Num(Fraction(0), "0", 0) if shape[at - 1 : at] == "w" else None)
            right = right or (Num(Fraction(0), "0", 0) if shape[at + 1 : at + 2] == "w" else None)
        if left is not None and right is not None and (variables(left) | variables(right)):
            yield left, right
    if loose:
        for match in re.finditer(r":\s*(?P<side>[^:;]+)$", clean(text)):
            tokens = list(_TOKEN.finditer(match["side"]))
            found = _side(tokens, "".join(_shape(token, letters) for token in tokens), 0, 1)
            if found is not None and variables(found):
                yield found, Num(Fraction(0), "0", 0)


def _shape(token: re.Match[str], letters: set[str]) -> str:
    kind = token.lastgroup or "stop"
    if kind == "letter":
        return "v" if token.group().lower() in letters else "w"
    return {
        "num": "n",
        "unitslash": "w",
        "hyphen": "h",
        "op": "o",
        "open": "(",
        "close": ")",
        "eq": "=",
        "word": "w",
    }.get(kind, "s")


_RIGHT: Final = re.compile(r"(?:o?\(*(?:n|v)+(?:[wh]{1,4}(?=[o)]))?\)*)+")
_LEFT: Final = re.compile(
    r"(?:\(*o?\(*(?:n|v)+(?:[wh]{1,4}(?=[o)=]|$))?\)*)(?:[o(]+(?:n|v)+(?:[wh]{1,4}(?=[o)=]|$))?\)*)*$"
)


def _side(tokens: list[re.Match[str]], shape: str, at: int, step: int) -> Node | None:
    """The longest expression that ends (``step`` -1) or begins (1) at token ``at``."""
    if step > 0:
        match = _RIGHT.match(shape, at)
        if match is None:
            return None
        for end in range(match.end(), at, -1):
            node = _parse(tokens[at:end], shape[at:end])
            if node is not None:
                return node
        return None
    for start in range(max(0, at - 40), at + 1):
        if _LEFT.fullmatch(shape, start, at + 1):
            node = _parse(tokens[start : at + 1], shape[start : at + 1])
            if node is not None:
                return node
    return None


def _parse(tokens: list[re.Match[str]], shape: str) -> Node | None:
    source = " ".join(
        token.group().lower() if letter == "v" else token.group()
        for token, letter in zip(tokens, shape, strict=True)
        if letter in "nvo()"
    )
    try:
        return parse(source)
    except ParseError:
        return None


def _unknown_letters(lines: list[Line]) -> set[str]:
    """The letters that the solution uses as unknowns, in lower case."""
    text = "\n".join(line.text for line in lines)
    found = {m["name"].lower() for pattern in (_BE, _DEFINED, _REPRESENTS, _NAMED) for m in pattern.finditer(text)}
    found |= {
        m[1].lower() for m in re.finditer(r"\d\s?\*?\s?([A-Za-z])(?![A-Za-z'’])(?=[^=\n]*=|\s*[-+=])", clean(text))
    }
    found |= {m[1].lower() for m in re.finditer(r"(?<![A-Za-z'’])([A-Za-z])\s*=\s*\$?\d", text)}
    return {letter for letter in found if _LETTER.search(letter)}


def _meaning(lines: list[Line], name: str) -> str:
    """What the unknown stands for, in the solution's words; empty when it does not say."""
    for line in lines:
        for pattern in (_BE, _DEFINED, _REPRESENTS, _NAMED):
            for match in pattern.finditer(line.text):
                if match["name"].lower() == name:
                    return re.split(r"\b(?:and|so|then)\b|,", match["what"].strip())[0].strip()
    return ""


def _stated_on(lines: list[Line], after: int, name: str, value: Fraction, letters: set[str]) -> int | None:
    """The first line from ``after`` that states the unknown's value ("x = 8"), or None."""
    for index in range(after, len(lines)):
        if any(close(constant, value) for constant in lines[index].constants):
            return index
        for left, right in sides(lines[index].text, letters):
            for one, other in ((left, right), (right, left)):
                if isinstance(one, Var) and one.name == name and not variables(other):
                    try:
                        if close(evaluate(other, plain), value):
                            return index
                    except ParseError:
                        continue
    return None


# ------------------------------------------------------------------------------------------------ linear equations

_Linear = tuple[Node | None, Node | None]  # the unknown's factor and the rest; None: nothing


def _isolate(left: Node, right: Node) -> Node | None:
    """The unknown of ``left = right`` as an expression of numbers; None when the equation is not linear in it."""
    one, other = _linear(left), _linear(right)
    if one is None or other is None:
        return None
    factor, rest = _minus(one[0], other[0]), _minus(other[1], one[1])
    try:
        size = Fraction(0) if factor is None else evaluate(factor, plain)
        if size < 0:
            factor, rest = _minus(other[0], one[0]), _minus(one[1], other[1])
            size = -size
        if factor is None or rest is None or size == 0:
            return None
        found = rest if _is(factor, 1) else Bin("/", rest, factor)
        evaluate(found, plain)
    except ParseError:
        return None
    return found


def _linear(node: Node) -> _Linear | None:
    match node:
        case Num():
            return None, node
        case Var():
            return _ONE, None
        case Neg():
            inner = _linear(node.operand)
            return None if inner is None else (_negative(inner[0]), _negative(inner[1]))
        case Bin():
            if not variables(node):
                return None, node
            left, right = _linear(node.left), _linear(node.right)
            if left is None or right is None:
                return None
            match node.op:
                case "+":
                    return _plus(left[0], right[0]), _plus(left[1], right[1])
                case "-":
                    return _minus(left[0], right[0]), _minus(left[1], right[1])
                case "*" if left[0] is None:
                    return _times(left[1], right[0]), _times(left[1], right[1])
                case "*" if right[0] is None:
                    return _times(left[0], right[1]), _times(left[1], right[1])
                case "/" if right[0] is None and right[1] is not None:
                    return _over(left[0], right[1]), _over(left[1], right[1])
            return None


def _plus(a: Node | None, b: Node | None) -> Node | None:
    if a is None or b is None or _is(a, 0) or _is(b, 0):
        return b if a is None or _is(a, 0) else a
    if isinstance(b, Neg):
        return Bin("-", a, b.operand)
    if isinstance(a, Neg):
        return Bin("-", b, a.operand)
    return Bin("+", a, b)


def _minus(a: Node | None, b: Node | None) -> Node | None:
    return _plus(a, _negative(b))


def _negative(a: Node | None) -> Node | None:
    if a is None:
        return None
    if isinstance(a, Neg):
        return a.operand
    if isinstance(a, Bin) and a.op == "-":
        return _minus(a.right, a.left)
    return Neg(a)


def _times(a: Node | None, b: Node | None) -> Node | None:
    if a is None or b is None:
        return None
    if _is(a, 1):
        return b
    if isinstance(a, Neg):
        return _negative(_times(a.operand, b))
    if isinstance(b, Neg):
        return _negative(_times(a, b.operand))
    return a if _is(b, 1) else Bin("*", a, b)


def _over(a: Node | None, b: Node) -> Node | None:
    return None if a is None else Bin("/", a, b)


def _is(node: Node, value: int) -> bool:
    return isinstance(node, Num) and node.value == value
