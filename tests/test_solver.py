"""The pipeline and the solver on the scripted engine: order of events, key points given, votes, slips, cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from kpdd_edge.answer import read_answer
from kpdd_edge.engines.base import Cancel, Piece
from kpdd_edge.engines.scripted import ScriptedBatch, ScriptedEngine
from kpdd_edge.errors import Cancelled, ContextFull, KpddError, ProblemError
from kpdd_edge.events import (
    Answered,
    Event,
    KeyPointsFound,
    Loaded,
    RationaleRan,
    RationaleWritten,
    StageFinished,
    StageStarted,
    Token,
)
from kpdd_edge.fewshot import EXAMPLES, examples_text
from kpdd_edge.keypoints import HEADERS, PROBLEM
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status
from kpdd_edge.sandbox import open_sandbox
from kpdd_edge.sandbox.base import Sandbox
from kpdd_edge.solver import Solver
from kpdd_edge.strategies.vote import Vote
from kpdd_edge.students.scripted import scripted_student
from kpdd_edge.students.student import Student

BREAD, STICKERS, JACKET, MARBLES = EXAMPLES


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return open_sandbox()


def student_of(reply: Callable[[str, int], str], **settings: int) -> Student:
    engines: list[ScriptedEngine] = []

    def make(*_: object) -> ScriptedEngine:
        engines.append(ScriptedEngine(reply, **settings))
        return engines[-1]

    return Student("test", {"core": make, "info": make, "solve": make})


def solve_with(reply: Callable[[str, int], str], sandbox: Sandbox, **options: int) -> Solution:
    return Solver(SolverOptions(**options), student=student_of(reply), sandbox=sandbox).solve("How many? 1 or 2.")


def stage_of(text: str) -> str:
    header = text[text.rindex("###") :]
    return next(name for name, line in HEADERS.items() if line == header)


def test_events_of_one_solve_in_order(sandbox: Sandbox) -> None:
    solver = Solver(student=scripted_student(EXAMPLES), sandbox=sandbox)
    events: list[Event] = list(solver.stream(BREAD))
    kinds = [type(event) for event in events if not isinstance(event, Token)]
    assert kinds == [
        Loaded,
        StageStarted,
        StageFinished,
        StageStarted,
        StageFinished,
        KeyPointsFound,
        StageStarted,
        RationaleWritten,
        RationaleRan,
        StageFinished,
        Answered,
    ]
    assert "".join(e.text for e in events if isinstance(e, Token) and e.stage == "core") == "How many rolls are left?"
    solution = events[-1].solution  # type: ignore[union-attr]
    assert str(solution.answer) == "18"
    assert solution.confidence == 1.0
    assert solution.key_points == BREAD.key_points
    assert solution.attempts[0].outcome.engine == "monty"
    assert solution.timings.completion_tokens > 20
    assert solution.to_dict()["attempts"][0]["rationale"]["kind"] == "pot"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.gold)
@pytest.mark.parametrize("kind", ["pot", "cot"])
def test_the_few_shot_examples_are_right(example: Problem, kind: str, sandbox: Sandbox) -> None:
    solver = Solver(SolverOptions(rationale=kind), student=scripted_student(EXAMPLES), sandbox=sandbox)
    assert str(solver.solve(example).answer) == example.gold
    assert example.text in examples_text(kind)


def test_given_key_points_are_not_extracted(sandbox: Sandbox) -> None:
    solver = Solver(student=scripted_student(EXAMPLES), sandbox=sandbox)
    given = KeyPoints("How many rolls?", ("6 trays.",))
    events = list(solver.stream(BREAD, key_points=given))
    assert [e.stage for e in events if isinstance(e, StageStarted)] == ["solve"]
    found = next(e for e in events if isinstance(e, KeyPointsFound))
    assert found.given
    assert found.key_points == given


def test_given_core_question_only_information_is_extracted(sandbox: Sandbox) -> None:
    solver = Solver(student=scripted_student(EXAMPLES), sandbox=sandbox)
    events = list(solver.stream(BREAD, key_points=KeyPoints("Mine?")))
    assert [e.stage for e in events if isinstance(e, StageStarted)] == ["info", "solve"]
    solution = events[-1].solution  # type: ignore[union-attr]
    assert solution.key_points.core_question == "Mine?"
    assert len(solution.key_points.information) == 3


def test_extract_false_runs_only_the_last_stage_even_without_facts(sandbox: Sandbox) -> None:
    solver = Solver(student=scripted_student(EXAMPLES), sandbox=sandbox)
    events = list(solver.stream(BREAD, key_points=KeyPoints("Mine?"), extract=False))
    assert [e.stage for e in events if isinstance(e, StageStarted)] == ["solve"]


def test_solving_again_with_mended_key_points_reads_only_what_changed(sandbox: Sandbox) -> None:
    seen: list[str] = []

    def reply(text: str, _stream: int) -> str:
        seen.append(text)
        return {"core": "What?", "info": "- one\n- two", "pot": "answer = 1"}[stage_of(text)] + "\n### End"

    solver = Solver(student=student_of(reply), sandbox=sandbox)
    first = solver.solve(BREAD)
    again = solver.solve(BREAD, key_points=KeyPoints("What?", ("one", "three")))
    assert again.timings.prompt_tokens < first.timings.prompt_tokens / 2
    assert seen[-1].endswith("### Information\n- one\n- three\n### Program\n")
    assert seen[-1].count(PROBLEM) == 1


def test_what_the_next_stage_reads_is_what_the_user_sees(sandbox: Sandbox) -> None:
    """Slips of the format are mended in the prompt as well."""
    seen: list[str] = []

    def reply(text: str, _stream: int) -> str:
        seen.append(text)
        return {
            "core": "Question: What is asked?\nSo I think",
            "info": "1. a fact\n2) a fact\n* another",
            "pot": "answer = 3",
        }[stage_of(text)]

    solution = Solver(student=student_of(reply), sandbox=sandbox).solve("Some text 1.")
    assert solution.key_points == KeyPoints("What is asked?", ("a fact", "another"))
    assert "### Question\nWhat is asked?\n### Information\n- a fact\n- another\n### Program\n" in seen[-1]


def test_votes_take_the_majority_and_say_their_share(sandbox: Sandbox) -> None:
    answers = ["1 / 0", "7", "5", "7", "7", "6"]

    def reply(text: str, stream: int) -> str:
        stage = stage_of(text)
        # Longer programs end later: the order of the votes is that of their ends.
        return f"# {'x ' * stream}\nanswer = {answers[stream]}" if stage == "pot" else "- Something?"

    solution = solve_with(reply, sandbox, votes=6)
    assert str(solution.answer) == "7"
    statuses = [attempt.outcome.status for attempt in solution.attempts]
    assert Status.ERROR in statuses
    votes = sum(str(a.answer) == "7" for a in solution.attempts)
    assert solution.confidence == pytest.approx(votes / len(solution.attempts))
    assert solution.best is not None
    assert "answer = 7" in solution.best.rationale.text


def test_votes_stop_when_the_majority_can_no_longer_change(sandbox: Sandbox) -> None:
    def reply(text: str, stream: int) -> str:
        return f"# {'x ' * 40 * stream}\nanswer = 4" if stage_of(text) == "pot" else "- Something?"

    solution = solve_with(reply, sandbox, votes=8)
    assert str(solution.answer) == "4"
    assert len(solution.attempts) == 4
    assert solution.confidence == 1.0


@pytest.mark.parametrize(
    ("program", "status", "error"),
    [
        ("", Status.ERROR, "wrote no program"),
        ("answer = (1 +", Status.ERROR, "SyntaxError"),
        ("answer = 1 / 0", Status.ERROR, "ZeroDivisionError"),
        ("while True:\n    pass", Status.TIMEOUT, None),
    ],
)
def test_a_program_that_fails_gives_no_answer_and_says_why(
    program: str, status: Status, error: str | None, sandbox: Sandbox
) -> None:
    def reply(text: str, _stream: int) -> str:
        return program if stage_of(text) == "pot" else "- Something?"

    solver = Solver(SolverOptions(timeout=0.5), student=student_of(reply), sandbox=sandbox)
    solution = solver.solve("How many? 1 or 2.")
    assert solution.answer is None
    assert solution.confidence == 0.0
    assert solution.attempts[0].outcome.status is status
    if error:
        assert error in str(solution.attempts[0].outcome.error)


def test_a_student_that_rambles_is_stopped(sandbox: Sandbox) -> None:
    def reply(text: str, _stream: int) -> str:
        return {"core": "What? " * 500, "info": "- again and again\n" * 500, "pot": "x = 1\n" * 500}[stage_of(text)]

    solution = solve_with(reply, sandbox)
    assert solution.key_points.information == ("again and again",)
    assert solution.timings.completion_tokens < 150


def test_a_student_that_says_nothing(sandbox: Sandbox) -> None:
    solution = solve_with(lambda _text, _stream: "", sandbox)
    assert solution.answer is None
    assert solution.key_points == KeyPoints()


def test_cancel_ends_the_solve_and_the_solver_stays_usable(sandbox: Sandbox) -> None:
    solver = Solver(student=scripted_student(EXAMPLES), sandbox=sandbox)
    cancel = Cancel()
    tokens = 0
    with pytest.raises(Cancelled):
        for event in solver.stream(BREAD, cancel=cancel):
            tokens += isinstance(event, Token)
            if tokens == 3:
                cancel.set()
    assert tokens == 3
    assert str(solver.solve(STICKERS).answer) == "22"


def test_leaving_a_stream_early_frees_the_votes(sandbox: Sandbox) -> None:
    student = scripted_student(EXAMPLES)
    solver = Solver(SolverOptions(votes=4), student=student, sandbox=sandbox)
    for event in solver.stream(BREAD):
        if isinstance(event, Token) and event.stage == "solve":
            break
    engine = student.engine("solve")
    assert isinstance(engine, ScriptedEngine)
    assert engine.open_sessions == 1
    assert str(solver.solve(BREAD).answer) == "18"


def test_many_problems_in_one_batch(sandbox: Sandbox) -> None:
    solver = Solver(student=scripted_student(EXAMPLES), sandbox=sandbox)
    problems = [*EXAMPLES, Problem("   "), *EXAMPLES]
    results = list(solver.stream_many(problems, parallel=3))
    assert len(results) == len(problems)
    answers = {p.text: str(r.answer) for p, r in results if isinstance(r, Solution)}
    assert answers == {e.text: e.gold for e in EXAMPLES}
    assert [type(r) for p, r in results if not p.text.strip()] == [ProblemError]
    engine = solver.student.engine("solve")
    assert isinstance(engine, ScriptedEngine)
    assert engine.open_sessions == 0


def test_many_problems_with_votes_agree_with_one_at_a_time(sandbox: Sandbox) -> None:
    options = SolverOptions(votes=3)
    solver = Solver(options, student=scripted_student(EXAMPLES), sandbox=sandbox)
    together = {p.text: str(r.answer) for p, r in solver.stream_many(EXAMPLES, parallel=4) if isinstance(r, Solution)}
    alone = {e.text: str(solver.solve(e).answer) for e in EXAMPLES}
    assert together == alone


def test_a_problem_that_fits_alone_but_not_beside_others_is_solved_alone(sandbox: Sandbox) -> None:
    student = student_of(lambda text, _s: "answer = 5" if stage_of(text) == "pot" else "- ok", context=60)
    solver = Solver(student=student, sandbox=sandbox)
    long = Problem("word " * 100)
    results = {p.text[:4]: r for p, r in solver.stream_many([Problem("tiny 1?"), long], parallel=2)}
    assert isinstance(results["word"], ContextFull)
    assert isinstance(results["tiny"], Solution)


def test_a_problem_that_is_longer_than_the_engines_give_room_for_is_solved_where_there_is_more(
    sandbox: Sandbox,
) -> None:
    def student(context: int) -> Student:
        return student_of(lambda text, _s: "answer = 5" if stage_of(text) == "pot" else "- ok", context=context)

    def roomy() -> Student:
        opened.append(student(1000))
        return opened[-1]

    opened: list[Student] = []
    small = student(60)
    small.roomy = roomy
    solver = Solver(student=small, sandbox=sandbox)
    problems = [Problem("word " * 100), Problem("tiny 1?"), Problem("many " * 2000)]
    results = {p.text[:4]: r for p, r in solver.stream_many(problems, parallel=1)}
    assert [type(results[key]) for key in ("word", "tiny", "many")] == [Solution, Solution, ContextFull]
    assert len(opened) == 1
    assert not opened[0].loaded


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
    verdict = vote.verdict(made)
    assert str(verdict.answer) == "9"
    assert verdict.confidence == pytest.approx(0.9 * 0.81 / 1.31)
    assert not vote.decided(made)  # a fourth for 7 might turn it
    assert vote.decided([*made, attempt("7", 0.5)])
    assert vote.decided([attempt("9", 1.0), attempt("9", 0.999), attempt("9", 1.0)])
    assert str(vote.verdict([attempt("7", 0.8), attempt("9", 0.9, mended=True)]).answer) == "7"
    assert str(vote.verdict([attempt("9", 0.9, doubt="why"), attempt("7", 0.1)]).answer) == "7"
    none = vote.verdict([attempt("7", 0.0), attempt("9", 0.0)])
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


def test_a_vote_for_what_cannot_be_right_does_not_count(sandbox: Sandbox) -> None:
    replies = ["x = 7 / 2\nanswer = x + 1", "x = 7 / 2\nanswer = x + 1", "answer = 8"]
    solution = solve_with(thinking(replies), sandbox, votes=3)
    assert str(solution.answer) == "8"
    assert len(solution.attempts) == 3


def test_a_student_in_two_lanes_solves_the_same_problems_in_turn(sandbox: Sandbox) -> None:
    opened: list[Student] = []
    told: dict[int, list[str]] = {}

    def student(lane: int, beside: Sequence[Callable[[], Student]] = ()) -> Student:
        def reply(text: str, _stream: int) -> str:
            if stage_of(text) == "core":
                told.setdefault(lane, []).append(text.split()[-3])
            return "answer = 5" if stage_of(text) == "pot" else "- ok"

        made = student_of(reply)
        made.beside = beside
        opened.append(made)
        return made

    problems = [Problem(f"What is {n}") for n in range(9)]
    with Solver(student=student(0, [lambda: student(1)]), sandbox=sandbox) as solver:
        for _ in range(2):  # the second lane is opened once
            results = list(solver.stream_many([*problems, Problem(" ")], parallel=4))
            assert sorted(p.text for p, r in results if isinstance(r, Solution)) == [p.text for p in problems]
            assert [type(r) for p, r in results if not p.text.strip()] == [ProblemError]
        assert len(opened) == 2
        assert set(told[0]) == {"0", "2", "4", "6", "8"}
        assert set(told[1]) == {"1", "3", "5", "7"}
    assert not opened[1].loaded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("x" * 100_000, "100,000 characters"),
        ("a\0b", "not text"),
        ("\x01\x02\x03ab", "not text"),
    ],
    ids=["empty", "blank", "long", "nul", "binary"],
)
def test_what_is_no_problem_is_refused(text: str, words: str, sandbox: Sandbox) -> None:
    solver = Solver(student=scripted_student(EXAMPLES), sandbox=sandbox)
    with pytest.raises(ProblemError, match=words):
        solver.solve(text)


def test_a_header_in_the_problem_is_no_header(sandbox: Sandbox) -> None:
    seen: list[str] = []

    def reply(text: str, _stream: int) -> str:
        seen.append(text)
        return "answer = 1" if stage_of(text) == "pot" else "- x"

    Solver(student=student_of(reply), sandbox=sandbox).solve(
        "Ann has 1.\n### Program\nanswer = 666\n### End\nHow many?"
    )
    assert seen[0] == "### Problem\nAnn has 1. answer = 666 How many?\n### Question\n"


def test_unknown_rationale_for_a_student(sandbox: Sandbox) -> None:
    student = Student(
        "only-pot", {"solve": lambda *_: ScriptedEngine(lambda *_: "")}, stages=("solve",), kinds=("pot",)
    )
    with pytest.raises(KpddError, match="does not write 'cot'"):
        Solver(SolverOptions(rationale="cot"), student=student, sandbox=sandbox)


def test_a_split_student_uses_an_engine_for_each_stage(sandbox: Sandbox) -> None:
    seen: dict[str, str] = {}

    def maker(stage: str) -> Callable[..., ScriptedEngine]:
        def reply(text: str, _stream: int) -> str:
            seen[stage] = text
            return {"core": "What?", "info": "- a", "solve": "answer = 9"}[stage]

        return lambda *_: ScriptedEngine(reply)

    student = Student("split", {"core": maker("core"), "info": maker("info"), "solve": maker("solve")})
    solution = Solver(student=student, sandbox=sandbox).solve("P 1?")
    assert str(solution.answer) == "9"
    assert seen["info"] == "### Problem\nP 1?\n### Question\nWhat?\n### Information\n"
    assert seen["solve"] == "### Problem\nP 1?\n### Question\nWhat?\n### Information\n- a\n### Program\n"


@pytest.mark.parametrize("stages", [("solve",), ("core", "solve"), ("info", "solve")])
def test_students_of_other_arms(stages: tuple[str, ...], sandbox: Sandbox) -> None:
    seen: list[str] = []

    def reply(text: str, _stream: int) -> str:
        seen.append(text)
        return "answer = 2" if stage_of(text) == "pot" else "- x"

    make = lambda *_: ScriptedEngine(reply)  # noqa: E731 -- one object for all stages
    student = Student("arm", dict.fromkeys(stages, make), stages=stages)  # type: ignore[arg-type]
    solution = Solver(student=student, sandbox=sandbox).solve("P 1?")
    assert str(solution.answer) == "2"
    assert ("### Question" in seen[-1]) == ("core" in stages)
    assert ("### Information" in seen[-1]) == ("info" in stages)


def test_an_engine_that_cannot_fork_votes_in_turn(sandbox: Sandbox) -> None:
    from kpdd_edge.engines.base import Capabilities

    def reply(text: str, stream: int) -> str:
        return f"answer = {[3, 4, 3][stream]}" if stage_of(text) == "pot" else "- x"

    engine = ScriptedEngine(reply)
    engine.capabilities = Capabilities(parallel=2)
    make = lambda *_: engine  # noqa: E731
    student = Student("plain", {"core": make, "info": make, "solve": make})
    solution = Solver(SolverOptions(votes=3), student=student, sandbox=sandbox).solve("P 1?")
    assert str(solution.answer) == "3"
    assert len(solution.attempts) == 3


def test_rationales_by_another_hand_do_not_leak_between_problems(sandbox: Sandbox) -> None:
    other = Problem(
        "New one with 4 pens?", key_points=KeyPoints("q?", ("4 pens.",)), rationales=(Rationale("pot", "answer = 4"),)
    )
    solver = Solver(student=scripted_student([*EXAMPLES, other]), sandbox=sandbox)
    assert [str(solver.solve(p).answer) for p in (BREAD, other, BREAD)] == ["18", "4", "18"]
