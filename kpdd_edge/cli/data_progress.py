"""A bar with the time left, on standard error, for work that counts problems; nothing where there is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kpdd_edge.cli.common import err, on_interrupt
from kpdd_edge.engines.base import Cancel


@contextmanager
def counting(what: str, total: int | None) -> Iterator[tuple[Callable[[int, int], None], Cancel]]:
    """A callback ``(done, of how many)`` that draws the bar, and a Cancel that the first Ctrl-C sets."""
    cancel = Cancel()
    with on_interrupt(cancel.set):
        if not err().is_terminal:
            yield (lambda _done, _total: None), cancel
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.progress import TimeRemainingColumn as Remaining

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            Remaining(compact=True),
        )
        with Progress(*columns, console=err(), transient=True) as bars:
            task = bars.add_task(what, total=total)
            yield (lambda done, _total: bars.update(task, completed=done)), cancel
