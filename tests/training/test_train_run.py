"""Whole runs: from a configuration to a student, stopped and resumed, killed, refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("peft")

import tomli_w
from safetensors.torch import load_file

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, ConfigError, DataError, StorageError, TrainingError, UsageError
from kpdd_edge.export.cards import make_card
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.training.config import TrainConfig
from kpdd_edge.training.loading import Texts
from kpdd_edge.training.loop import StepReport
from kpdd_edge.training.run import Hooks, estimate, run

Make = Callable[..., TrainConfig]


def weights(student: Path) -> dict[str, bytes]:
    return {name: value.numpy().tobytes() for name, value in load_file(student / "model.safetensors").items()}


def stop_at(step: int) -> Hooks:
    """Asks for a stop when the report of a step comes."""
    cancel = Cancel()

    def seen(_name: str, report: StepReport) -> None:
        if report.step >= step:
            cancel.set()

    return Hooks(step=seen, cancel=cancel)


def test_a_run_leaves_a_student_that_exports_take(config: Make) -> None:
    lines: list[str] = []
    chosen = config(**{"student.licence": "MIT", "student.rationale": "mixed"})
    outcome = run(chosen, Hooks(lines.append))
    folder = Path(chosen.output)
    assert outcome.students[0].folder == folder / "student"
    assert any("parameters" in line for line in lines)
    card = make_card(folder / "student")
    assert (card.name, card.licence, card.kinds) == ("tiny", "MIT", ("pot", "cot"))
    assert card.stages == ("core", "info", "solve")
    checkpoint = open_checkpoint(folder / "student")
    base = open_checkpoint(Path(chosen.student.base))
    assert checkpoint.tokenizer_json() == base.tokenizer_json()
    name = "model.layers.0.mlp.up_proj.weight"
    assert not checkpoint.tensor(name).equal(base.tensor(name))
    log = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert log[-1]["step"] == log[-1]["steps"] == outcome.students[0].progress.step
    assert log[-1]["loss"] < log[0]["loss"]
    assert {path.suffix for path in outcome.students[0].plot} == {".png", ".svg"}
    assert all(path.stat().st_size > 1000 for path in outcome.students[0].plot)


def test_a_stopped_run_ends_with_the_same_weights(config: Make, tmp_path: Path) -> None:
    # Dropout, so that the random generators matter as well.
    settings = {"optim.epochs": 1.5, "lora.rank": 2, "lora.dropout": 0.3}
    whole = run(config(output=str(tmp_path / "whole"), **settings))
    parts = config(output=str(tmp_path / "parts"), **settings, **{"run.log_steps": 1})
    for step in (2, 5):
        with pytest.raises(Cancelled):
            run(parts, stop_at(step))
        state = json.loads((tmp_path / "parts" / "state" / "state.json").read_text())
        assert state["step"] == step + 1  # the step that ran when it was asked
        assert not (tmp_path / "parts" / "student").exists()
    again = run(parts, resume=True)
    assert again.students[0].progress.step == whole.students[0].progress.step > 6
    adapters = [load_file(tmp_path / name / "student" / "adapter_model.safetensors") for name in ("whole", "parts")]
    assert adapters[0].keys() == adapters[1].keys()
    assert all(adapters[0][name].equal(adapters[1][name]) for name in adapters[0])
    steps = [json.loads(line)["step"] for line in (tmp_path / "parts" / "log.jsonl").read_text().splitlines()]
    assert steps == list(range(1, len(steps) + 1))


def test_a_killed_run_ends_with_the_same_weights(config: Make, tmp_path: Path) -> None:
    settings = {"optim.epochs": 6.0, "run.checkpoint_minutes": 0.01, "run.log_steps": 1}
    run(config(output=str(tmp_path / "whole"), **settings))
    parts = config(output=str(tmp_path / "parts"), **settings)
    file = tmp_path / "parts.toml"
    file.write_text(tomli_w.dumps(parts.to_dict() | {"data": [dict(d) for d in parts.to_dict()["data"]]}))
    program = (
        "import sys; from pathlib import Path; from kpdd_edge.training.config import load_config;"
        "from kpdd_edge.training.run import Hooks, run; import time;"
        "run(load_config(Path(sys.argv[1])), Hooks(step=lambda n, r: time.sleep(0.05)))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(file)], env={**os.environ, "OMP_NUM_THREADS": "1"})
    state = tmp_path / "parts" / "state" / "state.json"
    deadline = time.monotonic() + 90
    while not state.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert state.exists()
    assert not (tmp_path / "parts" / "student").exists()
    run(parts)
    assert weights(tmp_path / "parts" / "student") == weights(tmp_path / "whole" / "student")


def test_a_finished_run_is_left_alone_and_a_restart_begins_again(config: Make) -> None:
    chosen = config(**{"optim.epochs": 0.5})
    run(chosen)
    student = Path(chosen.output) / "student"
    before = (student / "model.safetensors").stat().st_mtime_ns
    again = run(chosen)
    assert not again.students[0].fresh
    assert (student / "model.safetensors").stat().st_mtime_ns == before
    with pytest.raises(ConfigError, match="another configuration") as refused:
        run(config(**{"optim.epochs": 1}))
    assert "optim.epochs: 0.5, now 1.0" in refused.value.cause
    longer = run(config(**{"optim.epochs": 1}), restart=True)
    assert longer.students[0].progress.step > again.students[0].progress.step
    assert (student / "model.safetensors").stat().st_mtime_ns != before


def test_what_is_there_is_not_overwritten(config: Make, tmp_path: Path) -> None:
    chosen = config()
    with pytest.raises(UsageError, match="no saved state"):
        run(chosen, resume=True)
    (tmp_path / "run" / "student").mkdir(parents=True)
    with pytest.raises(UsageError, match="without a state"):
        run(chosen)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        run(config(output=str(tmp_path / "file")))
    assert (tmp_path / "file").read_text() == "mine"


def test_what_is_trained_from_is_not_deleted(config: Make, tmp_path: Path, data: Path) -> None:
    run(config(**{"optim.epochs": 0.3}))
    student = tmp_path / "run" / "student"
    own = tmp_path / "run" / "base" / "train.jsonl"
    for change in ({"student.base": str(student)}, {"distil.teacher": str(student)}, {"lora.start": str(student)}):
        with pytest.raises(UsageError, match="trained from"):
            run(config(**change), restart=True)
        assert (student / "model.safetensors").is_file()
    fresh = config(data=[{"file": str(own)}], output=str(tmp_path / "run"))
    (tmp_path / "run" / "state").rename(tmp_path / "state")
    student.rename(tmp_path / "student")
    own.parent.mkdir()
    own.write_bytes(data.read_bytes())
    with pytest.raises(UsageError, match=r"train\.jsonl is to be trained from"):
        run(fresh)
    assert own.is_file()


def test_more_processes_than_forward_passes_are_refused(config: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpdd_edge.training.run.make_accelerator", lambda _config: SimpleNamespace(num_processes=8))
    with pytest.raises(ConfigError, match="8 processes") as refused:
        run(config(**{"optim.accumulate": 4}))
    assert refused.value.hint == "--set optim.accumulate=8"


def test_a_validation_that_fails_loses_nothing_and_is_made_up_for(
    config: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state is saved before it; a run that had ended before its last validation makes it when it goes on."""

    def full(_self: object, _model: object) -> float:
        raise StorageError("The disk is full")

    chosen = config(**{"run.validation": 3, "optim.epochs": 0.5})
    with monkeypatch.context() as patch:
        patch.setattr("kpdd_edge.training.run.Validator.__call__", full)
        with pytest.raises(StorageError):
            run(chosen)
    state = tmp_path / "run" / "state" / "state.json"
    ended = json.loads(state.read_text())
    assert ended["step"] > 2
    assert ended["best"] == -1.0
    monkeypatch.setattr("kpdd_edge.training.run.Validator.__call__", lambda _self, _model: 0.25)
    outcome = run(chosen)
    assert outcome.students[0].progress.step == ended["step"]
    assert outcome.students[0].progress.best == 0.25
    card = json.loads((tmp_path / "run" / "student" / "kpdd.json").read_text())
    assert card["training"] | {"seconds": 0} == {
        "steps": ended["step"], "tokens": ended["tokens"], "seconds": 0, "validation": 0.25,
    }  # fmt: skip
    monkeypatch.setattr("kpdd_edge.training.run.Validator.__call__", full)
    assert not run(chosen).students[0].fresh


