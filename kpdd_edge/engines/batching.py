"""What batches of real engines have in common: who is writing, sampling, stop strings, limits, the count of tokens.

An engine adds how sessions are evaluated (:meth:`SessionBatch.evaluate`) and what its tokens are.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final, Generic, TypeVar

from kpdd_edge.engines.base import Cancel, FinishReason, Limits, Piece, Sampling
from kpdd_edge.engines.sampling import Logits, Sampler, log_probability
from kpdd_edge.engines.session import TokenSession
from kpdd_edge.engines.stopping import TextStream
from kpdd_edge.errors import ContextFull, EngineError

#: So many tokens in a row a guide may refuse before it is overruled.
_REFUSALS: Final = 48

S = TypeVar("S", bound=TokenSession[int])


class _Run(Generic[S]):
    """One session's generation."""

    __slots__ = ("limits", "sampler", "session", "start", "stream")

    def __init__(self, session: S, limits: Limits, sampler: Sampler) -> None:
        self.session = session
        self.limits = limits
        self.sampler = sampler
        self.stream = TextStream(limits.stop)
        self.start = len(session.tokens)

    @property
    def written(self) -> int:
        return len(self.session.tokens) - self.start


class SessionBatch(ABC, Generic[S]):
    """The contract of :class:`kpdd_edge.engines.base.Batch`, on sessions that keep their tokens."""

    def __init__(self, engine: Any) -> None:
        self._engine: Any = engine
        self._runs: list[_Run[S]] = []

    # What an engine adds

    @abstractmethod
    def prepare(self, session: S) -> None:
        """Make sure that ``session`` has a token left to evaluate. Raises EngineError if it cannot write on."""

    @abstractmethod
    def evaluate(self, sessions: Sequence[S], cancel: Cancel | None) -> Sequence[Logits] | Logits:
        """Evaluate what is pending: a row of logits, shape (vocabulary,), for each session in order.

        Raises Cancelled, and ContextFull when the sessions together do not fit.
        """

    @abstractmethod
    def is_end(self, token: int) -> bool: ...

    @abstractmethod
    def piece(self, session: S, token: int) -> bytes:
        """The bytes of the token that ``session`` has just written."""

    @abstractmethod
    def take_back(self, session: S, length: int, kept: bytes) -> None:
        """Forget the tokens behind ``length``, and hold the text ``kept`` in their place."""

    # What they share

    def __len__(self) -> int:
        return len(self._runs)

    def add(self, session: Any, limits: Limits = Limits(), sampling: Sampling = Sampling(), stream: int = 0) -> None:
        if not hasattr(session, "engine") or session.engine is not self._engine:
            raise EngineError("This session belongs to another engine")
        session.check_open()
        if not session.tokens:
            raise EngineError("Nothing was fed to this session")
        if len(self._runs) >= self._engine.capabilities.parallel:
            raise EngineError(f"A batch advances at most {self._engine.capabilities.parallel} sessions")
        self.prepare(session)
        self._runs.append(_Run(session, limits, Sampler(sampling, stream)))

    def remove(self, session: Any) -> None:
        self._runs = [run for run in self._runs if run.session is not session]

    def step(self, cancel: Cancel | None = None) -> list[Piece]:
        if not self._runs:
            return []
        if cancel is not None:
            cancel.check()
        begin = time.perf_counter()
        full = [run for run in self._runs if len(run.session.tokens) >= self._engine.context]
        pieces = [self._finish(run, "length", run.stream.flush()) for run in full]
        if not self._runs:
            return pieces
        usages = [run.session.usage for run in self._runs]
        prefill = sum(usage.prefill_s for usage in usages)
        try:
            rows = self.evaluate([run.session for run in self._runs], cancel)
        except ContextFull:
            # Together they fill the context: the longest generation ends here, the others go on in the next step.
            longest = max(self._runs, key=lambda run: run.written)
            return [*pieces, self._finish(longest, "length", longest.stream.flush())]
        tokens = [self._choose(run, rows[i]) for i, run in enumerate(self._runs)]
        how_likely = [log_probability(rows[i], token) for i, token in enumerate(tokens)]
        # What an engine had to evaluate before, it has counted itself.
        prefill = sum(usage.prefill_s for usage in usages) - prefill
        share = (time.perf_counter() - begin - prefill) / len(tokens)
        for run, token, likely in zip(list(self._runs), tokens, how_likely, strict=True):
            run.session.usage.decode_s += share
            pieces.append(self._advance(run, token, likely))
        return pieces

    def _choose(self, run: _Run[S], row: Logits) -> int:
        """The next token that the run's guide has nothing against."""
        first = token = run.sampler(row)
        if (guide := run.limits.guide) is None or self.is_end(token):
            return token
        text = run.stream.text
        for _ in range(_REFUSALS):
            if not self.is_end(token) and guide(text, self._would_add(run.session, token)):
                return token
            if token == first:
                row = row.copy()
            row[token] = -math.inf
            token = run.sampler(row)
        return first

    def _would_add(self, session: S, token: int) -> str:
        session.tokens.append(token)
        try:
            return self.piece(session, token).decode("utf-8", "replace")
        finally:
            session.tokens.pop()

    def _advance(self, run: _Run[S], token: int, likely: float) -> Piece:
        session = run.session
        if self.is_end(token):
            return self._finish(run, "end", run.stream.flush(), likely)
        session.usage.completion_tokens += 1
        session.tokens.append(token)
        text = run.stream.push(self.piece(session, token))
        if (stop := run.stream.stop) is not None:
            self.take_back(session, run.start + stop.tokens, stop.kept)
            return self._finish(run, "stop", text, likely)
        if run.written >= run.limits.max_tokens:
            return self._finish(run, "length", text + run.stream.flush(), likely)
        return self._piece(session, text, None, likely)

    def _finish(self, run: _Run[S], reason: FinishReason, text: str, likely: float = 0.0) -> Piece:
        self._runs.remove(run)
        return self._piece(run.session, text, reason, likely)

    @staticmethod
    def _piece(session: Any, text: str, reason: FinishReason | None, likely: float) -> Piece:
        return Piece(session, text, reason, likely)
