"""Reading JSON lines, JSON arrays and CSV row by row. A line that cannot be parsed becomes a row with an error."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kpdd_edge.datasets.base import Row, RowError
from kpdd_edge.errors import DataError

#: A longer line is not a problem but a mistake; reading it whole could use up the memory.
MAX_LINE_BYTES: Final = 4 * 1024 * 1024


def raw_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Line number (from 1) and bytes of every line that is not blank, at most ``MAX_LINE_BYTES`` + 1 of each.

    Raises DataError when the file cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            number = 0
            while True:
                line = stream.readline(MAX_LINE_BYTES + 1)
                if not line:
                    return
                number += 1
                if len(line) > MAX_LINE_BYTES:
                    rest = line
                    while rest and not rest.endswith(b"\n"):
                        rest = stream.readline(MAX_LINE_BYTES)
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                if line.strip():
                    yield number, line
    except OSError as error:
        raise DataError(f"Cannot read {path}", cause=str(error)) from error


def parse_line(line: bytes) -> dict[str, Any]:
    """The JSON object on one line. Raises RowError."""
    if len(line) > MAX_LINE_BYTES:
        raise RowError("line too long")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RowError("not UTF-8", str(error)) from error
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RowError("malformed line", str(error)) from error
    if not isinstance(value, dict):
        raise RowError("not an object", type(value).__name__)
    return value


def json_lines(path: Path) -> Iterator[Row]:
    """One row a line."""
    for number, line in raw_lines(path):
        where = f"line {number}"
        try:
            yield Row(where, data=parse_line(line))
        except RowError as error:
            yield Row(where, error=error)


def json_array(path: Path) -> Iterator[Row]:
    """The objects of a file that is one JSON array. Raises DataError when the file is no such thing."""
    try:
        values = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"Cannot read {path} as JSON", cause=str(error)) from error
    if not isinstance(values, list):
        raise DataError(f"{path} is not a JSON array", cause=f"Its top level is of type {type(values).__name__}.")
    for index, value in enumerate(values):
        where = f"item {index}"
        if isinstance(value, dict):
            yield Row(where, data=value)
        else:
            yield Row(where, error=RowError("not an object", type(value).__name__))


def csv_rows(path: Path, delimiter: str = ",") -> Iterator[Row]:
    """The rows of a CSV file with a header line. Raises DataError when there is no header."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            reader = csv.DictReader(stream, delimiter=delimiter)
            if not reader.fieldnames:
                raise DataError(f"{path} is empty", cause="A CSV file begins with a line of column names.")
            while True:
                try:
                    data = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Row(f"line {reader.line_num}", error=RowError("malformed line", str(error)))
                    continue
                where = f"line {reader.line_num}"
                if None in data:
                    yield Row(where, error=RowError("more fields than columns"))
                else:
                    yield Row(where, data=data)
    except OSError as error:
        raise DataError(f"Cannot read {path}", cause=str(error)) from error
