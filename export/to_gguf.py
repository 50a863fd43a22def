"""``kpdd export gguf`` as a function: checkpoint → float GGUF → quantised GGUF → verified → in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpdd_edge.errors import UsageError
from kpdd_edge.export.checkpoint import Card, open_checkpoint
from kpdd_edge.export.gguf_write import FLOAT_TYPES, write_adapter, write_gguf
from kpdd_edge.export.importance import collect_importance
from kpdd_edge.export.publishing import check_target, publishing, scratch
from kpdd_edge.export.quantise import Importance, QuantRecipe, quantise
from kpdd_edge.export.runners import LlamaRunner, TorchRunner, passes
from kpdd_edge.export.sidecar import gguf_weights, sidecar, write_sidecar
from kpdd_edge.export.texts import IMPORTANCE_SEED, VERIFICATION_SEED, Text, student_texts, verification_texts
from kpdd_edge.export.verify import Limit, Reference, require, verify
from kpdd_edge.keypoints import ARM_STAGES

#: Called with what is being done and how far it is, 0..1.
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """``enforce`` false measures and records, but keeps the file whatever the outcome. ``threads`` 0: all cores."""

    positions: int = 2048
    enforce: bool = True
    limit: Limit | None = None
    context: int = 1024
    threads: int = 0


def output_path(pattern: Path, precision: str, several: bool) -> Path:
    """Where a precision goes: ``{precision}`` in the name is replaced. Raises UsageError when several would collide."""
    if "{precision}" in pattern.name:
        return pattern.with_name(pattern.name.replace("{precision}", precision))
    if several:
        raise UsageError(
            "Several precisions need {precision} in the output's name", hint="-o 'student-{precision}.gguf'"
        )
    return pattern


def _receipt(target: Path) -> Path:
    """Where the sidecar of a file goes."""
    return target.with_name(target.name + ".json")


def export_gguf(
    source: Path,
    output: Path,
    recipes: Iterable[QuantRecipe],
    *,
    adapter: Path | None = None,
    separate: bool = False,
    card: Card = Card(),
    imatrix_texts: Path | str | None = None,
    imatrix_tokens: int = 20_000,
    checks: VerifyOptions = VerifyOptions(),
    force: bool = False,
    progress: Progress = lambda _what, _done: None,
) -> list[dict[str, Any]]:
    """Export one file per recipe and return their sidecars, ``path`` added.

    ``adapter`` is merged, or with ``separate`` written as an adapter file of its own (one recipe, F16 or F32).
    ``imatrix_texts`` is a file of texts for the importance matrix, or ``"own"`` for our own problems.
    Raises StudentError when a file is over its limit (it is not kept), and what reading and writing raise.
    """
    recipes = list(recipes)
    checkpoint = open_checkpoint(source, adapter=adapter)
    targets = [output_path(output, recipe.precision, len(recipes) > 1) for recipe in recipes]
    for target in targets:
        check_target(target, force=force)
        check_target(_receipt(target), force=force)
    if separate:
        if checkpoint.adapter is None:
            raise UsageError(
                "--separate needs an adapter", hint="kpdd export gguf BASE --adapter DIR --separate -o OUT.gguf"
            )
        return [_export_adapter(source, checkpoint.adapter, targets[0], recipes[0], card, checks, force, progress)]
    progress("loading the reference", 0.0)
    runner = TorchRunner(checkpoint)
    reference = Reference(runner, positions=checks.positions, texts=own_texts(card, VERIFICATION_SEED))
    source_hash = checkpoint.sha256()
    size = 4 * checkpoint.parameters()
    importance = None
    if imatrix_texts is not None and any(r.precision not in FLOAT_TYPES for r in recipes):
        importance = measure_importance(reference, card, imatrix_texts, imatrix_tokens, progress)
    made = []
    # Everything is quantised from one float file, which stands beside the first output until the end.
    quantising = any(r.precision not in FLOAT_TYPES for r in recipes)
    with scratch(targets[0], "float", needed=size if quantising else 0) as floating:
        if quantising:
            write_gguf(checkpoint, floating, precision="F32", card=card, progress=progress)
        for recipe, target in zip(recipes, targets, strict=True):
            with publishing(target, needed=size // (1 if recipe.precision == "F32" else 2), force=force) as temporary:
                if recipe.precision in FLOAT_TYPES:
                    write_gguf(checkpoint, temporary, precision=recipe.precision, card=card, progress=progress)
                else:
                    progress(f"quantising to {recipe.precision}", 0.0)
                    quantise(floating, temporary, recipe, importance=importance)
                receipt = _check(
                    reference, temporary, target, recipe, importance, source_hash, source, card, checks, progress
                )
            write_sidecar(_receipt(target), receipt)
            made.append({**receipt, "path": str(target)})
    return made


def _check(
    reference: Reference,
    temporary: Path,
    target: Path,
    recipe: QuantRecipe,
    importance: Importance | None,
    source_hash: str,
    source: Path,
    card: Card,
    checks: VerifyOptions,
    progress: Progress,
) -> dict[str, Any]:
    room = max(checks.context, reference.room)
    candidate = LlamaRunner(temporary, context=room, threads=checks.threads or None)
    try:
        result = verify(
            reference,
            candidate,
            recipe.precision,
            limit=checks.limit,
            progress=lambda done: progress(f"verifying {recipe.precision}", done),
        )
    finally:
        candidate.close()
    if checks.enforce:
        require(result, target.name)
    parameters, weight_bytes = gguf_weights(temporary)
    used = {"format": "gguf", **recipe.to_dict()}
    if reference.runner.checkpoint.adapter is not None:
        used["adapter"] = reference.runner.checkpoint.adapter.name
    if importance is not None and recipe.precision not in FLOAT_TYPES:
        used["importance_matrix"] = {"tokens": importance.tokens, "texts": importance.source}
    return sidecar(
        source=source, source_sha256=source_hash, recipe=used, files={target.name: temporary}, parameters=parameters,
        weight_bytes=weight_bytes, verification=result.to_dict(), card=card.to_dict(),
    )  # fmt: skip


def own_texts(card: Card, seed: int) -> Iterator[Text]:
    """Our own problems as the card's student would solve them, without end."""
    stages: Any = card.stages or ARM_STAGES["both"]
    return verification_texts(seed, card.kinds[0] if card.kinds else "pot", stages, card.prompt)


