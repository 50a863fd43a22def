"""The promise of the same file, kept on a real engine: random weights make it as sensitive to rounding as can be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kpdd_edge.evaluation.data import open_data
from kpdd_edge.evaluation.results import comparable
from kpdd_edge.evaluation.run import evaluate
from kpdd_edge.options import SolverOptions
from kpdd_edge.sandbox import Sandbox
from kpdd_edge.solver import Solver
from kpdd_edge.students.opening import open_student


def canonical(path: Path) -> list[Any]:
    return [comparable(json.loads(line)) for line in path.read_text().splitlines()]


def test_a_resumed_run_writes_what_the_whole_run_wrote(
    data_file: Path, tmp_path: Path, tiny_gguf: Path, sandbox: Sandbox
) -> None:
    options = SolverOptions(student=str(tiny_gguf), votes=3, max_tokens=20, context=8192)

    def run(out: Path) -> None:
        with open_student(options, parallel=3) as student, Solver(options, student=student, sandbox=sandbox) as solver:
            for _ in evaluate(open_data(str(data_file), limit=8), out, solver=solver, parallel=3, chunk=4):
                pass

    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    run(whole)
    lines = whole.read_bytes().splitlines(keepends=True)
    assert any(json.loads(line)["attempts"][0]["rationale"]["text"] for line in lines[1:-1])
    out.write_bytes(b"".join(lines[:7]) + lines[7][:40])  # the header, a chunk, and a half
    run(out)
    assert canonical(out) == canonical(whole)
