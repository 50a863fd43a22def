"""Answers that cannot be right, and programs that do not agree with the information."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdd_edge.answer import read_answer
from kpdd_edge.plausible import Doubt, doubt, misused, question
from kpdd_edge.problem import KeyPoints

MORE = "Zachary did 44 push-ups. David did 58 more than Zachary. How many did they do altogether?"


def why(asked: str, answer: str, problem: str = "") -> Doubt | None:
    return doubt(problem or asked, KeyPoints(asked), read_answer(answer))


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        ("How many pencils does each friend get?", "5.67", Doubt.NOT_WHOLE),
        ("How many are left?", "2.5", Doubt.NOT_WHOLE),
        ("How many more red marbles does he have?", "1/3", Doubt.NOT_WHOLE),
        ("How many marbles did Ed lose?", "-9", Doubt.NEGATIVE),
        ("How much change does she get?", "-12.4", Doubt.NEGATIVE),
        ("How much does it cost?", "7.446666667", Doubt.NOT_CENTS),
        ("How many pencils does each friend get?", "5", None),
        ("How many hours does he work?", "2.5", None),
        ("How many cups of sugar are left?", "0.75", None),
        ("How many square feet of carpet does she need?", "10.5", None),
        ("How many pizzas does each child get?", "1.5", None),
        ("How many pages does he read on average?", "12.5", None),
        ("How much does it cost?", "7.45", None),
        ("How much does it cost?", "3.3000000000000003", None),
        ("What is the quotient?", "2.3333", None),
        ("Who is older?", "Ann", None),
    ],
)
def test_whether_an_answer_can_be_right(asked: str, answer: str, expected: Doubt | None) -> None:
    assert why(asked, answer) is expected


def test_no_answer_is_doubted() -> None:
    assert doubt("How many?", KeyPoints(), None) is Doubt.NO_ANSWER


@pytest.mark.parametrize(
    "problem", ["The temperature fell.", "It was 3 degrees.", "He dived below the boat.", "Add -3 and 1."]
)
def test_less_than_nothing_is_right_where_there_is_such_a_thing(problem: str) -> None:
    assert why("What is it now?", "-4", problem) is None


def test_without_a_core_question_the_last_sentence_is_the_question() -> None:
    problem = "Ann has $7. She shares 34 pencils among 6 friends. How many pencils does each get?"
    assert question(problem, KeyPoints()) == "How many pencils does each get?"
    assert doubt(problem, KeyPoints(), read_answer("5.67")) is Doubt.NOT_WHOLE


def counted(*numbers: float) -> Counter[Fraction]:
    return Counter(Fraction(str(number)) for number in numbers)


@pytest.mark.parametrize(
    ("facts", "used", "expected"),
    [
        (("He has 3 pens and 4 books.",), (3,), Doubt.UNUSED),
        (("He has twelve pens.", "He buys 4."), (4,), None),
        (("He has two pens.", "He buys 2."), (2, 2), None),
        (("He has 3 pens.", "He buys 4."), (3, 4, 3), Doubt.REPEATED),
        (("He has 3 pens.", "He buys 4."), (3, 4), None),
        (("He has 3 pens.", "He buys 3."), (3, 3), None),
        (("It costs $80.", "It is 25% off."), (80, 0.25), None),
        (("It costs $80.", "It is 25% off."), (80, 0.75), None),
        (("There are 40 trays.", "3/4 of them are sold."), (40, 3, 4), None),
        (("There are 40 trays.", "1/4 of them are sold."), (40, 4), None),
        (("There are 40 trays.", "3/4 of them are sold."), (40, 4), Doubt.UNUSED),
        (("There are 40 trays.", "3/4 of them are sold."), (40, 0.75), None),
        (("One of them is the 3rd.", "He has 4."), (4,), None),
        (("He walks 2 hours.",), (2, 60, 60), None),
        ((), (3, 3), None),
    ],
)
def test_whether_the_numbers_agree_with_the_information(
    facts: tuple[str, ...], used: tuple[float, ...], expected: Doubt | None
) -> None:
    assert misused("?", KeyPoints("How many are there?", facts), counted(*used)) is expected


def test_a_number_of_another_kind_than_is_asked_for_may_stay_out() -> None:
    facts = ("Paco had 26 salty cookies and 17 sweet cookies.", "He ate 9 salty cookies.")
    assert misused("?", KeyPoints("How many salty cookies are left?", facts), counted(26, 9)) is None
    assert misused("?", KeyPoints("How many cookies are left?", facts), counted(26, 9)) is Doubt.UNUSED


def test_a_total_of_what_is_compared_takes_a_number_twice() -> None:
    points = KeyPoints("How many did they do altogether?", ("Zachary did 44.", "David did 58 more than Zachary."))
    assert misused(MORE, points, counted(44, 58, 44)) is None
    assert misused(MORE, KeyPoints("How many do they have?", points.information), counted(44, 58, 44)) is None
    assert misused(MORE, KeyPoints("How many did David do?", points.information), counted(44, 58, 44))


def test_what_a_share_is_taken_from_and_what_each_of_equal_numbers_costs_are_needed_twice() -> None:
    points = KeyPoints("What does he pay?", ("The bag is marked $140.", "It has a 5% discount."))
    assert misused(" ".join(points.information), points, counted(140, 5, 100, 140)) is None
    for share in ("He gives 1/5 of them away.", "A third of them is sold.", "He eats one-quarter of them."):
        points = KeyPoints("How many are left?", ("He has 30 marbles.", share, "He loses 10."))
        assert misused(" ".join(points.information), points, counted(30, 5, 3, 4, 10, 30)) is None
    points = KeyPoints("How many are left?", ("He has 30 marbles.", "On the third day he loses 10."))
    assert misused(" ".join(points.information), points, counted(30, 10, 30)) is Doubt.REPEATED
    points = KeyPoints("How much did she spend?", ("Each flower is 3 dollars.", "She bought 2 roses and 2 daisies."))
    assert misused("?", points, counted(2, 3, 2, 3)) is None
    assert misused("?", points, counted(2, 3, 2, 3, 3)) is Doubt.REPEATED


def test_a_number_may_come_in_as_often_as_the_problem_gives_it() -> None:
    points = KeyPoints("How many minutes has she walked?", ("She walks 5 minutes an hour.", "She works 8 hours."))
    assert misused("She walks 5 minutes an hour and works 8 hours.", points, counted(8, 5, 5)) is Doubt.REPEATED
    assert misused("She walks 5 minutes an hour for 8 hours, on 5 days.", points, counted(8, 5, 5)) is None
    assert misused("She walks 5 minutes an hour for 8 hours, on five days.", points, counted(8, 5, 5)) is None


@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=40))
def test_any_text_can_be_looked_at(problem: str, asked: str, answer: str) -> None:
    found = doubt(problem, KeyPoints(asked), read_answer(answer))
    assert found is None or isinstance(found, Doubt)
    misused(problem, KeyPoints(asked, (problem,)), counted(1, 2))
