"""Everything can be done with the mouse, too."""

from __future__ import annotations

from typing import Any

from tui_kit import BAKERY, ready, settled, solve, until

from kpdd_edge.tui.solve.votes import VotesTable
from kpdd_edge.tui.widgets.bars import KeyBar

SIZE = (120, 40)


async def test_a_click_on_a_place_goes_there(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        for mode in ("history", "batch", "students", "settings", "solve"):
            await pilot.click(f"#place-{mode}")
            await settled(pilot)
            assert app.current_mode == mode


async def test_a_click_on_a_key_is_that_key(make_app: Any) -> None:
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        line = str(screen.query_one(KeyBar).render())
        await pilot.click(KeyBar, offset=(line.index("Solve"), 0))
        await until(pilot, lambda: screen.state.phase == "done")
        line = str(screen.query_one(KeyBar).render())
        await pilot.click(KeyBar, offset=(line.index("New"), 0))
        await pilot.pause()
        assert screen.editor.text == ""


async def test_a_click_opens_an_attempt_and_puts_the_cursor_into_a_fact(make_app: Any) -> None:
    app = make_app(problem=BAKERY.text, votes=6)
    async with app.run_test(size=SIZE) as pilot:
        screen = await solve(pilot)
        await pilot.click(VotesTable, offset=(8, 2))  # the header is the first row
        await pilot.click(VotesTable, offset=(8, 2))
        await until(pilot, lambda: screen.focused is screen.program.area)
        assert screen.selected == 1
        await pilot.click("#information", offset=(30, 2))
        assert screen.focused is screen.information
        assert screen.information.cursor_location[0] == 2
        assert any(name == "fact-strong-3" for paints in screen.editor._paint.values() for _, _, name in paints)
