"""A round of feedback, with a scripted student whose every sample is known."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("peft")

from typer.testing import CliRunner

from kpdd_edge.cli.train import app
from kpdd_edge.datasets import jsonl
from kpdd_edge.datasets.templates.registry import families, sample, stream
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, DataError, UsageError
from kpdd_edge.export.texts import in_format
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.solver import Solver
from kpdd_edge.students.scripted import scripted_student
from kpdd_edge.teacher.templating import laid_out
from kpdd_edge.training import rounds
from kpdd_edge.training.rounds import RoundOptions, Sampled, distance, profile, run_round, similar

OPTIONS = RoundOptions(samples=3, similar=2, keep_easy=0.0, kind="pot", parallel=2)


def problem(name: str, known: str, gold: str) -> Problem:
    text = f"{name} has 3 bags of 6 sweets and eats 4. How many sweets are left?"
    points = KeyPoints("How many sweets are left?", (f"{name} has 3 bags of 6 sweets.",))
    return Problem(text, name, gold, "own", "train", key_points=points, rationales=(Rationale("pot", known),))


PROBLEMS = [
    problem("Easy", "answer = 3 * 6 - 4", "14"),
    problem("New", "answer = 3 * 6 - 4", "14"),
    problem("Hard", "eaten = 4\nanswer = 3 * 6 - eaten", "14"),
    replace(problem("Open", "answer = 3 * 6", "18"), gold=None),
]
#: What the student writes, vote by vote.
WRITES = {
    "Easy": ["answer = 3 * 6 - 4", "x = 3 * 6 - 4\nanswer = x", "answer = 3*6 - 4  # again"],
    "New": ["answer = 6 + 6 + 6 - 4", "answer = 14", "answer = 3 * 6"],
    "Hard": ["answer = 3 + 6", "answer = 3 *", "answer = 18"],
    "Open": ["answer = 3 * 6"] * 3,
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "train.jsonl"
    jsonl.write(path, PROBLEMS)
    return path


@pytest.fixture
def solver() -> Iterator[Solver]:
    writes = [replace(p, rationales=tuple(Rationale("pot", t) for t in WRITES[p.id])) for p in PROBLEMS]
    settings = SolverOptions(rationale="pot", votes=OPTIONS.samples)
    with scripted_student(writes) as student, Solver(settings, student=student) as made:
        made.strategy = Sampled(settings)
        yield made


def test_a_round_adds_what_is_new_and_similar_and_leaves_out_what_is_easy(
    data: Path, solver: Solver, tmp_path: Path
) -> None:
    out = tmp_path / "next.jsonl"
    report = run_round(data, out, solver, OPTIONS)
    written = {p.id: p for p in jsonl.read(out)}
    # "x = …; answer = x" is new by its structure, so the easy problem stays with it.
    assert [r.text for r in written["Easy"].rationales] == ["answer = 3 * 6 - 4", "x = 3 * 6 - 4\nanswer = x"]
    # A constant teaches nothing, and a wrong program less.
    assert [r.text for r in written["New"].rationales] == ["answer = 3 * 6 - 4", "answer = 6 + 6 + 6 - 4"]
    assert written["Hard"].rationales == PROBLEMS[2].rationales
    assert written["Open"] == PROBLEMS[3]
    more = [p for p in written.values() if p.dataset == "templates"]
    assert len(more) == report.similar == 2
    assert (report.attempts, report.right, report.solved, report.failed) == (9, 5, 2, 1)
    assert (report.easy, report.thinned, report.new_rationales, report.unanswered) == (1, 0, 2, 1)
    assert report.written == len(written) == 6
    note = json.loads((tmp_path / "next.jsonl.report.json").read_text())
    assert note["report"]["right"] == 5
    assert not (tmp_path / "next.jsonl.part").exists()
    with pytest.raises(UsageError, match="is there already"):
        run_round(data, out, solver, OPTIONS)


def test_an_easy_problem_without_anything_new_is_left_out(data: Path, solver: Solver, tmp_path: Path) -> None:
    known = (*PROBLEMS[0].rationales, Rationale("pot", "x = 3 * 6 - 4\nanswer = x"))
    jsonl.write(data, [replace(PROBLEMS[0], rationales=known), PROBLEMS[1]])
    report = run_round(data, tmp_path / "a.jsonl", solver, OPTIONS)
    assert (report.easy, report.thinned, report.new_rationales) == (1, 1, 1)
    assert [p.id for p in jsonl.read(tmp_path / "a.jsonl")] == ["New"]
    kept = run_round(data, tmp_path / "b.jsonl", solver, replace(OPTIONS, keep_easy=1.0))
    assert (kept.easy, kept.thinned) == (1, 0)


def test_a_stopped_round_writes_what_an_unbroken_one_does(
    data: Path, solver: Solver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "CHUNK", 1)
    whole = run_round(data, tmp_path / "whole.jsonl", solver, OPTIONS)
    cancel = Cancel()

    def stop(done: int, _total: int) -> None:
        if done == 2:
            cancel.set()

    out = tmp_path / "parts.jsonl"
    with pytest.raises(Cancelled):
        run_round(data, out, solver, OPTIONS, progress=stop, cancel=cancel)
    assert not out.exists()
    with pytest.raises(DataError, match="unfinished round of something else"):
        run_round(data, out, solver, replace(OPTIONS, seed=1))
    report = run_round(data, out, solver, OPTIONS)
    assert report.resumed == 2
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert replace(report, resumed=0, seconds=0.0, out="") == replace(whole, seconds=0.0, out="")


def test_a_round_of_a_checkpoint_from_outside(tmp_path: Path) -> None:
    """A tiny model that knows one problem by heart solves it each time; another it never does."""
    pytest.importorskip("gguf")
    from tiny_models import FAMILIES, make

    known, other = (laid_out(p, "inline") for p in stream(2, 11, FAMILIES))
    folder = make("llama", tmp_path / "student", steps=90, texts=[in_format(known)])
    path, out = tmp_path / "train.jsonl", tmp_path / "out.jsonl"
    jsonl.write(path, [known, other])
    asked = ["round", str(path), "-s", str(folder), "-o", str(out), "-k", "3", "--temperature", "0.05", "--json",
             "--keep-easy", "0", "--similar", "3"]  # fmt: skip
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["attempts"], report["right"], report["solved"], report["failed"]) == (6, 3, 1, 1)
    assert (report["easy"], report["thinned"], report["new_rationales"]) == (1, 1, 0)
    written = list(jsonl.read(out))
    assert jsonl.to_row(written[0]) == jsonl.to_row(other)
    assert len(written) == 1 + report["similar"] > 1
    assert not list(tmp_path.glob(".*"))
    again = CliRunner().invoke(app, asked)
    assert again.exit_code == 2
    assert "--overwrite" in json.loads(again.stdout)["error"]["next"]


def test_data_without_answers_is_refused(solver: Solver, tmp_path: Path) -> None:
    path = tmp_path / "open.jsonl"
    jsonl.write(path, [PROBLEMS[3]])
    with pytest.raises(DataError, match="no problem with an answer"):
        run_round(path, tmp_path / "out.jsonl", solver, OPTIONS)


def test_similar_problems_calculate_alike() -> None:
    assert profile(PROBLEMS[2]) == Counter(Mult=1, Sub=1)
    assert profile(replace(PROBLEMS[2], rationales=())) is None
    assert distance(Counter(Mult=1, Sub=1), Counter(Mult=1)) == 2
    own = profile(PROBLEMS[0])
    assert own is not None
    twins = similar(PROBLEMS[0], 12, random.Random(3))
    assert len(twins) > 6
    apart = [distance(own, profile(twin) or Counter()) for twin in twins]
    everything = [distance(own, profile(laid_out(sample(name, 1), "inline")) or Counter()) for name in families()]
    assert sum(apart) / len(apart) < 0.4 * sum(everything) / len(everything)
    assert similar(replace(PROBLEMS[0], rationales=()), 3, random.Random(3)) == []
