"""``kpdd``, and ``python -m kpdd_edge``.

Alone on a terminal it opens the app. That is to be there at once, so what reads verbs and options is not imported then.
"""

from __future__ import annotations

import sys

from kpdd_edge.errors import KpddError


def main() -> None:
    """The console script. Leaves with one of the exit codes of :mod:`kpdd_edge.errors`."""
    if len(sys.argv) == 1 and sys.stdin.isatty() and sys.stdout.isatty():
        from kpdd_edge.tui.start import run_app

        try:
            code = run_app()
        except KpddError as error:
            from kpdd_edge.cli.common import show_error

            show_error(error)
            code = int(error.exit_code)
        sys.exit(code)
    from kpdd_edge.cli.main import main as verbs

    verbs()


if __name__ == "__main__":
    main()
