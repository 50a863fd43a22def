"""The parts of the app that need no screen."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tui_kit import until

from kpdd_edge.answer import read_answer
from kpdd_edge.batch import BatchProgress
from kpdd_edge.errors import ConfigError, EngineError, StorageError
from kpdd_edge.events import Answered, KeyPointsFound, Loading, RationaleRan, RationaleWritten, StageStarted, Token
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status
from kpdd_edge.settings import Settings, load_settings, save_settings
from kpdd_edge.tui.app import KpddApp
from kpdd_edge.tui.engine_room import as_kpdd_error
from kpdd_edge.tui.evidence import find_evidence
from kpdd_edge.tui.feed import Feed
from kpdd_edge.tui.highlight import python_content, python_paint
from kpdd_edge.tui.screens.batch_view import counts
from kpdd_edge.tui.services import Services
from kpdd_edge.tui.solve.compare import differing_lines
from kpdd_edge.tui.solve.copying import text_to_copy
from kpdd_edge.tui.solve.state import SolveState, edited_points, from_record, from_solution
from kpdd_edge.tui.text import clean, one_line, percent, plural, seconds

PROBLEM = "Weng earns $12 an hour for babysitting. Yesterday, she just did fifty minutes of it. How much did she earn?"


def words_of(fact: str) -> list[str]:
    (spans,) = find_evidence(PROBLEM, [fact])
    return [PROBLEM[span.start : span.end] for span in spans]


def test_a_fact_is_found_in_other_words() -> None:
    assert words_of("Weng earns 12 dollars per hour") == ["Weng earns $12 an hour"]
    assert words_of("She babysat for 50 minutes yesterday") == ["Yesterday, she just did fifty minutes"]
    assert words_of("$12 an hour") == ["$12 an hour"]


def test_a_made_up_fact_rests_on_nothing() -> None:
    assert words_of("An hour has 60 minutes") == []
    assert words_of("It rains on Sundays") == []
    assert words_of("") == []
    assert words_of("the of a") == []


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.lists(st.text(max_size=80), max_size=5))
def test_evidence_never_fails_and_stays_within_the_text(problem: str, facts: list[str]) -> None:
    found = find_evidence(problem, facts)
    assert len(found) == len(facts)
    for spans in found:
        assert all(0 <= span.start < span.end <= len(problem) for span in spans)
        assert list(spans) == sorted(spans, key=lambda span: span.start)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=300))
def test_clean_text_cannot_steer_a_terminal(text: str) -> None:
    cleaned = clean(text)
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in cleaned)
    assert clean(cleaned) == cleaned
    assert "\n" not in one_line(text, 20)
    assert len(one_line(text, 20)) <= 20


def test_figures_are_written_for_people() -> None:
    values = (0, 0.0004, 0.0042, 0.23, 2.14, 59.99, 200, 7500)
    assert [seconds(v) for v in values] == [
        "0 ms", "0.4 ms", "4.2 ms", "230 ms", "2.1 s", "1 min 00 s", "3 min 20 s", "2 h 05 min"
    ]  # fmt: skip
    assert plural(1, "entry", "entries") == "1 entry"
    assert plural(1200, "token") == "1,200 tokens"
    assert percent(0.999) == "99 %"
    assert percent(1) == "100 %"
    assert percent(2 / 3) == "67 %"


def test_python_is_painted_also_when_it_is_not_finished() -> None:
    paint = python_paint('def f(x):\n    return x + "a')
    assert (0, 3, "keyword") in paint[0]
    assert (4, 5, "function") in paint[0]
    assert any(name == "keyword" for _, _, name in paint[1])
    assert str(python_content("x = 1\n")) == "x = 1\n"
    assert python_paint("x" * 40_000) == {}


def test_lines_that_differ() -> None:
    assert differing_lines("a\nb\nc", "a\nc") == [1]
    assert differing_lines("a\n b  c", "a\nb c") == []


# -- state ------------------------------------------------------------------------------------------------------------

OK = Outcome(Status.OK, seconds=0.001, engine="monty", answer="5")


def attempt(answer: str | None, status: Status = Status.OK) -> Attempt:
    read = None if answer is None else read_answer(answer)
    return Attempt(Rationale("pot", f"answer = {answer}"), Outcome(status), read)


def test_events_become_a_state() -> None:
    state = SolveState(problem="P", votes=2)
    for event in (
        Loading("s", 0.5), StageStarted("core", 9), Token("core", "How "), Token("core", "many?"),
        StageStarted("info", 2), Token("info", "- a\n"), KeyPointsFound(KeyPoints("How many?", ("a",))),
        StageStarted("solve", 2), Token("solve", "answer", 1), Token("solve", " = 5", 1), Token("solve", "x", 0),
        RationaleWritten(1, Rationale("pot", "answer = 5")), RationaleRan(1, OK, read_answer("5")),
    ):  # fmt: skip
        state.apply(event)
    assert state.phase == "solve"
    assert state.busy
    assert state.core_text == "How many?"
    assert [a.text for a in state.attempts] == ["x", "answer = 5"]
    assert state.take_changed() == {"phase", "core", "info", "points", "attempts"}
    assert state.take_changed() == set()
    solution = Solution(Problem("P"), read_answer("5"), 0.5, KeyPoints("Q"), (attempt(None), attempt("5")), "s")
    state.apply(Answered(solution))
    assert state.phase == "done"
    assert (state.agreeing, state.best) == (1, 1)


def test_a_stopped_solve_keeps_what_was_written() -> None:
    state = SolveState(problem="P", phase="core")
    state.apply(Token("core", "How"))
    state.stop()
    assert (state.phase, state.core_text, state.error) == ("cancelled", "How", None)
    state.stop(EngineError("no"))
    assert state.phase == "failed"


def test_attempts_that_disagree_are_one_for_each_answer() -> None:
    attempts = tuple(attempt(a) for a in ("5", None, "6", "5.0", "6", "7"))
    state = from_solution(Solution(Problem("P"), read_answer("5"), 0.33, KeyPoints(), attempts, "s"))
    assert state.disagreeing == [2, 5, 1]
    assert state.agreeing == 2


def test_an_attempt_says_how_it_came_about() -> None:
    one = attempt("5")
    attempts = (one, replace(one, mended=True), replace(one, doubt="less than nothing"), replace(one, added=("b",)))
    solution = Solution(Problem("P"), read_answer("5"), 0.5, KeyPoints(), attempts, "s")
    state = from_solution(solution)
    assert [state.remark(i) for i in range(4)] == ["", "mended", "doubted", "fact added"]
    state.attempts.append(state.attempts[0])
    assert state.remark(1) == ""


def test_a_solution_comes_back_from_its_record() -> None:
    made = replace(attempt("5.5"), probability=0.5, added=("b",))
    solution = Solution(Problem("P"), read_answer("$5.50"), 1.0, KeyPoints("Q", ("a", "b")), (made,), "s")
    state = from_record(solution.to_dict())
    assert state.solution is not None
    assert (state.solution.attempts[0].probability, state.solution.attempts[0].added) == (0.5, ("b",))
    assert state.solution.key_points == solution.key_points
    assert str(state.answer) == "5.5"
    assert state.attempts[0].text == "answer = 5.5"


@settings(deadline=None, max_examples=80)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=9) | st.integers(),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
                        st.sampled_from(["problem", "answer", "key_points", "attempts", "timings", "rationale", "kind",
                                         "text", "outcome", "status", "confidence", "information", "run_s",
                                         "probability", "added"]),
                        inner, max_size=6), max_leaves=20))  # fmt: skip
def test_any_record_can_be_shown(record: object) -> None:
    state = from_record(record if isinstance(record, dict) else {"attempts": [record], "key_points": record})
    assert state.phase == "done"
    assert state.seconds >= 0


def test_what_is_copied() -> None:
    solution = Solution(Problem("P"), read_answer("5 apples"), 1.0, KeyPoints("Q"), (attempt("5"),), "s")
    state = from_solution(solution)
    everything = text_to_copy("all", state, "P\x1b[31m", edited_points(" Q  ?", [" a ", ""]), "x = '```'")
    assert everything == (
        "P\n\n**Question:** Q ?\n\n**Information:**\n\n- a\n\n````python\nx = '```'\n````\n\n**Answer:** 5 apples\n"
    )
    assert text_to_copy("answer", SolveState(), "P", KeyPoints(), "") == ""
    assert text_to_copy("program", state, "P", KeyPoints(), "x = 1") == "x = 1\n"
    assert text_to_copy("all", state, " ", KeyPoints(), "x") == ""


# -- threads and files ------------------------------------------------------------------------------------------------


def test_a_feed_hands_over_everything_in_order_and_wakes_seldom() -> None:
    woken: list[int] = []
    feed: Feed[int] = Feed(lambda: woken.append(1))
    thread = threading.Thread(target=lambda: [feed.put(i) for i in range(5000)])
    thread.start()
    got: list[int] = []
    while thread.is_alive() or len(got) < 5000:
        got += feed.take()
    assert got == list(range(5000))
    feed.take()
    before = len(woken)
    feed.put(1)
    feed.put(2)
    assert len(woken) == before + 1
    assert feed.take() == [1, 2]


def test_any_failure_names_a_next_step() -> None:
    for error in (MemoryError(), OSError("disk"), ValueError("x"), StorageError("t", hint="h")):
        told = as_kpdd_error(error)
        assert told.title
        assert told.hint


def test_settings_come_back_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "config.toml"
    assert load_settings(path) == Settings()
    chosen = Settings(SolverOptions(votes=8, temperature=1, student="x"), "nord", {"solve.go": "f5,ctrl+g"})
    assert save_settings(chosen, path) is None
    assert load_settings(path) == chosen
    assert save_settings(Settings(), path) is None
    assert path.read_text() == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("votes = 3", "Unknown|not a known key"),
        ("[solve]\nvotes = 'many'", "should be of type int"),
        ("[solve]\nvotes = 99", "between 1 and 64"),
        ("[solve]\nvote = 3", "Did you mean 'votes'"),
        ("[keys]\na = 3", "table of texts"),
        ("theme = 3", "must be a name"),
        ("solve = 3", "must be a table"),
        ("[[[", "not valid TOML"),
        ("\udcff", "not valid TOML"),
    ],
)
def test_settings_that_cannot_be_used_name_the_file_and_the_key(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert str(path) in caught.value.title
    assert any(part in caught.value.cause for part in told.split("|"))
    kept = save_settings(Settings(theme="nord"), path)
    assert kept is not None
    assert kept.read_bytes() == text.encode("utf-8", "surrogateescape")


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    code = (
        "import sys, kpdd_edge.tui.app; "
        "print([m for m in ('numpy', 'llama_cpp', 'torch', 'pydantic_monty', 'pygments.lexers.python', 'sqlite3', "
        "'kpdd_edge.solver', 'kpdd_edge.tui.screens.history', 'markdown_it') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_alone_on_a_terminal_it_opens_the_app_without_reading_the_verbs() -> None:
    program = (
        "import sys, types\n"
        "import kpdd_edge.tui.start as start\n"
        "from kpdd_edge.__main__ import main\n"
        "start.run_app = lambda: 7\n"
        "sys.argv, out = ['kpdd'], sys.stdout\n"
        "sys.stdin = sys.stdout = types.SimpleNamespace(isatty=lambda: True)\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    sys.stdout = out\n    print(end.code, 'typer' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["7", "False"]


async def test_what_waits_for_the_first_paint_is_told_of_it(services: Services) -> None:
    begun: list[bool] = []
    app = KpddApp(services)
    app.when_ready = lambda: begun.append(app.solve_screen.there)
    async with app.run_test() as pilot:
        await until(pilot, lambda: begun)
    app.close()
    assert begun == [True]


def test_the_command_needs_a_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kpdd_edge", "tui"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr


def test_a_batch_tells_how_far_it_is() -> None:
    progress = BatchProgress(done=30, total=120, resumed=10, answered=29, errors=1, graded=20, correct=13, seconds=40.0)
    line = counts(progress, running=True).plain
    assert line == "30 of 120 · 10 from before · 1 error · 65 % right · 95 %: 43 to 82 % · 3 min 00 s to go"
    assert "to go" not in counts(progress, running=False).plain
    ungraded = BatchProgress(done=2, total=3, resumed=0, answered=1, errors=0, graded=0, correct=0, seconds=1.0)
    assert counts(ungraded, running=True).plain == "2 of 3 · 1 answered · 500 ms to go"
