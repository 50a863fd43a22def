"""The loss: cross-entropy of the tokens that a student writes, computed only where there is one.

The output layer of a small student with a large vocabulary costs a fifth of its computation; a prompt's positions
need none of it. The sum over tokens is returned, not a mean: the loop divides by the tokens of the whole step, so
that the result does not depend on how a step is cut into batches or shared among processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from kpdd_edge.training.examples import Example
from kpdd_edge.training.plan import padded


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


class CompletionLoss(nn.Module):  # type: ignore[misc]
    """A language model whose forward pass gives the summed loss over a batch's targets (float32 scalar)."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, batch: Batch) -> Tensor:
        hidden = self._hidden(batch)
        where = batch.targets.reshape(-1).ne(-100)
        logits = self._logits(hidden.reshape(-1, hidden.shape[-1])[where])
        if logits.shape[0] == 0:
            return logits.sum()  # keeps the graph whole: every process takes part in a step
        return functional.cross_entropy(logits.float(), batch.targets.reshape(-1)[where], reduction="sum")

    def _hidden(self, batch: Batch) -> Tensor:
        """Hidden states [B, L, D]. Padding stands on the right, where causal attention never looks from the left."""
        plain = self.model.get_base_model() if hasattr(self.model, "peft_config") else self.model
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

    def _logits(self, hidden: Tensor) -> Tensor:
        plain = self.model.get_base_model() if hasattr(self.model, "peft_config") else self.model
        if plain.config.model_type == "t5" and plain.config.tie_word_embeddings:
            hidden = hidden * plain.model_dim**-0.5  # as T5ForConditionalGeneration does before its tied head
        return plain.get_output_embeddings()(hidden)
