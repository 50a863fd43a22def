"""The engine on onnxruntime: sessions, forks and batches over an ONNX student's folder.

Needs onnxruntime and tokenizers, never torch or transformers. A decoder-only student behaves as on llama.cpp. An
encoder–decoder student is fed its input and then writes once: forks of what was fed write side by side.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from kpdd_edge.engines.base import Cancel, Capabilities, Progress
from kpdd_edge.engines.batching import SessionBatch
from kpdd_edge.engines.onnx_decoder import OnnxDecoder, Row
from kpdd_edge.engines.onnx_model import OnnxTokenizer, read_config
from kpdd_edge.engines.onnx_seq2seq import Encoded, OnnxSeq2Seq, Written
from kpdd_edge.engines.sampling import Logits
from kpdd_edge.engines.session import LAZY_FEED, TokenSession
from kpdd_edge.engines.threads import physical_cores
from kpdd_edge.errors import EngineError, StudentMissing


class OnnxEngine:
    """An ONNX folder, as ``kpdd export onnx`` writes it, or a file in it.

    ``context`` counts the tokens that one session may hold; every session has its own cells, touched only when used.
    ``provider`` is ``cpu`` or ``cuda``. Raises StudentMissing, StudentDamaged, EngineError (onnxruntime missing, or
    without the provider), Cancelled when ``cancel`` was set while loading.
    """

    name = "onnx"

    def __init__(
        self,
        folder: Path | str,
        *,
        threads: int | None = None,
        context: int = 2048,
        parallel: int = 16,
        provider: str = "cpu",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> None:
        path = Path(folder)
        if path.is_file():
            path = path.parent
        if not path.is_dir():
            raise StudentMissing(f"There is no folder {path}", hint="kpdd models list")
        self.folder = path
        self.config = read_config(path)
        self.threads = threads or physical_cores()
        self.context = min(context, self.config.context)
        self.tokenizer = OnnxTokenizer(path, self.config)
        _report(progress, cancel, 0.1)
        self.encoder_decoder = self.config.kind == "encoder-decoder"
        self.decoder: OnnxDecoder | None = None
        self.seq2seq: OnnxSeq2Seq | None = None
        if self.encoder_decoder:
            self.seq2seq = OnnxSeq2Seq(path, self.config, threads=self.threads, provider=provider)
        else:
            self.decoder = OnnxDecoder(
                path, self.config, rows=parallel, cells=self.context, threads=self.threads, provider=provider
            )
        self.capabilities = Capabilities(parallel=parallel, fork=True, encoder_decoder=self.encoder_decoder)
        self._sessions: weakref.WeakSet[OnnxSession] = weakref.WeakSet()
        self._open = 0
        self._closed = False
        _report(progress, cancel, 1.0)

    def open(self) -> OnnxSession:
        if self._closed:
            raise EngineError("This engine is closed")
        row = None
        if self.decoder is not None:
            row = self.decoder.take()
        if self._open >= self.capabilities.parallel or (self.decoder is not None and row is None):
            raise EngineError(f"All {self.capabilities.parallel} sessions of this engine are in use")
        self._open += 1
        session = OnnxSession(self, row)
        self._sessions.add(session)
        return session

    def batch(self) -> OnnxBatch:
        return OnnxBatch(self)

    def count_tokens(self, text: str) -> int:
        return len(self.tokenizer.encode(text))

    def release(self, row: Row | None) -> None:
        """Give a closed session's row back."""
        self._open -= 1
        if self.decoder is not None and row is not None:
            self.decoder.give_back(row)

    def close(self) -> None:
        for session in list(self._sessions):
            session.close()
        self._closed = True
        self.decoder = self.seq2seq = None


def _report(progress: Progress | None, cancel: Cancel | None, done: float) -> None:
    if cancel is not None:
        cancel.check()
    if progress is not None:
        progress(done)


