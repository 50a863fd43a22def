from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from kpdd_edge.errors import StorageError
from kpdd_edge.identity import _commit as commit_of
from kpdd_edge.identity import _engine, difference, hash_file, solver_identity, solver_options, versions
from kpdd_edge.options import SolverOptions
from kpdd_edge.sandbox import open_sandbox
from kpdd_edge.solver import Solver
from kpdd_edge.students.opening import open_student
from kpdd_edge.students.scripted import scripted_student


def test_options_that_change_nothing_are_left_out() -> None:
    one = solver_options(SolverOptions(student="x", threads=3, seed=9, temperature=1.5, retries=0))
    assert one == solver_options(SolverOptions(retries=0))
    assert "seed" not in one
    for sampled in (SolverOptions(), SolverOptions(votes=4), SolverOptions(votes=4, retries=0)):
        assert solver_options(sampled) != solver_options(replace(sampled, seed=9))


def test_a_student_is_known_by_its_bytes(tiny_gguf: Path) -> None:
    options = SolverOptions(student=str(tiny_gguf))
    with open_student(options) as student, Solver(options, student=student) as solver:
        found = solver_identity(solver)
    assert found["student"]["engine"] == {"name": "llama", "sha256": hash_file(tiny_gguf)}
    assert len(found["student"]["examples_sha256"]) == 64
    assert found["options"]["rationale"] == "pot"


def test_a_scripted_student() -> None:
    sandbox = open_sandbox()
    with Solver(student=scripted_student([]), sandbox=sandbox) as solver:
        found = solver_identity(solver)
    sandbox.close()
    assert found["student"] == {
        "name": "scripted",
        "stages": ["core", "info", "solve"],
        "engine": {"name": "scripted"},
        "examples_sha256": None,
    }


def test_versions_name_what_computes() -> None:
    assert {"kpdd-edge", "python", "llama-cpp-python"} <= set(versions())


def test_the_commit_of_a_checkout(tmp_path: Path) -> None:
    assert commit_of(tmp_path) == ""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=n", "-c", "user.email=e@example.org"]
    try:
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, capture_output=True)
    except OSError:
        pytest.skip("git is not installed")
    (tmp_path / "a").write_text("1")
    subprocess.run([*git, "add", "a"], check=True, capture_output=True)
    subprocess.run([*git, "commit", "-q", "-m", "m"], check=True, capture_output=True)
    assert re.fullmatch(r"[0-9a-f]{12}", commit_of(tmp_path))
    (tmp_path / "a").write_text("2")
    assert commit_of(tmp_path).endswith("+")


def test_differences_are_named() -> None:
    old = {"a": {"b": 1, "c": "same"}, "d": "x" * 50}
    new = {"a": {"b": 2, "c": "same", "e": None}, "d": "y" * 50, "f": 0}
    assert difference(old, new) == [
        "a.b: 1, now 2",
        f"d: {'x' * 16}…, now {'y' * 16}…",
        "f: nothing, now 0",
    ]
    assert difference(new, new) == []


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        hash_file(tmp_path / "no")


def test_an_adapter_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    path.write_bytes(b"adapter")
    engine: object = SimpleNamespace(name="llama", fingerprint="f", adapter=path)
    assert _engine(engine) == {"name": "llama", "sha256": "f", "adapter_sha256": hash_file(path)}  # type: ignore[arg-type]


def test_a_folder_of_files_counts_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "b.onnx").write_bytes(b"graph")
    (tmp_path / "a.json").write_bytes(b"{}")
    engine: object = SimpleNamespace(name="onnx", folder=tmp_path)
    found = _engine(engine)  # type: ignore[arg-type]
    assert found["files"] == {"a.json": hash_file(tmp_path / "a.json"), "b.onnx": hash_file(tmp_path / "b.onnx")}
    (tmp_path / "b.onnx").write_bytes(b"another graph")
    assert _engine(engine) != found  # type: ignore[arg-type]
