"""``kpdd bench``: precisions of a student compared, and the project's other benchmarks in the same format."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer

from kpdd_edge.cli.common import console, err, handle_errors, print_json
from kpdd_edge.errors import KpddError, UsageError

app = typer.Typer(
    help="Benchmarks: which precision of a student to use on this machine, and how fast everything is.",
    epilog="Example:  kpdd bench quant --student runs/student --quick -o bench",
    no_args_is_help=True,
    rich_markup_mode=None,
)


_DECIDING = {"engine", "precision", "MB", "decode tok/s", "RAM MB", "KL", "top-1", "right", "of", "p"}


@contextmanager
def _progress() -> Iterator[Callable[[str, float, float | None], None]]:
    """A live line with the time to go on a terminal, one line per step elsewhere."""
    if err().is_terminal:
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[left]}"))
        with Progress(*columns, console=err(), transient=True) as bar:
            task = bar.add_task("", total=1.0, left="")

            def show(what: str, done: float, eta: float | None) -> None:
                left = "" if eta is None else f"{eta / 60:.1f} min to go"
                bar.update(task, description=what, completed=done, left=left)

            yield show
        return
    last = [""]
    begin = time.monotonic()

    def tell(what: str, done: float, eta: float | None) -> None:
        if what != last[0]:
            last[0] = what
            left = "" if eta is None else f", {eta / 60:.1f} min to go"
            sys.stderr.write(f"[{time.monotonic() - begin:7.1f} s, {done:4.0%}{left}] {what}\n")

    yield tell


def _megabytes(text: str) -> float | None:
    """``512MB``, ``1.5 GB``, ``800`` (MB). Raises UsageError."""
    if not text:
        return None
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmg]?i?b?)\s*", text.lower())
    if not match:
        raise UsageError(f"{text!r} is not a size", hint="--max-ram 512MB")
    return float(match[1]) * {"k": 1e-3, "": 1.0, "m": 1.0, "g": 1e3}[match[2][:1].replace("b", "")]


@app.command(epilog="Example:  kpdd bench quant --student runs/student -p F16,Q8_0,Q4_K_M,int4 -o bench")
def quant(
    files: list[Path] = typer.Argument(None, help="GGUF files and ONNX folders to measure.", show_default=False),
    student: str = typer.Option(
        "", "--student", "-s", help="Checkpoint directory, GGUF file or name to export from; empty: the default."
    ),
    precision: str = typer.Option(
        "", "--precision", "-p", help="Precisions to export and measure, with commas.", show_default="a dozen"
    ),
    output: Path = typer.Option(Path("bench-quant"), "--output", "-o", help="Folder for results and exported files."),
    data: str = typer.Option(
        "", "--data", help="Problems with answers: a data set or a file.", show_default="our own templates"
    ),
    limit: int = typer.Option(0, "--limit", "-n", min=0, help="How many problems.", show_default="100, quick 20"),
    quick: bool = typer.Option(False, "--quick", help="Fewer precisions, problems and rounds."),
    threads: int = typer.Option(0, "--threads", min=0, max=1024, help="Threads; 0: one for each physical core."),
    force: bool = typer.Option(False, "--force", help="Measure again what is there already."),
    json_output: bool = typer.Option(False, "--json", help="Print one JSON object with a row per file."),
) -> None:
    """Measure a student at several precisions on both engines, each file in a process of its own.

    A run that was stopped goes on where it was with the same command.
    """
    with handle_errors(json_output=json_output), _needed():
        from kpdd_edge.export import bench_common, bench_files, bench_quant, bench_report, texts

        settings = bench_quant.QUICK if quick else bench_quant.BenchSettings()
        settings = replace(settings, problems=limit or settings.problems, threads=threads)
        if data:
            from kpdd_edge.evaluation.data import open_data

            problems = list(open_data(data, limit=settings.problems).problems)
        else:
            problems = bench_quant.default_problems(settings.problems)
        with _progress() as progress:
            if files:
                chosen = [bench_files.look_at(path) for path in files]
            else:
                names = [p for p in precision.split(",") if p.strip()]
                default = bench_files.QUICK_PRECISIONS if quick else bench_files.DEFAULT_PRECISIONS
                wanted = bench_files.check_precisions([n.strip() for n in names] or default)
                output.mkdir(parents=True, exist_ok=True)
                chosen = bench_files.export_missing(
                    student, wanted, output, progress=lambda what, _done: progress(f"exporting: {what}", 0.0, None)
                )
            rows = bench_quant.bench_quant(chosen, output, problems, settings, restart=force, progress=progress)
        where = bench_common.conditions(
            student=student or "the default" if not files else "as given",
            problems=len(problems),
            data=data or f"own templates, seed {texts.TASK_SEED}",
            threads=rows[0].get("threads"),
        )
        written = bench_report.write_reports(rows, output, where)
        if json_output:
            print_json({"conditions": where, "rows": rows, "reports": [str(path) for path in written]})
            return
        _show(rows)
        console().print(bench_report.recommend(rows)[1])
        console().print(f"Report: {output / 'quant.html'}")


def _show(rows: list[dict[str, object]]) -> None:
    from rich.table import Table

    from kpdd_edge.export.bench_report import table

    headings, lines = table(rows)
    # A narrow terminal gets the columns that decide; the report has all.
    narrow = console().width < sum(max(len(h), *(len(line[i]) for line in lines)) + 2 for i, h in enumerate(headings))
    kept = [i for i, h in enumerate(headings) if not narrow or h in _DECIDING]
    shown = Table(box=None)
    for i in kept:
        shown.add_column(headings[i], no_wrap=True, justify="left" if i < 2 else "right")
    for line in lines:
        shown.add_row(*(line[i] for i in kept))
    console().print(shown)


@app.command(epilog="Example:  kpdd bench recommend bench-quant --max-ram 512MB --min-speed 20")
def recommend(
    results: Path = typer.Argument(Path("bench-quant"), help="Folder or quant.json of a benchmark."),
    max_ram: str = typer.Option("", "--max-ram", help="Memory there is, such as 512MB.", show_default=False),
    max_size: str = typer.Option("", "--max-size", help="Room on disk there is, such as 100MB.", show_default=False),
    min_speed: float = typer.Option(0.0, "--min-speed", min=0.0, help="Tokens per second that are wanted."),
    json_output: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Name the file to use within a budget of memory, disk or speed."""
    with handle_errors(json_output=json_output):
        from kpdd_edge.errors import ExitCode
        from kpdd_edge.export import bench_report

        rows = bench_report.read_results(results)
        chosen, why = bench_report.recommend(
            rows, max_memory_mb=_megabytes(max_ram), max_size_mb=_megabytes(max_size), min_speed=min_speed or None
        )
        if json_output:
            print_json({"recommended": chosen, "why": why})
        else:
            console().print(why)
        if chosen is None:
            raise typer.Exit(ExitCode.NO_ANSWER)


