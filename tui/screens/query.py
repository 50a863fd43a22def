"""What is typed into the history's search field, as arguments of ``History.search``. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from kpdd_edge.errors import did_you_mean
from kpdd_edge.moments import read_moment

_KEYS: Final = ("answer", "student", "since", "until", "is")


def parse_query(text: str, now: datetime) -> tuple[dict[str, Any], str]:
    """Arguments for a search, and what could not be understood ("" when all could).

    Words are looked for in the problems. ``answer:18``, ``student:smol``, ``since:2025-01-31``, ``until:today``,
    ``since:7d`` (days ago) and ``is:pinned`` narrow it; a value with spaces is put in quotes.
    """
    arguments: dict[str, Any] = {}
    words: list[str] = []
    trouble = ""
    for match in re.finditer(r'(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))', text):
        key, value = match[1], match[2] if match[2] is not None else match[3]
        if key is None:
            words.append(value)
        elif key not in _KEYS:
            if near := did_you_mean(key, _KEYS):
                trouble = f"There is no {key}:.{near}"
            words.append(f"{key}:{value}")
        elif key == "is":
            if value == "pinned":
                arguments["pinned"] = True
            else:
                trouble = "is: knows only is:pinned"
        elif key in ("since", "until"):
            try:
                arguments[key] = read_moment(value, now, end=key == "until")
            except ValueError:
                trouble = f"{key}: takes a date such as {now:%Y-%m-%d}, today, or 7d"
        else:
            arguments[key] = value
    if words:
        arguments["text"] = " ".join(words)
    return arguments, trouble


def when(moment: datetime, now: datetime) -> str:
    """A time as it is put in a list: the hour of today, the day of this year, else the date."""
    local = moment.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    return f"{local:%d %b}" if local.year == now.year else f"{local:%Y-%m-%d}"
