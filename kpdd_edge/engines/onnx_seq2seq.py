"""Evaluating an encoder–decoder ONNX student (T5): the encoder once per text, then the decoder with its own cache.

Sessions that read the same text and have written equally much share a run: the votes of one problem do, until the
first of them ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from kpdd_edge.engines.onnx_model import OnnxConfig, open_graph, runtime
from kpdd_edge.errors import EngineError


@dataclass(eq=False, slots=True)
class Encoded:
    """What the encoder made of a text: hidden states, and the decoder's keys and values of them after its first run."""

    hidden: Any  # (1, tokens, width), numpy
    cross: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Written:
    """A session's place in the decoder: ``past`` are arrays of a whole group, ``row`` is its own line in them."""

    encoded: Encoded
    past: dict[str, Any] | None = None
    row: int = 0
    length: int = 0


class OnnxSeq2Seq:
    def __init__(self, folder: Path, config: OnnxConfig, *, threads: int, provider: str) -> None:
        self.config = config
        self.device = provider
        self.encoder = open_graph(folder / config.files["encoder"], provider=provider, threads=threads)
        self.decoder = open_graph(folder / config.files["model"], provider=provider, threads=threads)
        self._outputs = [o.name for o in self.decoder.get_outputs()]
        self._inputs = {i.name: i for i in self.decoder.get_inputs()}
        needed = {"input_ids", "encoder_hidden_states", "use_cache_branch", "past_key_values.0.decoder.key"}
        if not needed <= set(self._inputs):
            raise EngineError(
                f"The graphs in {folder} are not ones that this engine runs", hint="kpdd export onnx CHECKPOINT -o DIR"
            )
        self._dtype: Any = np.float16 if "float16" in self._inputs["encoder_hidden_states"].type else np.float32
        self._past = [name for name in self._inputs if name.startswith("past_key_values.")]

    def encode(self, tokens: Sequence[int]) -> Encoded:
        ids = np.array([tokens], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        given = {i.name: given[i.name] for i in self.encoder.get_inputs()}
        return Encoded(self._run(self.encoder, given, ["last_hidden_state"])["last_hidden_state"])

    def begin(self, encoded: Encoded) -> Written:
        return Written(encoded)

    def step(self, states: Sequence[Written], tokens: Sequence[int]) -> Any:
        """One token for each; logits float32 (states, vocabulary)."""
        out = np.empty((len(states), self.config.vocabulary), np.float32)
        groups: dict[tuple[int, int], list[int]] = {}
        for i, state in enumerate(states):
            groups.setdefault((id(state.encoded), state.length), []).append(i)
        for members in groups.values():
            out[members] = self._group([states[i] for i in members], [tokens[i] for i in members])
        return out

    def _group(self, states: list[Written], tokens: list[int]) -> Any:
        n, encoded = len(states), states[0].encoded
        first = states[0].length == 0
        given: dict[str, Any] = {
            "input_ids": np.array(tokens, np.int64)[:, None],
            "encoder_hidden_states": np.repeat(encoded.hidden, n, 0),
            "encoder_attention_mask": np.ones((n, encoded.hidden.shape[1]), np.int64),
            "use_cache_branch": np.array([not first]),
        }
        if first:
            shape = (n, self.config.kv_heads, 1, self.config.head_size)
            given |= {name: np.zeros(shape, self._dtype) for name in self._past}
        else:
            given |= self._join(states)
        made = self._run(self.decoder, {k: v for k, v in given.items() if k in self._inputs}, self._outputs)
        past = {name.replace("present.", "past_key_values."): value for name, value in made.items() if name != "logits"}
        if first:
            encoded.cross = {name: value[:1] for name, value in past.items() if ".encoder." in name}
        past = {name: value for name, value in past.items() if ".decoder." in name}
        for row, state in enumerate(states):
            state.past, state.row, state.length = past, row, state.length + 1
        return made["logits"][:, -1].astype(np.float32, copy=False)

    def _join(self, states: list[Written]) -> dict[str, Any]:
        past = states[0].past
        assert past is not None
        n = len(states)
        if any(s.past is not past or s.row != i for i, s in enumerate(states)) or len(next(iter(past.values()))) != n:
            rows = [(s.past or {}, s.row) for s in states]
            past = {name: np.concatenate([held[name][row : row + 1] for held, row in rows]) for name in past}
        return past | {name: np.repeat(value, n, 0) for name, value in states[0].encoded.cross.items()}

    def _run(self, session: Any, given: dict[str, Any], outputs: list[str]) -> dict[str, Any]:
        ort = runtime()
        io = session.io_binding()
        held = {name: ort.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(value)) for name, value in given.items()}
        for name, value in held.items():
            io.bind_ortvalue_input(name, value)
        for name in outputs:
            io.bind_output(name, "cpu")
        try:
            session.run_with_iobinding(io)
        except Exception as error:
            raise EngineError("onnxruntime failed to evaluate", cause=str(error)[:400]) from error
        return dict(zip(outputs, (value.numpy() for value in io.get_outputs()), strict=True))
