"""The list of the history's entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from kpdd_edge.tui.screens.query import when
from kpdd_edge.tui.text import one_line
from kpdd_edge.tui.widgets.list_table import ListTable

if TYPE_CHECKING:
    from datetime import datetime

    from kpdd_edge.history import Entry


class HistoryTable(ListTable):
    BINDING_GROUP_TITLE = "Entries"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Open", id="history.open", tooltip="Show it on the solve screen"),
        Binding("s", "screen.again", "Solve again", id="history.again", tooltip="Solve its problem anew"),
        Binding("space", "screen.mark", "Mark", id="history.mark", tooltip="Mark it, to delete or export several"),
        Binding("p", "screen.pin", "Pin", id="history.pin",
                tooltip="Keep it when the history is cleared with --keep-pinned"),
        Binding("e", "screen.export", "Export", id="history.export", tooltip="Write it, or what is marked, to a file"),
        Binding("delete,d", "screen.delete", "Delete", id="history.delete", tooltip="Delete it, or what is marked"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(("", "When", "Answer", "Problem"), stretched=3)

    @property
    def id_at_cursor(self) -> int | None:
        """The id of the entry at the cursor."""
        key = self.key_at_cursor
        return None if key is None else int(key)

    def show(self, entries: Iterable[Entry], marked: Collection[int], now: datetime, *, at: int | None) -> None:
        """List these entries; the cursor stays at the entry ``at`` where it is still there."""
        rows = [(str(entry.id), self._cells(entry, entry.id in marked, now)) for entry in entries]
        self.fill(rows, at=str(at))

    @staticmethod
    def _cells(entry: Entry, marked: bool, now: datetime) -> tuple[Content, Content, Content, Content]:
        mark = ("◆", "$text-accent") if marked else ("●", "$text-primary") if entry.pinned else (" ", "")
        answer = Content(one_line(entry.answer, 14)) if entry.answer is not None else Content.styled("none", "$muted")
        return (
            Content.styled(*mark),
            Content.styled(when(entry.created, now), "$muted"),
            answer,
            Content(one_line(entry.problem, 300)),
        )
