"""``kpdd export``: a checkpoint as GGUF or ONNX, trimmed, averaged with others, or made of a GGUF file again."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from kpdd_edge.cli.common import console, err, handle_errors, on_signal, print_json
from kpdd_edge.errors import KpddError, UsageError

app = typer.Typer(
    help="Export a checkpoint to GGUF or ONNX, quantised and verified against it.",
    epilog="Example:  kpdd export gguf runs/student -o student-{precision}.gguf -p Q8_0,Q4_K_M --imatrix own",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SOURCE = typer.Argument(help="Directory with config.json, safetensors and a tokenizer.", show_default=False)
_ADAPTER = typer.Option(None, "--adapter", help="LoRA adapter directory to merge.", show_default=False)
_POSITIONS = typer.Option(
    2048, "--positions", min=1, help="Tokens that the student writes at which it is compared with the checkpoint."
)
_LIMIT = typer.Option(
    "auto", "--limit", help="auto: an export over its precision's limits is not kept; none: record only."
)
_FORCE = typer.Option(False, "--force", help="Overwrite what is there.")
_JSON = typer.Option(False, "--json", help="Print one JSON object with a row per file.")
_NAME = typer.Option("", "--name", help="Name of the student.", show_default=False)
_STAGES = typer.Option("", "--stages", help="Stages it writes, with commas.", show_default="core,info,solve")
_KINDS = typer.Option(
    "", "--kinds", help="Rationale kinds it writes, with commas; the default first.", show_default="pot"
)
_PROMPT = typer.Option(
    "", "--prompt", help="trained, or few-shot for a model that is shown examples.", show_default="trained"
)
_LICENCE = typer.Option("", "--licence", help="Licence of the weights.", show_default=False)
_CARD = typer.Option(None, "--card", help="Model card (Markdown) to put inside.", show_default=False)
_IMATRIX = typer.Option(
    "", "--imatrix", help="Texts for the importance matrix: the training file, any text, or own (our own problems)."
)
_IMATRIX_TOKENS = typer.Option(20_000, "--imatrix-tokens", min=1, help="Tokens to collect it on.")


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@contextmanager
def _exporting(json_output: bool) -> Iterator[None]:
    """Errors as messages; a missing package as the command that installs it; ``kill`` taken as Ctrl-C."""
    with handle_errors(json_output=json_output), on_signal(signal.SIGTERM, _interrupt):
        try:
            yield
        except ModuleNotFoundError as error:
            raise KpddError(
                f"Exporting needs {error.name}, which is not installed", hint="pip install 'kpdd-edge[export]'"
            ) from error


def _interrupt() -> None:
    """SIGTERM interrupts as Ctrl-C does, so that temporary files are removed."""
    raise KeyboardInterrupt


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A live line on a terminal, one line per step elsewhere."""
    if err().is_terminal:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        with Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=err(), transient=True
        ) as bar:
            task = bar.add_task("", total=1.0)
            yield lambda what, done: bar.update(task, description=what, completed=done)
        return
    last = [""]
    begin = time.monotonic()

    def tell(what: str, _done: float) -> None:
        if what != last[0]:
            last[0] = what
            sys.stderr.write(f"[{time.monotonic() - begin:6.1f} s] {what}\n")

    yield tell


def _show(rows: list[dict[str, Any]], json_output: bool) -> None:
    if json_output:
        print_json({"exports": rows})
        return
    from rich.table import Table

    table = Table("File", "MB", "bits/weight", "top-1", "KL", "max error", box=None)
    for row in rows:
        found = row["verification"]
        table.add_row(
            row["path"],
            f"{sum(f['size'] for f in row['files']) / 1e6:.1f}",
            f"{row['bits_per_weight']:.2f}",
            f"{100 * found['top1_agreement']:.2f} %",
            f"{found['kl_divergence']:.5f}",
            f"{found['max_logit_error']:.3f}",
        )
    console().print(table)
    for row in rows:
        for failure in row["verification"]["failures"]:
            err().print(f"{row['path']}: {failure} (kept, as asked)", style="yellow")


def _enforced(limit: str) -> bool:
    if limit not in ("auto", "none"):
        raise UsageError(f"--limit is {limit!r}, but should be auto or none")
    return limit == "auto"


