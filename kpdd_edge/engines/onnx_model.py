"""An ONNX student's folder: its description, its tokenizer, and onnxruntime sessions for its graphs.

Needs onnxruntime and tokenizers only. Everything in the folder is data: the description is checked before it is used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from kpdd_edge.errors import EngineError, StudentDamaged, StudentMissing

CONFIG: Final = "kpdd.json"
PROVIDERS: Final = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}


@dataclass(frozen=True, slots=True)
class OnnxConfig:
    """What ``kpdd.json`` says. ``kind`` is ``decoder`` or ``encoder-decoder``; sizes of the KV cache per layer."""

    kind: str
    vocabulary: int
    context: int
    layers: int
    kv_heads: int
    head_size: int
    dtype: str
    begin_tokens: tuple[int, ...]
    end_tokens: frozenset[int]
    input_end_tokens: tuple[int, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    decoder_start: int = 0
    student: dict[str, Any] = field(default_factory=dict)


def read_config(folder: Path) -> OnnxConfig:
    """Raises StudentMissing when the folder has none, StudentDamaged when it makes no sense."""
    path = folder / CONFIG
    if not path.is_file():
        raise StudentMissing(
            f"{folder} is no ONNX student", cause=f"It holds no {CONFIG}.", hint="kpdd export onnx CHECKPOINT -o DIR"
        )
    try:
        raw = json.loads(path.read_text("utf-8"))
        if raw["kpdd_onnx"] != 1:
            raise ValueError(f"it is of version {raw['kpdd_onnx']!r}; this kpdd reads version 1")
        made = OnnxConfig(
            kind=str(raw["kind"]),
            vocabulary=_count(raw["vocabulary"]),
            context=_count(raw["context"]),
            layers=_count(raw["layers"]),
            kv_heads=_count(raw["kv_heads"]),
            head_size=_count(raw["head_size"]),
            dtype=str(raw["dtype"]),
            begin_tokens=tuple(int(token) for token in raw["begin_tokens"]),
            end_tokens=frozenset(int(token) for token in raw["end_tokens"]),
            input_end_tokens=tuple(int(token) for token in raw.get("input_end_tokens") or ()),
            files={str(k): str(v) for k, v in raw["files"].items()},
            decoder_start=int(raw.get("decoder_start", 0)),
            student=dict(raw.get("student") or {}),
        )
        if made.kind not in ("decoder", "encoder-decoder") or made.dtype not in ("float32", "float16"):
            raise ValueError(f"a {made.kind!r} of {made.dtype!r} is not known")
        for name in made.files.values():
            if Path(name).name != name:
                raise ValueError(f"{name!r} is not a file name")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudentDamaged(
            f"{path} cannot be read", cause=str(error), hint="kpdd export onnx CHECKPOINT -o DIR"
        ) from error
    return made


def _count(value: Any) -> int:
    number = int(value)
    if not 0 < number < 1 << 24:
        raise ValueError(f"{value!r} is not a possible size")
    return number


@cache
def runtime() -> Any:
    """The onnxruntime module. Raises EngineError with the fix when it is not there or both of its builds clash."""
    try:
        import onnxruntime
    except ImportError as error:
        raise EngineError(
            "onnxruntime is not installed", cause=str(error), hint="pip install 'kpdd-edge[onnx]'"
        ) from error
    if not hasattr(onnxruntime, "InferenceSession"):
        raise EngineError(
            "onnxruntime is installed, but not whole",
            cause="Its CPU and GPU packages overwrite each other.",
            hint=_repair("onnxruntime"),
        )
    onnxruntime.set_default_logger_severity(4)
    return onnxruntime


def _repair(keep: str) -> str:
    return f"pip uninstall -y onnxruntime onnxruntime-gpu && pip install --force-reinstall {keep}"


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def check_provider(provider: str, available: list[str] | None = None) -> str:
    """onnxruntime's name for ``cpu`` or ``cuda``. Raises EngineError, with the fix, when it is not offered."""
    if provider not in PROVIDERS:
        raise EngineError(f"Unknown provider {provider!r}", cause=f"Known: {', '.join(PROVIDERS)}.")
    offered = runtime().get_available_providers() if available is None else available
    wanted = PROVIDERS[provider]
    if wanted in offered:
        return wanted
    both = _installed("onnxruntime") and _installed("onnxruntime-gpu")
    raise EngineError(
        f"onnxruntime offers no {provider.upper()} here",
        cause="onnxruntime and onnxruntime-gpu are both installed; they overwrite each other."
        if both
        else f"It offers: {', '.join(offered)}.",
        hint=_repair("onnxruntime-gpu")
        if both
        else "pip uninstall -y onnxruntime && pip install 'kpdd-edge[onnx-gpu]'",
    )


