"""Whole-sequence logits from each kind of file, for comparing them: the reference in PyTorch, and GGUF on llama.cpp.

These are for measuring, not for solving: every position's logits are kept. (ONNX: ``onnx_runner.py``.)
"""

from __future__ import annotations

import copy
import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kpdd_edge.engines.llama_model import backend, may_repack, recent_log
from kpdd_edge.engines.threads import physical_cores
from kpdd_edge.errors import EngineError, StudentDamaged
from kpdd_edge.export.checkpoint import Checkpoint
from kpdd_edge.export.texts import Text


class Runner(Protocol):
    """``logits`` has a row for each token of ``decoder_ids``, or of ``ids`` where the model has only a decoder.

    Of the latter the first ``skip`` have none; they are evaluated once where many calls share them.

    ``tokens`` begins a text, ``encode`` goes on with it; an encoder's text ends with ``input_end``, and its decoder
    begins with ``decoder_start``.
    """

    encoder_decoder: bool
    decoder_start: int
    input_end: list[int]

    def tokens(self, text: str) -> list[int]: ...

    def encode(self, text: str) -> list[int]: ...

    def logits(self, ids: list[int], decoder_ids: list[int], skip: int = 0) -> Any: ...

    def close(self) -> None: ...


class TorchRunner:
    """The reference: the checkpoint in float32."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self.model = checkpoint.torch_model()
        self._tokenizer = checkpoint.tokenizer()
        self._lead: tuple[list[int], Any] | None = None
        self.begin = checkpoint.begin_tokens()
        self.encoder_decoder = checkpoint.encoder_decoder
        self.decoder_start = int(checkpoint.config.get("decoder_start_token_id") or 0)
        self.input_end = checkpoint.end_of_input() if checkpoint.encoder_decoder else []

    def tokens(self, text: str) -> list[int]:
        """As the engines tokenize: specials in the text are plain text, the model's own first tokens in front."""
        return self.begin + self.encode(text)

    def encode(self, text: str) -> list[int]:
        """Tokens of a piece that does not begin a text."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def logits(self, ids: list[int], decoder_ids: list[int], skip: int = 0) -> Any:
        import torch

        with torch.no_grad():
            if decoder_ids:
                made = self.model(input_ids=torch.tensor([ids]), decoder_input_ids=torch.tensor([decoder_ids]))
                return made.logits[0].float().numpy()
            past = self._past(ids[:skip]) if skip else None
            return self.model(input_ids=torch.tensor([ids[skip:]]), past_key_values=past).logits[0].float().numpy()

    def _past(self, ids: list[int]) -> Any:
        """A cache that holds ``ids``; what fills it was evaluated once."""
        import torch

        if self._lead is None or self._lead[0] != ids:
            made = self.model(input_ids=torch.tensor([ids]), use_cache=True, logits_to_keep=1)
            self._lead = (ids, made.past_key_values)
        return copy.deepcopy(self._lead[1])

    def greedy(self, ids: list[int], decoder_ids: list[int], count: int) -> list[int]:
        """The next ``count`` tokens, fewer when the text ends."""
        import torch

        threads = torch.get_num_threads()
        # One row at a time has too little work to share: on a busy machine the threads mostly wait for each other.
        torch.set_num_threads(1)
        try:
            return self._write(ids, decoder_ids, count)
        finally:
            torch.set_num_threads(threads)

    def _write(self, ids: list[int], decoder_ids: list[int], count: int) -> list[int]:
        import torch

        ends = set(self.checkpoint.end_tokens())
        written: list[int] = []
        given: dict[str, Any] = {"use_cache": True}
        main = "decoder_input_ids" if decoder_ids else "input_ids"
        new = decoder_ids or ids
        with torch.no_grad():
            if decoder_ids:
                given["encoder_outputs"] = self.model.get_encoder()(input_ids=torch.tensor([ids]))
            while len(written) < count:
                made = self.model(**{main: torch.tensor([new])}, **given)
                token = int(made.logits[0, -1].argmax())
                if token in ends:
                    break
                written.append(token)
                new = [token]
                given["past_key_values"] = made.past_key_values
        return written

    def close(self) -> None:
        self.model = None


class LlamaRunner:
    """A GGUF file, encoder–decoder models and adapters included."""

    def __init__(
        self, path: Path, *, adapter: Path | None = None, context: int = 1024, threads: int | None = None
    ) -> None:
        lib: Any = backend()
        self._lib = lib
        self._lead: list[int] = []
        params = lib.llama_model_default_params()
        params.n_gpu_layers = 0
        params.use_extra_bufts = may_repack()
        self._model = lib.llama_model_load_from_file(str(path).encode(), params)
        if not self._model:
            raise StudentDamaged(f"{path.name} cannot be read as a model", cause=recent_log())
        self._ctx: Any = None
        self.encoder_decoder = bool(lib.llama_model_has_encoder(self._model))
        self.decoder_start = max(0, int(lib.llama_model_decoder_start_token(self._model)))
        settings = lib.llama_context_default_params()
        settings.n_ctx = context
        settings.n_batch = settings.n_ubatch = context
        settings.n_seq_max = 1
        settings.n_outputs_max = context
        settings.n_threads = settings.n_threads_batch = threads or physical_cores()
        settings.no_perf = True
        self._ctx = lib.llama_init_from_model(self._model, settings)
        if not self._ctx:
            self.close()
            raise EngineError("llama.cpp could not make a context for this model", cause=recent_log())
        if adapter is not None:
            loaded = lib.llama_adapter_lora_init(self._model, str(adapter).encode())
            if not loaded:
                self.close()
                raise StudentDamaged(f"{adapter.name} is not an adapter for {path.name}", cause=recent_log())
            lib.llama_set_adapters_lora(
                self._ctx, (lib.llama_adapter_lora_p_ctypes * 1)(loaded), 1, (ctypes.c_float * 1)(1.0)
            )
        vocab = self._vocab = lib.llama_model_get_vocab(self._model)
        self.vocabulary = int(lib.llama_vocab_n_tokens(vocab))
        end = int(lib.llama_vocab_eos(vocab))
        self.input_end = [end] if self.encoder_decoder and lib.llama_vocab_get_add_eos(vocab) and end >= 0 else []

    def tokens(self, text: str) -> list[int]:
        begin = int(self._lib.llama_vocab_bos(self._vocab))
        start = [begin] if self._lib.llama_vocab_get_add_bos(self._vocab) and begin >= 0 else []
        return [*start, *self.encode(text)]

    def encode(self, text: str) -> list[int]:
        data = text.encode()
        room = 2 * len(data) + 8
        buffer = (ctypes.c_int32 * room)()
        count = self._lib.llama_tokenize(self._vocab, data, len(data), buffer, room, False, False)
        if count < 0:
            raise EngineError("llama.cpp could not tokenize a text", cause=recent_log())
        return [int(token) for token in buffer[:count]]

    def logits(self, ids: list[int], decoder_ids: list[int], skip: int = 0) -> Any:
        lib = self._lib
        memory = lib.llama_get_memory(self._ctx)
        if decoder_ids:
            lib.llama_memory_clear(memory, True)
            self._evaluate(lib.llama_encode, ids)
            self._evaluate(lib.llama_decode, decoder_ids)
            return self._rows(len(decoder_ids))
        if skip and self._lead == ids[:skip]:
            lib.llama_memory_seq_rm(memory, 0, skip, -1)
        else:
            lib.llama_memory_clear(memory, True)
            if skip:
                self._evaluate(lib.llama_decode, ids[:skip])
        self._lead = ids[:skip]
        self._evaluate(lib.llama_decode, ids[skip:], skip)
        return self._rows(len(ids) - skip)

    def _rows(self, count: int) -> Any:
        pointer = self._lib.llama_get_logits(self._ctx)
        return np.ctypeslib.as_array(pointer, shape=(count, self.vocabulary)).copy()

    def _evaluate(self, call: Any, ids: list[int], begin: int = 0) -> None:
        lib = self._lib
        batch = lib.llama_batch_init(len(ids), 0, 1)
        try:
            for i, token in enumerate(ids):
                batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, begin + i, 1, 1
                batch.seq_id[i][0] = 0
            batch.n_tokens = len(ids)
            status = call(self._ctx, batch)
        finally:
            lib.llama_batch_free(batch)
        if status != 0:
            raise EngineError(f"llama.cpp failed to evaluate (code {status})", cause=recent_log())

    def close(self) -> None:
        if self._ctx:
            self._lib.llama_free(self._ctx)
            self._ctx = None
        if self._model:
            self._lib.llama_model_free(self._model)
            self._model = None


@dataclass(frozen=True, slots=True)
class Pass:
    """What a runner is given, and which of the rows behind ``skip`` are the student's own (a boolean array)."""

    ids: list[int]
    decoder: list[int]
    own: Any
    skip: int = 0


def passes(runner: Runner, text: Text, longest: int = 480) -> list[Pass]:
    """How ``runner`` is given a text, of which ``longest`` tokens are taken behind the examples.

    A position is the student's own when it writes the next token, or has to see that its piece ends. An
    encoder–decoder has a pass for each piece that it writes.
    """
    if runner.encoder_decoder:
        found = []
        for read, written in text.turns():
            source = runner.tokens(read[0] if read else "") + [t for piece in read[1:] for t in runner.encode(piece)]
            decoder = [runner.decoder_start, *runner.encode(written)][:longest]
            found.append(Pass(source[:longest] + runner.input_end, decoder, np.ones(len(decoder), bool)))
        return found
    lead = runner.tokens(text.lead) if text.lead else []
    ids: list[int] = []
    own: list[bool] = []
    for piece, writes in text.pieces:
        more = runner.encode(piece) if lead or ids else runner.tokens(piece)
        ids += more
        own += [writes] * len(more)
    mask = np.array(own[:longest])
    mask[:-1] |= mask[1:]
    return [Pass(lead + ids[:longest], [], mask, len(lead))]
