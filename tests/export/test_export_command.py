from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpdd_edge.cli.export import app


def test_help_names_every_form() -> None:
    done = CliRunner().invoke(app, ["--help"])
    assert done.exit_code == 0
    for word in ("gguf", "onnx", "trim", "average", "hf"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["gguf", "none", "-o", "x.gguf"], 3, "no directory"),
        (["gguf", "none", "-o", "x.gguf", "-p", "Q4_K"], 2, "Did you mean"),
        (["gguf", "none", "-o", "x.gguf", "--tensor", "output"], 2, "PATTERN=TYPE"),
        (["gguf", "none", "-o", "x.gguf", "--limit", "some"], 2, "auto or none"),
        (["onnx", "none", "-o", "x", "-p", "int5"], 2, "Did you mean"),
    ],
)
def test_bad_usage(words: list[str], code: int, said: str) -> None:
    pytest.importorskip("safetensors")
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == code
    assert said in json.loads(done.stdout)["error"]["title"]


def test_from_checkpoint_to_file_and_back(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("gguf")
    pytest.importorskip("accelerate")
    target = tmp_path / "x.gguf"
    words = ["gguf", str(checkpoint("llama")), "-o", str(target), "-p", "f32", "--positions", "100", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    (entry,) = json.loads(done.stdout)["exports"]
    assert entry["path"] == str(target)
    assert CliRunner().invoke(app, words).exit_code == 2  # it is there
    assert CliRunner().invoke(app, ["hf", str(target), "-o", str(tmp_path / "back"), "--json"]).exit_code == 0
    from kpdd_edge.export.checkpoint import open_checkpoint

    before, after = open_checkpoint(checkpoint("llama")), open_checkpoint(tmp_path / "back")
    for name in before.names():
        assert float((before.tensor(name) - after.tensor(name)).abs().max()) == 0, name
    text = "Ann has 12 pens, don't 345.\n\n  x = 1"
    assert before.tokenizer().encode(text).ids == after.tokenizer().encode(text).ids
    assert after.end_tokens() == before.end_tokens()
