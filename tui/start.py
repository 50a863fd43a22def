"""Running the app from the command line. Imports neither Textual nor Typer before it knows that there is a terminal."""

from __future__ import annotations

import gc
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
    # What is read until the first paint stays; to look for rubbish in it, again and again, only delays that.
    gc.disable()
    try:
        return _run(problem, theme)
    finally:
        gc.enable()


def _collect_again() -> None:
    """Look for rubbish from now on, but no longer among what was there before."""
    gc.freeze()
    gc.enable()


def _run(problem: str, theme: str) -> int:
    from kpdd_edge.tui.app import KpddApp

    app = KpddApp(problem=problem)
    app.when_ready = _collect_again
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
