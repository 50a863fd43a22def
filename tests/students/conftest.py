"""What the students' tests share: small GGUF files, manifests for them, and a web server that misbehaves on demand."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pulled import BIG, HUB, Make, Student

from kpdd_edge.students.manifest import StudentManifest
from kpdd_edge.students.reading import manifest_from_dict
from kpdd_edge.students.store import Store


def _text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if value and isinstance(value[0], int):
        return struct.pack("<IIQ", 9, 4, len(value)) + b"".join(struct.pack("<I", item) for item in value)
    return struct.pack("<IIQ", 9, 8, len(value)) + b"".join(_text(item) for item in value)


USUAL: dict[str, Any] = {
    "general.architecture": "llama",
    "general.name": "Tiny Adder",
    "general.license": "mit",
    "general.file_type": 1,
    "llama.context_length": 512,
    "tokenizer.ggml.model": "gpt2",
    "tokenizer.ggml.tokens": [f"t{i}" for i in range(100)],
}


@pytest.fixture
def gguf() -> Callable[..., bytes]:
    """The bytes of a GGUF file with one F16 tensor; keywords add metadata, None takes a key away."""

    def make(changes: dict[str, Any] | None = None, *, values: int = 512, fill: bytes = b"\x3c") -> bytes:
        metadata = {key: value for key, value in (USUAL | (changes or {})).items() if value is not None}
        head = b"GGUF" + struct.pack("<IQQ", 3, 1, len(metadata))
        head += b"".join(_text(key) + _value(value) for key, value in metadata.items())
        head += _text("token_embd.weight") + struct.pack("<IQIQ", 1, values, 1, 0)
        head += b"\0" * (-len(head) % 32)
        return head + fill * (2 * values)

    return make


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty KPDD_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("KPDD_HOME", str(folder))
    return folder


@pytest.fixture
def store(home: Path, tmp_path: Path) -> Store:
    """A store in an empty home, with an empty folder in the place of the package's models."""
    (tmp_path / "models").mkdir()
    return Store(models=tmp_path / "models")


@pytest.fixture
def student() -> Callable[..., StudentManifest]:
    """A manifest with one model file of the given content."""

    def make(content: bytes, *sources: str, name: str = "tiny", filename: str = "tiny.gguf") -> StudentManifest:
        entry: dict[str, Any] = {
            "role": "model",
            "filename": filename,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        if sources:
            entry["sources"] = list(sources)
        data = {
            "name": name,
            "licence": "mit",
            "base": {"name": "Tiny", "licence": "mit"},
            "format_version": 1,
            "kinds": ["pot"],
            "stages": ["core", "info", "solve"],
            "prompt": "trained",
            "context": 512,
            "variant": [{"engine": "llama", "precision": "F16", "default": True, "file": [entry]}],
        }
        return manifest_from_dict(data, "test")

    return make


class Server:
    """A web server on this machine. ``plan`` holds what the next requests get; when it is empty: ``content``, with
    ranges. ``seen`` holds (path, headers) of every request."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.plan: list[Callable[[http.server.BaseHTTPRequestHandler], None]] = []
        self.seen: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.seen.append((self.path, dict(self.headers)))
                self.close_connection = True
                action = outer.plan.pop(0) if outer.plan else outer.serve
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the other side has seen enough
                    action(self)

            def log_message(self, *_arguments: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(self, request: http.server.BaseHTTPRequestHandler, upto: int | None = None) -> None:
        """The content, from where the request asks; only so many bytes of what was announced with ``upto``."""
        asked = request.headers.get("Range")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        body = self.content[start:]
        request.send_response(206 if asked else 200)
        request.send_header("Content-Length", str(len(body)))
        if asked:
            request.send_header("Content-Range", f"bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        request.end_headers()
        request.wfile.write(body[:upto])

    def answer(self, status: int, body: bytes = b"", **headers: str) -> Callable[..., None]:
        """An action that answers so; header names with ``_`` for ``-``."""

        def act(request: http.server.BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in ({"Content_Length": str(len(body))} | headers).items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(body)

        return act

    def cut(self, upto: int) -> Callable[..., None]:
        return lambda request: self.serve(request, upto)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that stands in for the hub."""
    from kpdd_edge.students import download

    running = Server(b"")
    monkeypatch.setenv("HF_ENDPOINT", running.url)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(download, "backoff_s", 0.01)
    yield running
    running.close()


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a wheel and points pip to its folder, and to nothing else. Importing the wheel's code would be noticed."""

    def make(members: dict[str, bytes], package: str = "tiny_weights", version: str = "1.0") -> Path:
        folder = tmp_path / "wheels"
        folder.mkdir(exist_ok=True)
        place = folder / f"{package}-{version}-py3-none-any.whl"
        info = f"{package}-{version}.dist-info"
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{package}/__init__.py", f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
            for name, content in members.items():
                archive.writestr(name, content)
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")
        monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
        return place

    return make


@pytest.fixture
def tiny(server: Any, gguf: Make, student: Student) -> StudentManifest:
    """A student of 400 kB that the server has."""
    server.content = gguf(values=BIG)
    return student(server.content, HUB)
