"""Quantising a GGUF file by llama.cpp's own quantiser, in a process of its own.

The library ends its process on an inner error and cannot be interrupted from Python; a child can be ended at any
time and leaves nothing but its temporary file. ``python -m kpdd_edge.export.quantise`` is that child: a JSON object
on standard input, a JSON object on standard output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kpdd_edge.errors import EngineError, UsageError, did_you_mean
from kpdd_edge.export.gguf_write import FLOAT_TYPES

#: Label → llama.cpp's ftype.
QUANTISATIONS = {
    "Q8_0": 7, "Q6_K": 18, "Q5_K_M": 17, "Q5_K_S": 16, "Q5_1": 9, "Q5_0": 8, "Q4_K_M": 15, "Q4_K_S": 14, "Q4_1": 3,
    "Q4_0": 2, "IQ4_NL": 25, "IQ4_XS": 30, "Q3_K_L": 13, "Q3_K_M": 12, "Q3_K_S": 11, "Q2_K": 10,
}  # fmt: skip

#: Type of a tensor → ggml's number of it, for overrides.
TENSOR_TYPES = {
    "F32": 0, "F16": 1, "Q4_0": 2, "Q4_1": 3, "Q5_0": 6, "Q5_1": 7, "Q8_0": 8, "Q2_K": 10, "Q3_K": 11, "Q4_K": 12,
    "Q5_K": 13, "Q6_K": 14, "IQ4_NL": 20, "IQ4_XS": 23, "BF16": 30,
}  # fmt: skip

PRECISIONS = (*FLOAT_TYPES, *QUANTISATIONS)


@dataclass(frozen=True, slots=True)
class QuantRecipe:
    """What to make: ``overrides`` gives a tensor type by a regular expression over tensor names, in order.

    ``pure`` gives every matrix the same type instead of llama.cpp's mixture.
    """

    precision: str
    output_type: str = ""
    embedding_type: str = ""
    overrides: tuple[tuple[str, str], ...] = ()
    pure: bool = False
    threads: int = 0

    def __post_init__(self) -> None:
        check_precision(self.precision)
        for kind in (self.output_type, self.embedding_type, *(kind for _, kind in self.overrides)):
            if kind and kind not in TENSOR_TYPES:
                raise UsageError(
                    f"Unknown tensor type {kind!r}.{did_you_mean(kind, TENSOR_TYPES)}",
                    cause=f"Known: {', '.join(TENSOR_TYPES)}.",
                )

    def to_dict(self) -> dict[str, Any]:
        kept = {
            "precision": self.precision,
            "output_type": self.output_type,
            "embedding_type": self.embedding_type,
            "overrides": [list(pair) for pair in self.overrides],
            "pure": self.pure,
        }
        return {key: value for key, value in kept.items() if value}


@dataclass(frozen=True, slots=True)
class Importance:
    """Mean squares of what enters each matrix: GGUF tensor name → float32 vector, one value per input channel."""

    values: Mapping[str, Any] = field(default_factory=dict)
    tokens: int = 0
    source: str = ""


def check_precision(name: str) -> str:
    """``name`` in its usual spelling. Raises UsageError."""
    for known in PRECISIONS:
        if known.lower() == name.lower():
            return known
    raise UsageError(
        f"Unknown precision {name!r}.{did_you_mean(name, [p.lower() for p in PRECISIONS])}",
        cause=f"Known: {', '.join(PRECISIONS)}.",
    )


def quantise(source: Path, target: Path, recipe: QuantRecipe, *, importance: Importance | None = None) -> None:
    """Write ``target`` from the float file ``source``. Raises EngineError with llama.cpp's last words."""
    job: dict[str, Any] = {"source": str(source), "target": str(target), "threads": recipe.threads, **recipe.to_dict()}
    matrix = target.with_name(target.name + ".imatrix.npz")
    try:
        if importance is not None and importance.values:
            import numpy as np

            np.savez(matrix, **dict(importance.values))
            job["importance"] = str(matrix)
        child = subprocess.Popen(
            [sys.executable, "-m", "kpdd_edge.export.quantise"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            out, err = child.communicate(json.dumps(job))
        except BaseException:
            child.kill()
            child.wait()
            raise
    finally:
        matrix.unlink(missing_ok=True)
    answer = json.loads(out) if out.startswith("{") else {}
    if child.returncode != 0 or not answer.get("ok"):
        target.unlink(missing_ok=True)
        cause = answer.get("error") or "\n".join(err.strip().splitlines()[-3:])
        raise EngineError(
            f"llama.cpp could not quantise to {recipe.precision}", cause=cause or f"exit {child.returncode}"
        )


def _run(job: dict[str, Any]) -> dict[str, Any]:
    import ctypes

    from kpdd_edge.engines.llama_model import backend, recent_log

    lib = backend()
    params = lib.llama_model_quantize_default_params()
    params.nthread = job["threads"] or os.cpu_count() or 1
    params.ftype = QUANTISATIONS[job["precision"]]
    params.pure = bool(job.get("pure"))
    params.allow_requantize = False
    if job.get("output_type"):
        params.output_tensor_type = TENSOR_TYPES[job["output_type"]]
    if job.get("embedding_type"):
        params.token_embedding_type = TENSOR_TYPES[job["embedding_type"]]
    keep: list[Any] = []  # what the C structures point at
    if overrides := job.get("overrides"):
        table = (lib.llama_model_tensor_override * (len(overrides) + 1))()
        for entry, (pattern, kind) in zip(table, overrides, strict=False):
            entry.pattern, entry.type = pattern.encode(), TENSOR_TYPES[kind]
        params.tt_overrides = ctypes.cast(table, ctypes.POINTER(lib.llama_model_tensor_override))
        keep.append(table)
    if path := job.get("importance"):
        import numpy as np

        with np.load(path) as arrays:
            values = {name: np.ascontiguousarray(arrays[name], np.float32) for name in arrays.files}
        data = (lib.llama_model_imatrix_data * (len(values) + 1))()  # ended by an entry without a name
        for entry, (name, array) in zip(data, values.items(), strict=False):
            entry.name = name.encode()
            entry.data = array.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
            entry.size = array.size
        params.imatrix = ctypes.cast(data, ctypes.POINTER(lib.llama_model_imatrix_data))
        keep += [data, values]
    status = lib.llama_model_quantize(job["source"].encode(), job["target"].encode(), ctypes.byref(params))
    return {"ok": True} if status == 0 else {"ok": False, "error": recent_log()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_run(json.load(sys.stdin))) + "\n")
