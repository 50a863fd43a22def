"""What the verbs share: the two consoles, turning errors into messages and exit codes, printing JSON.

Rich is imported on first use, so that ``kpdd --help`` and plain output stay quick.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from kpdd_edge.errors import Cancelled, ExitCode, KpddError, StorageError

if TYPE_CHECKING:
    from rich.console import Console


@cache
def console() -> Console:
    """Standard output, for results."""
    return _console()


@cache
def err() -> Console:
    """Standard error, for progress and messages."""
    return _console(stderr=True)


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    class Piped(Console):
        def on_broken_pipe(self) -> None:
            raise  # what Rich caught: it would exit with 1, handle_errors knows better

    return Piped(stderr=stderr, highlight=False, soft_wrap=True)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def visible(text: str) -> str:
    """``text`` with control characters spelt out: what a program or a student wrote must not drive the terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def forgive_encodings() -> None:
    """From now on, what the encoding of standard output cannot hold is written as an escape, and no result is lost."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def print_json(value: Any) -> None:
    """One JSON value on standard output, on one line, and nothing else."""
    write_json(json.dumps(value, ensure_ascii=False) + "\n")


def write_json(text: str) -> None:
    """JSON text on standard output, with escapes where its encoding is too narrow: those of the stream are no JSON."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = _BEYOND_ASCII.sub(lambda match: json.dumps(match[0])[1:-1], text)
    sys.stdout.write(text)
    sys.stdout.flush()


def show_error(error: KpddError) -> None:
    """Title, cause and next command on standard error."""
    from rich.text import Text

    out = err()
    out.print(Text.assemble(("Error: ", "bold red"), (error.title, "bold")))
    if error.cause:
        out.print(Text(error.cause))
    if error.hint:
        out.print(Text.assemble(("Next:  ", "bold cyan"), error.hint))


@contextmanager
def handle_errors(*, json_output: bool = False) -> Iterator[None]:
    """Turn a :class:`KpddError` into a message and its exit code, Ctrl-C into 130, a broken pipe into silence.

    With ``json_output`` the message goes to standard output as ``{"error": {...}}``, so that a reader of JSON
    always gets one object. Anything unforeseen keeps its traceback when ``KPDD_DEBUG`` is set.
    """
    import typer

    try:
        yield
    except typer.Exit:
        raise
    except BrokenPipeError:
        # The reader went away (``kpdd ... | head``): not an error. Keep Python from complaining at shutdown.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(ExitCode.ANSWERED) from None
    except (KeyboardInterrupt, typer.Abort):  # the latter at a question
        _fail(Cancelled(), json_output)
    except KpddError as error:
        _fail(error, json_output)
    except OSError as error:
        _fail(StorageError("The operating system refused a file operation", cause=str(error)), json_output)
    except Exception as error:
        if os.environ.get("KPDD_DEBUG"):
            raise
        _fail(
            KpddError(
                "Something unforeseen went wrong inside kpdd",
                cause=f"{type(error).__name__}: {error}",
                hint="KPDD_DEBUG=1 kpdd ... for the traceback, or kpdd doctor",
            ),
            json_output,
        )


def _fail(error: KpddError, json_output: bool) -> None:
    import typer

    if json_output:
        print_json(
            {
                "error": {
                    "type": type(error).__name__,
                    "title": error.title,
                    "cause": error.cause,
                    "next": error.hint,
                    "exit_code": int(error.exit_code),
                }
            }
        )
    else:
        show_error(error)
    raise typer.Exit(int(error.exit_code)) from None


@contextmanager
def on_signal(number: int, action: Callable[[], None]) -> Iterator[None]:
    """While inside, a signal calls ``action`` instead of what it did before. Elsewhere than in the main thread, where
    Python takes no signals, nothing changes."""
    try:
        previous = signal.signal(number, lambda _number, _frame: action())
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(number, previous)


@contextmanager
def on_interrupt(action: Callable[[], None]) -> Iterator[None]:
    """While inside, the first Ctrl-C calls ``action`` (ask the work to stop); a second one interrupts as usual."""
    previous = signal.getsignal(signal.SIGINT)

    def first() -> None:
        signal.signal(signal.SIGINT, previous)
        action()

    with on_signal(signal.SIGINT, first):
        yield
