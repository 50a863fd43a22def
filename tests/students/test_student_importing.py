from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pulled import Make, Student

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, ConfigError, StudentDamaged, StudentMissing, UsageError
from kpdd_edge.students import verify
from kpdd_edge.students.importing import Wishes, import_student
from kpdd_edge.students.manifest import StudentManifest
from kpdd_edge.students.progress import FileProgress
from kpdd_edge.students.reading import write_manifest
from kpdd_edge.students.registry import Registry
from kpdd_edge.students.store import Store


@pytest.fixture
def mine(tmp_path: Path, gguf: Make) -> Path:
    path = tmp_path / "My Model.gguf"
    path.write_bytes(gguf())
    return path


def bring(store: Store, path: Path, wishes: Wishes = Wishes(), **options: Any) -> StudentManifest:
    return import_student(store, Registry.load(store.root), path, wishes, **options)


def test_a_gguf_is_registered_in_place(store: Store, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = bring(store, mine)
    assert (manifest.name, manifest.title, manifest.licence) == ("tiny-adder", "Tiny Adder", "mit")
    assert (manifest.prompt, manifest.kinds, manifest.context) == ("few-shot", ("pot", "cot"), 512)
    assert (manifest.parameters, manifest.default_variant.id) == (512, "llama-F16")
    spec = manifest.default_variant.files[0]
    assert spec.sha256 == hashlib.sha256(mine.read_bytes()).hexdigest()
    assert str(spec.sources[0]) == f"file:{mine}"
    found, _variant = Registry.load(store.root).find("tiny-adder")
    assert found == manifest
    monkeypatch.setattr(verify, "hash_file", lambda *_: pytest.fail("it was hashed when it was imported"))
    assert Store(models=store.models).check(found).for_stage("solve") == (mine, None)
    assert sorted(p.name for p in store.folder("tiny-adder").iterdir()) == ["student.toml", "verified.json"]


def test_a_copy_stands_on_its_own(store: Store, mine: Path) -> None:
    raw = mine.read_bytes()
    manifest = bring(store, mine, copy=True)
    mine.unlink()
    path = store.check(manifest).for_stage("core")[0]
    assert path == store.folder("tiny-adder") / "My Model.gguf"
    assert path.read_bytes() == raw


def test_what_the_file_says_of_the_student_is_taken_over(store: Store, tmp_path: Path, gguf: Make) -> None:
    path = tmp_path / "x.gguf"
    keys = {
        "kpdd.name": "kpdd-tiny",
        "kpdd.format_version": 1,
        "kpdd.prompt": "trained",
        "kpdd.kinds": ["cot", "pot"],
        "kpdd.stages": ["core", "solve"],
        "kpdd.context": 300,
        "general.base_model.0.name": "Tiny Base",
    }
    path.write_bytes(gguf(keys))
    manifest = bring(store, path)
    assert (manifest.name, manifest.prompt, manifest.context) == ("kpdd-tiny", "trained", 300)
    assert (manifest.kinds, manifest.stages) == (("cot", "pot"), ("core", "solve"))
    assert manifest.base.name == "Tiny Base"


def test_what_the_user_says_wins(store: Store, mine: Path) -> None:
    wishes = Wishes("other", "A title", "trained", ["cot"], ["solve"], 256, "cc-by-4.0")
    manifest = bring(store, mine, wishes)
    assert (manifest.name, manifest.title, manifest.prompt) == ("other", "A title", "trained")
    assert (manifest.kinds, manifest.stages, manifest.context) == (("cot",), ("solve",), 256)
    assert manifest.licence == "cc-by-4.0"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"general.name": None}, "my-model"),
        ({"general.name": "***"}, "my-model"),
        ({"general.name": "../../etc"}, "etc"),
        ({"general.name": "Größe 1.5B"}, "gr-e-1.5b"),
        ({"general.name": "x" * 500}, "x" * 64),
    ],
)
def test_a_name_is_made_of_what_there_is(
    store: Store, mine: Path, gguf: Make, changes: dict[str, Any], name: str
) -> None:
    mine.write_bytes(gguf(changes))
    assert bring(store, mine).name == name


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"general.type": "adapter"}, "student.toml"),
        ({"general.type": "mmproj"}, "mmproj"),
        ({"general.architecture": "bert"}, "bert"),
    ],
)
def test_what_writes_no_text_is_refused(
    store: Store, mine: Path, gguf: Make, changes: dict[str, Any], says: str
) -> None:
    mine.write_bytes(gguf(changes))
    with pytest.raises(UsageError) as caught:
        bring(store, mine)
    assert "no model that writes text" in caught.value.title
    assert says in caught.value.cause


def test_other_files_that_cannot_be_students(store: Store, mine: Path, gguf: Make) -> None:
    for changes, says in [
        ({"tokenizer.ggml.model": None}, "no tokenizer"),
        ({"split.count": 3}, "one of 3 parts"),
        ({"kpdd.format_version": 9}, "text format 9"),
    ]:
        mine.write_bytes(gguf(changes))
        with pytest.raises(UsageError, match=says):
            bring(store, mine)
    assert Registry.load(store.root).registered == {}


