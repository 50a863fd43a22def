"""Chat completions from any OpenAI-compatible server, over plain ``http.client``: retries, rate limits, cancelling.

The key goes to the host of the base URL and nowhere else: a redirect is never followed, an environment's general key
is not sent over an unencrypted connection to another machine, and whatever a server says is shown without it. One
client serves many threads, each with a connection of its own.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import random
import re
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from kpdd_edge import __version__
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import EngineError, UsageError

MAX_BODY_BYTES: Final = 16 << 20
_CHUNK: Final = 1 << 16
_RETRIED: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_LONGEST_WAIT_S: Final = 600.0
_OPTIONAL: Final = ("seed", "n", "stop", "temperature", "top_p")
_KEYS: Final = ("KPDD_TEACHER_KEY", "OPENAI_API_KEY")


class TeacherError(EngineError):
    """The server cannot go on serving: it does not answer at all, or has no credit left."""


class AskFailed(Exception):
    """This one request got no reply; others may. ``reason`` is short and the same for all of its kind."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class _TryAgain(Exception):
    """A fault that time may mend. ``wait_s`` is how long the server asked to wait, None if it did not say."""

    def __init__(self, reason: str, detail: str = "", wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where completions are asked for, from a base URL such as ``http://localhost:8000/v1``."""

    secure: bool
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, url: str) -> Endpoint:
        """Raises UsageError for anything but a plain http or https URL."""
        hint = "--base-url http://localhost:8000/v1"
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError as error:
            raise UsageError(f"{url!r} is no URL", cause=str(error), hint=hint) from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{url!r} is no http or https URL", hint=hint)
        if parts.username is not None or parts.password is not None:
            raise UsageError(
                "The base URL holds a user name or password",
                cause="It would end up in logs and reports.",
                hint=f"export {_KEYS[0]}=... and leave it out of the URL",
            )
        if parts.query or parts.fragment:
            raise UsageError(f"{url!r} has a query or fragment", hint=hint)
        path = parts.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
        secure = parts.scheme == "https"
        return cls(secure, parts.hostname, port or (443 if secure else 80), path + "/chat/completions")

    @property
    def url(self) -> str:
        """Canonical, as it is shown and hashed."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == (443 if self.secure else 80)
        return f"{'https' if self.secure else 'http'}://{host}{'' if usual else f':{self.port}'}{self.path}"

    @property
    def local(self) -> bool:
        """Whether it is this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")


def find_key(endpoint: Endpoint, environment: Mapping[str, str]) -> tuple[str, str]:
    """The key to send and a note for the user (either may be empty).

    ``KPDD_TEACHER_KEY`` is meant for this and always sent. ``OPENAI_API_KEY`` may be meant for another service: it
    goes over https or to this machine only. Raises UsageError for a key that no header can hold.
    """
    for name in _KEYS:
        key = environment.get(name, "").strip()
        if not key:
            continue
        if not re.fullmatch(r"[\x21-\x7e]+", key):
            raise UsageError(f"{name} is no key", cause="It holds spaces, control or non-ASCII characters.")
        if name == _KEYS[0] or endpoint.secure or endpoint.local:
            return key, ""
        return "", f"{name} is not sent over plain http to {endpoint.host}; set {_KEYS[0]} if it should be."
    return "", ""


@dataclass(frozen=True, slots=True)
class Completion:
    """``texts`` has one entry for each choice (None: a choice without text)."""

    texts: tuple[str | None, ...]
    prompt_tokens: int | None
    completion_tokens: int | None


@dataclass
class ClientStats:
    """Counted over all threads."""

    requests: int = 0
    retries: int = 0
    trouble: str = ""  # the last one, for people
    notes: list[str] = field(default_factory=list)


