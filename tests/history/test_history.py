"""The log of what was solved: it finds again what it was given."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from history_entries import NOON, ids, solved
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpdd_edge import history_db
from kpdd_edge.errors import ConfigError, UsageError
from kpdd_edge.history import FORMATS, Entry, History, plain
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status

# -- writing and reading ----------------------------------------------------------------------------------------------


def test_gives_back_what_was_added(history: History) -> None:
    solution = solved()
    id = history.add(solution, created=NOON)
    entry = history.get(id)
    assert entry == Entry(
        id=id,
        created=NOON,
        problem=solution.problem.text,
        answer="84",
        confidence=0.75,
        student="smollm2-135m-instruct",
        pinned=False,
        solution=json.loads(json.dumps(solution.to_dict())),
    )
    assert entry is not None
    assert entry.best == solution.to_dict()["attempts"][0]


def test_half_characters_are_written_as_question_marks(history: History) -> None:
    problem = Problem("caf\udce9 \x00\U0001f95a?")
    history.add(Solution(problem, None, 0.0, KeyPoints("caf\udce9", ("\U0001f95a",)), (), "tiny"))
    old = history.add(solved())
    with sqlite3.connect(history.path) as connection:  # as it was once written
        written = json.dumps(Solution(problem, None, 0.0, KeyPoints("caf\udce9"), (), "tiny").to_dict())
        connection.execute("UPDATE entries SET solution = ? WHERE id = ?", (written, old))
    connection.close()
    for entry in history:
        assert entry.solution["problem"] == "caf? \x00\U0001f95a?"
        assert entry.solution["key_points"]["core_question"] == "caf?"
    for format in FORMATS:
        history.export(format=format).encode()


def test_an_empty_history_makes_no_file(history: History) -> None:
    assert history.list() == ()
    assert history.search("eggs") == ()
    assert history.count() == len(history) == 0
    assert list(history) == []
    assert history.get(1) is None
    assert not history.pin(1)
    assert history.delete([1]) == history.clear() == 0
    assert history.problems() == ()
    assert history.export() == "[]\n"
    assert not history.path.exists()


def test_lists_the_newest_first_in_pages(history: History) -> None:
    for n in range(7):
        history.add(solved(f"Problem {n}"), created=NOON + timedelta(minutes=n % 5))
    expected = [5, 4, 3, 7, 2, 6, 1]
    assert ids(history.list()) == expected
    assert ids(history.list(3)) == expected[:3]
    assert ids(history.list(3, 3)) == expected[3:6]
    assert ids(history.list(10**30, 6)) == expected[6:]
    assert [entry.id for entry in history] == expected
    assert history.problems(2) == ("Problem 4", "Problem 3")


def test_iterates_over_many(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpdd_edge.history._PAGE", 3)
    for n in range(10):
        history.add(solved(f"Problem {n}"))
    seen = []
    for entry in history:
        seen.append(entry.id)
        history.add(solved("one more"))
    assert seen == list(range(10, 0, -1))


def test_each_problem_is_recalled_once(history: History) -> None:
    for text in ("first", "second", "first"):
        history.add(solved(text))
    assert history.problems() == ("first", "second")


def test_pins_deletes_and_clears(history: History) -> None:
    for n in range(5):
        history.add(solved(f"Problem number {n}"))
    assert history.pin(2)
    assert history.pin(3)
    assert history.pin(3, False)
    assert not history.pin(99)
    assert ids(history.list(pinned=True)) == [2]
    assert ids(history.list(pinned=False)) == [5, 4, 3, 1]
    assert history.delete([4, 4, 99, -1, 10**30]) == 1
    assert history.search("number 3") == ()
    assert history.clear(keep_pinned=True) == 3
    assert ids(history.list()) == [2]
    assert ids(history.search("number")) == [2]
    assert history.clear() == 1
    assert history.add(solved()) == 6  # a number is never given twice
    assert ids(history.search("eggs")) == [6]


def test_nothing_deleted_stays_in_the_files(history: History) -> None:
    for n in range(10):
        history.add(solved(f"A secretword{n} problem"))
    history.delete([1])
    history.clear()
    for file in history.path.parent.iterdir():
        assert b"secretword" not in file.read_bytes(), file


def test_the_file_is_for_its_owner_only(history: History) -> None:
    history.add(solved())
    if os.name == "posix":
        assert history.path.stat().st_mode & 0o077 == 0


# -- searching --------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["index", "no index"])
def any_history(request: pytest.FixtureRequest, history: History, monkeypatch: pytest.MonkeyPatch) -> History:
    if request.param == "no index":
        monkeypatch.setattr(history_db, "has_fts", lambda: False)
    elif not history_db.has_fts():
        pytest.skip("this SQLite has no full-text search")
    return history


def test_searches_words(any_history: History) -> None:
    points = KeyPoints("How many marbles has Ida?", ("Omar has 50% more.",))
    any_history.add(solved("Tom has red APPLES and pears."))
    any_history.add(solved("Omar plays with Ida.", key_points=points))
    any_history.add(solved('It said "100% of a_b" \\ and so on.'))
    any_history.add(solved("Zoë mag Äpfel. 苹果有几个"))
    assert ids(any_history.search("apples")) == [1]
    assert ids(any_history.search("PEARS appl")) == [1]
    assert ids(any_history.search("apples marbles")) == []
    assert ids(any_history.search("marb ida")) == [2]
    assert ids(any_history.search("")) == [4, 3, 2, 1]
    assert ids(any_history.search('"100%')) == [3]
    assert ids(any_history.search("a_b")) == [3]
    assert ids(any_history.search("aXb")) == []
    assert ids(any_history.search("\\")) == [3]
    assert ids(any_history.search("苹果")) == [4]
    assert ids(any_history.search("Äpfel")) == [4]
    assert any_history.count("apples") == 1


OPERATORS = [
    "OR",
    "NOT apples",
    "apples OR nothing",
    "a* AND",
    "(",
    '"',
    "words:apples",
    "NEAR(a b)",
    "^apples",
    "'; DROP",
    "-",
]


@pytest.mark.parametrize("text", OPERATORS)
def test_nothing_in_a_search_is_an_operator(any_history: History, text: str) -> None:
    any_history.add(solved("apples"))
    assert any_history.search(text) == ()
    assert ids(any_history.search("apples")) == [1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_may_be_written_and_searched(tmp_path: Path, problem: str, text: str) -> None:
    history = History(tmp_path / "any.db")
    id = history.add(solved(problem, answer=text))
    entry = history.get(id)
    assert entry is not None
    assert entry.problem == problem.replace("\x00", "")
    history.search(text, answer=text, student=text)
    assert history.count() >= 1


def test_searches_answers_as_answers(history: History) -> None:
    for answer in ("18.0", "Monday", "100/3", None, "12345678", "[1, 2]", "True", "1e300"):
        history.add(solved(answer=answer))
    assert ids(history.search(answer="$18")) == [1]
    assert ids(history.search(answer="monday.")) == [2]
    assert ids(history.search(answer="33.33")) == [3]
    assert ids(history.search(answer="12345677")) == []
    assert ids(history.search(answer="1 and 2.0")) == [6]
    assert ids(history.search(answer="yes")) == [7]
    assert ids(history.search(answer="1e300")) == [8]
    assert ids(history.search(answer="...")) == []
    assert history.count(answer=" ") == 8


def test_searches_students_and_times(history: History) -> None:
    for n, student in enumerate(["smollm2-135m", "kpdd-edge_60m", "qwen"]):
        history.add(solved(student=student), created=NOON + timedelta(days=n))
    assert ids(history.search(student="SMOL")) == [1]
    assert ids(history.search(student="edge_6")) == [2]
    assert ids(history.search(student="edgex6")) == []
    assert ids(history.search(since=NOON + timedelta(days=1))) == [3, 2]
    assert ids(history.search(until=NOON + timedelta(days=1))) == [1]
    assert ids(history.search("eggs", since=NOON, until=NOON + timedelta(days=2), student="e")) == [2]
    local = (NOON + timedelta(days=2)).astimezone().replace(tzinfo=None)
    assert ids(history.search(since=local)) == [3]
    for zone in (None, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5))):
        first, last = datetime.min.replace(tzinfo=zone), datetime.max.replace(tzinfo=zone)
        assert ids(history.search(since=first, until=last)) == [3, 2, 1]


def test_a_process_without_full_text_search_leaves_a_right_index(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not history_db.has_fts():
        pytest.skip("this SQLite has no full-text search")
    history.add(solved("apples"))
    with monkeypatch.context() as without:
        without.setattr(history_db, "has_fts", lambda: False)
        history.add(solved("pears"))
        history.delete([1])
    assert ids(history.search("pears")) == [2]
    assert ids(history.search("apples")) == []
    history.add(solved("plums"))
    with sqlite3.connect(history.path) as connection:
        assert history_db.index_is_usable(connection)
    connection.close()
    assert [ids(history.search(word)) for word in ("pears", "apples", "plums")] == [[2], [], [3]]


# -- on and off -------------------------------------------------------------------------------------------------------


def test_off_is_remembered(history: History) -> None:
    assert history.enabled
    history.set_enabled(False)
    again = History(history.path)
    assert not again.enabled
    assert again.record(solved()) is None
    assert not history.path.exists()
    again.set_enabled(True)
    assert history.record(solved()) == 1
    assert history.take_warnings() == ()


def test_lies_in_kpdd_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPDD_HOME", str(tmp_path / "here"))
    assert History().path == tmp_path / "here" / "history.db"


# -- exporting --------------------------------------------------------------------------------------------------------


def test_exports(history: History) -> None:
    history.add(solved("first *problem*\nhere", answer=None), created=NOON)
    history.add(solved("second"), created=NOON + timedelta(hours=1))
    rows = json.loads(history.export())
    assert [row["problem"] for row in rows] == ["first *problem*\nhere", "second"]
    assert rows[1]["solution"]["answer"] == "84"
    assert rows[0]["created"] == "2025-03-01T12:00:00+00:00"
    lines = history.export([2, 1, 2], "jsonl").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [2, 1]
    text = history.export([2], "markdown")
    assert "> second" in text
    assert "```python\nanswer = 12 * 7\n```" in text
    assert "**Answer: 84**" in text
    assert "**Question:** How many eggs are in 7 boxes?" in text
    assert "- A box holds 12 eggs." in text
    assert "Confidence 75% · smollm2-135m-instruct · 2025-03-01 13:00 UTC" in text
    first = history.export([1], "markdown")
    assert "> first \\*problem\\*\n> here" in first
    assert "**Answer: none found**" in first


def test_markdown_holds_any_program(history: History) -> None:
    program = "text = '''\n````\n'''\nanswer = 1"
    attempt = Attempt(Rationale("cot", program), Outcome(Status.ERROR, error="it <failed>"))
    history.add(solved("\x1b[31mred", answer=None, attempts=(attempt,)))
    text = history.export([1], "markdown")
    assert f"`````text\n{program}\n`````" in text
    assert "**Run:** error: it \\<failed\\>" in text
    assert "\x1b" not in text


def test_export_says_what_is_wrong(history: History) -> None:
    history.add(solved())
    with pytest.raises(UsageError, match="no entry 7"):
        history.export([1, 7])
    with pytest.raises(ConfigError, match="Did you mean 'markdown'"):
        history.export([1], "markdwn")  # type: ignore[arg-type]


def test_plain_text_cannot_steer_a_terminal() -> None:
    assert plain("a\x1b[31m\r\n\tb\x07\u202e\x9b") == "a�[31m\n\tb���"
