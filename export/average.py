"""The mean of checkpoints, or of adapters: one student from several that began with the same weights.

Students that were trained on from one start, on other data or for another time, often lie in one valley of the loss;
a point between them is then better on average than each (arXiv 2203.05482), and keeps more of what the start could do
than the end of the last training (arXiv 2109.01903). It costs nothing when solving.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kpdd_edge.errors import DataError, StudentDamaged, UsageError
from kpdd_edge.export.checkpoint import TOKENIZER_FILES, Checkpoint, open_checkpoint
from kpdd_edge.export.lora import ADAPTER, LoraWeights, load_lora
from kpdd_edge.export.publishing import check_target, publishing
from kpdd_edge.export.reading import read_json
from kpdd_edge.export.sidecar import tool_versions
from kpdd_edge.students.verify import hash_file

_COPIED = (
    "config.json", "generation_config.json", *TOKENIZER_FILES, "vocab.json", "merges.txt", "added_tokens.json",
    "README.md", "kpdd.json", "trim.json",
)  # fmt: skip


def average_checkpoints(
    sources: Sequence[Path],
    target: Path,
    *,
    weights: Sequence[float] = (),
    force: bool = False,
    progress: Callable[[str, float], None] = lambda _what, _done: None,
) -> dict[str, Any]:
    """Write the mean of the checkpoints' tensors to the folder ``target`` and return its receipt.

    ``weights`` has one number for each source and is divided by its sum; empty: all alike. Sums are made in float32
    and kept in the widest type of the sources. Tokenizer and settings are those of the first, adapters are merged.
    Raises UsageError (fewer than two sources, unfit weights, checkpoints of different models or tokenizers), DataError
    (a mean that is not finite), StudentMissing and StudentDamaged for a bad source, StorageError.
    """
    shares = _shares(len(sources), weights)
    check_target(target, force=force)
    checkpoints = [open_checkpoint(source) for source in sources]
    for other in checkpoints[1:]:
        _check_fits(checkpoints[0], other)
    first = checkpoints[0]
    receipt = _receipt(sources, [checkpoint.sha256() for checkpoint in checkpoints], shares)
    receipt["parameters"] = first.parameters()
    with publishing(target, needed=first.parameters() * 4, force=force, folder=True) as folder:
        for name in _COPIED:
            if (first.folder / name).is_file():
                shutil.copyfile(first.folder / name, folder / name)
        _write_mean(checkpoints, shares, folder, progress)
        (folder / "average.json").write_text(json.dumps(receipt, indent=1) + "\n", "utf-8")
    progress("writing the weights", 1.0)
    return {**receipt, "path": str(target)}


def average_adapters(
    sources: Sequence[Path], target: Path, *, weights: Sequence[float] = (), force: bool = False
) -> dict[str, Any]:
    """Write the mean of what LoRA adapters add to one base, as an adapter of the first one's rank; return its receipt.

    The mean of products is no product of means, and has the ranks of all: of each weight the nearest matrix of the
    rank is kept (Eckart and Young 1936), and ``missed`` in the receipt is how far that is off, as a share of the whole.
    ``weights`` as for :func:`average_checkpoints`. Raises UsageError (fewer than two sources, unfit weights, adapters
    of other bases or weights), StudentMissing and StudentDamaged for a bad source, StorageError.
    """
    shares = _shares(len(sources), weights)
    check_target(target, force=force)
    adapters = [load_lora(source) for source in sources]
    first = adapters[0]
    for source, other in zip(sources, adapters, strict=True):
        shapes = [{name: (a.shape[1], b.shape[0]) for name, (a, b) in lora.pairs.items()} for lora in (first, other)]
        bases = {base for folder in (sources[0], source) if (base := _base(folder))}
        if shapes[0] != shapes[1] or len(bases) > 1:
            raise UsageError(
                f"{sources[0]} and {source} have no mean",
                cause="They are adapters of other bases." if len(bases) > 1 else "They change other weights.",
                hint="average adapters that were trained from the same ones",
            )
    means: dict[str, tuple[Any, Any]] = {}
    missed = whole = 0.0
    for name in first.pairs:
        pairs = [(lora.pairs[name], lora.scale * share) for lora, share in zip(adapters, shares, strict=True) if share]
        means[name], lost, size = _nearest(pairs, first.rank, first.scale)
        missed, whole = missed + lost, whole + size
    receipt = _receipt(sources, [hash_file(source / ADAPTER) for source in sources], shares)
    receipt |= {"rank": first.rank, "missed": round(math.sqrt(missed / whole), 6) if whole else 0.0}
    needed = 4 * sum(a.numel() + b.numel() for a, b in means.values())
    with publishing(target, needed=needed, force=force, folder=True) as folder:
        for name in ("adapter_config.json", "kpdd.json"):
            if (sources[0] / name).is_file():
                shutil.copyfile(sources[0] / name, folder / name)
        LoraWeights(means, rank=first.rank, scale=first.scale).save(folder / ADAPTER)
        (folder / "average.json").write_text(json.dumps(receipt, indent=1) + "\n", "utf-8")
    return {**receipt, "path": str(target)}


def _nearest(
    pairs: Sequence[tuple[tuple[Any, Any], float]], rank: int, scale: float
) -> tuple[tuple[Any, Any], float, float]:
    """The pair of this rank whose product, times ``scale``, is nearest to the sum of the weighted products of pairs.

    Also the squares of what it misses, and of the whole. A's are (rank, inputs), B's (outputs, rank); the sum of
    products is that of the A's below each other and the B's side by side, so no matrix of the weight's size is made.
    """
    import torch

    a = torch.cat([pair[0] for pair, _ in pairs])
    b = torch.cat([pair[1] * (share / scale) for pair, share in pairs], 1)
    left, small_left = torch.linalg.qr(b)
    right, small_right = torch.linalg.qr(a.T)
    u, s, v = torch.linalg.svd(small_left @ small_right.T)
    roots = s[:rank].sqrt()
    squares = s.double().square()
    pair = ((right @ v[:rank].T) * roots).T.contiguous(), ((left @ u[:, :rank]) * roots).contiguous()
    return pair, float(squares[rank:].sum()), float(squares.sum())


def _base(folder: Path) -> str:
    """The hash of the GGUF file that an adapter was trained for; empty where it is not said."""
    card = read_json(folder / "kpdd.json") if (folder / "kpdd.json").is_file() else {}
    student = card.get("student")
    return str(student.get("base_sha256") or "") if isinstance(student, dict) else ""


def _receipt(sources: Sequence[Path], hashes: Sequence[str], shares: Sequence[float]) -> dict[str, Any]:
    return {
        "kpdd_average": 1,
        "sources": [
            {"name": "/".join(path.parts[-2:]), "sha256": sha256, "weight": share}
            for path, sha256, share in zip(sources, hashes, shares, strict=True)
        ],
        "tools": tool_versions(),
    }


def _shares(count: int, weights: Sequence[float]) -> list[float]:
    """The weights with the sum 1."""
    if count < 2:
        raise UsageError("A mean needs two checkpoints at least", hint="kpdd export average DIR DIR -o OUT")
    if weights and len(weights) != count:
        raise UsageError(f"There are {len(weights)} weights for {count} checkpoints", hint="--weights 0.5,0.5")
    given = list(weights) or [1.0] * count
    if not all(math.isfinite(weight) and weight >= 0 for weight in given) or not sum(given) > 0:
        raise UsageError(
            f"{', '.join(f'{weight:g}' for weight in given)} cannot be weights", cause="None may be below 0, nor all 0."
        )
    return [weight / sum(given) for weight in given]


def _check_fits(first: Checkpoint, other: Checkpoint) -> None:
    """Raises UsageError when a mean of the two would mean nothing."""
    where = f"{first.folder} and {other.folder} have no mean"
    if first.model_type != other.model_type:
        raise UsageError(where, cause=f"They are of the architectures {first.model_type} and {other.model_type}.")
    ours, theirs = first.shapes(), other.shapes()
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            raise UsageError(
                where,
                cause=f"{name} is {_shape(ours.get(name))} in the one and {_shape(theirs.get(name))} in the other.",
                hint="average checkpoints that were trained from the same one",
            )
    if first.tokenizer().get_vocab() != other.tokenizer().get_vocab():
        raise UsageError(
            where,
            cause="Their tokenizers differ, so a row of one embedding is another token in the other.",
            hint="average checkpoints that were trained from the same one",
        )


def _shape(shape: list[int] | None) -> str:
    return "missing" if shape is None else "×".join(map(str, shape))


def _write_mean(
    checkpoints: Sequence[Checkpoint], shares: Sequence[float], folder: Path, progress: Callable[[str, float], None]
) -> None:
    import torch
    from safetensors.torch import save_file

    means = {}
    names = checkpoints[0].names()
    for at, name in enumerate(names):
        progress("averaging", 0.9 * at / len(names))
        parts = [checkpoint.tensor(name) for checkpoint in checkpoints]
        if not all(part.is_floating_point() for part in parts):
            raise StudentDamaged(f"{name} holds no floating-point numbers", hint="average unquantised checkpoints")
        kept = parts[0].dtype
        for part in parts[1:]:
            kept = torch.promote_types(kept, part.dtype)
        mean = torch.zeros(parts[0].shape, dtype=torch.float32)
        for part, share in zip(parts, shares, strict=True):
            if share:  # so that a source without weight adds nothing, not even its infinities
                mean.add_(part.float(), alpha=share)
        if not bool(torch.isfinite(mean).all()):
            raise DataError(f"The mean of {name} is not finite", cause="One of the checkpoints is damaged.")
        means[name] = mean.to(kept).contiguous()
    progress("writing the weights", 0.9)
    save_file(means, folder / "model.safetensors", metadata={"format": "pt"})
