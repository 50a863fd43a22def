"""One sandbox of each kind for the whole session; what needs the Linux jail is skipped with the reason elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kpdd_edge.problem import Status
from kpdd_edge.sandbox.chain import ChainSandbox
from kpdd_edge.sandbox.jail import JailSandbox
from kpdd_edge.sandbox.monty import MontySandbox


@pytest.fixture(scope="session")
def monty() -> Iterator[MontySandbox]:
    with MontySandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def auto() -> Iterator[ChainSandbox]:
    with ChainSandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def any_jail() -> Iterator[JailSandbox]:
    with JailSandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def jail_missing(any_jail: JailSandbox) -> str | None:
    """Why there is no jail here, or None."""
    outcome = any_jail.run("answer = 1")
    return outcome.error if outcome.status is Status.REFUSED else None


@pytest.fixture
def jail(any_jail: JailSandbox, jail_missing: str | None) -> JailSandbox:
    if jail_missing is not None:
        pytest.skip(f"no jail on this machine: {jail_missing}")
    return any_jail
