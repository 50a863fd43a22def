"""How quick the terminal app is: first paint, key to echo while a solve runs, stop, memory above the command line's.

    python benchmarks/tui.py [--student NAME] [--votes N] [--runs N] [--json FILE]

First paint and memory are taken from the real command on a pseudo-terminal; echo and stop through Textual's pilot, with
the real student at work, from the key to the display update that shows it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from common import conditions, report
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from kpdd_edge.history import History
from kpdd_edge.options import SolverOptions
from kpdd_edge.settings import Settings
from kpdd_edge.tui.app import KpddApp
from kpdd_edge.tui.services import Services

PROBLEM = (
    "A bakery bakes 40 trays of rolls with twelve rolls on each tray. In the morning it sells 3/4 of the trays. "
    "In the afternoon a hotel buys 5 more trays. How many rolls are left in the evening?"
)
LONG = " ".join(f"On day {n} the shop sells {n * 7 % 90} rolls and {n * 3 % 50} loaves." for n in range(1, 40))
F5, QUIT = b"\x1b[15~", b"\x11"


class Terminal:
    """``kpdd`` on a pseudo-terminal of 120 by 40."""

    def __init__(self, *arguments: str) -> None:
        self._here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        for name in ("PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES"):  # an installed package is compiled
            env.pop(name, None)
        self.began = time.perf_counter()
        command = [sys.executable, "-m", "kpdd_edge", *arguments]
        self.process = subprocess.Popen(command, stdin=there, stdout=there, stderr=there, env=env, close_fds=True)
        os.close(there)
        self.seen = b""

    def until(self, *texts: str, seconds: float = 60.0) -> float:
        """Seconds from the start until one of ``texts`` was written."""
        wanted = [text.encode() for text in texts]
        while not any(text in self.seen for text in wanted):
            if time.perf_counter() - self.began > seconds:
                raise TimeoutError(f"{texts} did not appear")
            if select.select([self._here], [], [], 0.5)[0]:
                self.seen += os.read(self._here, 65536)
        return time.perf_counter() - self.began

    def press(self, keys: bytes) -> None:
        self.seen = b""
        os.write(self._here, keys)

    def memory_mb(self) -> tuple[float, float]:
        """Resident now and at its highest, of the app and its engine together; a shared page counts twice.

        The highest of both need not have been at the same time, so the sum is an upper bound. What runs the programs is
        a process of its own for the command line as well, and is left out in both.
        """
        now = highest = 0.0
        for pid in (self.process.pid, *engines(self.process.pid)):
            status = Path(f"/proc/{pid}/status").read_text()
            found = {
                line.split(":")[0]: int(line.split()[1]) / 1024 for line in status.splitlines() if line[:2] == "Vm"
            }
            now, highest = now + found["VmRSS"], highest + found["VmHWM"]
        return now, highest

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._here, QUIT)
        deadline = time.monotonic() + 10
        while self.process.poll() is None and time.monotonic() < deadline:
            if select.select([self._here], [], [], 0.1)[0]:
                with contextlib.suppress(OSError):
                    os.read(self._here, 65536)
        if self.process.poll() is None:
            self.process.kill()
        os.close(self._here)


def engines(pid: int) -> list[int]:
    """The engine's process of an app, if it is running."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"engine_process" in (stat.parent / "cmdline").read_bytes():
                found.append(int(stat.parent.name))
    return found


@contextlib.contextmanager
def terminal(*arguments: str) -> Iterator[Terminal]:
    opened = Terminal(*arguments)
    try:
        yield opened
    finally:
        opened.close()


def first_paint(runs: int) -> tuple[list[float], list[float]]:
    """Seconds to the first paint and to the student being ready, for each run after one that warms the disk."""
    paints, readies = [], []
    for _ in range(runs + 1):
        with terminal() as opened:
            paints.append(opened.until("Core question"))
            readies.append(opened.until("\u25cf"))  # the full dot beside the student's name
    return paints[1:], readies[1:]


def memory(arguments: list[str]) -> dict[str, float]:
    """The highest resident memory of ``kpdd solve`` and of the app after solving the same problem."""
    command = [sys.executable, "-m", "kpdd_edge", "solve", PROBLEM, "--json", *arguments]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    with terminal("tui", PROBLEM) as opened:
        opened.until("\u25cf")
        opened.press(F5)
        opened.until("tok/s", "No answer", seconds=180)
        now, highest = opened.memory_mb()
    line = usage.ru_maxrss / 1024
    return {"command line": line, "app": highest, "app now": now, "above": highest - line}


