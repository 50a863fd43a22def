"""The loss: cross-entropy of the tokens that a student writes, computed only where there is one.

The output layer of a small student with a large vocabulary costs a fifth of its computation; a prompt's positions
need none of it. Nor are the logits of all positions ever held at once: their gradient is taken as soon as some of
them are there. The sum over tokens is returned, not a mean: the loop divides by the tokens of the whole step, so
that the result does not depend on how a step is cut into batches or shared among processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from kpdd_edge.training.cpu import products_dtype
from kpdd_edge.training.examples import Example
from kpdd_edge.training.plan import padded

#: So many logits are held at once, but those of some positions at least: a product of few rows is slow.
_LOGITS: Final = 2**25
_POSITIONS: Final = 256


@dataclass(frozen=True, slots=True)
class Batch:
    """Right-padded sequences. ``ids`` [B, L]; ``targets`` [B, L] the next token, -100 where none is learned.

    For an encoder–decoder student ``ids`` is the decoder's input and ``source`` [B, S] the encoder's, with
    ``source_mask`` [B, S].
    """

    ids: Tensor
    targets: Tensor
    source: Tensor | None = None
    source_mask: Tensor | None = None

    def to(self, device: torch.device) -> Batch:
        def moved(value: Tensor | None) -> Tensor | None:
            return None if value is None else value.to(device, non_blocking=True)

        return Batch(self.ids.to(device), self.targets.to(device), moved(self.source), moved(self.source_mask))


def collate(examples: Sequence[Example], *, pad: int, seq2seq: bool = False) -> Batch:
    """Pad examples on the right. An empty list gives a batch of one row without a target."""
    length = padded(max((len(e.ids) for e in examples), default=1))
    ids = torch.full((max(1, len(examples)), length), pad, dtype=torch.long)
    targets = torch.full_like(ids, -100)
    for row, example in enumerate(examples):
        n = len(example.ids)
        tokens = torch.tensor(example.ids)
        ids[row, :n] = tokens
        learned = torch.tensor(example.learned[1:], dtype=torch.bool)
        targets[row, : n - 1] = torch.where(learned, tokens[1:], -100)
    if not seq2seq:
        return Batch(ids, targets)
    source = torch.full((len(ids), padded(max((len(e.source) for e in examples), default=1))), pad, dtype=torch.long)
    mask = torch.zeros_like(source)
    if not examples:
        mask[:, 0] = 1  # an encoder that may look at nothing gives no numbers
    for row, example in enumerate(examples):
        source[row, : len(example.source)] = torch.tensor(example.source)
        mask[row, : len(example.source)] = 1
    return Batch(ids, targets, source, mask)


def held_positions(vocabulary: int) -> int:
    """Of how many positions the logits are held at once."""
    return max(_POSITIONS, _LOGITS // vocabulary)


class HeadLoss(torch.autograd.Function):  # type: ignore[misc]
    """Summed cross-entropy (float32) behind an output layer without bias.

    ``hidden`` [N, D], its ``weight`` [V, D], ``targets`` [N]; ``learn`` says whether gradients will be asked for. The
    gradient ``softmax(logits) - onehot`` of some positions is multiplied back before the next ones' logits are
    computed, as in the fused linear cross-entropy of arXiv 2410.10989; held are [N, D] and [V, D], not several
    times [N, V].
    """

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, weight: Tensor, targets: Tensor, learn: bool) -> Tensor:
        of_hidden, of_weight = (learn and needed for needed in ctx.needs_input_grad[:2])
        kind = products_dtype(hidden.device.type, hidden.dtype)
        total = torch.zeros((), device=hidden.device)
        back = torch.zeros_like(hidden, dtype=kind) if of_hidden else None
        outer = torch.zeros_like(weight, dtype=torch.float32) if of_weight else None
        rows = held_positions(weight.shape[0])
        with torch.autocast(hidden.device.type, enabled=False):
            table = weight.to(kind)
            for start in range(0, hidden.shape[0], rows):
                some = hidden[start : start + rows].to(kind)
                wanted = targets[start : start + rows, None]
                likely = torch.log_softmax(some @ table.T, -1, dtype=torch.float32)
                total -= likely.gather(1, wanted).sum()
                if not (of_hidden or of_weight):
                    continue
                off = likely.exp_().scatter_add_(1, wanted, -torch.ones_like(wanted, dtype=torch.float32)).to(kind)
                if back is not None:
                    torch.mm(off, table, out=back[start : start + rows])
                if outer is not None:
                    outer += off.T @ some
        ctx.save_for_backward(back, outer)
        ctx.kinds = hidden.dtype, weight.dtype
        return total

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
        def scaled(own: Tensor | None, kind: torch.dtype) -> Tensor | None:
            return None if own is None else (own * gradient).to(kind)

        of_hidden, of_weight = map(scaled, ctx.saved_tensors, ctx.kinds)
        return of_hidden, of_weight, None, None


class CompletionLoss(nn.Module):  # type: ignore[misc]
    """A language model whose forward pass gives the summed loss over a batch's targets (float32 scalar)."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, batch: Batch) -> Tensor:
        hidden = self._hidden(batch)
        where = batch.targets.reshape(-1).ne(-100)
        chosen, targets = hidden.reshape(-1, hidden.shape[-1])[where], batch.targets.reshape(-1)[where]
        plain = self._plain()
        if plain.config.model_type == "t5" and plain.config.tie_word_embeddings:
            chosen = chosen * plain.model_dim**-0.5  # as T5ForConditionalGeneration does before its tied head
        head = plain.get_output_embeddings()
        if type(head) is nn.Linear and head.bias is None:
            return HeadLoss.apply(chosen, head.weight, targets, torch.is_grad_enabled())
        logits = head(chosen)
        if logits.shape[0] == 0:
            return logits.sum()  # keeps the graph whole: every process takes part in a step
        return functional.cross_entropy(logits.float(), targets, reduction="sum")

    def _plain(self) -> Any:
        """The model of transformers, adapters inside."""
        return self.model.get_base_model() if hasattr(self.model, "peft_config") else self.model

    def _hidden(self, batch: Batch) -> Tensor:
        """Hidden states [B, L, D]. Padding stands on the right, where causal attention never looks from the left."""
        plain = self._plain()
        if batch.source is None:
            positions = torch.arange(batch.ids.shape[1], device=batch.ids.device)[None]
            return plain.get_decoder()(input_ids=batch.ids, position_ids=positions, use_cache=False).last_hidden_state
        encoded = plain.get_encoder()(input_ids=batch.source, attention_mask=batch.source_mask).last_hidden_state
        return plain.get_decoder()(
            input_ids=batch.ids,
            encoder_hidden_states=encoded,
            encoder_attention_mask=batch.source_mask,
            use_cache=False,
        ).last_hidden_state
