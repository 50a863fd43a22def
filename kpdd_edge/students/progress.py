"""What long work on a student's files tells whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Phase = Literal["waiting", "fetching", "unpacking", "verifying", "retrying", "failed"]


@dataclass(frozen=True, slots=True)
class FileProgress:
    """One moment. ``done`` and ``total`` are bytes of ``filename``; ``total`` None: how far it is cannot be known.

    ``waiting``: another process pulls this student. ``fetching``, ``unpacking``, ``verifying``: the work itself.
    ``retrying`` and ``failed``: ``message`` says what went wrong with ``source``; the work goes on, or to the next one.
    """

    student: str
    filename: str
    phase: Phase
    done: int = 0
    total: int | None = None
    source: str = ""
    message: str = ""


ProgressCallback: TypeAlias = Callable[[FileProgress], None]


def ignore(_progress: FileProgress) -> None:
    """For callers that do not look."""