@app.command(
    epilog="Example:  kpdd export gguf runs/student -o student.gguf -p Q4_K_M --imatrix own --tensor output=Q8_0"
)
def gguf(
    source: Path = _SOURCE,
    output: Path = typer.Option(..., "--output", "-o", help="File to write; {precision} stands for the precision."),
    precision: str = typer.Option(
        "Q8_0", "--precision", "-p", help="F32, F16, BF16, Q8_0, Q6_K, Q5_K_M, Q4_K_M, ...; several with commas."
    ),
    adapter: Path | None = _ADAPTER,
    separate: bool = typer.Option(
        False, "--separate", help="Write the adapter as a file of its own instead of merging it."
    ),
    tensor: list[str] = typer.Option(
        [], "--tensor", help="PATTERN=TYPE: another type for some tensors; output and embedding are names too."
    ),
    pure: bool = typer.Option(False, "--pure", help="The same type for every matrix."),
    imatrix: str = _IMATRIX,
    imatrix_tokens: int = _IMATRIX_TOKENS,
    positions: int = _POSITIONS,
    limit: str = _LIMIT,
    name: str = _NAME,
    stages: str = _STAGES,
    kinds: str = _KINDS,
    prompt: str = _PROMPT,
    licence: str = _LICENCE,
    card: Path | None = _CARD,
    force: bool = _FORCE,
    json_output: bool = _JSON,
) -> None:
    """Write a GGUF file for llama.cpp: converted, quantised, and verified against the checkpoint."""
    with _exporting(json_output):
        from kpdd_edge.export.cards import make_card
        from kpdd_edge.export.quantise import QuantRecipe, check_precision
        from kpdd_edge.export.to_gguf import VerifyOptions, export_gguf

        named = {"output": "", "embedding": ""}
        patterns: list[tuple[str, str]] = []
        for pair in tensor:
            pattern, _, kind = pair.rpartition("=")
            if not pattern:
                raise UsageError(f"--tensor is {pair!r}, but should be PATTERN=TYPE", hint="--tensor attn_v=Q8_0")
            if pattern in named:
                named[pattern] = kind.upper()
            else:
                patterns.append((pattern, kind.upper()))
        recipes = [
            QuantRecipe(check_precision(p), named["output"], named["embedding"], tuple(patterns), pure)
            for p in _split(precision)
        ]
        if not recipes:
            raise UsageError("--precision is empty", hint="--precision Q4_K_M")
        made_card = make_card(
            source,
            name=name,
            stages=_split(stages),
            kinds=_split(kinds),
            prompt=prompt,
            licence=licence,
            card_file=card,
        )
        with _progress() as progress:
            rows = export_gguf(
                source, output, recipes, adapter=adapter, separate=separate,
                card=made_card,
                imatrix_texts=imatrix or None, imatrix_tokens=imatrix_tokens,
                checks=VerifyOptions(positions, _enforced(limit)), force=force, progress=progress,
            )  # fmt: skip
        _show(rows, json_output)


@app.command(epilog="Example:  kpdd export onnx runs/student -o student-onnx -p int4")
def onnx(
    source: Path = _SOURCE,
    output: Path = typer.Option(..., "--output", "-o", help="Folder to write; {precision} stands for the precision."),
    precision: str = typer.Option(
        "int8", "--precision", "-p", help="fp32, fp16 (for GPUs), int8 or int4; several with commas."
    ),
    adapter: Path | None = _ADAPTER,
    context: int = typer.Option(8192, "--context", min=16, help="Longest text the graph can hold, in tokens."),
    imatrix: str = _IMATRIX,
    imatrix_tokens: int = _IMATRIX_TOKENS,
    positions: int = _POSITIONS,
    limit: str = _LIMIT,
    name: str = _NAME,
    stages: str = _STAGES,
    kinds: str = _KINDS,
    prompt: str = _PROMPT,
    licence: str = _LICENCE,
    card: Path | None = _CARD,
    force: bool = _FORCE,
    json_output: bool = _JSON,
) -> None:
    """Write an ONNX folder for the onnx engine, verified against the checkpoint."""
    with _exporting(json_output):
        from kpdd_edge.export.cards import make_card
        from kpdd_edge.export.to_gguf import VerifyOptions
        from kpdd_edge.export.to_onnx import export_onnx

        made_card = make_card(
            source,
            name=name,
            stages=_split(stages),
            kinds=_split(kinds),
            prompt=prompt,
            licence=licence,
            card_file=card,
        )
        with _progress() as progress:
            rows = export_onnx(
                source, output, list(_split(precision)), adapter=adapter, context=context,
                card=made_card,
                imatrix_texts=imatrix or None, imatrix_tokens=imatrix_tokens,
                checks=VerifyOptions(positions, _enforced(limit)), force=force, progress=progress,
            )  # fmt: skip
        _show(rows, json_output)


