"""The engine's process: as good as an engine in the app's own, and gone without harm when it crashes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tui_kit import BAKERY, PROBLEMS, ready, said, settled, solve, until

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, EngineError, KpddError, ProblemError
from kpdd_edge.events import Answered, Event, Loaded, StageFinished, Token
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Status
from kpdd_edge.settings import Settings
from kpdd_edge.tui import engine_link
from kpdd_edge.tui.app import KpddApp
from kpdd_edge.tui.demo import demo_services
from kpdd_edge.tui.engine_link import EngineLink
from kpdd_edge.tui.engine_room import EngineRoom, StudentStatus

OPTIONS = SolverOptions()
MakeLink = Callable[..., EngineLink]


@pytest.fixture
def make_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeLink]:
    """Makes links to the demonstration's student; with ``doubles`` to the one that misbehaves when asked to."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    made: list[EngineLink] = []

    def make(*, doubles: bool = False, delay: float = 0.0) -> EngineLink:
        services = demo_services(tmp_path, process=True, delay=delay)
        if doubles:
            services.recipe = ("engine_doubles:services", {"folder": str(tmp_path)})
        made.append(EngineLink(services))
        return made[-1]

    yield make
    for link in made:
        link.close()


def stream(link: EngineLink | EngineRoom, problem: str, **more: Any) -> Iterator[Event]:
    arguments: dict[str, Any] = {"options": OPTIONS, "tell": lambda _: None, "cancel": Cancel()} | more
    return link.stream(problem, **arguments)


def unmeasured(events: Iterable[Event]) -> list[Event]:
    """The events without the seconds that two runs do not share."""
    return [replace(e, seconds=0.0) if isinstance(e, Loaded | StageFinished) else e for e in events]


def pid_of(link: EngineLink) -> int:
    assert link._process is not None
    return link._process._process.pid


def test_it_yields_what_an_engine_in_the_same_process_yields(make_link: MakeLink, tmp_path: Path) -> None:
    here = EngineRoom(demo_services(tmp_path))
    there = make_link()
    corrected = {"key_points": BAKERY.key_points, "extract": False}
    for more in ({"options": SolverOptions(votes=6)}, corrected):
        ours, its = (unmeasured(stream(room, BAKERY.text, **more)) for room in (here, there))
        assert its == ours
        assert isinstance(its[-1], Answered)
    here.close()


def test_it_tells_how_the_student_is(make_link: MakeLink) -> None:
    told: list[StudentStatus] = []
    make_link().warm(OPTIONS, told.append, Cancel())
    assert [status.phase for status in told] == ["opening", "loading", "warming", "ready"]
    assert {status.name for status in told} == {"demo-student"}


def test_errors_come_as_they_were_raised_and_it_goes_on(make_link: MakeLink) -> None:
    link = make_link()
    with pytest.raises(ProblemError) as caught:
        list(stream(link, "  "))
    assert caught.value.title == "The problem is empty"
    first = pid_of(link)
    assert isinstance(list(stream(link, BAKERY.text))[-1], Answered)
    assert pid_of(link) == first


def test_a_cancel_reaches_it_between_two_words(make_link: MakeLink) -> None:
    link, cancel = make_link(delay=0.02), Cancel()
    got = []
    with pytest.raises(Cancelled):
        for event in stream(link, BAKERY.text, cancel=cancel):
            got.append(event)
            if isinstance(event, Token):
                cancel.set()
    assert sum(isinstance(event, Token) for event in got) < 10
    assert not link.busy
    assert isinstance(list(stream(link, BAKERY.text))[-1], Answered)


def test_a_batch_is_solved_there(make_link: MakeLink, tmp_path: Path) -> None:
    data = "".join(json.dumps({"problem": p.text, "answer": p.gold}) + "\n" for p in PROBLEMS).encode()
    more: dict[str, Any] = {"force": False, "tell": lambda _: None, "cancel": Cancel()}
    steps = list(make_link().batch(data, tmp_path / "out.jsonl", "school", OPTIONS, **more))
    assert (steps[-1].done, steps[-1].correct) == (3, 3)
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 3


