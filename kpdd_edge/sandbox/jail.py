"""The Linux jail, seen from the application: starts the zygote, hands it programs, keeps the clock, reads the report.

The application is never forked: the zygote is a fresh interpreter, and it forks. Everything that comes back from a
program (its output, its report) is data: capped, decoded, checked for type, never evaluated. Time is measured here.
If any layer of the jail cannot be applied, or any of its parts cannot be started, the outcome is a refusal: this
module must never run a program in a weaker way.

What the walls keep out, and what they do not, is listed in :mod:`kpdd_edge.sandbox.lockdown`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import platform
import secrets
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kpdd_edge.problem import Outcome, Status
from kpdd_edge.sandbox.base import RunLimits
from kpdd_edge.sandbox.precheck import Checked, check

NAME = "jail"
ARCHITECTURES = ("x86_64",)  # those with a verified system-call table in kpdd_edge.sandbox.lockdown

#: Packages that are imported in a zygote of their own, kept for the programs that name them.
SCIENCE = frozenset({"numpy", "sympy", "mpmath"})
#: How to install what programs like to import, where it is missing.
_INSTALL = {
    "dateutil": "pip install python-dateutil",
    "mpmath": "pip install 'kpdd-edge[sympy]'",
    "numpy": "pip install numpy",
    "sympy": "pip install 'kpdd-edge[sympy]'",
}

#: What a child may say of itself.
_REPORTED = {str(s): s for s in (Status.OK, Status.ERROR, Status.MEMORY, Status.REFUSED)}

_START_SECONDS = 60.0  # for importing sympy on a cold disk
_KILL_SECONDS = 5.0  # for a killed child to be gone
_MAX_REPORT = 64 * 1024
_READ = 64 * 1024

# The zygote gets empty stand-ins for our packages, so that nothing of them but its own modules is ever imported.
_BOOT = """
import sys, types
root, parent, science, *folders = sys.argv[1:]
for name, path in (("kpdd_edge", root), ("kpdd_edge.sandbox", root + "/sandbox")):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [path]
from kpdd_edge.sandbox import zygote
zygote.main(int(parent), science == "science", folders)
"""


def unavailable() -> str | None:
    """Why there can be no jail on this machine, or None. Cheap; the kernel itself is asked by the zygote."""
    system = platform.system()
    if system != "Linux":
        return f"the jail needs Linux; this is {'macOS' if system == 'Darwin' else system or sys.platform}"
    if platform.machine() not in ARCHITECTURES or sys.maxsize <= 2**32:
        return f"the jail needs {' or '.join(ARCHITECTURES)}; this is {platform.machine()}"
    if not sys.executable or getattr(sys, "frozen", False) or not Path(__file__).is_file():
        return "the jail needs a Python interpreter and an unpacked installation"
    return None


class JailSandbox:
    """Runs programs on CPython in a locked-down child process. See :class:`kpdd_edge.sandbox.base.Sandbox`.

    ``command`` replaces the interpreter and its options (everything before the zygote's own arguments), for tests.
    """

    name = NAME

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = tuple(command) if command is not None else (sys.executable, "-I", "-S", "-c", _BOOT)
        self._lock = threading.Lock()
        self._zygotes: dict[bool, _Zygote] = {}
        self._refusals: dict[bool, str] = {}  # what this machine lacks does not change: it is asked once

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        """Run ``program``; never raises for anything it does."""
        checked = check(program)
        return checked if isinstance(checked, Outcome) else self.run_checked(checked, limits)

    def run_checked(self, checked: Checked, limits: RunLimits) -> Outcome:
        """Like :meth:`run`, for a program that has been through :func:`kpdd_edge.sandbox.precheck.check`."""
        limits = limits.clamped()
        reason = unavailable() or missing_packages(checked.imports)
        if reason is not None:
            return _refused(reason)
        science = not SCIENCE.isdisjoint(checked.imports)
        with self._lock:
            for last_try in (False, True):
                zygote, reason = self._zygote(science)
                if zygote is None:
                    return _refused(reason)
                try:
                    return zygote.run(checked, limits)
                except _ZygoteLost as lost:
                    self._drop(science)
                    if last_try or lost.started:  # a program that may have run is not run again
                        return Outcome(Status.CRASHED, error=str(lost), engine=NAME, seconds=lost.seconds)
                except BaseException:  # Ctrl-C: the zygote takes its child with it
                    self._drop(science)
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        with self._lock:
            self._refusals.clear()
            for science in list(self._zygotes):
                self._drop(science)

    def __enter__(self) -> JailSandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _zygote(self, science: bool) -> tuple[_Zygote | None, str]:
        zygote = self._zygotes.get(science)
        if zygote is not None and zygote.owner == os.getpid():
            return zygote, ""
        if science in self._refusals:
            return None, self._refusals[science]
        try:
            zygote = _Zygote(self._command, science)
        except _Refusal as refusal:
            self._refusals[science] = str(refusal)
            return None, str(refusal)
        self._zygotes[science] = zygote
        return zygote, ""

    def _drop(self, science: bool) -> None:
        zygote = self._zygotes.pop(science, None)
        if zygote is not None and zygote.owner == os.getpid():
            zygote.stop()


def missing_packages(imports: frozenset[str]) -> str | None:
    """Which of the known packages that a program imports is not installed, with the command that installs it."""
    for name in sorted(imports & _INSTALL.keys()):
        if not _installed(name):
            return f"the program needs {name}, which is not installed here; install it with: {_INSTALL[name]}"
    return None


def _installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ValueError:  # something odd stands in its place in this process; the jail will see
        return True


def _refused(reason: str) -> Outcome:
    return Outcome(Status.REFUSED, error=reason, engine=NAME)


class _Refusal(Exception):
    """The zygote cannot be started, or says that a layer is missing."""


class _ZygoteLost(Exception):
    """The zygote ended. ``started``: it had been given the program."""

    def __init__(self, message: str, started: bool, seconds: float = 0.0) -> None:
        super().__init__(message)
        self.started = started
        self.seconds = seconds


def _stop(channel: socket.socket, process: subprocess.Popen[bytes]) -> None:
    channel.close()  # the zygote sees the end of it, kills its child and goes
    try:
        process.wait(1.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _Zygote:
    """One zygote process and the channel to it. Used under the sandbox's lock."""

    def __init__(self, command: Sequence[str], science: bool) -> None:
        root = Path(__file__).resolve().parent.parent
        folders = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
        kind = "science" if science else "plain"
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            process = subprocess.Popen(
                [*command, str(root), str(os.getpid()), kind, *folders],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                # Nothing of our environment; one thread, since a process with threads must not fork.
                env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
                start_new_session=True,
            )
        except BaseException as error:
            ours.close()
            if isinstance(error, OSError):
                raise _Refusal(f"the jail's interpreter cannot be started: {error}") from None
            raise
        finally:
            theirs.close()
        self.owner = os.getpid()
        self.pid = process.pid
        self._channel = ours
        self._runs = 0
        self.stop = weakref.finalize(self, _stop, ours, process)
        hello = self._hello()
        if hello.get("ready") is not True:
            self.stop()
            raise _Refusal(str(hello.get("refused", "the jail did not start")))

    def _hello(self) -> dict[str, Any]:
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        try:
            data = self._channel.recv(_MAX_REPORT) if poll.poll(_START_SECONDS * 1000) else b""
            hello = json.loads(data) if data else {}
        except (OSError, ValueError):
            hello = {}
        except BaseException:
            self.stop()
            raise
        return hello if isinstance(hello, dict) else {}

    def run(self, checked: Checked, limits: RunLimits) -> Outcome:
        self._runs += 1
        token = secrets.token_bytes(16)
        request = {
            "run": self._runs,
            "source": checked.source,
            "token": token.hex(),
            "seconds": limits.seconds,
            "memory_bytes": limits.memory_mb << 20,
            "call_solution": checked.call_solution,
            "mute_solution": checked.solution_called,
        }
        message = json.dumps(request, ensure_ascii=False).encode("utf-8")
        with _Pipe(limits.output_bytes) as stdout, _Pipe(_MAX_REPORT) as report:
            start = time.monotonic()
            try:
                socket.send_fds(self._channel, [message], [stdout.write_fd, report.write_fd])
            except OSError as error:
                raise _ZygoteLost(f"the jail is gone ({error})", started=False) from None
            stdout.close_write()
            report.close_write()
            code, killed = self._watch(start, limits.seconds, stdout, report)
            seconds = time.monotonic() - start
        result = _read_report(report, token, code, killed)
        return Outcome(
            status=result.status,
            stdout=_decode(stdout),
            error=result.error,
            seconds=seconds,
            engine=NAME,
            answer=result.answer,
            line=result.line,
            truncated=stdout.overflow,
        )

    def _watch(self, start: float, allowed: float, stdout: _Pipe, report: _Pipe) -> tuple[int, str]:
        """Read both pipes until the child has ended; its exit code, and why it was killed ("" if it was not)."""
        poll = select.poll()
        pipes = {stdout.read_fd: stdout, report.read_fd: report}
        for fd in (*pipes, self._channel.fileno()):
            poll.register(fd, select.POLLIN)
        deadline, killed = start + allowed, ""
        code: int | None = None
        while code is None:
            left = deadline - time.monotonic()
            if left <= 0 or (report.overflow and not killed):
                if killed:
                    raise _ZygoteLost("the jail did not end a program in time", True, time.monotonic() - start)
                killed = "flood" if report.overflow else "timeout"
                deadline = time.monotonic() + _KILL_SECONDS
                self._kill(start)
                continue
            for fd, _ in poll.poll(left * 1000 + 1):
                if fd not in pipes:
                    code = self._exit_code(start)
                elif not pipes[fd].read():
                    poll.unregister(fd)
                    del pipes[fd]
        # All that was written is in the pipes. Their end may never come: some other part of this process may have
        # forked, and hold them open.
        for fd, pipe in pipes.items():
            rest = select.poll()
            rest.register(fd, select.POLLIN)
            while rest.poll(0) and pipe.read():
                pass
        return code, killed

    def _kill(self, start: float) -> None:
        try:
            self._channel.send(json.dumps({"kill": self._runs}).encode("ascii"))
        except OSError as error:
            raise _ZygoteLost(f"the jail is gone ({error})", True, time.monotonic() - start) from None

    def _exit_code(self, start: float) -> int | None:
        try:
            data = self._channel.recv(_MAX_REPORT)
        except OSError:
            data = b""
        if not data:
            raise _ZygoteLost("the jail ended while a program ran", True, time.monotonic() - start)
        message = json.loads(data)
        return int(message["exit"]) if message.get("run") == self._runs else None


class _Pipe:
    """A pipe that keeps the first ``limit`` bytes written to it and drops the rest."""

    def __init__(self, limit: int) -> None:
        self.read_fd, self.write_fd = os.pipe()
        self.data = bytearray()
        self.overflow = False
        self._limit = limit

    def __enter__(self) -> _Pipe:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.read_fd)
        self.close_write()

    def close_write(self) -> None:
        if self.write_fd >= 0:
            os.close(self.write_fd)
            self.write_fd = -1

    def read(self) -> bool:
        """Take what is there; False at the end of the pipe."""
        block = os.read(self.read_fd, _READ)
        room = self._limit - len(self.data)
        self.data += block[:room]
        self.overflow = self.overflow or len(block) > room
        return bool(block)


