"""``kpdd run``: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kpdd_edge.cli.common import visible
from kpdd_edge.cli.run import app

runner = CliRunner()


def run(tmp_path: Path, source: str | bytes, *options: str) -> Any:
    path = tmp_path / "program.py"
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return runner.invoke(app, [str(path), *options])


def test_an_answer_is_shown(tmp_path: Path) -> None:
    result = run(tmp_path, "print('working')\nanswer = 6 * 7\n")
    assert result.exit_code == 0
    assert result.stdout == "working\nAnswer: 42\n"
    assert "monty" in result.stderr


def test_json_is_one_object_and_nothing_else(tmp_path: Path) -> None:
    result = run(tmp_path, "print('é')\nanswer = 7 / 2\n", "--json")
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record.pop("seconds") > 0
    assert record == {
        "status": "ok", "answer": "3.5", "stdout": "é\n", "error": None, "line": None, "engine": "monty",
        "truncated": False,
    }  # fmt: skip
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


def test_an_error_shows_its_line(tmp_path: Path) -> None:
    result = run(tmp_path, "x = 1\nprint(x)\ny = x / 0\n")
    assert result.exit_code == 1
    assert result.stdout == "1\n"
    assert "Error in line 3: ZeroDivisionError" in result.stderr
    assert "3 | y = x / 0" in result.stderr


def test_a_syntax_error_shows_its_line(tmp_path: Path) -> None:
    result = run(tmp_path, "x = 1\r\ny = (2\r\n", "--json")
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert (record["status"], record["line"], record["engine"]) == ("error", 2, "precheck")


def test_no_answer_is_exit_code_one(tmp_path: Path) -> None:
    result = run(tmp_path, "print(5)\n")
    assert result.exit_code == 1
    assert result.stdout == "5\n"
    assert "left nothing" in result.stderr


def test_the_time_limit_is_an_option(tmp_path: Path) -> None:
    result = run(tmp_path, "while True: pass\n", "--timeout", "0.2", "--json")
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert record["status"] == "timeout"
    assert record["seconds"] < 3


def test_the_memory_limit_is_an_option(tmp_path: Path) -> None:
    result = run(tmp_path, "x = 'a' * 10**8\n", "--memory", "32", "--json")
    assert (result.exit_code, json.loads(result.stdout)["status"]) == (1, "memory")


def test_the_sandbox_is_an_option(tmp_path: Path) -> None:
    result = run(tmp_path, "import cmath\n", "--sandbox", "monty", "--json")
    record = json.loads(result.stdout)
    assert (result.exit_code, record["status"], record["engine"]) == (1, "refused", "monty")
    assert "cmath" in record["error"]
    result = run(tmp_path, "answer = 1\n", "--sandbox", "mnoty")
    assert result.exit_code == 2
    assert "Did you mean 'monty'" in result.stderr


def test_standard_input() -> None:
    result = runner.invoke(app, ["-", "--json"], input="answer = 3")
    assert json.loads(result.stdout)["answer"] == "3"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe\x00answer = 1", "not a text file"),
        (b"answer = 1\x00", "not a text file"),
        (b"# caf\xe9\n", "not a text file"),
        (b"#" * 20_001, "too large"),
    ],
)
def test_what_is_no_program_is_bad_usage(tmp_path: Path, data: bytes, message: str) -> None:
    result = run(tmp_path, data)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert "kpdd run" in result.stderr


def test_missing_files_and_folders_are_bad_usage(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.py", tmp_path):
        result = runner.invoke(app, [str(path), "--json"])
        assert result.exit_code == 2
        assert json.loads(result.stdout)["error"]["exit_code"] == 2


@pytest.mark.parametrize("options", [["--timeout", "0"], ["--timeout", "x"], ["--memory", "1"], ["--nonsense"]])
def test_bad_options_are_bad_usage(tmp_path: Path, options: list[str]) -> None:
    assert run(tmp_path, "answer = 1", *options).exit_code == 2


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    assert run(tmp_path, b"\xef\xbb\xbfanswer = 4").exit_code == 0


def test_output_does_not_drive_the_terminal(tmp_path: Path) -> None:
    result = run(tmp_path, "print('a\\x1b[2Jb\\tc\\x9b')\nanswer = '\\x07bell'\n")
    assert result.stdout == "a\\x1b[2Jb\tc\\x9b\nAnswer: \\x07bell\n"
    assert visible("é\n") == "é\n"


def test_a_narrow_encoding_loses_no_result(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("print('\\u20ac\\xe9\\U0001f600')\nanswer = '5 \\u20ac'\n")

    def out(*options: str) -> str:
        command = [sys.executable, "-m", "kpdd_edge", "run", str(path), *options]
        narrow = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=True, env=narrow, cwd=tmp_path
        ).stdout

    assert out() == "\\u20ac\\xe9\\U0001f600\nAnswer: 5 \\u20ac\n"
    assert json.loads(out("--json"))["stdout"] == "€é😀\n"


def test_dropped_output_is_mentioned(tmp_path: Path) -> None:
    result = run(tmp_path, "print('x' * 100_000)\nanswer = 1\n")
    assert result.exit_code == 0
    assert "dropped" in result.stderr


def test_help_has_an_example() -> None:
    result = runner.invoke(app, ["--help"])
    assert result.exit_code == 0
    assert "kpdd run -" in result.stdout


def test_through_the_command(tmp_path: Path) -> None:
    path = tmp_path / "p.py"
    path.write_text("answer = 5")
    command = [sys.executable, "-m", "kpdd_edge", "run", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout)["answer"] == "5"