class OnnxSession(TokenSession[int]):
    """One text. ``tokens`` are fed and written together; of an encoder–decoder the first ``fed`` are the encoder's."""

    __slots__ = ("_row", "encoded", "fed", "state")

    engine: OnnxEngine

    def __init__(self, engine: OnnxEngine, row: Row | None) -> None:
        super().__init__(engine)
        self._row = row
        self.fed = 0
        self.encoded: Encoded | None = None
        self.state: Written | None = None

    @property
    def row(self) -> Row:
        assert self._row is not None
        return self._row

    def feed(self, text: str, cancel: Cancel | None = None) -> int:
        self.check_open()
        engine = self.engine
        if engine.encoder_decoder and self.fed < len(self.tokens):
            raise EngineError("An encoder–decoder student cannot be fed after it wrote", hint="open a new session")
        new = engine.tokenizer.encode(text)
        if not self.tokens:
            new = [*engine.config.begin_tokens, *new]
        before = len(self.tokens)
        # The encoder's text is ended by a token of its own.
        self.check_room(len(new), apart=len(engine.config.input_end_tokens))
        if cancel is not None:
            cancel.check()
        self.tokens += new
        if engine.encoder_decoder:
            self.fed = len(self.tokens)
            self.encoded = None
        else:
            cells = self.row.cells
            try:
                if len(self.tokens) - cells > LAZY_FEED:
                    self.flush(cancel)
            except BaseException:
                del self.tokens[before:]
                self.row.cells = min(cells, before)
                raise
        self.usage.prompt_tokens += len(new)
        return len(new)

    def flush(self, cancel: Cancel | None = None) -> None:
        """Evaluate what was fed, but for the last token, which the next step evaluates for its logits."""
        begin = time.perf_counter()
        engine = self.engine
        if engine.seq2seq is not None:
            if self.tokens and self.encoded is None:
                self.encoded = engine.seq2seq.encode([*self.tokens[: self.fed], *engine.config.input_end_tokens])
        elif engine.decoder is not None:
            pending = self.tokens[self.row.cells : -1]
            if pending:
                engine.decoder.evaluate(self.row, pending, logits=False, cancel=cancel)
        self.usage.prefill_s += time.perf_counter() - begin

    def copy_to(self, fork: Self) -> None:
        super().copy_to(fork)
        fork.fed = self.fed
        fork.encoded = self.encoded
        if self.state is not None:
            fork.state = Written(self.state.encoded, self.state.past, self.state.row, self.state.length)
        if self.engine.decoder is not None:
            self.engine.decoder.copy(self.row, fork.row)

    def rewind(self, length: int) -> None:
        self.check_length(length)
        if length == len(self.tokens):
            return
        del self.tokens[length:]
        if self.engine.encoder_decoder:
            self.state = None
            if length < self.fed:
                self.fed, self.encoded = length, None
        else:
            self.row.cells = min(self.row.cells, length)

    def give_back(self) -> None:
        self.encoded = self.state = None
        self.engine.release(self._row)


class OnnxBatch(SessionBatch[OnnxSession]):
    """Sessions of one engine; decoder-only ones advance in a single run of the graph."""

    _engine: OnnxEngine

    def prepare(self, session: OnnxSession) -> None:
        if self._engine.encoder_decoder:
            if session.fed < len(session.tokens):
                raise EngineError(
                    "This session has written already", hint="rewind it to what was fed, or open a new one"
                )
            session.state = None
        elif session.row.cells == len(session.tokens):
            session.row.cells -= 1  # its last token's logits are gone: evaluate that token again

    def evaluate(self, sessions: Sequence[OnnxSession], cancel: Cancel | None) -> Sequence[Logits] | Logits:
        engine = self._engine
        if engine.seq2seq is not None:
            return self._write_on(engine.seq2seq, sessions, cancel)
        decoder = engine.decoder
        if decoder is None:
            raise EngineError("This engine is closed")
        if len(sessions) == 1:
            (session,) = sessions
            pending = session.tokens[session.row.cells :]
            return [decoder.evaluate(session.row, pending, logits=True, cancel=cancel)]
        for session in sessions:
            session.flush(cancel)
        if cancel is not None:
            cancel.check()
        rows: Logits = decoder.step([s.row for s in sessions], [s.tokens[-1] for s in sessions])
        return rows

    def _write_on(self, model: OnnxSeq2Seq, sessions: Sequence[OnnxSession], cancel: Cancel | None) -> Logits:
        states, tokens = [], []
        for session in sessions:
            if cancel is not None:
                cancel.check()
            session.flush(cancel)
            if session.state is None:
                assert session.encoded is not None
                session.state = model.begin(session.encoded)
            states.append(session.state)
            written = session.tokens[session.fed :]
            tokens.append(written[-1] if written else self._engine.config.decoder_start)
        rows: Logits = model.step(states, tokens)
        return rows

    def is_end(self, token: int) -> bool:
        return token in self._engine.config.end_tokens

    def piece(self, session: OnnxSession, token: int) -> bytes:
        tokenizer = self._engine.tokenizer
        piece = tokenizer.piece(token)
        if self._engine.encoder_decoder:
            # A line begins with the mark of a new word, which is no space there.
            begins = len(session.tokens) == session.fed + 1 or tokenizer.piece(session.tokens[-2]).endswith(b"\n")
            return piece.removeprefix(b" ") if begins else piece
        return piece

    def take_back(self, session: OnnxSession, length: int, kept: bytes) -> None:
        state = session.state
        session.rewind(length)
        session.state = state
        if kept:
            session.tokens += self._engine.tokenizer.encode(kept.decode("utf-8", "replace"))
