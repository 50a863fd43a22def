"""MultiArith: 600 problems of several steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from kpdd_edge.datasets.base import DatasetInfo, HubSource, Loader, Row, RowError, gold_text, text_field
from kpdd_edge.datasets.reading import json_array
from kpdd_edge.problem import Problem


class MultiArith(Loader):
    info: ClassVar[DatasetInfo] = DatasetInfo(
        name="multiarith",
        title="Arithmetic word problems of several steps",
        licence="none stated",
        counts={"all": 600},
        use={"all": "scoring"},
        hub=HubSource("ChilleD/MultiArith", None, {"all": "train+test"}),
    )
    files: ClassVar[Mapping[str, Sequence[str]]] = {"all": ("MultiArith.json",)}

    def rows(self, file: Path) -> Iterable[Row]:
        return json_array(file)

    def problem(self, data: Mapping[str, Any], index: int, split: str) -> Problem:
        solutions = data.get("lSolutions", data.get("final_ans"))
        if isinstance(solutions, list):
            if len(solutions) != 1:
                raise RowError("answer is not one number", f"{len(solutions)} solutions")
            solutions = solutions[0]
        number = data.get("iIndex")
        return Problem(
            text=text_field(data, "sQuestion", "question"),
            id=f"multiarith-{number if isinstance(number, int) else index}",
            gold=gold_text(solutions),
            dataset="multiarith",
            split=split,
            meta={"equations": [str(e) for e in data.get("lEquations") or ()]},
        )
