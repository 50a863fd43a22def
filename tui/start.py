"""Running the app from the command line. Imports neither Textual nor Typer before it knows that there is a terminal."""

from __future__ import annotations

import sys

from kpdd_edge.errors import UsageError, did_you_mean


def run_app(problem: str = "", *, theme: str = "") -> int:
    """Run the app until the user leaves it; returns the exit code.

    ``problem`` is put into the editor, ``theme`` holds for this run. Raises UsageError where there is no terminal, and
    for a theme that there is not.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The terminal app needs a terminal",
            cause="Standard input or output is not one.",
            hint="kpdd solve reads and writes plain text",
        )
    from kpdd_edge.tui.app import KpddApp

    app = KpddApp(problem=problem)
    if theme:
        if theme not in app.available_themes:
            raise UsageError(
                f"There is no theme {theme!r}.{did_you_mean(theme, app.available_themes)}",
                cause=f"There are: {', '.join(sorted(app.available_themes))}.",
            )
        app.set_reactive(KpddApp.theme, theme)
    try:
        app.run()
    finally:
        app.close()
    return app.return_code or 0
