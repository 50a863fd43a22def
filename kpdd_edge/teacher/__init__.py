"""Who writes key points and rationales, and how what they write is verified."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

from kpdd_edge.errors import ConfigError, did_you_mean

if TYPE_CHECKING:
    from kpdd_edge.teacher.build import Teacher

#: Name → "module:Class" of the teachers that :func:`kpdd_edge.teacher.build.build` can use, imported on first use.
TEACHERS: Final[dict[str, str]] = {"gold": "kpdd_edge.teacher.gold:GoldTeacher"}


def by_name(name: str) -> Teacher:
    """The teacher called ``name``. Raises ConfigError for an unknown one."""
    if name not in TEACHERS:
        raise ConfigError(
            f"There is no teacher {name!r}.{did_you_mean(name, TEACHERS)}",
            cause=f"There are: {', '.join(TEACHERS)}.",
            hint="kpdd data build --teacher gold",
        )
    module, _, attribute = TEACHERS[name].partition(":")
    teacher: Teacher = getattr(importlib.import_module(module), attribute)()
    return teacher
