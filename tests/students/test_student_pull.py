from __future__ import annotations

import errno
import io
import shutil
import subprocess
import sys
import threading
import time
from collections import namedtuple
from collections.abc import Callable
from http.client import HTTPMessage
from pathlib import Path
from typing import Any
from urllib.request import Request

import pytest

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, PullError, StorageError, StudentMissing, UsageError
from kpdd_edge.students import download, part
from kpdd_edge.students.manifest import StudentManifest
from kpdd_edge.students.part import Part, SourceFailed
from kpdd_edge.students.progress import FileProgress
from kpdd_edge.students.pull import pull
from kpdd_edge.students.sources import HubSource
from kpdd_edge.students.store import Store

Student = Callable[..., StudentManifest]
Make = Callable[..., bytes]

HUB = "hf://own/repo@v1/dir/tiny.gguf"
BIG = 200_000  # values: a file of 400 kB


def target(store: Store, manifest: StudentManifest) -> Path:
    return store.target(manifest, manifest.variants[0].files[0])


def part_of(store: Store, manifest: StudentManifest) -> Path:
    return target(store, manifest).with_name("tiny.gguf.part")


@pytest.fixture
def tiny(server: Any, gguf: Make, student: Student) -> StudentManifest:
    """A student of 400 kB that the server has."""
    server.content = gguf(values=BIG)
    return student(server.content, HUB)


def test_a_pull_brings_the_file_and_verifies_it(store: Store, server: Any, tiny: StudentManifest) -> None:
    seen: list[FileProgress] = []
    files = pull(store, tiny, progress=seen.append)
    assert files.for_stage("solve")[0].read_bytes() == server.content
    assert [path for path, _headers in server.seen] == ["/own/repo/resolve/v1/dir/tiny.gguf"]
    assert "Range" not in server.seen[0][1]
    fetched = [now for now in seen if now.phase == "fetching"]
    assert fetched[-1].done == fetched[-1].total == len(server.content)
    assert [now.done for now in fetched] == sorted(now.done for now in fetched)
    assert fetched[0].source == HUB
    assert sorted(p.name for p in store.folder("tiny").iterdir()) == ["tiny.gguf", "verified.json"]
    pull(store, tiny)
    assert len(server.seen) == 1, "what is there is not fetched again"
    pull(store, tiny, force=True)
    assert len(server.seen) == 2


def test_ensure_pulls_what_is_missing(store: Store, server: Any, tiny: StudentManifest) -> None:
    assert store.ensure(tiny).paths == {"tiny.gguf": target(store, tiny)}
    store.ensure(tiny)
    assert len(server.seen) == 1


def test_an_interrupted_pull_continues_where_it_stopped(store: Store, server: Any, tiny: StudentManifest) -> None:
    cancel = Cancel()

    def progress(now: FileProgress) -> None:
        if now.phase == "fetching" and now.done > 100_000:
            cancel.set()

    with pytest.raises(Cancelled) as caught:
        pull(store, tiny, progress=progress, cancel=cancel)
    kept = part_of(store, tiny).stat().st_size
    assert f"{kept:,} of 401,472 bytes are kept" in caught.value.cause
    assert caught.value.hint == "kpdd models pull tiny to continue"
    assert 100_000 < kept < len(server.content)
    assert store.state(tiny) == "partial"
    pull(store, tiny)
    assert server.seen[1][1]["Range"] == f"bytes={kept}-"
    assert target(store, tiny).read_bytes() == server.content
    assert not part_of(store, tiny).exists()


def test_ctrl_c_keeps_what_arrived(store: Store, server: Any, tiny: StudentManifest) -> None:
    def progress(now: FileProgress) -> None:
        if now.phase == "fetching" and now.done > 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(store, tiny, progress=progress)
    assert part_of(store, tiny).read_bytes() == server.content[: part_of(store, tiny).stat().st_size]
    assert part_of(store, tiny).stat().st_size > 100_000
    pull(store, tiny)


def test_cancelling_does_not_wait_for_a_silent_server(store: Store, server: Any, tiny: StudentManifest) -> None:
    release = threading.Event()
    server.plan = [lambda _request: release.wait(20)]
    cancel = Cancel()
    threading.Timer(0.3, cancel.set).start()
    begin = time.monotonic()
    try:
        with pytest.raises(Cancelled):
            pull(store, tiny, cancel=cancel)
        assert time.monotonic() - begin < 10
    finally:
        release.set()


