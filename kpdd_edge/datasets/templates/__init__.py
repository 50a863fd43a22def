"""Authored word problems without end: problem families written for this project, sampled under constraints.

``generate(seed)`` gives a problem of any family, ``sample(name, seed)`` one of a given family, ``stream(count, seed)``
many different ones. Each comes with its core question, the facts that matter, a program and steps in words, all
derived from one structure. Nothing here may contain text from a published data set.
"""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import Family, families, generate, sample, stream

__all__ = ["Family", "families", "generate", "sample", "stream"]
