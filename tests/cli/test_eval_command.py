"""``kpdd eval`` from the outside, with a scripted student in place of a model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kpdd_edge.cli.eval import app
from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.students.scripted import scripted_student

ROWS = range(12)


def sweets(n: int) -> str:
    return f"Ida has {n + 2} bags of 6 sweets and eats {n + 1}. How many sweets are left?"


def program(n: int, vote: int) -> str:
    if n % 4 == 0 and vote % 2 == 0:
        return f"answer = {n + 2} * 6"
    return f"answer = {n + 2} * 6 - {n + 1}"


@pytest.fixture(autouse=True)
def _scripted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    student_knows = [
        Problem(
            text=sweets(n),
            key_points=KeyPoints("How many sweets are left?", (f"Ida has {n + 2} bags.",)),
            rationales=tuple(Rationale("pot", program(n, vote)) for vote in range(3)),
        )
        for n in ROWS
    ]
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("KPDD_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("kpdd_edge.students.opening.open_student", lambda *_, **__: scripted_student(student_knows))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "sweets.jsonl"
    rows = [
        {
            "id": f"s{n}",
            "problem": sweets(n),
            "answer": (n + 2) * 6 - (n + 1),
            "split": "train" if n == 5 else "test",
            "rationales": [{"kind": "pot", "text": f"answer = {n + 2} * 6 - {n + 1}"}],
        }
        for n in ROWS
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "nonsense\n")
    return path


def run(*arguments: str | Path, code: int = 0) -> Result:
    from kpdd_edge.cli import common

    common.console.cache_clear()
    common.err.cache_clear()
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


def one_object(result: Result) -> dict[str, Any]:
    assert result.stdout.count("\n") == 1
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def test_the_object_at_the_end(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.jsonl"
    result = run("--data", data, "-o", out, "--json")
    found = one_object(result)
    assert (found["correct"], found["total"], found["accuracy"]) == (9, 12, 0.75)
    low, high = found["ci95"]
    assert 0.4 < low < 0.75 < high < 1
    assert found["errors"] == {"misread_information": 3}
    assert found["seconds"] >= 0
    assert found["tokens"]["completion"] > 0
    assert found["result"] == str(out)
    assert "dropped 1: malformed line" in result.stderr
    assert "1 of 12 problems belong to a split that students are trained on" in result.stderr
    header = json.loads(out.read_text().splitlines()[0])
    assert header["data"]["training_problems"] == 1
    assert one_object(run("show", out, "--json"))["correct"] == 9


def test_tables_and_markdown(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.jsonl"
    text = run("--data", data, "-o", out).stdout
    assert "scripted · sweets.jsonl · pot · greedy" in text
    assert "9 of 12" in text
    assert "46.8 to 91.1 %" in text
    assert "misread_information" in text
    shown = run("show", out, "--markdown").stdout
    assert "| correct | 9 of 12 |" in shown
    assert "| kind | what happened | n | share |\n| --- | --- | ---: | ---: |" in shown


def test_two_runs_are_compared(data: Path, tmp_path: Path) -> None:
    greedy, votes = tmp_path / "greedy.jsonl", tmp_path / "votes.jsonl"
    run("--data", data, "-o", greedy)
    run("--data", data, "-o", votes, "--votes", "3", "--limit", "9")
    found = one_object(run("compare", greedy, votes, "--json"))
    assert found["paired"] == 9
    assert found["unpaired"] == {"first": 3, "second": 0}
    assert found["both"] + found["only_first"] + found["only_second"] + found["neither"] == 9
    assert {"setting": "options.votes", "first": 1, "second": 3} in found["differing"]
    assert 0 <= found["mcnemar_p"] <= 1
    text = run("compare", greedy, votes).stdout
    assert "exact McNemar p" in text
    assert "points" in text
    shown = run("compare", greedy, votes, "--markdown", "--examples", "1").stdout
    assert "### Paired on the same problems" in shown
    assert "| difference (B − A) |" in shown


def test_discordant_examples_are_shown(data: Path, tmp_path: Path) -> None:
    greedy, other = tmp_path / "greedy.jsonl", tmp_path / "other.jsonl"
    run("--data", data, "-o", greedy)
    lines = [json.loads(line) for line in greedy.read_text().splitlines()]
    for line in lines[1:-1]:
        if line["id"] in ("s0", "s1"):
            line["correct"] = not line["correct"]
            line["error"] = None if line["correct"] else "runtime"
    other.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = one_object(run("compare", greedy, other, "--json"))
    assert [example["id"] for example in found["gained"]] == ["s0"]
    assert [example["id"] for example in found["lost"]] == ["s1"]
    assert found["mcnemar_p"] == 1.0
    text = run("compare", greedy, other, "--markdown").stdout
    assert "### Only B solved (1 of 1)" in text
    assert "12 (misread_information)" in text


def test_without_a_file_name_it_has_one_of_its_own(data: Path, tmp_path: Path) -> None:
    first = Path(one_object(run("--data", data, "--json"))["result"])
    assert first.parent == tmp_path / "home" / "evaluations"
    assert first.name.startswith("scripted-sweets-pot-")
    again = Path(one_object(run("--data", data, "--json"))["result"])
    other = Path(one_object(run("--data", data, "--limit", "4", "--json"))["result"])
    assert again == first
    assert other != first
    whole = first.read_bytes()
    first.write_bytes(whole[: len(whole) // 2])
    assert Path(one_object(run("--data", data, "--json"))["result"]) == first
    assert first.read_bytes().count(b"\n") == whole.count(b"\n")


def test_columns_of_another_name(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(f'key,story,result\na,"{sweets(1)}",16\n')
    result = run(
        "--data", path, "--column", "problem=story", "--column", "answer=result", "--column", "id=key", "--json"
    )
    assert one_object(result)["correct"] == 1
    assert "is no column mapping" in run("--data", path, "--column", "story", code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Nothing to evaluate on"),
        (["--data", "missing.jsonl"], "missing.jsonl is not a file"),
        (["--data", "svanp"], "Did you mean 'svamp'"),
        (["compare", "a.jsonl", "b.jsonl"], "Cannot read a.jsonl"),
        (["show", "a.jsonl"], "Cannot read a.jsonl"),
    ],
)
def test_bad_usage(arguments: list[str], message: str) -> None:
    assert message in run(*arguments, code=2).stderr
