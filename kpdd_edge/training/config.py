"""A training run's configuration: one TOML file, every key declared once with its help text.

::

    output = "runs/smollm2-135m-pot"

    [student]
    base = "runs/smollm2-14k"
    rationale = "pot"

    [[data]]
    file = "gsm8k.jsonl"

Only ``output``, ``student.base`` and one ``[[data]]`` table are needed. This module knows neither torch nor a file
other than the configuration itself.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from kpdd_edge.errors import ConfigError, did_you_mean
from kpdd_edge.events import StageName
from kpdd_edge.keypoints import ARM_STAGES, Arm
from kpdd_edge.options import check_option, option, step_range

ARMS = get_args(Arm)


class _Checked:
    """Checks every field against its declaration when an instance is made. Raises ConfigError."""

    def __post_init__(self) -> None:
        for f in dataclasses.fields(self):  # type: ignore[arg-type]
            if "help" in f.metadata:
                check_option(f, getattr(self, f.name))


@dataclass(frozen=True)
class StudentConfig(_Checked):
    """Who is trained, and to write what."""

    base: str = option("", "What to start from: a Hugging Face directory or hub name, or a GGUF file (dequantised).")
    name: str = option("", "The student's name, kept in its checkpoint; empty: the output folder's.")
    key_points: str = option("both", "Key points that it writes before it solves.", choices=ARMS)
    rationale: str = option("pot", "How it solves; mixed: both, by the header.", choices=("pot", "cot", "mixed"))
    last_step: str = option(
        "answer",
        "How a program's last step is written. answer: answer = ...; named: a name from the core question = ..., then "
        "answer = that name, so that how many steps there are need not be known beforehand.",
        choices=("answer", "named"),
    )
    students: str = option(
        "joint",
        "joint: one student writes all stages. two: key points, solution. three: question, information, solution.",
        choices=("joint", "two", "three"),
    )
    licence: str = option("", "Licence of the weights, kept in the checkpoint.")


@dataclass(frozen=True)
class SourceConfig(_Checked):
    """One training file and how much of it is used."""

    file: str = option("", "A training file (kpdd data build, kpdd data template, kpdd annotate).")
    limit: int = option(0, "Only so many of its problems, chosen by the seed; 0: all.", minimum=0)
    repeat: int = option(1, "How often each of its examples comes in an epoch.", minimum=1, maximum=100)
    kinds: str = option("", "Rationales taken from it (pot, cot, or pot,cot); empty: those that the student writes.")
    sure: bool = option(False, "Leave out problems whose teacher was not sure of the wiring.")
    steps: str = option("", "Only problems whose solution takes so many steps, as 2 or 2-3; empty: any.")

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            step_range(self.steps)
        except ValueError as error:
            raise ConfigError(f"Option 'steps': {error}", hint='steps = "2" or steps = "2-3"') from error


@dataclass(frozen=True)
class LoraConfig(_Checked):
    """Low-rank adapters instead of all weights (arXiv 2106.09685)."""

    rank: int = option(0, "Rank of the adapters; 0: all weights are trained.", minimum=0, maximum=1024)
    alpha: float = option(32.0, "Scale: the update is multiplied by alpha / rank.", minimum=0.0)
    dropout: float = option(0.0, "Dropout on the adapters' input.", minimum=0.0, maximum=0.9)
    targets: str = option("all-linear", "Modules that get one, with commas; all-linear: every linear layer.")
    start: str = option("", "Adapters to go on from: a directory of peft's or a GGUF adapter; empty: new ones.")


@dataclass(frozen=True)
class OptimConfig(_Checked):
    """The optimiser and its schedule."""

    epochs: float = option(1.0, "Passes over the data; a part of one is allowed.", minimum=0.001, maximum=1000)
    learning_rate: float = option(5e-4, "Peak learning rate.", minimum=0.0, maximum=1.0)
    floor: float = option(0.0, "Learning rate at the end, as a share of the peak.", minimum=0.0, maximum=1.0)
    warmup: float = option(0.03, "Share of the run over which the rate rises from 0.", minimum=0.0, maximum=0.9)
    weight_decay: float = option(0.01, "Decoupled decay of weights; never of norms and biases.", minimum=0.0)
    beta1: float = option(0.9, "AdamW: decay of the mean of gradients.", minimum=0.0, maximum=0.9999)
    beta2: float = option(0.98, "AdamW: decay of the mean of their squares.", minimum=0.0, maximum=0.99999)
    clip: float = option(1.0, "Largest norm of the gradient; 0: no clipping.", minimum=0.0)
    batch_tokens: int = option(
        4096, "Tokens that one forward pass may hold, padding included (T5's two sides are padded apart).", minimum=16
    )
    accumulate: int = option(1, "Forward passes of all processes together in one step.", minimum=1, maximum=4096)
    seed: int = option(0, "Seed of data order, sampling and dropout.", minimum=0, maximum=2**31 - 1)


@dataclass(frozen=True)
class RunConfig(_Checked):
    """How the run is carried out. ``max_minutes``, ``max_tokens`` and ``validation`` decide what is learned: a saved
    state goes on under the same alone. ``precision`` changes the last digits."""

    max_minutes: float = option(0.0, "End after so long, the rate annealed by then; 0: by epochs only.", minimum=0.0)
    precision: str = option("auto", "auto: bf16 where the device is quick at it.", choices=("auto", "bf16", "fp32"))
    checkpoint_minutes: float = option(15.0, "Minutes between two checkpoints.", minimum=0.01)
    gradient_checkpointing: bool = option(False, "Compute activations twice to save memory.")
    max_tokens: int = option(768, "Longer examples are left out (and counted).", minimum=16, maximum=131072)
    validation: int = option(64, "Training problems held out and solved to choose the best checkpoint.", minimum=0)
    validate_minutes: float = option(30.0, "Minutes of training between two validations.", minimum=0.01)
    threads: int = option(0, "Threads on a CPU; 0: one for each core.", minimum=0, maximum=1024)
    log_steps: int = option(10, "Steps between two lines of the log.", minimum=1)


@dataclass(frozen=True)
class DistilConfig(_Checked):
    """On-policy distillation from a larger teacher with the same tokenizer (arXiv 2306.13649), instead of the loop."""

    teacher: str = option("", "A Hugging Face directory or hub name, or a GGUF file; empty: no such teacher.")
    on_policy: float = option(0.5, "Share of batches that the student writes itself.", minimum=0.0, maximum=1.0)
    beta: float = option(0.5, "0: KL divergence from the teacher; 1: its inverse.", minimum=0.0, maximum=1.0)
    temperature: float = option(0.9, "Temperature of the samples.", minimum=0.01, maximum=5.0)
    max_new_tokens: int = option(200, "Longest sample, in tokens.", minimum=1, maximum=8192)
    batch: int = option(8, "Stages in one forward pass, instead of optim.batch_tokens.", minimum=1, maximum=4096)
    save_steps: int = option(200, "Steps between two checkpoints.", minimum=1)


@dataclass(frozen=True)
class TrainConfig:
    """A whole run."""

    output: str
    student: StudentConfig
    data: tuple[SourceConfig, ...]
    optim: OptimConfig = field(default_factory=OptimConfig)
    lora: LoraConfig = field(default_factory=LoraConfig)
    run: RunConfig = field(default_factory=RunConfig)
    distil: DistilConfig = field(default_factory=DistilConfig)

    def __post_init__(self) -> None:
        if not self.output:
            raise ConfigError("The configuration names no output folder", hint='output = "runs/NAME"')
        if not self.student.base:
            raise ConfigError(
                "The configuration names no base", hint='[student]\nbase = "DIRECTORY, NAME or FILE.gguf"'
            )
        if not self.data or not all(source.file for source in self.data):
            raise ConfigError("The configuration names no training file", hint='[[data]]\nfile = "train.jsonl"')

    @property
    def kinds(self) -> tuple[str, ...]:
        """The rationale kinds that the student learns, its default first."""
        return ("pot", "cot") if self.student.rationale == "mixed" else (self.student.rationale,)

    @property
    def stages(self) -> tuple[StageName, ...]:
        """The stages that the student (or the students of a split together) writes."""
        return ARM_STAGES[cast(Arm, self.student.key_points)]

    def to_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    def learned(self) -> dict[str, Any]:
        """What decides the weights: a checkpoint goes on only under the same."""
        whole = self.to_dict()
        del whole["output"]
        if not self.distil.teacher:
            del whole["distil"]
        whole["run"] = {key: whole["run"][key] for key in ("max_minutes", "max_tokens", "validation")}
        return whole


_TABLES: dict[str, type[Any]] = {
    "student": StudentConfig,
    "optim": OptimConfig,
    "lora": LoraConfig,
    "run": RunConfig,
    "distil": DistilConfig,
}


def config_from(values: Mapping[str, Any], *, where: str = "the configuration") -> TrainConfig:
    """A configuration from plain data. Raises ConfigError: unknown key (did you mean ...), wrong type, out of range."""
    known = {"output", "data", *_TABLES}
    for key in values:
        if key not in known:
            raise ConfigError(f"Unknown key {key!r} in {where}.{did_you_mean(key, known | _leaves())}")
    made: dict[str, Any] = {"output": values.get("output", "")}
    if not isinstance(made["output"], str):
        raise ConfigError(f"'output' in {where} is {made['output']!r}, but should be of type str")
    for name, kind in _TABLES.items():
        made[name] = _table(kind, values.get(name, {}), f"[{name}] of {where}")
    sources = values.get("data", [])
    if isinstance(sources, Mapping):
        sources = [sources]
    if not isinstance(sources, list):
        raise ConfigError(f"'data' in {where} should be tables", hint='[[data]]\nfile = "train.jsonl"')
    made["data"] = tuple(_table(SourceConfig, source, f"[[data]] of {where}") for source in sources)
    return TrainConfig(**made)


def load_config(path: Path, changes: Mapping[str, Any] | None = None) -> TrainConfig:
    """Read a TOML file, with ``changes`` (``"optim.epochs": 2``) put over it. Raises ConfigError."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"There is no file {path}", hint="kpdd train --list shows the configurations of the package"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read as TOML", cause=str(error)) from error
    for key, value in (changes or {}).items():
        _set(values, key, value)
    return config_from(values, where=path.name)


