"""A tiny checkpoint, a little training file, and a configuration of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tiny_models import FAMILIES, make

from kpdd_edge.datasets import jsonl
from kpdd_edge.datasets.templates.registry import stream
from kpdd_edge.problem import Problem
from kpdd_edge.teacher.templating import laid_out
from kpdd_edge.training.config import TrainConfig, config_from


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A tiny checkpoint of an architecture, hardly trained."""
    made: dict[str, Path] = {}

    def get(kind: str) -> Path:
        if kind not in made:
            made[kind] = make(kind, tmp_path_factory.mktemp(kind), steps=3)
        return made[kind]

    return get


@pytest.fixture(scope="session")
def problems() -> tuple[Problem, ...]:
    return tuple(laid_out(problem, "inline") for problem in stream(60, 11, FAMILIES))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory, problems: tuple[Problem, ...]) -> Path:
    """A training file of 60 problems, programs and steps in words."""
    path = tmp_path_factory.mktemp("data") / "train.jsonl"
    jsonl.write(path, problems)
    return path


@pytest.fixture
def config(tmp_path: Path, tiny: Callable[[str], Path], data: Path) -> Callable[..., TrainConfig]:
    """A configuration: ``config(kind, **{"optim.epochs": 2})``."""

    def get(kind: str = "llama", **changes: Any) -> TrainConfig:
        values: dict[str, Any] = {
            "output": str(tmp_path / "run"),
            "student": {"base": str(tiny(kind)), "name": "tiny"},
            "data": [{"file": str(data)}],
            "optim": {"batch_tokens": 1500, "learning_rate": 1e-3},
            "run": {"precision": "fp32", "validation": 0, "threads": 1, "log_steps": 2},
        }
        for key, value in changes.items():
            table, _, name = key.partition(".")
            if name:
                values.setdefault(table, {})[name] = value
            else:
                values[table] = value
        return config_from(values)

    return get
