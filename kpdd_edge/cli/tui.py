"""``kpdd tui``: open the terminal app."""

from __future__ import annotations

from typing import Annotated

import typer

from kpdd_edge.cli.common import handle_errors

app = typer.Typer()


def open_app(problem: str = "", *, theme: str = "") -> None:
    """Run the terminal app until the user leaves it. Needs a terminal; raises UsageError without one."""
    import sys

    from kpdd_edge.errors import UsageError

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The terminal app needs a terminal",
            cause="Standard input or output is not one.",
            hint="kpdd solve reads and writes plain text",
        )
    from kpdd_edge.tui.app import KpddApp

    tui = KpddApp(problem=problem)
    if theme:
        if theme not in tui.available_themes:
            from kpdd_edge.errors import did_you_mean

            raise UsageError(
                f"There is no theme {theme!r}.{did_you_mean(theme, tui.available_themes)}",
                cause=f"There are: {', '.join(sorted(tui.available_themes))}.",
            )
        tui.theme = theme
    try:
        tui.run()
    finally:
        tui.close()
    if tui.return_code:
        raise typer.Exit(tui.return_code)


@app.command(epilog='Example:  kpdd tui "A box holds 12 eggs. How many eggs are in 7 boxes?"')
def tui(
    problem: Annotated[str, typer.Argument(help="A problem to begin with; it is put into the editor.")] = "",
    theme: Annotated[str, typer.Option(help="Colours for this run, such as kpdd-light or nord.")] = "",
) -> None:
    """Open the terminal app: solve, see why, correct it, keep it.

    ``kpdd`` alone does the same on a terminal.
    """
    with handle_errors():
        open_app(problem, theme=theme)
