"""The attempts of a vote as a table; moving through it shows each one's program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable

from kpdd_edge.problem import Status
from kpdd_edge.tui.solve.state import AttemptState, SolveState
from kpdd_edge.tui.text import one_line, seconds

_WORDS = {
    Status.OK: "ran",
    Status.ERROR: "error",
    Status.TIMEOUT: "too long",
    Status.MEMORY: "memory",
    Status.REFUSED: "not run",
    Status.CRASHED: "crashed",
}


class VotesTable(DataTable[Content]):
    """Rows in the order of the attempts."""

    BINDING_GROUP_TITLE = "Attempts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Open", id="votes.open", tooltip="Go to the program of this attempt"),
    ]


class VotesPane(Vertical):
    """Hidden while there is only one attempt."""

    @dataclass
    class Chosen(Message):
        """The cursor is on this attempt; ``opened``: it was asked for with Enter or a click."""

        index: int
        opened: bool = False

    def compose(self) -> ComposeResult:
        yield VotesTable(id="votes", cursor_type="row", zebra_stripes=False)

    def on_mount(self) -> None:
        self.border_title = "Attempts"
        table = self.query_one(VotesTable)
        table.add_column("#", width=3, key="number")
        table.add_column("Answer", width=18, key="answer")
        table.add_column("Status", width=12, key="status")
        table.add_column("Ran", width=8, key="seconds")
        self.display = False
        self._quiet = False

    def show(self, state: SolveState, *, cursor: int | None = None) -> None:
        """Bring the rows up to date; ``cursor`` moves it without telling anybody."""
        count = max(len(state.attempts), state.votes if state.busy and state.phase == "solve" else 0)
        self.display = count > 1 and bool(state.attempts)
        table = self.query_one(VotesTable)
        if table.row_count > count:
            table.clear()
        for i in range(count):
            cells = self._cells(state, i)
            if i < table.row_count:
                for key, cell in zip(("number", "answer", "status", "seconds"), cells, strict=True):
                    if not table.get_cell(str(i), key).is_same(cell):  # styles too, which == does not look at
                        table.update_cell(str(i), key, cell)
            else:
                table.add_row(*cells, key=str(i))
        if cursor is not None and table.row_count > cursor and table.cursor_row != cursor:
            with self.prevent(DataTable.RowHighlighted):
                table.move_cursor(row=cursor)

    @staticmethod
    def _cells(state: SolveState, index: int) -> tuple[Content, Content, Content, Content]:
        attempt = state.attempts[index] if index < len(state.attempts) else AttemptState()
        answer = Content("")
        if attempt.answer is not None:
            agrees = state.answer is None or state.agrees(index)
            style = "bold" if agrees and state.answer is not None else "$text-warning" if not agrees else ""
            answer = (
                Content.styled(one_line(attempt.answer.shown, 18), style)
                if style
                else Content(one_line(attempt.answer.shown, 18))
            )
        if attempt.outcome is not None:
            ok = attempt.outcome.status is Status.OK
            word, style = _WORDS[attempt.outcome.status], "$text-success" if ok else "$text-error"
            if ok and attempt.answer is None:
                word, style = "no answer", "$text-error"
            elif ok and (remark := state.remark(index)):
                word, style = remark, "$text-warning" if remark == "doubted" else "$text-success"
            status = Content.styled(word, style)
        elif attempt.text:
            status = Content.styled("writing" if state.busy else "unfinished", "$muted")
        else:
            status = Content.styled("waiting" if state.busy else "not needed", "$muted")
        ran = seconds(attempt.outcome.seconds) if attempt.outcome is not None and attempt.outcome.seconds else ""
        return Content(str(index + 1)), answer, status, Content.styled(ran, "$muted")

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        if self.query_one(VotesTable).has_focus:
            self.post_message(self.Chosen(event.cursor_row))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(event.cursor_row, opened=True))
