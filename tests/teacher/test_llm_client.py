from __future__ import annotations

import threading
import time
from email.utils import formatdate
from typing import Any

import pytest
from fake_server import FakeServer

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, UsageError
from kpdd_edge.teacher.llm_client import AskFailed, ChatClient, Endpoint, TeacherError, find_key

BODY: dict[str, Any] = {
    "model": "m",
    "messages": [{"role": "user", "content": "Hello?"}],
    "temperature": 0.5,
    "seed": 3,
    "max_tokens": 9,
    "stop": ["### End"],
}


def client(server: FakeServer, **options: Any) -> ChatClient:
    return ChatClient(Endpoint.parse(server.url), **{"backoff": 0.005, "timeout": 5.0, **options})


def hello(body: dict[str, Any]) -> str:
    return f"Hello {body['messages'][-1]['content']}"


def ask(chat: ChatClient, body: dict[str, Any] = BODY) -> str | None:
    try:
        return chat.complete(body, Cancel()).texts[0]
    finally:
        chat.hang_up()


# -- where, and with which key ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1/chat/completions"),
        ("http://localhost:8000/v1/", "http://localhost:8000/v1/chat/completions"),
        ("https://api.example.org/v1", "https://api.example.org/v1/chat/completions"),
        ("https://api.example.org:443/x/openai/", "https://api.example.org/x/openai/chat/completions"),
        ("http://[::1]:9/v1/chat/completions", "http://[::1]:9/v1/chat/completions"),
    ],
)
def test_base_urls(url: str, canonical: str) -> None:
    assert Endpoint.parse(url).url == canonical


@pytest.mark.parametrize(
    "url", ["", "localhost:8000", "ftp://x/v1", "http://", "http://a:b@x/v1", "https://x/v1?key=1", "http://x:99999/"]
)
def test_what_is_no_base_url(url: str) -> None:
    with pytest.raises(UsageError):
        Endpoint.parse(url)


def test_which_key_goes_where() -> None:
    both = {"OPENAI_API_KEY": "general", "KPDD_TEACHER_KEY": "own"}
    general = {"OPENAI_API_KEY": " general\n"}
    far, near, safe = (Endpoint.parse(url) for url in ("http://far/v1", "http://127.0.0.1:1/v1", "https://far/v1"))
    assert find_key(far, both) == ("own", "")
    assert find_key(safe, general) == ("general", "")
    assert find_key(near, general) == ("general", "")
    key, note = find_key(far, general)
    assert key == ""
    assert "not sent over plain http to far" in note
    assert find_key(far, {}) == ("", "")
    with pytest.raises(UsageError, match="KPDD_TEACHER_KEY is no key"):
        find_key(far, {"KPDD_TEACHER_KEY": "two words"})


def test_a_request_carries_the_key_and_the_body() -> None:
    with FakeServer(hello) as server:
        assert ask(client(server, key="sk-test-123456789")) == "Hello Hello?"
        headers, body = server.requests[0]
    assert headers["authorization"] == "Bearer sk-test-123456789"
    assert headers["content-type"] == "application/json"
    assert body == BODY


def test_without_a_key_there_is_no_authorization() -> None:
    with FakeServer(hello) as server:
        ask(client(server))
        assert "authorization" not in server.requests[0][0]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_never_followed(status: int) -> None:
    with FakeServer(hello) as other, FakeServer(hello) as server:
        server.script.append((status, {"Location": other.url + "/chat/completions"}, ""))
        with pytest.raises(UsageError, match="redirects to another address") as caught:
            ask(client(server, key="sk-test-123456789"))
        assert other.url in caught.value.cause
        assert other.requests == []
        assert len(server.requests) == 1


def test_what_a_server_says_is_shown_without_the_key() -> None:
    key = "sk-test-abcdefghijkl"
    with FakeServer(hello) as server:
        server.script.append(
            (401, {}, f'{{"error": {{"message": "Incorrect API key {key} or sk-test-abc***kl\\u001b[31m"}}}}')
        )
        with pytest.raises(UsageError, match="refuses the key") as caught:
            ask(client(server, key=key))
        server.script.append((400, {}, f"bad {key}"))
        with pytest.raises(AskFailed) as failed:
            ask(client(server, key=key))
    told = str(caught.value) + str(failed.value) + repr(failed.value)
    assert "Incorrect API key ***" in told
    assert "sk-test" not in told
    assert "\x1b" not in told


# -- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        (429, {}, '{"error": {"message": "slow down"}}'),
        (500, {}, "oops"),
        (502, {}, "<html>bad gateway</html>"),
        (503, {}, ""),
        "malformed",
        "no choices",
        "cut",
        "hang up",
    ],
)
def test_a_passing_fault_is_tried_again(fault: Any) -> None:
    with FakeServer(hello, [fault, fault]) as server:
        chat = client(server)
        assert ask(chat) == "Hello Hello?"
        assert len(server.requests) == 3
        assert chat.stats.retries == 2
        assert chat.stats.trouble


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ((500, {}, "oops"), "HTTP 500"),
        ("malformed", "malformed reply"),
        ("cut", "reply cut off"),
        ("hang up", "connection lost"),
        ("stall", "no reply in time"),
        ("trickle", "no reply in time"),
    ],
)
def test_a_lasting_fault_ends_that_request(fault: Any, reason: str) -> None:
    with FakeServer(hello, [fault] * 3) as server:
        begin = time.monotonic()
        with pytest.raises(AskFailed) as caught:
            ask(client(server, retries=1, timeout=0.3))
        assert caught.value.reason == reason
        assert len(server.requests) == 2
        assert time.monotonic() - begin < 3


