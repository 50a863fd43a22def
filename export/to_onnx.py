"""``kpdd export onnx`` as a function: checkpoint → ONNX folder, verified, in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kpdd_edge.errors import EngineError, UsageError, did_you_mean
from kpdd_edge.export.checkpoint import Card, Checkpoint, open_checkpoint
from kpdd_edge.export.onnx_files import save_graph, write_config
from kpdd_edge.export.onnx_graph import BITS, MAX_CONTEXT, GraphWriter
from kpdd_edge.export.onnx_runner import OnnxRunner
from kpdd_edge.export.onnx_t5 import DECODER, ENCODER, export_t5
from kpdd_edge.export.publishing import check_target, publishing
from kpdd_edge.export.quantise import Importance
from kpdd_edge.export.runners import TorchRunner
from kpdd_edge.export.sidecar import sidecar, write_sidecar
from kpdd_edge.export.texts import VERIFICATION_SEED
from kpdd_edge.export.to_gguf import Progress, VerifyOptions, measure_importance, output_path, own_texts
from kpdd_edge.export.verify import Reference, require, verify

ONNX_PRECISIONS = tuple(BITS)
SIDECAR = "export.json"


def check_onnx_precision(name: str) -> str:
    """``name`` in lower case. Raises UsageError."""
    if name.lower() not in ONNX_PRECISIONS:
        raise UsageError(
            f"Unknown precision {name!r}.{did_you_mean(name, ONNX_PRECISIONS)}",
            cause=f"Known: {', '.join(ONNX_PRECISIONS)}.",
        )
    return name.lower()


def export_onnx(
    source: Path,
    output: Path,
    precisions: list[str],
    *,
    adapter: Path | None = None,
    card: Card = Card(),
    context: int = MAX_CONTEXT,
    imatrix_texts: Path | str | None = None,
    imatrix_tokens: int = 20_000,
    checks: VerifyOptions = VerifyOptions(),
    force: bool = False,
    progress: Progress = lambda _what, _done: None,
) -> list[dict[str, Any]]:
    """Export one folder per precision and return their sidecars, ``path`` added.

    With ``imatrix_texts`` the block scales of a decoder-only student are chosen by the importance of each channel.
    Raises StudentError when an export is over its limit (it is not kept), and what reading and writing raise.
    """
    precisions = [check_onnx_precision(p) for p in precisions]
    checkpoint = open_checkpoint(source, adapter=adapter)
    targets = [output_path(output, p, len(precisions) > 1) for p in precisions]
    for target in targets:
        check_target(target, force=force)
    progress("loading the reference", 0.0)
    texts = own_texts(card, VERIFICATION_SEED)
    reference = Reference(TorchRunner(checkpoint), positions=checks.positions, texts=texts, longest=min(480, context))
    source_hash = checkpoint.sha256()
    importance = None
    if imatrix_texts is not None and not checkpoint.encoder_decoder and {"int8", "int4"} & set(precisions):
        importance = measure_importance(reference, card, imatrix_texts, imatrix_tokens, progress)
    made = []
    for precision, target in zip(precisions, targets, strict=True):
        needed = checkpoint.parameters() * (12 if checkpoint.encoder_decoder else 5)
        with publishing(target, needed=needed, force=force, folder=True) as folder:
            weights = _write(checkpoint, folder, precision, card, context, importance, progress)
            receipt = _check(
                reference, folder, source, source_hash, precision, importance, weights, card, checks, progress
            )
            write_sidecar(folder / SIDECAR, receipt)
        made.append({**receipt, "path": str(target)})
    return made


def _write(
    checkpoint: Checkpoint,
    folder: Path,
    precision: str,
    card: Card,
    context: int,
    importance: Importance | None,
    progress: Progress,
) -> int:
    config = checkpoint.config
    if checkpoint.encoder_decoder:
        weights = export_t5(checkpoint, folder, precision, progress=lambda done: progress(f"writing {precision}", done))
        more = {
            "context": int(config.get("n_positions") or 512),
            "layers": int(config.get("num_decoder_layers") or config["num_layers"]),
            "kv_heads": int(config["num_heads"]),
            "head_size": int(config["d_kv"]),
            "dtype": "float16" if precision == "fp16" else "float32",
            "decoder_start": int(config.get("decoder_start_token_id") or 0),
            "files": {"model": DECODER, "encoder": ENCODER, "tokenizer": "tokenizer.json"},
        }
    else:
        writer = GraphWriter(
            checkpoint, precision, context=context, importance=dict(importance.values) if importance else None,
            progress=lambda done: progress(f"writing {precision}", done),
        )  # fmt: skip
        writer.build()
        save_graph(writer, folder)
        weights = writer.weight_bytes
        more = {
            "context": writer.context,
            "layers": writer.layers,
            "kv_heads": writer.kv_heads,
            "head_size": writer.head_size,
            "dtype": str(writer.dtype),
            "files": {"model": "model.onnx", "tokenizer": "tokenizer.json"},
        }
    write_config(checkpoint, folder, card, more)
    return weights


def _check(
    reference: Reference,
    folder: Path,
    source: Path,
    source_hash: str,
    precision: str,
    importance: Importance | None,
    weights: int,
    card: Card,
    checks: VerifyOptions,
    progress: Progress,
) -> dict[str, Any]:
    try:
        candidate = OnnxRunner(folder, threads=checks.threads or None)
    except EngineError as error:
        raise EngineError("The exported graph cannot be run here", cause=error.cause or error.title) from error
    try:
        result = verify(
            reference, candidate, precision, limit=checks.limit,
            progress=lambda done: progress(f"verifying {precision}", done),
        )  # fmt: skip
    finally:
        candidate.close()
    if checks.enforce:
        require(result, folder.name.strip(".").split(".")[0])
    checkpoint = reference.runner.checkpoint
    recipe: dict[str, Any] = {"format": "onnx", "precision": precision}
    recipe["writer"] = "optimum" if checkpoint.encoder_decoder else "kpdd-edge"
    if checkpoint.adapter is not None:
        recipe["adapter"] = checkpoint.adapter.name
    if importance is not None:
        recipe["importance_matrix"] = {"tokens": importance.tokens, "texts": importance.source}
    return sidecar(
        source=source, source_sha256=source_hash, recipe=recipe,
        files={path.name: path for path in sorted(folder.iterdir())}, parameters=checkpoint.parameters(),
        weight_bytes=weights, verification=result.to_dict(), card=card.to_dict(),
    )  # fmt: skip
