"""The state of a run on disk: enough to go on exactly where it stood.

One folder, replaced as a whole: the trained weights, the optimiser's state, and how far the run had come. Data order
and dropout follow from the seed and the step's number, so no random generator is kept. Files are read as data
(safetensors, ``torch.load`` with ``weights_only``).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from kpdd_edge.errors import ConfigError, StudentDamaged
from kpdd_edge.export.publishing import publishing


@dataclass(slots=True)
class Progress:
    """How far a run has come. ``elapsed`` in seconds of training, ``validated`` that at the last validation; ``best``
    the best validated accuracy (0 to 1)."""

    step: int = 0
    elapsed: float = 0.0
    tokens: int = 0
    loss_tokens: int = 0
    best: float = -1.0
    validated: float = 0.0


def save_state(
    folder: Path, model: Any, optimizer: torch.optim.Optimizer, progress: Progress, identity: dict[str, Any]
) -> None:
    """Write the state of a run; the old one stays until the new one is whole. Raises StorageError."""
    weights = {name: p.detach().cpu().contiguous() for name, p in model.named_parameters() if p.requires_grad}
    size = sum(p.numel() for p in weights.values())
    with publishing(folder, needed=13 * size, force=True, folder=True) as temporary:
        save_file(weights, temporary / "weights.safetensors")
        torch.save(optimizer.state_dict(), temporary / "optimizer.pt")
        record = {"kpdd_training_state": 1, **asdict(progress), "identity": identity}
        (temporary / "state.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def load_state(folder: Path, model: Any, optimizer: torch.optim.Optimizer, identity: dict[str, Any]) -> Progress:
    """Put a saved state into ``model`` and ``optimizer``.

    Raises ConfigError when it is of another configuration, model or data, StudentDamaged when it cannot be read.
    """
    try:
        record = json.loads((folder / "state.json").read_text("utf-8"))
        weights = load_file(folder / "weights.safetensors")
        moments = torch.load(folder / "optimizer.pt", map_location="cpu", weights_only=True)
    except Exception as error:
        raise StudentDamaged(
            f"The saved state {folder} cannot be read", cause=str(error).split("\n")[0], hint="begin again: --restart"
        ) from error
    check_identity(folder, record["identity"], identity)
    own = {name: p for name, p in model.named_parameters() if p.requires_grad}
    if own.keys() != weights.keys() or any(own[name].shape != weights[name].shape for name in own):
        raise ConfigError(f"The saved state in {folder} belongs to another model", hint="--restart begins again")
    with torch.no_grad():
        for name, p in own.items():
            p.copy_(weights[name])
    optimizer.load_state_dict(moments)
    return Progress(**{f.name: record[f.name] for f in fields(Progress) if f.name in record})


def check_identity(folder: Path, before: dict[str, Any], now: dict[str, Any]) -> None:
    """Raises ConfigError when what is in ``folder`` was begun with something else."""
    for key, value in json.loads(json.dumps(now)).items():  # a tuple comes back as a list
        if before.get(key) != value:
            raise ConfigError(
                f"The saved state in {folder} belongs to another {key}",
                cause=_differences(before.get(key), value)
                or "It can only go on with the same configuration, base and data.",
                hint="--restart begins again, or give another output",
            )


def _differences(before: Any, now: Any, where: str = "") -> str:
    """Which settings differ, as ``optim.epochs: 1.0, now 2.0``; empty for things that are no tables."""
    if not isinstance(before, dict) or not isinstance(now, dict):
        return ""
    found = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        if old != new:
            inner = _differences(old, new, f"{where}{key}.")
            found.append(inner or f"{where}{key}: {_short(old)}, now {_short(new)}")
    return "; ".join(found)


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
