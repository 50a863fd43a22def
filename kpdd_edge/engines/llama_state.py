"""A sequence's KV state as a file: so that a prompted student's examples are evaluated once and for all.

The file is a cache: anything wrong with it means "not there". Its payload goes to C code, so it is only handed over
when its SHA-256 is right and its key names this very model, library version, cache layout and text.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpdd_edge.errors import StorageError

if TYPE_CHECKING:
    from kpdd_edge.engines.llama import LlamaEngine

_MAGIC = b"kpddkv03"
_HEAD = struct.Struct("<8s32s32sII")  # magic, key, SHA-256 of the rest, number of tokens, how many are evaluated


@dataclass(frozen=True, slots=True)
class SavedState:
    tokens: tuple[int, ...]
    evaluated: int
    state: bytes


def key(engine: LlamaEngine, text: str) -> bytes:
    """What a saved state depends on, hashed: 32 bytes."""
    import llama_cpp

    model = engine.fingerprint or _identity(engine.model.path)
    adapter = "" if engine.adapter is None else _identity(engine.adapter)
    layout = "fused" if engine.fused else "plain"  # plain attention keeps the values transposed
    parts = (model, adapter, llama_cpp.__version__, str(engine.model.vocabulary), layout, text)
    return hashlib.sha256("\0".join(parts).encode()).digest()


def _identity(path: Path) -> str:
    stat = path.stat()
    return f"{path.resolve()}:{stat.st_size}:{stat.st_mtime_ns}"


def read(path: Path, expected_key: bytes) -> SavedState | None:
    """The saved state, or None for a missing, foreign or damaged file."""
    try:
        data = path.read_bytes()
        magic, found_key, digest, count, evaluated = _HEAD.unpack_from(data)
    except (OSError, struct.error):
        return None
    body = memoryview(data)[_HEAD.size :]
    if magic != _MAGIC or found_key != expected_key or hashlib.sha256(body).digest() != digest:
        return None
    if len(body) < 4 * count or not 0 <= evaluated <= count:
        return None
    return SavedState(struct.unpack_from(f"<{count}i", body), evaluated, bytes(body[4 * count :]))


def restore(lib: Any, ctx: Any, seq: int, saved: SavedState) -> bool:
    """Put the state into sequence ``seq``; false when the library does not take it."""
    buffer = (ctypes.c_uint8 * len(saved.state)).from_buffer_copy(saved.state)
    return int(lib.llama_state_seq_set_data(ctx, buffer, len(saved.state), seq)) > 0


def write(path: Path, state_key: bytes, lib: Any, ctx: Any, seq: int, tokens: list[int], evaluated: int) -> None:
    """Write the state of sequence ``seq``, by a temporary name. Raises StorageError."""
    size = int(lib.llama_state_seq_get_size(ctx, seq))
    buffer = (ctypes.c_uint8 * size)()
    size = int(lib.llama_state_seq_get_data(ctx, buffer, size, seq))
    body = struct.pack(f"<{len(tokens)}i", *tokens) + bytes(memoryview(buffer)[:size])
    head = _HEAD.pack(_MAGIC, state_key, hashlib.sha256(body).digest(), len(tokens), evaluated)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(head)
                file.write(body)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(f"Cannot keep the student's state in {path.parent}", cause=str(error)) from error