def _decode(stdout: _Pipe) -> str:
    text = bytes(stdout.data).decode("utf-8", "replace")
    return text.rstrip("\ufffd") if stdout.overflow else text  # a character may have been cut in two


class _Report:
    __slots__ = ("answer", "error", "line", "status")

    def __init__(self, status: Status, error: str | None = None, answer: str | None = None, line: int | None = None):
        self.status, self.error, self.answer, self.line = status, error, answer, line


def _read_report(pipe: _Pipe, token: bytes, code: int, killed: str) -> _Report:
    """What the child reported, believed only in form: one frame, known keys, right types, short texts."""
    if killed == "timeout":
        return _Report(Status.TIMEOUT, "it took too long")
    data = bytes(pipe.data)
    if not data:
        if code < 0:
            return _Report(Status.CRASHED, f"the interpreter was ended by {_signal_name(-code)}")
        return _Report(Status.CRASHED, f"the program ended its interpreter (exit code {code})")
    report: Any = None
    if data.startswith(token) and not pipe.overflow:
        with contextlib.suppress(ValueError, RecursionError):
            report = json.loads(data[len(token) :])
    if not isinstance(report, dict):
        return _Report(Status.CRASHED, "the program wrote where only its sandbox may")
    status = _REPORTED.get(str(report.get("status")), Status.CRASHED)
    answer, error, line = report.get("answer"), report.get("error"), report.get("line")
    return _Report(
        status,
        error=_clean(error, 500) if isinstance(error, str) else None if status is Status.OK else str(status),
        answer=_clean(answer, 2_000) if isinstance(answer, str) and status is Status.OK else None,
        line=line if isinstance(line, int) and not isinstance(line, bool) and 0 < line < 10**6 else None,
    )


def _clean(text: str, limit: int) -> str:
    return text[:limit].encode("utf-8", "replace").decode("utf-8")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
