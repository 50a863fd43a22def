from __future__ import annotations

import errno
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("gguf")

from kpdd_edge.engines.base import Limits
from kpdd_edge.engines.llama import LlamaEngine
from kpdd_edge.errors import StorageError, StudentError, UsageError
from kpdd_edge.export.cards import make_card
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.export.gguf_tokens import pre_tokenizer_name, read_tokenizer
from kpdd_edge.export.quantise import Importance, QuantRecipe, check_precision, quantise
from kpdd_edge.export.to_gguf import VerifyOptions, export_gguf, output_path
from kpdd_edge.export.verify import Limit
from kpdd_edge.students.gguf_header import read_header

CHECKS = VerifyOptions(threads=1, positions=250)
LOOSE = VerifyOptions(threads=1, positions=250, limit=Limit(0.5, 2.0))


def tensors(path: Path) -> dict[str, Any]:
    from gguf import GGUFReader

    return {tensor.name: tensor for tensor in GGUFReader(path).tensors}


@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3", "gemma3", "t5"])
def test_float_files_are_exact(checkpoint: Callable[[str], Path], tmp_path: Path, kind: str) -> None:
    rows = export_gguf(
        checkpoint(kind), tmp_path / "x-{precision}.gguf", [QuantRecipe("F32"), QuantRecipe("F16")], checks=CHECKS
    )
    for row in rows:
        found = row["verification"]
        # A tiny model is nearly undecided now and then: one such place may turn.
        assert (1 - found["top1_agreement"]) * found["positions"] <= 1.01
        assert found["kl_divergence"] < 1e-4
        assert row["verification"]["greedy_same"] == row["verification"]["greedy_texts"] > 0
        assert row["verification"]["tokenizer_texts"] == 11
        assert Path(row["path"]).is_file()
    assert rows[1]["bits_per_weight"] < 17 < 31 < rows[0]["bits_per_weight"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "x-F16.gguf",
        "x-F16.gguf.json",
        "x-F32.gguf",
        "x-F32.gguf.json",
    ]


@pytest.mark.parametrize("kind", ["llama", "qwen2", "t5"])
def test_quantised_files(checkpoint: Callable[[str], Path], tmp_path: Path, kind: str) -> None:
    recipes = [QuantRecipe(p) for p in (("Q8_0", "Q4_0") if kind == "t5" else ("Q8_0", "Q4_K_M", "Q4_0"))]
    rows = export_gguf(
        checkpoint(kind), tmp_path / "{precision}.gguf", recipes, checks=LOOSE, imatrix_texts="own", imatrix_tokens=500
    )
    divergence = [row["verification"]["kl_divergence"] for row in rows]
    assert divergence[0] < 0.01
    assert divergence[0] < divergence[-1]
    assert rows[0]["bits_per_weight"] > rows[1]["bits_per_weight"] > 4
    assert rows[0]["recipe"]["importance_matrix"]["tokens"] >= 500
    kinds = {tensor.tensor_type.name for tensor in tensors(tmp_path / "Q4_0.gguf").values()}
    assert "Q4_0" in kinds


