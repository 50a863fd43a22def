"""What makes small models train quickly on a CPU: the same arithmetic, with fewer passes over memory.

Four parts of a model are replaced, for training only and only where the model runs on a CPU:

- attention: grouped queries as one batched product. PyTorch's fused kernel is right on a GPU; on a CPU its backward
  pass over short sequences takes several times as long as two plain products, and every key and value head is
  repeated for it first;
- RMS norms: the backward pass in one formula instead of one per operation, and a result that is in the products'
  precision already, so that it is not converted for each of them;
- rotary angles in the products' precision, as a model loaded in bfloat16 has them;
- adapters: what they add is scaled while it has as few values as their rank and added by the product that makes it,
  in the products' precision throughout.
"""

from __future__ import annotations

import types
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

NAME = "kpdd_grouped"
#: Models whose layers are Llama's: causal attention over all that came before, RMS norms, rotary angles.
MODELS = ("llama", "qwen2")


def grouped_attention(
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None = None,
    *,
    scaling: float,
    dropout: float = 0.0,
    **_unused: Any,
) -> tuple[Tensor, None]:
    """Causal attention. ``query`` [B, H, L, D], ``key`` and ``value`` [B, H / G, L, D]; returns [B, L, H, D].

    ``attention_mask`` is not looked at: padding stands on the right. There is no dropout.
    """
    batch, heads, length, width = query.shape
    rows, groups = batch * key.shape[1], heads // key.shape[1]
    # Contiguous: a batched product of bfloat16 over strided operands is done one matrix at a time.
    queries = (query * scaling).to(value.dtype).contiguous().view(rows, groups * length, width)
    keys = key.to(value.dtype).contiguous().view(rows, length, width)
    scores = torch.bmm(queries, keys.transpose(1, 2)).view(rows, groups, length, length)
    later = torch.ones(length, length, dtype=torch.bool, device=query.device).triu(1)
    weights = torch.softmax(scores.masked_fill(later, float("-inf")), -1, dtype=torch.float32).to(value.dtype)
    mixed = torch.bmm(weights.view(rows, groups * length, length), value.contiguous().view(rows, length, width))
    return mixed.view(batch, heads, length, width).transpose(1, 2).contiguous(), None


class RMSNorm(torch.autograd.Function):  # type: ignore[misc]
    """``x / rms(x) * weight`` over the last dimension (arXiv 1910.07467), computed in float32.

    With ``r = 1 / rms(x)``, ``n = x r`` and ``h = g weight``: ``dx = r (h - n mean(h n))``, ``dweight = sum(g n)``.
    """

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, weight: Tensor, eps: float, dtype: torch.dtype) -> Tensor:
        r = torch.rsqrt(x.square().mean(-1, keepdim=True).add_(eps))
        ctx.save_for_backward(x, weight, r)
        return (x * r).mul_(weight).to(dtype)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, None, None]:
        x, weight, r = ctx.saved_tensors
        width = x.shape[-1]
        normed = x * r
        gradient = gradient.float()
        of_weight = (gradient * normed).reshape(-1, width).sum(0)
        inner = gradient * weight
        mean = torch.linalg.vecdot(inner, normed).unsqueeze(-1).div_(width)
        return inner.addcmul_(normed, mean, value=-1).mul_(r), of_weight, None, None


def products_dtype(device: str = "cpu", otherwise: torch.dtype = torch.float32) -> torch.dtype:
    """The precision in which matrix products are done here and now; ``otherwise`` where nothing chooses one."""
    return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else otherwise


def _norm(self: Any, x: Tensor) -> Tensor:
    return RMSNorm.apply(x.float(), self.weight, self.variance_epsilon, products_dtype())


def _angles(_module: Any, _given: Any, made: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return tuple(part.to(products_dtype()) for part in made)


def quicken(model: Any) -> bool:
    """Replace the parts of a Llama-like decoder that runs on a CPU; other models and devices keep their own.

    Says whether it did. The model's weights and their names stay as they are.
    """
    if torch.cuda.is_available() or model.config.model_type not in MODELS:
        return False
    if getattr(model.config, "use_sliding_window", False):
        return False
    from transformers import AttentionInterface

    AttentionInterface.register(NAME, grouped_attention)
    model.set_attn_implementation(NAME)
    for module in model.modules():
        if hasattr(module, "variance_epsilon"):
            module.forward = types.MethodType(_norm, module)
    model.get_decoder().rotary_emb.register_forward_hook(_angles)
    return True


def quicken_adapters(model: Any) -> None:
    """The same for the LoRA layers of a model that runs on a CPU, but for variants such as DoRA."""
    if torch.cuda.is_available():
        return
    from peft.tuners.lora import Linear

    for module in model.modules():
        if type(module) is Linear and not module.lora_variant:
            module.forward = types.MethodType(_adapted, module)


def _adapted(self: Any, x: Tensor) -> Tensor:
    """``x W' + (dropout(x) A' scale) B'``, what peft's own layer computes; ``x`` [..., in], returns [..., out].

    The last product adds to the first in place: neither it nor its multiple is ever written apart.
    """
    active = [name for name in self.active_adapters if name in self.lora_A]
    if self.disable_adapters or self.merged or len(active) != 1:
        return type(self).forward(self, x)
    (name,) = active
    flat = x.reshape(-1, x.shape[-1])
    made = self.base_layer(flat)
    low = self.lora_A[name](self.lora_dropout[name](flat)) * self.scaling[name]
    made.addmm_(low, self.lora_B[name].weight.to(made.dtype).T)
    return made.view(*x.shape[:-1], made.shape[-1])
