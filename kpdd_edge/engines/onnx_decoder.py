"""Evaluating a decoder-only ONNX student: a row of KV cells for each session, written in place by the graph.

All rows lie in one buffer per layer. A batch is a run of neighbouring rows, handed to onnxruntime by address, so a
step copies nothing; sessions whose rows are apart are moved together first. On a GPU rows are never moved: their
sessions are evaluated again, or in several runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kpdd_edge.engines.base import Cancel
from kpdd_edge.engines.onnx_model import OnnxConfig, open_graph
from kpdd_edge.errors import EngineError

#: Tokens of a long feed that are evaluated at a time; the cancel flag is looked at between.
CHUNK = 128


@dataclass(slots=True)
class Row:
    """A session's place in the cache: ``index`` changes when rows are moved, ``cells`` are evaluated tokens."""

    index: int
    cells: int = 0


class OnnxDecoder:
    """The graph and the cache. ``rows`` sessions of ``cells`` tokens each."""

    def __init__(self, folder: Path, config: OnnxConfig, *, rows: int, cells: int, threads: int, provider: str) -> None:
        self.config = config
        self.session = open_graph(folder / config.files["model"], provider=provider, threads=threads)
        self.device = provider
        self.cells = cells
        self.dtype: Any = np.float16 if config.dtype == "float16" else np.float32
        self._shape = (config.kv_heads, cells, config.head_size)
        self._row_bytes = int(np.prod(self._shape)) * np.dtype(self.dtype).itemsize
        self._names = [f"{i}.{part}" for i in range(config.layers) for part in ("key", "value")]
        expected = {"input_ids", "seqlens_k", "total_sequence_length", "num_logits"}
        expected |= {f"past_key_values.{name}" for name in self._names}
        if {i.name for i in self.session.get_inputs()} != expected:
            raise EngineError(
                f"The graph in {folder} is not one that this engine runs", hint="kpdd export onnx CHECKPOINT -o DIR"
            )
        self._buffers: list[Any] = []
        self._addresses: list[int] = []
        for _ in self._names:
            if provider == "cpu":
                # Not touched before it is used: memory grows with the tokens held, not with what could be held.
                array = np.empty((rows, *self._shape), self.dtype)
                self._buffers.append(array)
                self._addresses.append(array.ctypes.data)
            else:
                from kpdd_edge.engines.onnx_model import runtime

                value = runtime().OrtValue.ortvalue_from_shape_and_type((rows, *self._shape), self.dtype, provider, 0)
                self._buffers.append(value)
                self._addresses.append(value.data_ptr())
        self.rows: list[Row | None] = [None] * rows
        self._steps: dict[tuple[int, int], _Bound] = {}

    def take(self) -> Row | None:
        """A free row, or None."""
        for i, row in enumerate(self.rows):
            if row is None:
                made = self.rows[i] = Row(i)
                return made
        return None

    def give_back(self, row: Row) -> None:
        self.rows[row.index] = None

    def copy(self, source: Row, target: Row) -> bool:
        """Make ``target`` hold what ``source`` holds; false where rows cannot be copied."""
        if self.device != "cpu":
            return False
        n = source.cells
        for buffer in self._buffers:
            buffer[target.index, :, :n] = buffer[source.index, :, :n]
        target.cells = n
        return True

    def evaluate(self, row: Row, tokens: Sequence[int], *, logits: bool, cancel: Cancel | None = None) -> Any:
        """Append tokens to a row; with ``logits`` returns the last token's, float32 (vocabulary,). Raises Cancelled."""
        last = None
        for begin in range(0, len(tokens), CHUNK):
            if cancel is not None:
                cancel.check()
            part = tokens[begin : begin + CHUNK]
            bound = self._bound(row.index, 1, len(part))
            last = bound.run(np.array([part]), np.array([row.cells + len(part)]))
            row.cells += len(part)
        return last[0].astype(np.float32, copy=False) if logits and last is not None else None

    def step(self, rows: Sequence[Row], tokens: Sequence[int]) -> Any:
        """One token for each row; logits float32 (rows, vocabulary), valid until the next call."""
        if self.device == "cpu":
            self._gather(rows)
        out = np.empty((len(rows), self.config.vocabulary), np.float32)
        order = sorted(range(len(rows)), key=lambda i: rows[i].index)
        begin = 0
        while begin < len(order):
            end = begin + 1
            while end < len(order) and rows[order[end]].index == rows[order[end - 1]].index + 1:
                end += 1
            group = order[begin:end]
            bound = self._bound(rows[group[0]].index, len(group), 1)
            lengths = np.array([rows[i].cells + 1 for i in group])
            found = bound.run(np.array([[tokens[i]] for i in group]), lengths)
            out[group] = found
            begin = end
        for row in rows:
            row.cells += 1
        return out

    def _gather(self, rows: Sequence[Row]) -> None:
        """Move the rows side by side, as few of them as possible."""
        wanted = {row.index for row in rows}
        k = len(wanted)
        if max(wanted) - min(wanted) + 1 == k:
            return
        start = max(range(len(self.rows) - k + 1), key=lambda s: (len(wanted & set(range(s, s + k))), -s))
        window = range(start, start + k)
        holes = [i for i in window if i not in wanted]
        for row in rows:
            if row.index not in window:
                self._swap(row, holes.pop())

    def _swap(self, row: Row, index: int) -> None:
        other = self.rows[index]
        here = row.index
        n = max(row.cells, other.cells if other is not None else 0)
        for buffer in self._buffers:
            if other is None:
                buffer[index, :, :n] = buffer[here, :, :n]
            else:
                kept = buffer[index, :, :n].copy()
                buffer[index, :, :n] = buffer[here, :, :n]
                buffer[here, :, :n] = kept
        self.rows[index], self.rows[here] = row, other
        row.index = index
        if other is not None:
            other.index = here

    def _bound(self, first: int, count: int, new: int) -> _Bound:
        """Inputs and outputs bound to these rows; those of single steps are kept."""
        if new != 1:
            return _Bound(self, first, count, new)
        found = self._steps.get((first, count))
        if found is None:
            found = self._steps[first, count] = _Bound(self, first, count, 1)
        return found


