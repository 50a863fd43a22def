"""Kinds of rationale by name, imported on first use."""

from __future__ import annotations

import importlib
from typing import Final

from kpdd_edge.errors import ConfigError, did_you_mean
from kpdd_edge.rationales.base import RationaleKind

RATIONALES: Final = {
    "pot": "kpdd_edge.rationales.pot:ProgramOfThought",
    "cot": "kpdd_edge.rationales.cot:ChainOfThought",
}


def kinds() -> tuple[str, ...]:
    """The names of all kinds."""
    return tuple(RATIONALES)


def get(name: str) -> RationaleKind:
    """The kind called ``name``. Raises ConfigError for an unknown one."""
    if name not in RATIONALES:
        raise ConfigError(
            f"There is no kind of rationale {name!r}.{did_you_mean(name, RATIONALES)}",
            cause=f"There are: {', '.join(RATIONALES)}.",
            hint="kpdd solve --rationale pot",
        )
    module, _, attribute = RATIONALES[name].partition(":")
    kind: RationaleKind = getattr(importlib.import_module(module), attribute)()
    return kind
