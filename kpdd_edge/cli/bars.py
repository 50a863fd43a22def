"""Progress of long work on standard error: a bar with the time left on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from kpdd_edge.cli.common import err, on_interrupt
from kpdd_edge.engines.base import Cancel

#: Seconds between two lines where there is no terminal.
_EVERY_S = 15.0


class Bar(Protocol):
    def __call__(self, done: int, total: int, note: str = "", remaining_s: float | None = None) -> None:
        """``note`` is shown behind the counts; ``remaining_s`` is the caller's estimate."""
        ...


@contextmanager
def work_bar(what: str) -> Iterator[tuple[Bar, Cancel]]:
    """A bar, and a Cancel that the first Ctrl-C sets; a second Ctrl-C interrupts at once."""
    cancel = Cancel()
    with on_interrupt(cancel.set):
        if not err().is_terminal:
            yield _Lines(what), cancel
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}", markup=False),
        )
        with Progress(*columns, console=err(), transient=True) as bars:
            task = bars.add_task(what, total=None, note="")

            def show(done: int, total: int, note: str = "", remaining_s: float | None = None) -> None:
                bars.update(task, completed=done, total=total, note=_join(note, remaining_s))

            yield show, cancel


class _Lines:
    def __init__(self, what: str) -> None:
        self._what = what
        self._last = time.monotonic()

    def __call__(self, done: int, total: int, note: str = "", remaining_s: float | None = None) -> None:
        now = time.monotonic()
        if now - self._last >= _EVERY_S:
            self._last = now
            tail = _join(note, remaining_s)
            err().print(f"{self._what} {done}/{total}" + (f"  {tail}" if tail else ""), markup=False)


def _join(note: str, remaining_s: float | None) -> str:
    left = f"{duration(remaining_s)} left" if remaining_s is not None else ""
    return "  ".join(part for part in (note, left) if part)


def duration(seconds: float) -> str:
    """``45 s``, ``12 min``, ``3 h 20 min``."""
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02d} min"
