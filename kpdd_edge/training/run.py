"""A whole run: what ``kpdd train`` does, as functions. The loop itself is in :mod:`kpdd_edge.training.loop`.

A run writes into its output folder, for a split student into one folder below it for each of its students::

    base/          the base, where it had to be converted (a GGUF file, T5 without line ends)
    state/         where the run stands; it goes on from here
    log.jsonl      a line every few steps; log.png and log.svg draw it
    best/          the best validated student so far
    student/       the finished student, or its adapter: what kpdd export takes
    student.toml   of a split student, and of an adapter for a GGUF file: the manifest that kpdd models import takes
"""

from __future__ import annotations

import hashlib
import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from accelerate import Accelerator

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import ConfigError, DataError, UsageError
from kpdd_edge.events import StageName
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.export.publishing import publishing, sweep
from kpdd_edge.export.sidecar import tool_versions
from kpdd_edge.keypoints import FORMAT_VERSION
from kpdd_edge.students.files import expanded
from kpdd_edge.training.config import TrainConfig
from kpdd_edge.training.estimate import Shape, check_disk, flops_needed, memory_needed, peak_flops
from kpdd_edge.training.examples import Example, TrainingSet, build_training_set, student_stages, turns
from kpdd_edge.training.loading import Base, Texts, count_trained, find_base, open_base, open_texts, save_student
from kpdd_edge.training.logs import draw
from kpdd_edge.training.loop import Cost, StepReport, make_accelerator, plan_of, teacher_type, train, uses_bf16
from kpdd_edge.training.state import Progress
from kpdd_edge.training.validation import Validator

#: What a run leaves in its folder and ``--restart`` removes.
LEFT = ("state", "best", "student", "base", "log.jsonl", "log.png", "log.svg", "student.toml", "gguf", "trl", "teacher")


@dataclass(frozen=True, slots=True)
class Hooks:
    """How a run talks to whoever started it: ``step`` gets the student's name as well."""

    tell: Callable[[str], None] = lambda _: None
    step: Callable[[str, StepReport], None] = lambda _name, _report: None
    cancel: Cancel | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished student. ``fresh`` is false when an earlier call had finished it."""

    name: str
    folder: Path
    progress: Progress
    plot: tuple[Path, ...] = ()
    fresh: bool = True

    def to_dict(self) -> dict[str, Any]:
        p = self.progress
        return {
            "name": self.name,
            "student": str(self.folder),
            "steps": p.step,
            "tokens": p.tokens,
            "seconds": round(p.elapsed, 1),
            "validation": round(p.best, 5) if p.best >= 0 else None,
            "plot": [str(path) for path in self.plot],
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    students: tuple[Trained, ...]
    manifest: Path | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "students": [student.to_dict() for student in self.students],
            "manifest": None if self.manifest is None else str(self.manifest),
        }


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a student's training would take: ``memory`` in bytes, ``flops`` in all."""

    name: str
    parameters: int
    trained: int
    examples: int
    held_out: int
    tokens: int
    learned: int
    steps: int
    memory: int
    flops: float
    dropped: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def students_of(config: TrainConfig) -> dict[str, tuple[tuple[StageName, ...], tuple[StageName, ...]]]:
    """The students of a run: what each reads that others wrote, and what it writes."""
    return student_stages(config.student.students, config.stages)


def folder_of(config: TrainConfig, name: str) -> Path:
    output = Path(config.output)
    return output if name == "joint" else output / name


def estimate(config: TrainConfig) -> list[Estimate]:
    """What each student's training would take, without loading weights or writing anything into the output folder.

    Tokens and steps are those of all epochs. Raises as a run would for its base, its data and its configuration.
    """
    with TemporaryDirectory() as work:
        texts = open_texts(config, Path(work))
        trained = count_trained(config, texts)
        beside = _teacher_memory(config, Path(work))
        shape = Shape.of(texts.settings, texts.parameters, tied=texts.tied, trained=trained)
        found = []
        for name in students_of(config):
            data = _data(config, texts, name)
            found.append(
                Estimate(
                    name=name,
                    parameters=shape.parameters,
                    trained=shape.trained,
                    examples=len(data.examples),
                    held_out=len(data.held_out),
                    tokens=round(data.tokens * config.optim.epochs),
                    learned=round(data.loss_tokens * config.optim.epochs),
                    steps=_steps(config, data.examples),
                    memory=beside
                    + memory_needed(
                        shape,
                        config.optim,
                        max((e.tokens for e in data.examples), default=0),
                        bf16=uses_bf16(config),
                        checkpointing=config.run.gradient_checkpointing,
                    ),
                    flops=flops_needed(shape, data.examples, config.optim.epochs),
                    dropped=data.dropped,
                )
            )
        return found


def _steps(config: TrainConfig, examples: Sequence[Example]) -> int:
    """How many steps a run has at most."""
    if not config.distil.teacher:
        return len(plan_of(examples, config.optim))
    passes = math.ceil(len(turns(examples)) / config.distil.batch)
    return math.ceil(config.optim.epochs * math.ceil(passes / config.optim.accumulate))