def test_every_precision(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    names = ["BF16", "Q6_K", "Q5_K_M", "Q5_0", "Q4_K_M", "Q4_1", "IQ4_NL", "Q3_K_M", "Q2_K"]
    checks = VerifyOptions(threads=1, positions=60, limit=Limit(0.2, 4.0))
    rows = export_gguf(
        checkpoint("llama"), tmp_path / "{precision}.gguf", [QuantRecipe(n) for n in names], checks=checks
    )
    for name, row in zip(names, rows, strict=True):
        assert read_header(tmp_path / f"{name}.gguf").precision == name
        assert row["recipe"]["precision"] == name
    bits = [row["bits_per_weight"] for row in rows]
    assert bits[0] > 15 > bits[1] >= bits[2] >= bits[-1]


def test_a_decoder_file_solves(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    """The engine writes from the quantised file what the reference writes from the checkpoint."""
    from kpdd_edge.export.runners import TorchRunner

    export_gguf(checkpoint("llama"), tmp_path / "x.gguf", [QuantRecipe("Q8_0")], checks=LOOSE)
    prompt = "### Problem\nAnn has"
    engine = LlamaEngine(tmp_path / "x.gguf", context=128, parallel=1, threads=1)
    session = engine.open()
    session.feed(prompt)
    written = "".join(piece.text for piece in session.generate(Limits(8)))
    engine.close()
    runner = TorchRunner(open_checkpoint(checkpoint("llama")))
    expected = runner._tokenizer.decode(runner.greedy(runner.tokens(prompt), [], 8))
    assert written[:6] == expected[:6]


def test_the_card_is_in_the_file(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    card_file = tmp_path / "card.md"
    card_file.write_text("# A student\n")
    card = make_card(
        checkpoint("llama"),
        name="tiny",
        stages=("solve",),
        kinds=("cot", "pot"),
        licence="apache-2.0",
        card_file=card_file,
    )
    export_gguf(checkpoint("llama"), tmp_path / "x.gguf", [QuantRecipe("F16")], checks=CHECKS, card=card)
    header = read_header(tmp_path / "x.gguf")
    assert header.architecture == "llama"
    assert header.precision == "F16"
    assert header.number("kpdd.format_version", 0) == 1
    assert header.text("kpdd.prompt") == "trained"
    assert header.texts("kpdd.stages") == ("solve",)
    assert header.texts("kpdd.kinds") == ("cot", "pot")
    assert header.text("kpdd.card") == "# A student\n"
    assert header.licence == "apache-2.0"
    stops = header.metadata["kpdd.stop"]
    assert stops == ["\n###"]


def test_the_sidecar(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    import hashlib

    export_gguf(checkpoint("llama"), tmp_path / "x.gguf", [QuantRecipe("F16")], checks=CHECKS)
    receipt = json.loads((tmp_path / "x.gguf.json").read_text())
    (entry,) = receipt["files"]
    assert entry["name"] == "x.gguf"
    assert entry["size"] == (tmp_path / "x.gguf").stat().st_size
    assert entry["sha256"] == hashlib.sha256((tmp_path / "x.gguf").read_bytes()).hexdigest()
    assert receipt["source"]["sha256"] == open_checkpoint(checkpoint("llama")).sha256()
    assert receipt["recipe"] == {"format": "gguf", "precision": "F16"}
    assert receipt["tools"]["torch"]
    assert receipt["verification"]["passed"] is True
    assert receipt["weight_bytes"] * 8 / receipt["parameters"] == pytest.approx(receipt["bits_per_weight"], abs=1e-3)


def test_over_its_limit_nothing_is_kept(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    strict = VerifyOptions(threads=1, positions=250, limit=Limit(1.0, 1e-12))
    with pytest.raises(StudentError, match="nothing was kept"):
        export_gguf(checkpoint("llama"), tmp_path / "x.gguf", [QuantRecipe("Q4_0")], checks=strict)
    assert list(tmp_path.iterdir()) == []
    recorded = VerifyOptions(threads=1, positions=250, limit=Limit(1.0, 1e-12), enforce=False)
    (row,) = export_gguf(checkpoint("llama"), tmp_path / "x.gguf", [QuantRecipe("Q4_0")], checks=recorded)
    assert row["verification"]["passed"] is False
    assert any("KL" in failure for failure in row["verification"]["failures"])


def test_overrides_and_importance(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    from kpdd_edge.export.gguf_write import write_gguf

    source = tmp_path / "f32.gguf"
    write_gguf(open_checkpoint(checkpoint("llama")), source, precision="F32")
    recipe = QuantRecipe("Q4_0", embedding_type="Q8_0", overrides=(("attn_v", "F16"), ("blk.1.ffn_down", "Q5_1")))
    quantise(source, tmp_path / "q.gguf", recipe)
    found = {name: tensor.tensor_type.name for name, tensor in tensors(tmp_path / "q.gguf").items()}
    assert found["token_embd.weight"] == "Q8_0"
    assert found["blk.0.attn_v.weight"] == "F16"
    assert found["blk.1.ffn_down.weight"] == "Q5_1"
    assert found["blk.0.ffn_down.weight"] == "Q4_0"
    # A matrix of importance that cares for the first channels only changes the codes.
    plain = tensors(tmp_path / "q.gguf")["blk.0.ffn_gate.weight"].data
    care = np.full(64, 1e-6, np.float32)
    care[:4] = 1.0
    quantise(source, tmp_path / "i.gguf", recipe, importance=Importance({"blk.0.ffn_gate.weight": care}))
    assert not np.array_equal(plain, tensors(tmp_path / "i.gguf")["blk.0.ffn_gate.weight"].data)


def test_an_adapter_merged_and_separate(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    peft = pytest.importorskip("peft")
    import torch
    import transformers

    base = checkpoint("llama")
    torch.manual_seed(1)
    model = transformers.AutoModelForCausalLM.from_pretrained(base)
    wrapped = peft.get_peft_model(
        model, peft.LoraConfig(r=4, lora_alpha=8, target_modules=["q_proj", "k_proj", "v_proj", "down_proj"])
    )
    for name, parameter in wrapped.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    wrapped.save_pretrained(tmp_path / "adapter")
    merged = export_gguf(
        base, tmp_path / "merged.gguf", [QuantRecipe("F32")], adapter=tmp_path / "adapter", checks=CHECKS
    )
    assert merged[0]["recipe"]["adapter"] == "adapter"
    (row,) = export_gguf(
        base, tmp_path / "lora.gguf", [QuantRecipe("F32")], adapter=tmp_path / "adapter", separate=True, checks=CHECKS
    )
    assert row["verification"]["top1_agreement"] >= 0.999
    assert read_header(tmp_path / "lora.gguf").type == "adapter"
    # The adapter does change the model: its merged weights differ from the base's.
    plain = open_checkpoint(base).tensor("model.layers.0.self_attn.q_proj.weight")
    changed = open_checkpoint(base, adapter=tmp_path / "adapter").tensor("model.layers.0.self_attn.q_proj.weight")
    assert float((plain - changed).abs().max()) > 0.01
    with pytest.raises(UsageError, match="does not fit"):
        open_checkpoint(checkpoint("qwen3"), adapter=tmp_path / "adapter")


def test_nothing_is_overwritten_unasked(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    target = tmp_path / "x.gguf"
    target.write_bytes(b"precious")
    with pytest.raises(UsageError, match="there already"):
        export_gguf(checkpoint("llama"), target, [QuantRecipe("F16")], checks=CHECKS)
    assert target.read_bytes() == b"precious"
    export_gguf(checkpoint("llama"), target, [QuantRecipe("F16")], checks=CHECKS, force=True)
    assert target.read_bytes()[:4] == b"GGUF"


def test_interrupted_it_leaves_nothing(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    def interrupt(what: str, _done: float) -> None:
        if what.startswith("verifying"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_gguf(checkpoint("llama"), tmp_path / "x.gguf", [QuantRecipe("Q8_0")], checks=CHECKS, progress=interrupt)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
@pytest.mark.parametrize("signal_", ["SIGTERM", "SIGKILL"])
def test_killed_it_leaves_no_half_written_file(checkpoint: Callable[[str], Path], tmp_path: Path, signal_: str) -> None:
    """The whole command as a process, ended while it verifies what it has written."""
    target = tmp_path / "out" / "x.gguf"
    words = ["gguf", str(checkpoint("llama")), "-o", str(target), "-p", "Q4_0", "--positions", "1000000"]
    child = subprocess.Popen(
        [sys.executable, "-m", "kpdd_edge", "export", *words], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert child.stderr is not None
    try:
        for line in child.stderr:
            if b"verifying" in line:
                break
        assert list(target.parent.glob(".*.exporting"))
        child.send_signal(getattr(signal, signal_))
        child.stderr.read()
        assert child.wait(60) != 0
    finally:
        child.kill()
        child.wait()
        child.stderr.close()
    assert not list(target.parent.glob("x.gguf*"))
    if signal_ == "SIGTERM":
        assert list(target.parent.iterdir()) == []
    # The next export tidies up what the killed one could not.
    export_gguf(checkpoint("llama"), target, [QuantRecipe("Q4_0")], checks=LOOSE)
    assert sorted(p.name for p in target.parent.iterdir()) == ["x.gguf", "x.gguf.json"]


def test_too_little_disk_leaves_nothing(
    checkpoint: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(StorageError, match="space"):
        export_gguf(checkpoint("llama"), tmp_path / "x.gguf", [QuantRecipe("Q8_0")], checks=CHECKS)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_while_writing(
    checkpoint: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gguf

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(gguf.GGUFWriter, "write_tensor_data", full)
    with pytest.raises(StorageError, match="disk is full"):
        export_gguf(checkpoint("llama"), tmp_path / "x.gguf", [QuantRecipe("F16")], checks=CHECKS)
    assert list(tmp_path.iterdir()) == []


def test_precisions_and_names() -> None:
    assert check_precision("q4_k_m") == "Q4_K_M"
    with pytest.raises(UsageError, match="Did you mean"):
        check_precision("Q4_K")
    with pytest.raises(UsageError, match="Unknown tensor type"):
        QuantRecipe("Q4_0", output_type="Q9")
    assert output_path(Path("a-{precision}.gguf"), "Q8_0", True).name == "a-Q8_0.gguf"
    with pytest.raises(UsageError, match="precision"):
        output_path(Path("a.gguf"), "Q8_0", True)


def test_the_pre_tokenizer_is_recognised(checkpoint: Callable[[str], Path]) -> None:
    assert read_tokenizer(open_checkpoint(checkpoint("llama"))).pre == "smollm"
    assert read_tokenizer(open_checkpoint(checkpoint("qwen2"))).pre == "qwen2"
    t5 = read_tokenizer(open_checkpoint(checkpoint("t5")))
    assert (t5.model, t5.add_end, t5.space_prefix) == ("t5", True, True)
    assert pre_tokenizer_name({"type": "Whitespace"}) is None
    assert pre_tokenizer_name(None) is None


def test_a_tokenizer_that_cannot_be_written(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    shutil.copytree(checkpoint("llama"), folder)
    data = json.loads((folder / "tokenizer.json").read_text())
    data["pre_tokenizer"] = {
        "type": "Sequence",
        "pretokenizers": [{"type": "Whitespace"}, data["pre_tokenizer"]["pretokenizers"][1]],
    }
    (folder / "tokenizer.json").write_text(json.dumps(data))
    with pytest.raises(UsageError, match="no name for"):
        export_gguf(folder, tmp_path / "x.gguf", [QuantRecipe("F16")], checks=CHECKS)
    assert not list(tmp_path.glob("*.gguf*"))
