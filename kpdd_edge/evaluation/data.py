"""Which problems are scored, in which order, and exactly which bytes they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kpdd_edge import datasets
from kpdd_edge.datasets.base import Loaded
from kpdd_edge.errors import DataError
from kpdd_edge.evaluation.results import dumps
from kpdd_edge.identity import hash_file
from kpdd_edge.problem import Problem

_TRAINING_SPLITS: Final = frozenset({"train", "training"})


@dataclass(frozen=True, slots=True)
class EvalData:
    """The problems in the order of their evaluation, and what the result's header says about them.

    ``account`` is what a person should know of the loading, line by line; ``trained_on`` how many of the problems
    belong to a split that students are trained on.
    """

    problems: tuple[Problem, ...]
    header: dict[str, Any]
    account: tuple[str, ...]
    trained_on: int


def open_data(
    data: str,
    *,
    path: Path | None = None,
    split: str | None = None,
    limit: int | None = None,
    columns: Mapping[str, str] | None = None,
) -> EvalData:
    """Load a data set by name, or a file of problems with gold answers.

    The problems are shuffled in an order that depends only on the data set's name and the problems' ids, and
    ``limit`` takes the first so many: two runs on the same data meet the same problems whatever their seeds, and a
    longer run begins with the problems of a shorter one. Without ``split`` it is the one meant for scoring, where
    there is one. Raises DataError.
    """
    file = Path(data)
    is_file = file.is_file()
    if not is_file and (file.suffix or "/" in data) and not data.startswith(datasets.HUB_PREFIX):
        raise DataError(f"{data} is not a file", hint="kpdd data list, for the data sets that are known by name")
    if not is_file and split is None:
        split = _scoring_split(data)
    options: dict[str, Any] = {"columns": dict(columns)} if columns else {}
    loaded = datasets.load("file", file, split, **options) if is_file else datasets.load(data, path, split, **options)
    name = file.name if is_file else loaded.info.name
    if not loaded.problems:
        raise DataError(
            f"{data} holds no problem with an answer",
            cause="; ".join(loaded.account()[1:]) or "It is empty.",
            hint='one object a line: {"id": "1", "problem": "...", "answer": "12"}',
        )
    if limit is not None and limit < 1:
        raise DataError(f"A limit of {limit} leaves nothing to evaluate", hint="kpdd eval --limit 100")
    ordered = sorted(loaded.problems, key=lambda problem: _place(name, problem.id))
    chosen = tuple(ordered[:limit])
    trained_on = sum(_is_training(loaded, problem) for problem in chosen)
    content = dumps([[p.id, p.text, p.gold] for p in chosen])
    source = Path(loaded.source)
    header = {
        "name": name,
        "split": "" if is_file and split is None else loaded.split,
        "source": source.name if source.is_file() else loaded.source,
        "sha256": hash_file(source) if source.is_file() else None,
        "problems": len(chosen),
        "problems_sha256": hashlib.sha256(content.encode()).hexdigest(),
        "available": len(loaded.problems),
        "limit": limit,
        "dropped": dict(loaded.dropped.most_common()),
        "training_problems": trained_on,
    }
    return EvalData(chosen, header, tuple(loaded.account()), trained_on)


def _scoring_split(name: str) -> str | None:
    """The split of a named data set that is meant for scoring; None: whatever its loader takes first."""
    return next((split for split, use in datasets.info(name).use.items() if use == "scoring"), None)


def _place(name: str, identifier: str) -> bytes:
    return hashlib.sha256(f"{name}\0{identifier}".encode()).digest()


def _is_training(loaded: Loaded, problem: Problem) -> bool:
    if loaded.info.name == "file":
        return problem.split.lower() in _TRAINING_SPLITS
    return loaded.info.may_train_on(loaded.split)
