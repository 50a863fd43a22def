"""llama.cpp's library and weights: loading, sharing, tokenizing. Everything the contexts of one model have in common.

Importing this module imports nothing of llama.cpp; :func:`backend` does.
"""

from __future__ import annotations

import ctypes
import os
import threading
import weakref
from collections import deque
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from kpdd_edge.engines.base import Cancel, Progress
from kpdd_edge.errors import Cancelled, EngineError, StudentDamaged, StudentError, StudentMissing

_log: deque[str] = deque(maxlen=40)
_keep: list[Any] = []  # C callbacks must never be collected


@cache
def backend() -> Any:
    """llama-cpp-python's low-level module, initialised and silent.

    Raises EngineError when the package cannot be imported here.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        # Read by libgomp when it is loaded. Its own default spins for milliseconds at each of the hundreds of
        # barriers of a token, so that any other load on the machine slows decoding tenfold; this many turns cover
        # the usual wait and no more.
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    try:
        from llama_cpp import llama_cpp as lib
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineError(
            "llama-cpp-python cannot be loaded", cause=str(error), hint="pip install --force-reinstall llama-cpp-python"
        ) from error

    # The level is not looked at: info lines are useful around an error, and nothing of it is ever printed.
    def collect(_level: int, text: bytes, _data: Any) -> None:
        line = text.decode("utf-8", "replace").strip()
        if line and line != ".":
            _log.append(line)

    callback = lib.llama_log_callback(collect)
    _keep.append(callback)
    lib.llama_log_set(callback, ctypes.c_void_p(0))
    lib.llama_backend_init()
    return lib


@cache
def may_repack() -> bool:
    """Whether weights may be copied into llama.cpp's faster layouts for this processor.

    Not where that means AMX: its matrix product crashes on some of those machines with this version of llama.cpp
    (ggml-org/llama.cpp issue 20824), for every quantisation it takes. Only server processors have AMX.
    """
    return b"AMX_INT8 = 1" not in backend().llama_print_system_info()


def recent_log(lines: int = 4) -> str:
    """The last lines of llama.cpp's log that speak of a failure, else its last lines."""
    telling = [line for line in _log if any(word in line.lower() for word in ("error", "fail", "invalid", "unknown"))]
    return "\n".join((telling or list(_log))[-lines:])


