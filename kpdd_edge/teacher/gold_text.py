"""Reading the lines of an annotated solution: sub-question, words, and the equations in them.

A line of the socratic files is ``sub-question ** words with <<48/2=24>>24 annotations``; a plain one has no
sub-question. Equations are taken from the annotations; where an annotation only repeats its value, or there is none,
from the words themselves ("12 boxes x $5 = $60").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kpdd_edge.teacher.gold_expr import MAX_DIGITS, Node, Num, ParseError, clean, evaluate, numbers, parse, plain

ANNOTATION: Final = re.compile(r"<<([^<>]*?)=([^<>=]*?)>>")
_ANY_ANNOTATION: Final = re.compile(r"<<[^<>]*>>")
_NUMBER: Final = re.compile(r"-?\d[\d,]*(?:\.\d+)?|-?\.\d+")

#: How far a stated value may be from the computed one, relative: authors round.
TOLERANCE: Final = Fraction(1, 50)


@dataclass(frozen=True, slots=True)
class Equation:
    """``expression = stated`` on line ``line``. ``units`` holds, for each number of the expression, the words that
    follow it in the solution's text; ``result`` the words that follow the value."""

    line: int
    expression: Node
    stated: Fraction
    units: tuple[tuple[str, ...], ...] = ()
    result: tuple[str, ...] = ()
    annotated: bool = True
    at: int = 0  # roughly where it stands on its line

    @property
    def value(self) -> Fraction:
        """What the expression is worth by itself."""
        return evaluate(self.expression, plain)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a solution: its sub-question (may be empty), its words without annotations, its equations.

    ``constants`` are values that the line states without a calculation (``x = <<8=8>>8``).
    """

    question: str
    text: str
    equations: tuple[Equation, ...]
    constants: tuple[Fraction, ...] = ()


def read_solution(solution: str) -> list[Line]:
    """The lines of a solution, without the ``####`` line."""
    return [_read_line(index, line) for index, line in enumerate(solution_lines(solution))]


def solution_lines(solution: str) -> list[str]:
    """The same lines as they are written."""
    body = solution.partition("####")[0]
    return [line.strip() for line in body.splitlines() if line.strip()]


def strip_annotations(text: str) -> str:
    """The words of a line as a person would write them."""
    return " ".join(_ANY_ANNOTATION.sub("", text).split())


def number(text: str) -> Fraction | None:
    """A stated value ("$1,200", "3/4", "40%"), or None."""
    text = text.strip().replace(",", "").removeprefix("$").rstrip(".")
    if text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= MAX_DIGITS:
        return Fraction(text)
    text = clean(text).strip()
    try:
        return evaluate(parse(text), plain) if text else None
    except ParseError:
        return None


def _read_line(index: int, raw: str) -> Line:
    question, mark, words = raw.partition("**")
    # A power in an unannotated plain line ("2**3") is no separator: sub-questions hold no digits next to it.
    if not mark or re.search(r"[\d)]\s*$", question) or "<<" in question:
        question, words = "", raw
    question, words = question.strip(), words.strip()
    text = strip_annotations(words)
    in_words = list(text_equations(index, text))
    equations: list[Equation] = []
    constants: list[Fraction] = []
    for match in ANNOTATION.finditer(words):
        stated = number(match[2])
        if stated is None:
            continue
        expression = _expression(match[1])
        if expression is None or (isinstance(expression, Num) and expression.value == stated):
            if not any(close(e.stated, stated) for e in in_words):
                constants.append(stated)
            continue
        before = strip_annotations(words[: match.start()])
        units = _units_of(expression, before[-200:])
        after = _words_after_value(words[match.end() :])
        equations.append(Equation(index, expression, stated, units, after, at=len(before)))
    # What the words calculate besides; without annotations they have to do alone.
    noted = [e.stated for e in equations]
    equations += [e for e in in_words if not any(close(e.stated, value) for value in noted)]
    return Line(question, text, tuple(sorted(equations, key=lambda e: e.at)), tuple(constants))


def _expression(text: str) -> Node | None:
    """An annotation's left side, or None when it is no arithmetic of numbers."""
    try:
        node = parse(clean(text))
        evaluate(node, plain)
    except ParseError:
        return None
    return node


def close(a: Fraction, b: Fraction, tolerance: Fraction = Fraction(1, 10**6)) -> bool:
    """Equal within ``tolerance``, relative above 1 and absolute below."""
    if a == b:
        return True
    scale = max(
        a.numerator.bit_length(), b.numerator.bit_length(), a.denominator.bit_length(), b.denominator.bit_length()
    )
    if scale < 900:
        # Floats settle nearly every case; exact arithmetic only what they leave open.
        x, y = a.numerator / a.denominator, b.numerator / b.denominator
        if abs(x - y) > 2 * float(tolerance) * max(1.0, abs(x), abs(y)):
            return False
    return abs(a - b) <= tolerance * max(Fraction(1), abs(a), abs(b))


# ---------------------------------------------------------------------------------------------- equations in words

_WORDED: Final = (
    (re.compile(r"\b(?:is\s+)?(?:equals?|is\s+equal\s+to|gives|makes)\b", re.I), "="),
    (re.compile(r"\bplus\b|\badded\s+to\b", re.I), "+"),
    (re.compile(r"\bminus\b", re.I), "-"),
    (re.compile(r"\btimes\b|\bmultiplied\s+by\b", re.I), "*"),
    (re.compile(r"\bdivided\s+by\b", re.I), "/"),
)
_TOKEN: Final = re.compile(
    r"(?P<mixed>\d+\s+\d+/\d+)(?![\d/])|(?P<num>(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:\s*%)?)|(?P<unitslash>/\s*[A-Za-z]+)|"
    r"(?P<hyphen>-(?=[A-Za-z]))|(?P<op>[-+*/])|(?P<open>\()|(?P<close>\))|(?P<eq>=|≈)|(?P<word>[A-Za-z][A-Za-z'’]*)|"
    r"(?P<stop>\S)"
)
#: Letters stand for tokens: n number, o operation, ( ), w word, = equals, s anything else.
_SIDE: Final = re.compile(r"\(*n[wh]{0,6}\)*(?:(?:o\(*|(?=\())\(*n[wh]{0,6}\)*)+$")


