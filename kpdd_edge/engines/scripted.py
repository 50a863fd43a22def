"""An engine whose replies are written beforehand: for documentation, the demonstration and tests.

It keeps the contract (sessions, forks, batches, stop strings, limits, cancel), one word a token, so what is built on it
behaves as on a real model; but what was written beforehand is not guided.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kpdd_edge.engines.base import Cancel, Capabilities, FinishReason, Limits, Piece, Sampling
from kpdd_edge.engines.session import TokenSession
from kpdd_edge.engines.stopping import TextStream
from kpdd_edge.errors import EngineError

#: Gives the text to be written after ``text``; ``stream`` numbers the session in a batch (the vote).
Reply = Callable[[str, int], str]

_WORD = re.compile(rb"\s*\S+|\s+$")


class ScriptedEngine:
    """``reply`` is asked when a session begins to write. ``delay`` is the seconds that a step takes."""

    name = "scripted"

    def __init__(self, reply: Reply, *, context: int = 100_000, parallel: int = 64, delay: float = 0.0) -> None:
        self.reply = reply
        self.context = context
        self.delay = delay
        self.capabilities = Capabilities(parallel=parallel, fork=True)
        self.open_sessions = 0

    def open(self) -> ScriptedSession:
        if self.open_sessions >= self.capabilities.parallel:
            raise EngineError(f"All {self.capabilities.parallel} sessions of this engine are in use")
        self.open_sessions += 1
        return ScriptedSession(self)

    def batch(self) -> ScriptedBatch:
        return ScriptedBatch(self)

    def count_tokens(self, text: str) -> int:
        return len(_words(text.encode()))

    def close(self) -> None:
        pass


def _words(data: bytes) -> list[bytes]:
    return _WORD.findall(data)


class ScriptedSession(TokenSession[bytes]):
    engine: ScriptedEngine

    @property
    def text(self) -> str:
        return b"".join(self.tokens).decode()

    def feed(self, text: str, cancel: Cancel | None = None) -> int:
        new = _words(text.encode())
        self.check_room(len(new))
        if cancel is not None:
            cancel.check()
        self.tokens += new
        self.usage.prompt_tokens += len(new)
        return len(new)

    def rewind(self, length: int) -> None:
        self.check_length(length)
        del self.tokens[length:]

    def give_back(self) -> None:
        self.engine.open_sessions -= 1


@dataclass(slots=True)
class _Run:
    session: ScriptedSession
    limits: Limits
    words: list[bytes]
    stream: TextStream
    start: int
    at: int = 0


class ScriptedBatch:
    def __init__(self, engine: ScriptedEngine) -> None:
        self._engine = engine
        self._runs: list[_Run] = []

    def __len__(self) -> int:
        return len(self._runs)

    def add(self, session: Any, limits: Limits = Limits(), sampling: Sampling = Sampling(), stream: int = 0) -> None:
        if not isinstance(session, ScriptedSession) or session.engine is not self._engine:
            raise EngineError("This session belongs to another engine")
        if not session.tokens:
            raise EngineError("Nothing was fed to this session")
        words = _words(self._engine.reply(session.text, stream).encode())
        self._runs.append(_Run(session, limits, words, TextStream(limits.stop), session.length))

    def remove(self, session: Any) -> None:
        self._runs = [run for run in self._runs if run.session is not session]

    def step(self, cancel: Cancel | None = None) -> list[Piece]:
        if not self._runs:
            return []
        if cancel is not None:
            cancel.check()
        begin = time.perf_counter()
        if self._engine.delay:
            _sleep(self._engine.delay, cancel)
        share = (time.perf_counter() - begin) / len(self._runs)
        return [self._advance(run, share) for run in list(self._runs)]

    def _advance(self, run: _Run, seconds: float) -> Piece:
        session = run.session
        session.usage.decode_s += seconds
        if run.at >= len(run.words):
            return self._finish(run, "end", run.stream.flush())
        word = run.words[run.at]
        run.at += 1
        session.tokens.append(word)
        session.usage.completion_tokens += 1
        text = run.stream.push(word)
        if (stop := run.stream.stop) is not None:
            session.rewind(run.start + stop.tokens)
            session.tokens += _words(stop.kept)
            return self._finish(run, "stop", text)
        if run.at >= run.limits.max_tokens or session.length >= self._engine.context:
            return self._finish(run, "length", text + run.stream.flush())
        return Piece(session, text)

    def _finish(self, run: _Run, reason: FinishReason, text: str) -> Piece:
        self._runs.remove(run)
        return Piece(run.session, text, reason)


def _sleep(seconds: float, cancel: Cancel | None) -> None:
    if cancel is None:
        time.sleep(seconds)
    elif cancel.wait(seconds):
        cancel.check()
