"""Sub-questions of socratic solutions as problems of their own."""

from __future__ import annotations

from kpdd_edge.problem import Problem
from kpdd_edge.teacher.gold import annotate
from kpdd_edge.teacher.gold_questions import sub_questions

STORY = "Ines picks 12 pears in the morning and twice as many in the evening. Her brother picks 9."
SOLUTION = (
    "How many pears does Ines pick in the evening? ** Ines picks 12*2 = <<12*2=24>>24 pears in the evening.\n"
    "How many pears does Ines pick in all? ** She picks 12+24 = <<12+24=36>>36 pears.\n"
    "How many pears do 2 people pick? ** They pick 36+9 = <<36+9=45>>45 pears.\n"
    "How many crates are filled? ** They fill 45/5 = <<45/5=9>>9 crates."
)
PROBLEM = Problem(
    f"{STORY} If a crate holds 5 pears, how many crates are filled?",
    "pears",
    "9",
    dataset="gsm8k",
    split="train",
    meta={"solution": SOLUTION},
)


def test_every_step_but_the_last_is_asked_of_the_whole_story() -> None:
    evening, both = sub_questions([PROBLEM])
    assert (evening.id, evening.gold, both.id, both.gold) == ("pears-q1", "24", "pears-q2", "36")
    assert evening.question == "How many pears does Ines pick in the evening?"
    assert evening.body is not None
    assert evening.body.startswith(STORY)
    assert "crate holds 5 pears" in evening.body  # what the problem's own question told is still told
    assert evening.text == f"{evening.body} {evening.question}"
    assert (evening.dataset, evening.split, evening.meta["asked_of"]) == ("gsm8k", "train", "pears")


def test_the_gold_teacher_solves_them_with_the_numbers_that_matter() -> None:
    evening, both = map(annotate, sub_questions([PROBLEM]))
    assert evening.rationales[0].text == "answer = 12 * 2"
    assert len(both.rationales[0].text.splitlines()) == 2
    assert both.meta["wiring"] == "sure"
    for problem in (evening, both):
        assert problem.key_points is not None
        assert problem.key_points.core_question == problem.question
        told = " ".join(problem.key_points.information)
        assert "12 pears" in told
        assert "9" not in told
        assert "5" not in told


def test_what_gives_no_question_is_passed_over() -> None:
    plain = Problem(
        "Ann has 3 pens. How many?", "a", "3", meta={"solution": "She has 3*1 = <<3*1=3>>3.\nSo <<3+0=3>>3."}
    )
    nothing = Problem("Ann has 3 pens. How many?", "b", "3")
    steps = "How many pens does she have? ** <<3+4=7>>7\nHow many in all? ** 7*1 = <<7*1=7>>7\nSo? ** <<7+0=7>>7"
    same = Problem("Ann has 3 pens and gets 4. How many pens does she have?", "c", "7", meta={"solution": steps})
    assert [problem.id for problem in sub_questions([plain, nothing, same])] == ["c-q2"]
