"""An encoder–decoder student as ONNX: traced by optimum, then its matrices quantised block by block.

Only matrix products are quantised. The table of relative positions is looked up, not multiplied, and stays float:
its few values move every attention score.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kpdd_edge.errors import EngineError
from kpdd_edge.export.checkpoint import Checkpoint
from kpdd_edge.export.onnx_weights import BLOCK

ENCODER, DECODER = "encoder_model.onnx", "decoder_model_merged.onnx"


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """optimum and torch talk to standard output and to the root logger."""
    previous = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with (
            open(os.devnull, "w") as nowhere,
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(previous)


def export_t5(
    checkpoint: Checkpoint, folder: Path, precision: str, *, progress: Callable[[float], None] = lambda _done: None
) -> int:
    """Write both graphs into ``folder``; returns the bytes of their weights. Raises EngineError."""
    import onnx

    work = folder / "tracing"
    try:
        with _silence():
            from optimum.exporters.onnx import onnx_export_from_model
            from optimum.onnx import merge_decoders

            # fp16 is converted afterwards: tracing on a CPU in half precision is not supported everywhere.
            onnx_export_from_model(
                checkpoint.torch_model(), work, task="text2text-generation-with-past", do_validation=False,
                no_post_process=True, monolith=False,
            )  # fmt: skip
            progress(0.6)
            parts = ["encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx"]
            bits = {"int8": 8, "int4": 4}.get(precision)
            models = {}
            for name in parts:
                model = onnx.load(str(work / name))
                if bits:
                    model = _quantise(model, bits)
                elif precision == "fp16":
                    model = _half(model)
                models[name] = model
            progress(0.8)
            joined = work / "merged.onnx"
            merge_decoders(
                models["decoder_model.onnx"], models["decoder_with_past_model.onnx"], strict=False, save_path=joined
            )
            merged = onnx.load(str(joined))
    except Exception as error:
        raise EngineError(
            "optimum could not export the model", cause=f"{type(error).__name__}: {str(error)[:300]}"
        ) from error
    total = 0
    for name, model in ((ENCODER, models["encoder_model.onnx"]), (DECODER, merged)):
        total += sum(_bytes(i) for i in model.graph.initializer)
        large = model.ByteSize() > 256 << 20
        onnx.save(
            model,
            str(folder / name),
            save_as_external_data=large,
            location=name + ".data",
            all_tensors_to_one_file=True,
        )
    shutil.rmtree(work, ignore_errors=True)
    progress(1.0)
    return total


def _bytes(initialiser: Any) -> int:
    from onnx import numpy_helper

    return int(numpy_helper.to_array(initialiser).nbytes)


def _quantise(model: Any, bits: int) -> Any:
    """Matrices of the layers at ``bits``, the output head at 8."""
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    heads = [node.name for node in model.graph.node if node.op_type == "MatMul" and "lm_head" in node.name]
    steps = [(bits, heads), (8, [])] if bits != 8 and heads else [(bits, [])]
    for width, excluded in steps:
        config = DefaultWeightOnlyQuantConfig(
            block_size=BLOCK, is_symmetric=False, accuracy_level=4, op_types_to_quantize=("MatMul",), bits=width
        )
        quantiser = MatMulNBitsQuantizer(model, algo_config=config, nodes_to_exclude=excluded)
        quantiser.process()
        model = quantiser.model.model
    return model


def _half(model: Any) -> Any:
    from onnxruntime.transformers.float16 import convert_float_to_float16

    return convert_float_to_float16(model, keep_io_types=False)
