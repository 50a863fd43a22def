"""Encoder–decoder models (T5) on llama.cpp: sessions that are fed a text for the encoder and then write once.

The encoder's output belongs to the context, not to a sequence: one ``llama_encode`` replaces what another left. So
the texts of all sessions that write together are encoded in one call, each marked with the sequences that read it,
and again only when a session joins whose text is not among them. KV cells hold what the decoder wrote, no more.
llama.cpp takes no text for a sequence that has cells, so these are parked under another id for the while.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from kpdd_edge.engines.base import Cancel
from kpdd_edge.engines.llama import LlamaBatch, LlamaSession
from kpdd_edge.engines.llama_model import recent_log
from kpdd_edge.engines.sampling import Logits
from kpdd_edge.errors import Cancelled, ContextFull, EngineError

if TYPE_CHECKING:
    from kpdd_edge.engines.llama import LlamaEngine


class Seq2SeqSession(LlamaSession):
    """``source`` are the encoder's tokens, ``tokens`` the decoder's: its start token and what was written."""

    __slots__ = ("source",)

    def __init__(self, engine: LlamaEngine, seq: int) -> None:
        super().__init__(engine, seq)
        self.source: list[int] = []

    @property
    def length(self) -> int:
        return len(self.source) + max(0, len(self.tokens) - 1)

    def feed(self, text: str, cancel: Cancel | None = None) -> int:
        self.check_open()
        if len(self.tokens) > 1:
            raise EngineError("An encoder–decoder student cannot be fed after it wrote", hint="open a new session")
        model = self.engine.model
        new = model.tokenize(text, begin=not self.source)
        longest = self.engine.batch_tokens - len(model.input_end)
        if len(self.source) + len(new) > longest:
            raise ContextFull(
                "The text does not fit the student's context",
                cause=f"It would be {len(self.source) + len(new)} tokens long; the encoder reads {longest}.",
                hint="kpdd solve with a shorter problem",
            )
        if cancel is not None:
            cancel.check()
        self.source += new
        if self.source and not self.tokens:
            self.tokens = [model.decoder_start]
        self.usage.prompt_tokens += len(new)
        return len(new)

    def copy_to(self, fork: Self) -> None:
        super().copy_to(fork)
        fork.source = list(self.source)

    def rewind(self, length: int) -> None:
        self.check_length(length)
        written = max(0, length - len(self.source))
        if length < len(self.source):
            del self.source[length:]
        self.cut(1 + written if self.source else 0)

    def cut(self, count: int) -> None:
        """Forget the decoder's tokens behind the first ``count``."""
        del self.tokens[count:]
        if self.evaluated > count:
            self.engine.truncate(self, count)
            self.evaluated = count

    def save_state(self, path: Any, text: str) -> None:
        raise EngineError("The state of an encoder–decoder student cannot be kept")


class Seq2SeqBatch(LlamaBatch):
    """Sessions whose texts fit the encoder together advance in one decode, the others in further ones."""

    def prepare(self, session: LlamaSession) -> None:
        if len(session.tokens) > 1:
            raise EngineError("This session has written already", hint="rewind it to what was fed, or open a new one")
        super().prepare(session)

    def evaluate(self, sessions: Sequence[LlamaSession], cancel: Cancel | None) -> Sequence[Logits] | Logits:
        encoder = self._engine.encoder
        assert encoder is not None
        groups = encoder.groups(sessions)
        if len(groups) == 1:
            encoder.read(sessions, cancel)
            return super().evaluate(sessions, cancel)
        rows = np.empty((len(sessions), self._engine.model.vocabulary), np.float32)
        done: list[LlamaSession] = []
        try:
            for places in groups:
                group = [sessions[i] for i in places]
                encoder.read(group, cancel)
                rows[places] = super().evaluate(group, cancel)
                done += group
        except BaseException:
            for session in done:  # their logits are lost: the next step evaluates their last token again
                self._engine.truncate(session, session.evaluated - 1)
                session.evaluated -= 1
            raise
        return rows

    def piece(self, session: LlamaSession, token: int) -> bytes:
        piece = super().piece(session, token)
        # A line begins with the mark of a new word, which is no space there.
        begins = len(session.tokens) == 2 or super().piece(session, session.tokens[-2]).endswith(b"\n")
        return piece.removeprefix(b" ") if begins else piece

    def take_back(self, session: LlamaSession, length: int, kept: bytes) -> None:
        assert isinstance(session, Seq2SeqSession)
        session.cut(length)
        session.tokens += self._engine.model.tokenize_bytes(kept)


