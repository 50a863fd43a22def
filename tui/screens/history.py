"""What was solved before: searched, opened, solved again, pinned, exported, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import DataTable, Input, Static

from kpdd_edge.errors import KpddError
from kpdd_edge.tui.engine_room import as_kpdd_error
from kpdd_edge.tui.screens.detail import entry_detail
from kpdd_edge.tui.screens.dialogs import ConfirmDialog, PathDialog
from kpdd_edge.tui.screens.history_table import HistoryTable
from kpdd_edge.tui.screens.query import parse_query
from kpdd_edge.tui.text import plural
from kpdd_edge.tui.widgets.bars import KeyBar, TopBar
from kpdd_edge.tui.widgets.field import Field

if TYPE_CHECKING:
    from kpdd_edge.history import Entry
    from kpdd_edge.tui.app import KpddApp

#: Rows that are shown at most; whoever looks for an older one narrows the search.
SHOWN = 500
_TYPING_PAUSE = 0.12
_HINT = "Search words, answer:18, student:NAME, since:7d, is:pinned"


@dataclass
class Found(Message):
    """What a search gave."""

    number: int
    entries: tuple[Entry, ...]
    total: int
    enabled: bool
    error: KpddError | None
    warnings: tuple[str, ...]


class HistoryScreen(Screen[None]):
    CSS_PATH = "history.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDING_GROUP_TITLE = "History"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ctrl+f", "search", "Search", id="history.search", tooltip="Go to the search field"),
        Binding("escape", "back", "Back", id="history.back", show=False, tooltip="Clear the search, then leave"),
    ]
    AUTO_FOCUS = "HistoryTable"

    table = getters.query_one(HistoryTable)
    field = getters.query_one("#history-search", Input)

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[int, Entry] = {}
        self._marked: set[int] = set()
        self._number = 0
        self._total = 0
        self._timer: Timer | None = None

    @property
    def kpdd(self) -> KpddApp:
        return cast("KpddApp", self.app)

    def compose(self) -> ComposeResult:
        yield TopBar("history")
        with Vertical(id="history-body"):
            yield Field(id="history-search", placeholder=_HINT)
            yield Static(id="history-line")
            with Horizontal(id="history-split"):
                yield HistoryTable()
                with VerticalScroll(id="history-detail", can_focus=False):
                    yield Static(id="history-entry")
        yield KeyBar()

    def on_screen_resume(self) -> None:
        self.kpdd.show_status()
        self.refresh_entries()

    # -- finding ------------------------------------------------------------------------------------------------

    def refresh_entries(self) -> None:
        self._number += 1
        self._search(self._number, *parse_query(self.field.value, self.kpdd.services.now()))

    @work(thread=True, exit_on_error=False, group="search")
    def _search(self, number: int, arguments: dict[str, Any], trouble: str) -> None:
        if number != self._number:
            return  # already something else is looked for
        history = self.kpdd.services.history
        entries: tuple[Entry, ...] = ()
        total, error = 0, None
        try:
            entries = history.search(**arguments, limit=SHOWN)
            total = len(entries) if len(entries) < SHOWN else history.count(**arguments)
        except BaseException as problem:
            error = as_kpdd_error(problem)
        warnings = (*history.take_warnings(), *((trouble,) if trouble else ()))
        self.post_message(Found(number, entries, total, history.enabled, error, warnings))

    @on(Found)
    def _found(self, event: Found) -> None:
        if event.number != self._number:
            return
        self._entries = {entry.id: entry for entry in event.entries}
        self._marked &= self._entries.keys()
        self._total = event.total
        self._draw()
        self._show_line(event)
        self._show_detail()

    def _show_line(self, event: Found) -> None:
        line = self.query_one("#history-line", Static)
        if event.error is not None:
            line.update(
                Content.assemble((event.error.title, "$text-error"), f" {event.error.cause} ", event.error.hint)
            )
        elif event.warnings:
            line.update(Content.styled(" ".join(event.warnings), "$text-warning"))
        else:
            searching = bool(self.field.value.strip())
            text = plural(event.total, "entry", "entries") + (" found" if searching else "")
            if event.total > len(event.entries):
                text += f", the newest {len(event.entries)} are shown"
            if self._marked:
                text += f" · {len(self._marked)} marked"
            if not event.enabled:
                text += " · the history is off: nothing new is written down (kpdd history on)"
            line.update(Content.styled(text, "$muted"))

    def _draw(self) -> None:
        now = self.kpdd.services.now()
        self.table.show(self._entries.values(), self._marked, now, at=self.table.id_at_cursor)

    @property
    def entry(self) -> Entry | None:
        """The entry at the cursor."""
        id = self.table.id_at_cursor
        return None if id is None else self._entries.get(id)

    def _show_detail(self) -> None:
        detail = self.query_one("#history-entry", Static)
        if self.entry is not None:
            detail.update(entry_detail(self.entry, self.kpdd.services.now()))
        elif self.field.value.strip():
            detail.update(Content.styled("Nothing fits this search.", "$muted"))
        else:
            go = self.kpdd.key_of("app.solve")
            detail.update(Content.styled(f"What you solve is listed here.\n{go} goes to the solve screen.", "$muted"))

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self._show_detail()
        self.refresh_bindings()

    @on(Input.Changed, "#history-search")
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_TYPING_PAUSE, self.refresh_entries)

    @on(Input.Submitted, "#history-search")
    def _to_table(self) -> None:
        self.table.focus()

    def action_search(self) -> None:
        self.field.focus()

    async def action_back(self) -> None:
        if self.field.value:
            self.field.value = ""
            self.table.focus()
        elif self.field.has_focus:
            self.table.focus()
        else:
            await self.app.run_action("app.go('solve')")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.entry is not None if action in ("again", "mark", "pin", "export", "delete") else True

    # -- doing --------------------------------------------------------------------------------------------------

    @on(DataTable.RowSelected)
    async def _open(self) -> None:
        if self.entry is not None:
            await self.kpdd.open_record(self.entry.solution | {"problem": self.entry.problem})

    async def action_again(self) -> None:
        if self.entry is not None:
            await self.kpdd.open_record(self.entry.solution | {"problem": self.entry.problem}, again=True)

    def action_mark(self) -> None:
        if (entry := self.entry) is not None:
            self._marked ^= {entry.id}
            self._draw()
            self._show_line(Found(self._number, tuple(self._entries.values()), self._total, True, None, ()))
            self.table.action_cursor_down()

    def _chosen(self) -> list[int]:
        """What is marked, in the order of the list; else the entry at the cursor."""
        marked = [id for id in self._entries if id in self._marked]
        return marked or ([self.entry.id] if self.entry is not None else [])

    def action_pin(self) -> None:
        if (entry := self.entry) is not None:
            self._change(lambda: self.kpdd.services.history.pin(entry.id, not entry.pinned), "")

    @work
    async def action_delete(self) -> None:
        ids = self._chosen()
        if not ids:
            return
        what = "this entry" if len(ids) == 1 else f"{len(ids)} entries"
        if await self.app.push_screen_wait(ConfirmDialog(f"Delete {what}?", "It cannot be brought back.")):
            self._change(
                lambda: self.kpdd.services.history.delete(ids), f"{plural(len(ids), 'entry', 'entries')} deleted"
            )

    @work
    async def action_export(self) -> None:
        ids = self._chosen()
        if not ids:
            return
        path = await self.app.push_screen_wait(
            PathDialog(
                f"Export {plural(len(ids), 'entry', 'entries')}",
                "A .md file is for people, .json one array, .jsonl one object a line.",
                value="kpdd-history.md",
                suffixes=(".md", ".json", ".jsonl"),
            )
        )
        if path is not None:
            self._change(lambda: self._export(ids, path), f"Written to {path.name}")

    def _export(self, ids: list[int], path: Path) -> None:
        from kpdd_edge.students.files import write_atomic

        format = {".json": "json", ".jsonl": "jsonl"}.get(path.suffix.lower(), "markdown")
        write_atomic(path, self.kpdd.services.history.export(ids, format).encode())  # type: ignore[arg-type]

    @work(thread=True, exit_on_error=False, group="change")
    def _change(self, do: Any, done: str) -> None:
        """Do something to the history off the app's thread, and show what it is like then."""
        try:
            do()
        except BaseException as problem:
            error = as_kpdd_error(problem)
            self.app.call_from_thread(
                self.notify, f"{error.cause}\n{error.hint}".strip(), title=error.title, severity="error", timeout=10
            )
        else:
            if done:
                self.app.call_from_thread(self.notify, done, timeout=3)
        self.app.call_from_thread(self.refresh_entries)