def test_a_refused_connection() -> None:
    with FakeServer(hello) as server:
        url = server.url
    with pytest.raises(AskFailed) as caught:
        ask(ChatClient(Endpoint.parse(url), retries=1, backoff=0.001))
    assert caught.value.reason == "connection refused"


def test_a_connection_that_was_closed_while_idle_costs_no_retry() -> None:
    with FakeServer(hello, ["hang up later"]) as server:
        chat = client(server, retries=0)
        assert chat.complete(BODY, Cancel()).texts == ("Hello Hello?",)
        time.sleep(0.05)
        assert chat.complete(BODY, Cancel()).texts == ("Hello Hello?",)
        assert chat.stats.retries == 0
        chat.hang_up()


def test_connections_are_kept() -> None:
    with FakeServer(hello) as server:
        chat = client(server)
        for _ in range(3):
            chat.complete(BODY, Cancel())
        assert len(server.requests) == 3
        chat.hang_up()


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_request_the_server_will_never_take_is_not_repeated(status: int) -> None:
    with FakeServer(hello, [(status, {}, '{"error": {"message": "context length exceeded"}}')]) as server:
        with pytest.raises(AskFailed) as caught:
            ask(client(server))
        assert caught.value.reason == f"HTTP {status}"
        assert "context length exceeded" in caught.value.detail
        assert len(server.requests) == 1


def test_an_unknown_model_ends_the_run() -> None:
    message = '{"error": {"message": "The model `m` does not exist."}}'
    with FakeServer(hello, [(404, {}, message)]) as server, pytest.raises(UsageError, match="no such address or model"):
        ask(client(server))


def test_no_credit_left_ends_the_run() -> None:
    body = '{"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}'
    with FakeServer(hello, [(429, {}, body)]) as server, pytest.raises(TeacherError, match="no credit left"):
        ask(client(server))


def test_content_in_parts_and_without_content() -> None:
    with FakeServer(hello, ["parts", "no content"]) as server:
        chat = client(server)
        assert ask(chat) == "Hello Hello?"
        assert ask(chat) is None


# -- waiting ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_honoured(as_date: bool) -> None:
    value = formatdate(time.time() + 2.0, usegmt=True) if as_date else "0.4"
    with FakeServer(hello, [(429, {"Retry-After": value}, "")]) as server:
        begin = time.monotonic()
        assert ask(client(server)) == "Hello Hello?"
        waited = time.monotonic() - begin
    assert waited > (0.3 if as_date else 0.39)  # a date has whole seconds only
    assert waited < 4


def test_a_wait_of_an_hour_ends_the_run() -> None:
    with FakeServer(hello, [(429, {"Retry-After": "3600"}, "quota of today")]) as server:
        with pytest.raises(TeacherError, match="wait 60 minutes") as caught:
            ask(client(server))
        assert caught.value.cause == "quota of today"


def test_the_rate_limit_spaces_requests() -> None:
    with FakeServer(hello) as server:
        chat = client(server, rpm=1200)  # one in 50 ms
        begin = time.monotonic()
        threads = [threading.Thread(target=ask, args=(chat,)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() - begin >= 0.2


def test_cancelling_while_waiting_and_while_reading() -> None:
    with FakeServer(hello, [(500, {}, ""), "stall"]) as server:
        for options in ({"backoff": 30.0}, {"timeout": 30.0}):
            chat, cancel = client(server, **options), Cancel()
            failure: list[BaseException] = []

            def work(chat: ChatClient = chat, cancel: Cancel = cancel, failure: list[BaseException] = failure) -> None:
                try:
                    chat.complete(BODY, cancel)
                except BaseException as error:
                    failure.append(error)
                finally:
                    chat.hang_up()

            thread = threading.Thread(target=work)
            thread.start()
            time.sleep(0.15)
            cancel.set()
            chat.abort()
            thread.join(timeout=3)
            assert not thread.is_alive()
            assert isinstance(failure[0], Cancelled)


# -- servers that lack a parameter --------------------------------------------------------------------------------


def test_a_parameter_that_is_not_known_is_left_out_from_then_on() -> None:
    with FakeServer(hello, [(400, {}, '{"error": {"message": "Unsupported parameter: seed"}}')]) as server:
        chat = client(server)
        assert ask(chat) == "Hello Hello?"
        assert ask(chat) == "Hello Hello?"
        assert [("seed" in body) for _, body in server.requests] == [True, False, False]
    assert len(chat.stats.notes) == 1
    assert "'seed'" in chat.stats.notes[0]


def test_the_newer_name_of_the_limit() -> None:
    message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    with FakeServer(hello, [(400, {}, message)]) as server:
        chat = client(server)
        ask(chat)
        assert server.requests[1][1]["max_completion_tokens"] == 9
        assert "max_tokens" not in server.requests[1][1]


def test_a_far_too_long_reply_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpdd_edge.teacher.llm_client.MAX_BODY_BYTES", 1000)
    with FakeServer(lambda _body: "x" * 5000) as server, pytest.raises(AskFailed):
        ask(client(server, retries=0))
