"""Freed memory goes back to the machine."""

from __future__ import annotations

import ctypes
import sys

import pytest

from kpdd_edge.training.memory import give_back_memory


def _resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells what is resident")
def test_freed_pieces_below_a_used_one_are_returned() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    pieces = [libc.malloc(100_000) for _ in range(2_000)]
    for piece in pieces:
        ctypes.memset(piece, 1, 100_000)
    for piece in pieces[:-1]:  # the last one holds the heap's end, so that free() alone cannot shrink it
        libc.free(piece)
    before = _resident()
    assert give_back_memory()
    assert before - _resident() > 100_000_000
    libc.free(pieces[-1])


def test_elsewhere_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert not give_back_memory()
