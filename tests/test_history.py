"""The log of what was solved: it finds again what it was given, and survives what befalls files."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpdd_edge import history_db
from kpdd_edge.answer import read_result
from kpdd_edge.errors import ConfigError, StorageError, UsageError
from kpdd_edge.history import Entry, History, plain
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


def solved(
    problem: str = "A box holds 12 eggs. How many are in 7?", answer: str | None = "84", **more: object
) -> Solution:
    read = None if answer is None else read_result(answer)
    fields: dict[str, object] = {
        "problem": Problem(problem),
        "answer": read,
        "confidence": 0.75,
        "key_points": KeyPoints("How many eggs are in 7 boxes?", ("A box holds 12 eggs.",)),
        "attempts": (
            Attempt(Rationale("pot", "answer = 12 * 7"), Outcome(Status.OK, engine="monty", answer=answer), read),
        ),
        "student": "smollm2-135m-instruct",
    }
    return Solution(**(fields | more))  # type: ignore[arg-type]


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.db")


def ids(entries: tuple[Entry, ...]) -> list[int]:
    return [entry.id for entry in entries]


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


# -- what befalls files -----------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from kpdd_edge.history import History
from kpdd_edge.problem import KeyPoints, Problem, Solution

history = History(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    history.add(Solution(Problem(f"{sys.argv[2]} {n}"), None, 0.0, KeyPoints(), (), "nobody"))
    print(n, flush=True)
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_write_at_once(history: History) -> None:
    processes = [writer(history.path, name, 30) for name in ("left", "right")]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert history.count() == 60
    assert history.count("left") == history.count("right") == 30


def test_threads_write_at_once(history: History) -> None:
    threads = [threading.Thread(target=lambda: [history.record(solved()) for _ in range(8)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert history.take_warnings() == ()
    assert history.count() == history.count("eggs") == 32


def test_a_killed_writer_loses_nothing_that_was_written(history: History) -> None:
    process = writer(history.path, "killed", 100_000)
    assert process.stdout is not None
    for _ in range(10):
        written = int(process.stdout.readline())
    process.kill()
    process.communicate()
    assert history.count("killed") >= written + 1
    assert history.record(solved()) is not None
    assert history.take_warnings() == ()


def set_aside(history: History) -> list[Path]:
    return sorted(path for path in history.path.parent.glob("history.corrupt-*.db") if path.suffix == ".db")


@pytest.mark.parametrize("content", [b"not a database, but long enough to be looked at " * 100, b"\xff" * 8192])
def test_a_file_that_is_no_database_is_kept_aside(history: History, content: bytes) -> None:
    history.path.write_bytes(content)
    assert history.list() == ()
    (aside,) = set_aside(history)
    assert aside.read_bytes() == content
    (warning,) = history.take_warnings()
    assert str(aside) in warning
    assert history.take_warnings() == ()
    assert history.add(solved()) == 1
    assert ids(history.search("eggs")) == [1]


def damage(history: History) -> None:
    """Overwrite pages in the middle, as a failing disk would."""
    with sqlite3.connect(history.path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    size = history.path.stat().st_size
    with history.path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 4096 * 3)


def test_what_can_be_read_of_a_damaged_history_is_taken_over(history: History) -> None:
    for n in range(60):
        history.add(solved(f"Problem {n} " + "x" * 5000))
    damage(history)
    newest = history.add(solved("after the damage"))
    if not set_aside(history):  # the write did not touch the damaged pages; reading all does
        assert len(list(history)) > 0
    (aside,) = set_aside(history)
    assert "were taken over" in history.take_warnings()[0]
    kept = [entry.id for entry in history]
    assert 5 < len(kept) < 62
    assert newest in kept
    assert all(history.get(id) is not None for id in kept)
    assert history.count("problem") == len(kept) - 1
    assert aside.stat().st_size > 4096 * 10


def test_several_threads_meet_a_damaged_history(history: History) -> None:
    history.path.write_bytes(b"no database at all " * 500)
    others = [History(history.path) for _ in range(4)]
    threads = [threading.Thread(target=other.record, args=(solved(),)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert history.count() == 4
    assert len(set_aside(history)) == 1
    assert sum(len(other.take_warnings()) for other in others) == 1


def test_two_damaged_files_in_one_second_are_both_kept(history: History) -> None:
    for content in (b"first" * 1000, b"second" * 1000):
        for file in (history.path, *history.path.parent.glob("history.db-*")):
            file.unlink(missing_ok=True)
        history.path.write_bytes(content)
        assert history.count() == 0
    assert sorted(path.read_bytes()[:5] for path in set_aside(history)) == [b"first", b"secon"]


@pytest.mark.parametrize("block", ["x'ffffffffff'", "x'0000000001010101010101'", "x''"])
def test_a_damaged_index_is_made_again(history: History, block: str) -> None:
    if not history_db.has_fts():
        pytest.skip("this SQLite has no full-text search")
    history.add(solved())
    with sqlite3.connect(history.path) as connection:
        connection.execute(f"UPDATE entries_index_data SET block = {block}")
    connection.close()
    history.add(solved())
    assert ids(history.search("eggs")) == [2, 1]
    assert set_aside(history) == []


def test_a_newer_history_is_left_alone(history: History) -> None:
    history.add(solved())
    with sqlite3.connect(history.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = history.path.read_bytes()
    with pytest.raises(StorageError, match="newer kpdd-edge") as caught:
        history.list()
    assert "99" in caught.value.cause
    assert history.record(solved()) is None
    (warning,) = history.take_warnings()
    assert "This solution is not in the history" in warning
    assert history.path.read_bytes() == before


def test_where_nothing_can_be_written_solving_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    history = History(tmp_path / "file" / "history.db")
    assert history.record(solved()) is None
    (warning,) = history.take_warnings()
    assert "not in the history" in warning
    with pytest.raises(StorageError) as caught:
        history.add(solved())
    assert "KPDD_HOME" in caught.value.hint
    with pytest.raises(StorageError):
        history.set_enabled(False)


READ_ONLY = """
import os, sys
from pathlib import Path
from kpdd_edge.history import History
from kpdd_edge.errors import StorageError
from kpdd_edge.problem import KeyPoints, Problem, Solution

