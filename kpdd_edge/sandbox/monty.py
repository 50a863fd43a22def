"""Monty: programs run in a Rust interpreter of a Python subset, inside a worker process of its own.

The interpreter has no way to the machine: no files, no network, no processes, no environment; what a program asks of
an operating system is answered with an error. It is never loaded into this process: ``pydantic_monty`` keeps a worker
process, kills it when a program outlives its time, and replaces it. What the worker sends is data; only a short text,
made by a helper whose name the program cannot know, is ever taken as the answer.

A worker whose parent is killed ends with the program it runs: at that program's deadline, or on Linux a second after
the processor time that the deadline allows.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import secrets
import signal
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from kpdd_edge.problem import Outcome, Status
from kpdd_edge.sandbox import lacks
from kpdd_edge.sandbox.base import RunLimits
from kpdd_edge.sandbox.precheck import Checked, check

NAME = "monty"
#: What an attempt lacked when there was no Monty at all.
NOT_STARTED = "Monty"

MAX_ANSWER_CHARS = 2_000
MAX_ERROR_CHARS = 500
_GRACE_SECONDS = 0.2  # beyond the deadline, for the interpreter to say so itself before it is killed
_MAX_STATES = 8

# Run once per pair of limits and kept as a saved session. ``@`` is a random name: the program can neither call nor
# replace the helpers. Monty's own round() of a float to n digits scales it, and so is wrong half-way (round(2.675, 2))
# and in the last places of large numbers. Its formatting is right and serves for the digits behind the point. Those
# before it are rounded in whole numbers: twice the number, and a mark for what was cut off, so that a half is a half.
_PRELUDE = """
def @make_round(round_, isinstance_, float_, int_, divmod_):
    def round(number, ndigits=None):
        if ndigits is None or not isinstance_(number, float_) or not isinstance_(ndigits, int_) or number - number != 0:
            return round_(number) if ndigits is None else round_(number, ndigits)
        if ndigits > 323:
            return number
        if ndigits >= 0:
            return float_(f"{number:.{ndigits}f}")
        if ndigits < -308:
            return 0.0 * number
        whole = int_(number)
        twice = 2 * whole
        if number > whole:
            twice += 1
        elif number < whole:
            twice -= 1
        unit = 10 ** -ndigits
        count, rest = divmod_(twice, 2 * unit)
        if rest > unit or (rest == unit and count % 2):
            count += 1
        return float_(count * unit) if count else 0.0 * number
    return round

def @make_text(isinstance_, str_, bool_, int_, float_, list_, tuple_, repr_, len_, decimal_, exceptions):
    def text(value, depth):
        if isinstance_(value, str_):
            return repr_(value) if depth else value[:@limit]
        if isinstance_(value, decimal_):
            return str_(value)
        if isinstance_(value, (bool_, int_, float_)):
            return repr_(value)
        if isinstance_(value, (list_, tuple_)) and depth < 3 and len_(value) <= 100:
            parts = [text(item, depth + 1) for item in value]
            if None in parts:
                return None
            inside = ", ".join(parts)
            if isinstance_(value, list_):
                return "[" + inside + "]"
            return "(" + inside + ("," if len_(value) == 1 else "") + ")"
        return None

    def answer_text(value):
        try:
            result = text(value, 0)
        except exceptions:
            return None
        return result if result is not None and len_(result) <= @limit else None

    return answer_text

def @silent(*values, **options):
    return None

from decimal import Decimal as @Decimal
round = @make_round(round, isinstance, float, int, divmod)
@text = @make_text(isinstance, str, bool, int, float, list, tuple, repr, len, @Decimal, Exception)
"""

_CALL_SOLUTION = """
try:
    answer
    @call = False
except NameError:
    @call = True
if @call:
    {mute}answer = solution()
"""

_TAIL = """
try:
    @answer = answer
except NameError:
    @answer = None
