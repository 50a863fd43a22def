"""``kpdd run``: any Python program, in the sandbox."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from kpdd_edge.problem import Outcome

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example:  echo 'answer = 7 * 12' | kpdd run -")
def run(
    program: str = typer.Argument(..., metavar="PROGRAM.py", help="The program; - reads it from standard input."),
    json_output: bool = typer.Option(False, "--json", help="Print one JSON object."),
    timeout: float = typer.Option(5.0, "--timeout", metavar="S", min=0.05, max=3600, help="Seconds it may run."),
    memory: int = typer.Option(512, "--memory", metavar="MB", min=16, max=65536, help="Memory it may use, in MB."),
    sandbox: str = typer.Option("auto", "--sandbox", metavar="NAME", help="auto, monty or jail."),
) -> None:
    """Run a Python program in the sandbox and show what it left in `answer` (or what solution() returned).

    Exit code 0: it left an answer; 1: it ran without one, failed, took too long or was refused; 2: bad usage.
    """
    from kpdd_edge.cli.common import handle_errors, print_json
    from kpdd_edge.errors import ExitCode
    from kpdd_edge.sandbox import RunLimits, open_sandbox
    from kpdd_edge.sandbox.source import read_program

    with handle_errors(json_output=json_output):
        source = read_program(program)
        with closing(open_sandbox(sandbox)) as box:
            outcome = box.run(source, RunLimits(seconds=timeout, memory_mb=memory))
        if json_output:
            print_json(as_json(outcome))
        else:
            _show(outcome, source)
    raise typer.Exit(int(ExitCode.NO_ANSWER if outcome.answer is None else ExitCode.ANSWERED))


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The object that ``kpdd run --json`` prints."""
    record = outcome.to_dict()
    return {"status": record.pop("status"), "answer": outcome.answer, **record}


def _show(outcome: Outcome, source: str) -> None:
    from rich.text import Text

    from kpdd_edge.cli.common import console, err, visible
    from kpdd_edge.problem import Status

    stdout = visible(outcome.stdout)
    if stdout:
        sys.stdout.write(stdout if stdout.endswith("\n") else stdout + "\n")
        sys.stdout.flush()
    if outcome.truncated:
        err().print(Text("(the rest of the output was dropped)", style="dim"))
    took = f" ({outcome.engine}, {outcome.seconds * 1000:.1f} ms)"
    if outcome.answer is not None:
        console().print(Text.assemble(("Answer: ", "bold"), visible(outcome.answer)))
        err().print(Text(f"ran{took}", style="dim"))
    elif outcome.status is Status.OK:
        err().print(Text("It ran, but left nothing in `answer`." + took, style="yellow"))
    else:
        where = "" if outcome.line is None else f" in line {outcome.line}"
        err().print(Text.assemble((f"{_TITLES[outcome.status]}{where}: ", "bold red"), visible(outcome.error or "")))
        line = _source_line(source, outcome.line)
        if line is not None:
            err().print(Text(f"{outcome.line:>5} | {visible(line)}"))


_TITLES: dict[str, str] = {
    "error": "Error",
    "timeout": "Too slow",
    "memory": "Too much memory",
    "refused": "Not run",
    "crashed": "Crashed",
}


def _source_line(source: str, line: int | None) -> str | None:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[line - 1].rstrip() if line is not None and 0 < line <= len(lines) else None