def text_equations(line: int, text: str) -> Iterator[Equation]:
    """Equations that the words of a line hold, with units dropped; only those whose two sides agree."""
    source = re.sub(r"(?<=[\w)%])\s+[xX]\s+(?=[\d(.])", " * ", clean(text))
    for pattern, sign in _WORDED:
        source = pattern.sub(f" {sign} ", source)
    tokens = list(_TOKEN.finditer(source))
    shape = "".join(_shape(token) for token in tokens)
    for at in [i for i, letter in enumerate(shape) if letter == "="]:
        stated = _stated(tokens, shape, at)
        if stated is None:
            continue
        percent = "%" in tokens[at + 1].group()
        left = shape[:at]
        # The longest expression that ends at the sign; brackets may open before it ("(see 2+3 = 5").
        for start in range(max(0, at - 60), at):
            if shape[start] not in "n(" or not _SIDE.fullmatch(left[start:]):
                continue
            side, letters, after = tokens[start:at], shape[start:at], source[tokens[at].end() :]
            # "100% - 70% = 30%" reckons in percent, "50% * 20% = 10%" in shares.
            found = _equation(line, side, letters, stated * 100, after, signs=False) if percent else None
            found = found or _equation(line, side, letters, stated, after)
            if found is not None:
                yield found
                break


def _shape(token: re.Match[str]) -> str:
    kind = token.lastgroup or "stop"
    return {
        "mixed": "n",
        "num": "n",
        "unitslash": "w",
        "hyphen": "h",
        "op": "o",
        "open": "(",
        "close": ")",
        "eq": "=",
        "word": "w",
    }.get(kind, "s")


def _stated(tokens: list[re.Match[str]], shape: str, at: int) -> Fraction | None:
    """The value to the right of an equals sign, unless it is itself the start of a calculation."""
    place = at + 1
    negative = place < len(tokens) and tokens[place].group() == "-"
    place += negative
    if place >= len(tokens) or shape[place] != "n":
        return None
    after = shape[place + 1 : place + 3]
    value = number(_source(tokens[place]))
    if value is None or after.startswith("(") or (after.startswith("o") and after[1:2] in ("n", "(")):
        return None
    return -value if negative else value


def _source(token: re.Match[str]) -> str:
    if token.lastgroup == "mixed":
        whole, fraction = token.group().split(None, 1)
        return f"({whole}+{fraction})"
    return token.group()


def _equation(
    line: int, tokens: list[re.Match[str]], shape: str, stated: Fraction, after: str, *, signs: bool = True
) -> Equation | None:
    """The equation whose left side is ``tokens``, if it parses and agrees with ``stated``.

    Without ``signs`` percent signs are passed over on both sides.
    """
    parts: list[str] = []
    units: list[tuple[str, ...]] = []
    for token, letter in zip(tokens, shape, strict=True):
        if letter in "no()":
            parts.append(_source(token) if signs else _source(token).rstrip("% "))
        if letter == "n":
            units.extend([()] * (3 if token.lastgroup == "mixed" else 1))
        elif letter == "w" and units:
            units[-1] = (*units[-1], token.group().strip("/ ").lower())
    try:
        node = parse(" ".join(parts))
        value = evaluate(node, plain)
    except ParseError:
        return None
    count = len(list(numbers(node)))
    if count < 2 or count != len(units) or not close(value, stated, TOLERANCE):
        return None
    return Equation(line, node, stated, tuple(units), _words_after_value(after), annotated=False, at=tokens[0].start())


def _words_after_value(after: str) -> tuple[str, ...]:
    """The words that follow a stated value: "24 clips in May." gives clips, in, may."""
    clause = re.split(
        r"[.,;:?!](?:\s|$)|<<|\b(?:and|so|because|since|which)\b", _NUMBER.sub(" ", after, count=1), maxsplit=1
    )[0]
    return tuple(word.lower() for word in re.findall(r"[A-Za-z][A-Za-z'’]*", clause)[:8])


def _units_of(expression: Node, before: str) -> tuple[tuple[str, ...], ...]:
    """For each number of an annotated expression, the words after it in the text before the annotation.

    The numbers are looked for from the end of that text backwards, where the written form of the same calculation
    usually stands.
    """
    wanted = list(numbers(expression))
    source = clean(before)
    tokens = list(_TOKEN.finditer(source))
    units: list[tuple[str, ...]] = [()] * len(wanted)
    places = [i for i, token in enumerate(tokens) if token.lastgroup in ("num", "mixed")]
    values = [number(_source(tokens[i]).rstrip("% ")) for i in places]
    at = len(places) - 1
    for index in range(len(wanted) - 1, -1, -1):
        hit = next((k for k in range(at, -1, -1) if values[k] == wanted[index].value), None)
        if hit is None:
            hit = next((k for k in range(len(places) - 1, -1, -1) if values[k] == wanted[index].value), None)
        else:
            at = hit - 1
        if hit is not None:
            words = []
            for token in tokens[places[hit] + 1 : places[hit] + 7]:
                if token.lastgroup in ("word", "unitslash"):
                    words.append(token.group().strip("/ ").lower())
                elif token.lastgroup != "hyphen":
                    break
            units[index] = tuple(words)
    return tuple(units)
