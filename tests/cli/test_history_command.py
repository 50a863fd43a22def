"""``kpdd history`` from the outside."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kpdd_edge.answer import read_result
from kpdd_edge.cli.history import app, read_moment
from kpdd_edge.errors import UsageError
from kpdd_edge.history import History
from kpdd_edge.problem import Attempt, KeyPoints, Outcome, Problem, Rationale, Solution, Status


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPDD_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def history() -> History:
    log = History()
    for n, text in enumerate(["Tom has 6 apples.\nHow many?", "A pear costs $3. \x1b[31mWhat do 4 cost?"]):
        answer = read_result(str(6 * (n + 1)))
        attempt = Attempt(Rationale("pot", f"answer = {6 * (n + 1)}"), Outcome(Status.OK, stdout="hello\n"), answer)
        log.add(
            Solution(Problem(text), answer, 0.5, KeyPoints("How many?", ("Tom has 6.",)), (attempt, attempt), "tiny")
        )
    return log


def run(*arguments: str, input: str | None = None, code: int = 0, charset: str = "utf-8") -> Result:
    from kpdd_edge.cli import common

    common.console.cache_clear()
    common.err.cache_clear()
    result = CliRunner(charset=charset).invoke(app, list(arguments), input=input)
    assert result.exit_code == code, result.output
    return result


def test_lists_as_plain_text_when_piped(history: History) -> None:
    lines = run("list").stdout.splitlines()
    fields = [line.split("\t") for line in lines]
    assert [(f[0], f[2], f[3], f[4], f[5]) for f in fields] == [
        ("2", "12", "50%", "tiny", "A pear costs $3. �[31mWhat do 4 cost?"),
        ("1", "6", "50%", "tiny", "Tom has 6 apples. How many?"),
    ]


def test_lists_as_a_table_on_a_terminal(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    history.pin(1)
    result = run("list", "--limit", "1")
    assert "Problem" in result.stdout
    assert "pear" in result.stdout
    assert "\x1b[31m" not in result.stdout
    assert "1 of 2" in result.stderr
    assert "* " in run("list", "--pinned").stdout


def test_json_is_one_object(history: History) -> None:
    data = json.loads(run("list", "--limit", "1", "--json").stdout)
    assert data["total"] == 2
    assert [entry["id"] for entry in data["entries"]] == [2]
    assert data["entries"][0]["solution"]["student"] == "tiny"
    assert json.loads(run("show", "1", "--json").stdout)["answer"] == "6"


def test_searches(history: History) -> None:
    def found(*arguments: str) -> list[int]:
        return [entry["id"] for entry in json.loads(run("search", *arguments, "--json").stdout)["entries"]]

    assert found("apples") == [1]
    assert found("pear", "costs") == [2]
    assert found("--answer", "$12.00") == [2]
    assert found("--student", "TIN", "--since", "1h") == [2, 1]
    assert found("--until", "2020-01-01") == []
    assert found("--since", "today", "--until", "today") == [2, 1]
    assert found("--since", "0001-01-01", "--until", "9999-12-31") == [2, 1]
    assert found("--until", "2025-01-31T12:30Z") == []
    assert "Nothing found." in run("search", "plums").stderr


def test_shows_an_entry(history: History) -> None:
    text = run("show", "2").stdout
    for part in ("�[31mWhat do 4 cost?", "How many?", "- Tom has 6.", "answer = 12", "hello", "50%, 2 attempts"):
        assert part in text
    assert "\x1b[31m" not in text


def test_exports_to_a_file_and_never_over_one_unasked(history: History, tmp_path: Path) -> None:
    target = tmp_path / "out" / "solved.md"
    run("export", "2", "--format", "markdown", "-o", str(target))
    assert "**Answer: 12**" in target.read_text("utf-8")
    result = run("export", "-o", str(target), code=2)
    assert "is there already" in result.stderr
    assert "--force" in result.stderr
    run("export", "-o", str(target), "--force")
    assert [row["id"] for row in json.loads(target.read_text("utf-8"))] == [1, 2]
    assert len(run("export", "--format", "jsonl").stdout.splitlines()) == 2
    assert "There are: json, jsonl, markdown" in run("export", "--format", "pdf", code=2).stderr


def test_what_standard_output_cannot_hold_is_escaped_as_json_has_it(history: History) -> None:
    history.add(Solution(Problem("3 € for a 🍐?"), None, 0.0, KeyPoints(), (), "tiny"))
    for format in ("json", "jsonl"):
        result = run("export", "3", "--format", format, charset="latin-1")
        (entry,) = json.loads(result.stdout) if format == "json" else [json.loads(result.stdout)]
        assert entry["problem"] == "3 € for a 🍐?"


def test_pins_and_removes(history: History) -> None:
    assert "Pinned 1 entry." in run("pin", "1").stderr
    assert [entry.id for entry in history.list(pinned=True)] == [1]
    assert json.loads(run("pin", "1", "--off", "--json").stdout) == {"ids": [1], "pinned": False}
    assert "no entry 9" in run("rm", "1", "9", code=2).stderr
    assert history.count() == 2
    assert json.loads(run("rm", "1", "--json").stdout) == {"deleted": 1}
    assert [entry.id for entry in history.list()] == [2]


@pytest.mark.parametrize("verb", ["show", "pin", "rm"])
def test_an_unknown_entry(verb: str, history: History) -> None:
    result = run(verb, "77", code=2)
    assert "There is no entry 77" in result.stderr
    assert "kpdd history list" in result.stderr


def test_clear_asks_first(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("clear", code=2)
    assert "This would delete 2 entries" in result.stderr
    assert "--yes" in result.stderr
    assert history.count() == 2
    assert json.loads(run("clear", "--json", code=2).stdout)["error"]["exit_code"] == 2
    history.pin(1)
    run("clear", "--yes", "--keep-pinned")
    assert [entry.id for entry in history.list()] == [1]
    assert json.loads(run("clear", "--yes", "--json").stdout) == {"deleted": 1}
    assert "Deleted 0 entries." in run("clear").stderr


@pytest.mark.parametrize(("reply", "left"), [("n\n", 2), ("y\n", 0)])
def test_clear_takes_no_for_an_answer(history: History, monkeypatch: pytest.MonkeyPatch, reply: str, left: int) -> None:
    monkeypatch.setattr("kpdd_edge.cli.history._can_ask", lambda: True)
    result = run("clear", input=reply)
    assert "Delete 2 entries for good?" in result.stderr
    assert history.count() == left


def test_a_question_left_without_a_reply_cancels(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpdd_edge.cli.history._can_ask", lambda: True)
    assert "Cancelled" in run("clear", input="", code=130).stderr  # an end of input aborts as Ctrl-C does
    assert history.count() == 2


def test_off_and_on(history: History) -> None:
    assert json.loads(run("off", "--json").stdout) == {"enabled": False}
    assert not History().enabled
    assert "The history is off: kpdd history on" in run("search", "plums").stderr
    assert "is on" in run("on").stderr
    assert History().enabled


def test_tells_of_a_damaged_database(history: History) -> None:
    history.path.write_bytes(b"ruined" * 2000)
    for file in history.path.parent.glob("history.db-*"):
        file.unlink()
    result = run("list", "--json")
    assert json.loads(result.stdout) == {"entries": [], "total": 0}
    assert "The history was damaged" in result.stderr
    assert "history.corrupt-" in result.stderr


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KPDD_HOME", str(tmp_path / "file"))
    assert "KPDD_HOME" in run("off", code=4).stderr


@pytest.mark.parametrize("verb", ["list", "search", "show", "export", "pin", "rm", "clear", "off", "on"])
def test_every_help_has_an_example(verb: str) -> None:
    assert f"Example:  kpdd history {verb}" in run(verb, "--help").stdout


NOW = datetime(2025, 3, 10, 12, 30)


@pytest.mark.parametrize(
    ("text", "end", "moment"),
    [
        ("2025-01-31", False, datetime(2025, 1, 31)),
        ("2025-01-31", True, datetime(2025, 2, 1)),
        ("2025-01-31T12:30", True, datetime(2025, 1, 31, 12, 30)),
        ("today", False, datetime(2025, 3, 10)),
        ("Today", True, datetime(2025, 3, 11)),
        ("7d", False, datetime(2025, 3, 3, 12, 30)),
        ("12h", True, datetime(2025, 3, 10, 0, 30)),
        ("30 m", False, datetime(2025, 3, 10, 12, 0)),
        ("yesterday", False, datetime(2025, 3, 9)),
        ("2025-01-31T12:30Z", True, datetime(2025, 1, 31, 12, 30, tzinfo=UTC)),
        ("9999-12-31", True, datetime.max),
    ],
)
def test_reads_moments(text: str, end: bool, moment: datetime) -> None:
    assert read_moment(text, "--since", end=end, now=NOW) == moment


@pytest.mark.parametrize("text", ["", "soon", "2025-13-01", "999999d", "10000-01-01", "-1d"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(UsageError, match="is not a time"):
        read_moment(text, "--until", end=True, now=NOW)
