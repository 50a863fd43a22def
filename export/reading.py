"""Reading small JSON files of a checkpoint, with errors a person can act on."""

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
