"""Whether the Linux jail can be had on this machine; what needs it is skipped with the reason otherwise."""

from __future__ import annotations

import pytest

from kpdd_edge.problem import Status
from kpdd_edge.sandbox.jail import JailSandbox


@pytest.fixture(scope="session")
def jail_missing() -> str | None:
    """Why there is no jail here, or None."""
    with JailSandbox() as jail:
        outcome = jail.run("answer = 1")
    return outcome.error if outcome.status is Status.REFUSED else None
