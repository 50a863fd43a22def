"""What every loader shares: a data set's card, the outcome of loading it, and the loop that counts what is dropped.

A loader turns rows into :class:`~kpdd_edge.problem.Problem`. A row it cannot use is counted and reported, and never
stops the rest. Nothing here opens a network connection; :mod:`kpdd_edge.datasets.hub` does, when asked to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from kpdd_edge.errors import DataError
from kpdd_edge.problem import Problem

Use = Literal["training", "scoring"]

#: How many dropped rows a :class:`Loaded` describes one by one; the rest are only counted.
MAX_EXAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class HubSource:
    """Where a data set lies on the hub. ``splits`` maps our split to the hub's (joined with ``+``)."""

    repo: str
    config: str | None = None
    splits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """The card of a data set. ``counts`` holds the published number of rows of each split; the first is the default.

    ``use`` says what each split may serve for; a split that is only for scoring must not be trained on.
    """

    name: str
    title: str
    licence: str
    counts: Mapping[str, int]
    use: Mapping[str, Use]
    hub: HubSource | None = None
    note: str = ""

    @property
    def splits(self) -> tuple[str, ...]:
        return tuple(self.use)

    def may_train_on(self, split: str) -> bool:
        return self.use.get(split, "training") == "training"


class RowError(ValueError):
    """One row that cannot be used. ``reason`` is short and the same for all rows with that fault: it is counted."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that was left out: where it stood, and why."""

    where: str
    reason: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A data set in memory, with an account of every row: ``rows == len(problems) + sum(dropped.values())``."""

    info: DatasetInfo
    split: str
    source: str
    problems: tuple[Problem, ...]
    dropped: Counter[str]
    examples: tuple[Dropped, ...]  # the first dropped rows
    rows: int
    expected: int | None  # published number of rows; None: unknown

    def __len__(self) -> int:
        return len(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    @property
    def as_published(self) -> bool | None:
        """Whether the source held as many rows as were published; None when that number is unknown."""
        return None if self.expected is None else self.rows == self.expected

    def check_training(self) -> None:
        """Raises DataError for a split that is only for scoring."""
        if not self.info.may_train_on(self.split):
            raise DataError(
                f"{self.info.name} ({self.split}) is only for scoring",
                cause="A student that was trained on it could no longer be scored with it.",
                hint="--split train where there is one, or --allow-scoring-data if it is not for training",
            )

    def account(self) -> list[str]:
        """What a person should know of this loading, one line each."""
        lines = [f"{self.info.name} ({self.split}): {len(self.problems):,} problems from {self.rows:,} rows"]
        if self.as_published is False:
            lines.append(f"{self.source} holds {self.rows:,} rows, but {self.expected:,} were published")
        lines += [f"dropped {count:,}: {reason}" for reason, count in self.dropped.most_common()]
        return lines

    def to_dict(self) -> dict[str, Any]:
        return {
            "dataset": self.info.name,
            "split": self.split,
            "source": self.source,
            "rows": self.rows,
            "expected": self.expected,
            "problems": len(self.problems),
            "dropped": dict(self.dropped.most_common()),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read: its place, and its data or what was wrong with it."""

    where: str
    data: Mapping[str, Any] | None = None
    error: RowError | None = None


