"""What follows an answer that is unsure, cannot be right, or rests on information that left out a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from replies import solve_with, stage_of, student_of

from kpdd_edge.answer import read_answer
from kpdd_edge.cli.show import make_view
from kpdd_edge.engines.base import Cancel, Piece
from kpdd_edge.engines.scripted import ScriptedBatch
from kpdd_edge.keypoints import HEADERS
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status
from kpdd_edge.sandbox.base import Sandbox
from kpdd_edge.solver import Solver
from kpdd_edge.strategies.base import judge
from kpdd_edge.strategies.vote import Vote


def thinking(replies: Sequence[str], *facts: str) -> Callable[[str, int], str]:
    """A student that writes one program after another."""
    points = {"core": "How many pens does each get?", "info": "\n".join(f"- {fact}" for fact in facts) or "- some"}
    return lambda text, stream: points.get(stage_of(text)) or replies[min(stream, len(replies) - 1)]


def test_a_program_whose_answer_cannot_be_right_is_mended_and_says_so(sandbox: Sandbox) -> None:
    solution = solve_with(thinking(["answer = 9 - 18"]), sandbox)
    assert str(solution.answer) == "9"
    (attempt,) = solution.attempts
    assert attempt.mended
    assert attempt.rationale.text == "answer = 18 - 9  # not 9 - 18: that is less than nothing"
    assert solution.confidence == 0.5
    assert solution.to_dict()["attempts"][0]["mended"] is True


def test_confidence_is_how_likely_the_student_found_its_program(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = ScriptedBatch.step

    def unsure(batch: ScriptedBatch, cancel: Cancel | None = None) -> list[Piece]:
        return [replace(piece, log_probability=-0.1) for piece in step(batch, cancel)]

    monkeypatch.setattr(ScriptedBatch, "step", unsure)
    short, long = "answer = 9", "pens = 18\nanswer = pens / 2"
    # What things are called does not count.
    other = solve_with(thinking(["pens_of_each_child = 18\nanswer = pens_of_each_child / 2"]), sandbox)
    found = [solve_with(thinking([program]), sandbox) for program in (short, long)]
    assert 0 < found[1].confidence < found[0].confidence < 1
    assert other.confidence == pytest.approx(found[1].confidence)
    for solution in found:
        assert solution.confidence == pytest.approx(solution.attempts[0].probability)
    mended = solve_with(thinking(["answer = 9 - 18"]), sandbox)
    assert mended.confidence == pytest.approx(mended.attempts[0].probability / 2)
    voted = solve_with(thinking([short, "answer = 7", long]), sandbox, votes=3)
    found_by = {attempt.rationale.text: attempt.probability for attempt in voted.attempts}
    for program, solution in zip((short, long), found, strict=True):
        assert found_by[program] == pytest.approx(solution.confidence)
    squares = {program: probability**2 for program, probability in found_by.items()}
    share = (squares[short] + squares[long]) / sum(squares.values())
    assert str(voted.answer) == "9"
    assert voted.confidence == pytest.approx(share * found_by[short])


@pytest.fixture
def doubting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A student that finds every 7 unlikely, and everything else likely."""
    step = ScriptedBatch.step

    def stepped(batch: ScriptedBatch, cancel: Cancel | None = None) -> list[Piece]:
        return [replace(p, log_probability=-1.0 if "7" in p.text else -0.001) for p in step(batch, cancel)]

    monkeypatch.setattr(ScriptedBatch, "step", stepped)


@pytest.mark.usefixtures("doubting")
def test_an_unsure_answer_is_weighed_against_others_until_one_is_sure(sandbox: Sandbox) -> None:
    solution = solve_with(thinking(["answer = 7", "answer = 7", "answer = 9", "answer = 8"]), sandbox)
    assert [str(a.answer) for a in solution.attempts] == ["7", "7", "9"]
    assert str(solution.answer) == "9"
    assert 0.5 < solution.confidence < 0.9
    assert solution.best == solution.attempts[2]


@pytest.mark.usefixtures("doubting")
def test_where_none_is_sure_the_weightiest_answer_is_taken(sandbox: Sandbox) -> None:
    replies = ["answer = 7 + 7", "answer = 7", "answer = 7", "answer = 7 * 7", "answer = 1 / 0"]
    solution = solve_with(thinking(replies), sandbox)
    assert len(solution.attempts) == 5
    assert str(solution.answer) == "7"
    assert 0 < solution.confidence < 0.5


@pytest.mark.usefixtures("doubting")
def test_a_sure_answer_is_taken_at_once_and_without_retries_any(sandbox: Sandbox) -> None:
    assert len(solve_with(thinking(["answer = 9", "answer = 8"]), sandbox).attempts) == 1
    assert len(solve_with(thinking(["answer = 7", "answer = 8"]), sandbox, retries=0).attempts) == 1


