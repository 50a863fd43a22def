"""The engines that have no file of their own for it, against the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from conformance import EngineConformance, write

from kpdd_edge.engines.base import Engine, Limits
from kpdd_edge.engines.scripted import ScriptedEngine
from kpdd_edge.errors import EngineError


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
def model(checkpoint: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    pytest.importorskip("gguf")
    from kpdd_edge.export.checkpoint import open_checkpoint
    from kpdd_edge.export.gguf_write import write_gguf

    made: dict[str, Path] = {}

    def get(kind: str) -> Path:
        if kind not in made:
            made[kind] = tmp_path_factory.mktemp("gguf") / f"{kind}.gguf"
            write_gguf(open_checkpoint(checkpoint(kind)), made[kind], precision="F32")
        return made[kind]

    return get


class TestLlama(EngineConformance):
    @pytest.fixture
    def engine(self, model: Callable[[str], Path]) -> Iterator[Engine]:
        from kpdd_edge.engines.llama import LlamaEngine

        engine = LlamaEngine(model("llama"), context=768, parallel=6, threads=1)
        yield engine
        engine.close()

    def test_it_finds_each_token_as_likely_as_the_checkpoint_does(
        self, engine: Engine, checkpoint: Callable[[str], Path]
    ) -> None:
        from kpdd_edge.export.checkpoint import open_checkpoint
        from kpdd_edge.export.runners import TorchRunner

        runner = TorchRunner(open_checkpoint(checkpoint("llama")))
        ids = runner.tokens(self.prompt)
        wrote = runner.greedy(ids, [], 12)
        rows = runner.logits(ids + wrote, [])[len(ids) - 1 : -1].astype(np.float64)
        expected = rows[np.arange(12), wrote] - np.log(np.exp(rows).sum(axis=1))
        session = engine.open()
        session.feed(self.prompt)
        assert [p.log_probability for p in session.generate(Limits(12))] == pytest.approx(expected, rel=1e-3)


class TestLlamaSeparate(EngineConformance):
    """Every session with a cache of its own."""

    @pytest.fixture
    def engine(self, model: Callable[[str], Path]) -> Iterator[Engine]:
        from kpdd_edge.engines.llama import LlamaEngine

        engine = LlamaEngine(model("llama"), context=768 * 6, parallel=6, threads=1, separate=True)
        assert engine.context == 768
        yield engine
        engine.close()


class TestLlamaEncoderDecoder(EngineConformance):
    #: Room for the encoder: less than three texts of the tests together, so that their sessions go in groups.
    batch_tokens = 160

    @pytest.fixture
    def engine(self, model: Callable[[str], Path]) -> Iterator[Engine]:
        from kpdd_edge.engines.llama import LlamaEngine

        engine = LlamaEngine(model("t5"), context=256, parallel=6, threads=1, batch_tokens=self.batch_tokens)
        yield engine
        engine.close()

    def test_it_writes_once(self, engine: Engine) -> None:
        assert engine.capabilities.encoder_decoder
        assert not engine.capabilities.saved_state
        session = engine.open()
        length = session.feed(self.prompt)
        assert write(session, 4)
        with pytest.raises(EngineError, match="wrote"):
            session.feed(self.other)
        with pytest.raises(EngineError, match="written"):
            engine.batch().add(session)
        session.rewind(length)
        assert write(session, 4)

    def test_it_writes_what_the_checkpoint_writes(self, engine: Engine, checkpoint: Callable[[str], Path]) -> None:
        from kpdd_edge.export.checkpoint import open_checkpoint
        from kpdd_edge.export.runners import TorchRunner

        runner = TorchRunner(open_checkpoint(checkpoint("t5")))
        for text in (self.prompt, self.other):
            ids = [*runner.tokens(text), *runner.checkpoint.end_of_input()]
            # The decoder leaves the space that stands for a word's beginning at the beginning of a line, too.
            expected = runner._tokenizer.decode(runner.greedy(ids, [0], 12)).replace("\n ", "\n")
            session = engine.open()
            session.feed(text)
            assert write(session, 12).strip() == expected.strip() != ""
            session.close()

    def test_a_text_that_others_read_too(self, engine: Engine) -> None:
        """Sessions come and go, with texts of their own and shared ones: each writes what it would alone."""
        alone = {}
        for text in (self.prompt, self.other):
            session = engine.open()
            session.feed(text)
            alone[text] = write(session, 10)
            session.close()
        texts = [self.prompt, self.other, self.prompt, self.other]
        sessions = [engine.open() for _ in texts]
        batch = engine.batch()
        found = dict.fromkeys(map(id, sessions), "")
        for session, text in zip(sessions, texts, strict=True):
            session.feed(text)
            batch.add(session, Limits(10))
            for piece in batch.step():  # the next one joins when this one has written already
                found[id(piece.session)] += piece.text
        while batch:
            for piece in batch.step():
                found[id(piece.session)] += piece.text
        assert [found[id(session)] for session in sessions] == [alone[text] for text in texts]


class TestLlamaEncoderDecoderTogether(TestLlamaEncoderDecoder):
    """The same with room for all texts in one call of the encoder."""

    batch_tokens = 512
