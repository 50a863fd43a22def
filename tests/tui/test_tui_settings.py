"""The settings screen, the keys, the palette and the help, all made from what is declared elsewhere."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Select
from tui_kit import BAKERY, ready, said, settled, solve, until

from kpdd_edge.options import SolverOptions
from kpdd_edge.tui.commands import KpddCommands
from kpdd_edge.tui.keys import clash, known_bindings
from kpdd_edge.tui.screens.settings import SettingRow, SettingsScreen

SIZE = (120, 50)


async def opened(app: Any, pilot: Any) -> SettingsScreen:
    await ready(pilot)
    await pilot.press("f7")
    await settled(pilot)
    assert isinstance(app.screen, SettingsScreen)
    return app.screen


async def test_every_option_has_a_row_with_its_help(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        rows = {row.option: row for row in screen.query(SettingRow)}
        assert [*rows] == [*(f.name for f in dataclasses.fields(SolverOptions)), "theme"]
        for f in dataclasses.fields(SolverOptions):
            assert said(rows[f.name], ".setting-help") == f.metadata["help"]


async def test_a_value_is_checked_kept_and_used(make_app: Any, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        votes = screen.query_one("#set-votes", Input)
        votes.focus()
        await pilot.press("end", "6")
        assert app.settings.options.votes == 1  # not while it is being typed
        await pilot.press("enter")
        assert app.settings.options.votes == 16
        await pilot.press("0")
        row = screen.query(SettingRow).filter(".-bad").first()
        assert "between 1 and 64" in said(row, ".setting-help")
        await pilot.press("enter")
        assert app.settings.options.votes == 16
        await pilot.press("backspace")
        assert not screen.query(SettingRow).filter(".-bad")
        screen.query_one("#set-temperature", Input).value = "1.1"
        screen.query_one("#set-sandbox", Select).value = "monty"
        await pilot.press("f2")
        await settled(pilot)
        assert app.settings.options == SolverOptions(votes=16, temperature=1.1, sandbox="monty")
        await until(pilot, lambda: "1.1" in (tmp_path / "config.toml").read_text())
        saved = tomllib.loads((tmp_path / "config.toml").read_text())
        assert saved == {"solve": {"votes": 16, "temperature": 1.1, "sandbox": "monty"}}
        await pilot.press("f7", "ctrl+r")
        await settled(pilot)
        assert app.settings.options == SolverOptions()
        assert votes.value == "1"


async def test_the_theme_changes_everything_at_once(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        before = app.theme_variables["fact-1"]
        screen.query_one("#set-theme", Select).value = "kpdd-light"
        await settled(pilot)
        assert app.theme == app.settings.theme == "kpdd-light"
        assert app.theme_variables["fact-1"] != before
        for theme in ("nord", "solarized-light", "ansi-dark"):
            app.theme = theme
            await pilot.pause()


async def test_a_key_is_changed_and_put_back(make_app: Any, tmp_path: Path) -> None:
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        screen.keys.focus()
        screen.keys.move_cursor(row=[k.id for k in screen._known].index("solve.go"))
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("f3")  # History has it, also while a key is asked for
        await settled(pilot)
        assert app.current_mode == "settings"
        assert "solve.go" not in app.settings.keys
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("ctrl+g")
        await settled(pilot)
        assert app.settings.keys == {"solve.go": "ctrl+g"}
        assert app.key_of("solve.go") == "^G"
        assert tomllib.loads((tmp_path / "config.toml").read_text())["keys"] == {"solve.go": "ctrl+g"}
        await pilot.press("f2", "f5")
        assert app.solve_screen.state.phase == "idle"
        await pilot.press("ctrl+g")
        await until(pilot, lambda: app.solve_screen.state.phase == "done")
        await pilot.press("f7")
        screen.keys.focus()
        await pilot.press("delete")
        assert app.settings.keys == {}


async def test_keys_of_the_settings_file_hold_from_the_start(make_app: Any) -> None:
    app = make_app(problem=BAKERY.text, keys={"app.history": "ctrl+g"})
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert app.current_mode == "history"


async def test_what_is_told_names_the_keys_as_they_are_now(make_app: Any) -> None:
    app = make_app(problem=BAKERY.text, keys={"solve.go": "f12", "app.history": "ctrl+t", "batch.start": "f11"})
    async with app.run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        assert "press F12" in screen.editor.placeholder
        assert "^T History" in str(screen.query_one("#place-history").visual)
        await solve(pilot, "f12")
        screen.information.focus()
        await pilot.press("end", *" now")
        assert "F12 goes on from here" in str(screen.query_one("#information-pane").border_title)
        await pilot.press("f4")
        await settled(pilot)
        assert "F11 solves it" in said(app.screen, "#batch-note")


async def test_the_palette_offers_what_can_be_done_now(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)

        async def titles() -> list[str]:
            provider = KpddCommands(app.screen)
            await provider.startup()
            return [title for title, *_ in provider._commands()]

        first = await titles()
        assert first[0] == "Solve"
        assert "Compare" not in first
        assert {"Votes: 8", "Rationale: cot", "Theme: kpdd-light", "Try an example", "Quit"} <= {*first}
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"votes: 8")
        await pilot.pause(0.3)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.settings.options.votes == 8)
        assert "Votes: 8" not in await titles()
        app.show_example()
        await pilot.pause()
        assert app.solve_screen.editor.text.startswith("A box holds 12 eggs")


async def test_help_is_made_from_the_bindings(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("f1")
        await pilot.pause()
        shown = "\n".join(str(widget.visual) for widget in app.screen.query("#help-scroll Static"))
        assert "Solve the problem; after a correction" in shown
        assert "F3" in shown
        assert "Editing" in shown
        await pilot.press("f1")
        await pilot.pause()
        assert app.screen is app.solve_screen


def test_every_binding_has_an_id_a_description_and_a_tooltip() -> None:
    known = known_bindings()
    ids = [k.id for k in known]
    assert len(ids) == len({*ids})
    for k in known:
        assert k.binding.description, k.id
        assert k.binding.tooltip, k.id
        assert k.group, k.id


def test_no_two_bindings_of_one_place_share_a_key() -> None:
    for known in known_bindings():
        for key in known.binding.key.split(","):
            assert clash(known.id, key, {}) is None, (known.id, key)


@pytest.mark.parametrize("key", ["f1", "ctrl+q"])
def test_a_key_of_everywhere_clashes_anywhere(key: str) -> None:
    assert clash("history.pin", key, {}) is not None
    assert clash("history.pin", "ctrl+y", {}) is None
