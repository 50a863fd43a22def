"""LoRA adapters: reading them, and what they add to the weights. Never touches the base."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from kpdd_edge.errors import StudentDamaged, StudentMissing, UsageError
from kpdd_edge.export.reading import read_json

#: The file of peft that holds an adapter's values, and what it puts before the names of the base's modules.
ADAPTER: Final = "adapter_model.safetensors"
_PREFIX: Final = "base_model.model."


class LoraWeights:
    """The pairs (A, B) of an adapter by the name of the weight they change, float32, and their scale."""

    def __init__(self, pairs: dict[str, tuple[Any, Any]], *, rank: int, scale: float) -> None:
        self.pairs = pairs
        self.rank = rank
        self.scale = scale

    @classmethod
    def read(cls, folder: Path) -> LoraWeights:
        """A directory as peft writes it. Raises StudentDamaged, UsageError."""
        from safetensors.torch import load_file

        config = read_json(folder / "adapter_config.json")
        path = folder / ADAPTER
        try:
            raw = load_file(path)
        except Exception as error:
            raise StudentDamaged(f"{path} cannot be read", cause=str(error)) from error
        if config.get("peft_type", "LORA") != "LORA" or config.get("use_dora"):
            raise UsageError(f"{folder} is not a plain LoRA adapter", hint="merge it with peft before exporting")
        rank = int(config["r"])
        scale = float(config["lora_alpha"]) / (rank**0.5 if config.get("use_rslora") else rank)
        pairs: dict[str, tuple[Any, Any]] = {}
        for name, a in raw.items():
            clean = name.removeprefix(_PREFIX)
            if ".lora_A" not in clean:
                if ".lora_B" not in clean:
                    raise UsageError(f"The adapter changes {clean}, which is no LoRA pair", hint="merge it with peft")
                continue
            b = raw[name.replace(".lora_A", ".lora_B")]
            pairs[clean.split(".lora_A")[0] + ".weight"] = (a.float(), b.float())
        return cls(pairs, rank=rank, scale=scale)

    def save(self, path: Path) -> None:
        """Write the pairs under the names that peft gives them. Raises OSError."""
        from safetensors.torch import save_file

        found = {}
        for name, pair in self.pairs.items():
            for letter, value in zip("AB", pair, strict=True):
                found[f"{_PREFIX}{name.removesuffix('.weight')}.lora_{letter}.weight"] = value
        save_file(found, path, metadata={"format": "pt"})

    def delta(self, name: str) -> Any:
        pair = self.pairs.get(name)
        return None if pair is None else (pair[1] @ pair[0]) * self.scale


_adapters: dict[tuple[str, int], LoraWeights] = {}


def load_lora(folder: Path) -> LoraWeights:
    """Read an adapter once. Raises StudentMissing, StudentDamaged, UsageError."""
    path = folder / ADAPTER
    if not path.is_file() or not (folder / "adapter_config.json").is_file():
        raise StudentMissing(
            f"{folder} holds no LoRA adapter", cause="adapter_config.json and adapter_model.safetensors are needed."
        )
    key = (str(folder.resolve()), path.stat().st_mtime_ns)
    if key not in _adapters:
        _adapters.clear()
        _adapters[key] = LoraWeights.read(folder)
    return _adapters[key]


def lora_delta(folder: Path, name: str) -> Any:
    """What the adapter adds to the weight ``name`` (a torch tensor), or None."""
    return load_lora(folder).delta(name)
