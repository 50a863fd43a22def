"""Whole-sequence logits from an exported ONNX folder, for verification."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from kpdd_edge.engines.onnx_model import OnnxTokenizer, open_graph, read_config
from kpdd_edge.engines.threads import physical_cores


class OnnxRunner:
    """The folder's own graphs, without a cache: every text is evaluated at once."""

    def __init__(self, folder: Path, *, threads: int | None = None, provider: str = "cpu") -> None:
        self.config = read_config(folder)
        self.encoder_decoder = self.config.kind == "encoder-decoder"
        self.decoder_start = self.config.decoder_start
        self.input_end = list(self.config.input_end_tokens)
        self._tokenizer = OnnxTokenizer(folder, self.config)
        count = threads or physical_cores()
        self._dtype: Any = np.float16 if self.config.dtype == "float16" else np.float32
        self._encoder = None
        if "encoder" in self.config.files:
            self._encoder = open_graph(folder / self.config.files["encoder"], provider=provider, threads=count)
        self._model = open_graph(folder / self.config.files["model"], provider=provider, threads=count)

    def tokens(self, text: str) -> list[int]:
        return [*self.config.begin_tokens, *self.encode(text)]

    def encode(self, text: str) -> list[int]:
        return self._tokenizer.encode(text)

    def logits(self, ids: list[int], decoder_ids: list[int], skip: int = 0) -> Any:
        given: dict[str, Any]
        if self._encoder is None:
            n = len(ids)
            given = {
                "input_ids": np.array([ids], np.int64),
                "seqlens_k": np.array([n - 1], np.int32),
                "total_sequence_length": np.array(n, np.int32),
                "num_logits": np.array([n - skip], np.int64),
            }
        else:
            inputs = np.array([ids], np.int64)
            mask = np.ones_like(inputs)
            names = {i.name for i in self._encoder.get_inputs()}
            first = {k: v for k, v in (("input_ids", inputs), ("attention_mask", mask)) if k in names}
            hidden = self._encoder.run(["last_hidden_state"], first)[0]
            given = {
                "input_ids": np.array([decoder_ids], np.int64),
                "encoder_hidden_states": hidden,
                "encoder_attention_mask": mask,
                "use_cache_branch": np.array([False]),
            }
        cells = 0 if self._encoder is None else 1
        shape = (1, self.config.kv_heads, cells, self.config.head_size)
        wanted = {i.name for i in self._model.get_inputs()}
        given |= {name: np.zeros(shape, self._dtype) for name in wanted if name.startswith("past_key_values.")}
        return self._model.run(["logits"], {k: v for k, v in given.items() if k in wanted})[0][0].astype(np.float32)

    def close(self) -> None:
        self._model = self._encoder = None
