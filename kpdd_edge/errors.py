"""Every error that kpdd_edge raises on purpose, and the exit code each becomes.

::

    KpddError                   title, cause, next command
    ├── UsageError              the caller's input is unusable                       exit 2
    │   ├── ProblemError        an empty, binary or far too long problem
    │   ├── ConfigError         an unknown or badly typed setting
    │   └── DataError           a data file that cannot be read
    ├── StudentError            a student is missing, damaged, or cannot run here    exit 3
    │   ├── UnknownStudent      no such name (did you mean ...)
    │   ├── StudentMissing      known, but its files are not on this machine
    │   ├── StudentDamaged      a file that is truncated, altered or not a model
    │   └── PullError           a download that failed
    ├── EngineError             an engine failed while running                       exit 4
    │   └── ContextFull         the text does not fit the student's context          exit 2
    ├── TrainingError           training cannot go on (the loss is no number)        exit 4
    ├── StorageError            a full disk, a read-only folder                      exit 4
    └── Cancelled               the user asked to stop                               exit 130
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """What ``kpdd`` returns to the shell."""

    ANSWERED = 0  #: an answer was found (other verbs: done)
    NO_ANSWER = 1  #: the student ran, but no attempt gave an answer
    USAGE = 2  #: bad usage or bad input
    STUDENT = 3  #: the student is missing or damaged
    INTERNAL = 4  #: an internal error, or the machine failed (disk, engine)
    CANCELLED = 130  #: stopped by Ctrl-C


class KpddError(Exception):
    """An error a person can act on.

    ``title`` says what went wrong in one line, ``cause`` why (may be empty), ``hint`` which command comes next.
    """

    exit_code: ExitCode = ExitCode.INTERNAL

    def __init__(self, title: str, *, cause: str = "", hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.cause = cause
        self.hint = hint

    def __str__(self) -> str:
        parts = [self.title]
        if self.cause:
            parts.append(self.cause)
        if self.hint:
            parts.append(f"Next: {self.hint}")
        return "\n".join(parts)


class UsageError(KpddError):
    exit_code = ExitCode.USAGE


class ProblemError(UsageError):
    pass


class ConfigError(UsageError):
    pass


class DataError(UsageError):
    pass


class StudentError(KpddError):
    exit_code = ExitCode.STUDENT


class UnknownStudent(StudentError):
    pass


class StudentMissing(StudentError):
    pass


class StudentDamaged(StudentError):
    pass


class PullError(StudentError):
    pass


class EngineError(KpddError):
    pass


class ContextFull(EngineError):
    exit_code = ExitCode.USAGE


class TrainingError(KpddError):
    pass


class StorageError(KpddError):
    pass


class Cancelled(KpddError):
    exit_code = ExitCode.CANCELLED

    def __init__(self, title: str = "Cancelled", *, cause: str = "", hint: str = "") -> None:
        super().__init__(title, cause=cause, hint=hint)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``" Did you mean 'x' or 'y'?"``, or an empty text when nothing is near."""
    near = difflib.get_close_matches(name.lower(), list(known), n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