def _teacher_memory(config: TrainConfig, work: Path) -> int:
    """Bytes of the teacher's weights; 0 without one."""
    if not config.distil.teacher:
        return 0
    teacher = open_checkpoint(find_base(config.distil.teacher, work / "teacher"))
    return int(teacher.parameters() * teacher_type().itemsize)


def run(config: TrainConfig, hooks: Hooks = Hooks(), *, resume: bool = False, restart: bool = False) -> Outcome:
    """Train all students of ``config``, going on where an earlier call stopped.

    ``resume`` insists that there is something to go on from, ``restart`` begins again. Raises UsageError (the output
    holds something else), ConfigError (a saved state of another configuration, data that does not fit, more processes
    than a step has forward passes), DataError, StudentError, StorageError, TrainingError, and Cancelled with everything
    saved.
    """
    accelerator = make_accelerator(config)
    if (processes := accelerator.num_processes) > config.optim.accumulate:
        raise ConfigError(
            f"{processes} processes are more than the {config.optim.accumulate} forward passes of a step",
            cause="optim.accumulate counts those of all processes together; some would have nothing to do.",
            hint=f"--set optim.accumulate={processes}",
        )
    output = Path(config.output)
    names = list(students_of(config))
    if accelerator.is_main_process:
        prepare(config, names, resume=resume, restart=restart)
    accelerator.wait_for_everyone()
    done = tuple(_student(config, name, accelerator, hooks) for name in names)
    manifest = None
    if accelerator.is_main_process and (len(names) > 1 or (config.lora.rank and _from_gguf(config))):
        from kpdd_edge.training.manifest import write_student

        manifest = write_student(config, {t.name: t.folder for t in done}, output, hooks.tell)
    accelerator.wait_for_everyone()
    return Outcome(done, manifest)


def prepare(config: TrainConfig, names: list[str], *, resume: bool, restart: bool) -> None:
    """Look at what the output folder holds before anything is written there. Raises UsageError."""
    output = Path(config.output)
    folders = [folder_of(config, name) for name in names]
    if output.is_file():
        raise UsageError(f"{output} is a file, but a folder is to be written", hint="another output")
    for folder in {output, *folders}:
        if folder.is_dir():
            sweep(folder)
    if restart:
        _remove_all(config, [folder / name for folder in {output, *folders} for name in LEFT])
        return
    begun = [folder for folder in folders if (folder / "state").is_dir() or (folder / "trl").is_dir()]
    if resume and not begun:
        raise UsageError(f"There is no saved state in {output}", hint="the same command without --resume begins a run")
    for folder in folders:
        if folder not in begun and (folder / "student").exists():
            raise UsageError(
                f"{folder / 'student'} is there already, without a state to go on from",
                cause="A finished student is never overwritten unless asked.",
                hint="--restart begins again, or give another output",
            )
    if not begun:
        # Of a run that never got to its first checkpoint, perhaps with another base.
        _remove_all(config, [output / "base"])


def _remove_all(config: TrainConfig, paths: Sequence[Path]) -> None:
    """Remove what a run left. Raises UsageError, before anything is removed, where the new one is to start from it."""
    given = (config.student.base, config.lora.start, config.distil.teacher, *(source.file for source in config.data))
    left = [path.resolve() for path in paths if path.exists()]
    for name in filter(None, given):
        source = expanded(name).resolve()
        for path in left:
            if path == source or path in source.parents:
                raise UsageError(
                    f"{name} is to be trained from, and lies in what this run would replace",
                    hint="another output, or move it out of the way",
                )
    for path in paths:
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _from_gguf(config: TrainConfig) -> bool:
    return config.student.base.endswith(".gguf")


def _data(config: TrainConfig, texts: Texts, name: str) -> TrainingSet:
    return build_training_set(config, texts.encode, student=name, begin=texts.begin, form=texts.form)


