"""A pull brings the file, whatever the server does: cuts, refusals, lies, other bytes."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from pulled import HUB, part_of, target

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, PullError
from kpdd_edge.students import download
from kpdd_edge.students.manifest import StudentManifest
from kpdd_edge.students.progress import FileProgress
from kpdd_edge.students.pull import pull
from kpdd_edge.students.store import Store


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
