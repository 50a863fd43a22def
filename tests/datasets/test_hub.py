"""The hub path, on a local data-set repository and without a network."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kpdd_edge import datasets
from kpdd_edge.datasets import hub
from kpdd_edge.datasets.base import DatasetInfo, HubSource
from kpdd_edge.errors import DataError

INFO = DatasetInfo("mine", "Mine", "MIT", {}, {"all": "scoring"})


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder laid out like a data-set repository: a card that names its files, and the files."""
    library = pytest.importorskip("datasets")
    if not hasattr(library, "load_dataset"):
        pytest.skip("a folder called datasets is no library")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    folder = tmp_path / "repository"
    (folder / "data").mkdir(parents=True)
    (folder / "README.md").write_text(
        "---\nconfigs:\n- config_name: main\n  data_files:\n"
        "  - split: train\n    path: data/train.jsonl\n  - split: test\n    path: data/test.jsonl\n---\n",
        encoding="utf-8",
    )
    for split, count in (("train", 3), ("test", 2)):
        rows = [
            {"question": f"{split} {n} and 1?", "answer": f"{n}+1=<<{n}+1={n + 1}>>{n + 1}\n#### {n + 1}"}
            for n in range(count)
        ]
        (folder / "data" / f"{split}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return folder


@pytest.mark.filterwarnings("ignore")
def test_a_repository_is_loaded_by_name(repository: Path) -> None:
    loaded = datasets.load(f"hub:{repository}", split="test")
    assert [(p.text, p.gold, p.split) for p in loaded] == [
        ("test 0 and 1?", "1", "test"),
        ("test 1 and 1?", "2", "test"),
    ]
    assert loaded.source == f"hub:{repository}"


@pytest.mark.filterwarnings("ignore")
def test_splits_can_be_joined_and_a_known_set_uses_its_own_reader(repository: Path) -> None:
    rows = list(hub.rows(INFO, "all", HubSource(str(repository), "main", {"all": "train+test"})))
    assert [row.where for row in rows] == [f"row {n}" for n in range(5)]
    loader = datasets.loader_class("gsm8k")()
    loaded = loader.collect(rows, "train", "here")
    assert loaded.problems[1].meta["solution"] == "1+1=<<1+1=2>>2"


@pytest.mark.filterwarnings("ignore")
def test_what_cannot_be_loaded_says_what_to_do(repository: Path) -> None:
    with pytest.raises(DataError, match="Cannot load") as caught:
        list(hub.rows(INFO, "dev", HubSource(str(repository), "main")))
    assert "--path" in caught.value.hint
    with pytest.raises(DataError, match="Cannot load nobody/nothing"):
        list(hub.rows(INFO, "train", HubSource("nobody/nothing")))


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(DataError, match="needs the library") as caught:
        datasets.load("svamp")
    assert "pip install" in caught.value.hint
