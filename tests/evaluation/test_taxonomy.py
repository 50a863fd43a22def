from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from kpdd_edge.answer import read_answer
from kpdd_edge.evaluation.taxonomy import KINDS, classify, gold_numbers, numbers_used
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status

TEXT = "Ben is 12. He buys 4 packs of 15 cards and gives 20% of them to Ida. How many cards does he keep?"
GOLD = Rationale("pot", "packs = 4\ncards = 15\nbought = packs * cards\nanswer = bought - bought * 20 / 100")
PROBLEM = Problem(text=TEXT, id="1", gold="48", rationales=(GOLD,))


def solved(
    text: str, answer: str | None, kind: str = "pot", status: Status = Status.OK, error: str | None = None
) -> Solution:
    read = None if answer is None else read_answer(answer)
    outcome = Outcome(status, error=error, engine="monty")
    attempt = Attempt(Rationale(kind, text), outcome, read)
    return Solution(PROBLEM, read, 1.0 if read else 0.0, KeyPoints(), (attempt,), "s")


def kind_of(solution: Solution, problem: Problem = PROBLEM) -> str:
    kind = classify(problem, solution)
    assert kind in KINDS
    return kind


@pytest.mark.parametrize(
    ("program", "answer", "kind"),
    [
        ("answer = 4 * 15 - 20", "40", "wrong_operation"),
        ("answer = 4 * 15 * 0.2", "12", "wrong_operation"),  # 20 % written as a share
        ("answer = 4 * 15 * (1 - 0.8)", "12", "wrong_operation"),
        ("answer = 4 * 15", "60", "misread_information"),  # one number left out
        ("answer = 12 * 4 * 15 * 20 / 100", "144", "misread_information"),  # took the age, too
        ("answer = 4 * 51 - 20", "184", "misread_information"),  # a number from nowhere
        ("answer = 1 + 2 + 3", "6", "misread_information"),
    ],
)
def test_wrong_programs(program: str, answer: str, kind: str) -> None:
    assert kind_of(solved(program, answer)) == kind


@pytest.mark.parametrize(
    ("steps", "answer", "kind"),
    [
        ("He buys 4 * 15 = 65 cards.\nHe gives away 65 * 20 / 100 = 13.\n65 - 13 = 52\nAnswer: 52", "52", "arithmetic"),
        ("He buys 4 * 15 = 60 cards.\n60 + 20 = 80\nAnswer: 80", "80", "wrong_operation"),
        ("He buys 4 * 15 = 60 cards.\nAnswer: 60", "60", "misread_information"),
    ],
)
def test_wrong_steps(steps: str, answer: str, kind: str) -> None:
    assert kind_of(solved(steps, answer, "cot")) == kind


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (Status.ERROR, "SyntaxError: invalid syntax", "syntax"),
        (Status.ERROR, "IndentationError: unexpected indent", "syntax"),
        (Status.ERROR, "ZeroDivisionError: division by zero", "runtime"),
        (Status.TIMEOUT, None, "timeout"),
        (Status.MEMORY, None, "memory"),
        (Status.REFUSED, "no sandbox can run this", "refused"),
        (Status.CRASHED, None, "crashed"),
        (Status.OK, None, "no_answer"),
    ],
)
def test_runs_that_did_not_end_well(status: Status, error: str | None, kind: str) -> None:
    assert kind_of(solved("x = 1", None, status=status, error=error)) == kind


def test_nothing_written() -> None:
    outcome = Outcome(Status.ERROR, error="the student wrote no program")
    nothing = Solution(PROBLEM, None, 0.0, KeyPoints(), (Attempt(Rationale("pot", ""), outcome),), "s")
    assert kind_of(nothing) == "no_program"
    assert kind_of(Solution(PROBLEM, None, 0.0, KeyPoints(), (), "s")) == "no_program"
    steps = Outcome(Status.ERROR, error="the steps end without an answer", engine="text")
    unfinished = Solution(PROBLEM, None, 0.0, KeyPoints(), (Attempt(Rationale("cot", "Well."), steps),), "s")
    assert kind_of(unfinished) == "no_answer"


def test_without_a_gold_solution_nothing_is_guessed() -> None:
    assert kind_of(solved("answer = 1", "1"), Problem(text=TEXT, gold="48")) == "wrong_answer"


@pytest.mark.parametrize(
    ("problem", "numbers"),
    [
        ({"rationales": (GOLD,)}, "4 15 20 100"),
        ({"rationales": (Rationale("cot", "4 * 15 = 60\n60 - 12 = 48\nAnswer: 48"),)}, "4 15 12"),
        ({"meta": {"equation": "( 8.0 - 2.0 )"}}, "8 2"),
        ({"meta": {"formula": "7+2.5=9.5"}}, "7 5/2"),
        ({"meta": {"equations": ["X=(3.0*(6.0-1.0))"]}}, "3 6 1"),
        ({"meta": {"solution": "He has 4*15=<<4*15=60>>60.\nThen <<60/2=30>>30 remain."}}, "4 15 2"),
        ({"meta": {"solution": "No sums here."}}, None),
        ({}, None),
    ],
)
def test_gold_numbers_come_from_whatever_is_published(problem: dict[str, Any], numbers: str | None) -> None:
    expected = None if numbers is None else frozenset(Fraction(n) for n in numbers.split())
    assert gold_numbers(Problem(text=TEXT, **problem)) == expected


@pytest.mark.parametrize("program", ["answer = (", "x = " + "(" * 5000, "y = '\x00'", "answer = 1e999", "a" * 30_000])
def test_strange_programs_are_read_without_harm(program: str) -> None:
    numbers = numbers_used(Rationale("pot", program))
    assert numbers is None or numbers == frozenset()


def test_the_operands_of_steps_leave_out_what_was_worked_out() -> None:
    steps = "She has 3 x 4 = 12 eggs.\nHalf of 12 is 12 / 2 = 6.\nShe pays $1,250.50 + 6 = $1256.50."
    found = numbers_used(Rationale("cot", steps))
    assert found == frozenset({Fraction(3), Fraction(4), Fraction(2), Fraction(125050, 100)})
