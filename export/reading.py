"""Reading the files of a student, with errors a person can act on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kpdd_edge.errors import StudentDamaged


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object. Raises StudentDamaged."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StudentDamaged(f"{path} cannot be read", cause=str(error)) from error
    if not isinstance(value, dict):
        raise StudentDamaged(f"{path} is no JSON object")
    return value


def read_gguf(path: Path) -> Any:
    """A ``gguf.GGUFReader``. Raises StudentDamaged."""
    from gguf import GGUFReader

    try:
        return GGUFReader(path)
    except (OSError, ValueError) as error:
        raise StudentDamaged(f"{path} is not a GGUF file", cause=str(error)) from error
