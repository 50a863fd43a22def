"""A GGUF file back into a Hugging Face directory: dequantised weights and a tokenizer that tokenizes as llama.cpp does.

transformers can read the weights of a GGUF file, but the tokenizer it makes of one splits texts by another rule than
the file says (digits stay together, a first token is added). A student trained with that would see other tokens than
it is run with, so the tokenizer is made here from the file's own words.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from kpdd_edge.errors import StudentDamaged, UsageError
from kpdd_edge.export.gguf_tokens import CONTROL, PRE_TOKENIZERS, USER_DEFINED
from kpdd_edge.export.publishing import publishing
from kpdd_edge.export.reading import read_gguf


def tokenizer_from_gguf(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """``tokenizer.json`` and ``tokenizer_config.json`` of a byte-level BPE file.

    Raises UsageError for other tokenizers, StudentDamaged.
    """
    reader = read_gguf(path)

    def value(key: str, default: Any = None) -> Any:
        found = reader.get_field(f"tokenizer.ggml.{key}")
        return default if found is None else found.contents()

    if value("model") != "gpt2" or value("pre", "gpt-2") not in PRE_TOKENIZERS:
        raise UsageError(
            f"The tokenizer of {path.name} ({value('model')}, {value('pre')}) cannot be turned back",
            cause=f"Byte-level BPE of these kinds can: {', '.join(PRE_TOKENIZERS)}.",
        )
    tokens, types = value("tokens"), value("token_type") or []
    steps: list[dict[str, Any]] = []
    for step in PRE_TOKENIZERS[value("pre", "gpt-2")]:
        if step["type"] == "ByteLevel":
            steps.append({"add_prefix_space": False, "trim_offsets": True, **step})
        else:
            steps.append({"behavior": "Isolated", "invert": False, **step} if step["type"] == "Split" else dict(step))
    added = [
        {"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
         "special": types[i] == CONTROL}
        for i, token in enumerate(tokens)
        if types and types[i] in (CONTROL, USER_DEFINED)
    ]  # fmt: skip
    post: dict[str, Any] | None = None
    begin = value("bos_token_id")
    if value("add_bos_token") and begin is not None:
        name = tokens[begin]
        special = {"SpecialToken": {"id": name, "type_id": 0}}
        post = {
            "type": "TemplateProcessing",
            "single": [special, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [special, {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {name: {"id": name, "ids": [begin], "tokens": [name]}},
        }
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": steps[0] if len(steps) == 1 else {"type": "Sequence", "pretokenizers": steps},
        "post_processor": post,
        "decoder": level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": value("pre") == "llama-bpe",
            "vocab": {token: i for i, token in enumerate(tokens)},
            "merges": [merge.split(" ") for merge in value("merges", [])],
        },
    }
    config: dict[str, Any] = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False}
    for key, name in (
        ("bos_token_id", "bos_token"),
        ("eos_token_id", "eos_token"),
        ("padding_token_id", "pad_token"),
        ("unknown_token_id", "unk_token"),
    ):
        if (token_id := value(key)) is not None:
            config[name] = tokens[token_id]
    if template := reader.get_field("tokenizer.chat_template"):
        config["chat_template"] = template.contents()
    return tokenizer, config


def checkpoint_from_gguf(source: Path, target: Path, *, force: bool = False) -> None:
    """Write ``target``, a directory with float32 safetensors, config and tokenizer.

    Raises StudentDamaged, UsageError, StorageError.
    """
    import torch
    from transformers import AutoModelForCausalLM

    from kpdd_edge.export.checkpoint import quiet

    tokenizer, config = tokenizer_from_gguf(source)
    quiet()
    try:
        # It draws a progress bar of its own, whatever it is told.
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
            model = AutoModelForCausalLM.from_pretrained(source.parent, gguf_file=source.name, dtype=torch.float32)
    except (ValueError, OSError, KeyError) as error:
        raise StudentDamaged(f"{source.name} cannot be read as weights", cause=str(error)) from error
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    with publishing(target, needed=6 * sum(p.numel() for p in model.parameters()), folder=True, force=force) as folder:
        model.save_pretrained(folder)
        (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), "utf-8")
        (folder / "tokenizer_config.json").write_text(json.dumps(config, ensure_ascii=False, indent=1), "utf-8")
