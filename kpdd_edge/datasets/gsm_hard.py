"""GSM-Hard: GSM8K's test problems with one number made large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from kpdd_edge.datasets.base import DatasetInfo, HubSource, Loader, Row, gold_text, text_field
from kpdd_edge.datasets.reading import json_lines
from kpdd_edge.problem import Problem


class GsmHard(Loader):
    info: ClassVar[DatasetInfo] = DatasetInfo(
        name="gsm_hard",
        title="GSM8K test with large numbers",
        licence="Apache-2.0",
        counts={"all": 1319},
        use={"all": "scoring"},
        hub=HubSource("reasoning-machines/gsm-hard", None, {"all": "train"}),
    )
    files: ClassVar[Mapping[str, Sequence[str]]] = {"all": ("gsmhardv2.jsonl", "gsmhard.jsonl")}

    def rows(self, file: Path) -> Iterable[Row]:
        return json_lines(file)

    def problem(self, data: Mapping[str, Any], index: int, split: str) -> Problem:
        return Problem(
            text=text_field(data, "input"),
            id=f"gsm_hard-{index}",
            gold=gold_text(data.get("target")),
            dataset="gsm_hard",
            split=split,
        )
