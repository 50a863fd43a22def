"""On-policy distillation: the student writes, a larger teacher of the same tokenizer says what it would have written.

Generalised knowledge distillation (arXiv 2306.13649) by trl's trainer. Each stage is a prompt of its own, as in
solving; what the student samples ends where the next header would begin, and so does what the loss looks at.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast, StoppingCriteriaList, TrainerCallback

from kpdd_edge.appendlog import AppendLog
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, ConfigError, TrainingError
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.keypoints import STOP
from kpdd_edge.students.files import write_atomic
from kpdd_edge.training.config import TrainConfig
from kpdd_edge.training.examples import Example, turns
from kpdd_edge.training.loading import Base, find_base
from kpdd_edge.training.loop import Report, StepReport, teacher_type, uses_bf16
from kpdd_edge.training.schedule import rate
from kpdd_edge.training.state import Progress, check_identity

# That it may change is known: the version of trl is pinned.
os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
from trl.experimental.gkd import GKDConfig, GKDTrainer


class Collator:
    """Prompts padded on the left, so that all samples of a batch begin at one place; completions on the right."""

    def __init__(self, pad: int) -> None:
        self.pad = pad

    def __call__(self, rows: Sequence[dict[str, list[int]]]) -> dict[str, torch.Tensor]:
        width = max(len(row["prompt"]) for row in rows)
        after = max(len(row["completion"]) for row in rows)
        prompts = torch.full((len(rows), width), self.pad)
        masks = torch.zeros(len(rows), width, dtype=torch.long)
        completions = torch.full((len(rows), after), self.pad)
        labels = torch.full((len(rows), width + after), -100)
        written = torch.zeros(len(rows), after, dtype=torch.long)
        for i, row in enumerate(rows):
            given, own = row["prompt"], row["completion"]
            prompts[i, width - len(given) :] = torch.tensor(given)
            masks[i, width - len(given) :] = 1
            completions[i, : len(own)] = torch.tensor(own)
            written[i, : len(own)] = 1
            labels[i, width : width + len(own)] = torch.tensor(own)
        return {
            "prompts": prompts,
            "prompt_attention_mask": masks,
            "input_ids": torch.cat([prompts, completions], 1),
            "attention_mask": torch.cat([masks, written], 1),
            "labels": labels,
        }


class OnPolicy(GKDTrainer):  # type: ignore[misc]
    """trl's trainer, with samples that end where a section does. ``decode`` turns token ids into text; ``factor`` gives
    the share of the peak learning rate after so many steps of so many."""

    lr_scheduler: Any

    def __init__(
        self,
        *,
        decode: Callable[[Sequence[int]], str],
        factor: Callable[[int, int], float],
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        self.decode = decode
        self.factor = factor
        self.samples = 0

    def create_scheduler(self, num_training_steps: int, optimizer: Any = None) -> Any:
        if self.lr_scheduler is None:
            self.lr_scheduler = torch.optim.lr_scheduler.LambdaLR(
                optimizer or self.optimizer, lambda step: self.factor(step, num_training_steps)
            )
        return self.lr_scheduler

    def generate_on_policy_outputs(
        self, model: Any, inputs: dict[str, torch.Tensor], generation_config: Any
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        prompts, mask = inputs["prompts"], inputs["prompt_attention_mask"]
        width = prompts.shape[1]
        was = model.training
        model.eval()
        made = model.generate(
            input_ids=prompts,
            attention_mask=mask,
            generation_config=generation_config,
            stopping_criteria=StoppingCriteriaList([lambda ids, _scores: self._ended(ids[:, width:])]),
        )
        model.train(was)
        self.samples += len(made)
        attention = torch.ones_like(made)
        attention[:, :width] = mask
        ends = generation_config.eos_token_id
        ends = set(ends if isinstance(ends, list) else [ends])
        for i, row in enumerate(made[:, width:].tolist()):
            attention[i, width + self._length(row, ends) :] = 0
        labels = torch.where(attention == 1, made, -100)
        labels[:, :width] = -100
        return made, attention, labels

    def _ended(self, written: torch.Tensor) -> torch.Tensor:
        ended = [STOP in self.decode(row.tolist()) for row in written]
        return torch.tensor(ended, device=written.device)

    def _length(self, row: Sequence[int], ends: set[int]) -> int:
        """Tokens up to those of the stop string, or an end token, included."""
        for n, token in enumerate(row, 1):
            if token in ends or STOP in self.decode(row[:n]):
                return n
        return len(row)


class _Watch(TrainerCallback):  # type: ignore[misc]
    """Passes on the trainer's log and the wish to stop, and keeps the clock: ``budget`` in seconds, 0: none."""

    def __init__(self, report: Report, log: AppendLog | None, cancel: Cancel | None, budget: float) -> None:
        self.report = report
        self.log = log
        self.cancel = cancel
        self.budget = budget
        self._began: float | None = None

    @property
    def elapsed(self) -> float:
        """Seconds of training, those of earlier calls included."""
        return 0.0 if self._began is None else time.perf_counter() - self._began

    @property
    def over(self) -> bool:
        return bool(self.budget and self.elapsed >= self.budget)

    def on_train_begin(self, args: Any, state: Any, control: Any, **_more: Any) -> None:
        before = state.log_history[-1].get("elapsed_s", 0.0) if state.log_history else 0.0
        self._began = time.perf_counter() - before

    def on_step_end(self, args: Any, state: Any, control: Any, **_more: Any) -> None:
        if self.cancel or self.over:
            control.should_save = control.should_training_stop = True

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **_more: Any) -> None:
        if not logs or "loss" not in logs:
            return
        now = StepReport(
            step=state.global_step, steps=state.max_steps, epoch=float(state.epoch or 0.0), loss=float(logs["loss"]),
            rate=float(logs.get("learning_rate", 0.0)), norm=float(logs.get("grad_norm", 0.0)), tokens=0,
            tokens_per_second=0.0, elapsed=self.elapsed, remaining=0.0,
        )  # fmt: skip
        if not math.isfinite(now.loss) or not math.isfinite(now.norm):
            raise TrainingError(
                f"The loss of step {now.step} is no number ({now.loss})",
                hint=f"a lower learning_rate than {args.learning_rate:g}; the last checkpoint is in {args.output_dir}",
            )
        state.log_history[-1]["elapsed_s"] = round(self.elapsed, 1)
        self.report(now)
        if self.log is not None:
            kept = ("step", "steps", "epoch", "loss", "rate", "norm", "elapsed_s")
            self.log.append([{key: value for key, value in now.to_dict().items() if key in kept}])


