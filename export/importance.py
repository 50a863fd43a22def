"""The importance matrix: which input channels of each matrix carry the signal, measured on our own texts.

The mean of the squared activations that enter a linear layer, per channel, collected by hooks on the PyTorch model:
the same statistic that llama.cpp's own tool collects, for its quantiser (ggml-org/llama.cpp, tools/imatrix).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from kpdd_edge.export.checkpoint import Checkpoint
from kpdd_edge.export.gguf_write import name_map
from kpdd_edge.export.quantise import Importance


def collect_importance(
    checkpoint: Checkpoint,
    model: Any,
    passes: Iterable[tuple[list[int], list[int]]],
    *,
    source: str = "",
    progress: Callable[[int], None] | None = None,
) -> Importance:
    """Run ``model`` over token sequences: (input, decoder input), the second empty for a decoder-only model.

    ``progress`` is called with the number of tokens seen so far.
    """
    import torch

    translate = name_map(checkpoint)
    sums: dict[str, Any] = {}
    counts: dict[str, int] = {}

    def watch(name: str) -> Callable[..., None]:
        def hook(_module: Any, inputs: tuple[Any, ...], _output: Any) -> None:
            rows = inputs[0].detach().reshape(-1, inputs[0].shape[-1]).double()
            square = (rows * rows).sum(0)
            sums[name] = square if name not in sums else sums[name] + square
            counts[name] = counts.get(name, 0) + rows.shape[0]

        return hook

    hooks = []
    tokens = 0
    try:
        for name, module in model.named_modules():
            if isinstance(module, torch.nn.Linear):
                if name == "lm_head":
                    target = (
                        "token_embd.weight" if checkpoint.tied and checkpoint.model_type != "t5" else "output.weight"
                    )
                else:
                    target = translate(name + ".weight")
                hooks.append(module.register_forward_hook(watch(target)))
        with torch.no_grad():
            for ids, decoder_ids in passes:
                if decoder_ids:
                    model(input_ids=torch.tensor([ids]), decoder_input_ids=torch.tensor([decoder_ids]))
                else:
                    model(input_ids=torch.tensor([ids]))
                tokens += len(ids) + len(decoder_ids)
                if progress:
                    progress(tokens)
    finally:
        for hook in hooks:
            hook.remove()
    values = {name: (total / counts[name]).float().numpy().astype(np.float32) for name, total in sums.items()}
    return Importance(values, tokens, source)