@text(@answer)
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An outcome, and what Monty lacked if that is why the program failed (None: the outcome stands)."""

    outcome: Outcome
    lacking: str | None = None


#: The process that first had a pool, if any.
_pool_process: int | None = None


class MontySandbox:
    """Runs programs on Monty. See :class:`kpdd_edge.sandbox.base.Sandbox`.

    A program that needs more than Monty has is refused; :meth:`attempt` tells what it was.
    """

    name = NAME

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._prefix = f"_{secrets.token_hex(8)}_"
        self._pool: Any = None
        self._states: dict[tuple[float, int], bytes] = {}
        self._worker: int | None = None
        self._owner = os.getpid()
        self._thread: ThreadPoolExecutor | None = None
        self._finalize: weakref.finalize[Any, Any] | None = None
        self._inherited: list[Any] = []

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        """Run ``program``; never raises for anything it does."""
        checked = check(program)
        if isinstance(checked, Outcome):
            return checked
        attempt = self.attempt(checked, limits)
        if attempt.lacking is None or attempt.lacking == NOT_STARTED:
            return attempt.outcome
        return replace(attempt.outcome, status=Status.REFUSED, error=f"needs {attempt.lacking}, which Monty has not")

    def attempt(self, checked: Checked, limits: RunLimits) -> Attempt:
        """Run a checked program and say whether another sandbox should have it."""
        limits = limits.clamped()
        with self._lock:
            self._after_fork()
            if threading.current_thread() is not threading.main_thread():
                return self._attempt(checked, limits)
            # Monty cannot be interrupted from the thread it was called on: Ctrl-C must find this one waiting.
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="monty")
            future = self._thread.submit(self._attempt, checked, limits)
            try:
                return future.result()
            except BaseException:
                self._kill_worker()
                raise

    def close(self) -> None:
        with self._lock:
            self._after_fork()
            self._close_pool()
            if self._thread is not None:
                self._thread.shutdown()
                self._thread = None

    def __enter__(self) -> MontySandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- the worker ---------------------------------------------------------------------------------------------

    def _close_pool(self) -> None:
        if self._finalize is not None:
            self._finalize()
            self._finalize = None
        self._pool = self._worker = None
        self._states.clear()

    def _open(self) -> Any:
        """The pool of one worker. Raises RuntimeError in a process that was forked off one that had a pool."""
        global _pool_process
        if self._pool is None:
            import pydantic_monty

            # Its threads are not there after a fork, and waiting for them would never end.
            if _pool_process not in (None, os.getpid()):
                raise RuntimeError("it was started before this process was forked; start new processes by spawning")
            _pool_process = os.getpid()

            pool = pydantic_monty.Monty(
                max_processes=1,
                feed_duration_limit_grace=_GRACE_SECONDS,
                turn_duration_limit_grace=_GRACE_SECONDS,
            )
            pool.__enter__()
            self._pool = pool
            self._finalize = weakref.finalize(self, pool.__exit__, None, None, None)
        return self._pool

    def _after_fork(self) -> None:
        """In a process forked off the owner, let go of the owner's worker and thread without touching them."""
        if self._owner == os.getpid():
            return
        if self._finalize is not None:
            self._finalize.atexit = False
        self._inherited += [self._pool, self._finalize, self._thread]  # kept: their destructors act on the owner's
        self._pool = self._finalize = self._thread = self._worker = None
        self._states.clear()
        self._owner = os.getpid()

    def _kill_worker(self) -> None:
        pid = self._worker
        if pid is not None:
            with contextlib.suppress(OSError):
                os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def _checkout(self, limits: RunLimits) -> Any:
        return self._open().checkout(
            script_name="program.py",
            limits={
                "max_feed_duration_secs": limits.seconds,
                "max_memory": limits.memory_mb << 20,
                "max_total_sleep_secs": 0.0,
            },
            # Sleeping would not count against the time limit; a fixed seed gives the same program the same answer.
            os_policy={"sleep": "zero", "random_start": {"seed": 0}},
            assert_message_annotations=False,
        )

    def _state(self, limits: RunLimits) -> bytes:
        """A saved session with the prelude loaded; it carries its limits with it."""
        key = (limits.seconds, limits.memory_mb)
        state = self._states.get(key)
        if state is None:
            with self._checkout(limits) as session:
                session.feed_run(self._named(_PRELUDE))
                state = session.dump()
            if len(self._states) >= _MAX_STATES:
                self._states.clear()
            self._states[key] = state
        return state

    def _named(self, text: str) -> str:
        return text.replace("@limit", str(MAX_ANSWER_CHARS)).replace("@", self._prefix)

    # ---- one program --------------------------------------------------------------------------------------------

    def _attempt(self, checked: Checked, limits: RunLimits) -> Attempt:
        try:
            import pydantic_monty

            state = self._state(limits)
        except Exception as error:  # not installed for this platform, no worker binary, no memory for a process
            if _LIMIT.match(str(error)):  # a machine so busy that not even the prelude was in time
                return Attempt(Outcome(Status.TIMEOUT, error="it took too long", engine=NAME))
            self._close_pool()
            reason = f"{type(error).__name__}: {error}"[:MAX_ERROR_CHARS]
            refusal = Outcome(Status.REFUSED, error=f"Monty cannot be started ({reason})", engine=NAME)
            return Attempt(refusal, NOT_STARTED)
        output = _Output(limits.output_bytes)
        start = time.monotonic()
        answer: Any = None
        failure: Exception | None = None
        try:
            with self._checkout(limits) as session:
                session.load_session(state)
                self._worker = session.worker_pid
                _bound_worker(self._worker, limits.seconds)
                answer = session.feed_run(self._whole(checked), print_callback=output.take)
        except pydantic_monty.MontyError as error:
            failure = error
        except (OSError, RuntimeError, ValueError, RecursionError) as error:
            failure = error
        finally:
            self._worker = None
        seconds = time.monotonic() - start
        lines = checked.source.count("\n") + 1
        status, text, line = (Status.OK, None, None) if failure is None else _read_failure(failure, lines)
        outcome = Outcome(
            status=status,
            stdout=output.text(),
            error=text,
            seconds=seconds,
            engine=NAME,
            answer=answer[:MAX_ANSWER_CHARS] if isinstance(answer, str) else None,
            line=line,
            truncated=output.overflow,
        )
        return Attempt(outcome, lacks.lacking(text) if status is Status.ERROR and text else None)

    def _whole(self, checked: Checked) -> str:
        """The program, and behind it what fetches the result: nothing stands in front that could move its lines."""
        call = ""
        if checked.call_solution:
            # What solution() prints was printed already if the program called it.
            call = _CALL_SOLUTION.format(mute="print = @silent; " if checked.solution_called else "")
        return checked.source + "\n" + self._named(call + _TAIL)


