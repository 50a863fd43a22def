"""The command palette: everything that can be done now, computed from the bindings that are active and the state."""

from __future__ import annotations

from textual.command import Provider
