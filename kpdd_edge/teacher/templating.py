"""Authored templates as a training file. The problems come from :mod:`kpdd_edge.datasets.templates`."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from kpdd_edge.datasets import jsonl, templates
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import UsageError, did_you_mean
from kpdd_edge.problem import Problem, Rationale
from kpdd_edge.sandbox import open_sandbox
from kpdd_edge.teacher.filter import Filter
from kpdd_edge.teacher.program_shape import inline_givens

LAYOUTS = ("inline", "named")


def family_list() -> list[dict[str, Any]]:
    """The problem families: name, topic, number of steps, one line of description."""
    return [
        {"name": family.name, "topic": family.topic, "steps": family.steps, "doc": family.doc}
        for family in templates.families().values()
    ]


def write(
    out: Path,
    count: int,
    seed: int,
    families: Sequence[str] | None = None,
    layout: str = "inline",
    *,
    steps: tuple[int, int] | None = None,
    distractors: float | None = None,
    verify: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    cancel: Cancel | None = None,
) -> dict[str, Any]:
    """Write ``count`` template problems to ``out`` in one step, and say what was written.

    ``layout`` "inline" puts the numbers where they are used, as the gold teacher does; "named" keeps the templates'
    own form. ``steps`` and ``distractors`` are those of :func:`kpdd_edge.datasets.templates.stream`. Raises UsageError
    for an unknown layout or family, Cancelled with the old file left as it was.
    """
    if layout not in LAYOUTS:
        raise UsageError(
            f"There is no layout {layout!r}.{did_you_mean(layout, LAYOUTS)}", cause=f"There are {', '.join(LAYOUTS)}."
        )
    begin = time.monotonic()
    seen: Counter[str] = Counter()
    rejected: Counter[str] = Counter()

    def problems() -> Iterator[Problem]:
        with closing(open_sandbox()) as box:
            sieve = Filter(box) if verify else None
            for done, problem in enumerate(
                templates.stream(count, seed, families, steps=steps, distractors=distractors)
            ):
                if on_progress is not None and done % 64 == 0:
                    on_progress(done, count)
                if cancel is not None:
                    cancel.check()
                found = laid_out(problem, layout)
                if sieve is not None:
                    filtered = sieve.apply(found)
                    rejected.update(filtered.rejected)
                    if len(filtered.problem.rationales) < len(found.rationales):
                        continue
                seen[str(problem.meta.get("family", ""))] += 1
                yield found

    written = jsonl.write(out, problems())
    return {
        "out": str(out),
        "problems": written,
        "asked": count,
        "families": len(seen),
        "seed": seed,
        "layout": layout,
        "rejected": dict(rejected),
        "seconds": round(time.monotonic() - begin, 3),
    }


def laid_out(problem: Problem, layout: str) -> Problem:
    """The problem with its programs in ``layout``."""
    if layout != "inline":
        return problem
    changed = tuple(
        Rationale("pot", inline_givens(rationale.text)) if rationale.kind == "pot" else rationale
        for rationale in problem.rationales
    )
    return replace(problem, rationales=changed)
