"""For the whole suite: nothing of the user's own is read or written, and no test waits for a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpdd_edge.sandbox import Sandbox, open_sandbox


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setenv("KPDD_HOME", str(tmp_path_factory.mktemp("kpdd-home")))
    patch.setenv("NO_COLOR", "1")
    yield
    patch.undo()


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    box = open_sandbox()
    yield box
    box.close()


@pytest.fixture(scope="session")
def tiny_gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-layer llama model with random weights and a byte-level tokenizer."""
    pytest.importorskip("gguf")
    from tiny_gguf import write_tiny_llama

    return write_tiny_llama(tmp_path_factory.mktemp("tiny") / "tiny.gguf")
