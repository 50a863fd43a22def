"""Chain of thought: steps in words, the answer on the last line (``Answer: 42``). Nothing is run or evaluated as code.

The arithmetic that stands in the steps (``3 * 4 = 12``) is worked out again, exactly, by a reader of its own for
``+ - * /`` and brackets. A slip is reported and never corrected: the answer is what the student wrote.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kpdd_edge.answer import Answer, has_marker, read_answer, same_answer
from kpdd_edge.engines.base import Guide
from kpdd_edge.numerals import show, tidy
from kpdd_edge.plausible import Doubt
from kpdd_edge.problem import Outcome, Rationale, Status
from kpdd_edge.rationales.base import own_section
from kpdd_edge.sandbox.base import RunLimits, Sandbox

MAX_CHARS: Final = 20_000

_FENCE_LINE = re.compile(r"^\s*(?:```|~~~)\w*\s*$")
_FINAL_LINE = re.compile(r"^\W*(?:the\s+)?(?:final\s+)?answer\b.*\w|^\s*####\s*\S", re.I)
_NEXT_PROBLEM = re.compile(r"^\W*(?:problem|question|q|example|exercise)\b\s*\d*\s*[:.)]", re.I)
_EQUATION = re.compile(
    r"(?<![\w.])([-(]*[0-9$][0-9$.,()+*/×÷xX \-]{0,200}?)=\s*(-?\s?\$?-?[0-9][0-9,]*(?:\.[0-9]+)?(?:/[0-9]+)?)"
    r"(?![\w%]|\s?[-+*/×÷]\s?[\d($]|\s[0-9]+/)"
)
_PART_OF_MORE = re.compile(r"(?:[-+*/×÷%=^]|\b(?:x|of|by|times|plus|minus))\s*$", re.I)
_FRACTION = re.compile(r"\(?[0-9]+/[0-9]+\)?\s*")
_CALCULATES = re.compile(r"[0-9+*/×÷%=-]")
_TOKENS = re.compile(r"\s*(?:([0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)|([-+*/()]))")


class ChainOfThought:
    """``execute`` uses no sandbox; it ends in an error only when the steps come to no answer."""

    name: Final = "cot"
    guide: Guide | None = None

    def parse(self, text: str) -> Rationale | None:
        lines: list[str] = []
        for raw in own_section(text[:MAX_CHARS]).splitlines():
            line = raw.rstrip()
            if _FENCE_LINE.match(line) or (lines and line.strip() and line == lines[-1]):
                continue
            if any(lines) and _NEXT_PROBLEM.match(line):
                break
            lines.append(line)
        steps = "\n".join(lines[: _end(lines)]).strip()
        return Rationale(self.name, steps) if any(c.isalnum() for c in steps) else None

    def execute(
        self, rationale: Rationale, sandbox: Sandbox, limits: RunLimits = RunLimits()
    ) -> tuple[Outcome, Answer | None]:
        text = rationale.text[-MAX_CHARS:]
        answer = read_answer(text)
        if answer is not None and answer.value is None and not has_marker(text) and answer.text not in ("yes", "no"):
            answer = None  # the end of a sentence, not an answer
        if answer is None:
            return Outcome(Status.ERROR, error="the steps end without an answer", engine="text"), None
        wrong = slips(text)
        note = f"the steps say {wrong[-1].equation}, but it is {wrong[-1].correct}" if wrong else None
        return Outcome(Status.OK, error=note, engine="text", answer=answer.text), answer

    def numbers(self, rationale: Rationale) -> Counter[Fraction] | None:
        return None  # steps name results again and again

    def decides(self, text: str, begin: int, end: int) -> bool:
        return _CALCULATES.search(text, begin, end) is not None

    def other_readings(
        self, rationale: Rationale, answer: Answer | None, doubt: Doubt, question: str
    ) -> tuple[Rationale, ...]:
        return ()  # what is written in words stands


def _end(lines: list[str]) -> int:
    """How many lines there are up to the one that gives the answer: the first with a number, else with a text."""
    words = len(lines)
    for i, line in enumerate(lines):
        if _FINAL_LINE.match(line) and (answer := read_answer(line)) is not None:
            if answer.value is not None:
                return i + 1
            words = min(words, i + 1)
    return words


@dataclass(frozen=True, slots=True)
class Slip:
    """An equation in the steps that does not hold, and what its left side really is."""

    equation: str
    correct: str


def slips(text: str) -> list[Slip]:
    """The equations of numbers in ``text`` that do not hold, rounding allowed as in any answer."""
    found: list[Slip] = []
    for line in text[-MAX_CHARS:].splitlines():
        for match in _EQUATION.finditer(tidy(line)[:2000]):
            if _PART_OF_MORE.search(match.string[: match.start()]) or _FRACTION.fullmatch(match[1]):
                continue
            value = calculate(match[1])
            stated = read_answer(match[2])
            if value is None or stated is None:
                continue
            if not same_answer(Answer(show(value), value), stated):
                found.append(Slip(" ".join(match[0].split()), show(value)))
    return found


def calculate(expression: str) -> Fraction | None:
    """The exact value of numbers joined by ``+ - * /`` and brackets; None when it is anything else.

    ``x`` and ``×`` multiply, ``÷`` divides, dollar signs are passed over. A lone number is not a calculation.
    """
    expression = re.sub(r"(?<=[\d)\s])[xX×](?=[\d($\s])", "*", expression).replace("÷", "/").replace("$", "")
    tokens: list[str] = []
    at = 0
    expression = expression.strip()
    while at < len(expression):
        match = _TOKENS.match(expression, at)
        if match is None or len(tokens) > 80:
            return None
        tokens.append(match[1] or match[2])
        at = match.end()
    if not any(token in "+-*/" for token in tokens[1:]):
        return None
    reader = _Reader(tokens)
    try:
        value = reader.sum()
    except (IndexError, ValueError, ZeroDivisionError):
        return None
    return value if reader.at == len(tokens) else None


class _Reader:
    """Recursive descent; at most 80 tokens deep."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def take(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at] in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def sum(self) -> Fraction:
        value = self.product()
        while (sign := self.take("+", "-")) is not None:
            value = value + self.product() if sign == "+" else value - self.product()
        return value

    def product(self) -> Fraction:
        value = self.factor()
        while (sign := self.take("*", "/")) is not None:
            value = value * self.factor() if sign == "*" else value / self.factor()
        return value

    def factor(self) -> Fraction:
        if self.take("-"):
            return -self.factor()
        if self.take("("):
            value = self.sum()
            if not self.take(")"):
                raise ValueError("a bracket is not closed")
            return value
        token = self.tokens[self.at]
        self.at += 1
        if len(token) > 40:
            raise ValueError("too long a number")
        return Fraction(token.replace(",", ""))
