"""Reading the header of a GGUF file: its metadata and the list of its tensors, never the tensors themselves.

The file may be anything: every count and every length in it is checked against the file's own size and against fixed
limits before it is believed, so that a hostile file costs at most a few megabytes and about a second. Nothing is
interpreted beyond numbers and texts. The layout is that of the GGUF
specification, versions 2 and 3 (ggml, docs/gguf.md).
"""

from __future__ import annotations

import math
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MAGIC: Final = b"GGUF"
VERSIONS: Final = (2, 3)

MAX_KEYS: Final = 4096
MAX_KEY_BYTES: Final = 512
MAX_TEXT: Final = 4096  # bytes kept of a text; the rest is passed over
MAX_LIST: Final = 64  # longer lists are passed over
MAX_ELEMENTS: Final = 2_000_000  # texts in all lists together: a vocabulary and its merges are about half a million
MAX_TENSORS: Final = 65536

# GGUF's value types: struct code of the fixed-size ones; 8 is a text, 9 a list.
_FIXED: Final = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
_TEXT: Final = 8
_LIST: Final = 9

# ggml's tensor types: values per block, bytes per block. A type that is not here is only checked by its offset.
_BLOCKS: Final = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
}  # fmt: skip

# llama.cpp's general.file_type: the label of the mix of precisions.
_FILE_TYPES: Final = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
    19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL",
    26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16",
}  # fmt: skip


class NotGGUF(ValueError):
    """The file is no GGUF file that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class GGUFHeader:
    """What a GGUF file says of itself. ``parameters`` counts the values in all tensors; ``data_bytes`` is how long the
    file must at least be for its tensors to be there."""

    version: int
    metadata: dict[str, Any]  # numbers, texts (cut at MAX_TEXT bytes), short lists of either
    tensors: int
    parameters: int
    data_bytes: int
    size: int  # of the file
    data_start: int = 0  # where the first tensor begins

    @property
    def architecture(self) -> str:
        return self.text("general.architecture")

    @property
    def name(self) -> str:
        return self.text("general.name")

    @property
    def licence(self) -> str:
        return self.text("general.license")

    @property
    def type(self) -> str:
        """``model``, ``adapter``, ``mmproj``, ``imatrix``, …"""
        return self.text("general.type") or "model"

    @property
    def precision(self) -> str:
        """The label of its mix of precisions, such as ``Q4_K_M``; ``unknown`` where it says nothing."""
        return _FILE_TYPES.get(self.number("general.file_type", -1), "unknown")

    @property
    def context_length(self) -> int | None:
        """Tokens the model was trained with."""
        length = self.number(f"{self.architecture}.context_length", 0)
        return length if length > 0 else None

    @property
    def parts(self) -> int:
        """How many files the model is split into."""
        return max(1, self.number("split.count", 1))

    @property
    def truncated(self) -> bool:
        """Whether tensors are missing at the end."""
        return self.size < self.data_bytes

    def text(self, key: str) -> str:
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str, default: int) -> int:
        value = self.metadata.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text with commas in it."""
        value = self.metadata.get(key)
        if isinstance(value, str):
            value = value.split(",")
        if not isinstance(value, list):
            return ()
        return tuple(item.strip() for item in value if isinstance(item, str) and item.strip())


