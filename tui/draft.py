"""What the user was working on when the app was left, so that the next start goes on there.

One small JSON file, written in one step. It is data of an earlier self and checked like anybody else's; a file that
cannot be read or written is done without.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from kpdd_edge.errors import StorageError

MAX_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A problem and the key points as they stand in the app, solved or not."""

    problem: str = ""
    question: str = ""
    information: str = ""

    def __bool__(self) -> bool:
        return bool(self.problem.strip() or self.question.strip() or self.information.strip())


def load_draft(path: Path) -> Draft:
    """The draft in ``path``; an empty one where there is none that can be read."""
    try:
        with path.open("rb") as stream:
            data = json.loads(stream.read(MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return Draft()
    if not isinstance(data, dict):
        return Draft()
    texts = (data.get(name) for name in ("problem", "question", "information"))
    return Draft(*(text if isinstance(text, str) else "" for text in texts))


def save_draft(draft: Draft, path: Path) -> bool:
    """Write ``draft``, or take the file away when it is empty. False where that is not possible."""
    from kpdd_edge.students.files import write_atomic

    try:
        if draft:
            write_atomic(path, json.dumps(asdict(draft), ensure_ascii=True).encode(), private=True)
        else:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()
    except (OSError, StorageError):
        return False
    return True
