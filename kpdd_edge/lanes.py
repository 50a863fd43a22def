"""Many items worked on in several threads, dealt out so that who gets what never depends on how long anything takes.

Matrix products of a few rows gain little from a second thread: both wait for each other hundreds of times a token. Two
texts on a core each do not wait. (llama.cpp releases the interpreter while it computes, so threads are enough.)
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, TypeVar

from kpdd_edge.engines.base import Cancel

T = TypeVar("T")
R = TypeVar("R")

#: Works on the items it is given, asking for the next when it has room; stops when the flag is set.
Lane = Callable[[Iterator[T], Cancel], Iterable[R]]

#: Seconds between two looks at the caller's flag while no lane has anything to say.
_LOOK: Final = 0.05


class _Sign(Enum):
    WANTS = "wants an item"
    ENDED = "no more items, or no more work"


@dataclass(frozen=True, slots=True)
class _Result(Generic[R]):
    value: R


def in_lanes(items: Iterable[T], lanes: Sequence[Lane[T, R]], cancel: Cancel | None = None) -> Generator[R, None, None]:
    """What the lanes give for ``items``, as it comes; the k-th item goes to lane k modulo their number.

    ``items`` is only ever read in the caller's thread, no further than the lanes need. Closing the iterator early,
    or an error in one lane (raised here), stops them all; none runs on behind it. Raises Cancelled.
    """
    told: queue.SimpleQueue[tuple[int, _Sign | _Result[R] | BaseException]] = queue.SimpleQueue()
    inboxes: list[queue.SimpleQueue[T | _Sign]] = [queue.SimpleQueue() for _ in lanes]
    stop = Cancel()

    def supply(at: int) -> Iterator[T]:
        while True:
            told.put((at, _Sign.WANTS))
            item = inboxes[at].get()
            if isinstance(item, _Sign):
                return
            yield item

    def work(at: int) -> None:
        try:
            for result in lanes[at](supply(at), stop):
                told.put((at, _Result(result)))
        except BaseException as error:
            told.put((at, error))
        else:
            told.put((at, _Sign.ENDED))

    threads = [
        threading.Thread(target=work, args=(at,), name=f"kpdd-lane-{at}", daemon=True) for at in range(len(lanes))
    ]
    dealer = _Dealer(items, len(lanes))
    try:
        for thread in threads:
            thread.start()
        working = len(threads)
        while working:
            if cancel is not None:
                cancel.check()
            try:
                at, what = told.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if isinstance(what, BaseException):
                raise what
            if isinstance(what, _Result):
                yield what.value
            elif what is _Sign.WANTS:
                inboxes[at].put(dealer.next_for(at))
            else:
                working -= 1
    finally:
        stop.set()
        for inbox, thread in zip(inboxes, threads, strict=True):
            inbox.put(_Sign.ENDED)
            if thread.ident is not None:
                thread.join()


class _Dealer(Generic[T]):
    """Deals items in turn, however unevenly they are asked for."""

    def __init__(self, items: Iterable[T], count: int) -> None:
        self._items = iter(items)
        self._held: list[deque[T]] = [deque() for _ in range(count)]
        self._dealt = 0

    def next_for(self, at: int) -> T | _Sign:
        while not self._held[at]:
            try:
                item = next(self._items)
            except StopIteration:
                return _Sign.ENDED
            self._held[self._dealt % len(self._held)].append(item)
            self._dealt += 1
        return self._held[at].popleft()
