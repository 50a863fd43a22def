"""Strategies by name, imported on first use."""

from __future__ import annotations

import importlib

from kpdd_edge.errors import ConfigError, did_you_mean
from kpdd_edge.options import SolverOptions
from kpdd_edge.strategies.base import Strategy

STRATEGIES = {
    "greedy": "kpdd_edge.strategies.greedy:Greedy",
    "vote": "kpdd_edge.strategies.vote:Vote",
}


def get(name: str, options: SolverOptions) -> Strategy:
    """The strategy called ``name``. Raises ConfigError for an unknown one."""
    if name not in STRATEGIES:
        raise ConfigError(f"There is no strategy {name!r}.{did_you_mean(name, STRATEGIES)}")
    module, _, attribute = STRATEGIES[name].partition(":")
    strategy: Strategy = getattr(importlib.import_module(module), attribute)(options)
    return strategy


def for_options(options: SolverOptions) -> Strategy:
    """Greedy for one vote, voting for more."""
    return get("greedy" if options.votes == 1 else "vote", options)
