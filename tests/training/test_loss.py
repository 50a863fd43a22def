"""The loss against transformers' own, batches against single examples, our CPU kernels against eager ones."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("accelerate")
pytest.importorskip("peft")

import torch
from peft.tuners.lora import Linear as Adapted
from torch import Tensor
from torch.nn import functional
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

from kpdd_edge.datasets import jsonl
from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.training import loss as loss_module
from kpdd_edge.training.config import TrainConfig
from kpdd_edge.training.cpu import quicken, quicken_adapters
from kpdd_edge.training.examples import Example, Seq2Seq, build_training_set
from kpdd_edge.training.loading import Base, open_base, open_texts
from kpdd_edge.training.loop import plan_of
from kpdd_edge.training.loss import CompletionLoss, HeadLoss, collate

Make = Callable[..., TrainConfig]


def opened(config: Make, tmp_path: Path, kind: str) -> tuple[Base, tuple[Example, ...]]:
    chosen = config(kind, **{"student.rationale": "mixed"})
    base = open_base(chosen, open_texts(chosen, tmp_path))
    base.model.eval()
    return base, build_training_set(chosen, base.encode, begin=base.begin, form=base.form).examples


def reference(kind: str, folder: Path, example: Example) -> tuple[Tensor, Any]:
    """The summed loss as transformers computes it from labels, and its model."""
    auto = AutoModelForSeq2SeqLM if kind == "t5" else AutoModelForCausalLM
    model = auto.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    labels = [t if learned else -100 for t, learned in zip(example.ids, example.learned, strict=True)]
    if kind == "t5":
        loss = model(input_ids=torch.tensor([example.source]), labels=torch.tensor([labels[1:]])).loss
    else:
        loss = model(input_ids=torch.tensor([example.ids]), labels=torch.tensor([labels])).loss
    return loss * example.loss_tokens, model


@pytest.mark.parametrize("kind", ["llama", "qwen2", "t5"])
def test_loss_and_gradients_are_those_of_transformers(config: Make, tmp_path: Path, kind: str) -> None:
    base, examples = opened(config, tmp_path, kind)
    example = max(examples, key=lambda e: e.tokens)
    assert 0 < example.loss_tokens < example.tokens
    expected, model = reference(kind, base.folder, example)
    loss = CompletionLoss(base.model)(collate([example], pad=base.pad, seq2seq=kind == "t5"))
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    expected.backward()
    loss.backward()
    for (name, ours), theirs in zip(base.model.named_parameters(), model.parameters(), strict=True):
        assert ours.grad is not None
        assert theirs.grad is not None
        scale = theirs.grad.abs().max().clamp_min(1e-6)
        assert ((ours.grad - theirs.grad).abs().max() / scale).item() < 1e-4, name


@pytest.mark.parametrize("kind", ["llama", "t5"])
def test_batches_of_like_length_give_the_loss_of_single_examples(config: Make, tmp_path: Path, kind: str) -> None:
    base, examples = opened(config, tmp_path, kind)
    loss = CompletionLoss(base.model)
    optim = config(**{"optim.batch_tokens": 2500}).optim
    batches = [batch for step in plan_of(examples, optim) for batch in step.batches]
    assert sorted(i for batch in batches for i in batch) == list(range(len(examples)))
    several = next(batch for batch in batches if len({examples[i].tokens for i in batch}) > 2)
    with torch.no_grad():
        together = loss(collate([examples[i] for i in several], pad=base.pad, seq2seq=kind == "t5"))
        single = sum(float(loss(collate([examples[i]], pad=base.pad, seq2seq=kind == "t5"))) for i in several)
    assert together.item() == pytest.approx(single, rel=1e-5)


@pytest.mark.parametrize("kind", ["llama", "t5"])
def test_an_empty_batch_has_no_loss_and_gradients_of_zero(config: Make, tmp_path: Path, kind: str) -> None:
    base, _ = opened(config, tmp_path, kind)
    loss = CompletionLoss(base.model)(collate([], pad=base.pad, seq2seq=kind == "t5"))
    assert loss.item() == 0
    loss.backward()
    gradients = [p.grad for p in base.model.parameters()]
    assert all(g is not None and not g.any() for g in gradients)


def test_only_completions_are_learned(config: Make, tmp_path: Path) -> None:
    base, examples = opened(config, tmp_path, "llama")
    example = examples[0]
    learned = base.tokenizer.decode([t for t, own in zip(example.ids, example.learned, strict=True) if own])
    given = base.tokenizer.decode([t for t, own in zip(example.ids, example.learned, strict=True) if not own])
    assert "### Problem" in given
    assert "answer = " in learned
    assert "answer = " not in given
    assert "### Problem" not in learned


def test_an_encoder_decoder_reads_what_was_given_and_writes_one_stage(config: Make, tmp_path: Path) -> None:
    base, examples = opened(config, tmp_path, "t5")
    assert base.form is not None
    core, info, solve = examples[:3]
    texts = [base.tokenizer.decode(e.source) for e in (core, info, solve)]
    assert texts[0].rstrip().endswith("### Question")
    assert texts[1].rstrip().endswith("### Information")
    assert texts[2].rstrip().endswith("### Program")
    assert "### Question" in texts[2]
    assert all(e.source[-1:] == base.form.input_end for e in (core, info, solve))
    assert all(e.ids[0] == base.form.start and e.ids[-1] == base.form.end for e in (core, info, solve))
    assert all(e.learned == (False, *[True] * (len(e.ids) - 1)) for e in (core, info, solve))
    assert "answer = " in base.tokenizer.decode(solve.ids)


def test_an_encoder_decoder_learns_no_indented_program(config: Make, tmp_path: Path) -> None:
    looped = "answer = 0\nfor i in range(3):\n    answer = answer + i"
    path = tmp_path / "loop.jsonl"
    points = KeyPoints("What is the sum?", ("The numbers are 0, 1 and 2.",))
    known = (Rationale("pot", "answer = 0 + 1 + 2"),)
    flat = Problem("Add 0, 1 and 2.", "flat", "3", key_points=points, rationales=known)
    jsonl.write(path, [flat, replace(flat, id="loop", rationales=(Rationale("pot", looped),))])
    for kind, names in (("t5", {"flat"}), ("llama", {"flat", "loop"})):
        chosen = config(kind, data=[{"file": str(path)}])
        base = open_base(chosen, open_texts(chosen, tmp_path))
        made = build_training_set(chosen, base.encode, begin=base.begin, form=base.form)
        assert {example.name for example in made.examples} == names
    chosen = config("t5", data=[{"file": str(path)}])
    dropped = build_training_set(chosen, base.encode, form=Seq2Seq(0, 1, (1,))).dropped
    assert dropped["indented lines, which this tokenizer cannot write"] == 1


def test_problems_are_chosen_by_their_steps(config: Make, tmp_path: Path, problems: tuple[Problem, ...]) -> None:
    path = tmp_path / "steps.jsonl"
    told = [replace(p, meta={"steps": steps}) for p, steps in zip(problems, (1, 2, 3, "2", True, 2.0), strict=False)]
    jsonl.write(path, [*told, replace(problems[6], meta={})])
    for wanted, names in (("2", told[1:2]), ("2-3", told[1:3]), ("", [*told, problems[6]])):
        chosen = config(data=[{"file": str(path), "steps": wanted, "kinds": "pot"}])
        base = open_base(chosen, open_texts(chosen, tmp_path))
        made = build_training_set(chosen, base.encode, begin=base.begin)
        assert {example.name for example in made.examples} == {problem.id for problem in names}
        assert made.dropped.get("another number of steps", 0) == 7 - len(names)


def test_of_a_file_given_twice_no_problem_is_lost(config: Make, tmp_path: Path, data: Path) -> None:
    """Only what both would hold out is held out, and everything else is trained on."""
    chosen = config(data=[{"file": str(data), "kinds": "pot"}, {"file": str(data), "kinds": "cot"}],
                    **{"student.rationale": "mixed", "run.validation": 12})  # fmt: skip
    base = open_base(chosen, open_texts(chosen, tmp_path))
    made = build_training_set(chosen, base.encode, begin=base.begin)
    assert len(made.examples) + len(made.held_out_examples) == 120
    assert len(made.examples) >= 108
    assert not {example.name for example in made.examples} & {problem.id for problem in made.held_out}
    assert made.dropped == {}


def test_half_a_surrogate_pair_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    odd = Problem("Ann has 3 \ud83d pens. How many?", "odd", "3")
    assert jsonl.write(path, [odd]) == 1
    assert list(jsonl.read(path)) == [odd]


def test_a_student_may_learn_to_name_its_last_step(config: Make, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    points = KeyPoints("How many pens are there?", ("There are 3 boxes of 4 pens.",))
    texts = (Rationale("pot", "answer = 3 * 4"), Rationale("cot", "3 * 4 = 12.\nAnswer: 12"))
    jsonl.write(
        path, [Problem("3 boxes of 4 pens. How many pens are there?", "a", "12", key_points=points, rationales=texts)]
    )
    for last_step, program in (("answer", "answer = 3 * 4"), ("named", "pens = 3 * 4\nanswer = pens")):
        chosen = config(data=[{"file": str(path)}], **{"student.rationale": "mixed", "student.last_step": last_step})
        base = open_base(chosen, open_texts(chosen, tmp_path))
        pot, cot = build_training_set(chosen, base.encode, begin=base.begin).examples
        assert f"### Program\n{program}\n" in base.tokenizer.decode(pot.ids)
        assert "3 * 4 = 12.\nAnswer: 12" in base.tokenizer.decode(cot.ids)


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
def test_the_output_layer_in_parts_is_the_whole_one(
    monkeypatch: pytest.MonkeyPatch, kind: torch.dtype, frozen: bool
) -> None:
    monkeypatch.setattr(loss_module, "_LOGITS", 1)
    monkeypatch.setattr(loss_module, "_POSITIONS", 5)
    torch.manual_seed(3)
    found = []
    for whole in (True, False):
        hidden = torch.randn(17, 8, generator=torch.Generator().manual_seed(1)).to(kind).requires_grad_()
        weight = torch.randn(23, 8, generator=torch.Generator().manual_seed(2)).requires_grad_(not frozen)
        targets = torch.arange(17)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=kind is torch.bfloat16):
            if whole:
                loss = functional.cross_entropy(functional.linear(hidden, weight).float(), targets, reduction="sum")
            else:
                loss = HeadLoss.apply(hidden, weight, targets, True)
        (loss / 7).backward()
        assert hidden.grad is not None
        assert hidden.grad.dtype == kind
        assert (weight.grad is None) is frozen
        found.append((loss.detach(), hidden.grad.float(), torch.zeros(1) if weight.grad is None else weight.grad))
    close = 1e-5 if kind is torch.float32 else 2e-2
    for ours, theirs in zip(found[1], found[0], strict=True):
        torch.testing.assert_close(ours, theirs, rtol=close, atol=close * float(theirs.abs().max()))


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_adapters_are_those_of_peft(config: Make, tmp_path: Path, precision: str) -> None:
    settings: dict[str, Any] = {"lora.rank": 4, "lora.alpha": 12.0, "lora.targets": "q_proj,o_proj,up_proj"}
    chosen = config("qwen2", **settings)
    base = open_base(chosen, open_texts(chosen, tmp_path))
    layers = [module for module in base.model.modules() if type(module) is Adapted]
    assert layers
    assert all(module.forward.__func__ is not Adapted.forward for module in layers)
    for i, module in enumerate(layers):
        with torch.no_grad():
            module.lora_B["default"].weight.normal_(generator=torch.Generator().manual_seed(i))
    ids = torch.randint(3, 300, (2, 19), generator=torch.Generator().manual_seed(1))
    results = []
    for ours in (True, False):
        for module in layers:
            if not ours:
                module.forward = types.MethodType(Adapted.forward, module)
        base.model.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
            logits = base.model(input_ids=ids, use_cache=False).logits.float()
        logits.log_softmax(-1)[..., 7].sum().backward()
        results.append((logits.detach(), [p.grad.clone() for p in base.model.parameters() if p.requires_grad]))
    (ours_, our_gradients), (theirs, their_gradients) = results
    close = 1e-5 if precision == "fp32" else 3e-2
    torch.testing.assert_close(ours_, theirs, rtol=close, atol=close * float(theirs.abs().max()))
    assert len(our_gradients) == 2 * len(layers)
    for mine, other in zip(our_gradients, their_gradients, strict=True):
        assert other.any()
        torch.testing.assert_close(mine, other, rtol=close, atol=close * float(other.abs().max()))
    quicken_adapters(base.model)
    with torch.no_grad(), base.model.disable_adapter():
        without = base.model(input_ids=ids, use_cache=False).logits
        plain = AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32)(input_ids=ids).logits
    torch.testing.assert_close(without, plain, rtol=1e-5, atol=1e-4)


def test_attention_and_norms_are_those_of_transformers(tiny: Callable[[str], Path]) -> None:
    """Forward and backward over a whole model, in float32, grouped queries included."""
    models = [
        AutoModelForCausalLM.from_pretrained(tiny("llama"), dtype=torch.float32, attn_implementation="eager")
        for _ in range(2)
    ]
    assert quicken(models[1])
    torch.manual_seed(1)
    ids = torch.randint(3, 300, (3, 37))
    results = []
    for model in models:
        logits = model(input_ids=ids, use_cache=False).logits
        (logits.float().log_softmax(-1)[..., 7].sum() + logits.square().mean()).backward()
        results.append((logits, {name: p.grad for name, p in model.named_parameters()}))
    (eager, eager_gradients), (ours, our_gradients) = results
    torch.testing.assert_close(ours, eager, rtol=1e-5, atol=1e-5)
    for name, gradient in eager_gradients.items():
        assert gradient is not None
        torch.testing.assert_close(our_gradients[name], gradient, rtol=1e-4, atol=1e-4 * float(gradient.abs().max()))
