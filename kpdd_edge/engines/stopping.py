"""From token bytes to text, and where a generation stops.

Bytes of a token may be half of a character, and the tail of the text may be the beginning of a stop string: both are
held back until the next token decides.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass


@dataclass(slots=True)
class Stop:
    """A stop string was found: ``tokens`` is how many written tokens are wholly before it, ``kept`` the bytes of the
    next one that stand before it too."""

    tokens: int
    kept: bytes


class TextStream:
    """Turns the token bytes of one generation into text, looking for stop strings.

    ``push`` returns the text that is now certain. After it, ``stop`` tells whether and where a stop string began.
    """

    __slots__ = ("_buffer", "_decoder", "_emitted", "_ends", "_stops", "_window", "stop")

    def __init__(self, stops: tuple[str, ...]) -> None:
        self._stops = tuple(s.encode() for s in stops if s)
        self._window = max((len(s) for s in self._stops), default=1) - 1
        self._buffer = bytearray()
        self._ends: list[int] = []  # where each token ends in the buffer
        self._emitted = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.stop: Stop | None = None

    @property
    def text(self) -> str:
        """All that was taken, certain or not."""
        return self._buffer.decode("utf-8", "replace")

    def push(self, piece: bytes) -> str:
        """Take the bytes of one more token."""
        start = max(0, len(self._buffer) - self._window)
        self._buffer += piece
        self._ends.append(len(self._buffer))
        hits = [at for at in (self._buffer.find(s, start) for s in self._stops) if at >= 0]
        if hits:
            return self._cut(min(hits))
        certain = len(self._buffer) - self._held_back()
        return self._emit(certain, final=False)

    def flush(self) -> str:
        """The text held back, when the generation ends for another reason than a stop string."""
        return self._emit(len(self._buffer), final=True)

    def _cut(self, at: int) -> str:
        whole = 0
        while self._ends[whole] <= at:
            whole += 1
        begin = self._ends[whole - 1] if whole else 0
        self.stop = Stop(tokens=whole, kept=bytes(self._buffer[begin:at]))
        return self._emit(at, final=True)

    def _held_back(self) -> int:
        """The length of the longest tail that a stop string could begin with."""
        for length in range(min(self._window, len(self._buffer)), 0, -1):
            tail = bytes(self._buffer[-length:])
            if any(s.startswith(tail) for s in self._stops):
                return length
        return 0

    def _emit(self, end: int, *, final: bool) -> str:
        # A stop string may begin in text that a shorter one had let through: never emit twice.
        chunk = bytes(self._buffer[self._emitted : max(end, self._emitted)])
        self._emitted = max(end, self._emitted)
        return self._decoder.decode(chunk, final)
