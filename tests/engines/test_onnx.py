from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from conformance import EngineConformance, drain, text_of, write

from kpdd_edge.engines.base import Limits
from kpdd_edge.engines.onnx import OnnxEngine
from kpdd_edge.engines.onnx_model import check_provider
from kpdd_edge.errors import EngineError, StudentDamaged, StudentMissing


@pytest.fixture(scope="module")
def folders(checkpoint: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    pytest.importorskip("onnx")
    from kpdd_edge.export.to_gguf import VerifyOptions
    from kpdd_edge.export.to_onnx import export_onnx

    made: dict[str, Path] = {}

    def get(kind: str) -> Path:
        if kind not in made:
            if kind == "t5":
                pytest.importorskip("optimum.exporters.onnx")
            made[kind] = tmp_path_factory.mktemp("onnx") / kind
            export_onnx(checkpoint(kind), made[kind], ["fp32"], checks=VerifyOptions(positions=200, threads=1))
        return made[kind]

    return get


class TestDecoder(EngineConformance):
    @pytest.fixture
    def engine(self, folders: Callable[[str], Path]) -> Iterator[OnnxEngine]:
        engine = OnnxEngine(folders("llama"), context=256, parallel=6, threads=1)
        yield engine
        engine.close()

    def test_rows_are_moved_together(self, engine: OnnxEngine) -> None:
        """Sessions that lie apart in the cache give the same texts as alone, and so do those moved out of the way."""
        sessions = [engine.open() for _ in range(6)]
        for i, session in enumerate(sessions):
            session.feed(self.prompt if i % 2 else self.other)
        batch = engine.batch()
        for i in (0, 3, 5):
            batch.add(sessions[i], Limits(10))
        found = {i: text_of(pieces) for i, pieces in ((i, p) for i, p in drain(batch).items())}
        texts = {i: write(sessions[i], 10) for i in (1, 2, 4)}
        assert texts[1] == found[id(sessions[3])] == found[id(sessions[5])]
        assert texts[2] == texts[4] == found[id(sessions[0])]

    def test_a_long_feed_in_chunks_is_the_same(self, engine: OnnxEngine) -> None:
        whole, parts = engine.open(), engine.open()
        text = "7 + 8 = 15. " * 20
        whole.feed(text)
        for _ in range(20):
            parts.feed("7 + 8 = 15. ")
        assert whole.length > 150
        if whole.tokens == parts.tokens:
            assert write(whole) == write(parts)

    def test_threads_and_file_path(self, folders: Callable[[str], Path]) -> None:
        engine = OnnxEngine(folders("llama") / "model.onnx", context=64, parallel=1, threads=2)
        assert engine.threads == 2
        assert engine.context == 64
        engine.close()


class TestEncoderDecoder(EngineConformance):
    @pytest.fixture
    def engine(self, folders: Callable[[str], Path]) -> Iterator[OnnxEngine]:
        engine = OnnxEngine(folders("t5"), context=256, parallel=6, threads=1)
        yield engine
        engine.close()

    def test_it_writes_once(self, engine: OnnxEngine) -> None:
        assert engine.capabilities.encoder_decoder
        session = engine.open()
        session.feed(self.prompt)
        assert write(session, 4)
        with pytest.raises(EngineError, match="wrote"):
            session.feed(self.other)
        with pytest.raises(EngineError, match="written"):
            engine.batch().add(session)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(StudentMissing, match="no folder"):
        OnnxEngine(tmp_path / "none")
    with pytest.raises(StudentMissing, match="no ONNX student"):
        OnnxEngine(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"layers": 0}, {"kind": "diffusion"}, {"kpdd_onnx": 9}, {"files": {"model": "../../etc/passwd"}},
        {"dtype": "int3"}, {"vocabulary": "many"}, {"end_tokens": 3},
    ],
)  # fmt: skip
def test_a_damaged_description(folders: Callable[[str], Path], tmp_path: Path, change: dict[str, object]) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(folders("llama"), folder)
    known = json.loads((folder / "kpdd.json").read_text())
    (folder / "kpdd.json").write_text(json.dumps({**known, **change}))
    with pytest.raises(StudentDamaged, match=r"kpdd\.json"):
        OnnxEngine(folder)


def test_a_damaged_graph_and_tokenizer(folders: Callable[[str], Path], tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(folders("llama"), folder)
    (folder / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(StudentDamaged, match=r"model\.onnx"):
        OnnxEngine(folder)
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(StudentDamaged, match="tokenizer"):
        OnnxEngine(folder)


def test_a_provider_that_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_provider("cpu", ["CPUExecutionProvider"]) == "CPUExecutionProvider"
    assert check_provider("cuda", ["CUDAExecutionProvider"]) == "CUDAExecutionProvider"
    with pytest.raises(EngineError, match="Unknown provider"):
        check_provider("abacus")
    monkeypatch.setattr("kpdd_edge.engines.onnx_model._installed", lambda name: name == "onnxruntime")
    with pytest.raises(EngineError) as caught:
        check_provider("cuda", ["CPUExecutionProvider"])
    assert "onnx-gpu" in caught.value.hint
    monkeypatch.setattr("kpdd_edge.engines.onnx_model._installed", lambda name: True)
    with pytest.raises(EngineError) as caught:
        check_provider("cuda", ["CPUExecutionProvider"])
    assert "overwrite each other" in caught.value.cause
    assert "pip uninstall -y onnxruntime onnxruntime-gpu" in caught.value.hint
