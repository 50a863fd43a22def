"""The receipt beside an export: what it was made from, how, with which tools, how large it is, and how well it fits."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from kpdd_edge import __version__
from kpdd_edge.students.files import write_atomic
from kpdd_edge.students.gguf_header import read_header

#: Packages whose versions are noted.
TOOLS = (
    "torch",
    "transformers",
    "tokenizers",
    "gguf",
    "llama-cpp-python",
    "onnx",
    "onnxruntime",
    "optimum-onnx",
    "numpy",
)


def tool_versions(names: Sequence[str] = TOOLS) -> dict[str, str]:
    """Versions of what is installed of ``names``; our own and Python's first."""
    found = {"kpdd-edge": __version__, "python": platform.python_version()}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def bits_per_weight(bytes_of_weights: int, parameters: int) -> float:
    """Measured, of the tensors as they lie in the file, not read off the label."""
    return 8 * bytes_of_weights / max(1, parameters)


def sidecar(
    *,
    source: Path,
    source_sha256: str,
    recipe: Mapping[str, Any],
    files: Mapping[str, Path],
    parameters: int,
    weight_bytes: int,
    verification: Mapping[str, Any] | None,
    card: Mapping[str, Any],
) -> dict[str, Any]:
    """The content of a sidecar; ``files`` gives each file of the export by its name."""
    return {
        "kpdd_export": 1,
        "source": {"name": source.name, "sha256": source_sha256},
        "recipe": dict(recipe),
        "tools": tool_versions(),
        "files": [
            {"name": name, "size": path.stat().st_size, "sha256": file_sha256(path)} for name, path in files.items()
        ],
        "parameters": parameters,
        "weight_bytes": weight_bytes,
        "bits_per_weight": round(bits_per_weight(weight_bytes, parameters), 4),
        "verification": None if verification is None else dict(verification),
        "student": dict(card),
    }


def write_sidecar(path: Path, content: Mapping[str, Any]) -> None:
    """Raises StorageError."""
    write_atomic(path, (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode())


def gguf_weights(path: Path) -> tuple[int, int]:
    """Number of values and bytes of all tensors in a GGUF file."""
    header = read_header(path)
    return header.parameters, header.data_bytes - header.data_start
