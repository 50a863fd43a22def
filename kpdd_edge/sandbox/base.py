"""The contract of those who run untrusted programs.

A program written by a model is hostile until proved otherwise. A sandbox never uses ``exec`` in this process, never
a plain subprocess, and when it cannot confine a program it refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kpdd_edge.problem import Outcome

MAX_SOURCE_BYTES = 20_000
MAX_BRACKET_DEPTH = 100


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What one program may use."""

    seconds: float = 5.0  # wall time, measured by the parent
    memory_mb: int = 512  # address space (jail) or heap (Monty)
    output_bytes: int = 64 * 1024  # of stdout; the rest is dropped and ``Outcome.truncated`` set

    def clamped(self) -> RunLimits:
        """These limits, moved to where a sandbox can keep them: 0.05 s to a day, 16 MB to 1 TB, output not negative."""
        return RunLimits(
            seconds=min(max(0.05, self.seconds), 86_400.0),
            memory_mb=min(max(16, self.memory_mb), 1 << 20),
            output_bytes=max(0, self.output_bytes),
        )


class Sandbox(Protocol):
    """Runs programs one after another; safe to call from several threads (calls are serialised)."""

    name: str

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        """Run ``program`` and return what happened. Never raises for anything the program does."""
        ...

    def close(self) -> None:
        """Stop the workers. Calling it twice does no harm."""
        ...
