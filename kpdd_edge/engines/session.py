"""What the sessions of all engines have in common: their tokens, the room that is left, a generation of their own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Final, Generic, Self, TypeVar

from kpdd_edge.engines.base import Cancel, Limits, Piece, Sampling, Usage
from kpdd_edge.errors import ContextFull, EngineError

T = TypeVar("T")

#: A feed this short waits for the next step, which evaluates it together with the first new token.
LAZY_FEED: Final = 32


class TokenSession(ABC, Generic[T]):
    """A session that keeps its tokens, of type ``T``. An engine adds how they are fed, evaluated and given back."""

    __slots__ = ("__weakref__", "closed", "engine", "tokens", "usage")

    def __init__(self, engine: Any) -> None:
        self.engine: Any = engine
        self.tokens: list[T] = []
        self.usage = Usage()
        self.closed = False

    @property
    def length(self) -> int:
        return len(self.tokens)

    def check_open(self) -> None:
        """Raises EngineError once it is closed."""
        if self.closed:
            raise EngineError("This session is closed")

    def check_room(self, more: int, *, apart: int = 0) -> None:
        """Raises ContextFull where ``more`` tokens do not fit; ``apart`` are needed beside the text."""
        longer = self.length + more
        if longer + apart > self.engine.context:
            raise ContextFull(
                "The text does not fit the student's context",
                cause=f"It would be {longer} tokens long; the context holds {self.engine.context}.",
                hint="kpdd solve with a shorter problem",
            )

    def check_length(self, length: int) -> None:
        """Raises ValueError unless the session can be rewound to ``length`` tokens."""
        if not 0 <= length <= self.length:
            raise ValueError(f"cannot rewind a session of {self.length} tokens to {length}")

    def flush(self, cancel: Cancel | None = None) -> None:
        """Evaluate what was fed, as far as forks can share it."""

    def copy_to(self, fork: Self) -> None:
        """Let ``fork``, a new session, hold what this one holds."""
        fork.tokens = list(self.tokens)

    def fork(self, n: int) -> list[Self]:
        self.check_open()
        self.flush()
        forks: list[Self] = []
        try:
            for _ in range(n):
                forks.append(self.engine.open())
                self.copy_to(forks[-1])
        except EngineError:
            for fork in forks:
                fork.close()
            raise
        return forks

    def close(self) -> None:
        """Give the session's place back; once."""
        if not self.closed:
            self.closed = True
            self.give_back()

    @abstractmethod
    def give_back(self) -> None:
        """Leave what the engine keeps for this session to others."""

    def generate(
        self, limits: Limits = Limits(), sampling: Sampling = Sampling(), cancel: Cancel | None = None
    ) -> Iterator[Piece]:
        batch = self.engine.batch()
        batch.add(self, limits, sampling)
        try:
            while batch:
                yield from batch.step(cancel)
        finally:
            batch.remove(self)
