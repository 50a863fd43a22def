"""The loop's parts: schedule, optimiser, clipping, a budget, several processes."""

from __future__ import annotations

import json
import math
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("torch")
pytest.importorskip("accelerate")

import torch
from safetensors.torch import load_file

from kpdd_edge.training import loop
from kpdd_edge.training.config import OptimConfig, TrainConfig
from kpdd_edge.training.plan import make_plan, padded
from kpdd_edge.training.run import run
from kpdd_edge.training.schedule import rate

Make = Callable[..., TrainConfig]


def test_the_rate_rises_and_falls_as_half_a_cosine() -> None:
    def at(progress: float) -> float:
        return rate(progress, peak=2.0, warmup=0.1, floor=0.25)

    assert at(0.0) == 0.0
    assert at(0.05) == pytest.approx(1.0)
    assert at(0.1) == pytest.approx(2.0)
    assert at(0.55) == pytest.approx(2.0 * (0.25 + 0.75 * 0.5))
    assert at(1.0) == pytest.approx(0.5)
    assert at(7.0) == pytest.approx(0.5)
    assert rate(0.0, peak=2.0, warmup=0.0, floor=0.0) == 2.0


def test_norms_and_biases_do_not_decay() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.LayerNorm(4))
    model[0].weight.requires_grad_(True)
    frozen = torch.nn.Linear(4, 4).requires_grad_(False)
    model.append(frozen)
    optimizer = loop.make_optimizer(model, OptimConfig(weight_decay=0.5))
    decays = {id(p): group["weight_decay"] for group in optimizer.param_groups for p in group["params"]}
    assert decays == {
        id(model[0].weight): 0.5,
        id(model[0].bias): 0.0,
        id(model[1].weight): 0.0,
        id(model[1].bias): 0.0,
    }


def test_a_plan_holds_every_example_once_an_epoch_and_bounds_its_batches() -> None:
    lengths = [5 + (i * 37) % 90 for i in range(400)]
    steps = make_plan(lengths, epochs=2, batch_tokens=600, accumulate=3, seed=4)
    seen = [i for step in steps for batch in step.batches for i in batch]
    assert sorted(seen) == sorted([*range(400), *range(400)])
    for step in steps:
        assert 1 <= len(step.batches) <= 3
        for batch in step.batches:
            assert padded(max(lengths[i] for i in batch)) * len(batch) <= 600
    assert steps[-1].epoch == pytest.approx(2.0)
    padding = sum(padded(max(lengths[i] for i in b)) * len(b) for s in steps for b in s.batches) / (2 * sum(lengths))
    assert padding < 1.25
    for processes in (1, 2, 4):
        for step in steps[:20]:
            shares = [step.share(rank, processes) for rank in range(processes)]
            assert len({len(share) for share in shares}) == 1
            assert sorted(b for share in shares for b in share if b) == sorted(step.batches)
    assert make_plan(lengths, epochs=2, batch_tokens=600, accumulate=3, seed=5) != steps


def test_a_gradient_is_clipped(config: Make, tmp_path: Path) -> None:
    """With Adam a clipped gradient shows in the moments: their norm is that of the clipped gradient."""
    limit = 1e-3
    settings = {"optim.clip": limit, "optim.epochs": 0.1, "optim.warmup": 0.0, "optim.batch_tokens": 9000}
    run(config(**settings))
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert log[0]["norm"] > 10 * limit
    moments = torch.load(tmp_path / "run" / "state" / "optimizer.pt", weights_only=True)["state"]
    norm = math.sqrt(sum(float(state["exp_avg"].square().sum()) for state in moments.values()))
    assert len(log) == 1
    assert norm == pytest.approx(limit * (1 - 0.9), rel=0.01)


def test_a_budget_ends_the_run_with_the_rate_at_its_floor(
    config: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(now=0.0)

    def perf_counter() -> float:
        clock.now += 0.5
        return clock.now

    monkeypatch.setattr(loop, "time", SimpleNamespace(perf_counter=perf_counter))
    monkeypatch.setattr("kpdd_edge.training.run._peak", lambda _accelerator: 1e9)
    chosen = config(**{"optim.epochs": 500.0, "optim.floor": 0.1, "run.max_minutes": 1.0, "run.log_steps": 1})
    progress = run(chosen).students[0].progress
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert log[-1]["step"] == progress.step < log[-1]["steps"]
    assert 60 <= log[-1]["elapsed_s"] <= 62
    costs = [line["mfu"] * 1e9 / line["tokens_per_second"] for line in log[:5]]
    assert costs == pytest.approx([costs[0]] * 5, rel=0.05)  # the same arithmetic for every token
    assert 3 * 90_000 < costs[0] < 16 * 90_000
    rates = [line["rate"] for line in log]
    assert max(rates) == pytest.approx(1e-3, rel=0.02)
    assert rates[-1] == pytest.approx(1e-4, rel=0.05)
    assert rates[rates.index(max(rates)) :] == sorted(rates[rates.index(max(rates)) :], reverse=True)


PROGRAM = """
import sys, json, torch
torch.set_num_threads(1)
from kpdd_edge.training.config import config_from
from kpdd_edge.training.run import run
run(config_from(json.loads(sys.argv[1])))
"""


def test_two_processes_do_what_one_does_with_the_double_batch(config: Make, tmp_path: Path) -> None:
    settings = {"optim.accumulate": 2, "optim.batch_tokens": 900, "optim.epochs": 1.0, "run.log_steps": 1}
    one = config(output=str(tmp_path / "one"), **settings)
    run(one)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    two = config(output=str(tmp_path / "two"), **settings).to_dict()
    two["data"] = list(two["data"])
    processes = []
    for rank in range(2):
        environment = {
            "RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(port), "ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        processes.append(
            subprocess.Popen(
                [sys.executable, "-c", PROGRAM, json.dumps(two)],
                env={**os.environ, **environment},
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    errors = [process.communicate(timeout=110)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    logs = [
        [json.loads(line) for line in (tmp_path / name / "log.jsonl").read_text().splitlines()]
        for name in ("one", "two")
    ]
    assert len(logs[0]) == len(logs[1]) > 4
    for ours, theirs in zip(*logs, strict=True):
        assert theirs["tokens"] == ours["tokens"]
        assert theirs["loss"] == pytest.approx(ours["loss"], rel=1e-4)
        assert theirs["norm"] == pytest.approx(ours["norm"], rel=1e-3)
    found = [load_file(tmp_path / name / "student" / "model.safetensors") for name in ("one", "two")]
    base = load_file(Path(one.student.base) / "model.safetensors")
    for name, value in found[0].items():
        moved = float((value - base[name]).norm())
        assert float((found[1][name] - value).norm()) <= 0.01 * moved, name
