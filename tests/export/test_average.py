"""The mean of checkpoints, against NumPy, and what cannot be averaged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import numpy as np
from safetensors.numpy import load_file, save_file
from typer.testing import CliRunner

from kpdd_edge.cli.export import app
from kpdd_edge.errors import DataError, KpddError, UsageError
from kpdd_edge.export.average import average_adapters, average_checkpoints
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.export.lora import load_lora
from kpdd_edge.export.runners import TorchRunner


def other(source: Path, folder: Path, change: Callable[[dict[str, np.ndarray]], object], name: str = "other") -> Path:
    """A copy whose weights ``change`` has changed."""
    copy = folder / name / "student"
    shutil.copytree(source, copy)
    weights = load_file(copy / "model.safetensors")
    change(weights)
    save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    return copy


def noise(weights: dict[str, np.ndarray]) -> None:
    numbers = np.random.default_rng(0)
    for name in weights:
        weights[name] = weights[name] + numbers.normal(0, 0.1, weights[name].shape).astype(weights[name].dtype)


@pytest.mark.parametrize("kind", ["llama", "t5"])
def test_the_mean_is_numpys(checkpoint: Callable[[str], Path], tmp_path: Path, kind: str) -> None:
    first, second = checkpoint(kind), other(checkpoint(kind), tmp_path, noise)
    average_checkpoints([first, second], tmp_path / "mean", weights=[3, 1])
    a, b, mean = (load_file(folder / "model.safetensors") for folder in (first, second, tmp_path / "mean"))
    assert mean.keys() == a.keys()
    for name in a:
        np.testing.assert_allclose(mean[name], 0.75 * a[name] + 0.25 * b[name], rtol=1e-6, atol=1e-7)
    assert not np.array_equal(a[name], mean[name])
    runner = TorchRunner(open_checkpoint(tmp_path / "mean"))
    assert np.isfinite(runner.logits(runner.tokens("Ann has 12 pens."), [1] if kind == "t5" else [])).all()


def test_the_widest_type_is_kept(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    half = other(checkpoint("llama"), tmp_path, lambda w: w.update({k: v.astype(np.float16) for k, v in w.items()}))
    for sources, kind in (([half, checkpoint("llama")], np.float32), ([half, half], np.float16)):
        average_checkpoints(sources, tmp_path / "mean", force=True)
        mean = load_file(tmp_path / "mean" / "model.safetensors")
        assert {value.dtype for value in mean.values()} == {np.dtype(kind)}


def test_a_source_without_weight_adds_nothing(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    broken = other(checkpoint("llama"), tmp_path, lambda w: w["model.norm.weight"].fill(np.inf))
    average_checkpoints([checkpoint("llama"), broken], tmp_path / "mean", weights=[1, 0])
    mean = load_file(tmp_path / "mean" / "model.safetensors")
    for name, value in load_file(checkpoint("llama") / "model.safetensors").items():
        np.testing.assert_array_equal(value, mean[name])
    with pytest.raises(DataError, match=r"model\.norm\.weight is not finite"):
        average_checkpoints([checkpoint("llama"), broken], tmp_path / "none")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mean", "other"]


def test_what_has_no_mean(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    first = checkpoint("llama")
    shorter = other(first, tmp_path, lambda w: w.update({"model.norm.weight": w["model.norm.weight"][:10]}), "shorter")
    fewer = other(first, tmp_path, lambda w: w.pop("model.norm.weight"), "fewer")
    renamed = other(first, tmp_path, lambda _: None, "renamed")
    tokenizer = json.loads((renamed / "tokenizer.json").read_text())
    vocab = tokenizer["model"]["vocab"]
    one, two = list(vocab)[40:42]
    vocab[one], vocab[two] = vocab[two], vocab[one]
    (renamed / "tokenizer.json").write_text(json.dumps(tokenizer))
    for second, says in ((checkpoint("qwen2"), "architectures"), (shorter, "64 in the one and 10"),
                         (fewer, "missing"), (renamed, "tokenizers differ")):  # fmt: skip
        with pytest.raises(UsageError) as caught:
            average_checkpoints([first, second], tmp_path / "none")
        assert says in (caught.value.cause or "")
    with pytest.raises(KpddError, match="no directory"):
        average_checkpoints([first, tmp_path / "nowhere"], tmp_path / "none")
    assert not (tmp_path / "none").exists()


def adapter(folder: Path, seed: int, *, rank: int = 4, base: str = "one", width: int = 24) -> Path:
    """An adapter for two weights of (40, ``width``) values."""
    folder.mkdir(parents=True)
    numbers = np.random.default_rng(seed)
    pairs = {}
    for part in ("q_proj", "up_proj"):
        name = f"base_model.model.model.layers.0.{part}"
        pairs[f"{name}.lora_A.weight"] = numbers.normal(size=(rank, width)).astype(np.float32)
        pairs[f"{name}.lora_B.weight"] = numbers.normal(size=(40, rank)).astype(np.float32)
    save_file(pairs, folder / "adapter_model.safetensors", metadata={"format": "pt"})
    settings = {"peft_type": "LORA", "r": rank, "lora_alpha": 2 * rank, "base_model_name_or_path": "b"}
    (folder / "adapter_config.json").write_text(json.dumps(settings))
    (folder / "kpdd.json").write_text(json.dumps({"student": {"base_sha256": base}}))
    return folder


def test_the_mean_of_adapters_is_the_nearest_of_their_rank(tmp_path: Path) -> None:
    first, second = adapter(tmp_path / "a" / "student", 1), adapter(tmp_path / "b" / "student", 2, rank=3)
    made = average_adapters([first, second], tmp_path / "mean", weights=[3, 1])
    loras = [load_lora(folder) for folder in (first, second, tmp_path / "mean")]
    missed = whole = 0.0
    for name in loras[0].pairs:
        a, b, mean = (lora.delta(name).double().numpy() for lora in loras)
        wanted = 0.75 * a + 0.25 * b
        u, s, v = np.linalg.svd(wanted)
        np.testing.assert_allclose(mean, (u[:, :4] * s[:4]) @ v[:4], atol=1e-4)
        missed, whole = missed + float((s[4:] ** 2).sum()), whole + float((s**2).sum())
    assert made["missed"] == pytest.approx((missed / whole) ** 0.5, rel=1e-3)
    assert (loras[2].rank, loras[2].scale) == (4, 2.0)
    assert [source["weight"] for source in made["sources"]] == [0.75, 0.25]
    assert json.loads((tmp_path / "mean" / "kpdd.json").read_text())["student"]["base_sha256"] == "one"
    same = average_adapters([first, first], tmp_path / "same")
    assert same["missed"] < 1e-5


def test_adapters_that_have_no_mean(tmp_path: Path) -> None:
    first = adapter(tmp_path / "a", 1)
    for second, says in ((adapter(tmp_path / "b", 2, base="two"), "other bases"),
                         (adapter(tmp_path / "c", 3, width=20), "other weights")):  # fmt: skip
        with pytest.raises(UsageError) as caught:
            average_adapters([first, second], tmp_path / "none")
        assert says in (caught.value.cause or "")
    words = ["average", str(first), str(tmp_path / "nowhere"), "-o", str(tmp_path / "none"), "--separate", "--json"]
    assert CliRunner().invoke(app, words).exit_code == 3
    words[2] = str(first)
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rank"] == 4


def test_the_command(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    first, second = checkpoint("llama"), other(checkpoint("llama"), tmp_path, noise)
    words = ["average", str(first), str(second), "-o", str(tmp_path / "mean"), "--weights", "1,3", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [source["weight"] for source in told["sources"]] == [0.25, 0.75]
    assert told["sources"][1]["name"] == "other/student"
    assert told["sources"][1]["sha256"] == open_checkpoint(second).sha256()
    kept = json.loads((tmp_path / "mean" / "average.json").read_text())
    assert kept == {key: value for key, value in told.items() if key != "path"}
    for change, says in ((["-o", str(tmp_path / "mean")], "is there already"), (["--weights", "1"], "1 weights for 2"),
                         (["--weights", "1,-1"], "cannot be weights"), (["--weights", "0,0"], "cannot be weights"),
                         (["--weights", "1,nan"], "cannot be weights"),
                         (["--weights", "a,b"], "should be numbers")):  # fmt: skip
        done = CliRunner().invoke(app, [*words[:3], "-o", str(tmp_path / "no"), "--json", *change])
        assert done.exit_code == 2
        assert says in json.loads(done.stdout)["error"]["title"]
    done = CliRunner().invoke(app, ["average", str(first), "-o", str(tmp_path / "no")])
    assert done.exit_code == 2
    assert "two checkpoints at least" in done.output
