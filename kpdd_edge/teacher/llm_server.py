"""Writing through a server: one request a path (or a few paths a request), many at a time, every reply cached."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, KpddError
from kpdd_edge.teacher.cache import Cached, ReplyCache, request_key
from kpdd_edge.teacher.llm import AnnotateSettings, Job, Usage, Written
from kpdd_edge.teacher.llm_client import AskFailed, ChatClient, Completion, TeacherError
from kpdd_edge.teacher.prompts import STOP, messages

_POLL_S: Final = 0.1

#: So many requests in a row without a single reply, and the server is given up (times the threads).
_HOPELESS: Final = 3


@dataclass(frozen=True, slots=True)
class _Request:
    """A part of a job: the paths ``first`` to ``first + count - 1``."""

    number: int
    key: str
    body: Mapping[str, Any]
    count: int


@dataclass
class _Pending:
    job: Job
    missing: int = 0
    texts: dict[int, tuple[str | None, ...]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    usage: Usage = Usage()

    def written(self) -> Written:
        texts = tuple(text for number in sorted(self.texts) for text in self.texts[number])
        return Written(self.job, texts, tuple(self.failures), self.usage)


class ServerWriter:
    """``choices`` is how many paths one request may ask for (``n``); a server that gives fewer is asked for the rest.
    ``fresh`` asks again for what is in the cache."""

    def __init__(
        self,
        client: ChatClient,
        model: str,
        settings: AnnotateSettings,
        cache: ReplyCache,
        *,
        concurrency: int = 8,
        choices: int = 1,
        fresh: bool = False,
    ) -> None:
        self.client = client
        self.model = model
        self.name = model
        self.settings = settings
        self.cache = cache
        self.concurrency = max(1, concurrency)
        self.choices = max(1, choices)
        self.fresh = fresh
        self._hopeless = 0

    @property
    def identity(self) -> dict[str, Any]:
        return {"url": self.client.endpoint.url, "model": self.model}

    @property
    def trouble(self) -> str:
        return self.client.stats.trouble

    @property
    def notes(self) -> Sequence[str]:
        return self.client.stats.notes

    def write(self, jobs: Iterable[Job], cancel: Cancel) -> Iterator[Written]:
        """See :class:`kpdd_edge.teacher.llm.Writer`."""
        stop = Cancel()
        todo: queue.Queue[tuple[_Pending, _Request] | None] = queue.Queue()
        done: queue.SimpleQueue[tuple[_Pending, _Request, Completion | AskFailed | BaseException]] = queue.SimpleQueue()
        threads = [
            threading.Thread(target=self._work, args=(todo, done, stop), name=f"kpdd-ask-{i}", daemon=True)
            for i in range(self.concurrency)
        ]
        for thread in threads:
            thread.start()
        waiting = iter(jobs)
        exhausted = False
        asked = 0
        self._hopeless = 0
        try:
            while asked or not exhausted:
                while not exhausted and asked < 2 * self.concurrency:
                    job = next(waiting, None)
                    if job is None:
                        exhausted = True
                        break
                    pending = _Pending(job)
                    for request in self._requests(job):
                        missing = self._from_cache(pending, request)
                        if missing is not None:
                            pending.missing += 1
                            todo.put((pending, missing))
                    asked += pending.missing
                    if not pending.missing:
                        cancel.check()
                        yield pending.written()
                while asked:
                    cancel.check()
                    try:
                        pending, request, outcome = done.get(timeout=_POLL_S)
                    except queue.Empty:
                        continue
                    asked -= 1
                    pending.missing -= 1
                    more = self._take(pending, request, outcome)
                    if more is not None:
                        pending.missing += 1
                        asked += 1
                        todo.put((pending, more))
                    if not pending.missing:
                        yield pending.written()
                    break
        finally:
            stop.set()
            for _ in threads:
                todo.put(None)
            self.client.abort()
            for thread in threads:
                thread.join(timeout=2)

    def _work(
        self,
        todo: queue.Queue[tuple[_Pending, _Request] | None],
        done: queue.SimpleQueue[tuple[_Pending, _Request, Completion | AskFailed | BaseException]],
        stop: Cancel,
    ) -> None:
        """A thread: ask until there is nothing more to ask."""
        try:
            while (item := todo.get()) is not None and not stop:
                pending, request = item
                try:
                    done.put((pending, request, self.client.complete(request.body, stop)))
                except Cancelled:
                    return
                except BaseException as error:  # to be raised where the jobs come from
                    done.put((pending, request, error))
        finally:
            self.client.hang_up()

    def _requests(self, job: Job) -> Iterator[_Request]:
        chat = messages(job.problem, job.kind, self.settings.layout)
        paths = self.settings.paths
        for first in range(0, paths, self.choices):
            yield self._request(chat, first, min(self.choices, paths - first))

    def _request(self, chat: Any, first: int, count: int) -> _Request:
        body: dict[str, Any] = {
            "model": self.model,
            "messages": chat,
            "temperature": self.settings.temperature,
            "max_tokens": self.settings.max_tokens,
            "stop": [STOP],
            "seed": self.settings.seed + first,
        }
        if count > 1:
            body["n"] = count
        # The path is part of the key: a server that ignores the seed is asked as often all the same.
        key = request_key({"url": self.client.endpoint.url, "path": first, "body": body})
        return _Request(first, key, body, count)

    def _from_cache(self, pending: _Pending, request: _Request) -> _Request | None:
        """Take what is known of a request; returns a request for what is missing of it."""
        missing: _Request | None = request
        while missing is not None and not self.fresh:
            found = self.cache.get(missing.key)
            if found is None or not found.texts:
                break
            texts = found.texts[: missing.count]
            pending.texts[missing.number] = texts
            pending.usage += Usage(
                cached=len(texts),
                cached_prompt_tokens=found.prompt_tokens or 0,
                cached_completion_tokens=found.completion_tokens or 0,
            )
            missing = self._rest(missing, len(texts))
        return missing

    def _rest(self, request: _Request, taken: int) -> _Request | None:
        """What a server that gives fewer choices than asked for is still to be asked."""
        if taken >= request.count:
            return None
        return self._request(request.body["messages"], request.number + taken, request.count - taken)

    def _take(
        self, pending: _Pending, request: _Request, outcome: Completion | AskFailed | BaseException
    ) -> _Request | None:
        """Book one outcome; returns a request for what a server left out of it."""
        if isinstance(outcome, AskFailed):
            pending.failures += [outcome.reason] * request.count
            self._hopeless += 1
            if self._hopeless >= _HOPELESS * self.concurrency:
                raise TeacherError(
                    f"The server does not answer: {self.client.endpoint.url}",
                    cause=f"{self._hopeless} requests in a row failed, the last with: {outcome}",
                    hint="the same command later; what was answered is kept",
                ) from outcome
            return None
        if isinstance(outcome, KpddError):
            raise outcome
        if isinstance(outcome, BaseException):
            raise outcome
        self._hopeless = 0
        self.client.stats.trouble = ""
        texts = outcome.texts[: request.count]
        known = outcome.prompt_tokens is not None and outcome.completion_tokens is not None
        pending.usage += Usage(
            asked=len(texts),
            prompt_tokens=outcome.prompt_tokens or 0,
            completion_tokens=outcome.completion_tokens or 0,
            unknown=0 if known else len(texts),
        )
        pending.texts[request.number] = texts
        self.cache.put(request.key, self.name, Cached(texts, outcome.prompt_tokens, outcome.completion_tokens))
        return self._rest(request, len(texts))
