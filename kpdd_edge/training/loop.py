"""The training loop, top to bottom: a plan of steps, the loss of each, the update, the log, the saved state.

It runs on whatever ``accelerate`` finds: a CPU, a GPU, several of either (``accelerate launch``). Every process makes
the same plan and takes its share of each step; the loss of a step is a sum divided by the step's learned tokens, which
every process knows from the plan, so one process with two batches a step does what two with one each do.
"""

from __future__ import annotations

import contextlib
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator

from kpdd_edge.appendlog import AppendLog
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, TrainingError
from kpdd_edge.training.config import OptimConfig, TrainConfig
from kpdd_edge.training.examples import Example
from kpdd_edge.training.loss import CompletionLoss, collate
from kpdd_edge.training.memory import give_back_memory
from kpdd_edge.training.plan import Step, make_plan
from kpdd_edge.training.schedule import rate
from kpdd_edge.training.state import Progress, load_state, save_state


@dataclass(frozen=True, slots=True)
class Cost:
    """``flops`` per token on average; ``peak`` of all devices together, a second; None where it is not known."""

    flops: float = 0.0
    peak: float | None = None


@dataclass(frozen=True, slots=True)
class StepReport:
    """What a step did. ``loss`` in nats per learned token, averaged since the last report; rates per second."""

    step: int
    steps: int
    epoch: float
    loss: float
    rate: float
    norm: float
    tokens: int
    tokens_per_second: float
    elapsed: float
    remaining: float
    mfu: float | None = None  #: share of the device's peak that was used; None where the peak is not known

    def to_dict(self) -> dict[str, Any]:
        found = {
            "step": self.step,
            "steps": self.steps,
            "epoch": round(self.epoch, 5),
            "loss": round(self.loss, 6),
            "rate": self.rate,
            "norm": round(self.norm, 4),
            "tokens": self.tokens,
            "tokens_per_second": round(self.tokens_per_second, 1),
            "elapsed_s": round(self.elapsed, 1),
        }
        return found if self.mfu is None else found | {"mfu": round(self.mfu, 4)}


Report = Callable[[StepReport], None]
#: Scores the model as it stands (0 to 1); the best one is kept.
Validate = Callable[[Any], float]


def make_accelerator(config: TrainConfig) -> Accelerator:
    """Where and in which precision to train. ``auto`` is bf16 wherever the processor multiplies it natively."""
    bf16 = uses_bf16(config)
    accelerator = Accelerator(mixed_precision="bf16" if bf16 else "no")
    if accelerator.device.type == "cpu" and config.run.threads:
        torch.set_num_threads(config.run.threads)
    return accelerator


def uses_bf16(config: TrainConfig) -> bool:
    """Whether a run computes its products in bfloat16."""
    return config.run.precision == "bf16" or (config.run.precision == "auto" and quick_bf16())


