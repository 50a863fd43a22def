"""GSM8K, with plain or socratic solutions. The solutions are kept in ``meta["solution"]`` for the gold teacher.

The socratic file holds the same questions; each line of its solutions is preceded by a sub-question and ``**``.
Training takes the socratic solutions where they lie beside the plain ones.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

from kpdd_edge.datasets.base import DatasetInfo, HubSource, Loader, Row, RowError, text_field
from kpdd_edge.datasets.reading import json_lines
from kpdd_edge.problem import Problem

Solutions = Literal["auto", "plain", "socratic"]


class Gsm8k(Loader):
    info: ClassVar[DatasetInfo] = DatasetInfo(
        name="gsm8k",
        title="Grade school maths, 2 to 8 steps",
        licence="MIT",
        counts={"train": 7473, "test": 1319},
        use={"train": "training", "test": "scoring"},
        hub=HubSource("openai/gsm8k", "main", {"train": "train", "test": "test"}),
        note="the gold teacher reads its annotated solutions",
    )
    files: ClassVar[Mapping[str, Sequence[str]]] = {
        "train": ("train_socratic.jsonl", "train.jsonl"),
        "test": ("test.jsonl", "test_socratic.jsonl"),
    }

    def __init__(self, solutions: Solutions = "auto") -> None:
        self.solutions = solutions

    def hub_source(self) -> HubSource:
        source = super().hub_source()
        return source if self.solutions == "plain" else dataclasses.replace(source, config="socratic")

    def candidates(self, split: str) -> Sequence[str]:
        if self.solutions == "auto":
            return super().candidates(split)
        return (f"{split}_socratic.jsonl" if self.solutions == "socratic" else f"{split}.jsonl",)

    def rows(self, file: Path) -> Iterable[Row]:
        return json_lines(file)

    def problem(self, data: Mapping[str, Any], index: int, split: str) -> Problem:
        text = text_field(data, "question")
        solution, mark, gold = text_field(data, "answer").rpartition("####")
        gold = gold.strip().replace(",", "").removeprefix("$")
        if not mark:
            raise RowError("solution without ####")
        if not gold:
            raise RowError("missing answer")
        return Problem(
            text=text,
            id=f"gsm8k-{split}-{index}",
            gold=gold,
            dataset="gsm8k",
            split=split,
            meta={"solution": solution.strip()},
        )
