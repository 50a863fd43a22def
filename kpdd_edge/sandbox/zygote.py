"""The zygote of the Linux jail: a small process that forks one locked-down child per program.

It is started by :mod:`kpdd_edge.sandbox.jail` as ``python -I -S -c BOOT`` with an empty environment, imports what
programs like to import, and then serves requests on a SEQPACKET socket that is its standard input:

    it sends  {"ready": true, "modules": {...}} or {"refused": "why"}
    it takes  a request (JSON) with two file descriptors: the program's stdout and the report pipe
    it sends  {"run": id, "exit": code}      a code below 0 is minus the signal
    it takes  {"kill": id} at any time while that program runs

It never reads what a program writes: the pipes are the parent's. It ends when the parent closes the socket or dies,
and takes the running child with it. It is never imported by the application.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from typing import Any

from kpdd_edge.sandbox import cell, lockdown

#: What programs of schoolbook mathematics import; each costs memory pages here once, not time in every child.
PLAIN_MODULES = (
    "bisect", "calendar", "cmath", "collections", "copy", "dataclasses", "datetime", "decimal", "enum", "fractions",
    "functools", "heapq", "itertools", "json", "math", "numbers", "operator", "random", "re", "statistics", "string",
    "time", "types", "typing", "unicodedata", "zlib",
)  # fmt: skip
#: The second zygote also holds these, where they are installed.
SCIENCE_MODULES = ("numpy", "sympy")

MAX_REQUEST = 256 * 1024
_RULESET_FD = 4  # in a child, behind the three streams and the report; closed before the program runs
_POLL_CLOSED = select.POLLHUP | select.POLLERR | select.POLLNVAL


def main(parent: int, science: bool, site_folders: list[str]) -> None:
    """Serve programs until the parent goes away."""
    channel = socket.socket(fileno=os.dup(0))
    os.set_inheritable(channel.fileno(), False)
    refusal = lockdown.missing_layer()
    if refusal is None:
        try:
            server = _Server(channel, parent, science, site_folders)
        except Exception as error:
            refusal = str(getattr(error, "reason", f"{type(error).__name__}: {error}"))
    if refusal is not None:
        _send(channel, {"refused": refusal})
        return
    _send(channel, {"ready": True, "modules": server.modules})
    with contextlib.suppress(ConnectionError):
        server.serve()


def _send(channel: socket.socket, message: dict[str, Any]) -> None:
    channel.send(json.dumps(message).encode("ascii"))


class _Server:
    def __init__(self, channel: socket.socket, parent: int, science: bool, site_folders: list[str]) -> None:
        self._channel = channel
        self._pid = os.getpid()
        self._parent = lockdown.pidfd_open(parent)
        if os.getppid() != parent:  # it died before the descriptor was there
            os._exit(1)
        self._null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
        sys.path.extend(site_folders)
        self._ruleset = lockdown.landlock_ruleset(_library_folders())
        self._filter = lockdown.seccomp_program()
        self.modules = _import_all(science)
        os.environ.clear()
        lockdown.drop_bounding_set()
        lockdown.forbid_privileges()
        lockdown.drop_capabilities()
        gc.collect()
        gc.freeze()  # a child's collector must not touch, and so copy, the pages it shares with us

    def serve(self) -> None:
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        poll.register(self._parent, select.POLLIN)
        while True:
            events = dict(poll.poll())
            if self._parent in events or events.get(self._channel.fileno(), 0) & _POLL_CLOSED:
                return
            data, fds, _, _ = socket.recv_fds(self._channel, MAX_REQUEST, 2)
            if not data:
                return
            try:
                request = json.loads(data)
                if "kill" not in request:  # a kill that came too late for its program is nothing
                    self._run(request, fds)
            finally:
                for fd in fds:
                    with contextlib.suppress(OSError):
                        os.close(fd)

    def _run(self, request: dict[str, Any], fds: list[int]) -> None:
        stdout, report = fds
        pid = os.fork()
        if pid == 0:
            self._child(request, stdout, report)
        for fd in (stdout, report):  # ours must go, or the parent never sees the end of the pipes
            os.close(fd)
        fds.clear()
        code = self._wait(pid, request["run"])
        _send(self._channel, {"run": request["run"], "exit": code})

    def _wait(self, pid: int, run: int) -> int:
        """The exit code of the child; kills it when told to, or when the parent is gone."""
        child = lockdown.pidfd_open(pid)
        try:
            poll = select.poll()
            for fd in (child, self._channel.fileno(), self._parent):
                poll.register(fd, select.POLLIN)
            while True:
                events = dict(poll.poll())
                if child in events:
                    break
                if self._parent in events or events.get(self._channel.fileno(), 0) & _POLL_CLOSED:
                    _kill(pid)
                    os._exit(0)
                data = self._channel.recv(MAX_REQUEST)
                if not data:
                    _kill(pid)
                    os._exit(0)
                if json.loads(data).get("kill") == run:
                    _kill(pid)
        finally:
            os.close(child)
        _, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status)

    def _child(self, request: dict[str, Any], stdout: int, report: int) -> None:
        """Become the cell of one program. Never returns."""
        token = bytes.fromhex(request["token"])
        try:
            os.setsid()
            lockdown.die_with_parent(self._pid)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            # Copies first: the numbers wanted below may be taken by the very descriptors that go there.
            copies = [os.dup(fd) for fd in (self._null, stdout, self._null, report, self._ruleset)]
            report = copies[cell.REPORT_FD]
            if min(copies) <= _RULESET_FD:
                raise OSError("file descriptors are out of order")
            for number, fd in enumerate(copies):
                os.dup2(fd, number, inheritable=False)
            report = cell.REPORT_FD
            lockdown.close_from(_RULESET_FD + 1)
            lockdown.enter(_RULESET_FD, self._filter, request["seconds"], request["memory_bytes"])
            task = cell.Task(request["source"], token, request["call_solution"], request["mute_solution"])
        except BaseException as error:
            reason = str(getattr(error, "reason", f"{type(error).__name__}: {error}"))
            with contextlib.suppress(OSError):
                os.write(report, token + json.dumps({"status": "refused", "error": reason}).encode("ascii"))
            os._exit(97)
        random = sys.modules.get("random")
        if random is not None:
            random.seed(0)  # the same program gives the same answer
        for name in [name for name in sys.modules if name.partition(".")[0] == "kpdd_edge"]:
            del sys.modules[name]  # nothing of ours is there to be imported
        cell.run(task)


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _library_folders() -> list[str]:
    """The folders that programs may read: the interpreter's library, installed packages, time zones."""
    wanted = [path for path in sys.path if os.path.isdir(path)] + ["/usr/share/zoneinfo"]
    folders = {os.path.realpath(path) for path in wanted if os.path.isdir(path)}
    return sorted(folder for folder in folders if folder.count("/") >= 2)