_ROUNDS = typer.Option(0, "--rounds", min=0, help="Rounds that are measured; more give steadier figures.")
_OUTPUT = typer.Option(None, "--output", "-o", help="Folder for JSON, Markdown, CSV and HTML.", show_default=False)
_JSON = typer.Option(False, "--json", help="Print one JSON object with a row per figure.")


@app.command(epilog="Example:  kpdd bench decode student.gguf --onnx student-int4 -o bench")
def decode(
    model: Path = typer.Argument(None, help="GGUF file to decode with.", show_default="the default student's"),
    onnx: Path | None = typer.Option(
        None, "--onnx", help="ONNX folder of the same student to measure beside it.", show_default=False
    ),
    checkpoint: Path | None = typer.Option(
        None, "--checkpoint", help="Its checkpoint, to measure transformers beside it.", show_default=False
    ),
    rounds: int = _ROUNDS,
    tokens: int = typer.Option(126, "--tokens", min=9, help="Tokens that each contender writes a round."),
    threads: int = typer.Option(0, "--threads", min=0, max=1024, help="Threads; 0: one for each physical core."),
    output: Path | None = _OUTPUT,
    json_output: bool = _JSON,
) -> None:
    """The llama engine against a bare loop, llama_cpp.Llama and others; many texts together, votes, stages."""
    with handle_errors(json_output=json_output), _needed():
        from kpdd_edge.export.bench_decode import bench_decode
        from kpdd_edge.students.opening import default_model_path

        path = model or default_model_path()
        with _progress() as progress:
            rows = bench_decode(
                path,
                onnx=onnx,
                checkpoint=checkpoint,
                rounds=rounds or 7,
                tokens=tokens,
                threads=threads,
                progress=progress,
            )
        where = {"model": path.name, "onnx": onnx.name if onnx else "", "rounds": rounds or 7, "tokens": tokens}
        _tell("Decoding", "decode", rows, where, output, json_output)


@app.command(epilog="Example:  kpdd bench sandbox -o bench")
def sandbox(rounds: int = _ROUNDS, output: Path | None = _OUTPUT, json_output: bool = _JSON) -> None:
    """Running programs: Monty, the jail against a plain python -I, sympy in the jail."""
    with handle_errors(json_output=json_output), _needed():
        from kpdd_edge.export.bench_sandbox import bench_sandbox

        with _progress() as progress:
            rows = bench_sandbox(rounds=rounds or 200, progress=progress)
        _tell("Sandbox", "sandbox", rows, {"rounds": rounds or 200}, output, json_output)


@app.command(epilog="Example:  kpdd bench solve --rounds 5 -o bench")
def solve(
    student: str = typer.Option("", "--student", "-s", help="Student to solve with.", show_default="the default one"),
    rounds: int = _ROUNDS,
    output: Path | None = _OUTPUT,
    json_output: bool = _JSON,
) -> None:
    """kpdd as a user feels it: start-up, the first word, memory, the price of votes. Whole processes."""
    with handle_errors(json_output=json_output), _needed():
        from kpdd_edge.export.bench_solve import bench_solve

        with _progress() as progress:
            rows = bench_solve(student=student, rounds=rounds or 5, progress=progress)
        where = {"student": student or "the default", "rounds": rounds or 5}
        _tell("Solving", "solve", rows, where, output, json_output)


def _tell(
    title: str,
    stem: str,
    rows: list[dict[str, object]],
    where: dict[str, object],
    output: Path | None,
    json_output: bool,
) -> None:
    """A benchmark of figures as a table, JSON, and files where a folder is given."""
    from kpdd_edge.export.bench_common import conditions, write_figures

    known = conditions(**where)
    written = write_figures(title, stem, rows, known, output) if output else []
    if json_output:
        print_json({"conditions": known, "rows": rows, "reports": [str(path) for path in written]})
        return
    from rich.table import Table

    shown = Table("figure", box=None)
    for name in ("value", "unit", "min", "max"):
        shown.add_column(name, justify="left" if name == "unit" else "right", no_wrap=True)
    for row in rows:
        shown.add_row(*(str(row.get(key, "")) for key in ("figure", "value", "unit", "min", "max")))
    console().print(shown)
    if written:
        console().print(f"Report: {written[-1]}")


@contextmanager
def _needed() -> Iterator[None]:
    """A missing package as the command that installs it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise KpddError(
            f"This benchmark needs {error.name}, which is not installed", hint="pip install 'kpdd-edge[export,bench]'"
        ) from error
