"""Text on its way to and from the screen: what may be pasted, and how figures are written for people.

Pure functions. Nothing here lets a character through that could steer a terminal.
"""

from __future__ import annotations

import re
from typing import Final

from kpdd_edge import problem

#: A larger paste is no text that someone wants to edit here.
MAX_PASTE: Final = 1_000_000

# C0 and C1 controls, and the marks that override the direction of what follows. Right-to-left letters themselves, and
# the joiners that scripts and emoji need, stay.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_ESCAPE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)|[@-Z\\-_])")


def clean(text: str) -> str:
    """Text without escape sequences and control characters; every kind of line end is a newline, a tab four spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _CONTROL.sub("", _ESCAPE.sub("", text)).replace("\t", "    ").encode("utf-8", "ignore").decode("utf-8")


def one_line(text: str, width: int = 0) -> str:
    """Text on a single line; with ``width``, cut to as many characters with an ellipsis."""
    line = " ".join(clean(text).split())
    return line if not width or len(line) <= width else line[: max(0, width - 1)].rstrip() + "…"


def seconds(value: float) -> str:
    """``0.4 ms``, ``230 ms``, ``2.1 s``, ``3 min 20 s``, ``2 h 05 min``."""
    if value < 0.00095:
        return f"{value * 1000:.1f} ms" if value > 0 else "0 ms"
    if value < 0.01:
        return f"{value * 1000:.1f} ms"
    if value < 0.9995:
        return f"{value * 1000:.0f} ms"
    if value < 59.95:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def plural(count: int, noun: str, many: str = "") -> str:
    """``1 entry``, ``2 entries``, ``1,200 tokens``."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def percent(share: float) -> str:
    """A share from 0 to 1 as a whole percentage; never 100 % of less than all."""
    return problem.percent(share).replace("%", " %")
