"""Showing what long work on a student's files is doing, on standard error: bars on a terminal, lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kpdd_edge.cli.common import err, on_interrupt
from kpdd_edge.engines.base import Cancel
from kpdd_edge.students.files import format_bytes
from kpdd_edge.students.progress import FileProgress, ProgressCallback

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_NAME_WIDTH = 28
_VERBS = {"fetching": "Fetching", "unpacking": "Unpacking", "verifying": "Verifying"}


@contextmanager
def file_progress(*, quiet: bool = False) -> Iterator[tuple[ProgressCallback, Cancel]]:
    """A progress callback for work on files, and a Cancel that the first Ctrl-C sets. ``quiet`` shows nothing."""
    cancel = Cancel()
    with on_interrupt(cancel.set):
        if quiet:
            yield (lambda _progress: None), cancel
        elif err().is_terminal:
            with _bars() as bars:
                yield _Bars(bars), cancel
        else:
            yield _Lines(), cancel


def _bars() -> Progress:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    # Narrow enough for 80 columns; a line that wraps could not be redrawn in place.
    label = TextColumn("{task.description}", markup=False)
    columns = (label, BarColumn(bar_width=16), DownloadColumn(), TimeRemainingColumn(compact=True))
    return Progress(*columns, console=err(), transient=True)


class _Bars:
    """One bar per file and phase; trouble is printed above them and stays."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[tuple[str, str], TaskID] = {}

    def __call__(self, now: FileProgress) -> None:
        verb = _VERBS.get(now.phase)
        if verb is None:
            self._bars.console.print(_message(now), markup=False)
            return
        key = (now.filename, now.phase)
        if key not in self._tasks:
            name = now.filename if len(now.filename) <= _NAME_WIDTH else now.filename[: _NAME_WIDTH - 1] + "…"
            self._tasks[key] = self._bars.add_task(f"{verb} {name}", total=now.total)
        self._bars.update(self._tasks[key], completed=now.done, total=now.total)


class _Lines:
    """A line when a phase begins and one for each trouble."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str, str]] = set()

    def __call__(self, now: FileProgress) -> None:
        verb = _VERBS.get(now.phase)
        if verb is None:
            err().print(_message(now), markup=False)
            return
        key = (now.filename, now.phase, now.source)
        if key not in self._seen:
            self._seen.add(key)
            size = f" ({format_bytes(now.total)})" if now.total else ""
            place = f" from {now.source}" if now.phase == "fetching" and now.source else ""
            err().print(f"{verb} {now.filename}{size}{place}", markup=False)


def _message(now: FileProgress) -> str:
    if now.phase == "waiting":
        return f"Waiting: {now.message}"
    if now.phase == "retrying":
        return f"Trying again: {now.message}"
    return f"No luck with {now.source}: {now.message}"
