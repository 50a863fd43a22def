"""Steps in words."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.problem import Outcome, Rationale, Status
from kpdd_edge.rationales.cot import ChainOfThought, calculate, slips
from kpdd_edge.sandbox.base import RunLimits

COT = ChainOfThought()


class NoSandbox:
    name = "none"

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        raise AssertionError("steps are never run")

    def close(self) -> None:
        pass


def parse(text: str) -> str | None:
    rationale = COT.parse(text)
    return None if rationale is None else rationale.text


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("3 * 4 = 12 pens.\nAnswer: 12", "3 * 4 = 12 pens.\nAnswer: 12"),
        ("### Steps\n3 * 4 = 12\nAnswer: 12\n### End", "3 * 4 = 12\nAnswer: 12"),
        ("```\n3 * 4 = 12\n```\nAnswer: 12\n", "3 * 4 = 12\nAnswer: 12"),
        ("3 * 4 = 12\nAnswer: 12\nAnswer: 12\nI hope this helps.", "3 * 4 = 12\nAnswer: 12"),
        ("3 * 4 = 12\n#### 12\nmore", "3 * 4 = 12\n#### 12"),
        ("So 12.\nQuestion: How many cats?\nAnswer: 5", "So 12."),
        ("Answer: Let me see.\n3 + 4 = 7\nAnswer: 7", "Answer: Let me see.\n3 + 4 = 7\nAnswer: 7"),
        ("Monday it is.\nAnswer: Monday\nand so on", "Monday it is.\nAnswer: Monday"),
        ("a 1\na 1\na 1\na 1", "a 1"),
    ],
)
def test_parses(text: str, steps: str) -> None:
    assert parse(text) == steps
    assert parse(steps) == steps


@pytest.mark.parametrize("text", ["", " \n", "...", "### Steps\n### End", "\x00"])
def test_no_steps(text: str) -> None:
    assert COT.parse(text) is None


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        ("6 * 8 = 48 rolls.\nAnswer: 48", "48"),
        ("So she has 5 apples left in the basket.", "5"),
        ("Therefore the answer is $7.50 for all.", "7.5"),
        ("It is later.\nAnswer: yes", "yes"),
        ("Yes", "yes"),
        ("It falls on a Monday.\nAnswer: Monday", "Monday"),
        ("3 + 4 = 7\n#### 7", "7"),
    ],
)
def test_reads_the_answer(steps: str, shown: str) -> None:
    outcome, answer = COT.execute(Rationale("cot", steps), NoSandbox())
    assert str(answer) == shown
    assert (outcome.status, outcome.engine, outcome.answer, outcome.stdout) == (Status.OK, "text", shown, "")


@pytest.mark.parametrize("steps", ["I cannot solve this.", "First we add", "Answer:"])
def test_steps_without_an_answer(steps: str) -> None:
    outcome, answer = COT.execute(Rationale("cot", steps), NoSandbox())
    assert answer is None
    assert outcome.status is Status.ERROR
    assert outcome.error == "the steps end without an answer"


def test_a_slip_is_reported_and_not_corrected() -> None:
    outcome, answer = COT.execute(Rationale("cot", "She has 3 * 4 = 13 pens.\nAnswer: 13"), NoSandbox())
    assert str(answer) == "13"
    assert outcome.status is Status.OK
    assert outcome.error == "the steps say 3 * 4 = 13, but it is 12"


@pytest.mark.parametrize(
    "line",
    [
        "3 * 4 = 12",
        "$3 x 5 = $15",
        "10/3 = 3.33",
        "(3 + 4) * 2 = 14",
        "2 + 2 = 4 + 1 = 5",
        "20% of 50 = 10",
        "half of 2/3 = 1/3",
        "60 - 2 * (3 + 4) = 46 km",
        "3 / 4 * 2 = 1 1/2",
        "8 * 2 + 4 = 16 + 4 = 20",
        "1,000 * 3 = 3,000",
        "1 / 0 = 5",
        "-3 + 5 = 2",
    ],
)
def test_equations_that_hold_or_cannot_be_judged(line: str) -> None:
    assert slips(line) == []


@pytest.mark.parametrize(
    ("line", "correct"),
    [("3 + 4 = 8", "7"), ("so 10 - 2.5 = 8.5 left", "7.5"), ("2 × 3 + 4 = 14.", "10"), ("7 ÷ 3 = 2", "7/3")],
)
def test_equations_that_do_not_hold(line: str, correct: str) -> None:
    assert [slip.correct for slip in slips(line)] == [correct]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", Fraction(7)),
        ("(1 + 2) * 3", Fraction(9)),
        ("10 - 4 - 3", Fraction(3)),
        ("7 / 2 / 2", Fraction(7, 4)),
        ("-(2 - 5)", Fraction(3)),
        ("5", None),
        ("1 +", None),
        ("(1 + 2", None),
        ("2 ** 3 + 1", None),
        ("__import__('os') + 1", None),
        ("1 / 0", None),
        ("(" * 500 + "1 + 1", None),
        ("9" * 100 + " + 1", None),
    ],
)
def test_calculates_exactly(expression: str, value: Fraction | None) -> None:
    assert calculate(expression) == value


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_never_raises_and_is_stable(text: str) -> None:
    rationale = COT.parse(text)
    if rationale is not None:
        assert COT.parse(rationale.text) == rationale
        COT.execute(rationale, NoSandbox())


@pytest.mark.parametrize(
    "unit", ["1+", "(", "1 ", "-", "1 + 1 = 2 ", "= ", "answer: ", "9", "(-", "answer is 1\n", "### \n"]
)
def test_long_texts_are_read_quickly(unit: str) -> None:
    begin = time.perf_counter()
    rationale = COT.parse(unit * (100_000 // len(unit)))
    if rationale is not None:
        COT.execute(rationale, NoSandbox())
    assert time.perf_counter() - begin < 2.0