def test_a_cut_stream_is_continued(store: Store, server: Any, tiny: StudentManifest) -> None:
    server.plan = [server.cut(50_000), server.cut(70_000)]
    seen: list[FileProgress] = []
    pull(store, tiny, progress=seen.append)
    assert [headers.get("Range") for _path, headers in server.seen] == [None, "bytes=50000-", "bytes=120000-"]
    retries = [now.message for now in seen if now.phase == "retrying"]
    assert len(retries) == 2
    assert "ended after 50,000 of" in retries[0]
    assert target(store, tiny).read_bytes() == server.content


def test_a_server_without_ranges_is_read_from_the_start(store: Store, server: Any, tiny: StudentManifest) -> None:
    server.plan = [server.cut(50_000), server.answer(200, server.content)]
    pull(store, tiny)
    assert target(store, tiny).read_bytes() == server.content


def test_a_server_that_refuses_the_range_is_asked_from_the_start(
    store: Store, server: Any, tiny: StudentManifest
) -> None:
    server.plan = [server.cut(50_000), server.answer(416)]
    pull(store, tiny)
    assert [headers.get("Range") for _path, headers in server.seen] == [None, "bytes=50000-", None]


def test_another_range_than_asked_for_is_not_used(store: Store, server: Any, tiny: StudentManifest) -> None:
    wrong = server.answer(206, server.content[10:], Content_Range=f"bytes 10-{len(server.content) - 1}/*")
    server.plan = [server.cut(50_000), wrong]
    pull(store, tiny)
    assert target(store, tiny).read_bytes() == server.content


def test_a_busy_server_is_asked_again(store: Store, server: Any, tiny: StudentManifest) -> None:
    server.plan = [server.answer(503), server.answer(429, Retry_After="0"), server.answer(500)]
    pull(store, tiny)
    assert len(server.seen) == 4


def test_giving_up_says_why_and_what_is_kept(store: Store, server: Any, tiny: StudentManifest) -> None:
    server.plan = [server.cut(50_000), *[server.answer(502)] * download.MAX_FAILURES]
    with pytest.raises(PullError) as caught:
        pull(store, tiny)
    assert f"{HUB}: the server is busy or failing (status 502)" in caught.value.cause
    assert "50,000 of 401,472 bytes are kept" in caught.value.cause
    assert "kpdd models pull tiny" in caught.value.hint
    assert len(server.seen) == download.MAX_FAILURES


@pytest.mark.parametrize(
    ("status", "says"),
    [(404, "no such file (status 404)"), (401, "HF_TOKEN"), (403, "refused"), (451, "status 451")],
)
def test_a_plain_no_is_believed_at_once(
    store: Store, server: Any, tiny: StudentManifest, status: int, says: str
) -> None:
    server.plan = [server.answer(status)]
    with pytest.raises(PullError) as caught:
        pull(store, tiny)
    assert says in caught.value.cause
    assert len(server.seen) == 1
    assert not part_of(store, tiny).exists()


def test_a_lie_about_the_size_is_found_before_downloading(store: Store, server: Any, tiny: StudentManifest) -> None:
    server.content += b"more"
    with pytest.raises(PullError, match="has 401,476 bytes instead of 401,472"):
        pull(store, tiny)
    assert not part_of(store, tiny).exists()


def test_a_body_without_end_is_cut_off(store: Store, server: Any, tiny: StudentManifest) -> None:
    def endless(request: Any) -> None:
        request.send_response(200)
        request.end_headers()  # no length: it ends when the connection does
        for _ in range(10_000):
            request.wfile.write(b"x" * 65536)

    server.plan = [endless]
    with pytest.raises(PullError, match="it sends more than the"):
        pull(store, tiny)
    assert not part_of(store, tiny).exists()


def test_the_wrong_file_of_the_right_size_is_refused(store: Store, server: Any, tiny: StudentManifest) -> None:
    server.content = server.content[:-1] + b"\xff"
    with pytest.raises(PullError, match="it is another file: SHA-256"):
        pull(store, tiny)
    assert not target(store, tiny).exists()
    assert not part_of(store, tiny).exists()


def test_a_beginning_that_does_not_fit_is_thrown_away(store: Store, server: Any, tiny: StudentManifest) -> None:
    store.folder("tiny").mkdir(parents=True)
    part_of(store, tiny).write_bytes(b"rubbish" * 1000)
    pull(store, tiny)
    assert [headers.get("Range") for _path, headers in server.seen] == ["bytes=7000-", None]
    assert target(store, tiny).read_bytes() == server.content


