"""Any JSONL, JSON array or CSV of problems, by column mapping; the usual column names need no mapping."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from kpdd_edge.datasets.base import (
    DatasetInfo,
    HubSource,
    Loaded,
    Loader,
    Row,
    RowError,
    gold_text,
    join_question,
    text_field,
)
from kpdd_edge.datasets.jsonl import rationales_of, read_key_points
from kpdd_edge.datasets.reading import csv_rows, json_array, json_lines
from kpdd_edge.errors import DataError, did_you_mean
from kpdd_edge.problem import Problem

#: Our field → the column names it is recognised by, best first.
ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "problem": ("problem", "text", "input", "prompt"),
    "question": ("question",),
    "body": ("body",),
    "answer": ("answer", "gold", "target", "final_answer"),
    "id": ("id", "ID"),
}


class Generic(Loader):
    """``columns`` maps our fields (``problem``, ``answer``, ``id``, ``body``, ``question``) to the file's columns.

    Without a ``problem`` column the text is ``body`` and ``question`` joined, or ``question`` alone.
    """

    info: ClassVar[DatasetInfo] = DatasetInfo(
        name="file",
        title="Any JSONL, JSON or CSV file",
        licence="yours",
        counts={},
        use={"all": "training"},
        note="columns problem, answer, id, or --column OURS=THEIRS",
    )
    files: ClassVar[Mapping[str, Sequence[str]]] = {}

    def __init__(self, columns: Mapping[str, str] | None = None, need_gold: bool = True) -> None:
        for name in columns or {}:
            if name not in ALIASES:
                raise DataError(
                    f"Unknown field {name!r} in the column mapping.{did_you_mean(name, ALIASES)}",
                    cause=f"The fields are {', '.join(ALIASES)}.",
                )
        self.columns = dict(columns or {})
        self.need_gold = need_gold

    def find(self, path: Path, split: str) -> Path:
        if not path.is_file():
            raise DataError(f"{path} is not a file", hint="give a .jsonl, .json or .csv file")
        return path

    def rows(self, file: Path) -> Iterable[Row]:
        match file.suffix.lower():
            case ".csv":
                return csv_rows(file)
            case ".tsv":
                return csv_rows(file, "\t")
            case ".json":
                return json_array(file)
            case _:
                return json_lines(file)

    def load(self, path: Path | None, split: str | None) -> Loaded:
        if path is None:
            raise DataError("No file was given", hint="--path FILE.jsonl")
        # A file has no published splits: whatever name is given is a label.
        file = self.find(path, split or "all")
        return dataclasses.replace(self.collect(self.rows(file), split or "all", str(file)), expected=None)

    def names(self, field: str) -> tuple[str, ...]:
        return (self.columns[field],) if field in self.columns else ALIASES[field]

    def problem(self, data: Mapping[str, Any], index: int, split: str) -> Problem:
        body = text_field(data, *self.names("body"), required=False)
        question = text_field(data, *self.names("question"), required=False)
        text = text_field(data, *self.names("problem"), required=False) or join_question(body, question)
        if not text:
            raise RowError("missing problem")
        gold = next((data[name] for name in self.names("answer") if data.get(name) is not None), None)
        if gold is None and not self.need_gold:
            answer = None
        else:
            answer = gold_text(gold)
            # Solutions in the style of GSM8K carry their answer at the end.
            answer = answer.rpartition("####")[2].strip() if "####" in answer else answer
        return Problem(
            text=text,
            id=self._id(data, index),
            gold=answer,
            dataset=str(data.get("dataset") or self.info.name),
            split=str(data.get("split") or split),
            body=body or None,
            question=(question or None) if body else None,
            key_points=read_key_points(data.get("key_points")),
            rationales=rationales_of(data.get("rationales")),
            meta=dict(data["meta"]) if isinstance(data.get("meta"), dict) else {},
        )

    def _id(self, data: Mapping[str, Any], index: int) -> str:
        for name in self.names("id"):
            value = data.get(name)
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
        return f"row-{index}"


class HubGeneric(Generic):
    """Any data set of the hub, by column mapping: ``hub:owner/name`` with an optional ``config``."""

    def __init__(
        self,
        repo: str,
        config: str | None = None,
        columns: Mapping[str, str] | None = None,
        need_gold: bool = True,
    ) -> None:
        super().__init__(columns, need_gold)
        self.source = HubSource(repo, config)

    def load(self, path: Path | None, split: str | None) -> Loaded:
        from kpdd_edge.datasets import hub

        chosen = split or "train"
        rows = hub.rows(self.info, chosen, self.source)
        return self.collect(rows, chosen, f"hub:{self.source.repo}")
