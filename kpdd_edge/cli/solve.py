"""``kpdd solve``: one problem, its stages as they are written, its answer."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kpdd_edge.cli.common import handle_errors, print_json
from kpdd_edge.cli.options import with_solver_options
from kpdd_edge.errors import DataError, ExitCode, ProblemError

if TYPE_CHECKING:
    from kpdd_edge.options import SolverOptions
    from kpdd_edge.problem import KeyPoints, Solution

app = typer.Typer()

_MAX_FILE_BYTES = 1_000_000


@app.command(
    epilog="""\b
Examples:
  kpdd solve "A box holds 12 eggs. How many eggs are in 7 boxes?"
  kpdd solve -f problem.txt --votes 8
  kpdd solve --json < problem.txt
\b
Exit codes: 0 answered, 1 no answer, 2 bad usage, 3 student missing or damaged,
4 internal error, 130 stopped."""
)
@with_solver_options
def solve(
    options: SolverOptions,
    problem: Annotated[str | None, typer.Argument(help="The problem; without it, standard input is read.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="Read the problem from this text file.")] = None,
    key_points: Annotated[
        Path | None,
        typer.Option(help='JSON file {"core_question": ..., "information": [...]}: what it gives is not extracted.'),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Show every attempt, its run and the timings.")] = False,
    no_history: Annotated[bool, typer.Option("--no-history", help="Do not keep this solve in the history.")] = False,
) -> None:
    """Solve one problem: what is asked, what matters, a program that is run, its answer."""
    with handle_errors(json_output=json_output):
        text = _problem_text(problem, file)
        points = None if key_points is None else _read_key_points(key_points)
        solution = _solve(text, points, options, json_output=json_output, trace=trace)
        if not no_history:
            _remember(solution)
        if json_output:
            print_json(solution.to_dict())
        raise typer.Exit(ExitCode.ANSWERED if solution.answer is not None else ExitCode.NO_ANSWER)


def _solve(text: str, points: KeyPoints | None, options: SolverOptions, *, json_output: bool, trace: bool) -> Solution:
    from kpdd_edge.cli.common import on_interrupt
    from kpdd_edge.cli.pulling import file_progress
    from kpdd_edge.cli.show import make_view
    from kpdd_edge.engines.base import Cancel
    from kpdd_edge.events import Answered
    from kpdd_edge.solver import Solver, check_problem
    from kpdd_edge.students.opening import open_student

    check_problem(text)
    with file_progress(quiet=json_output) as (progress, pulling):
        student = open_student(options, progress=progress, cancel=pulling)
    cancel = Cancel()
    with (
        Solver(options, student=student) as solver,
        student,
        on_interrupt(cancel.set),
        make_view(quiet=json_output, trace=trace, votes=options.votes) as view,
    ):
        for event in solver.stream(text, key_points=points, cancel=cancel):
            view.show(event)
            if isinstance(event, Answered):
                return event.solution
    raise AssertionError("a solve ends with an answer or an error")


def _problem_text(problem: str | None, file: Path | None) -> str:
    """From the one place it was given at. Raises ProblemError, DataError."""
    if problem is not None and file is not None:
        raise ProblemError("The problem was given twice, as an argument and as a file", hint="kpdd solve --help")
    if problem is not None and problem != "-":
        return problem
    if file is not None:
        return _decode(_read(file), str(file))
    if sys.stdin.isatty():
        sys.stderr.write("Type the problem, then Ctrl-D on a line of its own (Windows: Ctrl-Z, Enter).\n")
    return _decode(sys.stdin.buffer.read(_MAX_FILE_BYTES + 1), "standard input")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise DataError(f"Cannot read {path}", cause=error.strerror or str(error), hint="kpdd solve -f FILE") from error


def _decode(data: bytes, where: str) -> str:
    if len(data) > _MAX_FILE_BYTES:
        raise ProblemError(f"{where} holds more than a problem", cause=f"It is over {_MAX_FILE_BYTES:,} bytes long.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError(
            f"{where} is not UTF-8 text",
            cause=f"Byte {error.start} cannot be read.",
            hint="iconv -f WINDOWS-1252 -t UTF-8 FILE | kpdd solve, if it is old text",
        ) from None


def _read_key_points(path: Path) -> KeyPoints:
    """Raises DataError."""
    from kpdd_edge.problem import KeyPoints

    try:
        data: Any = json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not JSON", cause=str(error)) from None
    core, facts = (data.get("core_question"), data.get("information", [])) if isinstance(data, dict) else (0, 0)
    if not (core is None or isinstance(core, str)) or not isinstance(facts, list):
        raise DataError(f"{path} holds no key points", cause='Expected {"core_question": text, "information": [text]}.')
    if not all(isinstance(fact, str) and fact.strip() for fact in facts):
        raise DataError(f"{path}: every item of 'information' must be a text")
    points = KeyPoints(core.strip() or None if core else None, tuple(" ".join(fact.split()) for fact in facts))
    if not points:
        raise DataError(f"{path} gives neither a core question nor information")
    return points


def _remember(solution: Solution) -> None:
    """Keep the solve; a history that cannot be written must not cost the answer."""
    from kpdd_edge.cli.common import err
    from kpdd_edge.history import History

    history = History()
    history.record(solution)
    for warning in history.take_warnings():
        err().print(warning, style="yellow", markup=False)
