"""Who runs a program: Monty, the Linux jail, or nobody.

``open_sandbox()`` gives the default chain. Nothing is started, and no interpreter imported, before the first run.
"""

from __future__ import annotations

import importlib
from typing import cast

from kpdd_edge.errors import ConfigError, did_you_mean
from kpdd_edge.sandbox.base import RunLimits, Sandbox

#: Name → "module:Class", imported on first use. Another sandbox is added by adding a line.
SANDBOXES: dict[str, str] = {
    "auto": "kpdd_edge.sandbox.chain:ChainSandbox",
    "monty": "kpdd_edge.sandbox.monty:MontySandbox",
    "jail": "kpdd_edge.sandbox.jail:JailSandbox",
}

__all__ = ["SANDBOXES", "RunLimits", "Sandbox", "open_sandbox"]


def open_sandbox(name: str = "auto") -> Sandbox:
    """The sandbox of that name, not started yet; the caller closes it.

    Raises :class:`kpdd_edge.errors.ConfigError` for a name that is not in :data:`SANDBOXES`.
    """
    target = SANDBOXES.get(name)
    if target is None:
        raise ConfigError(
            f"There is no sandbox called {name!r}.{did_you_mean(name, SANDBOXES)}",
            cause=f"Known: {', '.join(SANDBOXES)}.",
            hint="kpdd run PROGRAM.py --sandbox auto",
        )
    module, _, attribute = target.partition(":")
    return cast(Sandbox, getattr(importlib.import_module(module), attribute)())
