"""SVAMP: one- and two-step problems whose body and question are published apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from kpdd_edge.datasets.base import DatasetInfo, HubSource, Loader, Row, gold_text, join_question, text_field
from kpdd_edge.datasets.reading import json_array
from kpdd_edge.problem import Problem


class Svamp(Loader):
    info: ClassVar[DatasetInfo] = DatasetInfo(
        name="svamp",
        title="Simple variations on arithmetic word problems",
        licence="MIT",
        counts={"all": 1000},
        use={"all": "scoring"},
        hub=HubSource("ChilleD/SVAMP", None, {"all": "train+test"}),
        note="700 train and 300 test problems in one file; all of them are scored",
    )
    files: ClassVar[Mapping[str, Sequence[str]]] = {"all": ("SVAMP.json",)}

    def rows(self, file: Path) -> Iterable[Row]:
        return json_array(file)

    def problem(self, data: Mapping[str, Any], index: int, split: str) -> Problem:
        body = text_field(data, "Body", required=False)
        question = text_field(data, "Question")
        return Problem(
            text=join_question(body, question),
            id=text_field(data, "ID", required=False) or f"svamp-{index}",
            gold=gold_text(data.get("Answer")),
            dataset="svamp",
            split=split,
            body=body or None,
            question=question,
            meta={"equation": str(data.get("Equation", "")).strip(), "type": str(data.get("Type", "")).strip()},
        )
