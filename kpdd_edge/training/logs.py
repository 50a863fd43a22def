"""Reading a run's log back, and drawing it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kpdd_edge.appendlog import whole_lines


def read_log(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a log; empty when there is none."""
    try:
        return [record for record, _ in whole_lines(path.read_bytes())]
    except OSError:
        return []


def draw(log: Path, stem: Path) -> tuple[Path, ...]:
    """Loss, learning rate and validated accuracy over steps, as ``stem.png`` and ``stem.svg``.

    Nothing is drawn, and nothing returned, without matplotlib or with fewer than two lines of log.
    """
    records = read_log(log)
    steps = [record for record in records if "loss" in record]
    if len(steps) < 2:
        return ()
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        return ()
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    _line(axes, steps, "loss", "#1f5a73", "loss, nats a token")
    axes.set_xlabel("step")
    axes.set_ylabel("loss, nats a token")
    axes.set_ylim(bottom=0)
    right = axes.twinx()
    validated = [record for record in records if "validation" in record]
    if validated:
        _line(right, validated, "validation", "#b5541c", "validation", marker="o")
        right.set_ylim(0, 1)
        right.set_ylabel("validation: share of held-out problems solved")
    else:
        _line(right, steps, "rate", "#999999", "learning rate")
        right.set_ylim(bottom=0)
        right.set_ylabel("learning rate")
    figure.legend(loc="outside upper right", ncols=2, frameon=False)
    made = tuple(stem.with_suffix(suffix) for suffix in (".png", ".svg"))
    for path in made:
        figure.savefig(path, dpi=120)
    return made


def _line(
    axes: Any, records: Sequence[dict[str, Any]], key: str, colour: str, label: str, marker: str | None = None
) -> None:
    axes.plot([r["step"] for r in records], [r[key] for r in records], color=colour, label=label, marker=marker)
