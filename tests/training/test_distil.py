"""On-policy distillation: what is sampled ends where a section does, and the student comes nearer to its teacher."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("peft")
pytest.importorskip("trl")
pytest.importorskip("datasets")

import torch
from tiny_models import make
from torch.nn import functional

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, ConfigError, TrainingError
from kpdd_edge.keypoints import STOP
from kpdd_edge.training.config import TrainConfig
from kpdd_edge.training.distil import Collator, OnPolicy, distil, open_teacher
from kpdd_edge.training.examples import build_training_set, turns
from kpdd_edge.training.loading import Base, open_base, open_texts
from kpdd_edge.training.loop import StepReport
from kpdd_edge.training.run import Hooks, estimate, run

Make = Callable[..., TrainConfig]

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make("llama", tmp_path_factory.mktemp("teacher"), steps=120)


def apart(base: Base, teacher: torch.nn.Module, rows: dict[str, torch.Tensor]) -> float:
    """Mean KL divergence of the student from the teacher where the data's students write."""
    with torch.no_grad():
        given = {name: rows[name] for name in ("input_ids", "attention_mask")}
        own, other = (m(**given).logits[:, :-1].log_softmax(-1) for m in (base.model.eval(), teacher))
        where = rows["labels"][:, 1:] != -100
        return float(functional.kl_div(own, other, log_target=True, reduction="none").sum(-1)[where].mean())


def test_a_turn_is_what_the_solver_asks_for(config: Make, tmp_path: Path) -> None:
    chosen = config()
    base = open_base(chosen, open_texts(chosen, tmp_path))
    examples = build_training_set(chosen, base.encode).examples
    first = turns(examples[:1])
    assert len(first) == 3
    for turn, header in zip(first, ("### Question\n", "### Information\n", "### Program\n"), strict=True):
        assert base.tokenizer.decode(turn.prompt).endswith(header)
        written = base.tokenizer.decode(turn.completion)
        assert written.endswith(STOP)
        assert "###" not in written.removesuffix(STOP)
    rows = Collator(base.pad)([{"prompt": list(t.prompt), "completion": list(t.completion)} for t in first])
    width = rows["prompts"].shape[1]
    assert rows["input_ids"][:, :width].equal(rows["prompts"])
    assert (rows["labels"] != -100).sum() == sum(len(t.completion) for t in first)
    assert rows["attention_mask"].sum() == sum(len(t.prompt) + len(t.completion) for t in first)
    assert not rows["attention_mask"][0, 0] or len(first[0].prompt) == width


def test_a_student_comes_nearer_to_its_teacher(config: Make, tmp_path: Path, teacher: Path) -> None:
    chosen = config(
        **{"distil.teacher": str(teacher), "distil.on_policy": 0.5, "distil.batch": 6, "distil.max_new_tokens": 24,
           "optim.epochs": 0.7, "optim.learning_rate": 3e-3, "distil.beta": 0.1}
    )  # fmt: skip
    base = open_base(chosen, open_texts(chosen, tmp_path))
    examples = build_training_set(chosen, base.encode).examples
    master = open_teacher(chosen, base, tmp_path)
    rows = Collator(base.pad)(
        [{"prompt": list(t.prompt), "completion": list(t.completion)} for t in turns(examples[:4])]
    )
    base.model.set_attn_implementation("sdpa")
    before = apart(base, master, rows)
    progress = distil(chosen, base, examples, tmp_path / "out", identity={})
    assert progress.step >= 15
    assert apart(base, master, rows) < 0.85 * before
    log = [json.loads(line) for line in (tmp_path / "out" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log] == list(range(1, progress.step + 1))


def test_a_sample_ends_with_the_stop_string(config: Make, tmp_path: Path) -> None:
    chosen = config()
    base = open_base(chosen, open_texts(chosen, tmp_path))
    trainer = object.__new__(OnPolicy)
    trainer.decode = lambda ids: str(base.tokenizer.decode(list(ids), skip_special_tokens=False))
    body = base.encode("answer = 3 * 6")
    whole = [*body, *base.encode("\n### End\n"), *base.encode("more")]
    assert STOP in trainer.decode(whole)
    assert trainer._length(whole, set()) == len(body) + len(base.encode(STOP))
    assert trainer._length(body, set()) == len(body)
    assert trainer._length([*body, 2, *body], {2}) == len(body) + 1


def test_a_whole_run_writes_a_student(config: Make, tmp_path: Path, teacher: Path) -> None:
    chosen = config(
        **{"distil.teacher": str(teacher), "distil.on_policy": 1.0, "distil.batch": 6, "distil.max_new_tokens": 8,
           "optim.epochs": 0.1}
    )  # fmt: skip
    outcome = run(chosen)
    assert (tmp_path / "run" / "student" / "model.safetensors").is_file()
    assert outcome.students[0].progress.step > 1


def test_a_run_is_bounded_goes_on_and_is_refused_under_other_settings(
    config: Make, tmp_path: Path, teacher: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"distil.teacher": str(teacher), "distil.on_policy": 0.0, "distil.batch": 6, "optim.epochs": 0.5}
    whole = config(**settings, **{"run.validation": 6})
    assert estimate(whole)[0].held_out == 0
    assert estimate(whole)[0].memory > estimate(config())[0].memory
    cancel = Cancel()

    def stop(_name: str, report: StepReport) -> None:
        if report.step == 3:
            cancel.set()

    with pytest.raises(Cancelled):
        run(whole, Hooks(step=stop, cancel=cancel))
    with pytest.raises(ConfigError, match=r"optim\.learning_rate|another configuration"):
        run(config(**settings, **{"run.validation": 6, "optim.learning_rate": 2e-3}))
    assert run(whole).students[0].progress.step == estimate(whole)[0].steps
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log] == list(range(1, estimate(whole)[0].steps + 1))
    rates = [line["rate"] for line in log]
    assert rates.index(max(rates)) < 3
    assert rates[-1] < 0.1 * max(rates)

    ticks = itertools.count(0.0, 20.0)
    monkeypatch.setattr("kpdd_edge.training.distil.time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    short = config(output=str(tmp_path / "short"), **settings, **{"run.max_minutes": 5.0})
    progress = run(short).students[0].progress
    assert 1 < progress.step < estimate(whole)[0].steps
    assert (tmp_path / "short" / "student" / "model.safetensors").is_file()


def test_a_loss_that_is_no_number_stops_a_run(config: Make, tmp_path: Path, teacher: Path) -> None:
    chosen = config(**{"distil.teacher": str(teacher), "distil.on_policy": 0.0, "distil.batch": 6, "optim.epochs": 0.3})
    base = open_base(chosen, open_texts(chosen, tmp_path))
    with torch.no_grad():
        base.model.get_input_embeddings().weight.fill_(math.nan)
    with pytest.raises(TrainingError, match="step 1 is no number"):
        distil(chosen, base, build_training_set(chosen, base.encode).examples, tmp_path / "out", identity={})
    assert not list((tmp_path / "out" / "trl").glob("checkpoint-*"))


def test_a_teacher_of_another_tokenizer_is_refused(config: Make, tmp_path: Path, tiny: Callable[[str], Path]) -> None:
    chosen = config(**{"distil.teacher": str(tiny("qwen2"))})
    base = open_base(chosen, open_texts(chosen, tmp_path))
    with pytest.raises(ConfigError, match="another tokenizer"):
        open_teacher(chosen, base, tmp_path)