def open_teacher(config: TrainConfig, base: Base, work: Path) -> Any:
    """The teacher, in the precision it will be run in. Raises ConfigError when it reads other tokens."""
    folder = find_base(config.distil.teacher, work / "teacher")
    checkpoint = open_checkpoint(folder)
    if checkpoint.config["vocab_size"] != base.settings["vocab_size"] or (
        checkpoint.tokenizer().get_vocab() != base.tokenizer.get_vocab()
    ):
        raise ConfigError(
            f"The teacher {config.distil.teacher} has another tokenizer than {config.student.base}",
            cause="Its probabilities are compared token by token.",
            hint="a larger model of the same family, its vocabulary trimmed likewise",
        )
    return AutoModelForCausalLM.from_pretrained(folder, dtype=teacher_type()).eval().requires_grad_(False)


def distil(
    config: TrainConfig,
    base: Base,
    examples: Sequence[Example],
    folder: Path,
    *,
    identity: dict[str, Any],
    report: Report = lambda _: None,
    cancel: Cancel | None = None,
) -> Progress:
    """Train ``base.model`` (in place) on what it writes itself, going on from trl's checkpoints in ``folder``.

    ``identity`` tells what decides the weights; checkpoints of another are refused. Raises ConfigError (that, a teacher
    of another tokenizer, an encoder–decoder), TrainingError, Cancelled after saving.
    """
    from datasets import Dataset

    if base.form is not None:
        raise ConfigError("On-policy distillation is for decoder-only students")
    if hasattr(base.model, "set_attn_implementation"):
        base.model.set_attn_implementation("sdpa")  # prompts stand on the right here, which needs a mask
    found = turns(examples)
    settings, optim = config.distil, config.optim
    bf16 = uses_bf16(config)
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    resumed = _resumed(folder / "trl", identity)
    arguments = GKDConfig(
        output_dir=str(folder / "trl"), seed=optim.seed, lmbda=settings.on_policy, beta=settings.beta,
        temperature=settings.temperature, max_new_tokens=settings.max_new_tokens,
        per_device_train_batch_size=settings.batch, gradient_accumulation_steps=max(1, optim.accumulate // processes),
        num_train_epochs=optim.epochs, learning_rate=optim.learning_rate, weight_decay=optim.weight_decay,
        adam_beta1=optim.beta1, adam_beta2=optim.beta2, max_grad_norm=optim.clip or 1e9, bf16=bf16, logging_steps=1,
        logging_nan_inf_filter=False,
        gradient_checkpointing=config.run.gradient_checkpointing, report_to=[], disable_tqdm=True,
        save_strategy="steps", save_steps=settings.save_steps, save_total_limit=1,
        use_cpu=not torch.cuda.is_available(),
    )  # fmt: skip
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=base.tokenizer)
    tokenizer.pad_token = base.tokenizer.id_to_token(base.pad)
    tokenizer.eos_token = base.tokenizer.id_to_token(open_checkpoint(base.folder).end_tokens()[-1])
    first = os.environ.get("RANK", "0") == "0"
    with AppendLog(folder / "log.jsonl") if first else contextlib.nullcontext() as log:
        if log is not None:
            log.keep(sum(record["step"] <= resumed for record in log.records))
        watch = _Watch(report, log, cancel, config.run.max_minutes * 60)

        def factor(step: int, steps: int) -> float:
            done = max(step / max(1, steps), watch.elapsed / watch.budget if watch.budget else 0.0)
            return rate(done, peak=1.0, warmup=optim.warmup, floor=optim.floor)

        trainer = OnPolicy(
            factor=factor,
            decode=lambda ids: str(base.tokenizer.decode(ids, skip_special_tokens=False)),
            model=base.model,
            teacher_model=open_teacher(config, base, folder),
            args=arguments,
            data_collator=Collator(base.pad),
            train_dataset=Dataset.from_list([{"prompt": t.prompt, "completion": t.completion} for t in found]),
            processing_class=tokenizer,
            callbacks=[watch],
        )
        trainer.train(resume_from_checkpoint=bool(resumed))
    if cancel and not watch.over and trainer.state.global_step < trainer.state.max_steps:
        raise Cancelled("Training was stopped", hint="the same command goes on from here")
    return Progress(step=trainer.state.global_step, elapsed=watch.elapsed)


def _resumed(folder: Path, identity: dict[str, Any]) -> int:
    """The step of trl's last checkpoint; 0 without one. Raises ConfigError when it is of another ``identity``."""
    begun = folder / "identity.json"
    last = max((int(path.name.split("-")[1]) for path in folder.glob("checkpoint-*")), default=0)
    if last:
        try:
            before = json.loads(begun.read_bytes())
        except (OSError, ValueError):
            before = {}
        check_identity(folder, before, identity)
    elif os.environ.get("RANK", "0") == "0":
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(begun, json.dumps(identity, indent=1).encode())
    return last