def test_a_checkpoint_of_another_model_is_refused(config: Make, tmp_path: Path, tiny: Callable[[str], Path]) -> None:
    with pytest.raises(Cancelled):
        run(config(**{"run.log_steps": 1}), stop_at(1))
    with pytest.raises(ConfigError, match="another configuration") as refused:
        run(config("qwen2"))
    assert "student.base" in refused.value.cause
    # The same name, but another model inside.
    state = tmp_path / "run" / "state" / "state.json"
    record = json.loads(state.read_text())
    record["identity"]["configuration"]["student"]["base"] = str(tiny("qwen2"))
    state.write_text(json.dumps(record))
    with pytest.raises(ConfigError, match=r"another (model|data)"):
        run(config("qwen2"))


def test_data_without_the_asked_kind(config: Make, tmp_path: Path, data: Path) -> None:
    rows = [json.loads(line) for line in data.read_text().splitlines()]
    for row in rows:
        row["rationales"] = [r for r in row["rationales"] if r["kind"] == "cot"]
    only = tmp_path / "cot.jsonl"
    only.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(DataError, match="No problem can be learned from") as refused:
        run(config(data=[{"file": str(only)}]))
    assert refused.value.cause == "no rationale of this kind (pot): 60"
    with pytest.raises(ConfigError, match="'cot'"):
        run(config(data=[{"file": str(data), "kinds": "cot"}]))