def open_graph(path: Path, *, provider: str, threads: int) -> Any:
    """An ``InferenceSession``. Raises StudentMissing, StudentDamaged, EngineError (no such provider)."""
    ort = runtime()
    wanted = check_provider(provider)
    if not path.is_file():
        raise StudentMissing(f"There is no file {path}", hint="kpdd models list")
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = ort.InferenceSession(str(path), options, providers=[wanted])
    except Exception as error:
        raise StudentDamaged(f"{path.name} cannot be read as an ONNX model", cause=str(error)[:400]) from error
    if session.get_providers()[0] != wanted:
        raise EngineError(
            f"onnxruntime could not start {provider.upper()}",
            cause="Its libraries (CUDA, cuDNN) cannot be loaded.",
            hint="pip install 'onnxruntime-gpu[cuda,cudnn]'",
        )
    return session


class OnnxTokenizer:
    """``tokenizer.json`` with the bytes of each token. What looks like a special token in a text is plain text."""

    def __init__(self, folder: Path, config: OnnxConfig) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise EngineError(
                "tokenizers is not installed", cause=str(error), hint="pip install 'kpdd-edge[onnx]'"
            ) from error
        path = folder / config.files.get("tokenizer", "tokenizer.json")
        if not path.is_file():
            raise StudentMissing(f"There is no file {path}", hint="kpdd models list")
        try:
            text = path.read_text("utf-8")
            self._tokenizer = Tokenizer.from_str(text)
            described = json.loads(text)
        except Exception as error:
            raise StudentDamaged(f"{path} cannot be read as a tokenizer", cause=str(error)[:400]) from error
        self._tokenizer.encode_special_tokens = True
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._byte_level = "ByteLevel" in json.dumps(described.get("pre_tokenizer"))
        self._special = {int(t["id"]) for t in described.get("added_tokens", []) if t.get("special")}
        self._pieces: dict[int, bytes] = {}

    def encode(self, text: str) -> list[int]:
        """Token ids, without the tokens that begin or end a text."""
        text = text.encode("utf-8", "replace").decode()
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def piece(self, token: int) -> bytes:
        """The bytes of one token; control tokens have none."""
        found = self._pieces.get(token)
        if found is None:
            found = self._pieces[token] = self._bytes_of(token)
        return found

    def _bytes_of(self, token: int) -> bytes:
        name = None if token in self._special else self._tokenizer.id_to_token(token)
        if name is None:
            return b""
        if self._byte_level:
            table = _byte_of_character()
            if all(c in table for c in name):
                return bytes(table[c] for c in name)
            return str(name).encode()
        if len(name) == 6 and name.startswith("<0x") and name.endswith(">"):
            return bytes([int(name[3:5], 16)])
        return str(name).replace("▁", " ").encode()


@cache
def _byte_of_character() -> dict[str, int]:
    """Byte-level BPE writes each byte as one printable character (GPT-2's table): the inverse of it."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {chr(b): b for b in kept}
    table.update({chr(256 + i): b for i, b in enumerate(b for b in range(256) if b not in set(kept))})
    return table