class Loader(ABC):
    """Reads one data set. A subclass names its files and turns one row into a problem.

    Instances hold the options they were made with; an option a loader does not know is a DataError of
    :func:`kpdd_edge.datasets.load`.
    """

    info: ClassVar[DatasetInfo]

    #: For each split the file names it may have, best first, relative to the data set's folder.
    files: ClassVar[Mapping[str, Sequence[str]]]

    def default_split(self) -> str:
        return self.info.splits[0]

    def load(self, path: Path | None, split: str | None) -> Loaded:
        """Every usable problem of ``split``, from ``path`` (a file, its folder, or the folder above) or the hub.

        Raises DataError when there is nothing to read; a bad row is counted instead.
        """
        chosen = split or self.default_split()
        if chosen not in self.info.splits:
            known = ", ".join(self.info.splits)
            raise DataError(f"{self.info.name} has no split {chosen!r}", cause=f"Its splits: {known}.")
        if path is None:
            from kpdd_edge.datasets import hub

            rows = hub.rows(self.info, chosen, self.hub_source())
            return self.collect(rows, chosen, f"hub:{self.hub_source().repo}")
        file = self.find(path, chosen)
        return self.collect(self.rows(file), chosen, str(file))

    def candidates(self, split: str) -> Sequence[str]:
        """The file names that may hold ``split``, best first."""
        return self.files.get(split, ())

    def hub_source(self) -> HubSource:
        if self.info.hub is None:
            raise DataError(
                f"{self.info.name} is not on the hub",
                cause="It is published as a file only.",
                hint=f"kpdd data show --dataset {self.info.name} --path FOLDER",
            )
        return self.info.hub

    def find(self, path: Path, split: str) -> Path:
        """The file of ``split`` at or below ``path``."""
        if path.is_file():
            return path
        if not path.is_dir():
            raise DataError(f"{path} does not exist", hint="kpdd data list, for the file names of each data set")
        names = self.candidates(split)
        for folder in (path, path / self.info.name):
            for name in names:
                if (folder / name).is_file():
                    return folder / name
        raise DataError(
            f"No file of {self.info.name} ({split}) in {path}",
            cause=f"Looked for {', '.join(names)}, there and in {path / self.info.name}.",
            hint="kpdd data list, for the file names of each data set",
        )

    @abstractmethod
    def rows(self, file: Path) -> Iterable[Row]:
        """Every row of ``file``; what cannot be parsed is a row with an error."""

    @abstractmethod
    def problem(self, data: Mapping[str, Any], index: int, split: str) -> Problem:
        """The problem in one row (``index`` from 0). Raises RowError."""

    def collect(self, rows: Iterable[Row], split: str, source: str) -> Loaded:
        """Turn rows into problems; bad rows and repeated ids are counted by reason."""
        problems: list[Problem] = []
        dropped: Counter[str] = Counter()
        examples: list[Dropped] = []
        seen: set[str] = set()
        total = 0
        for index, row in enumerate(rows):
            total += 1
            try:
                if row.error is not None:
                    raise row.error
                if row.data is None:
                    raise RowError("not an object")
                found = self.problem(row.data, index, split)
                if found.id in seen:
                    raise RowError("duplicate id", found.id)
            except RowError as error:
                dropped[error.reason] += 1
                if len(examples) < MAX_EXAMPLES:
                    examples.append(Dropped(row.where, error.reason, error.detail))
                continue
            seen.add(found.id)
            problems.append(found)
        return Loaded(
            info=self.info,
            split=split,
            source=source,
            problems=tuple(problems),
            dropped=dropped,
            examples=tuple(examples),
            rows=total,
            expected=self.info.counts.get(split),
        )


def text_field(data: Mapping[str, Any], *names: str, required: bool = True) -> str:
    """The first of ``names`` that is there, as stripped text. Raises RowError if it is missing, empty or no text."""
    for name in names:
        value = data.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise RowError(f"{names[0]} is not text", type(value).__name__)
        if value.strip():
            return value.strip()
    if required:
        raise RowError(f"missing {names[0]}")
    return ""


def gold_text(value: Any) -> str:
    """A published answer as text: numbers without a needless ``.0`` or exponent. Raises RowError for other types."""
    if value is None:
        raise RowError("missing answer")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RowError("answer of a wrong type", type(value).__name__)
    if isinstance(value, str):
        if not value.strip():
            raise RowError("missing answer")
        return value.strip()
    if isinstance(value, float):
        if not isfinite(value):
            raise RowError("answer is not a finite number", str(value))
        if value.is_integer():
            return str(int(value))
        return format(Decimal(repr(value)), "f")
    return str(value)


def join_question(body: str, question: str) -> str:
    """Body and question as one text.

    Some sets publish a body that ends in the middle of a sentence ("If each box holds 6"); it is then joined to its
    question with a comma and a small letter, as a person would write it.
    """
    body, question = body.strip(), question.strip()
    if not body:
        return question
    if body[-1] in ".!?\"'”":
        return f"{body} {question}"
    comma = "" if body[-1] in ",;:" else ","
    first, _, _ = question.partition(" ")
    if first.isalpha() and first.istitle() and first.lower() in _QUESTION_WORDS:
        question = question[:1].lower() + question[1:]
    return f"{body}{comma} {question}"


_QUESTION_WORDS: Final = frozenset(
    {"how", "what", "which", "who", "whose", "when", "where", "find", "determine", "about", "approximately"}
    | {"then", "at", "in", "on", "does", "do", "did", "is", "are"}
)