def test_the_likeliest_calculation_outvotes_two_others() -> None:
    def attempt(value: str, probability: float, *, mended: bool = False, doubt: str = "") -> Attempt:
        rationale = Rationale("pot", f"answer = {value}")
        return Attempt(rationale, Outcome(Status.OK), read_answer(value), doubt, mended, probability)

    vote = Vote(SolverOptions(votes=4))
    made = [attempt("7", 0.5), attempt("7", 0.5), attempt("9", 0.9)]
    verdict = judge(made)
    assert str(verdict.answer) == "9"
    assert verdict.confidence == pytest.approx(0.9 * 0.81 / 1.31)
    assert not vote.decided(made)  # a fourth for 7 might turn it
    assert vote.decided([*made, attempt("7", 0.5)])
    assert vote.decided([attempt("9", 1.0), attempt("9", 0.999), attempt("9", 1.0)])
    assert str(judge([attempt("7", 0.8), attempt("9", 0.9, mended=True)]).answer) == "7"
    assert str(judge([attempt("9", 0.9, doubt="why"), attempt("7", 0.1)]).answer) == "7"
    none = judge([attempt("7", 0.0), attempt("9", 0.0)])
    assert (str(none.answer), none.confidence) == ("7", 0.0)


def test_what_is_mended_may_have_to_be_mended_again(sandbox: Sandbox) -> None:
    program = "left = 36 - 59\nanswer = 59 + left + 36 + 59"
    solution = solve_with(thinking([program], "He has 36.", "He had 59."), sandbox)
    assert str(solution.answer) == "23"
    assert [a.doubt for a in solution.attempts] == [""]


def test_another_program_is_written_when_nothing_can_be_mended(sandbox: Sandbox) -> None:
    replies = ["x = 7 / 2\nanswer = x + 1", "answer = 7 + 1"]
    solution = solve_with(thinking(replies), sandbox)
    assert [str(a.answer) for a in solution.attempts] == ["4.5", "8"]
    assert [bool(a.doubt) for a in solution.attempts] == [True, False]
    assert str(solution.answer) == "8"
    assert solution.confidence == 0.5


def test_a_program_that_failed_is_not_the_last_word(sandbox: Sandbox) -> None:
    solution = solve_with(thinking(["answer = 1 / 0", "answer = 4"]), sandbox)
    assert str(solution.answer) == "4"


def test_when_no_answer_can_be_right_the_first_stands(sandbox: Sandbox) -> None:
    solution = solve_with(thinking(["x = 7 / 2\nanswer = x + 1", "x = 9 / 2\nanswer = x + 1"]), sandbox, retries=1)
    assert str(solution.answer) == "4.5"
    assert [a.doubt for a in solution.attempts] == ["what is counted comes whole"] * 2


def test_without_retries_an_answer_is_taken_as_it_is(sandbox: Sandbox) -> None:
    solution = solve_with(thinking(["answer = 9 - 18", "answer = 4"]), sandbox, retries=0)
    assert [str(a.answer) for a in solution.attempts] == ["-9"]
    assert solution.attempts[0].doubt


def test_numbers_that_people_wrote_into_the_information_need_not_be_used(sandbox: Sandbox) -> None:
    solver = Solver(student=student_of(thinking(["answer = 12 * 3", "answer = 1"])), sandbox=sandbox)
    points = KeyPoints("How many rolls?", ("Each tray holds 12 rolls, not 10.", "There are 3 trays."))
    assert [a.doubt for a in solver.solve("How many?", key_points=points).attempts] == [""]
    assert str(solver.solve("How many?").answer) == "36"


def test_a_number_that_others_are_multiplied_with_may_come_in_for_each_of_them(sandbox: Sandbox) -> None:
    cages = thinking(
        ["birds = 2 * 8\nanswer = birds + 7 * 8"], "There are 8 cages.", "Each holds 2 parrots and 7 finches."
    )
    (attempt,) = solve_with(cages, sandbox).attempts
    assert (str(attempt.answer), attempt.mended, attempt.doubt) == ("72", False, "")


def test_a_vote_for_what_cannot_be_right_does_not_count(sandbox: Sandbox) -> None:
    replies = ["x = 7 / 2\nanswer = x + 1", "x = 7 / 2\nanswer = x + 1", "answer = 8"]
    solution = solve_with(thinking(replies), sandbox, votes=3)
    assert str(solution.answer) == "8"
    assert len(solution.attempts) == 3


BAGS = "Ann packs bags of 9 rolls. If she has 13 rye rolls and 41 wheat rolls, how many bags can she pack?"


def reader(program: str, fuller: str) -> Callable[[str, int], str]:
    """A student that leaves the 9 out, and writes ``fuller`` where it stands in the information."""

    def reply(text: str, stream: int) -> str:
        points = {"core": "How many bags can she pack?", "info": "- Ann has 13 rye rolls.\n- Ann has 41 wheat rolls."}
        known = text[text.index(HEADERS["core"]) :] if HEADERS["core"] in text else ""
        return points.get(stage_of(text)) or (fuller if "of 9 rolls" in known else program)

    return reply


