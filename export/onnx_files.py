"""Writing an ONNX folder: the graph, its weights beside it, the tokenizer, and ``kpdd.json`` for the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kpdd_edge import __version__
from kpdd_edge.export.checkpoint import Card, Checkpoint
from kpdd_edge.export.onnx_graph import MICROSOFT, OPSET, GraphWriter

#: Larger weights go into the file beside the graph, which onnxruntime maps instead of reading.
_INLINE_BYTES = 1024
_ALIGN = 4096

CONFIG = "kpdd.json"


def save_graph(writer: GraphWriter, folder: Path, name: str = "model.onnx") -> None:
    """Write ``model.onnx`` and ``model.onnx.data``. Raises OSError, onnx's ValidationError for a wrong graph."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    data = name + ".data"
    initialisers = []
    with (folder / data).open("wb") as file:
        for key, value in writer.weights.items():
            if value.nbytes < _INLINE_BYTES:
                initialisers.append(numpy_helper.from_array(value, key))
                continue
            file.write(b"\0" * (-file.tell() % _ALIGN))
            proto = TensorProto(name=key, data_type=helper.np_dtype_to_tensor_dtype(value.dtype), dims=value.shape)
            proto.data_location = TensorProto.EXTERNAL
            for what, text in (("location", data), ("offset", str(file.tell())), ("length", str(value.nbytes))):
                entry = proto.external_data.add()
                entry.key, entry.value = what, text
            initialisers.append(proto)
            file.write(np.ascontiguousarray(value).tobytes())
    inputs, outputs = writer.ends()
    graph = helper.make_graph(writer.nodes, "student", inputs, outputs, initialisers)
    model = helper.make_model(
        graph,
        producer_name="kpdd-edge",
        producer_version=__version__,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=10,
    )
    onnx.save(model, folder / name)


def write_config(checkpoint: Checkpoint, folder: Path, card: Card, more: Mapping[str, Any]) -> None:
    """``tokenizer.json`` and ``kpdd.json``: all that the engine needs to know of the model."""
    (folder / "tokenizer.json").write_text(json.dumps(checkpoint.tokenizer_json(), ensure_ascii=False), "utf-8")
    config = checkpoint.config
    known: dict[str, Any] = {
        "kpdd_onnx": 1,
        "kind": "encoder-decoder" if checkpoint.encoder_decoder else "decoder",
        "architecture": checkpoint.architecture,
        "vocabulary": int(config["vocab_size"]),
        "begin_tokens": checkpoint.begin_tokens(),
        "input_end_tokens": checkpoint.end_of_input() if checkpoint.encoder_decoder else [],
        "end_tokens": checkpoint.end_tokens(),
        "student": {**card.to_dict(), "card": card.text},
        **more,
    }
    (folder / CONFIG).write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", "utf-8")
