"""A time as a person writes it, in the command line and in the app alike."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

_AGO: Final = re.compile(r"([0-9]{1,6})\s?([dhm])")
_UNITS: Final = {"d": "days", "h": "hours", "m": "minutes"}


def read_moment(text: str, now: datetime, *, end: bool = False) -> datetime:
    """``2025-01-31``, ``2025-01-31T12:30``, ``today``, ``yesterday``, ``7d``, ``12h``, ``30m`` (ago), in any case.

    A time that names no zone is in the zone of ``now``. With ``end`` a date means the end of that day. Raises
    ValueError.
    """
    text = text.strip().lower()
    if (ago := _AGO.fullmatch(text)) is not None:
        try:
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        except OverflowError:
            raise ValueError(f"{text} ago is before all time") from None
    day = _day(text, now.date())
    if day is None:
        moment = datetime.fromisoformat(text.upper())  # a zone is written Z
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=now.tzinfo)
    if end and day == date.max:
        return datetime.max.replace(tzinfo=now.tzinfo)
    return datetime.combine(day + timedelta(days=end), time(), now.tzinfo)


def _day(text: str, today: date) -> date | None:
    """The day that is meant; None where a time of day is given, or no time at all."""
    if text in ("today", "yesterday"):
        return today - timedelta(days=text == "yesterday")
    try:
        return date.fromisoformat(text.upper())
    except ValueError:
        return None