def measure_importance(
    reference: Reference, card: Card, texts: Path | str, tokens: int, progress: Progress
) -> Importance:
    """Collect the importance matrix on ``texts``: a file of training problems or other texts, or ``"own"`` problems."""
    stages: Any = card.stages or ARM_STAGES["both"]
    found: Iterable[Text]
    if texts == "own":
        found = own_texts(card, IMPORTANCE_SEED)
    else:
        found = student_texts(Path(texts), card.kinds[0] if card.kinds else "pot", stages)

    def runs() -> Iterable[tuple[list[int], list[int]]]:
        count = 0
        for text in found:
            for one in passes(reference.runner, text, reference.longest):
                if count >= tokens:
                    return
                # Examples before a text are the same each time: once is enough.
                ids = one.ids[one.skip :] if count else one.ids
                count += len(ids) + len(one.decoder)
                yield ids, one.decoder

    return collect_importance(
        reference.runner.checkpoint,
        reference.runner.model,
        runs(),
        source="own problems" if texts == "own" else Path(texts).name,
        progress=lambda n: progress("collecting the importance matrix", min(1.0, n / tokens)),
    )


def _export_adapter(
    source: Path,
    adapter: Path,
    target: Path,
    recipe: QuantRecipe,
    card: Card,
    checks: VerifyOptions,
    force: bool,
    progress: Progress,
) -> dict[str, Any]:
    """The adapter on its own, verified on a float file of the base against base and adapter merged."""
    if recipe.precision not in ("F16", "F32"):
        raise UsageError("An adapter of its own is written as F16 or F32", hint="--precision F16")
    base = open_checkpoint(source if (source / "config.json").is_file() else _base_of(source))
    merged = open_checkpoint(base.folder, adapter=adapter)
    size = 4 * base.parameters()
    with publishing(target, needed=size // 8, force=force) as temporary:
        write_adapter(base, adapter, temporary, precision=recipe.precision, card=card)
        with scratch(target, "base", needed=size) as floating:
            write_gguf(base, floating, precision="F32", progress=progress)
            texts = own_texts(card, VERIFICATION_SEED)
            reference = Reference(TorchRunner(merged), positions=checks.positions, texts=texts)
            room = max(checks.context, reference.room)
            candidate = LlamaRunner(floating, adapter=temporary, context=room, threads=checks.threads or None)
            try:
                result = verify(
                    reference, candidate, recipe.precision, limit=checks.limit,
                    progress=lambda done: progress("verifying the adapter", done),
                )  # fmt: skip
            finally:
                candidate.close()
        if checks.enforce:
            require(result, target.name)
        parameters, weight_bytes = gguf_weights(temporary)
        receipt = sidecar(
            source=adapter, source_sha256=merged.sha256(), recipe={"format": "gguf-adapter", **recipe.to_dict()},
            files={target.name: temporary}, parameters=parameters, weight_bytes=weight_bytes,
            verification=result.to_dict(), card=card.to_dict(),
        )  # fmt: skip
    write_sidecar(_receipt(target), receipt)
    return {**receipt, "path": str(target)}


def _base_of(adapter: Path) -> Path:
    from kpdd_edge.export.reading import read_json

    return Path(str(read_json(adapter / "adapter_config.json").get("base_model_name_or_path")))
