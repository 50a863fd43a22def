"""The engine on llama.cpp, through llama-cpp-python's low-level bindings.

One llama context holds all sessions; a session is a sequence id in its KV cache. Forks share cells
(``llama_memory_seq_cp``), a batch decodes one token of every active session per ``llama_decode``.

A session keeps its tokens and how many of them are evaluated. The last token is always evaluated by the step that
needs its logits, so a header fed between two stages costs no decode of its own, and a rewind needs no logits kept.
Encoder–decoder models have sessions of their own kind (``llama_seq2seq.py``).

Nothing here may write to the terminal: llama.cpp's log goes to a ring buffer that only errors quote.
"""

from __future__ import annotations

import ctypes
import sys
import time
import weakref
from collections import deque
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from kpdd_edge.engines import llama_state
from kpdd_edge.engines.base import Cancel, Capabilities, Progress
from kpdd_edge.engines.batching import SessionBatch
from kpdd_edge.engines.llama_model import LlamaModel, backend, load_adapter, recent_log
from kpdd_edge.engines.sampling import Logits
from kpdd_edge.engines.session import LAZY_FEED, TokenSession
from kpdd_edge.engines.threads import physical_cores
from kpdd_edge.errors import Cancelled, ContextFull, EngineError

if TYPE_CHECKING:
    from kpdd_edge.engines.llama_seq2seq import Encoder


