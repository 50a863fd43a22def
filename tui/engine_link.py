"""The engine room as the app sees it: the same methods as :class:`EngineRoom`, done in a process of their own.

When that process ends by itself (a crash in C, the system out of memory) the job that was under way raises an
EngineError that says so, and the next job starts another process. Every method may block and is called off the app's
thread.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, EngineError
from kpdd_edge.events import Event
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import KeyPoints
from kpdd_edge.tui.engine_process import Frame, read_frame, write_frame
from kpdd_edge.tui.engine_room import EngineRoom, StudentStatus, Tell, as_kpdd_error, held

if TYPE_CHECKING:
    from kpdd_edge.answer import Answer
    from kpdd_edge.batch import BatchProgress
    from kpdd_edge.problem import Outcome
    from kpdd_edge.tui.services import Services

_LOOK: Final = 0.02  # seconds between two looks at whether a job was cancelled
_PATIENCE: Final = 10.0  # seconds after which an engine that was asked to stop is ended
_GONE: Final = "gone"  # the frame that stands for the end of the process
_LAST_WORDS: Final = 4000  # bytes


class EngineLink:
    """One process at a time, started when it is first needed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._local = EngineRoom(services)  # runs the user's own programs, beside whatever the engine does
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._student = ""  # the name that was told last

    @property
    def busy(self) -> bool:
        return self._lock.locked()

    def warm(self, options: SolverOptions, tell: Tell, cancel: Cancel) -> None:
        """As :meth:`EngineRoom.warm`."""
        try:
            for _ in self._job("warm", {"options": options}, tell, cancel):
                pass
        except Cancelled:
            return
        except BaseException as error:
            name = self._services.shelf.name_of(options.student)
            tell(StudentStatus("failed", name, error=as_kpdd_error(error)))

    def stream(
        self,
        problem: str,
        options: SolverOptions,
        *,
        key_points: KeyPoints | None = None,
        extract: bool = True,
        tell: Tell,
        cancel: Cancel,
    ) -> Generator[Event, None, None]:
        """As :meth:`EngineRoom.stream`."""
        arguments = {"problem": problem, "options": options, "key_points": key_points, "extract": extract}
        yield from self._job("stream", arguments, tell, cancel)

    def batch(
        self, data: bytes, out: Path, name: str, options: SolverOptions, *, force: bool, tell: Tell, cancel: Cancel
    ) -> Generator[BatchProgress, None, None]:
        """As :meth:`EngineRoom.batch`."""
        arguments = {"data": data, "out": out, "name": name, "options": options, "force": force}
        yield from self._job("batch", arguments, tell, cancel)

    def run_program(self, program: str, options: SolverOptions) -> tuple[Outcome, Answer | None]:
        """As :meth:`EngineRoom.run_program`."""
        return self._local.run_program(program, options)

    def close(self) -> None:
        """End the process; waits for work that was cancelled to end."""
        with self._lock:
            self._end()
        self._local.close()

    # -- one job ------------------------------------------------------------------------------------------------

    def _job(self, name: str, arguments: dict[str, Any], tell: Tell, cancel: Cancel) -> Generator[Any, None, None]:
        """Yields what the job yields. Raises what it raises, and EngineError when the process ends under it."""
        with held(self._lock, cancel):
            process = self._running()
            number = process.begin(name, arguments)
            asked: float | None = None
            over = False
            try:
                while not over:
                    if cancel and asked is None:
                        asked = time.monotonic()
                        process.send("cancel", number)
                    try:
                        kind, of, *rest = process.frames.get(timeout=_LOOK)
                    except queue.Empty:
                        if asked is not None and time.monotonic() - asked > _PATIENCE:
                            process.kill()  # it does not listen
                            raise Cancelled from None
                        continue
                    if kind == _GONE:
                        over = True
                        error = process.crashed()
                        tell(StudentStatus("failed", self._student, error=error))
                        raise error
                    if of != number:
                        continue
                    if kind == "tell":
                        self._student = rest[0].name
                        tell(rest[0])
                    elif kind == "item":
                        yield rest[0]
                    else:
                        over = True
                        if kind == "error":
                            raise rest[0]
            finally:
                if not over or process.gone:
                    self._end()

    def _running(self) -> _Process:
        if self._process is not None and self._process.gone:
            self._end()
        if self._process is None:
            assert self._services.recipe is not None
            self._process = _Process(*self._services.recipe)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()


#: Where the engine is, as the app sees it.
Room = EngineRoom | EngineLink


class _Process:
    """The process, its pipes, and a thread that reads what it says."""

    def __init__(self, maker: str, arguments: dict[str, Any]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 -- closed in end()
        command = [sys.executable, "-P", "-m", "kpdd_edge.tui.engine_process", maker, json.dumps(arguments)]
        # Its own session: what the terminal sends to the app (Ctrl-C, a hang-up) is not for it; it ends with its pipe.
        more: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            more = {"creationflags": subprocess.CREATE_NO_WINDOW}
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**os.environ, "GGML_NO_BACKTRACE": "1"},
                **more,
            )
        except BaseException:
            self._errors.close()
            raise
        self._numbers = itertools.count(1)
        self.frames: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="kpdd-engine", daemon=True)
        self._reader.start()

    @property
    def gone(self) -> bool:
        return self._process.poll() is not None

    def begin(self, name: str, arguments: dict[str, Any]) -> int:
        """Ask for a job; returns its number."""
        number = next(self._numbers)
        self.send("job", number, name, arguments)
        return number

    def send(self, *frame: Any) -> None:
        """Nothing is said when the process has gone: the end of its pipe tells."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            write_frame(self._process.stdin, frame)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(Exception):  # what cannot be read is as good as the end
            while (frame := read_frame(self._process.stdout)) is not None:
                self.frames.put(frame)
        self.frames.put((_GONE, 0))

    def crashed(self) -> EngineError:
        """What a person should read when it has ended by itself."""
        code = self._wait(5.0)
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - _LAST_WORDS))
        lines = self._errors.read().decode("utf-8", "replace").splitlines()
        # The crash handler names the signal and then the way to it; what an assertion said stands before both.
        said = [line.strip() for line in lines if line.strip()]
        fatal = next((i for i, line in enumerate(said) if line.startswith("Fatal Python error")), len(said))
        words = said[fatal - 1] if fatal > 0 else ""
        how = f"It ended with exit code {code}." if code is None or code >= 0 else f"It was ended by {_signal(-code)}."
        hint = "try again: it is started anew; if it happens again: kpdd doctor"
        if code == -getattr(signal, "SIGKILL", 9):
            how = "It was killed; the machine may have run out of memory."
            hint = "try again: it is started anew; or choose a smaller student or fewer votes"
        return EngineError("The engine crashed", cause=f"{how} {words[:200]}".strip(), hint=hint)

    def _wait(self, seconds: float) -> int | None:
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Let it go: it ends when its pipe does, and is ended when it does not."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        if self._wait(5.0) is None:
            self._process.kill()
            self._process.wait()
        self._reader.join(5.0)
        self._process.stdout.close()
        self._errors.close()


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
