"""The learning rate over a run: a linear rise, then half a cosine."""

from __future__ import annotations

import math


def rate(progress: float, *, peak: float, warmup: float, floor: float) -> float:
    """The learning rate when the share ``progress`` (0 to 1) of a run is done.

    ``warmup`` is the share over which it rises, ``floor`` the share of ``peak`` that it ends with.
    The cosine is that of SGDR without restarts (arXiv 1608.03983).
    """
    progress = min(max(progress, 0.0), 1.0)
    if progress < warmup:
        return peak * progress / warmup
    along = (progress - warmup) / (1.0 - warmup)
    return peak * (floor + (1.0 - floor) * 0.5 * (1.0 + math.cos(math.pi * along)))
