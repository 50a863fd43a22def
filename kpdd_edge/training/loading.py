"""Opening what a run starts from: a Hugging Face directory or hub name, or a GGUF file; adapters put on if asked.

A GGUF file is turned into a checkpoint folder first (``kpdd export hf``), since only so is its tokenizer the one that
llama.cpp runs. An adapter is then trained for exactly the weights of that file, dequantised.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from kpdd_edge.errors import ConfigError, DataError, StorageError
from kpdd_edge.training.config import LoraConfig, TrainConfig
from kpdd_edge.training.cpu import quicken


@dataclass(frozen=True, slots=True)
class Base:
    """``folder`` is the checkpoint that the run starts from; ``model`` in float32."""

    model: Any
    tokenizer: Tokenizer
    folder: Path
    pad: int

    def encode(self, text: str) -> list[int]:
        """Token ids of one piece of a text: nothing added, and no special token read out of it."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)


def find_base(base: str, work: Path) -> Path:
    """The checkpoint of ``base``; a GGUF file is converted into ``work``, once. Raises DataError, StudentDamaged."""
    path = Path(base)
    if path.suffix == ".gguf":
        if not path.is_file():
            raise DataError(f"There is no file {path}")
        folder = work / "base"
        if not folder.is_dir():
            from kpdd_edge.export.from_gguf import checkpoint_from_gguf

            checkpoint_from_gguf(path, folder)
        return folder
    if path.is_dir():
        if not (path / "config.json").is_file():
            raise DataError(f"{path} is no checkpoint: it holds no config.json", hint="kpdd export hf FILE.gguf -o DIR")
        return path
    if base.count("/") > 1 or base.startswith((".", "/", "~")):
        raise DataError(f"There is no folder {base}", hint="kpdd export hf FILE.gguf -o DIR makes one from a GGUF file")
    return _from_hub(base)


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        found = snapshot_download(name, allow_patterns=["*.json", "*.safetensors", "*.model", "*.jinja"])
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise DataError(
            f"{name} is neither a folder here nor to be had from the hub",
            cause=str(error).split("\n")[0],
            hint="base = a local directory or GGUF file works without a network",
        ) from error
    return Path(found)


def open_base(config: TrainConfig, work: Path) -> Base:
    """Load the model, in float32 on the CPU, ready to be trained. Raises DataError, ConfigError, StudentError."""
    from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM

    from kpdd_edge.export.checkpoint import open_checkpoint, quiet

    quiet()
    folder = find_base(config.student.base, work)
    checkpoint = open_checkpoint(folder)
    check_memory(checkpoint.parameters(), config)
    settings = AutoConfig.from_pretrained(folder)
    auto = AutoModelForSeq2SeqLM if settings.is_encoder_decoder else AutoModelForCausalLM
    model = auto.from_pretrained(folder, dtype=torch.float32)
    model.config.use_cache = False
    quicken(model)
    if config.run.gradient_checkpointing:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    if config.lora.rank:
        model = add_adapters(model, config.lora)
    tokenizer = checkpoint.tokenizer()
    pad = settings.pad_token_id if settings.pad_token_id is not None else (settings.eos_token_id or 0)
    return Base(model, tokenizer, folder, int(pad if isinstance(pad, int) else pad[0]))


def add_adapters(model: Any, lora: LoraConfig) -> Any:
    """Put LoRA adapters on; all other weights are frozen. Raises ConfigError for modules that there are not."""
    from peft import LoraConfig as Peft
    from peft import get_peft_model

    targets: Any = lora.targets if lora.targets == "all-linear" else [t.strip() for t in lora.targets.split(",")]
    kind = "SEQ_2_SEQ_LM" if model.config.is_encoder_decoder else "CAUSAL_LM"
    try:
        return get_peft_model(
            model,
            Peft(r=lora.rank, lora_alpha=lora.alpha, lora_dropout=lora.dropout, target_modules=targets, task_type=kind),
        )
    except ValueError as error:
        raise ConfigError(f"No adapter can be put on {lora.targets!r}", cause=str(error)) from error


def memory_needed(parameters: int, trained: int, batch_tokens: int, width: int, layers: int, vocabulary: int) -> int:
    """Bytes that training takes at its height, an estimate.

    Float32 weights, gradient and two moments of the trained ones, activations of one batch (some 34 floats of 2 bytes
    per token, layer and channel: arXiv 2205.05198, section 4), and logits with their gradient for half the positions.
    """
    return 4 * parameters + 12 * trained + batch_tokens * (layers * width * 34 * 2 + vocabulary * 4)


def check_memory(parameters: int, config: TrainConfig) -> None:
    """Raises StorageError when the weights and the optimiser alone exceed this machine's memory."""
    trained = parameters // 50 if config.lora.rank else parameters
    needed = 4 * parameters + 12 * trained
    if (there := memory_available()) is not None and needed > there and not torch.cuda.is_available():
        raise StorageError(
            f"Training needs at least {needed / 1e9:.1f} GB of memory, and {there / 1e9:.1f} GB are free",
            hint="[lora] rank = 16 trains adapters only",
        )


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


def save_student(base: Base, folder: Path, card: dict[str, Any]) -> None:
    """Write the model into ``folder`` as a checkpoint that ``kpdd export`` takes: weights, tokenizer, ``kpdd.json``."""
    import json

    base.model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "generation_config.json",
                 "tokenizer.model", "spiece.model", "chat_template.jinja", "trim.json"):  # fmt: skip
        if (base.folder / name).is_file() and not (folder / name).exists():
            shutil.copyfile(base.folder / name, folder / name)
    (folder / "kpdd.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
