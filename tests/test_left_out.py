"""Which sentences hold numbers that the information leaves out, and where they are put back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdd_edge.left_out import left_out, with_facts
from kpdd_edge.problem import KeyPoints


@pytest.mark.parametrize(
    ("problem", "facts", "missing"),
    [
        ("Ann has 3 pens. Bo has 4 pens. How many in all?", ["Ann has 3 pens."], ["Bo has 4 pens."]),
        ("Ann has 3 pens. Bo has 4 pens. How many in all?", ["Ann has 3 pens.", "Bo has 4 pens."], []),
        ("Ann has 3 pens and 4 cups. How many pens?", ["Ann has 3 pens."], ["Ann has 3 pens and 4 cups."]),
        ("Ann has 20 pens. If 15 of them leak, how many do not?", ["Ann has 20 pens."], ["If 15 of them leak."]),
        ("Ann has 20 pens. How many 5 pen boxes is that?", ["Ann has 20 pens."], ["How many 5 pen boxes is that?"]),
        ("Ann has 7 pens and 1 cup on the 2nd shelf. How many pens?", ["She has seven pens."], []),
        ("Twenty-five pens cost $1,250. What does one cost?", ["25 pens."], ["25 pens cost $1,250."]),
        ("", [], []),
    ],
)  # fmt: skip
def test_what_is_left_out(problem: str, facts: list[str], missing: list[str]) -> None:
    assert [*left_out(problem, KeyPoints("How many?", tuple(facts)))] == missing


def test_a_number_in_the_core_question_is_known() -> None:
    problem = "Ann has 20 pens. How many boxes of 5 pens can she fill?"
    assert left_out(problem, KeyPoints("How many boxes of 5 pens can she fill?", ("Ann has 20 pens.",))) == ()


def test_facts_are_put_where_the_problem_has_them() -> None:
    problem = "Ann has 3 pens. Bo has 4 pens. Cy has 5 and they share. How many in all?"
    points = KeyPoints("How many in all?", ("Cy has 5.", "They share.", "Ann has 3 pens."))
    whole = with_facts(problem, points, ("Bo has 4 pens.",))
    assert whole == KeyPoints("How many in all?", ("They share.", "Ann has 3 pens.", "Bo has 4 pens.", "Cy has 5."))


@given(st.text(max_size=120), st.lists(st.text(max_size=40), max_size=3))
def test_nothing_that_is_written_breaks_it(problem: str, facts: list[str]) -> None:
    points = KeyPoints(None, tuple(facts))
    missing = left_out(problem, points)
    whole = with_facts(problem, points, missing)
    assert sorted(whole.information) == sorted((*facts, *missing))
    assert left_out(problem, whole) == ()
