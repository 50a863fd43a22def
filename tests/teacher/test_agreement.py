"""Comparing programs by changing their numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpdd_edge.teacher.agreement import NotArithmetic, compare, value_of


def test_the_same_structure_in_other_words_agrees() -> None:
    found = compare("a = 6 * 8\nanswer = a - 30", "def solution():\n    x = 8 * 6\n    return x - 30")
    assert (found.same, found.tried, found.shared) == (True, 6, 3)


def test_a_right_answer_by_the_wrong_wire_does_not() -> None:
    right = "plums = 4 * 5\nanswer = plums + 20"
    wrong = "plums = 4 * 5\nanswer = plums + plums"
    assert value_of(right) == value_of(wrong) == 40
    assert not compare(right, wrong).same


def test_nothing_in_common_cannot_be_compared() -> None:
    assert compare("answer = 4 + 5", "answer = 3 * 3").same is False


@pytest.mark.parametrize(
    ("program", "value"),
    [
        ("answer = 7 // 2", 3),
        ("answer = -(-7 // 2)", 4),
        ("import math\nanswer = math.ceil(7 / 2)", 4),
        ("from math import floor\nanswer = floor(7 / 2)", 3),
        ("answer = round(2.675, 2)", Fraction(268, 100)),
        ("answer = max(3, 5) + min(3, 5) + abs(-1)", 9),
        ("answer = Fraction(1, 4) * 8", 2),
        ("'''a note'''\nanswer = +2 ** 3", 8),
    ],
)
def test_values(program: str, value: Fraction) -> None:
    assert value_of(program) == value


@pytest.mark.parametrize(
    "program",
    [
        "answer = x",
        "answer = 1 / 0",
        "x = 5",
        "import os\nos.system('true')\nanswer = 1",
        "answer = open('/etc/passwd')",
        "answer = [1, 2][0]",
        "while True: pass",
        "answer = (",
        "answer = 9 ** 9 ** 9",
        "answer = '5'",
        "answer = " + "(" * 300 + "1" + ")" * 300,
        "answer = 1e999",
        "answer = 1\n" * 20_000,
    ],
)
def test_anything_else_is_refused_and_never_run(program: str) -> None:
    with pytest.raises(NotArithmetic):
        value_of(program)
