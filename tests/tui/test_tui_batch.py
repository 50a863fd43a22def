"""The batch screen: a file is solved, stopped, gone on with, opened, saved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tui_kit import BAKERY, POOL, TICKETS, notices, ready, said, settled, until

from kpdd_edge.tui.screens.batch import BatchScreen
from kpdd_edge.tui.services import Services

SIZE = (120, 34)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three good lines (one with a wrong known answer) and a bad one."""
    lines = [
        json.dumps({"problem": BAKERY.text, "answer": "60"}),
        "{not json",
        json.dumps({"problem": POOL.text, "answer": "51"}),
        json.dumps({"problem": TICKETS.text, "answer": "2160"}),
    ]
    path = tmp_path / "problems.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


async def opened(app: Any, pilot: Any) -> BatchScreen:
    await ready(pilot)
    await pilot.press("f4")
    await pilot.pause()
    assert isinstance(app.screen, BatchScreen)
    return app.screen


async def test_a_file_is_solved(make_app: Any, source: Path, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert "one object a line" in said(screen, "#batch-note")
        screen.source.value = str(source)
        await pilot.pause()
        assert screen.out.value == str(tmp_path / "problems.solved.jsonl")
        await pilot.press("f5")
        await until(pilot, lambda: screen.current is None and screen.progress is not None)
        assert "4 of 4" in said(screen, "#batch-counts")
        assert "67 % right" in said(screen, "#batch-counts")
        assert "1 error" in said(screen, "#batch-counts")
        assert said(screen, "#batch-note").startswith("Done.")
        records = [json.loads(line) for line in (tmp_path / "problems.solved.jsonl").read_text().splitlines()]
        assert [record.get("answer") for record in records] == ["60", None, "50", "2160"]
        marks = {str(screen.table.get_cell(str(line), screen.table.ordered_columns[1].key)) for line in (1, 2, 3, 4)}
        assert marks == {"✓", "✗", "!"}
        screen.table.focus()
        screen.table.move_cursor(row=list(screen._records).index("3"))
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "solve")
        assert app.solve_screen.editor.text == POOL.text
        assert app.batch_progress == ""


async def test_it_is_stopped_and_gone_on_with(make_app: Any, services: Services, source: Path) -> None:
    source.write_text("".join(json.dumps({"problem": f"{POOL.text} {n}"}) + "\n" for n in range(40)))
    from kpdd_edge.students.scripted import scripted_student

    services.open_student = lambda options, parallel, progress, cancel: scripted_student([POOL], delay=0.02)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        screen.source.value = str(source)
        await pilot.press("f5")
        await until(pilot, lambda: screen.progress is not None and screen.progress.done >= 4)
        assert app.batch_progress.endswith("/40")
        await pilot.press("escape")
        assert said(screen, "#batch-note").startswith("Stopp")
        await until(pilot, lambda: screen.current is None)
        assert said(screen, "#batch-note").startswith("Stopped.")
        done = screen.progress.done
        assert 4 <= done < 40
        services.open_student = lambda options, parallel, progress, cancel: scripted_student([POOL])
        app.room._discard()
        await pilot.press("f5")
        await until(pilot, lambda: screen.current is None)
        assert screen.progress.done == 40
        assert screen.progress.resumed >= done - 8
        assert "from before" in said(screen, "#batch-counts")


async def test_results_of_something_else_are_not_overwritten_unasked(make_app: Any, source: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        out = source.with_name("mine.jsonl")
        out.write_text('{"mine": 1}\n')
        screen.source.value = str(source)
        screen.out.value = str(out)
        await pilot.press("f5")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("n")
        await settled(pilot)
        assert out.read_text() == '{"mine": 1}\n'
        assert "is not a batch of kpdd" in said(screen, "#batch-note")
        await pilot.press("f5")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("y")
        await until(pilot, lambda: screen.current is None and screen.progress is not None and screen.progress.done == 4)
        assert len(out.read_text().splitlines()) == 4


async def test_a_file_that_is_not_there_or_no_text(make_app: Any, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        screen.source.value = str(tmp_path / "none.csv")
        await pilot.press("f5")
        assert "There is no file" in said(screen, "#batch-note")
        screen.source.value = "~nobody-of-this-name/a.csv"
        await pilot.press("f5")
        assert "~nobody-of-this-name/a.csv" in said(screen, "#batch-note")
        (tmp_path / "a.csv").write_bytes(b"\x00\x01" * 100)
        screen.source.value = str(tmp_path / "a.csv")
        await pilot.press("f5")
        await until(pilot, lambda: screen.current is None)
        assert "is not a text file" in said(screen, "#batch-note")
        screen.out.value = screen.source.value
        await pilot.press("f5")
        assert "cannot be written over" in said(screen, "#batch-note")


async def test_a_copy_is_saved_and_solving_waits_for_the_batch(make_app: Any, source: Path, tmp_path: Path) -> None:
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        screen.source.value = str(source)
        await pilot.press("f5")
        await until(pilot, lambda: screen.current is None and screen.progress is not None)
        written, screen.out.value = screen.out.value, "~nobody-of-this-name/a.jsonl"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen.query_one("Input").value == "a-copy.jsonl"
        await pilot.press("escape")
        screen.out.value = written
        await pilot.press("ctrl+s")
        await pilot.pause()
        app.screen.query_one("Input").value = str(tmp_path / "copy.jsonl")
        await pilot.press("enter")
        await until(pilot, lambda: (tmp_path / "copy.jsonl").exists())
        assert (tmp_path / "copy.jsonl").read_text() == (tmp_path / "problems.solved.jsonl").read_text()
        await settled(pilot)
        assert any("Written to" in note for note in notices(app))
        app.batch_progress = "3/9"
        assert app.waiting_for == "Waiting for the batch (3/9)"
