"""Every screen as a picture, in at least three states and two sizes.

``pytest tests/tui/test_tui_snapshots.py --snapshot-update`` draws them anew; look at each before it is committed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import textual
from test_tui_students import FakeShelf
from textual.pilot import Pilot
from textual.widgets import Input
from tui_kit import BAKERY, POOL, TICKETS, gated, ready, settled, solve, until

from kpdd_edge.errors import EngineError, StudentMissing
from kpdd_edge.options import SolverOptions
from kpdd_edge.tui.demo import NOON, DemoShelf, solved
from kpdd_edge.tui.services import Services

pytestmark = pytest.mark.skipif(
    textual.__version__ != "8.2.8", reason="the pictures were drawn by Textual 8.2.8, which constraints.txt pins"
)

WIDE, NARROW = (120, 36), (80, 24)
BOTH = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])

Steps = Callable[[Pilot[None]], Awaitable[Any]]


async def still(pilot: Pilot[None]) -> None:
    """Nothing moves any more."""
    await settled(pilot)
    pilot.app.screen.set_focus(pilot.app.screen.focused)
    await pilot.pause()


@pytest.fixture
def looks(snap_compare: Any) -> Callable[..., bool]:
    """Compare the picture of an app after some steps with the one that was kept."""

    def compare(app: Any, size: tuple[int, int], steps: Steps) -> bool:
        async def run(pilot: Pilot[None]) -> None:
            await ready(pilot)
            await steps(pilot)
            await still(pilot)

        same: bool = snap_compare(app, terminal_size=size, run_before=run)
        return same

    return compare


def press(*keys: str) -> Steps:
    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await settled(pilot)

    return steps


# -- solve ------------------------------------------------------------------------------------------------------------


@BOTH
def test_solve_empty(looks: Any, make_app: Any, size: tuple[int, int]) -> None:
    assert looks(make_app(), size, press())


@BOTH
def test_solve_answered(looks: Any, make_app: Any, size: tuple[int, int]) -> None:
    assert looks(make_app(problem=BAKERY.text), size, solve)


@BOTH
def test_solve_votes_in_the_light(looks: Any, make_app: Any, size: tuple[int, int]) -> None:
    assert looks(make_app(problem=BAKERY.text, votes=6, theme="kpdd-light"), size, solve)


@BOTH
def test_solve_steps(looks: Any, make_app: Any, size: tuple[int, int]) -> None:
    assert looks(make_app(problem=POOL.text, rationale="cot"), size, solve)


@BOTH
def test_solve_on_the_way(looks: Any, make_app: Any, services: Services, size: tuple[int, int]) -> None:
    gate = gated(services, after=65)

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press("f5")
        await until(pilot, lambda: gate.reached.is_set())
        await pilot.pause(0.15)
        pilot.app.workers._workers.clear()  # the gate stays shut: nobody waits for this one

    app = make_app(problem=BAKERY.text)
    try:
        assert looks(app, size, steps)
    finally:
        gate.open()


@BOTH
def test_solve_corrected(looks: Any, make_app: Any, size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = await solve(pilot)
        screen.information.focus()
        await pilot.press("down", "end", *", not more", "down", "end", "enter", *"Sunday is sunny", "up", "up")

    assert looks(make_app(problem=BAKERY.text), size, steps)


@BOTH
def test_solve_own_program_with_an_error(looks: Any, make_app: Any, size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = await solve(pilot)
        screen.program.area.focus()
        await pilot.press("ctrl+end", "enter", *"answer = 1 / 0", "f5")
        await until(pilot, lambda: screen.state.own_run is not None)

    assert looks(make_app(problem=TICKETS.text), size, steps)


@BOTH
def test_solve_failed(looks: Any, make_app: Any, services: Services, size: tuple[int, int]) -> None:
    def fail(*_: Any) -> Any:
        raise EngineError("The engine failed", cause="It ran out of memory.", hint="kpdd doctor")

    services.open_student = fail
    assert looks(make_app(problem=BAKERY.text), size, solve)


def test_solve_student_missing(looks: Any, make_app: Any, services: Services) -> None:
    class Empty(DemoShelf):
        def is_here(self, spec: str) -> bool:
            return False

    services.make_shelf = Empty
    assert looks(make_app(), WIDE, press())


def test_solve_stopped(looks: Any, make_app: Any, services: Services) -> None:
    gate = gated(services, after=40)

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press("f5")
        await until(pilot, lambda: gate.reached.is_set())
        await pilot.pause(0.15)
        await pilot.press("escape")

    assert looks(make_app(problem=BAKERY.text), WIDE, steps)


def test_solve_right_to_left_and_wide_characters(looks: Any, make_app: Any) -> None:
    text = "אנה קנתה 3 קופסאות. 小明有 5 個蘋果。 Zoë has ½ a 🍕 and 2 więcej."
    assert looks(make_app(problem=text), NARROW, press())


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (200, 50)], ids=["20x5", "40x12", "200x50"])
def test_solve_in_any_size(looks: Any, make_app: Any, size: tuple[int, int]) -> None:
    assert looks(make_app(problem=BAKERY.text, votes=4), size, solve)


def test_solve_without_colours(looks: Any, make_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert looks(make_app(problem=BAKERY.text), WIDE, solve)


@BOTH
@pytest.mark.parametrize("state", ["another-answer", "an-error", "light"])
def test_compare(looks: Any, make_app: Any, size: tuple[int, int], state: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await solve(pilot)
        await pilot.press("f9", *(["n"] if state == "an-error" else []))

    theme = "kpdd-light" if state == "light" else "kpdd-dark"
    assert looks(make_app(problem=BAKERY.text, votes=6, theme=theme), size, steps)


# -- history ----------------------------------------------------------------------------------------------------------


def fill(services: Services) -> None:
    ages = (timedelta(hours=2), timedelta(days=1), timedelta(days=400))
    for n, (solution, age) in enumerate(zip(solved(services, options=SolverOptions(votes=4)), ages, strict=True)):
        services.history.add(solution, created=NOON - age, pinned=n == 1)


@BOTH
@pytest.mark.parametrize("state", ["empty", "filled", "searched", "asked", "exported"])
def test_history(looks: Any, make_app: Any, services: Services, size: tuple[int, int], state: str) -> None:
    if state != "empty":
        fill(services)
    keys = {
        "empty": ["f3"],
        "filled": ["f3", "down"],
        "searched": ["f3", "slash", "p", "o", "o", "l"],
        "asked": ["f3", "space", "space", "delete"],
        "exported": ["f3", "e"],
    }[state]

    async def steps(pilot: Pilot[None]) -> None:
        await press(*keys)(pilot)
        await pilot.pause(0.2)

    assert looks(make_app(theme="kpdd-light" if state == "filled" else "kpdd-dark"), size, steps)


# -- students ---------------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("state", ["listed", "pulling", "broken"])
def test_students(looks: Any, make_app: Any, services: Services, size: tuple[int, int], state: str) -> None:
    shelf = FakeShelf()
    services.make_shelf = lambda: shelf

    async def steps(pilot: Pilot[None]) -> None:
        await press("f6")(pilot)
        if state == "pulling":
            await pilot.press("down", "down", "p")
            await until(pilot, lambda: "24.5" in str(pilot.app.screen.query_one("#work-text").visual))
            await pilot.pause()
            pilot.app.workers._workers.clear()
        elif state == "broken":
            await pilot.press("down", "down", "down")

    try:
        assert looks(make_app(), size, steps)
    finally:
        shelf.go_on.set()


def test_students_import(looks: Any, make_app: Any, services: Services) -> None:
    services.make_shelf = FakeShelf
    assert looks(make_app(), WIDE, press("f6", "i"))


# -- batch ------------------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("state", ["empty", "done", "wrong"])
def test_batch(
    looks: Any, make_app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], state: str
) -> None:
    lines = [json.dumps({"problem": p.text, "answer": a}) for p, a in ((BAKERY, "60"), (POOL, "51"), (TICKETS, "2160"))]
    (tmp_path / "school.jsonl").write_text("\n".join([*lines, "{"]))
    monkeypatch.chdir(tmp_path)

    async def steps(pilot: Pilot[None]) -> None:
        await press("f4")(pilot)
        screen: Any = pilot.app.screen
        if state == "done":
            screen.source.value = "school.jsonl"
            await pilot.press("f5")
            await until(pilot, lambda: screen.current is None and screen.progress is not None)
            rows = sorted(screen.table._rows.items(), key=lambda row: int(row[0]))  # they end in any order
            screen.table.fill(rows)
        elif state == "wrong":
            screen.source.value = "nothing.csv"
            await pilot.press("f5")
            screen.query_one("#batch-note").update("There is no file nothing.csv")

    assert looks(make_app(), size, steps)


# -- settings, help, palette ------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("state", ["first", "bad", "keys", "new-key"])
def test_settings(looks: Any, make_app: Any, services: Services, size: tuple[int, int], state: str) -> None:
    services.make_shelf = FakeShelf

    async def steps(pilot: Pilot[None]) -> None:
        await press("f7")(pilot)
        screen: Any = pilot.app.screen
        if state == "bad":
            screen.query_one("#set-votes").focus()
            await pilot.press("end", "0", "0", "0")
        elif state in ("keys", "new-key"):
            screen.keys.focus()
            await pilot.press("down", "down")
            if state == "new-key":
                await pilot.press("enter")

    assert looks(make_app(votes=8, keys={"app.batch": "ctrl+b"}), size, steps)


@BOTH
@pytest.mark.parametrize("place", ["solve", "history", "students"])
def test_help(looks: Any, make_app: Any, services: Services, size: tuple[int, int], place: str) -> None:
    fill(services)
    services.make_shelf = FakeShelf
    assert looks(make_app(), size, press({"solve": "f2", "history": "f3", "students": "f6"}[place], "f1"))


@BOTH
@pytest.mark.parametrize("typed", ["", "votes", "xyzzy"], ids=["first", "found", "nothing"])
def test_palette(looks: Any, make_app: Any, services: Services, size: tuple[int, int], typed: str) -> None:
    services.make_shelf = FakeShelf

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+p", *typed)
        await pilot.pause(0.4)
        pilot.app.screen.query_one(Input).cursor_blink = False

    assert looks(make_app(), size, steps)


def test_nothing_of_this_machine_is_in_the_pictures() -> None:
    folder = Path(__file__).parent / "__snapshots__"
    pictures = list(folder.rglob("*.svg"))
    assert pictures
    for picture in pictures:
        text = picture.read_text()
        for word in ("/tmp", "/home", "/root", os.uname().nodename if len(os.uname().nodename) > 4 else "/tmp"):
            assert word not in text, (picture.name, word)
    assert StudentMissing  # the error whose picture is above
