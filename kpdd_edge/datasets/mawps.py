"""Three parts of MAWPS as commonly scored: AddSub, SingleEq and SingleOp."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from kpdd_edge.datasets.base import DatasetInfo, Loader, Row, gold_text, text_field
from kpdd_edge.datasets.reading import json_lines
from kpdd_edge.problem import Problem


class _Part(Loader):
    """The files hold ``input`` and ``target``; the folder of all three may be named ``mawps``."""

    def find(self, path: Path, split: str) -> Path:
        below = path / "mawps"
        return super().find(below if below.is_dir() else path, split)

    def rows(self, file: Path) -> Iterable[Row]:
        return json_lines(file)

    def problem(self, data: Mapping[str, Any], index: int, split: str) -> Problem:
        return Problem(
            text=text_field(data, "input"),
            id=f"{self.info.name}-{index}",
            gold=gold_text(data.get("target")),
            dataset=self.info.name,
            split=split,
        )


def _card(name: str, title: str, rows: int) -> DatasetInfo:
    return DatasetInfo(
        name=name, title=title, licence="none stated", counts={"all": rows}, use={"all": "scoring"}, note="file only"
    )


class AddSub(_Part):
    info: ClassVar[DatasetInfo] = _card("addsub", "Addition and subtraction word problems", 395)
    files: ClassVar[Mapping[str, Sequence[str]]] = {"all": ("mawpsaddsub.jsonl", "addsub.jsonl")}


class SingleEq(_Part):
    info: ClassVar[DatasetInfo] = _card("singleeq", "Word problems of one equation", 508)
    files: ClassVar[Mapping[str, Sequence[str]]] = {"all": ("mawpssingleeq.jsonl", "singleeq.jsonl")}


class SingleOp(_Part):
    info: ClassVar[DatasetInfo] = _card("singleop", "Word problems of one operation", 562)
    files: ClassVar[Mapping[str, Sequence[str]]] = {"all": ("mawpssingleop.jsonl", "singleop.jsonl")}