def _set(values: dict[str, Any], key: str, value: Any) -> None:
    """Put ``value`` at ``optim.epochs`` or ``data.0.limit``. Raises ConfigError."""
    *tables, last = key.split(".")
    target: Any = values
    for table in tables:
        if isinstance(target, list) and table.isdigit() and int(table) < len(target):
            target = target[int(table)]
        elif isinstance(target, dict):
            target = target.setdefault(table, {})
        else:
            raise ConfigError(f"{key!r} cannot be set: there is no {table!r}")
    if not isinstance(target, dict):
        raise ConfigError(f"{key!r} cannot be set", cause="It names no table of the configuration.")
    target[last] = value


def settings(path: Path, config: TrainConfig) -> tuple[dict[str, Any], dict[str, Any]]:
    """Which keys of ``config`` its file gives, and which are inherited (the defaults); both with their values."""
    given = _flat({k: v for k, v in tomllib.loads(path.read_text("utf-8")).items() if k != "data"})
    whole = _flat({name: value for name, value in config.to_dict().items() if name != "data"})
    own = {key: whole[key] for key in given if key in whole}
    return own, {key: value for key, value in whole.items() if key not in given}


def _flat(values: Mapping[str, Any], lead: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        found |= _flat(value, f"{lead}{key}.") if isinstance(value, Mapping) else {f"{lead}{key}": value}
    return found


def _leaves() -> set[str]:
    return {f.name for kind in (*_TABLES.values(), SourceConfig) for f in dataclasses.fields(kind)}


def _table(kind: type[Any], values: Any, where: str) -> Any:
    if not isinstance(values, Mapping):
        raise ConfigError(f"{where} should be a table")
    fields = {f.name: f for f in dataclasses.fields(kind)}
    for key in values:
        if key not in fields:
            raise ConfigError(f"Unknown key {key!r} in {where}.{did_you_mean(key, fields)}")
    ints = {k: float(v) for k, v in values.items() if isinstance(fields[k].default, float) and type(v) is int}
    return kind(**{**values, **ints})
