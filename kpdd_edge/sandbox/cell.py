"""What runs inside a child of the zygote once the walls stand: the program, and the report of what it left.

This module executes untrusted code. It must only ever be called after :func:`kpdd_edge.sandbox.lockdown.enter` in a
process that ends right after; the application never imports it. Whatever it reports is data to the parent, since the
program shares the process and could have written the report itself.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import json
import os
import sys
import types
from dataclasses import dataclass
from typing import Any

PROGRAM_NAME = "<program>"
MAX_ANSWER_CHARS = 2_000
MAX_ERROR_CHARS = 500
MAX_ITEMS = 100  # of a list that is an answer
MAX_LIST_DEPTH = 3

STDOUT_FD, STDERR_FD, REPORT_FD = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Task:
    """One program. ``token`` opens the report, so that chance writes to its pipe are told from it."""

    source: str
    token: bytes
    call_solution: bool
    mute_solution: bool


def run(task: Task) -> None:
    """Run the program, write the report, and leave the process. Never returns."""
    reserve = bytearray(1 << 20)  # given back when memory has run out, so that the report can still be written
    try:
        _reopen_streams()
        report = _execute(task)
    except MemoryError:
        del reserve
        report = {"status": "memory", "error": "MemoryError"}
    except BaseException as error:
        del reserve
        report = _failure(error)
    with contextlib.suppress(BaseException):  # a program may close or replace its stdout
        sys.stdout.flush()
    try:
        os.write(REPORT_FD, task.token + json.dumps(report).encode("ascii"))
    finally:
        os._exit(0)


def _reopen_streams() -> None:
    """Fresh text streams over the file descriptors: line by line, so that little is lost when the time is up."""

    def stream(fd: int, mode: str) -> io.TextIOWrapper:
        raw = open(fd, mode + "b", closefd=False)  # noqa: SIM115
        return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=mode == "w")

    sys.stdin = sys.__stdin__ = stream(0, "r")  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = stream(STDOUT_FD, "w")  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = stream(STDERR_FD, "w")  # type: ignore[misc]


def _execute(task: Task) -> dict[str, Any]:
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    sys.argv = [PROGRAM_NAME]
    names = main.__dict__
    names["__builtins__"] = builtins
    # Without the site module these two are missing, and programs do use them.
    builtins.exit = builtins.quit = sys.exit  # type: ignore[assignment]
    try:
        exec(compile(task.source, PROGRAM_NAME, "exec", dont_inherit=True), names)
        if "answer" not in names and task.call_solution:
            sys.stdout.flush()
            if task.mute_solution:  # what it prints was printed already, when the program called it
                sys.stdout = io.StringIO()
            names["answer"] = names["solution"]()
    except SystemExit as stop:
        if stop.code not in (None, 0):
            why = str(stop.code) if isinstance(stop.code, str) else f"exit code {stop.code}"
            return {"status": "error", "error": f"SystemExit: {why}"[:MAX_ERROR_CHARS], "line": _line(stop)}
    return {"status": "ok", "answer": answer_text(names.get("answer"))}


def _failure(error: BaseException) -> dict[str, Any]:
    try:
        message = str(error)
        text = f"{type(error).__name__}: {message}" if message else type(error).__name__
        line = _line(error)
    except BaseException:  # an exception of the program's own may fail to show itself
        text, line = type(error).__name__, None
    return {"status": "error", "error": text[:MAX_ERROR_CHARS], "line": line}


def _line(error: BaseException) -> int | None:
    """The line of the program's source that was being run, innermost frame first."""
    if isinstance(error, SyntaxError) and error.filename == PROGRAM_NAME:
        return error.lineno
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == PROGRAM_NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


# ---- the answer as text -----------------------------------------------------------------------------------------


def answer_text(value: object) -> str | None:
    """The text of a result: a number, a string, or a small list or tuple of them; None for anything else.

    A string is cut at 2,000 characters. A number or list that is longer has no text: a cut number is another number.
    """
    if type(value) is str:
        return value[:MAX_ANSWER_CHARS]
    try:
        text = _text(value, 0)
    except Exception:  # an int beyond the interpreter's limit of digits, a half-made object
        return None
    return text if text is not None and len(text) <= MAX_ANSWER_CHARS else None


def _text(value: object, depth: int) -> str | None:
    kind = type(value)
    if kind is str:
        return repr(value)
    if kind in (int, float, bool):
        return repr(value)
    if kind is list or kind is tuple:
        return _sequence(value, depth)  # type: ignore[arg-type]
    family = kind.__module__.partition(".")[0]
    if (family, kind.__name__) in (("fractions", "Fraction"), ("decimal", "Decimal")):
        return str(value)
    if family == "sympy":
        return _sympy_text(value, depth)
    if family == "numpy":
        return _numpy_text(value, depth)
    if isinstance(value, int | float):  # bool-likes and enumerations of numbers
        return repr(int(value) if isinstance(value, int) else float(value))
    return None


def _sequence(items: list[Any] | tuple[Any, ...], depth: int) -> str | None:
    if depth >= MAX_LIST_DEPTH or len(items) > MAX_ITEMS:
        return None
    texts = [_text(item, depth + 1) for item in items]
    if any(text is None for text in texts):
        return None
    inside = ", ".join(str(text) for text in texts)
    if isinstance(items, list):
        return f"[{inside}]"
    return f"({inside},)" if len(items) == 1 else f"({inside})"


def _sympy_text(value: Any, depth: int) -> str | None:
    """Rational numbers exactly, other real numbers as a decimal; expressions with symbols are no answer."""
    if hasattr(value, "args") and type(value).__name__ == "Tuple":
        return _sequence(tuple(value), depth)
    if type(value).__name__ in ("BooleanTrue", "BooleanFalse"):
        return str(bool(value))
    if not getattr(value, "is_number", False):
        return None
    if value.is_Rational:
        return str(value)
    if value.is_real is False:
        return str(value)
    return repr(float(value))


def _numpy_text(value: Any, depth: int) -> str | None:
    if getattr(value, "ndim", 1) == 0:
        return _text(value.item(), depth)
    if value.size > MAX_ITEMS:
        return None
    return _text(value.tolist(), depth)
