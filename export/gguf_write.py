"""Writing a checkpoint as a GGUF file of a float type: hyper-parameters, tokenizer, tensors, the student's card.

Quantising is another step (``quantise.py``). Tensor names and layouts follow llama.cpp's conventions; the names come
from ``gguf.TensorNameMap``. Memory holds one tensor at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from kpdd_edge.errors import UsageError
from kpdd_edge.export.checkpoint import Card, Checkpoint
from kpdd_edge.export.gguf_tokens import read_tokenizer
from kpdd_edge.export.lora import LoraWeights, load_lora
from kpdd_edge.export.reading import read_gguf

FLOAT_TYPES = ("F32", "F16", "BF16")

Progress = Callable[[str, float], None]


def name_map(checkpoint: Checkpoint) -> Callable[[str], str]:
    """Checkpoint tensor name → GGUF tensor name. The function raises UsageError for a name it does not know."""
    import gguf

    arch = next(a for a, name in gguf.MODEL_ARCH_NAMES.items() if name == checkpoint.architecture)
    layers = max(_layers(checkpoint.config))
    table = gguf.get_tensor_name_map(arch, layers)

    def translate(name: str) -> str:
        found = table.get_name(name, try_suffixes=(".weight", ".bias"))
        if found is None:
            raise UsageError(f"The checkpoint has a tensor {name!r}, which a {checkpoint.architecture} model does not")
        return str(found)

    return translate


def _layers(config: dict[str, Any]) -> tuple[int, int]:
    """Layers of the encoder (or the only stack) and of the decoder."""
    if config["model_type"] == "t5":
        return int(config["num_layers"]), int(config.get("num_decoder_layers") or config["num_layers"])
    return int(config["num_hidden_layers"]), 0


def _skipped(name: str) -> bool:
    # The tables of T5's stacks repeat "shared"; only the first layer's relative bias exists.
    return name.endswith((".embed_tokens.weight", ".rotary_emb.inv_freq")) and name.split(".")[0] in (
        "encoder",
        "decoder",
    )


def tensors(checkpoint: Checkpoint) -> Iterator[tuple[str, Any]]:
    """GGUF name and float32/float16/bfloat16 torch tensor of everything the file holds, laid out as llama.cpp wants."""
    import torch

    translate = name_map(checkpoint)
    config = checkpoint.config
    kind = checkpoint.model_type
    for name in checkpoint.names():
        if _skipped(name) or (name == "lm_head.weight" and checkpoint.tied):
            continue
        value = checkpoint.tensor(name)
        if heads := _rotary_heads(checkpoint, name):
            value = permute_rotary(value, heads)
        elif kind == "gemma3_text" and name.endswith("norm.weight"):
            value = value.float() + 1  # llama.cpp multiplies by the weight, Gemma by one plus the weight
        yield translate(name), value
    if kind == "t5" and checkpoint.tied:
        # T5 with a tied output scales before it; llama.cpp does not, so the scaled table is written out.
        yield "output.weight", checkpoint.tensor("shared.weight").float() * config["d_model"] ** -0.5
    scaling = config.get("rope_scaling") or {}
    if kind != "t5" and scaling.get("rope_type", scaling.get("type")) == "llama3":
        yield "rope_freqs.weight", torch.tensor(llama3_factors(config), dtype=torch.float32)


def _rotary_heads(checkpoint: Checkpoint, name: str) -> int:
    """The heads of a query or key matrix (or bias) whose rows llama.cpp wants in another order; 0 for all others."""
    if checkpoint.model_type != "llama" or not name.endswith(
        ("q_proj.weight", "k_proj.weight", "q_proj.bias", "k_proj.bias")
    ):
        return 0
    heads = int(checkpoint.config["num_attention_heads"])
    return heads if ".q_proj." in name else int(checkpoint.config.get("num_key_value_heads") or heads)


def permute_rotary(value: Any, heads: int) -> Any:
    """Rows of a query or key matrix from Hugging Face's order of rotary pairs (halves) to llama.cpp's (neighbours)."""
    rows = value.shape[0]
    return value.reshape(heads, 2, rows // heads // 2, *value.shape[1:]).swapaxes(1, 2).reshape(value.shape)


def unpermute_rotary(value: Any, heads: int) -> Any:
    """The inverse of :func:`permute_rotary`."""
    rows = value.shape[0]
    return value.reshape(heads, rows // heads // 2, 2, *value.shape[1:]).swapaxes(1, 2).reshape(value.shape)


def llama3_factors(config: dict[str, Any]) -> list[float]:
    """The divisors of the rotary frequencies in the ``llama3`` scaling (Llama 3.1's rule)."""
    scaling = config["rope_scaling"]
    size = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    factor, low, high = scaling["factor"], scaling["low_freq_factor"], scaling["high_freq_factor"]
    old = scaling["original_max_position_embeddings"]
    found = []
    for i in range(0, size, 2):
        wavelength = 2 * math.pi * float(config.get("rope_theta", 10000.0)) ** (i / size)
        if wavelength < old / high:
            found.append(1.0)
        elif wavelength > old / low:
            found.append(float(factor))
        else:
            smooth = (old / wavelength - low) / (high - low)
            found.append(1 / ((1 - smooth) / factor + smooth))
    return found


def write_gguf(
    checkpoint: Checkpoint,
    path: Path,
    *,
    precision: str = "F16",
    card: Card = Card(),
    progress: Progress | None = None,
) -> None:
    """Write the whole checkpoint as one file of precision F32, F16 or BF16; vectors and T5's bias tables stay F32.

    Raises UsageError (tokenizer or settings that GGUF cannot say), StudentDamaged, OSError.
    """
    import gguf

    tokenizer = read_tokenizer(checkpoint)
    writer = gguf.GGUFWriter(path, checkpoint.architecture)
    try:
        _describe(writer, checkpoint, card, precision)
        tokenizer.write(writer)
        everything = list(checkpoint.shapes())
        writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
        # Two passes: the list of tensors stands before their data, and only one tensor is in memory at a time.
        for name, value in tensors(checkpoint):
            kind = tensor_type(name, value.ndim, precision)
            element = np.dtype(np.float32 if kind == "F32" else np.float16)
            raw = gguf.GGMLQuantizationType.BF16 if kind == "BF16" else None
            shape = tuple(value.shape)
            size = int(np.prod(shape)) * element.itemsize
            if raw is None:
                writer.add_tensor_info(name, shape, element, size)
            else:
                writer.add_tensor_info(name, (*shape[:-1], shape[-1] * 2), np.dtype(np.uint8), size, raw)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for done, (name, value) in enumerate(tensors(checkpoint)):
            writer.write_tensor_data(_as_numpy(value, tensor_type(name, value.ndim, precision)))
            if progress:
                progress("writing", min(1.0, (done + 1) / len(everything)))
    finally:
        writer.close()


def tensor_type(name: str, axes: int, precision: str) -> str:
    return "F32" if axes == 1 or "attn_rel_b" in name else precision


def _as_numpy(value: Any, kind: str) -> Any:
    import torch

    value = value.contiguous()
    if kind == "BF16":
        return value.to(torch.bfloat16).view(torch.int16).numpy().view(np.uint8)
    if kind == "F16" and float(value.abs().max()) > 65504:
        raise UsageError("A weight is too large for F16", hint="--precision BF16 or F32")
    return value.to(torch.float32 if kind == "F32" else torch.float16).numpy()


def _describe(writer: Any, checkpoint: Checkpoint, card: Card, precision: str) -> None:
    import gguf

    config, kind = checkpoint.config, checkpoint.model_type
    ftype = {
        "F32": gguf.LlamaFileType.ALL_F32,
        "F16": gguf.LlamaFileType.MOSTLY_F16,
        "BF16": gguf.LlamaFileType.MOSTLY_BF16,
    }
    writer.add_type(gguf.GGUFType.MODEL)
    writer.add_name(card.name or checkpoint.folder.name)
    if card.licence:
        writer.add_license(card.licence)
    writer.add_file_type(ftype[precision])
    add_card(writer, card)
    writer.add_vocab_size(int(config["vocab_size"]))
    layers, decoder_layers = _layers(config)
    writer.add_block_count(layers)
    if kind == "t5":
        writer.add_decoder_block_count(decoder_layers)
        writer.add_context_length(int(config.get("n_positions") or 512))
        writer.add_embedding_length(config["d_model"])
        writer.add_feed_forward_length(config["d_ff"])
        writer.add_head_count(config["num_heads"])
        writer.add_key_length(config["d_kv"])
        writer.add_value_length(config["d_kv"])
        writer.add_layer_norm_rms_eps(config["layer_norm_epsilon"])
        writer.add_layer_norm_eps(config["layer_norm_epsilon"])
        writer.add_relative_attn_buckets_count(config["relative_attention_num_buckets"])
        writer.add_decoder_start_token_id(int(config.get("decoder_start_token_id") or 0))
        act = config.get("feed_forward_proj", "relu")
        if act not in ("relu", "gated-gelu"):
            raise UsageError(f"T5 with {act!r} layers is not supported", cause="relu and gated-gelu are.")
        return
    heads = config["num_attention_heads"]
    size = config.get("head_dim") or config["hidden_size"] // heads
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(config.get("num_key_value_heads") or heads)
    writer.add_key_length(size)
    writer.add_value_length(size)
    writer.add_layer_norm_rms_eps(config.get("rms_norm_eps", 1e-6))
    writer.add_rope_dimension_count(size)
    writer.add_rope_freq_base(float(config.get("rope_theta", 10000.0)))
    scaling = config.get("rope_scaling") or {}
    rule = scaling.get("rope_type", scaling.get("type", "default"))
    if rule == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(float(scaling["factor"]))
    elif rule not in ("default", "llama3"):
        raise UsageError(f"Rotary scaling {rule!r} is not supported", cause="default, linear and llama3 are.")
    if kind == "gemma3_text":
        pattern = int(config.get("sliding_window_pattern") or config.get("_sliding_window_pattern") or 6)
        if pattern != 6:
            raise UsageError(f"Gemma 3 with a sliding window in {pattern - 1} of {pattern} layers is not supported")
        writer.add_sliding_window(int(config["sliding_window"]))
    elif config.get("use_sliding_window"):
        raise UsageError("A sliding window is only supported for Gemma 3", hint='set "use_sliding_window" to false')


def add_card(writer: Any, card: Card) -> None:
    """The student's own keys, which our importer reads."""
    if not card.format_version:
        return
    writer.add_uint32("kpdd.format_version", card.format_version)
    writer.add_string("kpdd.prompt", card.prompt)
    for key, values in (("kpdd.stages", card.stages), ("kpdd.kinds", card.kinds), ("kpdd.stop", card.stop)):
        if values:
            writer.add_array(key, list(values))
    if card.name:
        writer.add_string("kpdd.name", card.name)
    if card.text:
        writer.add_string("kpdd.card", card.text)


def write_adapter(
    checkpoint: Checkpoint, adapter: Path, path: Path, *, precision: str = "F16", card: Card = Card()
) -> None:
    """A LoRA adapter as a GGUF file for the base's GGUF. Raises UsageError, StudentDamaged, OSError."""
    import gguf
    import torch

    lora = load_lora(adapter)
    translate = name_map(checkpoint)
    writer = gguf.GGUFWriter(path, checkpoint.architecture)
    try:
        writer.add_type(gguf.GGUFType.ADAPTER)
        writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
        # llama.cpp scales by alpha / rank; other rules are folded into alpha.
        writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, lora.scale * lora.rank)
        writer.add_name(card.name or adapter.name)
        add_card(writer, card)
        for name, (a, b) in lora.pairs.items():
            if heads := _rotary_heads(checkpoint, name):
                b = permute_rotary(b, heads)
            if name.endswith("embed_tokens.weight"):
                raise UsageError("The adapter changes the embedding", hint="export it merged: without --separate")
            target = translate(name)
            for suffix, value in (("lora_a", a), ("lora_b", b)):
                data = value.contiguous().to(torch.float32 if precision == "F32" else torch.float16).numpy()
                writer.add_tensor(f"{target}.{suffix}", data)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def read_adapter(checkpoint: Checkpoint, path: Path) -> LoraWeights:
    """The inverse of :func:`write_adapter`: a GGUF adapter under the names of the checkpoint it was made for.

    Raises StudentDamaged when it is no such file, UsageError when it is an adapter for another model.
    """
    import gguf
    import torch

    reader = read_gguf(path)
    alpha = reader.get_field(gguf.Keys.Adapter.LORA_ALPHA)
    found = {tensor.name: tensor for tensor in reader.tensors}
    if alpha is None or not found:
        raise UsageError(f"{path} is not a LoRA adapter")
    architecture = reader.get_field(gguf.Keys.General.ARCHITECTURE)
    if architecture is None or architecture.contents() != checkpoint.architecture:
        raise UsageError(f"{path.name} is an adapter for another model", cause="Its architecture is another.")
    translate, shapes = name_map(checkpoint), checkpoint.shapes()
    pairs: dict[str, tuple[Any, Any]] = {}
    for name in checkpoint.names():
        if _skipped(name) or f"{(target := translate(name))}.lora_a" not in found:
            continue
        a, b = (
            torch.from_numpy(found.pop(f"{target}.{suffix}").data.astype("float32")) for suffix in ("lora_a", "lora_b")
        )
        if [b.shape[0], a.shape[1]] != shapes[name]:
            raise UsageError(f"{path.name} is an adapter for another model", cause=f"{name} has another shape.")
        if heads := _rotary_heads(checkpoint, name):
            b = unpermute_rotary(b, heads)
        pairs[name] = (a, b)
    if found or not pairs:
        raise UsageError(f"{path.name} is an adapter for another model", cause=f"It changes {sorted(found)[:3]}.")
    rank = next(iter(pairs.values()))[0].shape[0]
    return LoraWeights(pairs, rank=rank, scale=float(alpha.contents()) / rank)
