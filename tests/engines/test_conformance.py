"""The engines that have no file of their own for it, against the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conformance import EngineConformance

from kpdd_edge.engines.base import Engine
from kpdd_edge.engines.scripted import ScriptedEngine


class TestScripted(EngineConformance):
    @pytest.fixture
    def engine(self) -> Engine:
        def reply(text: str, stream: int) -> str:
            words = f"{len(text) % 7} first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
            # What it writes depends on what stands before only where that is not its own writing.
            written = [w for w in words.split() if f" {w}" in text]
            return " ".join(w for w in ["", *words.split(), str(stream)] if w not in written)

        return ScriptedEngine(reply, context=4096, parallel=8)


@pytest.fixture(scope="module")
def model(checkpoint: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("gguf")
    from kpdd_edge.export.checkpoint import open_checkpoint
    from kpdd_edge.export.gguf_write import write_gguf

    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    write_gguf(open_checkpoint(checkpoint("llama")), path, precision="F32")
    return path


class TestLlama(EngineConformance):
    @pytest.fixture
    def engine(self, model: Path) -> Iterator[Engine]:
        from kpdd_edge.engines.llama import LlamaEngine

        engine = LlamaEngine(model, context=768, parallel=6, threads=1)
        yield engine
        engine.close()
