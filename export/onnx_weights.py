"""Weights for an ONNX graph: float matrices, and block-wise quantised ones for ``MatMulNBits``.

A block is 32 neighbouring input channels of one output row: unsigned integers, a scale and a zero point. The scale
is searched for the least squared error, not taken from the extremes. Layouts: onnxruntime, ContribOperators.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

BLOCK = 32
#: How far a block's range is shrunk when the scale is searched: a clipped outlier can cost less than a coarse step.
_SHRINK = {4: (1.0, 0.95, 0.9, 0.85, 0.8), 8: (1.0,)}


@dataclass(frozen=True, slots=True)
class Quantised:
    """``data`` uint8 (rows, blocks, BLOCK * bits / 8), ``scales`` (rows, blocks), ``zeros`` uint8, packed by row."""

    data: Any
    scales: Any
    zeros: Any
    bits: int
    rows: int
    columns: int

    @property
    def nbytes(self) -> int:
        return int(self.data.nbytes + self.scales.nbytes + self.zeros.nbytes)


def quantise_blocks(weight: Any, bits: int, importance: Any = None) -> Quantised:
    """Quantise a float32 matrix (rows: outputs, columns: inputs); columns are padded with zeros to whole blocks.

    ``importance`` weights the squared error per input channel.
    """
    rows, columns = weight.shape
    blocks = -(-columns // BLOCK)
    padded = np.zeros((rows, blocks * BLOCK), np.float32)
    padded[:, :columns] = weight
    grouped = padded.reshape(rows, blocks, BLOCK)
    care = None
    if importance is not None:
        care = np.zeros(blocks * BLOCK, np.float32)
        care[:columns] = importance / max(float(np.mean(importance)), 1e-30)
        care = care.reshape(1, blocks, BLOCK)
    top = (1 << bits) - 1
    # Zero must be representable: padding and sparse rows stay exact.
    low = np.minimum(grouped.min(2), 0.0)
    high = np.maximum(grouped.max(2), 0.0)
    best_error = np.full((rows, blocks), np.inf, np.float32)
    best = (
        np.zeros((rows, blocks, BLOCK), np.uint8),
        np.zeros((rows, blocks), np.float32),
        np.zeros((rows, blocks), np.uint8),
    )
    for shrink in _SHRINK[bits]:
        scale = (high - low) * (shrink / top)
        scale = np.where(scale > 0, scale, 1.0).astype(np.float32)
        zero = np.clip(np.rint(-low * shrink / scale), 0, top)
        codes = np.clip(np.rint(grouped / scale[..., None]) + zero[..., None], 0, top)
        difference = (codes - zero[..., None]) * scale[..., None] - grouped
        difference *= difference
        if care is not None:
            difference *= care
        error = difference.sum(2)
        better = error < best_error
        best_error[better] = error[better]
        best[0][better] = codes[better].astype(np.uint8)
        best[1][better] = scale[better]
        best[2][better] = zero[better].astype(np.uint8)
    codes8, scales, zeros = best
    if bits == 4:
        codes8 = codes8[..., 0::2] | (codes8[..., 1::2] << 4)
        if blocks % 2:
            zeros = np.concatenate([zeros, np.zeros((rows, 1), np.uint8)], 1)
        zeros = zeros[:, 0::2] | (zeros[:, 1::2] << 4)
    return Quantised(np.ascontiguousarray(codes8), scales, np.ascontiguousarray(zeros), bits, rows, columns)


def dequantise(q: Quantised) -> Any:
    """The float32 matrix that the codes stand for."""
    codes, zeros = q.data, q.zeros
    blocks = q.scales.shape[1]
    if q.bits == 4:
        codes = np.stack([codes & 15, codes >> 4], -1).reshape(q.rows, blocks, BLOCK)
        zeros = np.stack([zeros & 15, zeros >> 4], -1).reshape(q.rows, -1)[:, :blocks]
    value = (codes.astype(np.float32) - zeros[..., None].astype(np.float32)) * q.scales[..., None]
    return value.reshape(q.rows, -1)[:, : q.columns]
