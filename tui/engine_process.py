"""The engine's own process: an :class:`EngineRoom` that is told what to do through a pipe.

Started by :mod:`kpdd_edge.tui.engine_link` as ``python -P -m kpdd_edge.tui.engine_process MODULE:CALLABLE ARGUMENTS``,
which names how the services are made. Apart from the app, an engine that crashes in C takes nothing with it, and the
app's interpreter is never held up by it. Ends when the app does, however that ends. Must never import Textual.
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import pickle
import queue
import struct
import sys
import threading
from contextlib import suppress
from typing import IO, Any, Final

from kpdd_edge.engines.base import Cancel
from kpdd_edge.tui.engine_room import EngineRoom, StudentStatus, as_kpdd_error

#: ("job", number, name, arguments) and ("cancel", number) go to the process; ("tell", number, StudentStatus),
#: ("item", number, what the job yielded), ("end", number) and ("error", number, KpddError) come from it.
Frame = tuple[Any, ...]

_HEAD: Final = struct.Struct("<I")
_NICENESS: Final = 5
_LAST: Final = 3.0  # seconds that a job may take to end once the app is gone


def write_frame(pipe: IO[bytes], frame: Frame) -> None:
    """Write and flush one frame. Raises OSError when nobody reads, ValueError when the pipe is closed."""
    data = pickle.dumps(frame)
    pipe.write(_HEAD.pack(len(data)) + data)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> Frame | None:
    """The next frame; None at the end of the pipe. Both ends are this program: what comes is trusted."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack(head)
    data = pipe.read(size)
    frame: Frame | None = pickle.loads(data) if len(data) == size else None
    return frame


class _Worker:
    """Does one job after another, in the order in which they come."""

    def __init__(self, room: EngineRoom, source: IO[bytes], sink: IO[bytes]) -> None:
        self._room = room
        self._source, self._sink = source, sink
        self._sink_lock = threading.Lock()
        self._cancels: dict[int, Cancel] = {}
        self._jobs: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()

    def work(self) -> None:
        threading.Thread(target=self._listen, name="kpdd-listen", daemon=True).start()
        while (job := self._jobs.get()) is not None:
            _, number, name, arguments = job
            try:
                self._do(number, name, arguments)
            except OSError:
                return  # nobody listens any more
            finally:
                self._cancels.pop(number, None)

    def _listen(self) -> None:
        while (frame := read_frame(self._source)) is not None:
            if frame[0] == "job":
                self._cancels[frame[1]] = Cancel()
                self._jobs.put(frame)
            elif (cancel := self._cancels.get(frame[1])) is not None:
                cancel.set()
        for cancel in list(self._cancels.values()):
            cancel.set()
        self._jobs.put(None)
        last = threading.Timer(_LAST, os._exit, (1,))
        last.daemon = True
        last.start()

    def _do(self, number: int, name: str, arguments: dict[str, Any]) -> None:
        def tell(status: StudentStatus) -> None:
            self._send("tell", number, status)

        cancel = self._cancels[number]
        try:
            if name == "warm":
                self._room.warm(**arguments, tell=tell, cancel=cancel)
            else:
                steps = self._room.stream if name == "stream" else self._room.batch
                for item in steps(**arguments, tell=tell, cancel=cancel):
                    self._send("item", number, item)
        except BrokenPipeError:
            raise
        except BaseException as error:
            self._send("error", number, as_kpdd_error(error))
        else:
            self._send("end", number)

    def _send(self, *frame: Any) -> None:
        with self._sink_lock:
            write_frame(self._sink, frame)


def main() -> None:
    """Serve the app until it goes away."""
    # The pipes are ours alone: whatever else writes to the standard output, C code too, goes where errors go.
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    faulthandler.enable(all_threads=False)
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(_NICENESS)  # an engine keeps every core busy, and a key that is pressed should not wait for it
    module, _, name = sys.argv[1].partition(":")
    services = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
    room = EngineRoom(services)
    try:
        _Worker(room, source, sink).work()
    finally:
        room.close()


if __name__ == "__main__":
    main()
