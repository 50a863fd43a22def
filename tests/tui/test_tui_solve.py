"""The solve screen: from a problem to its answer, and back into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import events
from tui_kit import BAKERY, POOL, Gate, gated, notices, ready, said, settled, solve, spy, until

from kpdd_edge.events import StageStarted
from kpdd_edge.history import History
from kpdd_edge.tui.services import Services


async def test_a_problem_is_typed_and_solved(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await ready(pilot)
        assert screen.focused is screen.editor
        await pilot.press(*"Ann, 2")
        assert screen.editor.text == "Ann, 2"
        await pilot.press("ctrl+z")
        assert screen.editor.text == ""
        screen.editor.insert(BAKERY.text)
        await solve(pilot)
        assert screen.state.phase == "done"
        assert screen.question.text == "How many rolls are left in the evening?"
        assert screen.information.facts == list(BAKERY.key_points.information)
        assert "answer = trays_left * rolls_per_tray" in screen.program.area.text
        assert screen.answer.query_one("#answer-digits").value == "60"
        assert said(screen, "#run-output") == "5 trays are left"
        assert "Ran" in said(screen, "#run-line")
        assert "monty" in said(screen, "#run-line")
        assert "demo-student" in said(screen, "#answer-more")
        assert "tok/s" in said(screen, "#answer-more")


async def test_every_fact_shows_where_it_comes_from(make_app: Any) -> None:
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await solve(pilot)
        painted = {name: set() for name in ("fact-1", "fact-4")}
        for line, paints in screen.editor._paint.items():
            for start, end, name in paints:
                painted.setdefault(name, set()).add(screen.editor.document.get_line(line)[start:end])
        assert "40 trays of rolls" in painted["fact-1"]
        assert any("5 more trays" in words for words in painted["fact-4"])
        screen.information.focus()
        await pilot.press("down")
        await pilot.pause()
        names = {name for paints in screen.editor._paint.values() for _, _, name in paints}
        assert "fact-strong-2" in names
        assert "fact-2" not in names
        await pilot.press("end", "enter", *"Sunday is sunny")
        await pilot.pause()
        assert list(screen.information._found) == [True, True, False, True, True]


async def test_a_correction_runs_only_the_last_stage(make_app: Any, services: Services) -> None:
    seen = spy(services)
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await solve(pilot)
        seen.events.clear()
        screen.information.focus()
        await pilot.press("down", "end", *" exactly")
        assert screen.corrected
        assert "F5 goes on from here" in str(screen.query_one("#information-pane").border_title)
        assert screen.key_label(next(b for b in screen.BINDINGS if b.id == "solve.go")) == "Go on from here"
        await solve(pilot)
        assert seen.calls[-1]["extract"] is False
        assert seen.calls[-1]["key_points"].information[1] == "Each tray holds 12 rolls exactly"
        assert [e.stage for e in seen.events if isinstance(e, StageStarted)] == ["solve"]
        assert screen.state.phase == "done"
        assert screen.information.facts[1] == "Each tray holds 12 rolls exactly"
        assert not screen.corrected
        await pilot.press("f8")  # nothing was changed since: there is nothing to do anew
        assert len(seen.calls) == 2
        await pilot.press(*"!")
        await solve(pilot, "f8")
        assert seen.calls[-1]["key_points"] is None
        assert screen.information.facts == list(BAKERY.key_points.information)


async def test_facts_are_added_removed_and_given_beforehand(make_app: Any, services: Services) -> None:
    seen = spy(services)
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await ready(pilot)
        await pilot.press("down")  # from the last row on into the key points
        if screen.focused is screen.editor:
            await pilot.press("down")
        assert screen.focused is screen.question
        await pilot.press(*"Rolls?", "enter")
        assert screen.focused is screen.information
        await pilot.press(*"40 trays", "enter", *"12 rolls", "enter", *"nonsense", "ctrl+d")
        assert [fact for fact in screen.information.facts if fact] == ["40 trays", "12 rolls"]
        await solve(pilot)
        call = seen.calls[-1]
        assert call["key_points"].core_question == "Rolls?"
        assert call["key_points"].information == ("40 trays", "12 rolls")
        assert call["extract"] is True


async def test_a_program_is_edited_and_run_again(make_app: Any) -> None:
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await solve(pilot)
        screen.program.area.focus()
        await pilot.press("ctrl+end", "enter", *"answer = 7")
        assert "edited, F5 runs it" in str(screen.program.border_title)
        await pilot.press("f5")
        await until(pilot, lambda: screen.state.own_run is not None)
        assert screen.answer.query_one("#answer-digits").value == "7"
        assert "your program" in said(screen, "#answer-note").lower()
        assert "60" in said(screen, "#answer-note")
        await pilot.press("enter", *"answer = 1 / 0", "f5")
        await until(pilot, lambda: screen.state.own_run.answer is None)
        assert "division by zero" in said(screen, "#run-line")
        assert screen.program.area._error_line == screen.program.area.document.line_count


async def test_steps_in_words_are_markdown(make_app: Any) -> None:
    app = make_app(problem=POOL.text, rationale="cot")
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await solve(pilot)
        assert not screen.program.area.display
        assert screen.program.query_one("#steps").source.strip().endswith("The answer is 50 minutes.")
        assert screen.answer.query_one("#answer-digits").value == "50"
        assert said(screen, "#answer-unit") == "minutes"


async def test_stop_is_acknowledged_at_once_and_keeps_what_was_written(make_app: Any, services: Services) -> None:
    gate: Gate = gated(services, after=14)
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await ready(pilot)
        await pilot.press("f5")
        await until(pilot, lambda: screen.question.text)
        await pilot.press(*"x")  # typing goes on meanwhile
        assert screen.editor.text.endswith("x")
        assert screen.information.read_only
        screen.information.action_add_fact()
        assert "\n" not in screen.information.text
        await pilot.press("escape")
        await pilot.pause()
        assert screen.state.phase == "cancelled"
        assert said(screen, "#answer-text") == "Stopped"
        assert screen.question.text.startswith("How many")
        assert not screen.question.read_only
        assert not screen.corrected  # half a question is nothing to go on from
        gate.open()
        await settled(pilot)
        assert screen.state.phase == "cancelled"
        await pilot.press("backspace")
        await solve(pilot)
        assert screen.state.phase == "done"


async def test_after_a_stop_in_the_last_stage_it_goes_on_from_the_key_points(make_app: Any, services: Services) -> None:
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await solve(pilot)
        seen = spy(services)
        app.room._solver = None
        screen.state.phase = "cancelled"
        assert screen.corrected
        await solve(pilot)
        assert seen.calls[-1]["extract"] is False


async def test_the_answer_is_written_down_and_recalled(make_app: Any, services: Services, tmp_path: Path) -> None:
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await solve(pilot)
        assert [entry.answer for entry in History(tmp_path / "history.db")] == ["60"]
        await pilot.press("ctrl+n")
        assert screen.editor.text == ""
        assert screen.state.phase == "idle"
        await pilot.press(*"mine", "up")
        assert screen.editor.text == BAKERY.text
        await pilot.press("down", "down", "down", "down", "down", "down")
        assert screen.editor.text == "mine"


async def test_votes_are_a_table_and_open_each_attempt(make_app: Any) -> None:
    app = make_app(problem=BAKERY.text, votes=6)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await solve(pilot)
        table = screen.query_one("#votes")
        assert table.row_count == 6
        assert str(table.get_cell("1", "answer")) == "120"
        assert str(table.get_cell("4", "status")) == "error"
        assert "4 of 6 agree" in said(screen, "#answer-note")
        assert "67 %" in said(screen, "#answer-note")
        table.focus()
        await pilot.press("down")
        await pilot.pause()
        assert "bought_by_the_hotel" not in screen.program.area.text
        assert "attempt 2 of 6" in str(screen.program.border_title)
        await pilot.press("enter")
        assert screen.focused is screen.program.area


async def test_attempts_that_disagree_stand_side_by_side(make_app: Any) -> None:
    app = make_app(problem=BAKERY.text, votes=6)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await solve(pilot)
        await pilot.press("f9")
        await pilot.pause()
        assert "Attempt 1: 60" in str(app.screen.query_one("#compare-best").border_title)
        assert "Attempt 2: 120" in str(app.screen.query_one("#compare-other").border_title)
        await pilot.press("n")
        assert "Attempt 5: no answer" in str(app.screen.query_one("#compare-other").border_title)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is screen
        assert screen.selected == 4
        assert "per_tray" in screen.program.area.text
        assert screen.program.area._error_line == 3


async def test_an_unknown_problem_gives_no_answer_and_says_why(make_app: Any) -> None:
    app = make_app(problem="What is the colour of the sea?")
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await solve(pilot)
        assert screen.state.phase == "done"
        assert said(screen, "#answer-text") == "No answer"
        assert "F5" in said(screen, "#answer-note")


async def test_answer_program_and_all_are_copied(make_app: Any) -> None:
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=(120, 34)) as pilot:
        await ready(pilot)
        await pilot.press("alt+c")
        assert any("Nothing was copied" in note for note in notices(app))
        await solve(pilot)
        await pilot.press("alt+c")
        assert app.clipboard == "60"
        await pilot.press("alt+p")
        assert app.clipboard.startswith("# rolls on all trays")
        await pilot.press("alt+a")
        assert app.clipboard.startswith("A bakery bakes")
        assert "```python" in app.clipboard
        assert "**Answer:** 60" in app.clipboard


async def test_f5_does_not_overtake_what_was_typed_before_it(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await ready(pilot)
        for character in BAKERY.text:
            app.post_message(events.Key("space" if character == " " else character, character))
        app.post_message(events.Key("f5", None))
        await until(pilot, lambda: screen.state.phase == "done")
        assert screen.state.problem == BAKERY.text
        assert screen.state.answer.shown == "60"
