"""The whole thing as it is, in tmux: on the demonstration's student, and as ``kpdd`` with the real default student."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kpdd_edge.errors import KpddError
from kpdd_edge.history import History
from kpdd_edge.students.files import home
from kpdd_edge.students.registry import Registry
from kpdd_edge.students.store import Store
from kpdd_edge.tui.demo import PROBLEMS
from kpdd_edge.tui.draft import load_draft

#: The user's own, from before the suite takes another home.
STUDENTS, STATES = home() / "students", home() / "states"

#: The terminal's own size and colours, whatever the suite has set for itself.
ENV = "env -u NO_COLOR -u COLUMNS -u LINES"

#: Seconds that a machine that is busy with something else may take to load the student, or to solve.
SLOW = 180.0

PROBLEM = "A box holds 12 eggs. How many eggs are in 7 boxes?"


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]


def missing() -> str:
    """Why the real student cannot be tried here; empty when it can."""
    try:
        manifest, variant = Registry.load(STUDENTS).find()
        if Store(STUDENTS).state(manifest, variant) != "installed":
            return f"the weights of {manifest.name}, the default student, are not on this machine: kpdd models pull"
    except KpddError as error:
        return str(error)
    return ""


def real_student(test: Callable[..., None]) -> Callable[..., None]:
    """A test that needs the weights of the default student, whichever that is."""
    why = missing()
    marked: Callable[..., None] = pytest.mark.model(
        pytest.mark.timeout(600)(pytest.mark.skipif(bool(why), reason=why or "-")(test))
    )
    return marked


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
    if STUDENTS.is_dir():  # an embedded student needs none
        (own / "students").symlink_to(STUDENTS)
    if STATES.is_dir():
        shutil.copytree(STATES, own / "states")
    return own


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path)
    yield server
    server("kill-server")


def begin(tmux: Tmux, command: str) -> None:
    """Run ``command`` in a window; what it returned is shown when it has ended."""
    tmux("new-session", "-d", "-x", "110", "-y", "36", f"{command}; echo left $?; sleep 60")


def real(kpdd_home: Path) -> str:
    return f"{ENV} KPDD_HOME='{kpdd_home}' '{sys.executable}' -m kpdd_edge"


def scripted(folder: Path, delay: float) -> str:
    """The app on the demonstration's student, in a process of its own; outside of tmux, for all it knows."""
    program = (
        "from kpdd_edge.tui.app import KpddApp; from kpdd_edge.tui.demo import demo_services; "
        f'app = KpddApp(demo_services("{folder}", delay={delay}, process=True)); app.run(); app.close()'
    )
    return f"{ENV} -u TMUX '{sys.executable}' -c '{program}'"


def test_typing_pasting_solving_copying_resizing(tmux: Tmux, tmp_path: Path) -> None:
    begin(tmux, scripted(tmp_path, 0.01))
    tmux("set-option", "-s", "set-clipboard", "on")
    tmux.until("Type or paste")
    (tmp_path / "paste").write_text("\x1b[31mred\x1b[0m\x07 " + "word " * 20_000)
    tmux("load-buffer", str(tmp_path / "paste"))
    tmux("paste-buffer", "-p")
    tmux.until("of 20,000 characters")
    # A terminal that does not strip escapes breaks the paste in pieces, which are undone one by one.
    while "Type or paste" not in tmux.screen():
        tmux.keys("C-z")
        time.sleep(0.2)
    (tmp_path / "problem").write_text(PROBLEMS[0].text)
    tmux("load-buffer", str(tmp_path / "problem"))
    tmux("paste-buffer", "-p")
    tmux.until("A bakery bakes")
    tmux.keys("F5")
    tmux.until("One program, ran cleanly")
    tmux("delete-buffer")
    tmux.keys("M-c")
    tmux.until("Copied the answer")
    deadline = time.monotonic() + 10
    while tmux("show-buffer") != "60":
        assert time.monotonic() < deadline, tmux("show-buffer")
        time.sleep(0.05)
    tmux("resize-window", "-x", "20", "-y", "5")
    tmux.until("Solve", gone=True)
    tmux.keys("F1")
    time.sleep(0.3)
    tmux.keys("Escape")
    tmux("resize-window", "-x", "110", "-y", "36")
    tmux.until("One program, ran cleanly")
    tmux.keys("C-q")
    tmux.until("left 0", seconds=20)


def test_a_terminal_that_is_closed_while_solving_loses_nothing(tmux: Tmux, tmp_path: Path) -> None:
    begin(tmux, scripted(tmp_path, 0.2))
    tmux.until("Type or paste")
    (tmp_path / "problem").write_text(PROBLEMS[0].text)
    tmux("load-buffer", str(tmp_path / "problem"))
    tmux("paste-buffer", "-p")
    tmux.until("A bakery bakes")
    tmux.keys("F5")
    tmux.until("Finding what is asked")
    tmux("kill-server")
    deadline = time.monotonic() + 15
    while load_draft(tmp_path / "draft.json").problem != PROBLEMS[0].text or running(tmp_path):
        assert time.monotonic() < deadline, running(tmp_path)
        time.sleep(0.1)


def running(folder: Path) -> list[str]:
    """The processes that have ``folder`` in their command line: the app, and its engine."""
    ps = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in ps.splitlines() if str(folder) in line and "kpdd_edge" in line]


@real_student
def test_a_problem_is_solved_by_the_real_student(tmux: Tmux, kpdd_home: Path) -> None:
    begin(tmux, real(kpdd_home))
    tmux.until("Core question")
    tmux.keys("-l", PROBLEM)
    tmux.until("7 boxes?")
    tmux.until("●", seconds=SLOW)  # the student is ready
    tmux.keys("F5")
    solved = tmux.until("tok/s", seconds=SLOW)
    assert Registry.load(STUDENTS).default in solved
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


@real_student
def test_stop_and_leaving_in_the_middle_keep_the_problem(tmux: Tmux, kpdd_home: Path) -> None:
    begin(tmux, real(kpdd_home))
    tmux.until("Core question")
    tmux.keys("-l", PROBLEM)
    tmux.until("●", seconds=SLOW)
    tmux.keys("F5")
    tmux.until("Esc Stop")
    tmux.keys("Escape")
    tmux.until("Stopped")
    tmux.keys("F5")
    tmux.until("Esc Stop")
    tmux.keys("C-q")
    tmux.until("left 0", seconds=20)
    assert load_draft(kpdd_home / "draft.json").problem == PROBLEM
