"""One file of problems in a thread of its own, and the message that tells the screen of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, KpddError, UsageError
from kpdd_edge.options import SolverOptions
from kpdd_edge.tui.engine_link import Room
from kpdd_edge.tui.engine_room import Tell, as_kpdd_error
from kpdd_edge.tui.feed import Feed

if TYPE_CHECKING:
    from kpdd_edge.batch import BatchProgress

#: A larger file is for the command line.
MAX_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class BatchEnded:
    """The thread is done. ``cancelled``: it was asked to stop; ``error``: it could not go on."""

    cancelled: bool = False
    error: KpddError | None = None


@dataclass(eq=False)
class BatchRun:
    """One file on its way."""

    source: Path
    out: Path
    force: bool
    post: Callable[[Message], object]
    cancel: Cancel = field(default_factory=Cancel)
    feed: Feed[BatchProgress | BatchEnded] = field(init=False)

    def __post_init__(self) -> None:
        self.feed = Feed(lambda: self.post(BatchWoke(self)))

    def work(self, room: Room, options: SolverOptions, tell: Tell) -> None:
        """Runs in a thread; never raises."""
        try:
            if self.source.stat().st_size > MAX_BYTES:
                raise UsageError(
                    f"{self.source.name} is too large to be watched", hint=f"kpdd batch {self.source} -o {self.out}"
                )
            data = self.source.read_bytes()
            for progress in room.batch(
                data, self.out, self.source.name, options, force=self.force, tell=tell, cancel=self.cancel
            ):
                self.feed.put(progress)
            self.feed.put(BatchEnded())
        except Cancelled:
            self.feed.put(BatchEnded(cancelled=True))
        except BaseException as error:
            self.feed.put(BatchEnded(error=as_kpdd_error(error)))


class BatchWoke(Message):
    def __init__(self, run: BatchRun) -> None:
        super().__init__()
        self.run = run
