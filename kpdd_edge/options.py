"""The options of a solve, declared once: the command line, the terminal app and the settings file read them here.

An option's help text stands in its field's metadata. This module knows no front end.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kpdd_edge.errors import ConfigError, did_you_mean

#: How many problems of a file are solved at a time unless a caller says otherwise: enough for lanes on two cores.
PARALLEL: Final = 16


def option(
    default: Any,
    help: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    short: str = "",
) -> Any:
    """A dataclass field with what a front end needs to show it."""
    return field(
        default=default,
        metadata={"help": help, "min": minimum, "max": maximum, "choices": choices, "short": short},
    )


@dataclass(frozen=True, slots=True)
class SolverOptions:
    """How to solve. Values are checked when an instance is made: ConfigError names the option and its range."""

    student: str = option(
        "", "Student to solve with: a name (kpdd models list), a GGUF file, or empty for the default.", short="-s"
    )
    rationale: str = option(
        "", "How it reasons: pot (a program that is run) or cot (steps in words); empty: the student's own.", short="-r"
    )
    votes: int = option(
        1, "Rationales to sample; each votes for its answer, the likelier ones more.", minimum=1, maximum=64, short="-n"
    )
    retries: int = option(
        4,
        "When an answer cannot be right (5.67 pencils), is unsure, or a number was left out: mend it, or write up to "
        "so many more. 0: keep it.",
        minimum=0,
        maximum=16,
    )
    temperature: float = option(
        0.7,
        "Sampling temperature of votes and further attempts; what is written first without votes is greedy.",
        minimum=0.01,
        maximum=2.0,
    )
    seed: int = option(0, "Seed of what is sampled: the same seed gives the same votes.", minimum=0, maximum=2**63 - 1)
    max_tokens: int = option(400, "Longest rationale, in tokens.", minimum=1, maximum=8192)
    timeout: float = option(5.0, "Seconds that one program may run.", minimum=0.05, maximum=600)
    memory: int = option(512, "Megabytes that one program may use.", minimum=32, maximum=65536)
    sandbox: str = option(
        "auto",
        "Who runs programs: auto (Monty, then the Linux jail), monty, or jail.",
        choices=("auto", "monty", "jail"),
    )
    threads: int = option(0, "Threads to compute with; 0: one for each physical core.", minimum=0, maximum=1024)
    context: int = option(
        0, "Tokens that all votes together may hold; 0: the student's own.", minimum=0, maximum=1_048_576
    )

    def __post_init__(self) -> None:
        for f in dataclasses.fields(self):
            check_option(f, getattr(self, f.name))


def check_option(f: dataclasses.Field[Any], value: Any) -> None:
    """Raises ConfigError when ``value`` is of the wrong type or out of the field's range."""
    kind = type(f.default)
    good = isinstance(value, (int, float)) if kind is float else isinstance(value, kind)
    if not good or isinstance(value, bool) != (kind is bool):
        raise ConfigError(f"Option {f.name!r} is {value!r}, but should be of type {kind.__name__}")
    low, high, choices = f.metadata["min"], f.metadata["max"], f.metadata["choices"]
    if (low is not None and not value >= low) or (high is not None and not value <= high):
        raise ConfigError(f"Option {f.name!r} is {value}, but should be between {low} and {high}")
    if choices and value not in choices:
        raise ConfigError(f"Option {f.name!r} is {value!r}, but should be one of {', '.join(choices)}")


def step_range(text: str) -> tuple[int, int] | None:
    """``2`` or ``1-3`` as the fewest and the most steps of a solution; empty: any. Raises ValueError."""
    if not text:
        return None
    low, dash, high = text.partition("-")
    if not low.isdecimal() or (dash and not high.isdecimal()) or int(low) > int(high or low):
        raise ValueError(f"{text!r} is no number of steps.")
    return int(low), int(high or low)


def options_from(values: Mapping[str, Any], base: SolverOptions = SolverOptions(), *, where: str = "") -> SolverOptions:
    """``base`` with ``values`` put over it; raises ConfigError for an unknown key (did you mean ...)."""
    known = {f.name for f in dataclasses.fields(SolverOptions)}
    for key in values:
        if key not in known:
            raise ConfigError(f"Unknown option {key!r}{f' in {where}' if where else ''}.{did_you_mean(key, known)}")
    return dataclasses.replace(base, **values)