@pytest.mark.parametrize("harm", [lambda raw: raw[:-1], lambda raw: raw[:100], lambda raw: b"", lambda raw: raw[1:]])
def test_a_damaged_file_is_refused(store: Store, mine: Path, harm: Callable[[bytes], bytes]) -> None:
    mine.write_bytes(harm(mine.read_bytes()))
    with pytest.raises(StudentDamaged):
        bring(store, mine)
    assert Registry.load(store.root).registered == {}


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        (Wishes(name="Bad Name"), "name"),
        (Wishes(prompt="few_shot"), "Did you mean 'few-shot'"),
        (Wishes(kinds=["pott"]), "Did you mean 'pot'"),
        (Wishes(stages=["info"]), "stages"),
        (Wishes(context=3), "context"),
    ],
)
def test_a_wish_that_cannot_be(store: Store, mine: Path, wishes: Wishes, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        bring(store, mine, wishes)
    assert says in caught.value.title


def test_a_context_beyond_the_model_is_refused(store: Store, mine: Path) -> None:
    with pytest.raises(UsageError, match="512"):
        bring(store, mine, Wishes(context=1024))


def test_a_taken_name_needs_force(store: Store, mine: Path, gguf: Make) -> None:
    first = bring(store, mine, Wishes(name="mine"), copy=True)
    copied = store.check(first).for_stage("core")[0]
    with pytest.raises(UsageError, match="registered already"):
        bring(store, mine, Wishes(name="mine"))
    mine.write_bytes(gguf(fill=b"\x3d"))
    manifest = bring(store, mine, Wishes(name="mine"), force=True)
    assert store.check(manifest).for_stage("core")[0] == mine
    assert not copied.exists(), "the replaced copy is gone"
    with pytest.raises(UsageError, match="belongs to a student of the package"):
        bring(store, mine, Wishes(name="smollm2-135m-instruct"), force=True)


def test_importing_a_copy_in_place_again_keeps_the_file(store: Store, mine: Path) -> None:
    copied = store.check(bring(store, mine, copy=True)).for_stage("core")[0]
    manifest = bring(store, copied, force=True)
    assert store.check(manifest).for_stage("core")[0] == copied


def test_a_missing_file(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        bring(store, tmp_path / "none.gguf")
    with pytest.raises(UsageError, match="There is no file"):
        bring(store, Path("~nobody-of-this-name/tiny.gguf"))
    with pytest.raises(UsageError, match=r"student\.toml"):
        bring(store, tmp_path)


def test_cancelling_leaves_nothing(store: Store, mine: Path) -> None:
    cancel = Cancel()
    cancel.set()
    for copy in (False, True):
        with pytest.raises(Cancelled):
            bring(store, mine, copy=copy, cancel=cancel)
    assert Registry.load(store.root).registered == {}
    assert list(store.root.rglob("*.gguf*")) == []


def test_progress_is_told(store: Store, mine: Path) -> None:
    seen: list[FileProgress] = []
    bring(store, mine, progress=seen.append)
    size = mine.stat().st_size
    assert [(now.phase, now.done, now.total) for now in seen] == [("verifying", size, size)]


def test_a_folder_with_a_manifest_is_registered(store: Store, tmp_path: Path, gguf: Make, student: Student) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    raw = gguf()
    (folder / "tiny.gguf").write_bytes(raw)
    write_manifest(student(raw, "file:tiny.gguf"), folder / "student.toml")
    manifest = bring(store, folder)
    assert store.check(Registry.load(store.root).get("tiny")).for_stage("core")[0] == folder / "tiny.gguf"
    assert manifest.name == "tiny"
    with pytest.raises(UsageError, match="is called 'tiny'"):
        bring(store, folder, Wishes(name="other"))
    with pytest.raises(UsageError, match="as it is"):
        bring(store, folder, Wishes(context=100))
    (folder / "tiny.gguf").write_bytes(raw[:-1] + b"\xff")
    with pytest.raises(StudentDamaged, match="not the file that student"):
        bring(store, folder, force=True)
    (folder / "tiny.gguf").unlink()
    with pytest.raises(UsageError, match=r"tiny\.gguf of student 'tiny' is missing"):
        bring(store, folder, force=True)
    with pytest.raises(StudentMissing):
        store.check(manifest)


def test_a_manifest_whose_files_are_to_be_pulled(store: Store, tmp_path: Path, gguf: Make, student: Student) -> None:
    write_manifest(student(gguf(), "hf://o/r@main/x.gguf"), tmp_path / "student.toml")
    bring(store, tmp_path / "student.toml")
    assert store.state(Registry.load(store.root).get("tiny")) == "missing"


def test_a_pull_copies_an_imported_file_instead_of_fetching_or_linking_it(
    store: Store, mine: Path, student: Student
) -> None:
    bring(store, mine)
    manifest = student(mine.read_bytes(), "hf://own/repo@v1/x.gguf")
    path = store.ensure(manifest).for_stage("core")[0]
    assert path.read_bytes() == mine.read_bytes()
    assert path.stat().st_ino != mine.stat().st_ino, "the user may change the file; the student's copy must not change"