@pytest.mark.usefixtures("doubting")
def test_a_number_that_the_information_left_out_is_put_back_and_the_surer_answer_taken(sandbox: Sandbox) -> None:
    solver = Solver(
        student=student_of(reader("answer = 7 + 47", "rolls = 13 + 41\nanswer = rolls / 9")), sandbox=sandbox
    )
    solution = solver.solve(BAGS)
    assert [str(a.answer) for a in solution.attempts] == ["54", "6"]
    assert [a.added for a in solution.attempts] == [(), ("Ann packs bags of 9 rolls.",)]
    assert str(solution.answer) == "6"
    assert solution.key_points.information == (
        "Ann packs bags of 9 rolls.",
        "Ann has 13 rye rolls.",
        "Ann has 41 wheat rolls.",
    )
    assert solution.to_dict()["attempts"][1]["added"] == ["Ann packs bags of 9 rolls."]


@pytest.mark.usefixtures("doubting")
def test_a_fact_that_was_put_back_is_shown_beside_the_program(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = reader("answer = 7 + 47", "rolls = 13 + 41\nanswer = rolls / 9")
    with make_view() as view:
        for event in Solver(student=student_of(reply), sandbox=sandbox).stream(BAGS):
            view.show(event)
    shown = capsys.readouterr().out
    assert shown.index("answer = 7 + 47") < shown.index("- Ann packs bags of 9 rolls.")
    assert shown.index("- Ann packs bags of 9 rolls.") < shown.index("answer = rolls / 9")


@pytest.mark.usefixtures("doubting")
def test_what_was_rightly_left_out_stays_out(sandbox: Sandbox) -> None:
    solver = Solver(student=student_of(reader("answer = 13 + 41", "answer = 7 * 41")), sandbox=sandbox)
    solution = solver.solve(BAGS)
    assert [str(a.answer) for a in solution.attempts] == ["54", "287"]
    assert str(solution.answer) == "54"
    assert len(solution.key_points.information) == 2


@pytest.mark.usefixtures("doubting")
def test_where_both_are_unsure_more_are_sampled_from_what_made_it_surer(sandbox: Sandbox) -> None:
    solver = Solver(student=student_of(reader("answer = 7 + 7 * 7", "answer = 7 + 9")), sandbox=sandbox)
    solution = solver.solve(BAGS)
    assert [bool(a.added) for a in solution.attempts] == [False, True, True, True, True]


def test_where_there_is_no_room_for_more_information_the_first_answer_stands(sandbox: Sandbox) -> None:
    def attempts(context: int) -> list[str]:
        student = student_of(reader("answer = 54", "answer = 6"), context=context)
        return [attempt.rationale.text for attempt in Solver(student=student, sandbox=sandbox).solve(BAGS).attempts]

    assert attempts(57) == ["answer = 54"]
    assert attempts(64) == ["answer = 54", "answer = 6"]


def test_votes_are_for_the_first_reading_alone_where_there_is_no_room_for_another(sandbox: Sandbox) -> None:
    def votes(context: int) -> list[str]:
        student = student_of(reader("answer = 54", "answer = 6"), context=context)
        solution = Solver(SolverOptions(votes=3), student=student, sandbox=sandbox).solve(BAGS)
        return sorted(attempt.rationale.text for attempt in solution.attempts)

    assert set(votes(57)) == {"answer = 54"}
    assert set(votes(64)) == {"answer = 54", "answer = 6"}


@pytest.mark.usefixtures("doubting")
def test_votes_are_shared_between_both_ways_of_reading(sandbox: Sandbox) -> None:
    reply = reader("answer = 7 + 47", "rolls = 13 + 41\nanswer = rolls / 9")
    with Solver(SolverOptions(votes=5), student=student_of(reply), sandbox=sandbox) as solver:
        solution = solver.solve(BAGS)
        assert sorted(bool(a.added) for a in solution.attempts) == [False, False, False, True, True]
        assert str(solution.answer) == "6"
        assert len(solution.key_points.information) == 3
        ((_, again),) = solver.stream_many([Problem(BAGS)], parallel=2)
        assert isinstance(again, Solution)
        assert (again.answer, again.confidence) == (solution.answer, solution.confidence)


def test_nothing_is_put_back_where_answers_are_taken_as_they_are_or_people_gave_the_information(
    sandbox: Sandbox,
) -> None:
    student = student_of(reader("answer = 13 + 41", "answer = 1"))
    with Solver(SolverOptions(retries=0), student=student, sandbox=sandbox) as solver:
        assert len(solver.solve(BAGS).attempts) == 1
    with Solver(SolverOptions(votes=4, retries=0), student=student, sandbox=sandbox) as solver:
        assert not any(attempt.added for attempt in solver.solve(BAGS).attempts)
    with Solver(student=student, sandbox=sandbox) as solver:
        given = KeyPoints(information=("Ann has 13 rye rolls.", "Ann has 41 wheat rolls."))
        assert len(solver.solve(BAGS, key_points=given).attempts) == 1
        assert len(solver.solve(BAGS, extract=False).attempts) == 1
        assert len(solver.solve(BAGS).attempts) == 2