def _student(config: TrainConfig, name: str, accelerator: Accelerator, hooks: Hooks) -> Trained:
    """Train one student."""
    output, folder = Path(config.output), folder_of(config, name)
    tell = hooks.tell if accelerator.is_main_process else _silent
    with accelerator.main_process_first():  # which converts the base where that is needed
        texts = open_texts(config, output)
    data = _data(config, texts, name)
    base = open_base(config, texts)
    if accelerator.is_main_process:
        exports = bool(data.held_out and config.run.validation) or bool(config.lora.rank)
        check_disk(folder, base.trained, exported=base.parameters if exports else 0)
    shape = Shape.of(base.settings, base.parameters, tied=base.tied, trained=base.trained)
    _introduce(config, name, base, data, _steps(config, data.examples), accelerator, tell)
    reads, writes = students_of(config)[name]
    card = make_card(config, name, base, data)
    identity = {"configuration": config.learned(), "data": data.digest()}
    if config.lora.rank and (sha256 := card["student"]["base_sha256"]):
        identity["base"] = sha256  # a state holds the adapters alone

    def publish(target: Path, progress: Progress) -> None:
        with publishing(target, needed=4 * base.trained, folder=True, force=True) as temporary:
            save_student(base, temporary, card | _account(progress))

    validate = None
    if data.held_out and config.run.validation:
        validate = Validator(
            base,
            data.held_out,
            data.held_out_examples,
            reads=reads,
            writes=writes,
            kinds=config.kinds,
            scratch_at=folder / "validation",
            threads=config.run.threads,
            tell=tell,
        )
    cost = Cost(flops_needed(shape, data.examples, 1.0) / max(1, data.tokens), _peak(accelerator))

    def report(step: StepReport) -> None:
        if accelerator.is_main_process:
            hooks.step(name, step)

    plot: tuple[Path, ...] = ()
    try:
        if config.distil.teacher:
            from kpdd_edge.training.distil import distil

            progress = distil(
                config, base, data.examples, folder, identity=identity, report=report, cancel=hooks.cancel
            )
        else:
            progress = train(
                config, base.model, data.examples, pad=base.pad, accelerator=accelerator, state=folder / "state",
                log=folder / "log.jsonl", identity=identity, report=report, validate=validate,
                keep_best=lambda now: publish(folder / "best", now), cancel=hooks.cancel, cost=cost,
            )  # fmt: skip
    finally:
        if accelerator.is_main_process:
            plot = draw(folder / "log.jsonl", folder / "log")
    student = folder / "student"
    fresh = not student.is_dir()
    if accelerator.is_main_process and fresh:
        if progress.best >= 0 and (folder / "best").is_dir():
            _copy_best(folder)
        else:
            publish(student, progress)
    accelerator.wait_for_everyone()
    accelerator.free_memory()  # another student may follow
    return Trained(name, student, progress, plot, fresh)


def _introduce(
    config: TrainConfig,
    name: str,
    base: Base,
    data: TrainingSet,
    steps: int,
    accelerator: Accelerator,
    tell: Callable[[str], None],
) -> None:
    who = "" if name == "joint" else f"Student {name}: "
    trained = f", {base.trained:,} of them trained" if base.trained < base.parameters else ""
    tell(
        f"{who}{base.parameters:,} parameters{trained}; {len(data.examples):,} examples, {data.tokens:,} tokens "
        f"({data.loss_tokens:,} learned); {steps:,} steps at most; {len(data.held_out)} problems held out"
    )
    device = f"{accelerator.device.type}, {accelerator.mixed_precision.replace('no', 'fp32')}"
    if accelerator.num_processes > 1:
        device += f", {accelerator.num_processes} processes"
    tell(f"Device: {device}" + (f", {torch.get_num_threads()} threads" if accelerator.device.type == "cpu" else ""))
    for reason, count in sorted(data.dropped.items()):
        if count:
            tell(f"Left out {count:,}: {reason}")


def make_card(config: TrainConfig, name: str, base: Texts, data: TrainingSet) -> dict[str, Any]:
    """The student's ``kpdd.json``: ``student`` is what an export takes over, the rest says how it was made."""
    own = config.student.name or Path(config.output).name
    writes = students_of(config)[name][1]
    source = Path(config.student.base)
    return {
        "kpdd_student": 1,
        "student": {
            "name": own if name == "joint" else f"{own}-{name}",
            "format_version": FORMAT_VERSION,
            "prompt": "trained",
            "stages": list(writes),
            "kinds": list(config.kinds),
            "licence": config.student.licence,
            "base": config.student.base,
            "base_sha256": _sha256(source) if _from_gguf(config) else "",
        },
        "configuration": config.to_dict(),
        "data": {
            "examples": len(data.examples),
            "tokens": data.tokens,
            "learned_tokens": data.loss_tokens,
            "sha256": data.digest(),
            "left_out": data.dropped,
        },
        "versions": tool_versions(("torch", "transformers", "accelerate", "peft")),
    }


def _account(progress: Progress) -> dict[str, Any]:
    best = round(progress.best, 5) if progress.best >= 0 else None
    return {"training": {"steps": progress.step, "tokens": progress.tokens, "seconds": round(progress.elapsed, 1),
                         "validation": best}}  # fmt: skip


def _copy_best(folder: Path) -> None:
    size = sum(path.stat().st_size for path in (folder / "best").iterdir())
    with publishing(folder / "student", needed=size, folder=True) as temporary:
        shutil.copytree(folder / "best", temporary, dirs_exist_ok=True)


def _peak(accelerator: Accelerator) -> float | None:
    if accelerator.device.type != "cuda":
        return None
    one = peak_flops(torch.cuda.get_device_name(accelerator.device))
    return None if one is None else one * accelerator.num_processes


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"Cannot read {path}", cause=error.strerror or str(error)) from error


def _silent(_line: str) -> None:
    pass
