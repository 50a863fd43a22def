"""Fetching one file over HTTPS into a :class:`~kpdd_edge.students.part.Part`, continuing where an earlier run stopped.

Only the standard library; the proxies of the environment are used. An access token goes to the host it is for and to
no other, also not through a redirect. A redirect never leads from https to http. What a server says of lengths is
checked and what it sends is capped; whether it is the right file, the hash says.
"""

from __future__ import annotations

import http.client
import os
import queue
import re
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Final
from urllib.parse import quote, urlsplit

from kpdd_edge.engines.base import Cancel
from kpdd_edge.students.part import Part, SourceFailed
from kpdd_edge.students.sources import HubSource, UrlSource

TIMEOUT_S: Final = 30.0
CHUNK: Final = 1 << 16
MAX_FAILURES: Final = 5
#: So many bytes between two failures count as a working connection: the failures are counted anew.
WORKING_BYTES: Final = 1 << 20
MAX_RETRY_AFTER_S: Final = 30.0
DEFAULT_HUB: Final = "https://huggingface.co"

#: Seconds before the first retry; doubled each time, at most eight times as long.
backoff_s = 0.5

_CONTENT_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}


class _Transient(Exception):
    """Worth another try. ``cost`` counts towards MAX_FAILURES; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, message: str, cost: int = 1, wait: float = 0.0) -> None:
        super().__init__(message)
        self.cost = cost
        self.wait = wait


def fetch(
    source: HubSource | UrlSource,
    part: Part,
    advance: Callable[[int], None],
    retrying: Callable[[str], None],
    cancel: Cancel | None = None,
) -> None:
    """Fill ``part``. ``advance`` is called with the bytes held, ``retrying`` with the reason before another try.

    Raises SourceFailed when the source cannot give the file (what arrived is kept), StorageError, Cancelled.
    """
    request = _request(source)
    failures = 0
    while part.done < part.size:
        before = part.done
        try:
            _attempt(request, part, advance, cancel)
        except _Transient as trouble:
            failures = 0 if part.done - before >= WORKING_BYTES else failures + trouble.cost
            if failures >= MAX_FAILURES:
                raise SourceFailed(str(trouble)) from trouble
            retrying(str(trouble))
            _sleep(max(trouble.wait, backoff_s * 2 ** min(failures - 1, 3) if failures else 0.0), cancel)


@dataclass(frozen=True, slots=True)
class _Request:
    url: str
    token: str = ""


def _request(source: HubSource | UrlSource) -> _Request:
    if isinstance(source, UrlSource):
        return _Request(source.url)
    endpoint = (os.environ.get("HF_ENDPOINT") or DEFAULT_HUB).rstrip("/")
    parts = urlsplit(endpoint)
    local = parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise SourceFailed(f"HF_ENDPOINT must be an https address, not {endpoint}")
    revision = quote(source.revision, safe="")
    token = os.environ.get("HF_TOKEN", "").strip()
    if any(ord(c) < 33 or ord(c) > 126 for c in token):
        raise SourceFailed("HF_TOKEN holds characters that no token has")
    return _Request(f"{endpoint}/{source.repo}/resolve/{revision}/{quote(source.path)}", token)


def _attempt(request: _Request, part: Part, advance: Callable[[int], None], cancel: Cancel | None) -> None:
    headers = {"User-Agent": "kpdd-edge", "Accept-Encoding": "identity"}
    if part.done:
        headers["Range"] = f"bytes={part.done}-"
    with _Exchange(request, headers, cancel) as exchange:
        status, answer = exchange.head()
        _check_head(status, answer, part)
        for chunk in exchange.chunks():
            part.write(chunk)
            advance(part.done)
    if part.done < part.size:
        raise _Transient(f"the connection ended after {part.done:,} of {part.size:,} bytes")


def _check_head(status: int, headers: http.client.HTTPMessage, part: Part) -> None:
    """Decide by status and headers whether the body continues ``part``; starts it anew when it does not."""
    if status == 206:
        match = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", "").strip())
        if match is None or int(match[1]) != part.done:
            part.restart()
            raise _Transient("the server sent another range than was asked for")
        if match[3] != "*" and int(match[3]) != part.size:
            raise SourceFailed(f"the file there has {int(match[3]):,} bytes instead of {part.size:,}")
    elif status == 200:
        if headers.get("Content-Encoding", "identity").lower() != "identity":
            raise SourceFailed("the server sends the file in an encoding that was not asked for")
        length = headers.get("Content-Length", "")
        if length.isdigit() and int(length) != part.size:
            raise SourceFailed(f"the file there has {int(length):,} bytes instead of {part.size:,}")
        part.restart()
    elif status == 416:
        part.restart()
        raise _Transient("the server cannot continue from where the last try stopped")
    elif status in (408, 425, 429) or status >= 500:
        asked = headers.get("Retry-After", "")
        wait = min(float(asked), MAX_RETRY_AFTER_S) if asked.isdigit() else 0.0
        raise _Transient(f"the server is busy or failing (status {status})", wait=wait)
    elif status in (401, 403):
        raise SourceFailed(f"access is refused (status {status}); a private or gated file needs HF_TOKEN")
    elif status in (404, 410):
        raise SourceFailed(f"there is no such file (status {status})")
    else:
        raise SourceFailed(f"the server answered with status {status}")


def _sleep(seconds: float, cancel: Cancel | None) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if cancel is not None:
            cancel.check()
        time.sleep(min(left, 0.1))


class _Exchange:
    """One request and its answer, on a thread of its own.

    A blocking read cannot be interrupted from outside, so the caller waits on a queue instead: cancelling and Ctrl-C
    take effect at once, and the thread ends with its next read or at its timeout.
    """

    def __init__(self, request: _Request, headers: dict[str, str], cancel: Cancel | None) -> None:
        self._cancel = cancel
        self._queue: queue.Queue[Any] = queue.Queue(maxsize=8)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(request, headers), daemon=True, name="kpdd-download")

    def __enter__(self) -> _Exchange:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()

    def head(self) -> tuple[int, http.client.HTTPMessage]:
        """Status and headers. Raises _Transient, SourceFailed, Cancelled."""
        status, headers = self._next()
        return status, headers

    def chunks(self) -> Iterator[bytes]:
        """The body, in pieces. Raises _Transient, Cancelled."""
        while (chunk := self._next()) is not None:
            yield chunk

    def _next(self) -> Any:
        while True:
            if self._cancel is not None:
                self._cancel.check()
            try:
                item = self._queue.get(timeout=0.1)
            except queue.Empty:
                continue
            if isinstance(item, Exception):
                raise _explained(item) from item
            return item

    def _put(self, item: Any) -> None:
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._queue.put(item, timeout=0.2)
                return

    def _run(self, request: _Request, headers: dict[str, str]) -> None:
        try:
            with _open(request, headers) as response:
                self._put((response.status, response.headers))
                while not self._stop.is_set() and (chunk := response.read1(CHUNK)):
                    self._put(chunk)
                self._put(None)
        except urllib.error.HTTPError as error:
            with error:
                self._put((error.code, error.headers))
        except Exception as error:  # whatever a network library raises belongs to the waiting side
            self._put(error)


def _explained(error: Exception) -> Exception:
    """Which of our two exceptions a network library's exception is."""
    if isinstance(error, SourceFailed):
        return error
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return SourceFailed(f"the server's certificate is not trusted here: {reason.verify_message}")
    if isinstance(reason, TimeoutError):
        return _Transient(f"nothing came for {TIMEOUT_S:.0f} seconds")
    if isinstance(error, urllib.error.URLError):
        # No connection at all: mostly a laptop that is offline, so there are fewer tries.
        return _Transient(f"no connection: {reason}", cost=2)
    if isinstance(reason, (OSError, http.client.HTTPException)):
        return _Transient(f"the connection broke: {type(reason).__name__}: {reason}".rstrip(": "))
    return SourceFailed(f"{type(error).__name__}: {error}")


def _open(request: _Request, headers: dict[str, str]) -> Any:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirects(request),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    message = urllib.request.Request(request.url, headers=headers)
    if request.token:
        message.add_unredirected_header("Authorization", f"Bearer {request.token}")
    return opener.open(message, timeout=TIMEOUT_S)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect, with the token only to where it came from."""

    def __init__(self, request: _Request) -> None:
        self._token = request.token
        self._origin = _origin(request.url)

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        scheme = urlsplit(newurl).scheme
        if scheme != "https" and scheme != urlsplit(req.full_url).scheme:
            fp.close()
            raise SourceFailed("the server redirects to an address that is not https")
        new = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new is not None and self._token and _origin(newurl) == self._origin:
            new.add_unredirected_header("Authorization", f"Bearer {self._token}")
        return new


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)