def _bound_worker(pid: int | None, seconds: float) -> None:
    """On Linux, let the kernel bound the worker too: it writes no files, and computes no longer than it may.

    Behind the interpreter's own limit and the parent's clock this is for the worker that has lost its parent.
    """
    if pid is None or sys.platform != "linux":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        used = time.clock_gettime((~pid << 3) | 2)  # the processor clock of that process, see clock_getcpuclockid(3)
        for kind, soft in (
            (resource.RLIMIT_CPU, math.ceil(used + seconds) + 1),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.prlimit(pid, kind)
            resource.prlimit(pid, kind, (soft, hard))


class _Output:
    """Keeps the first ``limit`` bytes of what is printed and drops the rest."""

    def __init__(self, limit: int) -> None:
        self._parts: list[bytes] = []
        self._room = limit
        self.overflow = False

    def take(self, stream: str, text: str) -> None:
        if stream != "stdout":
            return
        data = text.encode("utf-8", "replace")
        if len(data) > self._room:
            self.overflow = True
            data = data[: self._room]
        if data:
            self._parts.append(data)
            self._room -= len(data)

    def text(self) -> str:
        # A character cut in two at the limit is dropped.
        return b"".join(self._parts).decode("utf-8", "ignore" if self.overflow else "replace")


_LIMIT = re.compile(r"^(?:TimeoutError: (?:feed|turn) time limit exceeded|(MemoryError): memory limit exceeded)")
#: The feed that holds the program; the one before it was the prelude.
_PROGRAM = "<python-input-1>"


def _read_failure(failure: Exception, lines: int) -> tuple[Status, str, int | None]:
    """Status, error text, and line in the program of what Monty raised."""
    if getattr(failure, "exit_status", None) is not None or hasattr(failure, "timed_out"):
        if getattr(failure, "timed_out", False):
            return Status.TIMEOUT, "it took too long", None
        return Status.CRASHED, "the interpreter's process ended", None
    text = str(failure)[:MAX_ERROR_CHARS] or type(failure).__name__
    if not hasattr(failure, "traceback"):
        return Status.CRASHED, f"{type(failure).__name__}: {text}"[:MAX_ERROR_CHARS], None
    line = None
    for frame in failure.traceback():  # outermost first; lines behind the program are ours
        if frame.filename == _PROGRAM and 0 < frame.line <= lines:
            line = frame.line
    limit = _LIMIT.match(text)
    if limit is None:
        syntax = type(failure).__name__ == "MontySyntaxError"
        return Status.ERROR, f"SyntaxError: {text}" if syntax else text, line
    if limit[1]:
        return Status.MEMORY, "it used too much memory", line
    return Status.TIMEOUT, "it took too long", line