def test_a_beginning_that_is_too_long_is_thrown_away(store: Store, server: Any, tiny: StudentManifest) -> None:
    store.folder("tiny").mkdir(parents=True)
    part_of(store, tiny).write_bytes(server.content + b"x")
    pull(store, tiny)
    assert [headers.get("Range") for _path, headers in server.seen] == [None]


def test_a_whole_part_needs_no_network(store: Store, server: Any, tiny: StudentManifest) -> None:
    store.folder("tiny").mkdir(parents=True)
    part_of(store, tiny).write_bytes(server.content)
    pull(store, tiny)
    assert server.seen == []
    assert target(store, tiny).read_bytes() == server.content


def test_an_encoded_body_is_refused(store: Store, server: Any, tiny: StudentManifest) -> None:
    server.plan = [server.answer(200, server.content, Content_Encoding="gzip")]
    with pytest.raises(PullError, match="encoding"):
        pull(store, tiny)
    assert server.seen[0][1]["Accept-Encoding"] == "identity"


def test_the_next_source_is_tried(store: Store, server: Any, gguf: Make, student: Student) -> None:
    server.content = gguf()
    manifest = student(server.content, "file:/nowhere/tiny.gguf", "hf://own/gone@v1/x.gguf", HUB)
    server.plan = [server.answer(404)]
    seen: list[FileProgress] = []
    pull(store, manifest, progress=seen.append)
    failed = [(now.source, now.message) for now in seen if now.phase == "failed"]
    assert [source for source, _message in failed] == ["file:/nowhere/tiny.gguf", "hf://own/gone@v1/x.gguf"]
    assert "status 404" in failed[1][1]
    assert target(store, manifest).read_bytes() == server.content


def test_without_a_connection_every_reason_is_told(
    store: Store, gguf: Make, student: Student, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    manifest = student(gguf(), HUB, "hf://own/other@v1/x.gguf")
    with pytest.raises(PullError) as caught:
        pull(store, manifest)
    lines = caught.value.cause.splitlines()
    assert len(lines) == 2
    assert all("no connection" in line for line in lines)


def test_a_redirect_is_followed(store: Store, server: Any, tiny: StudentManifest) -> None:
    server.plan = [server.answer(302, Location="/elsewhere")]
    pull(store, tiny)
    assert [path for path, _headers in server.seen][1:] == ["/elsewhere"]


def test_the_token_goes_to_the_hub_only(
    store: Store, server: Any, tiny: StudentManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret-token")
    other = server.url.replace("127.0.0.1", "localhost")
    server.plan = [
        server.answer(307, Location="/same-host"),
        server.answer(302, Location=f"{other}/other-host"),
        server.cut(50_000),
    ]
    pull(store, tiny)
    sent = [(path, headers.get("Authorization")) for path, headers in server.seen]
    assert sent == [
        ("/own/repo/resolve/v1/dir/tiny.gguf", "Bearer secret-token"),
        ("/same-host", "Bearer secret-token"),
        ("/other-host", None),
        ("/own/repo/resolve/v1/dir/tiny.gguf", "Bearer secret-token"),
    ]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x", "gopher://x/"])
def test_a_redirect_to_something_else_is_not_followed(
    store: Store, server: Any, tiny: StudentManifest, location: str
) -> None:
    server.plan = [server.answer(302, Location=location)]
    with pytest.raises(PullError) as caught:
        pull(store, tiny)
    assert "redirects to an address" in caught.value.cause or "status 302" in caught.value.cause
    assert not target(store, tiny).exists()


def test_a_redirect_in_a_circle_ends(store: Store, server: Any, tiny: StudentManifest) -> None:
    server.plan = [server.answer(302, Location="/round")] * 100
    with pytest.raises(PullError):
        pull(store, tiny)
    assert len(server.seen) < 30


def test_a_plain_http_hub_elsewhere_is_refused(
    store: Store, server: Any, tiny: StudentManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.example.org")
    with pytest.raises(PullError, match="must be an https address"):
        pull(store, tiny)
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.example.org/mirror/")
    request = download._request(HubSource("own/repo", "v1", "a b.gguf"))
    assert request.url == "https://hub.example.org/mirror/own/repo/resolve/v1/a%20b.gguf"


def test_https_never_becomes_http() -> None:
    handler = download._Redirects(download._Request("https://hub.example.org/x", "token"))
    request = Request("https://hub.example.org/x")
    with pytest.raises(SourceFailed, match="not https"):
        handler.redirect_request(request, io.BytesIO(), 302, "", HTTPMessage(), "http://hub.example.org/x")


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
