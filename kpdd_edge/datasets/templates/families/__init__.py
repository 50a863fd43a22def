"""The families, a module per theme. Importing a module registers its families."""

from __future__ import annotations

from typing import Final

MODULES: Final = (
    "change",
)
