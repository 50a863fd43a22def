"""What an export says of its student: from the checkpoint's ``kpdd.json``, and from what the caller gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

from kpdd_edge.errors import DataError, UsageError, did_you_mean
from kpdd_edge.events import StageName
from kpdd_edge.export.checkpoint import Card
from kpdd_edge.export.reading import read_json
from kpdd_edge.keypoints import ARM_STAGES, FORMAT_VERSION, STOP

STUDENT = "kpdd.json"
_CARD_FILES = ("README.md", "card.md")


def make_card(
    source: Path,
    *,
    name: str = "",
    stages: tuple[str, ...] = (),
    kinds: tuple[str, ...] = (),
    prompt: str = "",
    licence: str = "",
    card_file: Path | None = None,
) -> Card:
    """The card of the student in ``source``; arguments win over what its ``kpdd.json`` says (under ``student``).

    Without either: all stages, programs, trained, the current text format. Raises UsageError, DataError,
    StudentDamaged.
    """
    known: dict[str, object] = {}
    if (source / STUDENT).is_file():
        raw = read_json(source / STUDENT)
        inner = raw.get("student", raw)
        known = inner if isinstance(inner, dict) else {}

    def texts(key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = known.get(key)
        return tuple(str(item) for item in value) if isinstance(value, list) and value else default

    version = known.get("format_version", FORMAT_VERSION)
    made = Card(
        name=name or str(known.get("name") or ""),
        format_version=version if isinstance(version, int) else FORMAT_VERSION,
        prompt=prompt or str(known.get("prompt") or "trained"),
        stages=stages or texts("stages", tuple(ARM_STAGES["both"])),
        kinds=kinds or texts("kinds", ("pot",)),
        stop=(STOP,),
        licence=licence or str(known.get("licence") or ""),
    )
    for stage in made.stages:
        if stage not in get_args(StageName):
            raise UsageError(f"Unknown stage {stage!r}.{did_you_mean(stage, get_args(StageName))}")
    if made.prompt not in ("trained", "few-shot"):
        raise UsageError(f"Unknown prompt style {made.prompt!r}", cause="Known: trained, few-shot.")
    paths = [card_file] if card_file else [source / n for n in _CARD_FILES if (source / n).is_file()]
    if not paths:
        return made
    try:
        return replace(made, text=paths[0].read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"The card {paths[0]} cannot be read", cause=str(error)) from error
