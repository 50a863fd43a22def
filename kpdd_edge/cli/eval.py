"""``kpdd eval``: how many problems a student solves, and how two results compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpdd_edge.cli.common import console, err, handle_errors, print_json
from kpdd_edge.cli.options import with_solver_options
from kpdd_edge.errors import UsageError
from kpdd_edge.options import PARALLEL

if TYPE_CHECKING:
    from kpdd_edge.evaluation.data import EvalData
    from kpdd_edge.evaluation.report import Sheet
    from kpdd_edge.evaluation.results import Result
    from kpdd_edge.options import SolverOptions

app = typer.Typer(
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown tables.")]


@app.callback(
    epilog="""\b
Examples:
  kpdd eval --data problems.jsonl
  kpdd eval --data gsm8k --split test --path DIR --limit 200 -o greedy.jsonl
  kpdd eval --data gsm8k --split test --path DIR --limit 200 --votes 8 -o votes.jsonl
  kpdd eval compare greedy.jsonl votes.jsonl
\b
A run that was stopped, however abruptly, goes on when the same command is given
again. --limit takes the first problems of a shuffled order that depends on the
data alone, so that runs of different students and seeds can be compared.
\b
Exit codes: 0 done, 2 bad usage or input, 3 student missing or damaged,
4 internal error, 130 stopped."""
)
@with_solver_options
def evaluate(
    ctx: typer.Context,
    options: SolverOptions,
    data: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Data set (kpdd data list), or a JSONL or CSV file with answers.")
    ] = "",
    path: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the named data set lies; without it, the hub.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="Which split; the one meant for scoring if left out.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many problems, in a fixed shuffled order.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="OURS=THEIRS", help="For a file: a column's name, as problem=text.")
    ] = None,
    parallel: Annotated[
        int, typer.Option(min=1, max=64, help="Problems solved at a time; 8 and more to a core.")
    ] = PARALLEL,
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="RESULT.jsonl", help="Result file; auto: named after the run.")
    ] = "auto",
    force: Annotated[bool, typer.Option("--force", help="Begin again, even if the file holds something else.")] = False,
    json_output: Json = False,
    markdown: Markdown = False,
) -> None:
    """Score a student on problems with known answers; compare two results."""
    if ctx.invoked_subcommand is not None:
        return
    with handle_errors(json_output=json_output):
        if not data:
            raise UsageError("Nothing to evaluate on", hint="kpdd eval --data FILE.jsonl, or kpdd eval --help")
        from kpdd_edge.evaluation.data import open_data
        from kpdd_edge.evaluation.report import result_sheets

        chosen = open_data(data, path=path, split=split, limit=limit, columns=_columns(column))
        _announce(chosen)
        result = _run(options, chosen, out, parallel=parallel, force=force)
        err().print(f"Result: {result.path}", markup=False)
        if json_output:
            print_json({**(result.summary or {}), "title": result.title, "result": str(result.path)})
        else:
            _print(result_sheets(result), markdown)


@app.command(epilog="Example:  kpdd eval compare greedy.jsonl votes.jsonl --markdown")
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="Result of one run.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Result of another one, on the same problems.")],
    examples: Annotated[int, typer.Option(min=0, help="Problems shown that only one of them solved.")] = 5,
    json_output: Json = False,
    markdown: Markdown = False,
) -> None:
    """Compare two results in pairs: McNemar's exact test, the interval of the difference, discordant examples."""
    with handle_errors(json_output=json_output):
        from kpdd_edge.evaluation.compare import compare as compare_results
        from kpdd_edge.evaluation.report import comparison_sheets
        from kpdd_edge.evaluation.results import read_result

        found = compare_results(read_result(first), read_result(second))
        if json_output:
            print_json(found.to_dict(examples))
        else:
            _print(comparison_sheets(found, examples), markdown)


@app.command(epilog="Example:  kpdd eval show greedy.jsonl --markdown")
def show(
    file: Annotated[Path, typer.Argument(metavar="RESULT", help="Result file, complete or not.")],
    json_output: Json = False,
    markdown: Markdown = False,
) -> None:
    """Show the figures of a result again."""
    with handle_errors(json_output=json_output):
        from kpdd_edge.evaluation.report import result_sheets
        from kpdd_edge.evaluation.results import read_result
        from kpdd_edge.evaluation.summary import summarise

        result = read_result(file)
        if json_output:
            summary = result.summary or summarise(result.items)
            print_json(
                {**summary, "title": result.title, "complete": result.summary is not None, "header": result.header}
            )
        else:
            _print(result_sheets(result), markdown)


def _run(options: SolverOptions, data: EvalData, out: str, *, parallel: int, force: bool) -> Result:
    from kpdd_edge.cli.bars import work_bar
    from kpdd_edge.cli.pulling import file_progress
    from kpdd_edge.evaluation.run import evaluate as run_evaluation
    from kpdd_edge.evaluation.run import make_header
    from kpdd_edge.solver import Solver
    from kpdd_edge.students.opening import open_student

    with file_progress() as (progress, pulling):
        student = open_student(options, parallel=parallel, progress=progress, cancel=pulling)
    with student, Solver(options, student=student) as solver, work_bar("Evaluating") as (show_progress, cancel):
        student.load(cancel=cancel)
        target, again = Path(out), force
        if out == "auto":
            target, again = _auto(make_header(data, solver, parallel=parallel), force)
        steps = run_evaluation(data, target, solver=solver, parallel=parallel, force=again, cancel=cancel)
        while True:
            try:
                now = next(steps)
            except StopIteration as stop:
                result: Result = stop.value
                return result
            note = f"{now.correct / now.done:.1%} correct" if now.done else ""
            show_progress(now.done, now.total, note, now.remaining_s)


def _auto(header: dict[str, object], force: bool) -> tuple[Path, bool]:
    """A file of its own for each run in kpdd's folder. An unfinished one is continued, a finished one run again."""
    from kpdd_edge.evaluation.results import automatic_path, read_result

    path = automatic_path(header)
    try:
        finished = read_result(path).summary is not None
    except UsageError:
        finished = path.exists()
    return path, force or finished


def _announce(data: EvalData) -> None:
    for line in data.account[1:]:
        err().print(line, markup=False)
    if data.trained_on:
        err().print(
            f"Careful: {data.trained_on} of {len(data.problems)} problems belong to a split that students are trained "
            "on; the result file says so, too.",
            style="yellow",
            markup=False,
        )


def _columns(given: list[str] | None) -> dict[str, str]:
    found = {}
    for pair in given or ():
        ours, mark, theirs = pair.partition("=")
        if not mark or not ours or not theirs:
            raise UsageError(f"{pair!r} is no column mapping", hint="--column problem=text")
        found[ours] = theirs
    return found


def _print(sheets: list[Sheet], markdown: bool) -> None:
    from kpdd_edge.evaluation import report

    if markdown:
        typer.echo(report.markdown(sheets), nl=False)
    else:
        report.show(sheets, console())
