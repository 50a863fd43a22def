"""Which source is asked, and where redirects and the hub's token may go."""

from __future__ import annotations

import io
from http.client import HTTPMessage
from typing import Any
from urllib.request import Request

import pytest
from pulled import HUB, Make, Student, target

from kpdd_edge.errors import PullError
from kpdd_edge.students import download
from kpdd_edge.students.manifest import StudentManifest
from kpdd_edge.students.part import SourceFailed
from kpdd_edge.students.progress import FileProgress
from kpdd_edge.students.pull import pull
from kpdd_edge.students.sources import HubSource
from kpdd_edge.students.store import Store


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
