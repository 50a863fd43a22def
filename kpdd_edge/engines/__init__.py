"""Engines by name, imported on first use."""

from __future__ import annotations

import importlib
from typing import Any, Final

from kpdd_edge.errors import ConfigError, did_you_mean

#: Name → "module:Class". Another engine is added by adding a line.
ENGINES: Final[dict[str, str]] = {
    "llama": "kpdd_edge.engines.llama:LlamaEngine",
    "onnx": "kpdd_edge.engines.onnx:OnnxEngine",
    "scripted": "kpdd_edge.engines.scripted:ScriptedEngine",
}


def engine_class(name: str) -> Any:
    """The class of the engine called ``name``. Raises ConfigError for an unknown one."""
    if name not in ENGINES:
        raise ConfigError(f"There is no engine {name!r}.{did_you_mean(name, ENGINES)}")
    module, _, attribute = ENGINES[name].partition(":")
    return getattr(importlib.import_module(module), attribute)
