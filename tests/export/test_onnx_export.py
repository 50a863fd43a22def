from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from kpdd_edge.engines.base import Limits
from kpdd_edge.engines.onnx import OnnxEngine
from kpdd_edge.errors import StudentError, UsageError
from kpdd_edge.export.cards import make_card
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.export.onnx_weights import dequantise, quantise_blocks
from kpdd_edge.export.runners import TorchRunner
from kpdd_edge.export.to_gguf import VerifyOptions
from kpdd_edge.export.to_onnx import export_onnx
from kpdd_edge.export.verify import Limit

LOOSE = VerifyOptions(threads=1, positions=250, limit=Limit(0.5, 2.0))


@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3", "gemma3"])
def test_float_graphs_are_exact(checkpoint: Callable[[str], Path], tmp_path: Path, kind: str) -> None:
    (row,) = export_onnx(checkpoint(kind), tmp_path / "x", ["fp32"], checks=VerifyOptions(threads=1, positions=250))
    assert row["verification"]["top1_agreement"] == 1.0
    assert row["verification"]["max_logit_error"] < 1e-2
    assert row["verification"]["greedy_same"] == row["verification"]["greedy_texts"] > 0
    names = sorted(p.name for p in (tmp_path / "x").iterdir())
    assert names == ["export.json", "kpdd.json", "model.onnx", "model.onnx.data", "tokenizer.json"]


@pytest.mark.parametrize("kind", ["llama", "qwen2", "t5"])
def test_quantised_graphs(checkpoint: Callable[[str], Path], tmp_path: Path, kind: str) -> None:
    if kind == "t5":
        pytest.importorskip("optimum.exporters.onnx")
    rows = export_onnx(
        checkpoint(kind),
        tmp_path / "{precision}",
        ["int8", "int4"],
        checks=LOOSE,
        imatrix_texts="own",
        imatrix_tokens=500,
    )
    assert rows[0]["verification"]["kl_divergence"] < 0.02
    assert rows[0]["verification"]["kl_divergence"] < rows[1]["verification"]["kl_divergence"]
    assert rows[0]["bits_per_weight"] > rows[1]["bits_per_weight"]


def test_the_cache_gives_what_a_whole_text_gives(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    """Gemma 3's windows and head norms included."""
    export_onnx(checkpoint("gemma3"), tmp_path / "x", ["fp32"], checks=VerifyOptions(threads=1, positions=100))
    runner = TorchRunner(open_checkpoint(checkpoint("gemma3")))
    prompt = "### Problem\n" + "Ann has 12 pens. " * 8
    expected = runner._tokenizer.decode(runner.greedy(runner.tokens(prompt), [], 10))
    engine = OnnxEngine(tmp_path / "x", context=256, parallel=2, threads=1)
    session = engine.open()
    session.feed(prompt)
    assert "".join(piece.text for piece in session.generate(Limits(10))) == expected
    engine.close()


def test_an_untied_output_layer(tmp_path: Path) -> None:
    from tiny_models import make

    source = make("llama", tmp_path / "source", steps=20, tied=False)
    rows = export_onnx(
        source,
        tmp_path / "{precision}",
        ["fp32", "int4"],
        checks=VerifyOptions(threads=1, positions=150, enforce=False),
    )
    assert rows[0]["verification"]["top1_agreement"] == 1.0
    assert rows[1]["verification"]["kl_divergence"] < 1.0


def test_half_precision(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    (row,) = export_onnx(checkpoint("llama"), tmp_path / "x", ["fp16"], checks=LOOSE)
    assert row["verification"]["kl_divergence"] < 1e-3
    engine = OnnxEngine(tmp_path / "x", context=128, parallel=2, threads=1)
    session = engine.open()
    session.feed("### Problem\nAnn")
    assert "".join(piece.text for piece in session.generate(Limits(4)))
    engine.close()


def test_the_folder_says_what_it_is(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    card = make_card(checkpoint("llama"), name="tiny", kinds=("cot",))
    export_onnx(
        checkpoint("llama"),
        tmp_path / "x",
        ["fp32"],
        card=card,
        context=100,
        checks=VerifyOptions(threads=1, positions=90, enforce=False),
    )
    known = json.loads((tmp_path / "x" / "kpdd.json").read_text())
    assert (known["kind"], known["context"], known["student"]["name"]) == ("decoder", 100, "tiny")
    assert known["student"]["kinds"] == ["cot"]
    assert known["end_tokens"] == [0, 2]
    receipt = json.loads((tmp_path / "x" / "export.json").read_text())
    assert {f["name"] for f in receipt["files"]} == {"kpdd.json", "model.onnx", "model.onnx.data", "tokenizer.json"}


def test_over_its_limit_nothing_is_kept(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    strict = VerifyOptions(threads=1, positions=150, limit=Limit(1.0, 1e-12))
    with pytest.raises(StudentError, match="nothing was kept"):
        export_onnx(checkpoint("llama"), tmp_path / "x", ["int4"], checks=strict)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match="Did you mean"):
        export_onnx(checkpoint("llama"), tmp_path / "x", ["int44"], checks=strict)


@pytest.mark.parametrize("bits", [4, 8])
def test_blocks(bits: int) -> None:
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(7, 90)).astype(np.float32)
    q = quantise_blocks(weight, bits)
    error = np.abs(dequantise(q) - weight)
    assert error.max() <= (np.ptp(weight) / ((1 << bits) - 1)) * (0.51 if bits == 8 else 2)
    assert np.array_equal(dequantise(quantise_blocks(np.zeros((3, 32), np.float32), bits)), np.zeros((3, 32)))
    care = np.full(90, 1e-3, np.float32)
    care[:8] = 1
    careful = np.abs(dequantise(quantise_blocks(weight, bits, care)) - weight)[:, :8]
    assert (careful**2).sum() <= (error[:, :8] ** 2).sum() * 1.0001
