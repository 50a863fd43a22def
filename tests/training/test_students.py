"""Students of every form, from training through export to solving: adapters, splits, encoder–decoders."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("peft")
pytest.importorskip("gguf")

from safetensors.torch import load_file
from tiny_models import make

from kpdd_edge.datasets import jsonl
from kpdd_edge.errors import KpddError
from kpdd_edge.export.checkpoint import Card, open_checkpoint
from kpdd_edge.export.gguf_write import write_adapter, write_gguf
from kpdd_edge.export.to_gguf import VerifyOptions
from kpdd_edge.export.verify import Limit
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Problem
from kpdd_edge.solver import Solver
from kpdd_edge.students.importing import import_student
from kpdd_edge.students.opening import open_student
from kpdd_edge.students.reading import read_manifest
from kpdd_edge.students.registry import Registry
from kpdd_edge.students.store import Store
from kpdd_edge.training import loop, manifest
from kpdd_edge.training.config import TrainConfig
from kpdd_edge.training.run import run

Make = Callable[..., TrainConfig]
#: By heart: one problem, so that a solve has one right outcome.
HARD = {"optim.epochs": 90.0, "optim.learning_rate": 4e-3, "optim.batch_tokens": 4000, "run.log_steps": 50}
ADAPTERS = {**HARD, "optim.epochs": 150.0, "lora.rank": 16, "lora.alpha": 64.0}


@pytest.fixture(autouse=True)
def _lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What tiny models have not seen they do not know: that exports are verified is enough here."""
    monkeypatch.setattr(manifest, "CHECKS", VerifyOptions(positions=60, limit=Limit(0.5, 9.0), threads=1))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A tiny checkpoint that has seen enough text for adapters to have something to change."""

    def get(kind: str) -> Path:
        return make(kind, tmp_path_factory.mktemp(kind))

    return get


@pytest.fixture
def one(tmp_path: Path, problems: tuple[Problem, ...]) -> tuple[Path, Problem]:
    """A training file of a single problem."""
    path = tmp_path / "one.jsonl"
    jsonl.write(path, problems[:1])
    return path, problems[0]


def solved(manifest_file: Path, problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPDD_HOME", str(tmp_path / "home"))
    made = import_student(Store(), Registry.load(), manifest_file)
    options = SolverOptions(student=made.name, threads=1)
    with open_student(options) as student, Solver(options, student=student) as solver:
        solution = solver.solve(problem.text)
    assert solution.key_points == problem.key_points
    assert solution.answer is not None
    assert solution.answer.text == problem.gold


def test_three_t5_students_become_one(
    config: Make, one: tuple[Path, Problem], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, problem = one
    chosen = config("t5", data=[{"file": str(data)}], **{**HARD, "student.students": "three"})
    outcome = run(chosen)
    assert [t.name for t in outcome.students] == ["core", "info", "solve"]
    assert outcome.manifest is not None
    read = read_manifest(outcome.manifest)
    assert read.split
    assert read.stages == ("core", "info", "solve")
    assert {spec.role for spec in read.default_variant.files} == {"model.core", "model.info", "model.solve"}
    assert len({spec.sha256 for spec in read.default_variant.files}) == 3
    solved(outcome.manifest, problem, tmp_path, monkeypatch)


def test_two_students_share_a_base_with_an_adapter_each(
    config: Make,
    one: tuple[Path, Problem],
    trained: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data, problem = one
    base = trained("qwen2")
    settings = {**ADAPTERS, "student.students": "two", "student.base": str(base)}
    outcome = run(config("qwen2", data=[{"file": str(data)}], **settings))
    assert [t.name for t in outcome.students] == ["points", "solve"]
    adapter = json.loads((outcome.students[0].folder / "adapter_config.json").read_text())
    assert Path(adapter["base_model_name_or_path"]) == base
    assert not (outcome.students[0].folder / "README.md").exists()
    assert outcome.manifest is not None
    files = read_manifest(outcome.manifest).default_variant.files
    assert [spec.role for spec in files] == ["model", "adapter.core", "adapter.info", "adapter.solve"]
    assert files[1].filename == files[2].filename != files[3].filename
    solved(outcome.manifest, problem, tmp_path, monkeypatch)


def test_an_adapter_is_trained_for_the_weights_of_a_gguf_file(
    config: Make,
    one: tuple[Path, Problem],
    trained: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data, problem = one
    source = tmp_path / "base.gguf"
    original = open_checkpoint(trained("llama"))
    write_gguf(original, source, precision="F16", card=Card(name="base"))
    settings = {**ADAPTERS, "student.base": str(source)}
    outcome = run(config(data=[{"file": str(data)}], **settings))
    base = open_checkpoint(tmp_path / "run" / "base")
    name = "model.layers.1.self_attn.q_proj.weight"
    assert base.tensor(name).equal(original.tensor(name).half().float())
    card = json.loads((outcome.students[0].folder / "kpdd.json").read_text())["student"]
    assert card["base"] == str(source)
    assert len(card["base_sha256"]) == 64
    weights = load_file(outcome.students[0].folder / "adapter_model.safetensors")
    assert any(value.any() for key, value in weights.items() if "lora_B" in key)
    assert outcome.manifest is not None
    files = read_manifest(outcome.manifest).default_variant.files
    assert [spec.role for spec in files] == ["model", "adapter"]
    assert str(files[0].sources[0]) == f"file:{source}"
    solved(outcome.manifest, problem, tmp_path, monkeypatch)


def test_adapters_are_gone_on_from(
    config: Make, one: tuple[Path, Problem], trained: Callable[[str], Path], tmp_path: Path
) -> None:
    """From peft's directory and from a GGUF adapter alike; llama's query and key rows come back in their own order."""
    folder = trained("llama")
    settings = {**ADAPTERS, "student.base": str(folder), "optim.epochs": 8.0}
    first = run(config(data=[{"file": str(one[0])}], **settings)).students[0].folder
    gguf = tmp_path / "adapter.gguf"
    write_adapter(open_checkpoint(folder), first, gguf, precision="F32")
    before = load_file(first / "adapter_model.safetensors")
    assert any(value.any() for key, value in before.items() if "lora_B" in key)
    for number, start in enumerate((first, gguf)):
        still = {**settings, "lora.start": str(start), "optim.learning_rate": 0.0, "optim.epochs": 1.0}
        again = run(config(data=[{"file": str(one[0])}], output=str(tmp_path / f"again{number}"), **still))
        after = load_file(again.students[0].folder / "adapter_model.safetensors")
        assert before.keys() == after.keys()
        assert all(after[name].equal(value) for name, value in before.items())
    for change, words in (
        ({"lora.rank": 8}, "rank and alpha"),
        ({"lora.targets": "q_proj"}, "other modules"),
        ({"lora.start": str(one[0])}, "not a GGUF file"),
        ({"lora.start": str(tmp_path / "none")}, "holds no LoRA adapter"),
        ({"student.base": str(trained("qwen2"))}, "another model"),
    ):
        odd = {**settings, "lora.start": str(gguf), **change}
        with pytest.raises(KpddError, match=words):
            run(config(data=[{"file": str(one[0])}], output=str(tmp_path / "odd"), **odd))


def test_the_best_validated_student_is_kept(
    config: Make, tmp_path: Path, problems: tuple[Problem, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held-out problems are solved by the engine: a problem learned by heart under another name is solved."""
    data = tmp_path / "same.jsonl"
    names = [f"p{i}" for i in range(12)]
    same = problems[0]
    jsonl.write(data, [Problem(same.text.replace(" ", " " * (i + 1), 1), name, same.gold, "own", "train",
                               key_points=same.key_points, rationales=same.rationales)
                       for i, name in enumerate(names)])  # fmt: skip
    settings = {**HARD, "optim.epochs": 120.0, "run.validation": 1, "run.validate_minutes": 1.0}
    ticks = itertools.count()
    # A clock that ticks when it is looked at, some two seconds a step.
    monkeypatch.setattr(loop, "time", SimpleNamespace(perf_counter=lambda: float(next(ticks))))
    outcome = run(config(data=[{"file": str(data)}], **settings))
    progress = outcome.students[0].progress
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    scores = [line["validation"] for line in log if "validation" in line]
    assert len(scores) > 2
    assert progress.best == 1.0 == max(scores)
    assert (tmp_path / "run" / "best" / "model.safetensors").is_file()
    best, student = (load_file(tmp_path / "run" / name / "model.safetensors") for name in ("best", "student"))
    assert all(best[name].equal(student[name]) for name in best)
    assert not list((tmp_path / "run").glob(".*"))
