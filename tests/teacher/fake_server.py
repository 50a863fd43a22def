"""A chat-completions server on this machine that can misbehave in every way a real one does.

``script`` says what becomes of each request, in the order they arrive; when it is used up, requests are answered.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], str | None]
Act = str | tuple[int, dict[str, str], str]  # a name of _ACTS, or status, headers and body


class FakeServer:
    """Use it as a context manager; ``requests`` holds (headers, body) of everything that came."""

    def __init__(self, answer: Answer, script: Iterable[Act] = (), *, delay: float = 0.0, choices: bool = True) -> None:
        self.answer = answer
        self.script: deque[Act] = deque(script)
        self.delay = delay
        self.choices = choices  # whether it knows ``n``
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.release = threading.Event()
        self.lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> FakeServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    fake: FakeServer
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients of these tests hang up on purpose


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        fake = self.server.fake
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with fake.lock:
            fake.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
            act: Act = fake.script.popleft() if fake.script else "answer"
            fake.at_once += 1
            fake.most_at_once = max(fake.most_at_once, fake.at_once)
        try:
            if fake.delay:
                time.sleep(fake.delay)
            self._act(fake, act, body)
        finally:
            with fake.lock:
                fake.at_once -= 1

    def _act(self, fake: FakeServer, act: Act, body: dict[str, Any]) -> None:
        if isinstance(act, tuple):
            status, headers, text = act
            self._send(status, text.encode(), headers)
            return
        reply = self._completion(fake, body)
        if act == "answer":
            self._send(200, reply)
        elif act == "malformed":
            self._send(200, b'{"choices": [{"mess')
        elif act == "no choices":
            self._send(200, b'{"choices": []}')
        elif act == "no content":
            self._send(200, b'{"choices": [{"message": {"role": "assistant", "content": null}}]}')
        elif act == "parts":
            content = [{"type": "text", "text": part} for part in fake.answer(body) or ""]
            self._send(200, json.dumps({"choices": [{"message": {"content": content}}]}).encode())
        elif act == "cut":  # in the middle of the announced body
            self._head(200, len(reply), {})
            self.wfile.write(reply[: len(reply) // 2])
            self.close_connection = True
        elif act == "hang up":
            self.close_connection = True
        elif act == "hang up later":  # after a good answer, as an idle connection is closed
            self._send(200, reply)
            self.close_connection = True
        elif act == "stall":
            fake.release.wait(30)
            self.close_connection = True
        elif act == "trickle":
            self._head(200, len(reply), {})
            for byte in reply:
                if fake.release.wait(0.02):
                    break
                self.wfile.write(bytes([byte]))
            self.close_connection = True
        else:
            raise AssertionError(act)

    def _completion(self, fake: FakeServer, body: dict[str, Any]) -> bytes:
        n = body.get("n", 1) if fake.choices else 1
        choices = [
            {"index": i, "message": {"role": "assistant", "content": fake.answer({**body, "choice": i})}}
            for i in range(n)
        ]
        usage = {"prompt_tokens": 100, "completion_tokens": 20 * n, "total_tokens": 100 + 20 * n}
        return json.dumps({"choices": choices, "usage": usage}).encode()

    def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        self._head(status, len(data), headers or {})
        self.wfile.write(data)

    def _head(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