class LlamaModel:
    """Weights and tokenizer of one GGUF file. Use :meth:`load`: engines of the same file share one instance."""

    _loaded: ClassVar[weakref.WeakValueDictionary[tuple[str, int, int, int], LlamaModel]] = (
        weakref.WeakValueDictionary()
    )
    _lock = threading.Lock()

    def __init__(self, path: Path, pointer: Any) -> None:
        lib = backend()
        self.path = path
        self.pointer = pointer
        self._lib = lib
        self._adapters: dict[str, Any] = {}
        self._free = weakref.finalize(self, lib.llama_model_free, pointer)
        self._vocab = lib.llama_model_get_vocab(pointer)
        self.vocabulary = int(lib.llama_vocab_n_tokens(self._vocab))
        self.trained_context = int(lib.llama_model_n_ctx_train(pointer))
        self.has_encoder = bool(lib.llama_model_has_encoder(pointer))
        self._pieces: dict[int, bytes] = {}
        self._ends: dict[int, bool] = {}
        begin = int(lib.llama_vocab_bos(self._vocab))
        self._begin = [begin] if lib.llama_vocab_get_add_bos(self._vocab) and begin >= 0 else []
        # An encoder's text ends with a token, and its decoder begins with one.
        end = int(lib.llama_vocab_eos(self._vocab))
        self.input_end = (end,) if lib.llama_vocab_get_add_eos(self._vocab) and end >= 0 else ()
        self.decoder_start = max(0, int(lib.llama_model_decoder_start_token(pointer))) if self.has_encoder else 0

    @classmethod
    def load(
        cls, path: Path, *, gpu_layers: int = 0, progress: Progress | None = None, cancel: Cancel | None = None
    ) -> LlamaModel:
        """Read a GGUF file (memory-mapped), or return the instance another engine holds.

        ``progress`` is called with 0..1. Raises StudentMissing, StudentDamaged, StudentError, Cancelled.
        """
        try:
            stat = path.stat()
        except OSError as error:
            raise StudentMissing(f"There is no model file {path}", cause=str(error), hint="kpdd models list") from error
        key = (str(path.resolve()), stat.st_mtime_ns, stat.st_size, gpu_layers)
        lib = backend()
        with cls._lock:
            model = cls._loaded.get(key)
            if model is None:
                model = cls(path, _read(path, gpu_layers, progress, cancel))
                if not lib.llama_model_has_decoder(model.pointer):
                    raise StudentError(f"{path.name} reads text but writes none", hint="kpdd models list")
                cls._loaded[key] = model
        if progress:
            progress(1.0)
        return model

    def tokenize(self, text: str, *, begin: bool = False) -> list[int]:
        """Token ids of ``text``. What looks like a special token in it is plain text: a problem is data.

        With ``begin`` the model's own first token is put in front, where it has one.
        """
        tokens = self.tokenize_bytes(text.encode("utf-8", "replace"))
        return self._begin + tokens if begin else tokens

    def tokenize_bytes(self, data: bytes) -> list[int]:
        if not data:
            return []
        room = len(data) + 8
        buffer = (ctypes.c_int32 * room)()
        count = self._lib.llama_tokenize(self._vocab, data, len(data), buffer, room, False, False)
        if count < 0:
            room = -count
            buffer = (ctypes.c_int32 * room)()
            count = self._lib.llama_tokenize(self._vocab, data, len(data), buffer, room, False, False)
        if count < 0:
            raise EngineError("llama.cpp could not tokenize the text", cause=recent_log())
        return buffer[:count]

    def piece(self, token: int) -> bytes:
        """The bytes of one token; control tokens have none."""
        found = self._pieces.get(token)
        if found is None:
            buffer = ctypes.create_string_buffer(256)
            size = self._lib.llama_token_to_piece(self._vocab, token, buffer, 256, 0, False)
            if size < 0:
                buffer = ctypes.create_string_buffer(-size)
                size = self._lib.llama_token_to_piece(self._vocab, token, buffer, -size, 0, False)
            found = self._pieces[token] = buffer.raw[: max(size, 0)]
        return found

    def is_end(self, token: int) -> bool:
        """Whether the model ends its text with this token."""
        found = self._ends.get(token)
        if found is None:
            found = self._ends[token] = bool(self._lib.llama_vocab_is_eog(self._vocab, token))
        return found

    def metadata(self, key: str) -> str | None:
        """A metadata value of the file as text, or None."""
        size = self._lib.llama_model_meta_val_str(self.pointer, key.encode(), None, 0)
        if size < 0:
            return None
        buffer = ctypes.create_string_buffer(size + 1)
        self._lib.llama_model_meta_val_str(self.pointer, key.encode(), buffer, size + 1)
        return buffer.value.decode("utf-8", "replace")


def load_adapter(model: LlamaModel, path: Path) -> Any:
    """A LoRA adapter for ``model``; llama.cpp frees it with the model. Raises StudentMissing, StudentDamaged."""
    if not path.is_file():
        raise StudentMissing(f"There is no adapter file {path}", hint="kpdd models list")
    key = str(path.resolve())
    if key not in model._adapters:
        adapter = backend().llama_adapter_lora_init(model.pointer, str(path).encode())
        if not adapter:
            raise StudentDamaged(
                f"{path.name} is not an adapter for {model.path.name}", cause=recent_log(), hint="kpdd models list"
            )
        model._adapters[key] = adapter
    return model._adapters[key]


def _read(path: Path, gpu_layers: int, progress: Progress | None, cancel: Cancel | None) -> Any:
    lib = backend()
    params = lib.llama_model_default_params()
    params.n_gpu_layers = gpu_layers
    params.use_extra_bufts = may_repack()

    def on_progress(fraction: float, _data: Any) -> bool:
        if progress:
            progress(float(fraction))
        return cancel is None or not cancel

    callback = lib.llama_progress_callback(on_progress)
    params.progress_callback = callback
    _log.clear()
    pointer = lib.llama_model_load_from_file(str(path).encode(), params)
    if pointer:
        return pointer
    if cancel:
        raise Cancelled
    raise StudentDamaged(
        f"{path.name} cannot be read as a model",
        cause=recent_log() or "llama.cpp gave no reason.",
        hint="kpdd models pull NAME --force, or kpdd models import another file",
    )
