"""``kpdd tui``: open the terminal app."""

from __future__ import annotations

from typing import Annotated

import typer

from kpdd_edge.cli.common import handle_errors

app = typer.Typer()


def open_app(problem: str = "", *, theme: str = "") -> None:
    """Run the terminal app until the user leaves it; leaves with an exit code when that is not 0."""
    with handle_errors():
        from kpdd_edge.tui.start import run_app

        code = run_app(problem, theme=theme)
        if code:
            raise typer.Exit(code)


@app.command(epilog='Example:  kpdd tui "A box holds 12 eggs. How many eggs are in 7 boxes?"')
def tui(
    problem: Annotated[str, typer.Argument(help="A problem to begin with; it is put into the editor.")] = "",
    theme: Annotated[str, typer.Option(help="Colours for this run, such as kpdd-light or nord.")] = "",
) -> None:
    """Open the terminal app: solve, see why, correct it, keep it.

    ``kpdd`` alone does the same on a terminal.
    """
    open_app(problem, theme=theme)
