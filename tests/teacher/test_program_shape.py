"""Normal forms, constant programs, layouts."""

from __future__ import annotations

import pytest

from kpdd_edge.teacher.agreement import value_of
from kpdd_edge.teacher.program_shape import inline_givens, name_last_step, normal_form, states_answer


def test_names_layout_comments_and_number_forms_do_not_matter() -> None:
    first = "a = 6 * 8  # rolls\n\nanswer = (a) - 30.0"
    second = "rolls = 6*8\nanswer = rolls - 30"
    assert normal_form(first) == normal_form(second)
    assert normal_form(first) != normal_form("rolls = 8 * 6\nanswer = rolls - 31")
    assert normal_form("answer = (") is None


def test_a_function_is_its_body() -> None:
    assert normal_form('def solution():\n    "doc"\n    answer = 2 + 3') == normal_form("answer = 2 + 3")
    assert normal_form("def solution():\n    return 2 + 3") is not None


@pytest.mark.parametrize(
    "program",
    [
        "answer = 72",
        "x = 72\nanswer = x",
        "a = 3 + 4\nanswer = 72",
        "print(72)",
        "def solution():\n    return 72",
        "answer = int(72.0)",
        "answer = 72 + 0",
        "answer = 72 * 1",
        "for i in [1]:\n    answer = 72",
        "x: int = 72\nanswer = x",
    ],
)
def test_programs_that_only_state_their_answer(program: str) -> None:
    assert states_answer(program)


@pytest.mark.parametrize(
    "program",
    [
        "answer = 70 + 2",
        "x = 70\nanswer = x + 2",
        "print(70 + 2)",
        "answer = sum([70, 2])",
        "answer = 0\nfor i in range(9):\n    answer += 8",
        "def solution():\n    a = 8\n    return a * 9",
        "a, b = 70, 2\nanswer = a + b",
        "not python (",
    ],
)
def test_programs_that_calculate(program: str) -> None:
    assert not states_answer(program)


def test_one_of_what_the_problem_says_is_a_calculation() -> None:
    assert states_answer("answer = 1 * 5")
    assert not states_answer("answer = 1 * 5", "One bag costs $5. What does one bag cost?")
    assert states_answer("answer = 1 * 72", "One bag costs $5 and 8 boxes $9. What do they cost?")
    assert states_answer("answer = 5", "One bag costs $5. What does one bag cost?")


def test_named_givens_move_to_where_they_are_used() -> None:
    named = "cups = 15\nbroken = 2\nleft = cups - broken\nboxes = 4\nanswer = left * boxes"
    assert inline_givens(named) == "left = 15 - 2\nanswer = left * 4"
    assert inline_givens("a = 2\nb = 3\ntotal = (a + b) * 4\nanswer = total") == "answer = (2 + 3) * 4"
    assert value_of(inline_givens(named)) == value_of(named) == 52


@pytest.mark.parametrize(
    "program", ["a = 2\na = a + 1\nanswer = a * 3", "for x in [1]:\n    answer = x", "answer = (", ""]
)
def test_what_cannot_be_laid_out_anew_stays(program: str) -> None:
    assert inline_givens(program) == program


def test_an_answer_that_is_a_given_stays_an_answer() -> None:
    assert inline_givens("a = 5\nanswer = a") == "answer = 5"


def test_the_last_step_is_named_by_the_core_question() -> None:
    question = "How many pencils did Ann buy?"
    assert name_last_step("answer = 4 * 3", question) == "pencils_ann_buy = 4 * 3\nanswer = pencils_ann_buy"
    two = "pencils_ann_buy = 4 * 3\nanswer = pencils_ann_buy + 2  # in all"
    named = name_last_step(two, question)
    assert named.split("\n")[1].startswith("pencils_ann_buy_2 = pencils_ann_buy + 2")
    assert value_of(named) == value_of(two) == 14
    assert name_last_step(named, question) == named
    assert name_last_step("answer = sum([1, 2])", "What is the sum?") == "sum_2 = sum([1, 2])\nanswer = sum_2"
    assert name_last_step("answer = 1 + 2", "") == "value = 1 + 2\nanswer = value"


@pytest.mark.parametrize(
    "program",
    ["", "answer = 3", "x = 1\nanswer = x", "answer = (1 +\n 2)", "a = 1; answer = a + 2", "answer == 3", "def f(:",
     "for i in range(3):\n    answer = i * 2", "x = 4 * 3", "print(4 * 3)"],
)  # fmt: skip
def test_a_program_without_a_last_step_of_its_own_stays(program: str) -> None:
    assert name_last_step(program, "How many pencils did Ann buy?") == program
