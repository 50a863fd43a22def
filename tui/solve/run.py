"""One solve in a thread of its own, and the messages that tell the screen of it.

The thread never touches a widget: it puts events into a feed, and the feed wakes the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from textual.message import Message

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, KpddError
from kpdd_edge.events import Answered, Event
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import KeyPoints
from kpdd_edge.tui.engine_link import Room
from kpdd_edge.tui.engine_room import Tell, as_kpdd_error
from kpdd_edge.tui.feed import Feed
from kpdd_edge.tui.services import Services
from kpdd_edge.tui.solve.state import OwnRun, SolveState


@dataclass(frozen=True, slots=True)
class Ended:
    """The thread is done; ``error`` is None when it was cancelled or gave an answer."""

    error: KpddError | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """Something the user should be told that did not stop the solve."""

    text: str


Item = Event | Ended | Noted


class RunWoke(Message):
    """Something has come from a run; take it from its feed."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run


@dataclass(eq=False)
class Run:
    """What is solved, how, and what has come of it so far. ``post`` takes messages from any thread."""

    problem: str
    options: SolverOptions
    key_points: KeyPoints | None
    extract: bool
    state: SolveState
    post: Callable[[Message], object]
    cancel: Cancel = field(default_factory=Cancel)
    feed: Feed[Item] = field(init=False)

    def __post_init__(self) -> None:
        self.feed = Feed(lambda: self.post(RunWoke(self)))

    def work(self, room: Room, services: Services, tell: Tell) -> None:
        """Solve, and write the solution down. Runs in a thread; never raises."""
        try:
            stream = room.stream(
                self.problem,
                self.options,
                key_points=self.key_points,
                extract=self.extract,
                tell=tell,
                cancel=self.cancel,
            )
            for event in stream:
                if isinstance(event, Answered):
                    # Before it is shown, so that nobody can leave between the two.
                    services.history.record(event.solution)
                    for warning in services.history.take_warnings():
                        self.feed.put(Noted(warning))
                self.feed.put(event)
        except Cancelled:
            self.feed.put(Ended())
        except BaseException as error:
            self.feed.put(Ended(as_kpdd_error(error)))
        else:
            self.feed.put(Ended())


@dataclass
class ProgramRan(Message):
    """A program of the user's was run, on the screen of ``state``."""

    state: SolveState
    run: OwnRun