if os.getuid() == 0:  # whom no permission stops
    os.setgid(65534)
    os.setuid(65534)
history = History(Path(sys.argv[1]))
print([entry.problem for entry in history.list()], history.count("eggs"))
print(history.record(Solution(Problem("new"), None, 0.0, KeyPoints(), (), "nobody")), len(history.take_warnings()))
try:
    history.delete([1])
except StorageError as error:
    print("StorageError")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_read_only_folder_can_still_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    history = History(folder / "history.db")
    history.add(solved())
    history.path.chmod(0o444)
    for file in folder.glob("history.db-*"):
        file.unlink()
    folder.chmod(0o555)
    for parent in (tmp_path, *tmp_path.parents[:3]):  # pytest's own folders, one more of them under xdist
        parent.chmod(parent.stat().st_mode | 0o055)
    try:
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(history.path)], capture_output=True, text=True, timeout=60, cwd="/"
        )
    finally:
        folder.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["['A box holds 12 eggs. How many are in 7?'] 1", "None 1", "StorageError"]


FULL = """
import resource, signal, sys
from pathlib import Path
from kpdd_edge.history import History
from kpdd_edge.problem import KeyPoints, Problem, Solution

history = History(Path(sys.argv[1]))
written = history.add(Solution(Problem("before"), None, 0.0, KeyPoints(), (), "nobody"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
results = [history.record(Solution(Problem("x" * 9000), None, 0.0, KeyPoints(), (), "nobody")) for _ in range(30)]
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
print(results[0], results[-1], len(history.take_warnings()) > 0, len([r for r in results if r]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_stops_nothing_and_loses_nothing(history: History) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(history.path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    first, last, warned, written = done.stdout.split()
    assert (first, last, warned) == ("2", "None", "True")
    assert history.count() == int(written) + 1
    assert set_aside(history) == []


def test_waits_for_another_writer(history: History) -> None:
    history.add(solved())
    blocker = sqlite3.connect(history.path, isolation_level=None, check_same_thread=False)
    blocker.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, lambda: blocker.execute("COMMIT"))
    release.start()
    assert history.record(solved()) == 2
    release.join()
    blocker.close()


def test_gives_up_on_a_writer_that_never_ends(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    history.add(solved())
    monkeypatch.setattr(history_db, "_WAIT_S", 0.01)
    blocker = sqlite3.connect(history.path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    assert history.record(solved()) is None
    assert "in use by another process" in history.take_warnings()[0]
    assert ids(history.list()) == [1]  # readers need not wait
    blocker.execute("ROLLBACK")
    blocker.close()


def test_a_copy_of_the_file_can_be_opened(history: History, tmp_path: Path) -> None:
    history.add(solved())
    shutil.copy(history.path, tmp_path / "copy.db")
    assert History(tmp_path / "copy.db").count("eggs") == 1


def test_odd_rows_do_no_harm(history: History) -> None:
    history.add(solved())
    with sqlite3.connect(history.path) as connection:
        connection.execute("UPDATE entries SET solution = '[1, 2', created = 9223372036854775807")
    connection.close()
    entry = history.get(1)
    assert entry is not None
    assert entry.solution == {}
    assert entry.best is None
    assert "**Answer: 84**" in history.export(format="markdown")


def test_a_search_mends_a_damaged_index(history: History) -> None:
    if not history_db.has_fts():
        pytest.skip("this SQLite has no full-text search")
    history.add(solved())
    with sqlite3.connect(history.path) as connection:
        connection.execute("UPDATE entries_index_data SET block = x'ffffffffff'")
    connection.close()
    assert ids(history.search("eggs")) == [1]
    assert history.take_warnings() == ()
