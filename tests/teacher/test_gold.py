"""The gold teacher: programs that run to the answer, wired like an independent program, readable and short."""

from __future__ import annotations

from fractions import Fraction

import pytest
from worked_problems import WORKED, Worked

from kpdd_edge.problem import Problem
from kpdd_edge.teacher.agreement import compare, value_of
from kpdd_edge.teacher.gold import GoldTeacher, Untaught, annotate, teach


def taught(worked: Worked) -> Problem:
    return annotate(Problem(worked.text, worked.name, worked.gold, meta={"solution": worked.solution}))


def program(worked: Worked) -> str:
    return next(r.text for r in taught(worked).rationales if r.kind == "pot")


def by_name(name: str) -> Worked:
    return next(worked for worked in WORKED if worked.name == name)


@pytest.mark.parametrize("worked", WORKED, ids=lambda w: w.name)
def test_the_program_gives_the_gold_answer(worked: Worked) -> None:
    assert value_of(program(worked)) == Fraction(worked.gold)
    assert value_of(worked.program) == Fraction(worked.gold)  # the yardstick itself


@pytest.mark.parametrize("worked", WORKED, ids=lambda w: w.name)
def test_it_is_wired_like_an_independent_program(worked: Worked) -> None:
    found = compare(program(worked), worked.program)
    assert found.tried > 0
    assert found.same, program(worked)


def test_names_come_from_the_sub_questions_and_numbers_stand_where_they_are_used() -> None:
    assert program(by_name("plain chain")) == "rolls_baker_fill = 6 * 8\nanswer = rolls_baker_fill - 30"


def test_an_unknown_is_named_after_what_it_stands_for() -> None:
    assert (
        program(by_name("an unknown, then the answer from it")) == "goats = (60 + 5) / (4 + 1)\nanswer = 4 * goats - 5"
    )


def test_an_unknown_that_is_the_answer_takes_one_line() -> None:
    assert program(by_name("an equation in one unknown")) == "answer = 27 / (8 + 1)"


def test_percent_signs_are_written_one_way() -> None:
    assert "seats_free * 40 / 100" in program(by_name("a percentage of what is left"))  # the solution has 40*.01


def test_a_step_that_nothing_needs_is_left_out_and_raises_a_doubt() -> None:
    worked = by_name("a step that nothing needs")
    assert program(worked) == "answer = 9 * 7"
    meta = taught(worked).meta
    assert meta["wiring"] == "unsure"
    assert meta["doubts"] == ["unused step"]


def test_sure_wiring_is_marked_and_counts_the_steps() -> None:
    meta = taught(by_name("plain chain")).meta
    assert (meta["wiring"], meta["steps"], "doubts" in meta) == ("sure", 2, False)
    assert "solution" not in meta


def test_two_readings_of_an_operand_raise_a_doubt() -> None:
    # Nothing tells which 12 is meant: both boxes hold as many as there are boxes' worth of the other.
    text = "There are 12 red pens. Each of 3 boxes holds 4 pens. How many pens are there without 12 of them?"
    solution = "How many pens are in the boxes? ** 3*4=<<3*4=12>>12\nHow many are there? ** 12+12-12=<<12+12-12=12>>12"
    result = teach(text, solution, Fraction(12))
    assert result.sure is False
    assert "ambiguous operand" in result.doubts


def test_steps_in_words_end_in_the_answer_and_hold_no_annotations() -> None:
    steps = next(r.text for r in taught(by_name("plain chain")).rationales if r.kind == "cot")
    assert steps == "He fills 6*8 = 48 rolls.\nThere are 48-30 = 18 rolls left.\nAnswer: 18"


def test_key_points_leave_out_what_the_program_does_not_use() -> None:
    worked = Worked(
        "distractor",
        "Ada is 11 years old. She has 3 jars with 20 shells each. If she gives away 15 shells, how many are left?",
        "How many shells does Ada have? ** 3*20=<<3*20=60>>60\nHow many are left? ** 60-15=<<60-15=45>>45",
        "45",
        "answer = 3 * 20 - 15",
    )
    points = taught(worked).key_points
    assert points is not None
    assert points.core_question == "How many are left?"
    assert points.information == ("She has 3 jars with 20 shells each.", "She gives away 15 shells.")


def test_plain_solutions_name_results_by_their_own_words() -> None:
    problem = Problem(
        "A van carries 5 crates of 30 melons. 12 melons are bad. How many are good?",
        gold="138",
        meta={"solution": "The van carries 5*30=<<5*30=150>>150 melons.\nSo 150-12=<<150-12=138>>138 melons are good."},
    )
    pot = annotate(problem).rationales[0].text
    first, last = pot.splitlines()
    assert "melons" in first.split(" = ")[0]
    assert last == f"answer = {first.split(' = ')[0]} - 12"


def test_names_are_short_and_unlike_each_other() -> None:
    solution = "\n".join(
        f"How many very long and winding words does the question hold today? ** 2*{n}=<<2*{n}={2 * n}>>{2 * n}"
        for n in (3, 5, 7)
    )
    solution += "\nHow many? ** 6+10+14=<<6+10+14=30>>30"
    rows = teach("There are 2 words, then 3, 5 and 7.", solution, Fraction(30)).program.splitlines()
    names = [row.split(" = ")[0] for row in rows[:-1]]
    assert len(set(names)) == 3
    assert all(name.isidentifier() and len(name.split("_")) <= 5 for name in names)


@pytest.mark.parametrize(
    ("solution", "gold", "reason"),
    [
        ("He just knows it.", "5", "no equation in the solution"),
        ("2+2=<<2+2=4>>4", "50", "no equation gives the answer"),
        ("", "5", "no annotated solution"),
        ("2+2=<<2+2=4>>4", "five or so", "gold answer is not a number"),
    ],
)
def test_what_cannot_be_taught_says_why(solution: str, gold: str, reason: str) -> None:
    with pytest.raises(Untaught) as caught:
        annotate(Problem("A text. How many?", gold=gold, meta={"solution": solution}))
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "solution",
    [
        "((((((" * 50,
        "<<" * 400,
        "9" * 500 + "*" + "9" * 500 + "=<<1*1=1>>",
        "2**99999999=<<2**99999999=4>>4",
        "<<1/0=5>>5",
        "x" * 5000 + "=<<5=5>>5",
        "<<(((((2+3)))))=5>>5" * 80,
        "\x00\x1b[31m <<__import__('os').system('true')=5>>5",
    ],
)
def test_hostile_solutions_raise_nothing_else(solution: str) -> None:
    try:
        result = teach("A text with 2 and 3. How many?", solution, Fraction(5))
    except Untaught:
        return
    assert value_of(result.program) == 5


def test_the_teacher_has_a_name_and_a_version() -> None:
    teacher = GoldTeacher()
    assert (teacher.name, teacher.version >= 1) == ("gold", True)
    assert teacher(Problem(WORKED[0].text, gold="18", meta={"solution": WORKED[0].solution})).rationales
