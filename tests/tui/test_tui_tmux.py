"""The whole thing as it is: the command in tmux, with the real default student."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpdd_edge.errors import KpddError
from kpdd_edge.history import History
from kpdd_edge.students.files import home
from kpdd_edge.students.registry import Registry
from kpdd_edge.students.store import Store
from kpdd_edge.tui.draft import load_draft

#: The user's own, from before the suite takes another home.
STUDENTS, STATES = home() / "students", home() / "states"

PROBLEM = "A box holds 12 eggs. How many eggs are in 7 boxes?"


def missing() -> str:
    """Why this cannot be tried here; empty when it can."""
    if shutil.which("tmux") is None:
        return "tmux is not installed"
    try:
        manifest, variant = Registry.load(STUDENTS).find()
        if Store(STUDENTS).state(manifest, variant) != "installed":
            return f"the student {manifest.name} is not on this machine: kpdd models pull"
    except KpddError as error:
        return str(error)
    return ""


pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing() or "-")]


class Tmux:
    """A tmux server of its own with one window."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / "tmux")

    def __call__(self, *arguments: str) -> str:
        command = ["tmux", "-S", self._socket, "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout

    def screen(self) -> str:
        return self("capture-pane", "-p")

    def keys(self, *keys: str) -> None:
        self("send-keys", *keys)

    def until(self, *texts: str, seconds: float = 60.0, gone: bool = False) -> str:
        """The screen as soon as one of ``texts`` is on it (with ``gone``: no longer)."""
        deadline = time.monotonic() + seconds
        while True:
            shown = self.screen()
            if any(text in shown for text in texts) != gone:
                return shown
            assert time.monotonic() < deadline, f"{texts} did not come:\n{shown}"
            time.sleep(0.1)


@pytest.fixture
def kpdd_home(tmp_path: Path) -> Path:
    """A home of its own that borrows the user's students."""
    own = tmp_path / "home"
    own.mkdir()
    (own / "students").symlink_to(STUDENTS)
    if STATES.is_dir():
        shutil.copytree(STATES, own / "states")
    return own


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path)
    yield server
    server("kill-server")


def begin(tmux: Tmux, kpdd_home: Path) -> None:
    command = f"env -u NO_COLOR KPDD_HOME='{kpdd_home}' '{sys.executable}' -m kpdd_edge; echo left $?; sleep 60"
    tmux("new-session", "-d", "-x", "110", "-y", "36", command)


def test_a_problem_is_solved_by_the_real_student(tmux: Tmux, kpdd_home: Path) -> None:
    begin(tmux, kpdd_home)
    tmux.until("Core question")
    tmux.keys("-l", PROBLEM)
    tmux.until("7 boxes?")
    tmux.until("●")  # the student is ready
    tmux.keys("F5")
    solved = tmux.until("tok/s", seconds=90)
    assert "smollm2" in solved or Registry.load(STUDENTS).default in solved
    tmux("resize-window", "-x", "20", "-y", "5")
    time.sleep(0.5)
    tmux("resize-window", "-x", "110", "-y", "36")
    tmux.until("Core question")
    tmux.keys("F3")
    tmux.until("1 entry")
    tmux.keys("F2")
    tmux.until("Core question")
    tmux.keys("C-q")
    tmux.until("left 0", seconds=20)
    (entry,) = list(History(kpdd_home / "history.db"))
    assert entry.problem == PROBLEM
    assert not load_draft(kpdd_home / "draft.json")


def test_stop_and_leaving_in_the_middle_keep_the_problem(tmux: Tmux, kpdd_home: Path) -> None:
    begin(tmux, kpdd_home)
    tmux.until("Core question")
    tmux.keys("-l", PROBLEM)
    tmux.until("●")
    tmux.keys("F5")
    tmux.until("Esc Stop")
    tmux.keys("Escape")
    tmux.until("Stopped")
    tmux.keys("F5")
    tmux.until("Esc Stop")
    tmux.keys("C-q")
    tmux.until("left 0", seconds=20)
    assert load_draft(kpdd_home / "draft.json").problem == PROBLEM
