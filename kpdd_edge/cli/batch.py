"""``kpdd batch``: a file of problems into a file of solutions, one record a line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpdd_edge.cli.common import err, handle_errors, print_json
from kpdd_edge.cli.options import with_solver_options
from kpdd_edge.errors import ConfigError, DataError, ExitCode
from kpdd_edge.options import PARALLEL

if TYPE_CHECKING:
    from kpdd_edge.batch import BatchProgress, Format
    from kpdd_edge.options import SolverOptions

app = typer.Typer()

_MAX_BYTES = 1 << 30
_FORMATS: tuple[Format, ...] = ("auto", "jsonl", "csv", "tsv", "text")


@app.command(
    epilog="""\b
Examples:
  kpdd batch problems.jsonl -o solved.jsonl
  kpdd batch sheet.csv -o solved.jsonl --votes 8
  cat problems.txt | kpdd batch - -o solved.jsonl --json
\b
JSON lines hold "problem" (or "question"), and maybe "id" and "answer"; a CSV
file has columns of these names; in plain text blank lines divide the problems.
Ctrl-C stops at any time, and the same command goes on from there.
\b
Exit codes: 0 done, 1 done but not one answer was found, 2 bad usage or input,
3 student missing or damaged, 4 internal error, 130 stopped."""
)
@with_solver_options
def batch(
    options: SolverOptions,
    source: Annotated[str, typer.Argument(metavar="IN", help="JSONL, CSV or text file; - for standard input.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT.jsonl", help="Where the records go.")],
    format: Annotated[str, typer.Option(help="How to read IN: auto, jsonl, csv, tsv or text.")] = "auto",
    parallel: Annotated[
        int, typer.Option(min=1, max=64, help="Problems solved at a time; 8 and more to a core.")
    ] = PARALLEL,
    force: Annotated[bool, typer.Option("--force", help="Begin again, even if OUT holds something else.")] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")] = False,
) -> None:
    """Solve a file of problems; resumes where it stopped."""
    with handle_errors(json_output=json_output):
        chosen = next((name for name in _FORMATS if name == format), None)
        if chosen is None:
            raise ConfigError(f"There is no format {format!r}", cause=f"There are: {', '.join(_FORMATS)}.")
        last = _run(options, _read(source), source, out, chosen, parallel=parallel, force=force)
        if json_output:
            print_json({"input": source, "output": str(out), **last.to_dict()})
        else:
            _tell(last, out)
        raise typer.Exit(ExitCode.ANSWERED if last.answered else ExitCode.NO_ANSWER)


def _run(
    options: SolverOptions, data: bytes, name: str, out: Path, format: Format, *, parallel: int, force: bool
) -> BatchProgress:
    from kpdd_edge.batch import read_entries, solve_batch
    from kpdd_edge.cli.bars import work_bar
    from kpdd_edge.cli.pulling import file_progress
    from kpdd_edge.solver import Solver
    from kpdd_edge.students.opening import open_student

    name = "" if name == "-" else name
    read_entries(data, name, format)  # a bad file is told before a student is pulled or loaded
    with file_progress() as (progress, pulling):
        student = open_student(options, parallel=parallel, progress=progress, cancel=pulling)
    last = None
    with student, Solver(options, student=student) as solver, work_bar("Solving") as (show, cancel):
        for last in solve_batch(
            data, out, solver=solver, name=name, format=format, parallel=parallel, force=force, cancel=cancel
        ):
            show(last.done, last.total, _note(last), last.remaining_s)
    assert last is not None
    return last


def _note(now: BatchProgress) -> str:
    if now.graded:
        return f"{now.correct / now.graded:.1%} correct"
    return f"{now.answered} answered" if now.done else ""


def _tell(last: BatchProgress, out: Path) -> None:
    summary = last.to_dict()
    parts = [f"{last.done} of {last.total} done", f"{last.answered} answered"]
    if last.resumed:
        parts.insert(1, f"{last.resumed} of them before")
    if last.errors:
        parts.append(f"{last.errors} could not be solved (see their records)")
    err().print(f"{', '.join(parts)}. Records: {out}", markup=False)
    if last.graded:
        low, high = summary["ci95"]
        share = f"{last.correct / last.graded:.1%} (95 % interval {low:.1%} to {high:.1%})"
        err().print(f"{last.correct} of {last.graded} correct: {share}", markup=False)


def _read(source: str) -> bytes:
    """The whole input. Raises DataError."""
    try:
        if source == "-":
            data = sys.stdin.buffer.read(_MAX_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise DataError(
            f"Cannot read {source}", cause=error.strerror or str(error), hint="kpdd batch --help"
        ) from error
    if len(data) > _MAX_BYTES:
        raise DataError(f"{source} is larger than a gigabyte", hint="split -l 100000 FILE, and a batch for each part")
    return data
