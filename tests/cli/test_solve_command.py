"""`kpdd solve` as a user calls it: a real process, a real (tiny) model registered as a GGUF of the user's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

KPDD = [sys.executable, "-m", "kpdd_edge"]
PROBLEM = "A box holds 12 eggs. How many eggs are in 7 boxes?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def kpdd(home: Path, *args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*KPDD, *args],
        input=stdin,
        capture_output=True,
        timeout=100,
        check=False,
        env=environment(home),
        cwd=home.parent,
    )


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KPDD_")}
    return {**kept, "KPDD_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "100"}


def solve(home: Path, model: Path, *args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return kpdd(home, "solve", "--student", str(model), "--max-tokens", "24", "--context", "4096", *args, stdin=stdin)


def test_json_of_a_real_model_has_the_documented_shape(home: Path, tiny_gguf: Path) -> None:
    done = solve(home, tiny_gguf, "--json", PROBLEM)
    assert done.returncode in (0, 1), done.stderr.decode()
    found = json.loads(done.stdout)
    assert done.stdout.count(b"\n") == 1
    assert found["problem"] == PROBLEM
    assert set(found) == {"problem", "answer", "confidence", "key_points", "attempts", "student", "timings"}
    assert set(found["key_points"]) == {"core_question", "information"}
    assert found["answer"] is None or isinstance(found["answer"], str)
    attempt = found["attempts"][0]
    assert set(attempt["rationale"]) == {"kind", "text"}
    assert {"status", "stdout", "error", "seconds", "engine"} <= set(attempt["outcome"])
    assert set(found["timings"]) == {"load_s", "prefill_s", "decode_s", "run_s", "prompt_tokens", "completion_tokens"}
    assert found["timings"]["completion_tokens"] > 0
    assert (done.returncode == 0) == (found["answer"] is not None)


def test_the_same_problem_gives_the_same_text_again_with_the_saved_state(home: Path, tiny_gguf: Path) -> None:
    first = json.loads(solve(home, tiny_gguf, "--json", PROBLEM).stdout)
    assert list((home / "states").glob("*.kv"))
    again = json.loads(solve(home, tiny_gguf, "--json", PROBLEM).stdout)
    assert again["attempts"][0]["rationale"] == first["attempts"][0]["rationale"]
    assert again["key_points"] == first["key_points"]


def test_plain_output_and_history(home: Path, tiny_gguf: Path) -> None:
    done = solve(home, tiny_gguf, stdin=PROBLEM.encode())
    text = done.stdout.decode()
    for heading in ("Question", "Information", "Program", "Answer"):
        assert f"\n{heading}\n" in text
    assert "\x1b" not in text
    listed = json.loads(kpdd(home, "history", "list", "--json").stdout)
    assert PROBLEM in json.dumps(listed)
    solve(home, tiny_gguf, "--no-history", "Another one of 3?")
    assert "Another one" not in kpdd(home, "history", "list", "--json").stdout.decode()


def test_key_points_from_a_file(home: Path, tiny_gguf: Path, tmp_path: Path) -> None:
    points = {"core_question": "How many eggs?", "information": ["12 in a box.", "7 boxes."]}
    file = tmp_path / "points.json"
    file.write_text(json.dumps(points))
    found = json.loads(solve(home, tiny_gguf, "--json", "--key-points", str(file), PROBLEM).stdout)
    assert found["key_points"] == points


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"x" * 100_000, "100,000 characters"),
        (b"\x00\x01\x02" * 50, "not text"),
        ("Übung macht 3 Köche".encode("latin-1"), "not UTF-8"),
        (b"y" * 2_000_000, "more than a problem"),
    ],
    ids=["empty", "long", "binary", "latin-1", "huge"],
)
def test_bad_problems(home: Path, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "p.txt"
    file.write_bytes(content)
    for done in (kpdd(home, "solve", "-f", str(file)), kpdd(home, "solve", stdin=content)):
        assert done.returncode == 2
        assert words in done.stderr.decode()
        assert done.stdout == b""


def test_bad_usage(home: Path, tmp_path: Path) -> None:
    (tmp_path / "k.json").write_text("[1, 2")
    cases = [
        (("solve", "--votes", "0", "x 1?"), "'votes' is 0"),
        (("solve", "--rationale", "poetry", "x 1?"), "poetry"),
        (("solve", "-f", "none.txt"), "Cannot read"),
        (("solve", "--key-points", "k.json", "x 1?"), "not JSON"),
        (("solve", "-f", "k.json", "x 1?"), "given twice"),
        (("sovle",), "Did you mean 'solve'"),
    ]
    for args, words in cases:
        done = kpdd(home, *args)
        assert done.returncode == 2, (args, done.stderr.decode())
        assert words in done.stderr.decode()


def test_students_that_cannot_be_had(home: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    done = kpdd(home, "solve", "--student", "smollm2-135m-instuct", PROBLEM)
    assert done.returncode == 3
    assert "Did you mean 'smollm2-135m-instruct'" in done.stderr.decode()
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(tiny_gguf.read_bytes()[:50_000])
    for path in (cut, tmp_path / "none.gguf"):
        done = kpdd(home, "solve", "--json", "--student", str(path), PROBLEM)
        assert done.returncode == 3
        assert json.loads(done.stdout)["error"]["exit_code"] == 3


def test_broken_settings_are_named(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("[solve]\nvoats = 3\n")
    done = kpdd(home, "solve", PROBLEM)
    assert done.returncode == 2
    assert "Did you mean 'votes'" in done.stderr.decode()


def test_settings_file_is_used_and_a_typed_option_wins(home: Path, tiny_gguf: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("[solve]\nvotes = 3\nretries = 0\n")
    assert len(json.loads(solve(home, tiny_gguf, "--json", PROBLEM).stdout)["attempts"]) > 1
    assert len(json.loads(solve(home, tiny_gguf, "--json", "--votes", "1", PROBLEM).stdout)["attempts"]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to a process")
def test_ctrl_c_stops_with_130_and_no_traceback(home: Path, tiny_gguf: Path) -> None:
    process = subprocess.Popen(
        [
            *KPDD,
            "solve",
            "--student",
            str(tiny_gguf),
            "--context",
            "60000",
            "--votes",
            "60",
            "--max-tokens",
            "8000",
            PROBLEM,
        ],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(2.5)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in out + err


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are a feature of Linux")
def test_solving_makes_no_network_call(home: Path, tiny_gguf: Path) -> None:
    """In a network namespace with no interface that is up, and in a process that ends at the first attempt."""
    probe = subprocess.run(["unshare", "--net", "--map-root-user", "true"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip(f"no network namespace can be made here: {probe.stderr.decode().strip()}")
    strict = (
        "import os, sys\n"
        "calls = {'socket.connect', 'socket.getaddrinfo', 'socket.bind', 'socket.sendto', 'urllib.Request'}\n"
        "sys.addaudithook(lambda event, args: os._exit(99) if event in calls else None)\n"
        "from kpdd_edge.cli.main import app\n"
        "app(sys.argv[1:])\n"
    )
    done = subprocess.run(
        ["unshare", "--net", "--map-root-user", sys.executable, "-c", strict, "solve", "--json", "--max-tokens", "24"]
        + ["--context", "4096", "--student", str(tiny_gguf), PROBLEM],
        env=environment(home),
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    assert json.loads(done.stdout)["timings"]["completion_tokens"] > 0


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from kpdd_edge.cli.main import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "names = {'torch', 'transformers', 'textual', 'llama_cpp', 'numpy', 'rich', 'pydantic_monty'}\n"
        "heavy = names & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Solve one problem" in done.stdout


def test_solving_imports_neither_torch_nor_textual(tiny_gguf: Path, home: Path) -> None:
    code = (
        "import sys, kpdd_edge\n"
        f"s = kpdd_edge.solve({PROBLEM!r}, student={str(tiny_gguf)!r}, max_tokens=8, context=4096)\n"
        "assert s.timings.completion_tokens > 0\n"
        "heavy = {'torch', 'transformers', 'textual', 'datasets', 'onnxruntime'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(home), check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_verb_has_help_with_an_example() -> None:
    from kpdd_edge.cli.main import VERBS

    for verb in VERBS:
        done = subprocess.run([*KPDD, verb, "--help"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (verb, done.stderr)
        assert "--install-completion" not in done.stdout
