from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
import tomllib
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from typer.testing import CliRunner

from kpdd_edge.cli.main import app
from kpdd_edge.errors import ExitCode
from kpdd_edge.students.manifest import Score
from kpdd_edge.students.opening import find_student
from kpdd_edge.students.registry import Registry
from kpdd_edge.students.store import Store
from kpdd_edge.tui.shelf import Shelf


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KPDD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


def kpdd(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of ``kpdd models ...``."""
    result = CliRunner().invoke(app, ["models", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def from_json(*arguments: str | Path) -> Any:
    code, out, err = kpdd(*arguments, "--json")
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    return json.loads(out)


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    """A GGUF file with three keys and one tensor."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    pairs = {"general.architecture": "llama", "general.name": "Tiny Adder", "tokenizer.ggml.model": "gpt2"}
    raw = b"GGUF" + struct.pack("<IQQ", 3, 1, len(pairs))
    raw += b"".join(text(key) + struct.pack("<I", 8) + text(value) for key, value in pairs.items())
    raw += text("t") + struct.pack("<IQIQ", 1, 64, 0, 0)
    path = tmp_path / "tiny.gguf"
    path.write_bytes(raw + b"\0" * (-len(raw) % 32) + b"\0" * 256)
    return path


def test_a_reader_that_went_away_is_no_error() -> None:
    reader, out = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run([sys.executable, "-m", "kpdd_edge", "models", "list"], stdout=out, stderr=subprocess.PIPE)
    finally:
        os.close(out)
    assert (done.returncode, done.stderr) == (0, b"")


def test_list_shows_every_student_and_marks_the_default() -> None:
    code, out, err = kpdd("list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["NAME", "PRECISION", "SIZE", "INSTALLED", "ACCURACY"]
    assert lines[1].split()[:6] == ["*", "kpdd-smollm2-135m", "IQ4_NL", "69.1", "MB", "yes"]
    assert lines[2].split()[:6] == ["kpdd-qwen2.5-coder-0.5b", "Q4_K_M", "509", "MB", "in", "part"]
    assert lines[3].split() == ["smollm2-135m-instruct", "Q4_1", "98.4", "MB", "no", "not", "measured"]
    assert lines[4].split()[:3] == ["qwen2.5-coder-0.5b-instruct", "Q4_K_M", "491"]


def test_list_as_json() -> None:
    found = from_json("list")
    assert found["default"] == "kpdd-smollm2-135m"
    assert found["broken"] == {}
    first, second, third = found["students"][:3]
    assert [(s["name"], s["default"], s["installed"], s["origin"]) for s in (first, second, third)] == [
        ("kpdd-smollm2-135m", True, True, "package"),
        ("kpdd-qwen2.5-coder-0.5b", False, False, "package"),
        ("smollm2-135m-instruct", False, False, "package"),
    ]
    assert second["variants"][0]["state"] == "partial"
    assert third["variants"][0]["size"] == 98362432
    assert third["variants"][0]["state"] == "missing"
    assert third["scores"] == []


def test_scores_are_shown_with_what_they_were_measured_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    original = Registry.load.__func__  # type: ignore[attr-defined]

    def scored(cls: type[Registry], root: Path | None = None) -> Registry:
        registry: Registry = original(cls, root)
        name = registry.default
        score = Score("ours", 1, 8, "pot", "greedy", "abc1234")
        return replace(registry, builtin={name: replace(registry.builtin[name], scores=(score,))})

    monkeypatch.setattr(Registry, "load", classmethod(scored))
    assert "ours 12.5% pot" in kpdd("list")[1]
    assert "ours 12.5% (1/8, pot, greedy), measured at abc1234" in kpdd("show")[1]


def test_show_in_all_forms() -> None:
    code, out, _err = kpdd("show", "smollm2-135m-instruct")
    assert code == 0
    for part in ("98,362,432 bytes", "Apache-2.0", "few-shot", "core, info, solve; as pot, cot", "not on this machine"):
        assert part in out
    assert "kpdd-smollm2-135m (the default student)" in kpdd("show")[1]
    toml = tomllib.loads(kpdd("show", "--toml")[1])
    assert toml == from_json("show")["manifest"]
    assert kpdd("show", "qwen2.5-coder-0.5b-instruct", "--card")[1].startswith("---\nlicense: apache-2.0\n")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    for verb in ("show", "pull", "path", "rm"):
        code, out, err = kpdd(verb, "smolm2")
        assert code == ExitCode.STUDENT
        assert out == ""
        assert "Did you mean 'smollm2-135m-instruct'?" in err
    code, out, err = kpdd("show", "smolm2", "--json")
    assert (code, err) == (ExitCode.STUDENT, "")
    assert json.loads(out)["error"]["type"] == "UnknownStudent"


def test_path_of_a_student_that_is_not_here() -> None:
    assert kpdd("path")[0] == 0, "the default student comes with the package"
    code, out, err = kpdd("path", "smollm2-135m-instruct")
    assert (code, out) == (ExitCode.STUDENT, "")
    assert "kpdd models pull smollm2-135m-instruct" in err


def test_import_show_path_and_remove(gguf: Path, home: Path) -> None:
    code, out, err = kpdd("import", gguf, "--name", "mine", "--kinds", "cot, pot", "--stages", "solve")
    assert (code, out) == (0, "mine\n")
    assert "mine is registered" in err
    assert kpdd("path", "mine")[1] == f"{gguf}\n"
    summary = from_json("show", "mine")
    assert (summary["origin"], summary["installed"], summary["kinds"]) == ("user", True, ["cot", "pot"])
    assert summary["manifest"]["stages"] == ["solve"]
    assert from_json("path", "mine")["files"][0]["role"] == "model"
    removed = from_json("rm", "mine")
    assert (removed["unregistered"], removed["removed"]) == (True, [])
    assert gguf.exists()
    assert kpdd("show", "mine")[0] == ExitCode.STUDENT


def test_removing_says_what_it_waits_for(gguf: Path) -> None:
    assert kpdd("import", gguf, "--name", "mine")[0] == 0
    with ExitStack() as held:
        held.enter_context(Store().lock("mine"))
        threading.Timer(0.3, held.close).start()
        code, _out, err = kpdd("rm", "mine")
    assert code == 0
    assert f"Waiting: process {os.getpid()} is changing mine" in err


def test_a_name_that_ends_like_a_file_is_still_a_name(gguf: Path, home: Path) -> None:
    assert kpdd("import", gguf, "--name", "mine.gguf")[0] == 0
    manifest, _variant, known = find_student("mine.gguf")
    assert (manifest.name, known) == ("mine.gguf", True)
    assert find_student(str(gguf))[2] is False
    shelf = Shelf(home / "students")
    assert shelf.is_here("mine.gguf")
    gguf.unlink()
    assert not shelf.is_here("mine.gguf")


def test_import_refusals(gguf: Path, tmp_path: Path) -> None:
    assert kpdd("import", tmp_path / "none.gguf")[0] == ExitCode.USAGE
    code, _out, err = kpdd("import", gguf, "--prompt", "fewshot")
    assert code == ExitCode.USAGE
    assert "Did you mean 'few-shot'" in err
    gguf.write_bytes(gguf.read_bytes()[:-10])
    code, _out, err = kpdd("import", gguf)
    assert code == ExitCode.STUDENT
    assert "is cut short" in err


def test_removing_what_is_not_here() -> None:
    code, _out, err = kpdd("rm", "smollm2-135m-instruct")
    assert code == ExitCode.STUDENT
    assert "It was not pulled." in err
    code, _out, err = kpdd("rm", "kpdd-smollm2-135m")
    assert code == ExitCode.STUDENT
    assert "It comes with the package." in err


def test_a_broken_registration_is_told_and_can_be_removed(home: Path) -> None:
    place = home / "students" / "odd" / "student.toml"
    place.parent.mkdir(parents=True)
    place.write_text("name = 3")
    code, out, err = kpdd("list")
    assert code == 0
    assert "smollm2-135m-instruct" in out
    assert "odd cannot be used" in err
    assert "kpdd models rm odd" in err
    assert set(from_json("list")["broken"]) == {"odd"}
    assert kpdd("rm", "odd")[0] == 0
    assert not place.exists()


def test_pull_from_a_copy(gguf: Path, tmp_path: Path, home: Path) -> None:
    assert kpdd("import", gguf, "--name", "mine")[0] == 0
    manifest = home / "students" / "mine" / "student.toml"
    data = tomllib.loads(manifest.read_text())
    data["variant"][0]["file"][0]["sources"] = ["pypi://tiny==1/tiny/tiny.gguf"]
    manifest.write_text(tomli_w.dumps(data))
    wheel = tmp_path / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(gguf, "tiny/tiny.gguf")
    code, out, err = kpdd("pull", "mine", "--from", wheel)
    assert (code, out) == (0, f"{home / 'students' / 'mine' / 'tiny.gguf'}\n")
    assert "Unpacking tiny.gguf (" in err
    assert "every file is verified" in err
    pulled = from_json("pull", "mine")
    assert (pulled["was"], pulled["variant"]) == ("installed", "llama-unknown")
    assert from_json("rm", "mine")["removed"] == [str(home / "students" / "mine" / "tiny.gguf")]


def test_a_failed_pull_as_json(gguf: Path, tmp_path: Path) -> None:
    code, out, err = kpdd("pull", "smollm2-135m-instruct", "--from", gguf, "--json")
    assert (code, err) == (ExitCode.STUDENT, "")
    assert json.loads(out)["error"]["type"] == "PullError"


def test_a_variant_that_is_not_there() -> None:
    code, _out, err = kpdd("pull", "smollm2-135m-instruct:Q4_0")
    assert code == ExitCode.USAGE
    assert "Did you mean 'Q4_1'" in err


def test_help_has_an_example_for_every_verb() -> None:
    _code, out, _err = kpdd("--help")
    for verb in ("list", "show", "pull", "path", "import", "rm"):
        assert f"\n  {verb} " in out
        assert f"Example:  kpdd models {verb}" in kpdd(verb, "--help")[1]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from kpdd_edge.cli.main import load_verb; load_verb('models');"
        "print([m for m in ('llama_cpp', 'numpy', 'kpdd_edge.students.pull', 'kpdd_edge.students.store')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