class ChatClient:
    """``timeout`` is the seconds one request may take altogether, ``retries`` how often it is tried again, ``rpm`` how
    many requests a minute are begun at most (0: no limit), ``backoff`` the first wait in seconds (it doubles)."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        key: str = "",
        timeout: float = 300.0,
        retries: int = 6,
        rpm: float = 0.0,
        backoff: float = 1.0,
    ) -> None:
        self.endpoint = endpoint
        self.stats = ClientStats()
        self.timeout = timeout
        self.retries = retries
        self._key = key
        self._backoff = backoff
        self._interval = 60.0 / rpm if rpm > 0 else 0.0
        self._lock = threading.Lock()
        self._next_start = 0.0
        self._without: set[str] = set()
        self._new_limit_name = False
        self._mine = threading.local()
        self._open: set[socket.socket] = set()
        self._random = random.Random()
        self._proxy = _proxy_for(endpoint)

    def complete(self, request: Mapping[str, Any], cancel: Cancel) -> Completion:
        """One request with all its retries. Raises AskFailed, TeacherError, UsageError, Cancelled."""
        tries = 0
        while True:
            self._wait_for_turn(cancel)
            adapted = self._adapt(request)
            try:
                return self._once(adapted, cancel)
            except _Adapted:
                continue
            except _TryAgain as fault:
                cancel.check()
                tries += 1
                self._note_trouble(fault)
                if tries > self.retries:
                    raise AskFailed(fault.reason, fault.detail) from None
                self._wait_after(fault, tries, cancel)

    def abort(self) -> None:
        """Break off all requests in work; their threads end with a fault."""
        with self._lock:
            sockets = list(self._open)
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Close the connection of the calling thread."""
        kept: http.client.HTTPConnection | None = getattr(self._mine, "connection", None)
        if kept is not None:
            self._drop(kept)

    # -- waiting ------------------------------------------------------------------------------------------------

    def _wait_for_turn(self, cancel: Cancel) -> None:
        with self._lock:
            start = max(self._next_start, time.monotonic())
            self._next_start = start + self._interval
        while (left := start - time.monotonic()) > 0:
            if cancel.wait(min(left, 1.0)):
                break
        cancel.check()

    def _wait_after(self, fault: _TryAgain, tries: int, cancel: Cancel) -> None:
        """Exponential back-off with jitter; a wait that the server asked for holds for all threads."""
        if fault.wait_s is not None:
            if fault.wait_s > _LONGEST_WAIT_S:
                raise TeacherError(
                    f"The server asks to wait {fault.wait_s / 60:.0f} minutes",
                    cause=fault.detail,
                    hint="the same command later; what was answered is kept",
                )
            with self._lock:
                self._next_start = max(self._next_start, time.monotonic() + fault.wait_s)
            return
        wait = min(60.0, self._backoff * 2 ** (tries - 1)) * (0.5 + self._random.random())
        cancel.wait(wait)
        cancel.check()

    def _note_trouble(self, fault: _TryAgain) -> None:
        with self._lock:
            self.stats.retries += 1
            self.stats.trouble = fault.reason

    # -- adapting to servers that lack a parameter ----------------------------------------------------------------

    def _adapt(self, request: Mapping[str, Any]) -> dict[str, Any]:
        body = {name: value for name, value in request.items() if name not in self._without}
        if self._new_limit_name and "max_tokens" in body:
            body["max_completion_tokens"] = body.pop("max_tokens")
        return body

    def _learn(self, body: Mapping[str, Any], message: str) -> bool:
        """Whether the server's complaint is about a parameter that can be left out or renamed."""
        told = ""
        if "max_completion_tokens" in message and "max_tokens" in body:
            told, self._new_limit_name = "max_tokens is called max_completion_tokens here", True
        elif re.search(
            r"unsupported|not support|unrecogni|unknown|unexpected|extra|not permitted|forbidden", message, re.I
        ):
            for name in _OPTIONAL:
                if name in body and re.search(rf"\b{name}\b", message):
                    self._without.add(name)
                    told = f"the server does not take the parameter {name!r}; it is left out"
                    break
        if told:
            with self._lock:
                if told not in self.stats.notes:
                    self.stats.notes.append(told)
        return bool(told)

    # -- one exchange -------------------------------------------------------------------------------------------

    def _once(self, body: Mapping[str, Any], cancel: Cancel) -> Completion:
        status, headers, data = self._exchange(json.dumps(body).encode(), cancel)
        if status == 200:
            return _read_completion(data)
        message = self._clean(_error_message(data))
        if status in (301, 302, 303, 307, 308):
            place = self._clean(headers.get("location", "elsewhere"))[:200]
            raise UsageError(
                "The server redirects to another address",
                cause=f"{self.endpoint.url} → {place}. It is not followed, so that a key reaches only its server.",
                hint="--base-url with the address that answers itself",
            )
        if status in (401, 403):
            raise UsageError(
                f"The server refuses the key (HTTP {status})"
                if self._key
                else f"The server wants a key (HTTP {status})",
                cause=message,
                hint=f"export {_KEYS[0]}=...",
            )
        if status == 404:
            raise UsageError(
                f"The server knows no such address or model (HTTP 404): {self.endpoint.url}, {body.get('model')!r}",
                cause=message,
                hint=f"curl {self.endpoint.url.removesuffix('/chat/completions')}/models",
            )
        if status in (402, 429) and re.search(r"insufficient_quota|out of credit|billing", message, re.I):
            raise TeacherError("The server says that there is no credit left", cause=message)
        if status in (400, 422) and self._learn(body, message):
            raise _Adapted
        if status in _RETRIED:
            raise _TryAgain(f"HTTP {status}", message, _retry_after(headers.get("retry-after")))
        raise AskFailed(f"HTTP {status}", message)

    def _exchange(self, body: bytes, cancel: Cancel) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of one POST. Raises _TryAgain for whatever happens on the way."""
        deadline = time.monotonic() + self.timeout
        with self._lock:
            self.stats.requests += 1
        for fresh in (False, True):
            connection, reused = self._connection(fresh)
            try:
                response, data = self._talk(connection, body, deadline, cancel)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
                self._drop(connection)
                cancel.check()
                if reused and not fresh:
                    continue  # it had been closed while it was idle
                raise _TryAgain("connection lost", str(error)) from error
            except TimeoutError as error:
                self._drop(connection)
                raise _TryAgain("no reply in time", str(error)) from error
            except ssl.SSLCertVerificationError as error:
                self._drop(connection)
                raise UsageError(f"The certificate of {self.endpoint.host} is not valid", cause=str(error)) from error
            except ConnectionRefusedError as error:
                self._drop(connection)
                raise _TryAgain("connection refused", str(error)) from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._drop(connection)
                cancel.check()
                raise _TryAgain(_fault_name(error), str(error)) from error
            if response.will_close:
                self._drop(connection)
            return response.status, {name.lower(): value for name, value in response.headers.items()}, data
        raise AssertionError("a fresh connection is not reused")

    def _talk(
        self, connection: http.client.HTTPConnection, body: bytes, deadline: float, cancel: Cancel
    ) -> tuple[http.client.HTTPResponse, bytes]:
        if connection.sock is None:
            connection.connect()
            cancel.check()
        sock = connection.sock
        sock.settimeout(self.timeout)
        with self._lock:
            self._open.add(sock)
        try:
            connection.request("POST", self._target(), body, self._headers())
            response = connection.getresponse()
            with contextlib.closing(response):
                return response, _read_body(response, sock, deadline)
        finally:
            with self._lock:
                self._open.discard(sock)

    def _connection(self, fresh: bool) -> tuple[http.client.HTTPConnection, bool]:
        kept: http.client.HTTPConnection | None = getattr(self._mine, "connection", None)
        if kept is not None and not fresh:
            return kept, True
        host, port = (self.endpoint.host, self.endpoint.port) if self._proxy is None else self._proxy
        connection: http.client.HTTPConnection
        if self.endpoint.secure:
            context = ssl.create_default_context()
            connection = http.client.HTTPSConnection(host, port, timeout=self.timeout, context=context)
            if self._proxy is not None:
                connection.set_tunnel(self.endpoint.host, self.endpoint.port)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=self.timeout)
        self._mine.connection = connection
        return connection, False

    def _drop(self, connection: http.client.HTTPConnection) -> None:
        connection.close()
        self._mine.connection = None

    def _target(self) -> str:
        # A proxy for plain http wants the whole address.
        return self.endpoint.url if self._proxy is not None and not self.endpoint.secure else self.endpoint.path

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": f"kpdd-edge/{__version__}",
        }
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return headers

    def _clean(self, text: str) -> str:
        """What a server says, short, without control characters and without the key or most of it."""
        if self._key:
            text = text.replace(self._key, "***")
            if len(self._key) > 8:
                text = re.sub(re.escape(self._key[:6]) + r"[^\s\"',]*", "***", text)
        return "".join(c if c.isprintable() else " " for c in text)[:400]


class _Adapted(Exception):
    """The request was rejected for a parameter; it is to be sent again without."""


def _read_body(response: http.client.HTTPResponse, sock: socket.socket, deadline: float) -> bytes:
    """The whole body before ``deadline``, however slowly it trickles in. Raises TimeoutError, HTTPException."""
    parts: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the reply did not end in time")
        with contextlib.suppress(OSError):  # the last of the body may be read already, and the socket closed
            sock.settimeout(left)
        part = response.read1(_CHUNK)
        if not part:
            break
        parts.append(part)
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise http.client.HTTPException("the reply is far too long")
    if response.length:  # what was announced did not come
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def _read_completion(data: bytes) -> Completion:
    try:
        value = json.loads(data)
        choices = value["choices"]
        if not isinstance(choices, list) or not choices:
            raise ValueError("no choices")
        texts = tuple(_text(choice["message"].get("content")) for choice in choices)
        usage = value.get("usage")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _TryAgain("malformed reply", f"{type(error).__name__}: {error}") from error
    counts = usage if isinstance(usage, dict) else {}
    return Completion(texts, _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens")))


def _text(content: Any) -> str | None:
    """A message's content: a text, or a list of parts."""
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str)) or None
    return content if isinstance(content, str) else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _error_message(data: bytes) -> str:
    text = data[:4000].decode("utf-8", "replace")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return text
    error = value.get("error", value) if isinstance(value, dict) else value
    if isinstance(error, dict):
        return " ".join(str(error[name]) for name in ("message", "code", "type", "detail") if error.get(name)) or text
    return str(error)


def _retry_after(value: str | None) -> float | None:
    """Seconds, from seconds or from a date."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _fault_name(error: Exception) -> str:
    if isinstance(error, http.client.IncompleteRead):
        return "reply cut off"
    if isinstance(error, socket.gaierror):
        return "unknown host"
    return "connection failed" if isinstance(error, OSError) else "malformed reply"


def _proxy_for(endpoint: Endpoint) -> tuple[str, int] | None:
    """The proxy that the environment names for this host."""
    scheme = "https" if endpoint.secure else "http"
    url = urllib.request.getproxies().get(scheme)
    if not url or endpoint.local or urllib.request.proxy_bypass(endpoint.host):
        return None
    parts = urlsplit(url if "//" in url else f"//{url}")
    return None if not parts.hostname else (parts.hostname, parts.port or 80)
