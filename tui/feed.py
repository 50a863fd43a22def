"""From a working thread to the app: items are gathered and handed over in bundles, so that the screen keeps up.

A student may write thousands of pieces a second (votes in a batch); the app takes what has come twenty times a second.
Only :meth:`Feed.put` is called off the app's thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

#: Seconds between two bundles while items keep coming.
PACE: Final = 1 / 20


class Feed(Generic[T]):
    """``wake`` is called from the putting thread when a bundle begins; it asks the app to call :meth:`take`."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self._wake = wake
        self._items: list[T] = []
        self._lock = threading.Lock()
        self._awake = False

    def put(self, item: T) -> None:
        with self._lock:
            self._items.append(item)
            if self._awake:
                return
            self._awake = True
        self._wake()

    def take(self) -> list[T]:
        """What has come since the last call. As long as that is something, call again after :data:`PACE`;
        after an empty list the next item wakes the app anew."""
        with self._lock:
            items, self._items = self._items, []
            if not items:
                self._awake = False
            return items
