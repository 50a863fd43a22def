"""Training throughput: the package's loop against a plain padded one, in turn within one run.

    python benchmarks/training.py CHECKPOINT [--rank 16] [--data train.jsonl] [--tokens 6000] [--rounds 4] [--json FILE]

Both train the same model (its own copy each, AdamW, the same precision) on the same examples: all weights, or with
``--rank`` adapters on every linear layer but the output, as peft puts them on. The plain loop draws
batches of as many examples at random, pads each to its longest, and has transformers compute logits and loss over the
whole sequences. Figures are the examples' own tokens a second, padding not counted. The examples come from the
authored templates unless a training file is given.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from common import conditions, in_turn, ratio, report

from kpdd_edge.teacher import templating
from kpdd_edge.training.config import TrainConfig, config_from
from kpdd_edge.training.examples import Example, build_training_set
from kpdd_edge.training.loading import add_adapters, open_base, open_texts
from kpdd_edge.training.loop import make_accelerator, make_optimizer, plan_of
from kpdd_edge.training.loss import CompletionLoss, collate


def ours(
    config: TrainConfig, model: Any, examples: Sequence[Example], pad: int, accelerator: Accelerator
) -> Callable[[], float]:
    """One pass over the examples as the package trains; returns seconds."""
    optimizer = make_optimizer(model, config.optim)
    wrapped, optimizer = accelerator.prepare(CompletionLoss(model), optimizer)
    wrapped.train()
    steps = plan_of(examples, config.optim)

    def run() -> float:
        begin = time.perf_counter()
        for step in steps:
            for batch in step.batches:
                loss = wrapped(collate([examples[i] for i in batch], pad=pad).to(accelerator.device))
                accelerator.backward(loss / sum(examples[i].loss_tokens for i in batch))
            accelerator.clip_grad_norm_(model.parameters(), config.optim.clip)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            float(loss.detach())
        return time.perf_counter() - begin

    return run


def plain(
    config: TrainConfig, folder: Path, examples: Sequence[Example], pad: int, accelerator: Accelerator, size: int
) -> Callable[[], float]:
    """One pass over the examples in random batches of ``size``, padded, with logits at every position."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    if config.lora.rank:
        model = add_adapters(model, config.lora, folder)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=config.optim.learning_rate)
    wrapped, optimizer = accelerator.prepare(model, optimizer)
    wrapped.train()
    order = list(range(len(examples)))
    random.Random(0).shuffle(order)

    def run() -> float:
        begin = time.perf_counter()
        for start in range(0, len(order), size):
            some = [examples[i] for i in order[start : start + size]]
            width = max(e.tokens for e in some)
            ids = torch.full((len(some), width), pad)
            labels = torch.full((len(some), width), -100)
            mask = torch.zeros(len(some), width, dtype=torch.long)
            for row, e in enumerate(some):
                ids[row, : e.tokens] = torch.tensor(e.ids)
                mask[row, : e.tokens] = 1
                labels[row, : e.tokens] = torch.where(torch.tensor(e.learned), torch.tensor(e.ids), -100)
            given = {"input_ids": ids, "attention_mask": mask, "labels": labels}
            loss = wrapped(**{name: value.to(accelerator.device) for name, value in given.items()}).loss
            accelerator.backward(loss)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            float(loss.detach())
        return time.perf_counter() - begin

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--data", type=Path, help="a training file")
    parser.add_argument("--tokens", type=int, default=6000, help="of the examples that one pass takes")
    parser.add_argument("--batch-tokens", type=int, default=3072)
    parser.add_argument("--rank", type=int, default=0, help="of adapters; 0: all weights are trained")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        data = given.data
        if data is None:
            data = Path(work) / "templates.jsonl"
            templating.write(data, 400, 5)
        config = config_from(
            {
                "output": work,
                "student": {"base": str(given.checkpoint)},
                "data": [{"file": str(data)}],
                "optim": {"batch_tokens": given.batch_tokens},
                "lora": {"rank": given.rank, "alpha": 2.0 * given.rank},
                "run": {"validation": 0, "threads": given.threads},
            }
        )
        accelerator = make_accelerator(config)
        base = open_base(config, open_texts(config, Path(work)))
        examples = list(build_training_set(config, base.encode, begin=base.begin).examples)
        random.Random(1).shuffle(examples)
        while sum(e.tokens for e in examples) > given.tokens:
            examples.pop()
        tokens = sum(e.tokens for e in examples)
        steps = plan_of(examples, config.optim)
        size = max(1, round(len(examples) / len(steps)))
        seconds = in_turn(
            {
                "kpdd": ours(config, base.model, examples, base.pad, accelerator),
                "plain": plain(config, base.folder, examples, base.pad, accelerator, size),
            },
            given.rounds,
        )
    rows: dict[str, Any] = {
        f"{name}, tokens/s (median, min, max)": [
            round(f([tokens / s for s in found]), 1) for f in (statistics.median, min, max)
        ]
        for name, found in seconds.items()
    }
    rows["kpdd / plain (median, min, max)"] = list(ratio(seconds["plain"], seconds["kpdd"]).values())
    where = conditions(("torch", "transformers", "accelerate", "numpy"))
    where |= {
        "checkpoint": given.checkpoint.name,
        "parameters": base.parameters,
        "trained": base.trained,
        "precision": accelerator.mixed_precision.replace("no", "fp32"),
        "device": str(accelerator.device),
        "threads": torch.get_num_threads(),
        "examples": len(examples),
        "tokens of a pass": tokens,
        "learned tokens of a pass": sum(e.loss_tokens for e in examples),
        "steps of a pass": len(steps),
        "examples of a plain batch": size,
        "rounds": given.rounds,
    }
    report("Training throughput", rows, where, given.json)


if __name__ == "__main__":
    main()
