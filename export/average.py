"""The mean of checkpoints: one student from several that began with the same weights.

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
from kpdd_edge.export.publishing import check_target, publishing
from kpdd_edge.export.sidecar import tool_versions

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
    receipt = {
        "kpdd_average": 1,
        "sources": [
            {"name": "/".join(path.parts[-2:]), "sha256": checkpoint.sha256(), "weight": share}
            for path, checkpoint, share in zip(sources, checkpoints, shares, strict=True)
        ],
        "parameters": first.parameters(),
        "tools": tool_versions(),
    }
    with publishing(target, needed=first.parameters() * 4, force=force, folder=True) as folder:
        for name in _COPIED:
            if (first.folder / name).is_file():
                shutil.copyfile(first.folder / name, folder / name)
        _write_mean(checkpoints, shares, folder, progress)
        (folder / "average.json").write_text(json.dumps(receipt, indent=1) + "\n", "utf-8")
    progress("writing the weights", 1.0)
    return {**receipt, "path": str(target)}


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
