"""Problem sets, loaded to one schema.

``load("gsm8k", path)`` reads a local copy, ``load("gsm8k")`` the hub, ``load("file", path)`` any JSONL or CSV.
Loaders are named in a table and imported when they are used.
"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any, Final

from kpdd_edge.datasets.base import DatasetInfo, Dropped, Loaded, Loader
from kpdd_edge.errors import DataError, did_you_mean

__all__ = ["LOADERS", "DatasetInfo", "Dropped", "Loaded", "Loader", "info", "load", "loader_class", "names"]

#: Data set → the class that loads it.
LOADERS: Final[dict[str, str]] = {
    "gsm8k": "kpdd_edge.datasets.gsm8k:Gsm8k",
    "svamp": "kpdd_edge.datasets.svamp:Svamp",
    "asdiv": "kpdd_edge.datasets.asdiv:Asdiv",
    "multiarith": "kpdd_edge.datasets.multiarith:MultiArith",
    "addsub": "kpdd_edge.datasets.mawps:AddSub",
    "singleeq": "kpdd_edge.datasets.mawps:SingleEq",
    "singleop": "kpdd_edge.datasets.mawps:SingleOp",
    "gsm_hard": "kpdd_edge.datasets.gsm_hard:GsmHard",
    "file": "kpdd_edge.datasets.generic:Generic",
}

HUB_PREFIX: Final = "hub:"


def names() -> tuple[str, ...]:
    """The data sets that can be loaded by name."""
    return tuple(LOADERS)


def loader_class(name: str) -> type[Loader]:
    """The class that loads ``name``. Raises DataError for an unknown name."""
    key = name.lower().replace("-", "_")
    if key.startswith(HUB_PREFIX):
        key, name = "file", "hub"
    if key not in LOADERS:
        raise DataError(
            f"There is no data set {name!r}.{did_you_mean(key, LOADERS)}",
            hint="kpdd data list, or --dataset file --path FILE.jsonl for your own",
        )
    if name == "hub":
        from kpdd_edge.datasets.generic import HubGeneric

        return HubGeneric
    module, _, attribute = LOADERS[key].partition(":")
    found: type[Loader] = getattr(importlib.import_module(module), attribute)
    return found


def info(name: str) -> DatasetInfo:
    """The card of a data set. Raises DataError for an unknown name."""
    return loader_class(name).info


def load(name: str, path: str | Path | None = None, split: str | None = None, **options: Any) -> Loaded:
    """The problems of a data set.

    ``name`` is one of :func:`names`, or ``hub:owner/name`` for any data set of the hub. ``path`` is a file or the
    folder it lies in; without one the hub is asked. ``options`` go to the loader (``solutions`` for gsm8k, ``answers``
    for asdiv, ``columns`` and ``need_gold`` for files). A bad row is counted in ``Loaded.dropped``; DataError is
    raised only when there is nothing to read, or for an unknown name, split or option.
    """
    chosen = loader_class(name)
    if name.lower().startswith(HUB_PREFIX):
        options["repo"] = name[len(HUB_PREFIX) :]
    known = [key for key in inspect.signature(chosen.__init__).parameters if key not in ("self", "args", "kwargs")]
    for option in options:
        if option not in known:
            raise DataError(
                f"{name} has no option {option!r}.{did_you_mean(option, known)}",
                cause=f"Its options: {', '.join(known) or 'none'}.",
            )
    return chosen(**options).load(None if path is None else Path(path), split)
