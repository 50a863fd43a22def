"""Reading a checkpoint: a Hugging Face directory, or a training checkpoint with a LoRA adapter beside its base.

Tensors are read one at a time from safetensors; no pickled weights are ever opened, and no code that a checkpoint
brings along is run.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kpdd_edge.errors import StudentDamaged, StudentMissing, UsageError, did_you_mean
from kpdd_edge.export.lora import load_lora, lora_delta
from kpdd_edge.export.reading import read_json

#: config.json's model_type → the name GGUF gives the architecture.
ARCHITECTURES = {
    "llama": "llama",
    "qwen2": "qwen2",
    "qwen3": "qwen3",
    "gemma3_text": "gemma3",
    "t5": "t5",
}

#: What a tokenizer may consist of, beside the weights; a copy of a checkpoint needs those that are there.
TOKENIZER_FILES = (
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "tokenizer.model", "spiece.model",
    "chat_template.jinja",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """What is written into an export about the student; see ``kpdd_edge.keypoints`` for the format."""

    name: str = ""
    format_version: int = 0
    prompt: str = "trained"
    stages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    licence: str = ""
    text: str = ""  # the model card, Markdown

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "format_version": self.format_version,
            "prompt": self.prompt,
            "stages": list(self.stages),
            "kinds": list(self.kinds),
            "stop": list(self.stop),
            "licence": self.licence,
        }


@dataclass(slots=True)
class Checkpoint:
    """A model directory. Use :func:`open_checkpoint`, which checks it.

    ``adapter`` is a LoRA adapter's directory whose weights are merged into what :meth:`tensor` returns.
    """

    folder: Path
    config: dict[str, Any]
    adapter: Path | None = None
    _files: dict[str, Path] = field(default_factory=dict)

    __hash__ = None  # type: ignore[assignment]

    @property
    def model_type(self) -> str:
        return str(self.config["model_type"])

    @property
    def architecture(self) -> str:
        """GGUF's name of it."""
        return ARCHITECTURES[self.model_type]

    @property
    def encoder_decoder(self) -> bool:
        return self.model_type == "t5"

    @property
    def tied(self) -> bool:
        """Whether the output layer is the embedding."""
        default = self.model_type in ("gemma3_text", "t5")
        return bool(self.config.get("tie_word_embeddings", default)) or not self.has("lm_head.weight")

    def names(self) -> list[str]:
        return sorted(self._files)

    def has(self, name: str) -> bool:
        return name in self._files

    def tensor(self, name: str) -> Any:
        """A torch tensor in the type it is stored in, LoRA merged (then float32). Raises StudentDamaged."""
        from safetensors import safe_open

        try:
            with safe_open(self._files[name], framework="pt") as file:
                value = file.get_tensor(name)
        except KeyError:
            raise StudentDamaged(f"{self.folder} has no tensor {name}") from None
        except Exception as error:
            raise StudentDamaged(f"{self._files[name]} cannot be read", cause=str(error)) from error
        if self.adapter is not None:
            delta = lora_delta(self.adapter, name)
            if delta is not None:
                value = value.float() + delta
        return value

    def parameters(self) -> int:
        """How many values its distinct tensors hold."""
        return sum(_count(shape) for shape in self.shapes().values())

    def shapes(self) -> dict[str, list[int]]:
        from safetensors import safe_open

        found = {}
        for path in sorted(set(self._files.values())):
            with safe_open(path, framework="pt") as file:
                for name in file.keys():  # noqa: SIM118 - not a dict
                    found[name] = list(file.get_slice(name).get_shape())
        return found

    def sha256(self) -> str:
        """One hash over the config and all weight files, adapter included."""
        total = hashlib.sha256()
        paths = [self.folder / "config.json", *sorted(set(self._files.values()))]
        if self.adapter is not None:
            paths += [self.adapter / "adapter_config.json", self.adapter / "adapter_model.safetensors"]
        for path in paths:
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
        return total.hexdigest()

    def tokenizer_json(self) -> dict[str, Any]:
        """The fast tokenizer's description. Raises StudentMissing, StudentDamaged."""
        path = self.folder / "tokenizer.json"
        try:
            if path.is_file():
                value: dict[str, Any] = json.loads(path.read_text("utf-8"))
                return value
            from transformers import AutoTokenizer

            slow = AutoTokenizer.from_pretrained(self.folder, trust_remote_code=False)
            value = json.loads(slow.backend_tokenizer.to_str())
            return value
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise StudentDamaged(f"{path} is not a tokenizer", cause=str(error)) from error
        except Exception as error:
            raise StudentMissing(
                f"{self.folder} holds no tokenizer",
                cause=str(error).splitlines()[0] if str(error) else "",
                hint="save the tokenizer beside the weights: tokenizer.save_pretrained(DIR)",
            ) from error

    def tokenizer(self) -> Any:
        """A ``tokenizers.Tokenizer`` that treats special tokens inside a text as plain text, as our engines do."""
        from tokenizers import Tokenizer

        try:
            made = Tokenizer.from_str(json.dumps(self.tokenizer_json()))
        except Exception as error:
            raise StudentDamaged(f"The tokenizer in {self.folder} cannot be read", cause=str(error)) from error
        made.encode_special_tokens = True
        made.no_truncation()
        made.no_padding()
        return made

    def settings(self, filename: str) -> dict[str, Any]:
        """A small JSON file of the directory; empty when it is not there."""
        try:
            value = json.loads((self.folder / filename).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def begin_tokens(self) -> list[int]:
        """What the tokenizer puts in front of a text."""
        tokenizer = self.tokenizer()
        with_special, without = tokenizer.encode("a").ids, tokenizer.encode("a", add_special_tokens=False).ids
        at = len(with_special) - len(without)
        for start in range(at + 1):
            if with_special[start : start + len(without)] == without:
                return list(with_special[:start])
        return []

    def end_of_input(self) -> list[int]:
        """What the tokenizer puts behind a text (T5: its end token)."""
        tokenizer = self.tokenizer()
        with_special, without = tokenizer.encode("a").ids, tokenizer.encode("a", add_special_tokens=False).ids
        return list(with_special[len(self.begin_tokens()) + len(without) :])

    def end_tokens(self) -> list[int]:
        """Every token that ends a text: the configured ones and those that are called so in chat formats."""
        ends: set[int] = set()
        for source in (self.settings("generation_config.json"), self.config):
            value = source.get("eos_token_id")
            ends |= set(value) if isinstance(value, list) else {value} if isinstance(value, int) else set()
        names = {"<|im_end|>", "<|endoftext|>", "<end_of_turn>", "<|eot_id|>", "</s>", "<eos>", "<|end_of_text|>"}
        tokenizer = self.tokenizer()
        ends |= {i for name in names if (i := tokenizer.token_to_id(name)) is not None}
        return sorted(ends)

    def torch_model(self) -> Any:
        """The reference: the model in float32, adapter merged, ready to evaluate."""
        import torch
        from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

        kind = AutoModelForSeq2SeqLM if self.encoder_decoder else AutoModelForCausalLM
        quiet()
        model = kind.from_pretrained(
            self.folder, dtype=torch.float32, trust_remote_code=False, use_safetensors=True, local_files_only=True
        )
        if self.adapter is not None:
            with torch.no_grad():
                for name, weight in model.named_parameters():
                    delta = lora_delta(self.adapter, name)
                    if delta is not None:
                        weight += delta
        return model.eval()


def quiet() -> None:
    """Keep transformers from writing to the terminal."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


def _count(shape: list[int]) -> int:
    total = 1
    for size in shape:
        total *= size
    return total


def open_checkpoint(folder: Path, *, adapter: Path | None = None) -> Checkpoint:
    """Check a directory and return it as a checkpoint.

    A directory that holds only a LoRA adapter (``adapter_config.json``) opens its base and merges it, where the base
    is a directory. Raises StudentMissing (no directory, no weights), StudentDamaged, UsageError (an unknown
    architecture).
    """
    if not folder.is_dir():
        raise StudentMissing(f"There is no directory {folder}", hint="kpdd export gguf DIR -o OUT.gguf")
    if adapter is None and (folder / "adapter_config.json").is_file() and not (folder / "config.json").is_file():
        base = read_json(folder / "adapter_config.json").get("base_model_name_or_path") or ""
        if not Path(base).is_dir():
            raise StudentMissing(
                f"{folder} is a LoRA adapter, and its base {base!r} is no directory here",
                hint=f"kpdd export gguf BASE_DIR --adapter {folder} -o OUT.gguf",
            )
        return open_checkpoint(Path(base), adapter=folder)
    config_path = folder / "config.json"
    if not config_path.is_file():
        raise StudentMissing(f"{folder} holds no config.json", cause="It is not a model directory.")
    config = read_json(config_path)
    if config.get("model_type") == "gemma3" and isinstance(config.get("text_config"), dict):
        config = {**config["text_config"], "model_type": "gemma3_text"}
    kind = str(config.get("model_type"))
    if kind not in ARCHITECTURES:
        raise UsageError(
            f"The architecture {kind!r} is not supported.{did_you_mean(kind, ARCHITECTURES)}",
            cause=f"Supported: {', '.join(ARCHITECTURES)}.",
        )
    made = Checkpoint(folder, config, adapter)
    made._files = _weight_files(folder)
    if adapter is not None:
        _check_adapter(adapter, made)
    return made


def _weight_files(folder: Path) -> dict[str, Path]:
    from safetensors import SafetensorError, safe_open

    index = folder / "model.safetensors.index.json"
    if index.is_file():
        parts = sorted(set(read_json(index).get("weight_map", {}).values()))
        paths = [folder / Path(part).name for part in parts]
    else:
        paths = [folder / "model.safetensors"]
    found: dict[str, Path] = {}
    for path in paths:
        if not path.is_file():
            other = next(iter(folder.glob("*.bin")), None)
            raise StudentMissing(
                f"{folder} holds no {path.name}",
                cause=f"{other.name} is a pickle, which could run code; only safetensors are read." if other else "",
                hint="save the model with save_pretrained(DIR, safe_serialization=True)",
            )
        try:
            with safe_open(path, framework="pt") as file:
                found.update(dict.fromkeys(file.keys(), path))
        except (SafetensorError, OSError) as error:
            raise StudentDamaged(f"{path} is not a safetensors file", cause=str(error)) from error
    return found


def _check_adapter(adapter: Path, base: Checkpoint) -> None:
    lora = load_lora(adapter)
    unknown = [name for name in lora.pairs if not base.has(name)]
    if unknown:
        raise UsageError(
            f"The adapter {adapter} does not fit {base.folder}", cause=f"It changes {unknown[0]}, which is not there."
        )
    shapes = base.shapes()
    for name, (a, b) in lora.pairs.items():
        if [b.shape[0], a.shape[1]] != shapes[name]:
            raise UsageError(f"The adapter {adapter} does not fit {base.folder}", cause=f"{name} has another shape.")
