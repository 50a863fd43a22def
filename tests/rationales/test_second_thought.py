"""Other readings of a program's last step, and guides that keep a student from writing the same once more."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdd_edge.answer import read_answer
from kpdd_edge.plausible import Doubt
from kpdd_edge.rationales.second_thought import another, numbers, other_readings


def readings(program: str, doubt: Doubt, question: str = "How many?", answer: str = "5.67") -> list[str]:
    return list(other_readings(program, read_answer(answer), doubt, question))


@pytest.mark.parametrize(
    ("program", "doubt", "question", "answer", "expected"),
    [
        ("answer = 9 - 18", Doubt.NEGATIVE, "How many more?", "-9", "answer = 18 - 9"),
        ("x = 1 + 2\nanswer = x - 9", Doubt.NEGATIVE, "How many?", "-6", "x = 1 + 2\nanswer = 9 - x"),
        ("answer = 1 - (2 + 3)", Doubt.NEGATIVE, "How many?", "-4", "answer = (2 + 3) - 1"),
        ("answer = 34 / 6", Doubt.NOT_WHOLE, "How many does each get?", "5.67", "answer = 34 // 6"),
        ("answer = 44 / 5", Doubt.NOT_WHOLE, "How many are left over?", "8.8", "answer = 44 % 5"),
        ("answer = 119 / 3", Doubt.NOT_WHOLE, "How many lawns must he mow?", "39.67", "answer = 119 // 3 + 1"),
        ("answer = 24 / 120", Doubt.NOT_WHOLE, "How many in each class?", "0.2", "answer = 120 / 24"),
        ("a = 3 * 4\nanswer = a + 3", Doubt.REPEATED, "How many?", "15", "answer = 3 * 4"),
    ],
)
def test_the_last_step_read_in_another_way(
    program: str, doubt: Doubt, question: str, answer: str, expected: str
) -> None:
    (other,) = readings(program, doubt, question, answer)
    before, _, note = other.rpartition("  # ")
    assert before == expected
    assert str(doubt) in note


@pytest.mark.parametrize(
    ("program", "doubt"),
    [
        ("answer = 9 + 18", Doubt.NEGATIVE),
        ("answer = 9 - 18", Doubt.NOT_WHOLE),
        ("answer = 9 - 18", Doubt.UNUSED),
        ("answer = 9 - 18", Doubt.NO_ANSWER),
        ("answer = total", Doubt.NEGATIVE),
        ("answer = (9 -\n 18)", Doubt.NEGATIVE),
        ("x = 1; answer = x - 2", Doubt.NEGATIVE),
        ("answer = 3 * 4", Doubt.REPEATED),
        ("a = 3\nanswer = a * 3", Doubt.REPEATED),
        ("def solution():\n    return 9 - 18", Doubt.NEGATIVE),
        ("print(9 - 18)", Doubt.NEGATIVE),
        ("answer = = 3", Doubt.NEGATIVE),
        ("", Doubt.NEGATIVE),
    ],
)
def test_what_cannot_be_read_in_another_way(program: str, doubt: Doubt) -> None:
    assert readings(program, doubt) == []


def test_numbers_are_counted_as_written() -> None:
    assert numbers("a = 3 * 4\nanswer = a + 3 + 0.1") == {Fraction(3): 2, Fraction(4): 1, Fraction(1, 10): 1}
    assert numbers("answer = 1e999 + True") == {}
    assert numbers("answer = (") is None


def test_numbers_that_the_result_does_not_rest_on_do_not_count() -> None:
    assert numbers("a = 12 * 8\nb = 12 - 6\nanswer = b * 8") == {Fraction(n): 1 for n in (12, 6, 8)}
    assert numbers("a = 2\na = a + 3\nanswer = a") == {Fraction(2): 1, Fraction(3): 1}
    assert numbers("a = 2\na = 5\nanswer = a") == {Fraction(5): 1}
    for other in ("a = 2\nif a:\n    answer = 3", "a = 2\nb, c = 3, 4\nanswer = c", "a = 2\nb = 3", "a = 2\nprint(3)"):
        assert Fraction(2) in (numbers(other) or {})


def test_a_factor_of_several_products_is_counted_once() -> None:
    assert numbers("a = 3 * 7\nanswer = a + 4 * 7") == {Fraction(3): 1, Fraction(4): 1, Fraction(7): 1}
    assert numbers("answer = 3 * 7 + 4 * 7 + 5 * 7 - 7") == {Fraction(n): 2 if n == 7 else 1 for n in (3, 4, 5, 7)}
    assert numbers("a = 14 / 7\nanswer = a + 21 / 7") == {Fraction(14): 1, Fraction(21): 1, Fraction(7): 1}
    assert numbers("a = 3 * 7\nanswer = a * 7") == {Fraction(3): 1, Fraction(7): 2}
    assert numbers("answer = 7 * 7 + 3 * 7 + 3 * 7") == {Fraction(7): 3, Fraction(3): 2}


def test_a_number_may_be_longer_than_python_would_write_it() -> None:
    assert numbers(f"answer = 0x1{'0' * 5000}") == {Fraction(16**5000): 1}


@given(st.text(alphabet="answer =+-*/()1234.\n#xe_", max_size=80), st.sampled_from(list(Doubt)))
def test_nothing_a_student_writes_breaks_it(program: str, doubt: Doubt) -> None:
    for other in readings(program, doubt):
        assert other != program
    numbers(program)


def refused(rationale: str, doubt: Doubt, text: str, piece: str) -> bool:
    guide = another(rationale, doubt, None)
    return guide is not None and not guide(text, piece)


def test_another_operator_must_take_the_last_ones_place() -> None:
    written = ("x = 2 * 3\nanswer = x / 4", Doubt.NOT_WHOLE)
    assert refused(*written, "x = 2 * 3\nanswer = x", " /")
    assert not refused(*written, "x = 2 * 3\nanswer = x", " //")
    assert not refused(*written, "x = 2 * 3\nanswer = x", " *")
    assert not refused(*written, "x = 2 + 3\nanswer = x", " /")
    assert not refused(*written, "x = 2", " *")


def test_a_number_that_was_left_out_asks_for_a_step_more() -> None:
    written = ("answer = 8 * 2", Doubt.UNUSED)
    assert refused(*written, "", "answer")
    assert not refused(*written, "", "points")
    written = ("x = 8 * 2\nanswer = x + 1", Doubt.UNUSED)
    assert refused(*written, "x = 8 * 2\n", "answer")
    assert not refused(*written, "x = 8 * 2\n", "more")


def test_a_guide_of_the_kind_is_asked_as_well() -> None:
    guide = another("answer = 1 - 2", Doubt.NEGATIVE, lambda text, piece: piece != "!")
    assert guide is not None
    assert not guide("answer = 1", "!")
    assert not guide("answer = 1", " -")
    assert guide("answer = 1", " +")
    assert another("no program", Doubt.NO_ANSWER, None) is None
