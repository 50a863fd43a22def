"""What a run will take, before it begins: memory, arithmetic, disk; and how fast a GPU could be at most.

Everything here is arithmetic on sizes. The formulas are estimates and say where they come from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpdd_edge.errors import StorageError
from kpdd_edge.students.files import check_space, format_bytes
from kpdd_edge.training.config import OptimConfig
from kpdd_edge.training.examples import Example
from kpdd_edge.training.loss import held_positions

#: Dense bfloat16 products a second at most (float16 where there is no bfloat16), from the makers' data sheets. The
#: longest name that the device's own name holds counts.
PEAKS: Mapping[str, float] = {
    "B200": 2250e12,
    "H200": 989e12,
    "H100": 989e12,
    "H100 PCIe": 756e12,
    "H100 NVL": 835e12,
    "A100": 312e12,
    "A10G": 70e12,
    "A10": 125e12,
    "A30": 165e12,
    "A40": 149.7e12,
    "L40S": 362e12,
    "L40": 181e12,
    "L4": 121e12,
    "RTX 4090": 165.2e12,
    "RTX 3090": 71e12,
    "V100": 125e12,
    "T4": 65e12,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a model. ``parameters`` counts all of them, ``trained`` those that change, ``head`` the output layer.

    ``table`` is an embedding of its own, which is only looked up; 0 where the output layer serves as one. ``inner`` is
    the width inside a layer's feed-forward part.
    """

    parameters: int
    trained: int
    layers: int
    width: int
    inner: int
    heads: int
    vocabulary: int
    head: int
    table: int

    @classmethod
    def of(cls, config: Mapping[str, Any], parameters: int, *, tied: bool, trained: int | None = None) -> Shape:
        """From a checkpoint's ``config.json`` and its number of values."""
        layers = int(config.get("num_hidden_layers") or config["num_layers"])
        if config.get("model_type") == "t5":
            layers += int(config.get("num_decoder_layers") or layers)
        width = int(config.get("hidden_size") or config["d_model"])
        inner = int(config.get("intermediate_size") or config.get("d_ff") or 4 * width)
        heads = int(config.get("num_attention_heads") or config.get("num_heads") or 1)
        vocabulary = int(config["vocab_size"])
        size = vocabulary * width
        changed = parameters if trained is None else trained
        return cls(parameters, changed, layers, width, inner, heads, vocabulary, size, 0 if tied else size)


def memory_needed(shape: Shape, optim: OptimConfig, longest: int, *, bf16: bool, checkpointing: bool = False) -> int:
    """Bytes that training takes at its height, with sequences of at most ``longest`` tokens.

    Float32 weights, and with ``bf16`` their copies in bfloat16, which the backward pass needs; gradient and two moments
    of the trained ones; the activations of a batch (counted as in arXiv 2205.05198, section 4, for a gated
    feed-forward part) and the logits that are held at once. A fifth is added for what comes and goes in between.
    """
    size = 2 if bf16 else 4
    residual = 8 * shape.width
    held = residual + size * (5 * shape.width + 4 * shape.inner) + (4 + size) * shape.heads * longest
    tokens = max(optim.batch_tokens, longest)
    activations = tokens * (shape.layers * residual + held if checkpointing else shape.layers * held)
    logits = held_positions(shape.vocabulary) * shape.vocabulary * (8 + 2 * size)
    copies = size * (shape.parameters - shape.table) if bf16 else 0
    return round(1.2 * (4 * shape.parameters + 12 * shape.trained + copies + activations + logits))


def flops_needed(shape: Shape, examples: Sequence[Example], epochs: float) -> float:
    """Floating-point operations of a run.

    ``6 N`` per token and ``12 layers width length`` for attention (arXiv 2204.02311, appendix B), but for two things:
    the output layer counts at learned tokens only, and weights that are frozen need no gradient of their own (``4 N``).
    The embedding table is looked up, which costs nothing.
    """
    body = shape.parameters - shape.head - shape.table
    frozen = shape.trained < shape.parameters // 2
    per_weight = 4 if frozen else 6
    tokens = sum(e.tokens for e in examples)
    learned = sum(e.loss_tokens for e in examples)
    attention = 12 * shape.layers * shape.width * sum(e.tokens**2 for e in examples)
    extra = 6 * shape.trained * tokens if frozen else 0
    return epochs * (per_weight * (body * tokens + shape.head * learned) + attention + extra)


def peak_flops(device_name: str) -> float | None:
    """The most that a device of this name can do in a second; None where it is not known."""
    found = [name for name in PEAKS if re.search(rf"(?<!\w){name}(?!\w)", device_name, re.I)]
    return PEAKS[max(found, key=len)] if found else None


def check_memory(parameters: int, trained: int) -> None:
    """Raises StorageError when weights and optimiser alone exceed the memory of this machine, or of its GPU."""
    needed = 4 * parameters + 12 * trained
    there, where = gpu_memory(), "GPU memory"
    if there is None:
        there, where = memory_available(), "memory"
    if there is not None and needed > there:
        raise StorageError(
            f"Training needs at least {format_bytes(needed)} of {where}, and {format_bytes(there)} are free",
            hint="[lora] rank = 16 trains adapters only" if trained == parameters else "a smaller base",
        )


def check_disk(folder: Path, trained: int, *, exported: int = 0) -> None:
    """Raises StorageError unless a run's files fit: two states while one replaces the other, the student, the best.

    ``exported`` is the size, in values, of a model that is exported in between or at the end: a checkpoint and a GGUF
    file in half precision.
    """
    folder.mkdir(parents=True, exist_ok=True)
    check_space(folder, 2 * 13 * trained + 2 * 4 * trained + 4 * exported)


def memory_available() -> int | None:
    """Free memory of this machine in bytes; None where it does not say."""
    try:
        with open("/proc/meminfo") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def gpu_memory() -> int | None:
    """Free memory of the current GPU in bytes; None without one."""
    import torch

    return int(torch.cuda.mem_get_info()[0]) if torch.cuda.is_available() else None