@app.command(epilog="Example:  kpdd export trim runs/student -o runs/student-14k --corpus train.jsonl --keep 14000")
def trim(
    source: Path = _SOURCE,
    output: Path = typer.Option(..., "--output", "-o", help="Folder to write."),
    corpus: list[Path] = typer.Option(..., "--corpus", help="Texts whose tokens must stay: text files or JSON lines."),
    keep: int = typer.Option(
        0, "--keep", min=0, help="Vocabulary to fill up to with the most frequent tokens; 0: only what is needed."
    ),
    min_count: int = typer.Option(1, "--min-count", min=1, help="Tokens rarer than this in the corpus may go."),
    force: bool = _FORCE,
    json_output: bool = _JSON,
) -> None:
    """Cut the vocabulary of a checkpoint down to what a corpus needs; nothing else about it changes."""
    with _exporting(json_output):
        from kpdd_edge.export.trim import trim_checkpoint

        with _progress() as progress:
            made = trim_checkpoint(
                source, output, corpus, keep=keep, min_count=min_count, force=force, progress=progress
            )
        if json_output:
            print_json(made)
            return
        console().print(
            f"{made['vocabulary_before']:,} tokens → {made['vocabulary_after']:,} "
            f"({made['needed_by_corpus']:,} needed), {made['parameters_before'] / 1e6:.1f} M parameters → "
            f"{made['parameters_after'] / 1e6:.1f} M: {made['path']}"
        )


@app.command(epilog="Example:  kpdd export average runs/a/student runs/b/student -o runs/mean --weights 0.5,0.5")
def average(
    sources: list[Path] = typer.Argument(
        help="Directories as of a training run, two at least, trained from the same start.", show_default=False
    ),
    output: Path = typer.Option(..., "--output", "-o", help="Folder to write."),
    weights: str = typer.Option(
        "", "--weights", help="A number for each, with commas; they are divided by their sum.", show_default="all alike"
    ),
    separate: bool = typer.Option(
        False, "--separate", help="Of adapters: write an adapter again, of the first one's rank, instead of merging."
    ),
    force: bool = _FORCE,
    json_output: bool = _JSON,
) -> None:
    """Write the mean of several checkpoints' weights: often better than each, at no cost when solving."""
    with _exporting(json_output):
        from kpdd_edge.export.average import average_adapters, average_checkpoints

        try:
            numbers = [float(part) for part in _split(weights)]
        except ValueError:
            raise UsageError(f"--weights is {weights!r}, but should be numbers", hint="--weights 0.5,0.5") from None
        with _progress() as progress:
            if separate:
                made = average_adapters(sources, output, weights=numbers, force=force)
            else:
                made = average_checkpoints(sources, output, weights=numbers, force=force, progress=progress)
        if json_output:
            print_json(made)
            return
        parts = " + ".join(f"{source['weight']:.3g} × {source['name']}" for source in made["sources"])
        console().print(f"{parts}: {made['path']}", markup=False)


@app.command(epilog="Example:  kpdd export hf SmolLM2-135M-Instruct.Q4_1.gguf -o runs/smollm2")
def hf(
    source: Path = typer.Argument(help="GGUF file with a byte-level BPE tokenizer.", show_default=False),
    output: Path = typer.Option(..., "--output", "-o", help="Folder to write."),
    force: bool = _FORCE,
    json_output: bool = _JSON,
) -> None:
    """Turn a GGUF file back into a checkpoint to train or export from (weights dequantised)."""
    with _exporting(json_output):
        from kpdd_edge.export.from_gguf import checkpoint_from_gguf

        checkpoint_from_gguf(source, output, force=force)
        if json_output:
            print_json({"path": str(output)})
        else:
            console().print(f"Written: {output}")
