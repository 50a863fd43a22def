from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("safetensors")

from kpdd_edge.errors import DataError, StorageError, StudentDamaged, StudentMissing, UsageError
from kpdd_edge.export.cards import make_card
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.export.publishing import publishing, scratch, sweep
from kpdd_edge.export.texts import texts_from_file, verification_texts


def test_bad_directories(tmp_path: Path) -> None:
    with pytest.raises(StudentMissing, match="no directory"):
        open_checkpoint(tmp_path / "none")
    with pytest.raises(StudentMissing, match=r"config\.json"):
        open_checkpoint(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(StudentDamaged):
        open_checkpoint(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "lama"}))
    with pytest.raises(UsageError, match="Did you mean 'llama'"):
        open_checkpoint(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "llama"}))
    with pytest.raises(StudentMissing, match="safetensors"):
        open_checkpoint(tmp_path)
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80")
    with pytest.raises(StudentMissing) as caught:
        open_checkpoint(tmp_path)
    assert "pickle" in caught.value.cause
    (tmp_path / "model.safetensors").write_bytes(b"rubbish rubbish rubbish")
    with pytest.raises(StudentDamaged, match="safetensors"):
        open_checkpoint(tmp_path)


def test_an_adapter_whose_base_is_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "someone/model"}))
    with pytest.raises(StudentMissing) as caught:
        open_checkpoint(tmp_path)
    assert "--adapter" in caught.value.hint


def test_publishing(tmp_path: Path) -> None:
    target = tmp_path / "sub" / "x.bin"
    with publishing(target, needed=10) as temporary:
        temporary.write_bytes(b"new")
        assert not target.exists()
    assert target.read_bytes() == b"new"
    with pytest.raises(UsageError), publishing(target, needed=10):
        pass
    with pytest.raises(RuntimeError), publishing(target, needed=10, force=True) as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError
    assert target.read_bytes() == b"new"
    assert [p.name for p in target.parent.iterdir()] == ["x.bin"]


def test_publishing_a_folder_over_another(tmp_path: Path) -> None:
    target = tmp_path / "student"
    for content in ("one", "two"):
        with publishing(target, needed=10, folder=True, force=True) as folder:
            (folder / content).write_text(content)
        assert [p.name for p in target.iterdir()] == [content]
    assert [p.name for p in tmp_path.iterdir()] == ["student"]


def test_too_little_disk(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="space"), publishing(tmp_path / "x", needed=1 << 60):
        pass
    with pytest.raises(StorageError, match="space"), scratch(tmp_path / "x", "float", needed=1 << 60):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_killed_exports_left_is_swept(tmp_path: Path) -> None:
    import subprocess
    import sys

    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    dead = tmp_path / f".x.gguf.{child.pid}.exporting"
    dead.write_bytes(b"half")
    alive = tmp_path / ".y.gguf.1.exporting"
    alive.write_bytes(b"half")
    # Killed between the two renames of a folder: what stood there comes back.
    aside = tmp_path / f".state.old.{child.pid}.exporting"
    aside.mkdir()
    (aside / "weights").write_bytes(b"whole")
    replaced = tmp_path / f".student.old.{child.pid}.exporting"
    replaced.mkdir()
    (tmp_path / "student").mkdir()
    sweep(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {alive.name, "state", "student"}
    assert (tmp_path / "state" / "weights").read_bytes() == b"whole"
    assert list((tmp_path / "student").iterdir()) == []


def test_the_card(tmp_path: Path) -> None:
    card = make_card(tmp_path)
    assert (card.stages, card.kinds, card.prompt, card.format_version) == (
        ("core", "info", "solve"),
        ("pot",),
        "trained",
        1,
    )
    (tmp_path / "kpdd.json").write_text(
        json.dumps({"student": {"name": "n", "stages": ["solve"], "kinds": ["cot"], "prompt": "few-shot"}})
    )
    (tmp_path / "README.md").write_text("card")
    card = make_card(tmp_path, kinds=("pot", "cot"))
    assert (card.name, card.stages, card.kinds, card.prompt, card.text) == (
        "n",
        ("solve",),
        ("pot", "cot"),
        "few-shot",
        "card",
    )
    with pytest.raises(UsageError, match="stage"):
        make_card(tmp_path, stages=("sovle",))
    with pytest.raises(DataError):
        make_card(tmp_path, card_file=tmp_path / "none.md")


def test_texts(tmp_path: Path) -> None:
    texts = [text for text, _ in zip(verification_texts(), range(30), strict=False)]
    assert texts == [text for text, _ in zip(verification_texts(), range(30), strict=False)]
    assert len({text.whole for text in texts}) == 30
    assert all(text.prompt.startswith("### Problem\n") and text.whole.endswith("### End\n") for text in texts)
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"id": 3, "problem": "How many?", "rationales": [{"text": "answer = 1"}]}\n\n')
    assert texts_from_file(path)[0].whole == "How many?\nanswer = 1"
    path.write_text("{")
    with pytest.raises(DataError, match="line 1"):
        texts_from_file(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError):
        texts_from_file(path)
