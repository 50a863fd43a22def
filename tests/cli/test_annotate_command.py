"""``kpdd annotate`` from the outside, against a server on this machine and with a scripted student."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kpdd_edge.cli.annotate import app
from kpdd_edge.datasets import jsonl
from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.students.scripted import scripted_student
from kpdd_edge.teacher.prompts import write_reply

sys.path.insert(0, str(Path(__file__).parents[1] / "teacher"))

from fake_server import FakeServer

KEY = "sk-secret-0123456789"


def lamps(n: int) -> Problem:
    return Problem(text=f"Each of {n} rooms has 3 lamps. How many lamps are there?", id=f"l{n}", gold=str(3 * n))


PROBLEMS = [lamps(n) for n in range(2, 8)]


def reply(body: dict[str, Any]) -> str:
    n = int(body["messages"][-1]["content"].split()[2])
    points = KeyPoints("How many lamps are there?", (f"There are {n} rooms.", "A room has 3 lamps."))
    return write_reply(points, Rationale("pot", f"answer = {n} * {3 if n != 5 else 4}"))


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(reply) as server:
        yield server


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("KPDD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("KPDD_TEACHER_KEY", KEY)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    jsonl.write(path, PROBLEMS)
    with path.open("a") as file:
        file.write("broken\n")
    return path


def run(*arguments: str | Path, code: int = 0) -> Result:
    from kpdd_edge.cli import common

    common.console.cache_clear()
    common.err.cache_clear()
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    assert KEY not in result.output
    return result


def test_a_training_file_and_the_tally(server: FakeServer, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "train.jsonl"
    told = run(
        source, "-o", out, "--base-url", server.url, "--model", "big", "--price-in", "1", "--price-out", "5"
    ).stderr
    assert [row.id for row in jsonl.read(out)] == ["l2", "l3", "l4", "l6", "l7"]
    assert "5 of 6 problems kept (83.3%), rationales: 5 pot" in told
    assert "6 asked for, 0 known before" in told
    assert "600 read, 120 written" in told
    assert "1 pot: wrong answer" in told
    assert "dropped 1: malformed line" in told
    assert {headers["authorization"] for headers, _ in server.requests} == {f"Bearer {KEY}"}
    result = run(source, "-o", out, "--base-url", server.url, "--model", "big", "--json")
    found = json.loads(result.stdout)
    assert (found["kept"], found["usage"]["asked"], found["usage"]["cached"]) == (5, 0, 6)
    assert len(server.requests) == 6
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes()


def test_a_limit_and_another_cache(server: FakeServer, source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "own.sqlite"
    arguments = ("--base-url", server.url, "--model", "big", "--cache", cache, "--limit", "2", "--json")
    assert json.loads(run(source, "-o", tmp_path / "a.jsonl", *arguments).stdout)["problems"] == 2
    assert cache.is_file()
    assert json.loads(run(source, "-o", tmp_path / "b.jsonl", *arguments).stdout)["usage"]["cached"] == 2


def test_a_general_key_is_not_sent_in_the_clear(
    server: FakeServer, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPDD_TEACHER_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    run(source, "-o", tmp_path / "a.jsonl", "--base-url", server.url, "--model", "big")
    assert "authorization" in server.requests[0][0]  # this machine


def test_a_server_that_refuses_the_key(server: FakeServer, source: Path, tmp_path: Path) -> None:
    server.script.extend([(401, {}, f'{{"error": {{"message": "bad key {KEY}"}}}}')] * 20)
    told = run(source, "-o", tmp_path / "a.jsonl", "--base-url", server.url, "--model", "big", code=2).stderr
    assert "refuses the key (HTTP 401)" in told
    assert "export KPDD_TEACHER_KEY" in told


def test_a_model_on_this_machine(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [
        Problem(
            text=problem.text,
            key_points=KeyPoints("How many lamps are there?", ("A room has 3 lamps.",)),
            rationales=(Rationale("pot", f"answer = {problem.id[1:]} * 3"), Rationale("cot", "3.\nAnswer: 3")),
        )
        for problem in PROBLEMS
    ]
    monkeypatch.setattr("kpdd_edge.students.opening.open_student", lambda *_, **__: scripted_student(known))
    result = run(source, "-o", tmp_path / "a.jsonl", "--student", "mine", "-r", "both", "-k", "2", "--json")
    found = json.loads(result.stdout)
    assert found["kept"] == 6
    assert found["rationales"] == {"pot": 6}
    assert found["usage"]["asked"] == 24


def test_nothing_worth_keeping_is_exit_code_1(source: Path, tmp_path: Path) -> None:
    with FakeServer(lambda _body: "no idea") as server:
        result = run(source, "-o", tmp_path / "a.jsonl", "--base-url", server.url, "--model", "m", "--json", code=1)
    assert json.loads(result.stdout)["unreadable"] == {"no program": 6}


def test_scoring_data_is_not_annotated_unasked(server: FakeServer, tmp_path: Path) -> None:
    folder = tmp_path / "svamp"
    folder.mkdir()
    row = {"ID": "1", "Body": "Each of 4 rooms has 3 lamps.", "Question": "How many lamps are there?", "Answer": 12.0}
    (folder / "SVAMP.json").write_text(json.dumps([row]))
    arguments = ("svamp", "--path", tmp_path, "-o", tmp_path / "a.jsonl", "--base-url", server.url, "--model", "m")
    assert "is only for scoring" in run(*arguments, code=2).stderr
    assert server.requests == []
    run(*arguments, "--allow-scoring-data")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Say who writes"),
        (["--base-url", "http://x/v1", "--student", "s"], "Say who writes"),
        (["--base-url", "http://x/v1"], "Which of the server's models?"),
        (["--base-url", "x/v1", "--model", "m"], "is no http or https URL"),
        (["--base-url", "http://u:p@x/v1", "--model", "m"], "holds a user name or password"),
        (["--base-url", "http://x/v1", "--model", "m", "-r", "sat"], "There is no rationale 'sat'"),
        (["--base-url", "http://x/v1", "--model", "m", "--layout", "wide"], "There is no layout 'wide'"),
    ],
)
def test_bad_usage(source: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    assert message in run(source, "-o", tmp_path / "o.jsonl", *arguments, code=2).stderr


def test_input_that_is_not_there(tmp_path: Path) -> None:
    for name, message in (("no.jsonl", "no.jsonl is not a file"), ("gsm", "There is no data set 'gsm'")):
        assert message in run(name, "-o", tmp_path / "o.jsonl", "--base-url", "http://x", "--model", "m", code=2).stderr
