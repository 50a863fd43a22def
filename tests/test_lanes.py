"""Items in lanes: dealt in turn, read only here, all stopped together."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, EngineError
from kpdd_edge.lanes import Lane, in_lanes


def _named(name: str) -> Lane[int, tuple[str, int]]:
    def lane(items: Iterator[int], stop: Cancel) -> Iterator[tuple[str, int]]:
        for item in items:
            if name == "slow":
                time.sleep(0.002)
            yield name, item

    return lane


def _lanes_alive() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("kpdd-lane")]


def test_items_are_dealt_in_turn_however_fast_a_lane_is() -> None:
    found = list(in_lanes(range(41), [_named("slow"), _named("fast")]))
    assert [item for name, item in found if name == "slow"] == list(range(0, 41, 2))
    assert [item for name, item in found if name == "fast"] == list(range(1, 41, 2))
    assert not _lanes_alive()


def test_without_items_nothing_comes_and_nothing_hangs() -> None:
    assert list(in_lanes([], [_named("slow"), _named("fast")])) == []


def test_items_are_read_in_the_callers_thread_and_no_further_than_needed() -> None:
    read: list[int] = []

    def source() -> Iterator[int]:
        for item in range(1000):
            assert threading.current_thread() is threading.main_thread()
            read.append(item)
            yield item

    results = in_lanes(source(), [_named("a"), _named("b")])
    next(results)
    results.close()
    assert len(read) < 10
    assert not _lanes_alive()


def test_an_error_in_one_lane_stops_the_others_and_is_raised() -> None:
    seen: list[bool] = []

    def broken(items: Iterator[int], stop: Cancel) -> Iterator[int]:
        next(items)
        yield from ()
        raise EngineError("out of cells")

    def patient(items: Iterator[int], stop: Cancel) -> Iterator[int]:
        next(items)
        seen.append(stop.wait(20))
        yield 0

    with pytest.raises(EngineError, match="out of cells"):
        list(in_lanes(range(10), [broken, patient]))
    assert seen == [True]
    assert not _lanes_alive()


def test_an_error_of_the_source_is_raised_and_stops_all() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise OSError("the file is gone")

    with pytest.raises(OSError, match="gone"):
        list(in_lanes(source(), [_named("a"), _named("b")]))
    assert not _lanes_alive()


def test_the_callers_flag_stops_lanes_that_say_nothing() -> None:
    cancel = Cancel()

    def silent(items: Iterator[int], stop: Cancel) -> Iterator[int]:
        cancel.set()
        stop.wait(20)
        yield from items

    begin = time.monotonic()
    with pytest.raises(Cancelled):
        list(in_lanes(range(10), [silent, silent], cancel))
    assert time.monotonic() - begin < 10
    assert not _lanes_alive()
