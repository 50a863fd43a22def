"""The list of the history's entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable

from kpdd_edge.tui.screens.query import when
from kpdd_edge.tui.text import one_line

if TYPE_CHECKING:
    from datetime import datetime

    from kpdd_edge.history import Entry

COLUMNS = (("", "mark"), ("When", "when"), ("Answer", "answer"), ("Problem", "problem"))


class HistoryTable(DataTable[Content]):
    BINDING_GROUP_TITLE = "Entries"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Open", id="history.open", tooltip="Show it on the solve screen"),
        Binding("s", "screen.again", "Solve again", id="history.again", tooltip="Solve its problem anew"),
        Binding("space", "screen.mark", "Mark", id="history.mark", tooltip="Mark it, to delete or export several"),
        Binding("p", "screen.pin", "Pin", id="history.pin", tooltip="Keep it when the history is cleared"),
        Binding("e", "screen.export", "Export", id="history.export", tooltip="Write it, or what is marked, to a file"),
        Binding("delete,d", "screen.delete", "Delete", id="history.delete", tooltip="Delete it, or what is marked"),
    ]

    def on_mount(self) -> None:
        for label, key in COLUMNS:
            self.add_column(label, key=key)

    @property
    def id_at_cursor(self) -> int | None:
        """The id of the entry at the cursor."""
        if not self.is_valid_row_index(self.cursor_row):
            return None
        return int(str(self.coordinate_to_cell_key((self.cursor_row, 0)).row_key.value))  # type: ignore[arg-type]

    def redraw(self, entry: Entry, *, marked: bool, now: datetime) -> None:
        """Bring the row of an entry up to date."""
        for (_, key), cell in zip(COLUMNS, self.cells(entry, marked=marked, now=now), strict=True):
            self.update_cell(str(entry.id), key, cell, update_width=True)

    def cells(self, entry: Entry, *, marked: bool, now: datetime) -> tuple[Content, Content, Content, Content]:
        """The row of an entry, its problem cut to what there is room for."""
        wide = self.app.size.width >= 100
        width = max(12, (self.app.size.width * 11 // 20 if wide else self.app.size.width) - 34)
        mark = ("◆", "$text-accent") if marked else ("●", "$text-primary") if entry.pinned else (" ", "")
        answer = Content(one_line(entry.answer, 12)) if entry.answer is not None else Content.styled("none", "$muted")
        return (
            Content.styled(*mark),
            Content.styled(f"{when(entry.created, now):<10}", "$muted"),
            answer,
            Content(one_line(entry.problem, width)),
        )
