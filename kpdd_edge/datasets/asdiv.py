"""ASDiv, published as XML, body and question apart.

Of its 2,305 problems some ask for a name, a ratio, a time of day or several numbers. They are left out (and counted)
unless ``answers="all"``.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from kpdd_edge.datasets.base import DatasetInfo, HubSource, Loader, Row, RowError, join_question, text_field
from kpdd_edge.datasets.reading import MAX_LINE_BYTES
from kpdd_edge.errors import DataError
from kpdd_edge.problem import Problem

_NUMBER: Final = re.compile(r"(?P<value>-?\d[\d,]*(?:\.\d+)?(?:\s*/\s*\d+)?)\s*(?:\((?P<unit>[^()]*)\))?")


class Asdiv(Loader):
    info: ClassVar[DatasetInfo] = DatasetInfo(
        name="asdiv",
        title="Academia Sinica diverse word problems",
        licence="CC-BY-NC-4.0",
        counts={"all": 2305},
        use={"all": "scoring"},
        hub=HubSource("EleutherAI/asdiv", "asdiv", {"all": "validation"}),
        note="2,305 rows; those whose answer is not one number are left out",
    )
    files: ClassVar[Mapping[str, Sequence[str]]] = {"all": ("ASDiv.xml",)}

    def __init__(self, answers: Literal["numbers", "all"] = "numbers") -> None:
        self.answers = answers

    def rows(self, file: Path) -> Iterator[Row]:
        try:
            # Entities are where XML bombs live, and this format needs none.
            if file.stat().st_size > 64 * MAX_LINE_BYTES or b"<!ENTITY" in file.read_bytes():
                raise DataError(f"{file} is not an ASDiv file", cause="It is far too long, or declares entities.")
            root = ET.parse(file).getroot()
        except ET.ParseError as error:
            raise DataError(f"Cannot read {file} as XML", cause=str(error)) from error
        except OSError as error:
            raise DataError(f"Cannot read {file}", cause=str(error)) from error
        for index, element in enumerate(root.iter("Problem")):
            data = {child.tag: child.text or "" for child in element}
            yield Row(f"problem {index}", data={**data, "ID": element.get("ID", "")})

    def problem(self, data: Mapping[str, Any], index: int, split: str) -> Problem:
        body = text_field(data, "Body", "body", required=False)
        question = text_field(data, "Question", "question")
        answer = text_field(data, "Answer", "answer")
        number = _NUMBER.fullmatch(answer)
        if number is None and self.answers == "numbers":
            raise RowError("answer is not one number", answer)
        meta = {
            "formula": text_field(data, "Formula", "formula", required=False),
            "type": text_field(data, "Solution-Type", "solution_type", required=False),
        }
        if number is not None and number["unit"]:
            meta["unit"] = number["unit"].strip()
        return Problem(
            text=join_question(body, question),
            id=text_field(data, "ID", required=False) or f"asdiv-{index}",
            gold=answer if number is None else number["value"].replace(",", ""),
            dataset="asdiv",
            split=split,
            body=body or None,
            question=question,
            meta=meta,
        )
