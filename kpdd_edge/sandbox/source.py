"""Reading a program from a file or from standard input: only text, and not more of it than a sandbox would take."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from kpdd_edge.errors import UsageError
from kpdd_edge.sandbox.base import MAX_SOURCE_BYTES

STDIN = "-"
_HINT = "kpdd run PROGRAM.py, or kpdd run - to read standard input"


def read_program(path: str) -> str:
    """The text of the program at ``path`` (``-``: standard input).

    Raises :class:`kpdd_edge.errors.UsageError` if it is missing, unreadable, too large, or not UTF-8 text.
    """
    name = "standard input" if path == STDIN else path
    try:
        if path == STDIN:
            data = _read(sys.stdin.buffer)
        else:
            with Path(path).open("rb") as file:
                data = _read(file)
    except FileNotFoundError:
        raise UsageError(f"There is no file {name}", hint=_HINT) from None
    except IsADirectoryError:
        raise UsageError(f"{name} is a folder, not a program", hint=_HINT) from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read", cause=error.strerror or str(error), hint=_HINT) from None
    if len(data) > MAX_SOURCE_BYTES:
        raise UsageError(f"{name} is too large", cause=f"At most {MAX_SOURCE_BYTES:,} bytes are run.", hint=_HINT)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cause = f"Byte {error.start:,} is not UTF-8."
        raise UsageError(f"{name} is not a text file", cause=cause, hint=_HINT) from None
    if "\0" in text:
        raise UsageError(f"{name} is not a text file", cause="It has NUL characters.", hint=_HINT)
    return text


def _read(file: BinaryIO) -> bytes:
    return file.read(MAX_SOURCE_BYTES + 1)