def quick_bf16() -> bool:
    """Whether this device computes bfloat16 products faster than float32 ones."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if torch.backends.mps.is_available():
        return False
    asked = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return any(bool(ask()) for ask in asked if ask is not None)


def teacher_type() -> torch.dtype:
    """The precision that a teacher of on-policy distillation is run in."""
    return torch.bfloat16 if torch.cuda.is_available() and quick_bf16() else torch.float32


def make_optimizer(model: Any, optim: OptimConfig) -> torch.optim.Optimizer:
    """AdamW (arXiv 1711.05101); norms and biases, which have one dimension, do not decay."""
    trained = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in trained if p.dim() > 1], "weight_decay": optim.weight_decay},
        {"params": [p for p in trained if p.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=optim.learning_rate, betas=(optim.beta1, optim.beta2), fused=True)


def plan_of(examples: Sequence[Example], optim: OptimConfig) -> tuple[Step, ...]:
    return make_plan(
        [e.tokens for e in examples],
        epochs=optim.epochs,
        batch_tokens=optim.batch_tokens,
        accumulate=optim.accumulate,
        seed=optim.seed,
    )


def train(
    config: TrainConfig,
    model: Any,
    examples: Sequence[Example],
    *,
    pad: int,
    accelerator: Accelerator,
    state: Path,
    log: Path,
    identity: dict[str, Any],
    report: Report = lambda _: None,
    validate: Validate | None = None,
    keep_best: Callable[[Progress], None] = lambda _: None,
    cancel: Cancel | None = None,
    cost: Cost = Cost(),
) -> Progress:
    """Train ``model`` (in place), going on from ``state`` if that folder is there. ``log`` gets JSON lines.

    ``keep_best`` is called when ``model`` is the best validated one so far.

    ``identity`` tells what decides the weights; a state of another identity is refused. Raises TrainingError when the
    loss is no number (the last saved state stays good), Cancelled after saving, ConfigError, StorageError.
    """
    optim, run = config.optim, config.run
    optimizer = make_optimizer(model, optim)
    progress = Progress()
    if state.is_dir():
        progress = load_state(state, model, optimizer, identity)
    plan = plan_of(examples, optim)
    wrapped, optimizer = accelerator.prepare(CompletionLoss(model), optimizer)
    wrapped.train()
    first = accelerator.is_main_process
    writer = AppendLog(log) if first else contextlib.nullcontext()
    with writer as lines:
        if lines is not None:
            lines.keep(sum(record["step"] <= progress.step for record in lines.records))
        begun = time.perf_counter() - progress.elapsed
        saved = progress.elapsed
        since = (0.0, 0, 0, time.perf_counter())  # loss, learned tokens, all tokens, when
        budget = run.max_minutes * 60

        def ended() -> bool:
            return progress.step == len(plan) or bool(budget and progress.elapsed >= budget)

        def look(validate: Validate) -> None:
            """Validate; what it takes is no training time."""
            nonlocal begun, since
            start = time.perf_counter()
            progress.validated = progress.elapsed
            _validate(validate, keep_best, model, progress, accelerator, lines)
            if first:
                save_state(state, model, optimizer, progress, identity)
            took = time.perf_counter() - start
            begun, since = begun + took, (*since[:3], since[3] + took)

        if validate is not None and ended() and progress.validated < progress.elapsed:  # stopped before the last one
            look(validate)
        while not ended():
            step = plan[progress.step]
            done = max(progress.step / len(plan), progress.elapsed / budget if budget else 0.0)
            for group in optimizer.param_groups:
                group["lr"] = rate(done, peak=optim.learning_rate, warmup=optim.warmup, floor=optim.floor)
            learned = sum(examples[i].loss_tokens for batch in step.batches for i in batch)
            tokens = sum(examples[i].tokens for batch in step.batches for i in batch)
            _seed(optim.seed, progress.step, accelerator)
            loss = _gradients(wrapped, step, examples, learned, pad, accelerator)
            norm = accelerator.clip_grad_norm_(model.parameters(), optim.clip or math.inf)
            if not math.isfinite(loss) or not math.isfinite(float(norm)):
                raise TrainingError(
                    f"The loss of step {progress.step + 1} is no number ({loss})",
                    cause=f"Its examples: {', '.join(_names(step, examples))}.",
                    hint=f"a lower learning_rate than {optim.learning_rate:g}; the last saved state is {state}",
                )
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            progress.step += 1
            progress.tokens += tokens
            progress.loss_tokens += learned
            progress.elapsed, stop = _agree(accelerator, time.perf_counter() - begun, cancel)
            since = (since[0] + loss * learned, since[1] + learned, since[2] + tokens, since[3])
            last = ended()
            if progress.step % run.log_steps == 0 or last:
                now = _report(progress, plan, budget, since, optimizer, float(norm), cost)
                report(now)
                give_back_memory()
                if lines is not None:
                    lines.append([now.to_dict()])
                since = (0.0, 0, 0, time.perf_counter())
            waited = progress.elapsed - progress.validated >= run.validate_minutes * 60
            due = validate if last or (waited and not stop) else None
            # Also before a validation, so that its failure loses nothing.
            if first and (stop or last or due or progress.elapsed - saved >= run.checkpoint_minutes * 60):
                save_state(state, model, optimizer, progress, identity)
                saved = progress.elapsed
            if due is not None:
                look(due)
            if stop and not last:
                raise Cancelled("Training was stopped", hint="the same command goes on from here")
    return progress


def _seed(seed: int, step: int, accelerator: Accelerator) -> None:
    """Dropout depends on the step and the process alone, so a resumed run draws what an uninterrupted one does."""
    torch.manual_seed(random.Random(f"{seed}:{step}:{accelerator.process_index}").getrandbits(63))


def _agree(accelerator: Accelerator, elapsed: float, cancel: Cancel | None) -> tuple[float, bool]:
    """The first process's clock, and whether any process was asked to stop: all must decide alike."""
    if accelerator.num_processes == 1:
        return elapsed, bool(cancel)
    mine = [elapsed if accelerator.is_main_process else 0.0, float(bool(cancel))]
    clock, stop = accelerator.reduce(torch.tensor(mine, device=accelerator.device), "sum").tolist()
    return float(clock), bool(stop)