class _Bound:
    """An IO binding over rows ``first`` … ``first + count - 1``; its small inputs are refilled in place."""

    def __init__(self, decoder: OnnxDecoder, first: int, count: int, new: int) -> None:
        self._session = decoder.session
        self.ids = np.zeros((count, new), np.int64)
        self.lengths = np.zeros(count, np.int32)
        self.total = np.zeros((), np.int32)
        self.wanted = np.ones(1, np.int64)
        self.logits = np.zeros((count, 1, decoder.config.vocabulary), decoder.dtype)
        io = self.io = decoder.session.io_binding()
        for name, array in (
            ("input_ids", self.ids),
            ("seqlens_k", self.lengths),
            ("total_sequence_length", self.total),
            ("num_logits", self.wanted),
        ):
            io.bind_input(name, "cpu", 0, array.dtype.type, array.shape, array.ctypes.data)
        io.bind_output("logits", "cpu", 0, decoder.dtype, self.logits.shape, self.logits.ctypes.data)
        shape = (count, *decoder._shape)
        for name, address in zip(decoder._names, decoder._addresses, strict=True):
            at = address + first * decoder._row_bytes
            io.bind_input("past_key_values." + name, decoder.device, 0, decoder.dtype, shape, at)
            io.bind_output("present." + name, decoder.device, 0, decoder.dtype, shape, at)

    def run(self, ids: Any, lengths: Any) -> Any:
        """``lengths``: tokens each row then holds. Logits of each row's last token, valid until the next run."""
        self.ids[...] = ids
        self.lengths[...] = lengths - 1
        self.total[...] = lengths.max()
        try:
            self._session.run_with_iobinding(self.io)
        except Exception as error:
            raise EngineError("onnxruntime failed to evaluate", cause=str(error)[:400]) from error
        return self.logits[:, 0]