def check_magic(path: Path) -> str | None:
    """What is wrong with the first bytes of a would-be GGUF file; None when they are right. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(8)
    if len(head) < 8 or head[:4] != MAGIC:
        return "it is not a GGUF file"
    (version,) = struct.unpack("<I", head[4:])
    if version in VERSIONS:
        return None
    if struct.unpack(">I", head[4:])[0] in VERSIONS:
        return "it is a big-endian GGUF file"
    return f"it is GGUF version {version}, not one of {', '.join(map(str, VERSIONS))}"


def read_header(path: Path) -> GGUFHeader:
    """Read the metadata and the tensor list. Raises NotGGUF for a file that is not sound, OSError."""
    if problem := check_magic(path):
        raise NotGGUF(problem)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _Reader(data).header()


class _Reader:
    """A position in a mapped file; every step is checked against its end."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.size = len(data)
        self.at = 4
        self.elements = 0

    def header(self) -> GGUFHeader:
        version = int(self.fixed("<I"))
        tensors = int(self.fixed("<Q"))
        keys = int(self.fixed("<Q"))
        if tensors > MAX_TENSORS:
            raise NotGGUF(f"it claims {tensors} tensors")
        if keys > MAX_KEYS:
            raise NotGGUF(f"it claims {keys} metadata keys")
        metadata: dict[str, Any] = {}
        for _ in range(keys):
            key = self.key()
            if key in metadata:
                raise NotGGUF(f"the metadata key {key!r} comes twice")
            metadata[key] = self.value(int(self.fixed("<I")))
        parameters, start, end = self.tensor_list(tensors, metadata.get("general.alignment", 32))
        return GGUFHeader(
            version=version,
            metadata={key: value for key, value in metadata.items() if value is not None},
            tensors=tensors,
            parameters=parameters,
            data_bytes=end,
            size=self.size,
            data_start=start,
        )

    def tensor_list(self, count: int, alignment: object) -> tuple[int, int, int]:
        """The number of values in all tensors, where the first one begins in the file, and where the last one ends."""
        if not isinstance(alignment, int) or not 8 <= alignment <= 1 << 20 or alignment % 8:
            raise NotGGUF(f"its alignment {alignment!r} is not possible")
        parameters = last = 0
        for _ in range(count):
            self.key()
            axes = int(self.fixed("<I"))
            if axes > 4:
                raise NotGGUF(f"a tensor has {axes} dimensions")
            values = math.prod(int(self.fixed("<Q")) for _ in range(axes))
            per_block, block_bytes = _BLOCKS.get(int(self.fixed("<I")), (1, 0))
            offset = int(self.fixed("<Q"))
            if values > 1 << 50 or offset > 1 << 50:
                raise NotGGUF("a tensor is larger than any file")
            parameters += values
            last = max(last, offset + -(-values // per_block) * block_bytes)
        start = -(-self.at // alignment) * alignment
        return parameters, start, start + last

    def take(self, count: int) -> int:
        """Step over ``count`` bytes; returns where they begin."""
        start = self.at
        if count > self.size - start:
            raise NotGGUF("it ends inside its header")
        self.at = start + count
        return start

    def fixed(self, code: str) -> Any:
        return struct.unpack_from(code, self.data, self.take(struct.calcsize(code)))[0]

    def raw_text(self, keep: int) -> bytes:
        length = int(self.fixed("<Q"))
        start = self.take(length)
        return self.data[start : start + min(length, keep)]

    def key(self) -> str:
        raw = self.raw_text(MAX_KEY_BYTES + 1)
        if not 0 < len(raw) <= MAX_KEY_BYTES:
            raise NotGGUF("a name in it is empty or far too long")
        return raw.decode("utf-8", "replace")

    def value(self, kind: int) -> Any:
        if kind in _FIXED:
            return self.fixed(_FIXED[kind])
        if kind == _TEXT:
            return self.raw_text(MAX_TEXT).decode("utf-8", "replace")
        if kind == _LIST:
            return self.list_value()
        raise NotGGUF(f"it has a value of the unknown type {kind}")

    def list_value(self) -> list[Any] | None:
        """A short list; None for a long one, which is stepped over."""
        kind = int(self.fixed("<I"))
        count = int(self.fixed("<Q"))
        if kind in _FIXED:
            if count > MAX_LIST:
                self.take(count * struct.calcsize(_FIXED[kind]))
                return None
            return [self.fixed(_FIXED[kind]) for _ in range(count)]
        if kind != _TEXT:
            raise NotGGUF(f"it has a list of the type {kind}")
        self.elements += count
        if self.elements > MAX_ELEMENTS:
            raise NotGGUF(f"its lists hold over {MAX_ELEMENTS:,} texts")
        if count <= MAX_LIST:
            return [self.raw_text(MAX_TEXT).decode("utf-8", "replace") for _ in range(count)]
        data, at, size, unpack = self.data, self.at, self.size, struct.Struct("<Q").unpack_from
        for _ in range(count):
            if at + 8 > size:
                raise NotGGUF("it ends inside its header")
            at += 8 + int(unpack(data, at)[0])
        self.at = at
        self.take(0)
        return None
