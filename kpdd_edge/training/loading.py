"""Opening what a run starts from: a Hugging Face directory or hub name, or a GGUF file; adapters put on if asked.

A GGUF file is turned into a checkpoint folder first (``kpdd export hf``), since only so is its tokenizer the one that
llama.cpp runs. An adapter is then trained for exactly the weights of that file, dequantised.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from kpdd_edge.errors import ConfigError, DataError
from kpdd_edge.export.checkpoint import TOKENIZER_FILES
from kpdd_edge.students.files import expanded
from kpdd_edge.training.config import LoraConfig, TrainConfig
from kpdd_edge.training.cpu import quicken, quicken_adapters
from kpdd_edge.training.estimate import check_memory
from kpdd_edge.training.examples import Seq2Seq

#: What programs need and T5's vocabulary lacks.
_CHARACTERS = "\n<{}"


@dataclass(frozen=True, slots=True)
class Texts:
    """How a model reads and writes text, without its weights. ``folder`` is the checkpoint that the run starts from.

    ``begin`` is what its tokenizer puts in front of a text; ``form`` frames the texts of an encoder–decoder;
    ``settings`` is its ``config.json``, ``parameters`` how many values it has, ``tied`` says that its output layer is
    its embedding.
    """

    folder: Path
    tokenizer: Tokenizer
    pad: int
    begin: tuple[int, ...]
    form: Seq2Seq | None
    settings: dict[str, Any]
    parameters: int
    tied: bool

    def encode(self, text: str) -> list[int]:
        """Token ids of one piece of a text: nothing added, and no special token read out of it."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)


@dataclass(frozen=True, slots=True)
class Base(Texts):
    """The same with the ``model``, in float32."""

    model: Any

    @property
    def adapters(self) -> bool:
        return hasattr(self.model, "peft_config")

    @property
    def trained(self) -> int:
        """How many values change in training."""
        return _trained(self.model)


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


def open_texts(config: TrainConfig, work: Path) -> Texts:
    """What a run starts from, but for its weights. Raises DataError, ConfigError, StudentError."""
    from kpdd_edge.export.checkpoint import open_checkpoint, quiet

    quiet()
    checkpoint = open_checkpoint(find_base(config.student.base, work))
    form = None
    if checkpoint.encoder_decoder:
        checkpoint = open_checkpoint(with_characters(checkpoint.folder, work, config))
        end = tuple(checkpoint.end_of_input())
        form = Seq2Seq(int(checkpoint.config.get("decoder_start_token_id") or 0), checkpoint.end_tokens()[0], end)
    pad = checkpoint.config.get("pad_token_id")
    return Texts(
        checkpoint.folder,
        checkpoint.tokenizer(),
        pad if isinstance(pad, int) else 0,
        tuple(checkpoint.begin_tokens()),
        form,
        checkpoint.config,
        checkpoint.parameters(),
        checkpoint.tied,
    )


def _auto(texts: Texts) -> Any:
    """The class of transformers that opens the model."""
    from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

    return AutoModelForCausalLM if texts.form is None else AutoModelForSeq2SeqLM


def count_trained(config: TrainConfig, texts: Texts) -> int:
    """How many values change in training: all of them, or those of the adapters, put on a model without weights.

    Raises ConfigError.
    """
    if not config.lora.rank:
        return texts.parameters
    from transformers import AutoConfig

    with torch.device("meta"):
        model = _auto(texts).from_config(AutoConfig.from_pretrained(texts.folder))
        model = add_adapters(model, replace(config.lora, start=""), texts.folder)
    return _trained(model)


def _trained(model: Any) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def open_base(config: TrainConfig, texts: Texts) -> Base:
    """Load the model that ``texts`` belong to, in float32 on the CPU, ready to be trained.

    Raises DataError, ConfigError, StudentError, StorageError (too little memory).
    """
    check_memory(texts.parameters, count_trained(config, texts))
    model = _auto(texts).from_pretrained(texts.folder, dtype=torch.float32)
    model.config.use_cache = False
    quicken(model)
    if config.run.gradient_checkpointing:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    if config.lora.rank:
        torch.manual_seed(config.optim.seed)  # every process draws the same first weights of its adapters
        model = add_adapters(model, config.lora, texts.folder)
        quicken_adapters(model)
    return Base(**{f.name: getattr(texts, f.name) for f in fields(texts)}, model=model)


