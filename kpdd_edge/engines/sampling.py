"""Choosing the next token from a row of logits, the same way on every engine.

A seed gives the same choices for the same logits whatever the engine, the number of sessions in a batch or the order
they are served in: every session has its own generator.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kpdd_edge.engines.base import Sampling

Logits = npt.NDArray[np.float32]

#: What a token counts as at least, so that sums of logarithms stay numbers: also for a damaged model's NaN.
_LEAST: Final = math.log(1e-30)


def log_probability(logits: Logits, token: int) -> float:
    """The natural logarithm of the probability that ``logits``, shape (vocabulary,), give ``token``; at least -69."""
    with np.errstate(invalid="ignore"):
        above = logits - logits.max()
        value = float(above[token]) - float(np.log(np.exp(above).sum()))
    return max(value, _LEAST) if math.isfinite(value) else _LEAST


class Sampler:
    """One session's choice of tokens. ``stream`` tells apart sessions that share a seed (votes)."""

    __slots__ = ("_rng", "sampling")

    def __init__(self, sampling: Sampling, stream: int = 0) -> None:
        self.sampling = sampling
        self._rng: Any = (
            None if sampling.temperature <= 0 else np.random.Generator(np.random.PCG64([sampling.seed, stream]))
        )

    def __call__(self, logits: Logits) -> int:
        """The id of the next token. ``logits``: float32, shape (vocabulary,), not changed.

        A row with NaN (a damaged model) gives the token that numpy's argmax names, as greedy decoding does.
        """
        s = self.sampling
        if self._rng is None:
            return int(logits.argmax())
        top = float(logits.max())
        if math.isnan(top):
            return int(logits.argmax())
        # min-p first: it leaves a handful of 49,152 candidates, and everything after it is cheap.
        floor = top + math.log(s.min_p) if s.min_p > 0 else -math.inf
        ids = np.flatnonzero(logits >= floor)
        values = logits[ids]
        if 0 < s.top_k < len(ids):
            kept = np.argpartition(-values, s.top_k - 1)[: s.top_k]
            ids, values = ids[kept], values[kept]
        order = np.argsort(-values, kind="stable")
        ids, values = ids[order], values[order].astype(np.float64)
        if s.top_p < 1.0:
            p = np.exp(values - top)
            p /= p.sum()
            # The smallest set whose probability reaches top_p, with the token that crosses the line.
            count = int(np.searchsorted(np.cumsum(p), s.top_p)) + 1
            ids, values = ids[:count], values[:count]
        p = np.exp((values - values[0]) / s.temperature)
        cumulative = np.cumsum(p)
        draw = self._rng.random() * cumulative[-1]
        return int(ids[min(int(np.searchsorted(cumulative, draw, side="right")), len(ids) - 1)])
