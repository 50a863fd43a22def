"""The history screen on a real database."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tui_kit import BAKERY, POOL, notices, ready, said, settled, until

from kpdd_edge.options import SolverOptions
from kpdd_edge.tui.demo import NOON, solved
from kpdd_edge.tui.screens.history import HistoryScreen
from kpdd_edge.tui.screens.query import parse_query, when
from kpdd_edge.tui.services import Services

SIZE = (120, 34)


@pytest.fixture
def filled(services: Services) -> Services:
    """Three entries, of today, yesterday and last year."""
    ages = (timedelta(hours=2), timedelta(days=1), timedelta(days=400))
    for solution, age in zip(solved(services, options=SolverOptions(votes=4)), ages, strict=True):
        services.history.add(solution, created=NOON - age)
    return services


async def opened(app: Any, pilot: Any) -> HistoryScreen:
    await ready(pilot)
    await pilot.press("f3")
    await settled(pilot)
    assert isinstance(app.screen, HistoryScreen)
    return app.screen


async def test_entries_are_listed_and_searched(make_app: Any, filled: Services) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert "3 entries" in said(screen, "#history-line")
        assert [str(cell) for cell in screen.table.get_row_at(0)][1:3] == ["10:00", "60"]
        assert "Core question" in said(screen, "#history-entry")
        await pilot.press("slash", *"pool")
        await until(pilot, lambda: screen.table.row_count == 1)
        assert "1 entry found" in said(screen, "#history-line")
        screen.field.value = "answer:$60"
        await until(pilot, lambda: screen.table.row_count == 1 and "60" in str(screen.table.get_row_at(0)[2]))
        screen.field.value = "since:30d"
        await until(pilot, lambda: screen.table.row_count == 2)
        screen.field.value = "nowhere at all"
        await until(pilot, lambda: screen.table.row_count == 0)
        assert "Nothing fits" in said(screen, "#history-entry")
        screen.field.value = "sinse:2024"
        await until(pilot, lambda: "Did you mean 'since'" in said(screen, "#history-line"))
        await pilot.press("escape")
        await until(pilot, lambda: screen.table.row_count == 3)


async def test_an_entry_is_opened_and_solved_again(make_app: Any, filled: Services) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.current_mode == "solve")
        solve = app.solve_screen
        assert solve.editor.text == POOL.text
        assert solve.state.phase == "done"
        assert solve.question.text == POOL.key_points.core_question
        assert len(solve.state.attempts) == 4 or solve.state.attempts
        await pilot.press("f3")
        await settled(pilot)
        screen.table.move_cursor(row=0)
        await pilot.press("s")
        await until(pilot, lambda: app.current_mode == "solve" and solve.state.phase == "done")
        await until(pilot, lambda: len(filled.history) == 4)
        assert solve.editor.text == BAKERY.text


async def test_entries_are_pinned_marked_deleted(make_app: Any, filled: Services) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("p")
        await until(pilot, lambda: filled.history.count(pinned=True) == 1)
        await settled(pilot)
        assert str(screen.table.get_row_at(0)[0]) == "●"
        await pilot.press("space", "space")
        assert "2 marked" in said(screen, "#history-line")
        await pilot.press("delete", "n")
        await settled(pilot)
        assert len(filled.history) == 3
        await pilot.press("delete", "y")
        await until(pilot, lambda: len(filled.history) == 1)
        await settled(pilot)
        assert screen.table.row_count == 1
        await pilot.press("d", "y")
        await until(pilot, lambda: len(filled.history) == 0)
        await settled(pilot)
        assert "What you solve is listed here" in said(screen, "#history-entry")


async def test_entries_are_exported(make_app: Any, filled: Services, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("space", "space", "e")
        await pilot.pause()
        app.screen.query_one("Input").value = str(tmp_path / "out.json")
        await pilot.press("enter")
        await until(pilot, lambda: (tmp_path / "out.json").exists())
        assert [entry["problem"] for entry in json.loads((tmp_path / "out.json").read_text())] == [
            BAKERY.text,
            POOL.text,
        ]
        await settled(pilot)
        (tmp_path / "out.md").write_text("mine")
        await pilot.press("e")
        await pilot.pause()
        app.screen.query_one("Input").value = str(tmp_path / "nowhere" / "out.md")
        await pilot.press("enter")
        assert "There is no folder" in said(app.screen, ".dialog-warning")
        app.screen.query_one("Input").value = str(tmp_path / "out.md")
        await pilot.press("enter")
        await pilot.pause()
        assert "Enter again replaces it" in said(app.screen, ".dialog-warning")
        assert (tmp_path / "out.md").read_text() == "mine"
        await pilot.press("enter")
        await until(pilot, lambda: "**Answer: 60**" in (tmp_path / "out.md").read_text())
        assert any("Written to" in note for note in notices(app))


async def test_a_record_that_someone_spoiled_is_opened_as_far_as_it_goes(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        odd = {"rationale": {"kind": "pot", "text": "answer = 1"}, "outcome": {"status": "?"}}
        record = {"problem": "P?", "answer": ["x"], "key_points": 9, "timings": "no"}
        await app.open_record({**record, "attempts": [7, {"rationale": 3}, odd]})
        await settled(pilot)
        assert app.solve_screen.editor.text == "P?"
        assert app.solve_screen.state.phase == "done"
        assert len(app.solve_screen.state.attempts) == 2


def test_what_is_typed_into_the_search_field() -> None:
    assert parse_query("red apples", NOON) == ({"text": "red apples"}, "")
    found, trouble = parse_query('box answer:18 student:"a b" until:2025-01-31 is:pinned', NOON)
    assert not trouble
    assert found["text"] == "box"
    assert (found["answer"], found["student"], found["pinned"]) == ("18", "a b", True)
    assert found["until"].isoformat() == "2025-02-01T00:00:00+00:00"
    assert parse_query("since:yesterday", NOON)[0]["since"].day == NOON.day - 1
    assert parse_query("until:2025-01-31T12:30", NOON)[0]["until"].isoformat() == "2025-01-31T12:30:00+00:00"
    assert parse_query("until:9999-12-31", NOON)[0]["until"].year == 9999
    assert "takes a date" in parse_query("since:soon", NOON)[1]
    assert parse_query("is:good", NOON)[1]
    assert parse_query("at 12:30", NOON) == ({"text": "at 12:30"}, "")
    assert parse_query('"', NOON)[1] == ""


def test_times_in_a_list() -> None:
    assert when(NOON, NOON) == "12:00"
    assert when(NOON - timedelta(days=3), NOON) == "11 Mar"
    assert when(NOON - timedelta(days=600), NOON) == "2023-07-23"
