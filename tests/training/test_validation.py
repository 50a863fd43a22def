"""Validation by solving: through the engine, through transformers, and for students that write key points alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("peft")
pytest.importorskip("gguf")

from tiny_models import make

from kpdd_edge.errors import UsageError
from kpdd_edge.events import StageName
from kpdd_edge.export.texts import in_format
from kpdd_edge.problem import Problem
from kpdd_edge.training import validation
from kpdd_edge.training.config import TrainConfig
from kpdd_edge.training.examples import build_training_set
from kpdd_edge.training.loading import open_base, open_texts
from kpdd_edge.training.validation import Validator

Make = Callable[..., TrainConfig]


@pytest.fixture(scope="module")
def knowing(tmp_path_factory: pytest.TempPathFactory, problems: tuple[Problem, ...]) -> Callable[[str], Path]:
    """A checkpoint that has learnt the first problem by heart."""
    made: dict[str, Path] = {}

    def get(kind: str) -> Path:
        if kind not in made:
            made[kind] = make(kind, tmp_path_factory.mktemp(kind), steps=90, texts=[in_format(problems[0])])
        return made[kind]

    return get


@pytest.fixture
def validator(
    config: Make, knowing: Callable[[str], Path], problems: tuple[Problem, ...], tmp_path: Path
) -> Callable[..., Validator]:
    """Of the known problem, and of the same with another answer, which it cannot give."""

    def get(
        kind: str, reads: Sequence[StageName] = (), writes: Sequence[StageName] = ("core", "info", "solve")
    ) -> Validator:
        chosen = config(kind, **{"student.base": str(knowing(kind))})
        base = open_base(chosen, open_texts(chosen, tmp_path))
        base.model.eval()
        examples = build_training_set(chosen, base.encode, begin=base.begin, form=base.form).examples
        asked = [problems[0], replace(problems[0], id="other", gold="987654")]
        return Validator(
            base, asked, examples[:5], reads=reads, writes=writes, kinds=("pot",), scratch_at=tmp_path / "validation",
            threads=1,
        )  # fmt: skip

    return get


@pytest.mark.parametrize("kind", ["llama", "t5"])
def test_problems_are_solved_by_the_engine_and_through_transformers(
    validator: Callable[..., Validator], kind: str, tmp_path: Path
) -> None:
    made = validator(kind)
    assert made(None) == 0.5
    assert made.by_generating() == 0.5
    assert not list(tmp_path.glob(".*"))


def test_a_solver_of_a_split_is_given_key_points(validator: Callable[..., Validator]) -> None:
    made = validator("llama", reads=("core", "info"), writes=("solve",))
    assert made(None) == 0.5
    assert made.by_generating() == 0.5


def test_what_cannot_be_exported_is_validated_all_the_same(
    validator: Callable[..., Validator], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise UsageError("A sliding window is only supported for Gemma 3")

    monkeypatch.setattr(validation, "write_gguf", refuse)
    made = validator("llama")
    told: list[str] = []
    made.tell = told.append
    assert made(None) == 0.5
    assert made(None) == 0.5
    assert len(told) == 1
    assert "sliding window" in told[0]


def test_a_student_of_key_points_is_scored_by_likelihood(
    validator: Callable[..., Validator], knowing: Callable[[str], Path]
) -> None:
    made = validator("llama", writes=("core", "info"))
    known, other = made.examples[0], made.examples[1:]
    made.examples = [known]
    high = made(None)
    made.examples = other
    assert 0.0 < made(None) < 0.5 * high <= 0.5