def test_too_little_memory_or_disk(config: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpdd_edge.training.estimate.memory_available", lambda: 100_000)
    with pytest.raises(StorageError, match="of memory"):
        run(config())
    monkeypatch.undo()
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 1 << 20})())
    with pytest.raises(StorageError, match="Not enough space"):
        run(config(), restart=True)
    assert not (Path(config().output) / "state").exists()


def test_a_loss_that_is_no_number_stops_with_the_batch_named(config: Make, tmp_path: Path) -> None:
    chosen = config(**{"run.checkpoint_minutes": 0.01, "run.log_steps": 1, "optim.epochs": 2.0})

    import torch

    from kpdd_edge.training import run as module

    original = module.open_base

    def broken(config: TrainConfig, texts: Texts) -> object:
        base = original(config, texts)
        count = 0

        def hook(_module: object, _given: object, made: torch.Tensor) -> torch.Tensor | None:
            nonlocal count
            count += 1
            return made * float("nan") if count == 6 else None

        base.model.get_input_embeddings().register_forward_hook(hook)
        return base

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "open_base", broken)
        with pytest.raises(TrainingError, match="step 6 is no number") as stopped:
            run(chosen, Hooks(step=lambda _name, _report: time.sleep(0.3)))
    assert "template:" in stopped.value.cause
    for value in load_file(tmp_path / "run" / "state" / "weights.safetensors").values():
        assert bool(value.isfinite().all())
    assert json.loads((tmp_path / "run" / "state" / "state.json").read_text())["step"] <= 5


def test_an_estimate_writes_nothing_and_counts_what_a_run_counts(config: Make) -> None:
    chosen = config(**{"optim.epochs": 2.0})
    found = estimate(chosen)[0]
    assert not Path(chosen.output).exists()
    progress = run(chosen).students[0].progress
    assert (found.steps, found.tokens) == (progress.step, progress.tokens)
    trained = load_file(Path(chosen.output) / "student" / "model.safetensors")
    assert found.parameters == sum(value.numel() for value in trained.values())
    assert found.memory > 16 * found.parameters
    for change in ({"run.gradient_checkpointing": True}, {"optim.batch_tokens": 500}, {"lora.rank": 2}):
        assert estimate(config(**change))[0].memory < found.memory
    assert 4 * found.parameters * found.tokens * 0.5 < found.flops < 16 * found.parameters * found.tokens