def _gradients(
    wrapped: Any, step: Step, examples: Sequence[Example], learned: int, pad: int, accelerator: Accelerator
) -> float:
    """Accumulate a step's gradient and return its loss: nats per learned token, over all processes."""
    own = step.share(accelerator.process_index, accelerator.num_processes)
    total = torch.zeros((), device=accelerator.device)
    seq2seq = bool(examples[0].source)
    for i, indices in enumerate(own):
        batch = collate([examples[j] for j in indices], pad=pad, seq2seq=seq2seq).to(accelerator.device)
        together = contextlib.nullcontext() if i == len(own) - 1 else accelerator.no_sync(wrapped)
        with together:
            loss = wrapped(batch)
            # Processes' gradients are averaged, not summed.
            accelerator.backward(loss * (accelerator.num_processes / max(1, learned)))
        total += loss.detach()
    return float(accelerator.reduce(total, "sum")) / max(1, learned)


def _report(
    progress: Progress,
    plan: Sequence[Step],
    budget: float,
    since: tuple[float, int, int, float],
    optimizer: torch.optim.Optimizer,
    norm: float,
    cost: Cost,
) -> StepReport:
    loss, learned, tokens, when = since
    pace = tokens / max(1e-9, time.perf_counter() - when)
    by_steps = progress.elapsed / progress.step * (len(plan) - progress.step)
    return StepReport(
        step=progress.step,
        steps=len(plan),
        epoch=plan[progress.step - 1].epoch,
        loss=loss / max(1, learned),
        rate=optimizer.param_groups[0]["lr"],
        norm=norm,
        tokens=progress.tokens,
        tokens_per_second=pace,
        elapsed=progress.elapsed,
        remaining=max(0.0, min(by_steps, budget - progress.elapsed)) if budget else by_steps,
        mfu=cost.flops * pace / cost.peak if cost.peak else None,
    )


def _validate(
    validate: Validate,
    keep_best: Callable[[Progress], None],
    model: Any,
    progress: Progress,
    accelerator: Accelerator,
    lines: AppendLog | None,
) -> None:
    """Score the model on the first process; the best one so far is kept."""
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        model.eval()
        score = validate(model)
        model.train()
        if lines is not None:
            lines.append([{"step": progress.step, "validation": round(score, 5)}])
        if score > progress.best:
            progress.best = score
            keep_best(progress)
    accelerator.wait_for_everyone()


def _names(step: Step, examples: Sequence[Example], most: int = 8) -> list[str]:
    names = [examples[i].name or str(i) for batch in step.batches for i in batch]
    return names[:most] + ([f"and {len(names) - most} more"] if len(names) > most else [])
