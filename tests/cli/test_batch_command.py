"""``kpdd batch`` from the outside, with a scripted student in place of a model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kpdd_edge.cli.batch import app
from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.students.scripted import scripted_student

TRAYS = [
    Problem(
        text=f"A tray holds {n} cups. How many cups do 5 trays hold?",
        key_points=KeyPoints("How many cups do 5 trays hold?", (f"A tray holds {n} cups.", "There are 5 trays.")),
        rationales=(Rationale("pot", f"answer = {n} * 5"),),
    )
    for n in range(3, 43)
]


@pytest.fixture(autouse=True)
def _scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("kpdd_edge.students.opening.open_student", lambda *_, **__: scripted_student(TRAYS))


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    rows = [{"id": str(n), "problem": p.text, "answer": 5 * (n + 3) + (n == 1)} for n, p in enumerate(TRAYS[:4])]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{oops\n")
    return path


def run(*arguments: str | Path, code: int = 0, stdin: bytes | None = None) -> Result:
    from kpdd_edge.cli import common

    common.console.cache_clear()
    common.err.cache_clear()
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    assert result.exit_code == code, result.output
    return result


def one_object(result: Result) -> dict[str, Any]:
    assert result.stdout.count("\n") == 1
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def test_records_and_the_summary(problems: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = run(problems, "-o", out)
    assert result.stdout == ""
    assert "5 of 5 done, 4 answered, 1 could not be solved" in result.stderr
    assert "3 of 4 correct: 75.0%" in result.stderr
    records = [json.loads(line) for line in out.read_text().splitlines()]
    assert [record.get("answer") for record in records] == ["15", "20", "25", "30", None]
    found = one_object(run(problems, "-o", out, "--json"))
    assert {key: found[key] for key in ("total", "done", "resumed", "answered", "errors", "correct", "accuracy")} == {
        "total": 5,
        "done": 5,
        "resumed": 5,
        "answered": 4,
        "errors": 1,
        "correct": 3,
        "accuracy": 0.75,
    }
    assert found["output"] == str(out)


def test_standard_input(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    text = f"{TRAYS[0].text}\n\n{TRAYS[9].text}\n"
    assert one_object(run("-", "-o", out, "--json", stdin=text.encode()))["answered"] == 2
    assert [json.loads(line)["line"] for line in out.read_text().splitlines()] == [1, 3]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.jsonl"], "Cannot read nowhere.jsonl"),
        (["-"], "holds no problem"),
        (["-", "--format", "xml"], "There is no format 'xml'"),
    ],
)
def test_bad_input_says_what_is_wrong(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = run(*arguments, "-o", tmp_path / "o.jsonl", code=2, stdin=b"")
    assert message in result.stderr
    found = one_object(run(*arguments, "-o", tmp_path / "o.jsonl", "--json", code=2, stdin=b""))
    assert message in found["error"]["title"]
    assert not (tmp_path / "o.jsonl").exists()


def test_another_input_for_the_same_output(problems: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(problems, "-o", out)
    before = out.read_bytes()
    assert "options.seed" in run(problems, "-o", out, "--votes", "2", "--seed", "5", code=2).stderr
    assert out.read_bytes() == before
    run(problems, "-o", out, "--votes", "2", "--force")
    assert out.read_bytes() != before


def test_not_one_answer_is_exit_code_1(tmp_path: Path) -> None:
    run("-", "-o", tmp_path / "o.jsonl", code=1, stdin=b"What do I not know?")


_SLOW = """
import os, sys
sys.path.insert(0, {tests!r})
from test_batch_command import TRAYS
import kpdd_edge.students.opening as opening
from kpdd_edge.students.scripted import scripted_student
opening.open_student = lambda *_, **__: scripted_student(TRAYS, delay=float(os.environ['DELAY']))
from kpdd_edge.cli.main import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are POSIX's")
def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(tmp_path: Path) -> None:
    source, out = tmp_path / "in.txt", tmp_path / "out.jsonl"
    source.write_text("\n\n".join(problem.text for problem in TRAYS))
    command = [sys.executable, "-c", _SLOW.format(tests=str(Path(__file__).parent))]
    command += ["batch", str(source), "-o", str(out), "--parallel", "2"]
    slow, quick = {**os.environ, "DELAY": "0.01"}, {**os.environ, "DELAY": "0"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=slow)
    for _ in range(600):  # until something is on the disk
        if out.exists() and out.stat().st_size:
            break
        if process.poll() is not None:
            break
        try:
            process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130, told
    assert "Cancelled" in told
    kept = out.read_text().splitlines()
    assert 0 < len(kept) < len(TRAYS)
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True, timeout=60, env=quick)
    assert json.loads(done.stdout)["resumed"] == len(kept)
    records = [json.loads(line) for line in out.read_text().splitlines()]
    assert [record["answer"] for record in records] == [str(5 * n) for n in range(3, 43)]