def test_a_crash_says_what_the_engine_said_last(make_link: MakeLink) -> None:
    link = make_link(doubles=True)
    told: list[StudentStatus] = []
    with pytest.raises(EngineError) as caught:
        list(stream(link, "A cook aborts 3 dishes. How many?", tell=told.append))
    assert caught.value.title == "The engine crashed"
    assert "GGML_ASSERT(n_past < n_ctx) failed" in caught.value.cause
    if os.name == "posix":
        assert "SIGABRT" in caught.value.cause
    assert told[-1].phase == "failed"
    # The next job has another process, and what C writes to the standard output is not taken for an answer.
    assert isinstance(list(stream(link, "A cook has 3 dishes. How many?"))[-1], Answered)


@pytest.mark.skipif(os.name != "posix", reason="there is no such signal")
def test_one_that_is_killed_may_have_lacked_memory(make_link: MakeLink) -> None:
    link = make_link(delay=0.05)
    steps = stream(link, BAKERY.text)
    next(steps)
    os.kill(pid_of(link), signal.SIGKILL)
    with pytest.raises(EngineError, match="out of memory"):
        list(steps)


def test_one_that_does_not_listen_is_ended(make_link: MakeLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_link, "_PATIENCE", 0.3)
    link, cancel = make_link(doubles=True), Cancel()
    list(stream(link, "A cook has 3 dishes. How many?"))
    old = pid_of(link)
    threading.Timer(0.2, cancel.set).start()
    begin = time.monotonic()
    with pytest.raises(Cancelled):
        list(stream(link, "A cook is deaf. How many?", cancel=cancel))
    assert time.monotonic() - begin < 10
    list(stream(link, "A cook has 3 dishes. How many?"))
    assert pid_of(link) != old


def test_what_cannot_be_started_is_told(make_link: MakeLink, monkeypatch: pytest.MonkeyPatch) -> None:
    link = make_link()
    monkeypatch.setattr(sys, "executable", os.devnull)
    told: list[StudentStatus] = []
    link.warm(OPTIONS, told.append, Cancel())
    (status,) = told
    assert status.phase == "failed"
    assert isinstance(status.error, KpddError)


def test_a_program_of_the_users_runs_beside_it(make_link: MakeLink) -> None:
    link = make_link(delay=0.05)
    steps = stream(link, BAKERY.text)
    next(steps)
    outcome, answer = link.run_program("answer = 6 * 7", OPTIONS)
    assert outcome.status is Status.OK
    assert answer is not None
    assert answer.shown == "42"
    steps.close()  # type: ignore[attr-defined]
    assert not link.busy


@pytest.mark.skipif(os.name != "posix", reason="looks for a process by its number")
def test_it_ends_when_the_app_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from kpdd_edge.engines.base import Cancel\n"
        "from kpdd_edge.options import SolverOptions\n"
        "from kpdd_edge.tui.demo import PROBLEMS, demo_services\n"
        "from kpdd_edge.tui.engine_link import EngineLink\n"
        f"link = EngineLink(demo_services({str(tmp_path)!r}, process=True, delay=0.5))\n"
        "steps = link.stream(PROBLEMS[0].text, SolverOptions(), tell=print, cancel=Cancel())\n"
        "next(steps)\n"
        "print(link._process._process.pid, flush=True)\n"
        "os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    pid = int(done.stdout.split()[-1])
    deadline = time.monotonic() + 10
    while _alive(pid):
        assert time.monotonic() < deadline, "the engine's process outlived the app"
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_its_process_knows_no_screen() -> None:
    program = (
        "import sys, kpdd_edge.tui.engine_process; print(sorted(m for m in ('textual', 'rich') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


async def test_the_app_survives_a_crash_of_the_engine(tmp_path: Path) -> None:
    services = demo_services(tmp_path, process=True, delay=0.02)
    app = KpddApp(services, settings=Settings(OPTIONS, "kpdd-dark", {}), problem=BAKERY.text)
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await ready(pilot)
        await pilot.press("f5")
        await until(pilot, lambda: screen.information.facts)
        assert isinstance(app.room, EngineLink)
        os.kill(pid_of(app.room), signal.SIGSEGV if os.name == "posix" else signal.SIGTERM)
        await until(pilot, lambda: not screen.state.busy)
        assert screen.answer.has_class("-failed")
        assert said(screen, "#answer-text") == "The engine crashed"
        assert "kpdd doctor" in said(screen, "#answer-more")
        assert screen.editor.text == BAKERY.text
        assert screen.information.facts
        assert app.student.phase == "failed"
        await settled(pilot)
        await solve(pilot)
        assert screen.state.phase == "done"
        assert app.student.phase == "ready"
    app.close()