def _import_all(science: bool) -> dict[str, str]:
    """Import what programs use; a module that is not installed, or broken, is left out. Name → version."""
    modules: dict[str, str] = {}
    for name in PLAIN_MODULES + (SCIENCE_MODULES if science else ()):
        try:
            module = __import__(name)
        except Exception:
            continue
        modules[name] = str(getattr(module, "__version__", ""))
    if "numpy" in modules:
        for name in ("numpy.linalg", "numpy.fft", "numpy.random", "numpy.polynomial"):
            __import__(name)
        sys.modules["numpy"].random.seed(0)
    if "sympy" in modules:
        _warm_sympy()
    return modules


def _warm_sympy() -> None:
    """Fill sympy's caches and lazy imports with the commonest calls, once, before any program is here."""
    sympy: Any = sys.modules["sympy"]
    x, y = sympy.symbols("x y")
    sympy.solve([sympy.Eq(x + y, 3), sympy.Eq(x - y, 1)], [x, y])
    sympy.solve(x**2 - 5 * x + 6, x)
    sympy.simplify(sympy.sin(x) ** 2 + sympy.cos(x) ** 2)
    sympy.diff(x**3, x)
    sympy.integrate(x**2, (x, 0, 1))
    sympy.limit(sympy.sin(x) / x, x, 0)
    sympy.Matrix([[1, 2], [3, 4]]).inv()
    sympy.sqrt(50).evalf()
    str(sympy.expand((x + 1) ** 2)), str(sympy.factor(x**2 - 1))