def with_characters(folder: Path, work: Path, config: TrainConfig) -> Path:
    """A checkpoint whose tokenizer knows what programs need: ``folder`` itself, or a copy of it in ``work``.

    New tokens take rows of the embedding that the vocabulary leaves free, as T5's does. Raises ConfigError when there
    are too few, or when these rows would not be trained.
    """
    from tokenizers import AddedToken

    from kpdd_edge.export.checkpoint import open_checkpoint

    checkpoint = open_checkpoint(folder)
    tokenizer = Tokenizer.from_str(json.dumps(checkpoint.tokenizer_json()))
    missing = [c for c in _CHARACTERS if not _knows(tokenizer, c)]
    if "pot" not in config.kinds:
        missing = [c for c in missing if c == "\n"]
    if not missing:
        return folder
    if config.lora.rank:
        raise ConfigError(
            "Adapters cannot teach this model to write lines",
            cause="Its vocabulary has no end of line, and the rows of new tokens are not part of an adapter.",
            hint="[lora] rank = 0",
        )
    tokenizer.add_tokens([AddedToken(c, normalized=False) for c in missing])
    if tokenizer.get_vocab_size() > int(checkpoint.config["vocab_size"]):
        raise ConfigError(f"{folder} has no rows left for {len(missing)} more tokens, which programs need")
    target = work / "base"
    if not (target / "config.json").is_file():
        from kpdd_edge.export.publishing import publishing

        with publishing(target, needed=0, folder=True, force=True) as temporary:
            for path in folder.iterdir():
                if path.suffix in (".json", ".safetensors") or path.name in TOKENIZER_FILES:
                    _link(path.resolve(), temporary / path.name)
            (temporary / "tokenizer.json").unlink(missing_ok=True)
            tokenizer.save(str(temporary / "tokenizer.json"))
    return target


def _knows(tokenizer: Tokenizer, character: str) -> bool:
    """Whether it comes back; an unknown token may be spelt ``<unk>``."""
    return character in tokenizer.decode(tokenizer.encode(f"a{character}a").ids).replace("<unk>", "")


def _link(source: Path, target: Path) -> None:
    """Weights need not lie on the disk twice."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def add_adapters(model: Any, lora: LoraConfig, folder: Path) -> Any:
    """Put LoRA adapters on; all other weights are frozen. ``folder`` is kept in them as their base.

    Raises ConfigError for modules that there are not.
    """
    from peft import LoraConfig as Peft
    from peft import get_peft_model

    targets: Any = lora.targets if lora.targets == "all-linear" else [t.strip() for t in lora.targets.split(",")]
    kind = "SEQ_2_SEQ_LM" if model.config.is_encoder_decoder else "CAUSAL_LM"
    model.name_or_path = str(folder.absolute())
    settings = Peft(
        r=lora.rank, lora_alpha=lora.alpha, lora_dropout=lora.dropout, target_modules=targets, task_type=kind
    )
    try:
        made = get_peft_model(model, settings)
    except ValueError as error:
        raise ConfigError(f"No adapter can be put on {lora.targets!r}", cause=str(error)) from error
    if lora.start:
        _go_on_from(made, lora, folder)
    return made


def _go_on_from(model: Any, lora: LoraConfig, folder: Path) -> None:
    """Give the adapters of ``model`` the values of ``lora.start``, which must be of the same rank, scale and modules.

    Raises ConfigError, StudentMissing, StudentDamaged, UsageError.
    """
    from kpdd_edge.export.checkpoint import open_checkpoint
    from kpdd_edge.export.gguf_write import read_adapter
    from kpdd_edge.export.lora import load_lora

    path = expanded(lora.start)
    known = read_adapter(open_checkpoint(folder), path) if path.is_file() else load_lora(path)
    if known.rank != lora.rank or not math.isclose(known.scale, lora.alpha / lora.rank, rel_tol=1e-6):
        raise ConfigError(
            f"The adapters of {lora.start} cannot be gone on from with this rank and alpha",
            cause=f"They have rank {known.rank} and alpha {known.scale * known.rank:g}.",
            hint=f"[lora] rank = {known.rank}, alpha = {known.scale * known.rank:g}",
        )
    inner = model.get_base_model()
    modules = {f"{name}.weight": module for name, module in inner.named_modules() if hasattr(module, "lora_A")}
    if odd := sorted(modules.keys() ^ known.pairs.keys()):
        raise ConfigError(
            f"The adapters of {lora.start} change other modules than {lora.targets!r}", cause=f"{odd[0]}, for one."
        )
    with torch.no_grad():
        for name, module in modules.items():
            a, b = known.pairs[name]
            module.lora_A["default"].weight.copy_(a)
            module.lora_B["default"].weight.copy_(b)


def save_student(base: Base, folder: Path, card: dict[str, Any], *, dtype: torch.dtype = torch.float32) -> None:
    """Write the model into the empty ``folder``: weights, tokenizer, ``kpdd.json``; ``kpdd export`` takes it.

    With adapters: these alone, in float32 as peft writes them, with the path of their base.
    """
    weights = None
    if not base.adapters and dtype != torch.float32:
        weights = {name: value.to(dtype) for name, value in base.model.state_dict().items()}
    base.model.save_pretrained(folder, state_dict=weights)
    if base.adapters:
        (folder / "README.md").unlink(missing_ok=True)  # peft's empty form of a model card
    else:
        for name in (*TOKENIZER_FILES, "generation_config.json", "trim.json"):
            if (base.folder / name).is_file() and not (folder / name).exists():
                shutil.copyfile(base.folder / name, folder / name)
    (folder / "kpdd.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")