class Watched(KpddApp):
    """Knows when it has displayed something."""

    waiting: tuple[Callable[[], bool], asyncio.Event] | None = None

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        if self.waiting is not None and self.waiting[0]():
            self.waiting[1].set()

    async def shown(self, act: Callable[[], object], condition: Callable[[], bool]) -> float:
        """Milliseconds from ``act`` to the display update at which ``condition`` holds."""
        done = asyncio.Event()
        self.waiting = (condition, done)
        begin = time.perf_counter()
        act()
        await asyncio.wait_for(done.wait(), 30)
        self.waiting = None
        return (time.perf_counter() - begin) * 1000


def key(name: str, character: str | None = None) -> events.Key:
    return events.Key(name, character)


async def pilot_figures(options: SolverOptions, presses: int) -> dict[str, list[float]]:
    """Echo while idle and while a solve runs; stop in the prefill and while tokens come."""
    figures: dict[str, list[float]] = {name: [] for name in ("idle", "busy", "prefill", "decode", "free")}
    with tempfile.TemporaryDirectory() as folder:
        # Nothing is written into the user's own history.
        services = Services(
            draft_path=lambda: Path(folder) / "draft.json", make_history=lambda: History(Path(folder) / "history.db")
        )
        app = Watched(services, settings=Settings(options), problem=PROBLEM)
        async with app.run_test(size=(120, 40)) as pilot:
            await wait_until(pilot, lambda: app.student.phase == "ready")
            screen = app.solve_screen

            async def echo() -> float:
                length = len(screen.editor.text)
                await asyncio.sleep(0.03)
                return await app.shown(
                    lambda: app.post_message(key("x", "x")), lambda: len(screen.editor.text) > length
                )

            figures["idle"] = [await echo() for _ in range(presses)]
            while len(figures["busy"]) < presses:
                screen.editor.load_text(PROBLEM)
                app.post_message(key("f8") if screen.corrected else key("f5"))
                await wait_until(pilot, lambda: screen.state.phase in ("core", "info", "solve"))
                while screen.state.busy and len(figures["busy"]) < presses:
                    figures["busy"].append(await echo())
                if screen.state.busy:
                    await stop(app)
            for kind, text in (("prefill", LONG), ("decode", PROBLEM)):
                for _ in range(8):
                    screen.editor.load_text(text)
                    screen.question.load_text("")
                    screen.information.load_text("")
                    app.post_message(key("f5"))
                    wanted = ("waiting", "core") if kind == "prefill" else ("core", "info", "solve")
                    await wait_until(pilot, lambda wanted=wanted: screen.state.phase in wanted and app.room.busy)
                    await wait_until(pilot, lambda kind=kind: kind == "prefill" or screen.state.tokens > 4)
                    await asyncio.sleep(0.1)
                    if not screen.state.busy:
                        continue  # it was quicker than the key
                    figures[kind].append(await stop(app))
                    begin = time.perf_counter()
                    await wait_until(pilot, lambda: not app.room.busy)
                    figures["free"].append((time.perf_counter() - begin) * 1000)
        app.close()
    return figures


async def stop(app: Watched) -> float:
    """Milliseconds from Esc to the screen that says that it was stopped."""
    return await app.shown(lambda: app.post_message(key("escape")), lambda: app.solve_screen.state.phase == "cancelled")


async def wait_until(pilot: Pilot[None], condition: Callable[[], object], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("this did not come about")
        await asyncio.sleep(0.002)


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, int(len(values) * 0.95 + 0.5) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--student", default="")
    parser.add_argument("--votes", type=int, default=4)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    options = SolverOptions(student=given.student, votes=given.votes)

    paints, readies = first_paint(given.runs)
    used = memory(["--student", given.student] if given.student else [])
    figures = asyncio.run(pilot_figures(options, given.presses))

    def spread(values: list[float], unit: str, digits: int) -> str:
        middle, low, high = statistics.median(values), min(values), max(values)
        return f"{middle:.{digits}f} {unit} (from {low:.{digits}f} to {high:.{digits}f}, {len(values)} runs)"

    rows = {
        "first paint": spread(paints, "s", 2),
        "student ready": spread(readies, "s", 2),
        "key to echo, idle, p95": f"{p95(figures['idle']):.1f} ms (median {statistics.median(figures['idle']):.1f})",
        f"key to echo, solving with {given.votes} votes, p95": f"{p95(figures['busy']):.1f} ms "
        f"(median {statistics.median(figures['busy']):.1f}, {len(figures['busy'])} keys)",
        "stop acknowledged, in the prefill": spread(figures["prefill"], "ms", 1),
        "stop acknowledged, while writing": spread(figures["decode"], "ms", 1),
        "engine free again after that": spread(figures["free"], "ms", 1),
        "memory of kpdd solve, highest": f"{used['command line']:.0f} MB",
        "memory of the app, highest": f"{used['app']:.0f} MB",
        "memory above the command line": f"{used['above']:.0f} MB",
    }
    report("Terminal app", rows, conditions(("textual", "llama-cpp-python")), given.json)


if __name__ == "__main__":
    main()