class LlamaEngine:
    """A GGUF model in one llama.cpp context.

    ``context`` counts tokens (KV cells) of all sessions together, of which there are ``parallel`` at most, and no more
    than llama.cpp allows (``capabilities.parallel`` says how many). ``fused`` chooses llama.cpp's fused attention on a
    CPU; left out, it is used where more than two sessions may be open (on a GPU llama.cpp decides).
    With ``separate`` every session has a cache of its own, of ``context / parallel`` tokens: many sessions decode
    quicker, since none looks at the cells of the others, but none may be longer, and a fork copies what it would share.
    ``adapter`` is a LoRA adapter GGUF applied to everything this engine evaluates; engines of the same model file
    share its weights. ``fingerprint`` names the model's bytes (its SHA-256) for saved states.

    Raises StudentDamaged when the file is not a loadable model, Cancelled when ``cancel`` was set while loading.
    """

    name = "llama"

    def __init__(
        self,
        model: Path | str,
        *,
        adapter: Path | str | None = None,
        context: int = 2048,
        parallel: int = 16,
        threads: int | None = None,
        batch_tokens: int = 512,
        gpu_layers: int = 0,
        fused: bool | None = None,
        separate: bool = False,
        fingerprint: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> None:
        self._lib: Any = backend()
        self.model = LlamaModel.load(Path(model), gpu_layers=gpu_layers, progress=progress, cancel=cancel)
        self.threads = threads or physical_cores()
        writes_once = self.model.has_encoder
        lib = self._lib
        parallel = min(parallel, lib.llama_max_parallel_sequences() // (2 if writes_once else 1))
        self.capabilities = Capabilities(
            parallel=parallel, fork=True, saved_state=not writes_once, encoder_decoder=writes_once
        )
        self.fingerprint = fingerprint
        params = lib.llama_context_default_params()
        params.n_ctx = context
        params.n_batch = batch_tokens
        params.n_ubatch = min(batch_tokens, 512)
        self._parking = parallel  # an encoder–decoder's sequences have a second id each, this much higher
        params.n_seq_max = 2 * parallel if writes_once else parallel
        params.n_outputs_max = parallel
        params.n_threads = params.n_threads_batch = self.threads
        # One cache lets a session be as long as the others leave room for. With a cache each, llama.cpp cuts a step
        # into pieces of neighbouring sessions with equally many tokens; that still pays where most steps are of one
        # token each. An encoder–decoder's parked sequences share cells.
        self.separate = separate and not writes_once
        params.kv_unified = not self.separate
        # Plain attention computes every session's queries with the keys of all sessions, and masks what is not its own;
        # the fused one skips that, and is half as fast again for sixteen sessions. For a single one the two differ by
        # a fifth either way from processor to processor (kpdd bench decode).
        # T5's bias on positions is no part of it.
        self.fused = (parallel > 2 if fused is None else fused) and not writes_once
        choice = lib.LLAMA_FLASH_ATTN_TYPE_ENABLED if self.fused else lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_AUTO if gpu_layers else choice
        params.no_perf = True
        ctx = lib.llama_init_from_model(self.model.pointer, params)
        if not ctx:
            raise EngineError("llama.cpp could not make a context for this model", cause=recent_log())
        self._ctx: Any = ctx
        self._free = weakref.finalize(self, lib.llama_free, ctx)
        self.adapter = Path(adapter) if adapter else None
        if self.adapter:
            pointers = (lib.llama_adapter_lora_p_ctypes * 1)(load_adapter(self.model, self.adapter))
            if lib.llama_set_adapters_lora(ctx, pointers, 1, (ctypes.c_float * 1)(1.0)):
                raise EngineError(f"llama.cpp could not apply the adapter {self.adapter.name}", cause=recent_log())
        self._memory = lib.llama_get_memory(ctx)
        self.context = int(lib.llama_n_ctx_seq(ctx))
        self._unused = list(range(parallel - 1, -1, -1))
        self._abandoned: deque[int] = deque()  # of sessions that were collected without being closed
        self._sessions: weakref.WeakSet[LlamaSession] = weakref.WeakSet()
        self.batch_tokens = batch_tokens
        self._batch = _TokenBatch(lib, batch_tokens)
        self._watched: Cancel | None = None
        self._session_class: type[LlamaSession] = LlamaSession
        self._batch_class: type[LlamaBatch] = LlamaBatch
        self.encoder: Encoder | None = None
        if writes_once:
            from kpdd_edge.engines.llama_seq2seq import Encoder, Seq2SeqBatch, Seq2SeqSession

            self._session_class, self._batch_class, self.encoder = Seq2SeqSession, Seq2SeqBatch, Encoder(self)

    def open(self) -> LlamaSession:
        while self._abandoned:
            self.release(self._abandoned.pop())
        if not self._unused:
            raise EngineError(f"All {self.capabilities.parallel} sessions of this engine are in use")
        session = self._session_class(self, self._unused.pop())
        self._sessions.add(session)
        return session

    def batch(self) -> LlamaBatch:
        return self._batch_class(self)

    def count_tokens(self, text: str) -> int:
        return len(self.model.tokenize(text))

    def state_key(self, text: str) -> str:
        """A file name for the saved state of ``text`` in this model: hexadecimal, 64 characters."""
        return llama_state.key(self, text).hex()

    def load_state(self, path: Path, text: str) -> LlamaSession | None:
        """A session that holds ``text``, from a file :meth:`LlamaSession.save_state` wrote.

        None when there is no such file or it does not fit (another model, version or text, damaged).
        """
        loaded = llama_state.read(path, llama_state.key(self, text))
        if loaded is None:
            return None
        session = self.open()
        if len(loaded.tokens) > self.context or not llama_state.restore(self._lib, self._ctx, session.seq, loaded):
            session.close()
            return None
        session.tokens = list(loaded.tokens)
        session.evaluated = loaded.evaluated
        return session

    def close(self) -> None:
        for session in list(self._sessions):
            session.close()
        self._free()

    def evaluate(
        self, work: Sequence[tuple[LlamaSession, int]], *, logits: bool, cancel: Cancel | None
    ) -> np.ndarray[Any, np.dtype[np.float32]] | None:
        """One ``llama_decode``: the next ``count`` pending tokens of each session.

        With ``logits`` returns the rows of each session's last token, float32, shape (sessions, vocabulary), valid
        until the next call. On any failure the sessions are as they were. Raises Cancelled, ContextFull.
        """
        self._watch(cancel)
        self._batch.fill(work, logits=logits)
        status = self._lib.llama_decode(self._ctx, self._batch.struct)
        if status != 0:
            for session, _ in work:
                self._lib.llama_memory_seq_rm(self._memory, session.seq, session.evaluated, -1)
            if status == 2:
                raise Cancelled
            if status == 1:
                raise ContextFull(
                    "The text does not fit the student's context",
                    cause=f"{self.context} tokens are all in use.",
                    hint="kpdd solve with a shorter problem, or fewer --votes",
                )
            raise EngineError(f"llama.cpp failed to evaluate (code {status})", cause=recent_log())
        for session, count in work:
            session.evaluated += count
        if not logits:
            return None
        pointer = self._lib.llama_get_logits(self._ctx)
        return np.ctypeslib.as_array(pointer, shape=(len(work), self.model.vocabulary))

    def encode(self, texts: Sequence[tuple[tuple[int, ...], list[int]]], cancel: Cancel | None) -> int:
        """Let the encoder read each text for the sequence ids beside it; llama.cpp's status."""
        from kpdd_edge.engines.llama_seq2seq import encoder_batch

        self._watch(cancel)
        struct, _held = encoder_batch(self._lib, texts)
        return int(self._lib.llama_encode(self._ctx, struct))

    def park(self, seq: int, *, back: bool = False) -> None:
        """Give a sequence's cells to its second id, or take them back."""
        here, there = (seq + self._parking, seq) if back else (seq, seq + self._parking)
        self._lib.llama_memory_seq_cp(self._memory, here, there, -1, -1)
        self._lib.llama_memory_seq_rm(self._memory, here, -1, -1)

    def _watch(self, cancel: Cancel | None) -> None:
        """Let llama.cpp look at this flag between the operations of a computation."""
        if cancel is self._watched:
            return
        lib = self._lib
        callback = _non_empty() if cancel is not None else lib.ggml_abort_callback(0)
        lib.llama_set_abort_callback(self._ctx, callback, ctypes.c_void_p(0 if cancel is None else cancel.address))
        self._watched = cancel  # keeps the flag's memory alive as long as llama.cpp may read it

    def release(self, seq: int) -> None:
        """Give a closed session's cells and sequence id back."""
        if self._free.alive:
            self._lib.llama_memory_seq_rm(self._memory, seq, -1, -1)
            self._unused.append(seq)

    def abandon(self, seq: int) -> None:
        """The same, but later: the collector may run in any thread, in the middle of a computation."""
        self._abandoned.append(seq)

    def truncate(self, session: LlamaSession, length: int) -> None:
        self._lib.llama_memory_seq_rm(self._memory, session.seq, length, -1)

    def share(self, source: LlamaSession, target: LlamaSession) -> None:
        self._lib.llama_memory_seq_cp(self._memory, source.seq, target.seq, -1, -1)

    def save(self, session: LlamaSession, path: Path, text: str) -> None:
        llama_state.write(
            path, llama_state.key(self, text), self._lib, self._ctx, session.seq, session.tokens, session.evaluated
        )


class LlamaSession(TokenSession[int]):
    """A sequence of the engine's context."""

    __slots__ = ("evaluated", "seq")

    engine: LlamaEngine

    def __init__(self, engine: LlamaEngine, seq: int) -> None:
        super().__init__(engine)
        self.seq = seq
        self.evaluated = 0  # how many of the tokens have their KV cells

    def feed(self, text: str, cancel: Cancel | None = None) -> int:
        self.check_open()
        new = self.engine.model.tokenize(text, begin=not self.tokens)
        before, evaluated = len(self.tokens), self.evaluated
        self.check_room(len(new))
        self.tokens += new
        try:
            if len(self.tokens) - self.evaluated > LAZY_FEED:
                self.flush(cancel)
        except BaseException:
            self.tokens = self.tokens[:before]
            if self.evaluated > evaluated:
                self.engine.truncate(self, evaluated)
                self.evaluated = evaluated
            raise
        self.usage.prompt_tokens += len(new)
        return len(new)

    def flush(self, cancel: Cancel | None = None) -> None:
        """Evaluate all pending tokens but the last, which the next step evaluates for its logits."""
        begin = time.perf_counter()
        try:
            while (pending := len(self.tokens) - 1 - self.evaluated) > 0:
                if cancel is not None:
                    cancel.check()
                count = min(pending, self.engine.batch_tokens)
                self.engine.evaluate([(self, count)], logits=False, cancel=cancel)
        finally:
            self.usage.prefill_s += time.perf_counter() - begin

    def copy_to(self, fork: Self) -> None:
        super().copy_to(fork)
        self.engine.share(self, fork)
        fork.evaluated = self.evaluated

    def rewind(self, length: int) -> None:
        self.check_length(length)
        del self.tokens[length:]
        if self.evaluated > length:
            self.engine.truncate(self, length)
            self.evaluated = length

    def save_state(self, path: Path, text: str) -> None:
        """Keep the session's state on disk, so that :meth:`LlamaEngine.load_state` can go on from it.

        ``text`` is all that was fed. Raises StorageError.
        """
        self.flush()
        self.engine.save(self, path, text)

    def give_back(self) -> None:
        self.engine.release(self.seq)

    def __del__(self) -> None:
        if not self.closed:
            self.engine.abandon(self.seq)


class LlamaBatch(SessionBatch[LlamaSession]):
    """Sessions of one engine, one ``llama_decode`` per step."""

    _engine: LlamaEngine

    def prepare(self, session: LlamaSession) -> None:
        if session.evaluated == len(session.tokens):
            # Its last token's logits are gone: evaluate that token again.
            self._engine.truncate(session, len(session.tokens) - 1)
            session.evaluated -= 1

    def evaluate(self, sessions: Sequence[LlamaSession], cancel: Cancel | None) -> Sequence[Logits] | Logits:
        capacity = self._engine.batch_tokens
        if sum(len(session.tokens) - session.evaluated for session in sessions) > capacity:
            for session in sessions:
                session.flush(cancel)
        work = [(session, len(session.tokens) - session.evaluated) for session in sessions]
        order: Sequence[int] = range(len(work))
        if self._engine.separate:
            # Only sessions that stand side by side in the batch and in the cache are computed as one piece.
            order = sorted(order, key=lambda i: work[i][0].seq)
            work = [work[i] for i in order]
        rows = self._engine.evaluate(work, logits=True, cancel=cancel)
        assert rows is not None
        return [rows[at] for at in np.argsort(order)] if self._engine.separate else rows

    def is_end(self, token: int) -> bool:
        return self._engine.model.is_end(token)

    def piece(self, session: LlamaSession, token: int) -> bytes:
        return self._engine.model.piece(token)

    def take_back(self, session: LlamaSession, length: int, kept: bytes) -> None:
        session.rewind(length)
        session.tokens += self._engine.model.tokenize_bytes(kept)


class _TokenBatch:
    """A ``llama_batch`` over numpy arrays, filled without a Python loop over the tokens of a prefill."""

    def __init__(self, lib: Any, capacity: int) -> None:
        self.capacity = capacity
        self._token = np.zeros(capacity, np.int32)
        self._pos = np.zeros(capacity, np.int32)
        self._one = np.ones(capacity, np.int32)
        self._seq = np.zeros(capacity, np.int32)
        self._want = np.zeros(capacity, np.int8)
        # seq_id[i] points at the i-th entry of _seq: each token belongs to exactly one sequence.
        self._seq_pointers = (self._seq.ctypes.data + 4 * np.arange(capacity)).astype(np.uintp)
        self.struct = lib.llama_batch()
        for name, array in (
            ("token", self._token),
            ("pos", self._pos),
            ("n_seq_id", self._one),
            ("seq_id", self._seq_pointers),
            ("logits", self._want),
        ):
            kind = dict(self.struct._fields_)[name]
            setattr(self.struct, name, ctypes.cast(array.ctypes.data, kind))

    def fill(self, work: Sequence[tuple[LlamaSession, int]], *, logits: bool) -> None:
        at = 0
        for session, count in work:
            begin, end = session.evaluated, session.evaluated + count
            if count == 1:
                self._token[at] = session.tokens[begin]
                self._pos[at] = begin
                self._seq[at] = session.seq
                self._want[at] = logits
            else:
                self._token[at : at + count] = session.tokens[begin:end]
                self._pos[at : at + count] = np.arange(begin, end)
                self._seq[at : at + count] = session.seq
                self._want[at : at + count] = 0
                self._want[at + count - 1] = logits
            at += count
        self.struct.n_tokens = at


@cache
def _non_empty() -> Any:
    """``strlen`` as an abort callback: true once the C string at its argument is no longer empty.

    llama.cpp calls it hundreds of times per token; a Python callback would take the GIL each time.
    """
    runtime = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
    return ctypes.cast(runtime.strlen, backend().ggml_abort_callback)
