"""What lies on the disk already: no room, damage, another process, a copy the user has."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
import threading
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from pulled import HUB, Make, Student, part_of, target

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, PullError, StorageError, StudentMissing, UsageError
from kpdd_edge.students import part
from kpdd_edge.students.manifest import StudentManifest
from kpdd_edge.students.part import Part
from kpdd_edge.students.progress import FileProgress
from kpdd_edge.students.pull import pull
from kpdd_edge.students.store import Store


def test_a_full_disk_is_seen_before_downloading(
    store: Store, server: Any, tiny: StudentManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 1000))
    with pytest.raises(StorageError) as caught:
        pull(store, tiny)
    assert "Not enough space" in caught.value.title
    assert "401 kB are needed, 1.0 kB are free" in caught.value.cause
    assert server.seen == []


class _FullDisk:
    """A file on a disk with room for so many bytes."""

    def __init__(self, file: Any, room: int) -> None:
        self._file = file
        self._room = room

    def write(self, chunk: bytes) -> int:
        if len(chunk) > self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._room -= len(chunk)
        written: int = self._file.write(chunk)
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_a_disk_that_fills_up_keeps_what_arrived(
    store: Store, server: Any, tiny: StudentManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Small(Part):
        def __enter__(self) -> Part:
            self._file = _FullDisk(self._file, 150_000)  # type: ignore[assignment]
            return self

    monkeypatch.setattr("kpdd_edge.students.pull.Part", Small)
    with pytest.raises(StorageError) as caught:
        pull(store, tiny)
    assert "The disk is full" in caught.value.title
    kept = part_of(store, tiny).stat().st_size
    assert 50_000 < kept <= 150_000
    monkeypatch.setattr("kpdd_edge.students.pull.Part", part.Part)
    pull(store, tiny)
    assert server.seen[-1][1]["Range"] == f"bytes={kept}-"


def test_a_home_that_cannot_be_written(tmp_path: Path, server: Any, tiny: StudentManifest) -> None:
    (tmp_path / "blocked").write_text("a file where the home should be")
    with pytest.raises(StorageError) as caught:
        pull(Store(tmp_path / "blocked" / "students", models=tmp_path), tiny)
    assert "KPDD_HOME" in caught.value.hint
    assert server.seen == []


def test_a_damaged_file_is_replaced_by_a_pull(store: Store, server: Any, tiny: StudentManifest) -> None:
    pull(store, tiny)
    place = target(store, tiny)
    place.write_bytes(server.content[:1000])
    pull(store, tiny)
    assert place.read_bytes() == server.content
    assert len(server.seen) == 2


def test_a_damaged_file_stays_until_the_new_one_is_whole(store: Store, server: Any, tiny: StudentManifest) -> None:
    pull(store, tiny)
    place = target(store, tiny)
    place.write_bytes(b"GGUF damaged")
    server.plan = [server.answer(404)]
    with pytest.raises(PullError):
        pull(store, tiny, force=True)
    assert place.read_bytes() == b"GGUF damaged"


def test_two_pulls_at_once_fetch_once(store: Store, server: Any, tiny: StudentManifest) -> None:
    began = threading.Event()
    release = threading.Event()

    def slow(request: Any) -> None:
        began.set()
        release.wait(20)
        server.serve(request)

    server.plan = [slow]
    seen: list[FileProgress] = []

    def tell(now: FileProgress) -> None:
        seen.append(now)
        if now.phase == "waiting":
            release.set()

    first = threading.Thread(target=pull, args=(store, tiny))
    first.start()
    assert began.wait(10)
    pull(Store(models=store.models), tiny, progress=tell)
    first.join()
    assert len(server.seen) == 1
    assert [now.message for now in seen if now.phase == "waiting"] != []
    assert "waiting for it to finish" in seen[0].message
    assert target(store, tiny).read_bytes() == server.content


def test_waiting_for_another_process_can_be_cancelled_and_ends_when_it_dies(
    store: Store, server: Any, tiny: StudentManifest
) -> None:
    code = (
        "import sys, time; from pathlib import Path; from kpdd_edge.students.store import Store\n"
        "with Store(Path(sys.argv[1])).lock('tiny'):\n    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(store.root)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        cancel = Cancel()
        said: list[str] = []

        def tell(now: FileProgress) -> None:
            said.append(now.message)
            cancel.set()

        with pytest.raises(Cancelled):
            pull(store, tiny, progress=tell, cancel=cancel)
        assert f"process {holder.pid} is changing tiny" in said[0]
        assert server.seen == []
        holder.kill()
        holder.wait()
        pull(store, tiny)
        assert target(store, tiny).exists()
    finally:
        holder.kill()
        holder.communicate()


def test_students_share_a_file_they_have_in_common(store: Store, server: Any, gguf: Make, student: Student) -> None:
    server.content = gguf()
    first, second = (student(server.content, HUB, name=name) for name in ("one", "two"))
    pull(store, first)
    pull(store, second)
    assert len(server.seen) == 1
    assert target(store, second).stat().st_ino == target(store, first).stat().st_ino
    store.remove("one")
    assert store.check(second).for_stage("core")[0].read_bytes() == server.content


def test_a_damaged_twin_is_not_shared(store: Store, server: Any, gguf: Make, student: Student) -> None:
    server.content = gguf()
    first, second = (student(server.content, HUB, name=name) for name in ("one", "two"))
    pull(store, first)
    target(store, first).write_bytes(server.content[:-1] + b"\xff")
    pull(store, second)
    assert len(server.seen) == 2
    assert target(store, second).read_bytes() == server.content


def test_a_copy_the_user_has_is_taken_and_verified(
    store: Store, tmp_path: Path, gguf: Make, student: Student, server: Any
) -> None:
    raw = gguf()
    manifest = student(raw, HUB)
    mine = tmp_path / "downloaded.bin"
    mine.write_bytes(raw)
    pull(store, manifest, given=mine)
    assert target(store, manifest).read_bytes() == raw
    assert mine.exists()
    for wrong in (raw[:-1], raw[:-1] + b"\xff"):
        mine.write_bytes(wrong)
        with pytest.raises(PullError) as caught:
            pull(store, manifest, given=mine, force=True)
        assert "does not give tiny.gguf" in caught.value.title
    assert target(store, manifest).read_bytes() == raw
    with pytest.raises(UsageError, match="There is no file"):
        pull(store, manifest, given=tmp_path / "none")
    assert server.seen == []


def test_a_student_in_place_has_nothing_to_pull(store: Store, tmp_path: Path, gguf: Make, student: Student) -> None:
    manifest = student(gguf(), f"file:{tmp_path}/mine.gguf")
    with pytest.raises(StudentMissing, match="not on this machine"):
        pull(store, manifest)
    (tmp_path / "mine.gguf").write_bytes(gguf())
    assert pull(store, manifest, force=True).for_stage("core")[0] == tmp_path / "mine.gguf"


def test_a_student_without_any_source_says_so(store: Store, gguf: Make, student: Student) -> None:
    with pytest.raises(PullError, match="no source"):
        pull(store, student(gguf()))
    with pytest.raises(StudentMissing):
        store.ensure(student(gguf()))
