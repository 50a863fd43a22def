"""The ``kpdd`` command: a table of verbs, each imported only when it is called.

Without a verb it opens the terminal app on a terminal, and prints the help elsewhere.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from kpdd_edge import __version__
from kpdd_edge.errors import did_you_mean

#: verb → (module, one line of help). The line stands here so that ``kpdd --help`` imports no verb.
VERBS: dict[str, tuple[str, str]] = {
    "solve": ("kpdd_edge.cli.solve", "Solve one problem: question, key information, program, answer."),
    "batch": ("kpdd_edge.cli.batch", "Solve a file of problems; resumes where it stopped."),
    "tui": ("kpdd_edge.cli.tui", "Open the terminal app."),
    "run": ("kpdd_edge.cli.run", "Run any Python program in the sandbox."),
    "models": ("kpdd_edge.cli.models", "List, pull, import and remove students."),
    "history": ("kpdd_edge.cli.history", "What was solved on this machine: list, search, export, clear."),
    "doctor": ("kpdd_edge.cli.doctor", "Check that everything works here, and say what to do if not."),
    "data": ("kpdd_edge.cli.data", "Build and check training and evaluation data."),
    "annotate": ("kpdd_edge.cli.annotate", "Have a large model write key points and rationales for training."),
    "train": ("kpdd_edge.cli.train", "Train students by distillation: one, or one for each stage."),
    "eval": ("kpdd_edge.cli.eval", "Score a student on problems with known answers; compare two results."),
    "export": ("kpdd_edge.cli.export", "Export a checkpoint to GGUF or ONNX, trim its vocabulary; verified."),
    "bench": ("kpdd_edge.cli.bench", "Compare precisions of a student: speed, memory, divergence, accuracy."),
}


class _LazyGroup(TyperGroup):
    """Lists verbs from the table; imports a verb when it is resolved for a call or for shell completion."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return list(VERBS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        if cmd_name not in VERBS:
            return None
        return TyperCommand(cmd_name, help=VERBS[cmd_name][1], add_help_option=False)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        name = args[0]
        if name in VERBS:
            return name, load_verb(name), args[1:]
        ctx.fail(f"No such verb {name!r}.{did_you_mean(name, VERBS)} See: kpdd --help")


def load_verb(name: str) -> Any:
    """The command object of a verb; its module gives a Typer ``app``."""
    app: typer.Typer = importlib.import_module(VERBS[name][0]).app
    command = typer.main.get_command(app)
    command.name = name
    _plain(command)
    return command


def _plain(command: Any) -> None:
    """Help as plain text, as of ``kpdd`` itself, and no second offer to install shell completion."""
    command.rich_markup_mode = None
    command.params = [p for p in command.params if p.name not in ("install_completion", "show_completion")]
    for sub in getattr(command, "commands", {}).values():
        _plain(sub)


app = typer.Typer(
    name="kpdd",
    cls=_LazyGroup,
    help="Solve maths word problems offline with a small student: what is asked, what matters, a program, its answer.",
    epilog='Example:  kpdd solve "A box holds 12 eggs. How many eggs are in 7 boxes?"',
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)


@app.callback()
def _root(
    ctx: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and leave.", is_eager=True),
) -> None:
    if version:
        typer.echo(f"kpdd-edge {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        if sys.stdin.isatty() and sys.stdout.isatty():
            from kpdd_edge.cli.tui import open_app

            open_app()
        else:
            typer.echo(ctx.get_help())


def main() -> None:
    """The console script."""
    from kpdd_edge.cli.common import forgive_encodings

    forgive_encodings()
    app()


if __name__ == "__main__":
    main()