class Encoder:
    """What the context's encoder has read last: a text for each sequence id."""

    def __init__(self, engine: LlamaEngine) -> None:
        self._engine = engine
        self._read: dict[int, tuple[int, ...]] = {}

    def groups(self, sessions: Sequence[LlamaSession]) -> list[list[int]]:
        """Places of the sessions, in groups whose texts fit the encoder together; one group where all do."""
        groups: list[list[int]] = []
        room: list[tuple[int, set[tuple[int, ...]]]] = []
        for i, session in enumerate(sessions):
            text = self._text(session)
            for place, (left, texts) in enumerate(room):
                if text in texts or len(text) <= left:
                    room[place] = (left - (0 if text in texts else len(text)), texts | {text})
                    groups[place].append(i)
                    break
            else:
                groups.append([i])
                room.append((self._engine.batch_tokens - len(text), {text}))
        return groups

    def read(self, sessions: Sequence[LlamaSession], cancel: Cancel | None) -> None:
        """Have the texts of these sessions encoded. Raises Cancelled, EngineError; then nothing is."""
        wanted = {session.seq: self._text(session) for session in sessions}
        if all(self._read.get(seq) == text for seq, text in wanted.items()):
            return
        self._read = {}
        readers: dict[tuple[int, ...], list[int]] = {}
        for seq, text in wanted.items():
            readers.setdefault(text, []).append(seq)
        begun = [session for session in sessions if session.evaluated]
        for session in begun:
            self._engine.park(session.seq)
        try:
            status = self._engine.encode(list(readers.items()), cancel)
        finally:
            for session in begun:
                self._engine.park(session.seq, back=True)
        if status == 2:
            raise Cancelled
        if status != 0:
            raise EngineError(f"llama.cpp failed to encode (code {status})", cause=recent_log())
        self._read = wanted

    def _text(self, session: LlamaSession) -> tuple[int, ...]:
        assert isinstance(session, Seq2SeqSession)
        return (*session.source, *self._engine.model.input_end)


def encoder_batch(lib: Any, texts: Sequence[tuple[tuple[int, ...], list[int]]]) -> tuple[Any, list[Any]]:
    """A ``llama_batch`` over texts and the sequences that read each, and what it points at."""
    tokens = np.concatenate([np.array(text, np.int32) for text, _ in texts])
    positions = np.concatenate([np.arange(len(text), dtype=np.int32) for text, _ in texts])
    counts = np.concatenate([np.full(len(text), len(seqs), np.int32) for text, seqs in texts])
    lists = [np.array(seqs, np.int32) for _, seqs in texts]
    pointers = np.concatenate(
        [np.full(len(text), seqs.ctypes.data, np.uintp) for (text, _), seqs in zip(texts, lists, strict=True)]
    )
    wanted = np.ones(len(tokens), np.int8)
    struct = lib.llama_batch()
    held = {"token": tokens, "pos": positions, "n_seq_id": counts, "seq_id": pointers, "logits": wanted}
    for name, array in held.items():
        setattr(struct, name, ctypes.cast(array.ctypes.data, dict(struct._fields_)[name]))
    struct.n_tokens = len(tokens)
    return struct, [*held.values(), *lists]
