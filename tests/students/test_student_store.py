from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pulled import Make, Student

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, StudentDamaged, StudentMissing
from kpdd_edge.students import verify
from kpdd_edge.students.manifest import StudentManifest
from kpdd_edge.students.progress import FileProgress
from kpdd_edge.students.store import Store


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were hashed, in order."""
    seen: list[Path] = []
    original = verify.hash_file

    def spy(path: Path, *rest: Any) -> str:
        seen.append(path)
        return original(path, *rest)

    monkeypatch.setattr(verify, "hash_file", spy)
    return seen


def place(store: Store, manifest: StudentManifest, content: bytes) -> Path:
    path = store.target(manifest, manifest.variants[0].files[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_missing_student_names_the_pull(store: Store, gguf: Make, student: Student) -> None:
    manifest = student(gguf(), "hf://o/r@main/x.gguf")
    assert store.state(manifest) == "missing"
    with pytest.raises(StudentMissing) as caught:
        store.check(manifest)
    assert caught.value.hint == "kpdd models pull tiny"
    assert not store.root.exists()


def test_a_file_is_hashed_once_and_again_only_when_it_changed(
    store: Store, gguf: Make, student: Student, hashed: list[Path]
) -> None:
    raw = gguf()
    manifest = student(raw, "hf://o/r@main/x.gguf")
    path = place(store, manifest, raw)
    files = store.check(manifest)
    assert files.for_stage("solve") == (path, None)
    assert files.file("model") == path
    assert files.file("tokenizer") is None
    assert hashed == [path]
    store.check(manifest)
    Store(models=store.models).check(manifest)  # another process: the record on disk
    assert hashed == [path]
    os.utime(path, ns=(1, 1))
    store.check(manifest)
    assert hashed == [path, path]
    store.check(manifest, again=True)
    assert len(hashed) == 3
    record = json.loads((path.parent / "verified.json").read_text())
    assert record["files"][str(path)]["sha256"] == manifest.variants[0].files[0].sha256
    assert record["files"][str(path)]["size"] == len(raw)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda raw: raw[:-1], "cut short"),
        (lambda raw: b"", "cut short"),
        (lambda raw: raw + b"x", "too long"),
        (lambda raw: raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:], "altered"),
        (lambda raw: b"PK\3\4" + raw[4:], "not a GGUF file"),
        (lambda raw: raw[:4] + b"\x09" + raw[5:], "GGUF version 9"),
    ],
)
def test_a_damaged_file_is_told_from_a_good_one(
    store: Store, gguf: Make, student: Student, harm: Callable[[bytes], bytes], says: str
) -> None:
    raw = gguf()
    manifest = student(raw, "hf://o/r@main/x.gguf")
    path = place(store, manifest, raw)
    store.check(manifest)
    path.write_bytes(harm(raw))
    os.utime(path, ns=(5, 5))
    with pytest.raises(StudentDamaged) as caught:
        store.ensure(manifest)
    assert says in caught.value.cause
    assert caught.value.hint == "kpdd models pull tiny --force"
    assert path.exists(), "a damaged file is not deleted behind the user's back"


def test_a_manifest_with_another_hash_does_not_trust_the_record(store: Store, gguf: Make, student: Student) -> None:
    raw = gguf()
    manifest = student(raw)
    place(store, manifest, raw)
    store.check(manifest)
    with pytest.raises(StudentDamaged):
        store.check(student(gguf(fill=b"\x3d")))


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b'{"files": 3}', b'{"files": {"x": {}}}', b"\xff", b"[" * 100_000])
def test_a_damaged_record_is_an_empty_one(
    store: Store, gguf: Make, student: Student, hashed: list[Path], junk: bytes
) -> None:
    raw = gguf()
    manifest = student(raw)
    path = place(store, manifest, raw)
    (path.parent / "verified.json").write_bytes(junk)
    store.check(manifest)
    assert hashed == [path]


def test_an_embedded_student_needs_no_pull_and_no_writable_home(
    tmp_path: Path, gguf: Make, student: Student, hashed: list[Path]
) -> None:
    raw = gguf()
    (tmp_path / "embedded.gguf").write_bytes(raw)
    (tmp_path / "blocked").write_text("a file where the home should be")
    store = Store(tmp_path / "blocked" / "students", models=tmp_path)
    manifest = student(raw, "file:embedded.gguf")
    assert manifest.embedded
    assert store.state(manifest) == "installed"
    for _ in range(3):
        assert store.ensure(manifest).for_stage("core") == (tmp_path / "embedded.gguf", None)
    assert hashed == [tmp_path / "embedded.gguf"], "within a process once is enough"
    Store(tmp_path / "blocked" / "students", models=tmp_path).check(manifest)
    assert len(hashed) == 2, "where nothing can be remembered it is verified again"


def test_the_record_of_an_embedded_student_lies_in_the_store(
    store: Store, gguf: Make, student: Student, hashed: list[Path]
) -> None:
    raw = gguf()
    (store.models / "embedded.gguf").write_bytes(raw)
    manifest = student(raw, "file:embedded.gguf")
    store.check(manifest)
    Store(models=store.models).check(manifest)
    assert len(hashed) == 1
    assert [p.name for p in store.models.iterdir()] == ["embedded.gguf"]


def test_a_damaged_embedded_file_gives_way_to_a_pulled_one(store: Store, gguf: Make, student: Student) -> None:
    raw = gguf()
    (store.models / "embedded.gguf").write_bytes(raw[:-5])
    manifest = student(raw, "file:embedded.gguf")
    with pytest.raises(StudentDamaged) as caught:
        store.check(manifest)
    assert "pip install --force-reinstall" in caught.value.hint
    path = place(store, manifest, raw)
    assert store.check(manifest).for_stage("core")[0] == path


def test_a_registered_file_that_is_gone(store: Store, tmp_path: Path, gguf: Make, student: Student) -> None:
    manifest = student(gguf(), f"file:{tmp_path}/gone.gguf")
    with pytest.raises(StudentMissing) as caught:
        store.ensure(manifest)
    assert f"no longer at {tmp_path}/gone.gguf" in caught.value.cause
    assert "kpdd models import PATH --name tiny --force" in caught.value.hint


def test_state_and_installed_go_by_what_lies_there(store: Store, gguf: Make, student: Student) -> None:
    raw = gguf()
    manifest = student(raw, "hf://o/r@main/x.gguf")
    part = store.target(manifest, manifest.variants[0].files[0]).with_name("tiny.gguf.part")
    part.parent.mkdir(parents=True)
    part.write_bytes(raw[:100])
    assert store.state(manifest) == "partial"
    with pytest.raises(StudentMissing, match="pulled in part"):
        store.check(manifest)
    place(store, manifest, raw[:-1])
    assert store.state(manifest) == "partial"
    assert store.installed([manifest]) == []
    path = place(store, manifest, raw)
    assert store.state(manifest) == "installed"
    assert store.installed([manifest]) == [(manifest, manifest.variants[0])]
    assert store.path(manifest) == {"tiny.gguf": path}


def test_progress_and_cancel_while_hashing(
    store: Store, gguf: Make, student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "CHUNK", 256)
    raw = gguf()
    manifest = student(raw)
    place(store, manifest, raw)
    cancel = Cancel()
    seen: list[FileProgress] = []

    def progress(now: FileProgress) -> None:
        seen.append(now)
        if len(seen) == 3:
            cancel.set()

    with pytest.raises(Cancelled):
        store.check(manifest, progress=progress, cancel=cancel)
    assert [(p.phase, p.done, p.total) for p in seen] == [("verifying", 256 * n, len(raw)) for n in (1, 2, 3)]
    store.check(manifest)


def test_removing_takes_what_was_pulled_and_leaves_what_is_in_place(
    store: Store, tmp_path: Path, gguf: Make, student: Student
) -> None:
    raw = gguf()
    manifest = student(raw)
    path = place(store, manifest, raw)
    store.check(manifest)
    outside = tmp_path / "outside.gguf"
    outside.write_bytes(raw)
    removed = store.remove("tiny")
    assert removed.paths == (path,)
    assert removed.size > len(raw)
    assert not path.parent.exists()
    assert outside.exists()
    assert store.remove("tiny").paths == ()


def test_removing_follows_no_link_out_of_the_store(store: Store, tmp_path: Path) -> None:
    outside = tmp_path / "precious"
    outside.mkdir()
    (outside / "file").write_text("keep")
    folder = store.folder("tiny")
    folder.mkdir(parents=True)
    (folder / "link").symlink_to(outside)
    store.remove("tiny")
    assert (outside / "file").read_text() == "keep"
    store.root.joinpath("whole").symlink_to(outside)
    store.remove("whole")
    assert (outside / "file").read_text() == "keep"


def test_one_damaged_of_several_files_is_named(store: Store, gguf: Make, student: Student) -> None:
    raw = gguf()
    manifest = student(raw)
    model = manifest.variants[0].files[0]
    adapter = replace(model, role="adapter.solve", filename="adapter.gguf")
    manifest = replace(manifest, variants=(replace(manifest.variants[0], files=(model, adapter)),))
    place(store, manifest, raw)
    store.target(manifest, adapter).write_bytes(raw[:-1] + b"\xff")
    with pytest.raises(StudentDamaged) as caught:
        store.check(manifest)
    assert "adapter.gguf" in caught.value.title
    store.target(manifest, adapter).write_bytes(raw)
    files = store.check(manifest)
    assert files.for_stage("core")[1] is None
    assert files.for_stage("solve")[1] == store.target(manifest, adapter)
