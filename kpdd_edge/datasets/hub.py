"""Data sets by name from the hub, or from a folder laid out like a hub repository, through the ``datasets`` library.

The only module of this package that may use the network, and only when it is called. With ``HF_DATASETS_OFFLINE=1``
only what is cached or lies in a local folder is read. Code from a repository is never run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kpdd_edge.datasets.base import DatasetInfo, HubSource, Row, RowError
from kpdd_edge.errors import DataError


def rows(info: DatasetInfo, split: str, source: HubSource) -> Iterator[Row]:
    """The rows of ``split``. Raises DataError when the library, the repository or the network is missing."""
    try:
        import datasets

        load_dataset = datasets.load_dataset  # a mere folder of that name is importable, too
    except (ImportError, AttributeError) as error:
        raise DataError(
            "Reading from the hub needs the library `datasets`",
            cause=str(error),
            hint='pip install "kpdd-edge[teacher]", or give --path to a local copy',
        ) from error
    wanted = source.splits.get(split, split)
    datasets.disable_progress_bars()
    try:
        table = load_dataset(source.repo, source.config, split=wanted)
    except Exception as error:  # the library raises a dozen unrelated classes here, its dependencies more
        raise DataError(
            f"Cannot load {source.repo} ({split}) from the hub",
            cause=f"{type(error).__name__}: {error}".splitlines()[0],
            hint=f"kpdd data show --dataset {info.name} --path FOLDER, with a local copy",
        ) from error
    return _rows(table)


def _rows(table: Any) -> Iterator[Row]:
    for index, data in enumerate(table):
        where = f"row {index}"
        if isinstance(data, dict):
            yield Row(where, data=data)
        else:
            yield Row(where, error=RowError("not an object", type(data).__name__))
