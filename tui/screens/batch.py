"""A file of problems: opened, watched while it is solved, stopped, gone on with, looked into, saved elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Input, ProgressBar, Static

from kpdd_edge.errors import KpddError, UsageError
from kpdd_edge.options import SolverOptions
from kpdd_edge.students.files import expanded
from kpdd_edge.tui.engine_room import as_kpdd_error
from kpdd_edge.tui.feed import PACE
from kpdd_edge.tui.screens.batch_run import BatchEnded, BatchRun, BatchWoke
from kpdd_edge.tui.screens.batch_view import EMPTY, BatchTable, counts, record_cells, suggested_output
from kpdd_edge.tui.screens.dialogs import ConfirmDialog, PathDialog, PathSuggester
from kpdd_edge.tui.text import clean
from kpdd_edge.tui.widgets.bars import KeyBar, TopBar
from kpdd_edge.tui.widgets.field import Field

if TYPE_CHECKING:
    from kpdd_edge.batch import BatchProgress
    from kpdd_edge.tui.app import KpddApp

#: Rows in the table; earlier ones are in the file.
SHOWN = 500
_SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".md")


class BatchScreen(Screen[None]):
    CSS_PATH = "batch.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDING_GROUP_TITLE = "Batch"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+enter", "start", "Start", id="batch.start", priority=True,
                tooltip="Solve the file, or go on where it was stopped"),
        Binding("escape", "stop_or_back", "Back", id="batch.stop", priority=True,
                tooltip="Stop; what is solved is written. When nothing runs: to the solve screen"),
        Binding("ctrl+s", "save", "Save a copy", id="batch.save", tooltip="Write the results so far to another file"),
        Binding("ctrl+o", "open", "File", id="batch.file", show=False, tooltip="Go to the field for the file"),
    ]  # fmt: skip

    table = getters.query_one(BatchTable)
    source = getters.query_one("#batch-source", Input)
    out = getters.query_one("#batch-out", Input)

    def __init__(self) -> None:
        super().__init__()
        self.current: BatchRun | None = None
        self.progress: BatchProgress | None = None
        self._records: dict[str, dict[str, Any]] = {}
        self._suggested = ""
        self._note: tuple[str, str] = ("", "")

    @property
    def kpdd(self) -> KpddApp:
        return cast("KpddApp", self.app)

    def compose(self) -> ComposeResult:
        yield TopBar("batch")
        with Vertical(id="batch-body"):
            with Horizontal(classes="batch-field"):
                yield Static("File", classes="batch-label")
                yield Field(id="batch-source", placeholder="problems.jsonl, .csv or .txt",
                            suggester=PathSuggester(_SUFFIXES))  # fmt: skip
            with Horizontal(classes="batch-field"):
                yield Static("Results", classes="batch-label")
                yield Field(id="batch-out", placeholder="where the results are written, as JSON lines")
            with Horizontal(id="batch-progress"):
                yield ProgressBar(id="batch-bar", show_eta=False, show_percentage=True)
                yield Static(id="batch-counts")
            yield Static(id="batch-note")
            yield BatchTable()
        yield KeyBar()

    def on_mount(self) -> None:
        self.kpdd.leaving.append(self.leave)
        self.source.focus()
        self.show_progress()

    def on_screen_resume(self) -> None:
        self.kpdd.show_status()

    @property
    def _start_key(self) -> str:
        return self.kpdd.key_of("batch.start")

    # -- what can be done ---------------------------------------------------------------------------------------

    def key_label(self, binding: Binding) -> str:
        if binding.id == "batch.start" and self.progress is not None and self.progress.done < self.progress.total:
            return "Go on"
        return "Stop" if binding.id == "batch.stop" and self.current is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "start":
                return self.current is None and bool(self.source.value.strip())
            case "save":
                return self.progress is not None and self.progress.done > 0
        return True

    @on(Input.Changed, "#batch-source")
    def _source_changed(self, event: Input.Changed) -> None:
        # The results go beside the file unless the user wants them elsewhere.
        if self.out.value in ("", self._suggested):
            self._suggested = suggested_output(event.value)
            self.out.value = self._suggested
        self.refresh_bindings()

    @on(Input.Submitted, "#batch-source")
    @on(Input.Submitted, "#batch-out")
    async def _submitted(self) -> None:
        await self.run_action("screen.start")

    def action_open(self) -> None:
        self.source.focus()

    async def action_stop_or_back(self) -> None:
        if self.current is not None:
            self.stop()
        else:
            await self.app.run_action("app.go('solve')")

    # -- solving ------------------------------------------------------------------------------------------------

    def action_start(self, *, force: bool = False) -> None:
        source = expanded(clean(self.source.value).strip()).absolute()
        if not source.is_file():
            self._tell(f"There is no file {source}", "$text-error")
            return
        out = expanded(clean(self.out.value).strip() or suggested_output(str(source))).absolute()
        if out == source:
            self._tell("The results cannot be written over the problems. Choose another file.", "$text-error")
            return
        self.table.fill(())
        self._records.clear()
        self.progress = None
        self.current = BatchRun(source, out, force, self.post_message)
        self._tell("Reading the file", "$muted")
        self.refresh_bindings()
        self._work(self.current, self.kpdd.settings.options)

    @work(thread=True, exit_on_error=False, group="batch")
    def _work(self, run: BatchRun, options: SolverOptions) -> None:
        run.work(self.kpdd.room, options, self.kpdd.tell_student)

    def leave(self) -> None:
        """The app is left: what is solved is written, and gone on with next time."""
        if self.current is not None:
            self.current.cancel.set()

    def stop(self) -> None:
        """Ask it to stop, and say so at once; the thread writes what is finished."""
        if self.current is not None and not self.current.cancel:
            self.current.cancel.set()
            self._tell("Stopping: what is solved is being written", "$muted")

    @on(BatchWoke)
    def _take(self, event: BatchWoke) -> None:
        items = event.run.feed.take()
        if event.run is self.current:
            fresh = [item for item in items if not isinstance(item, BatchEnded)]
            if fresh:
                self.progress = fresh[-1]
                self._add([p.record for p in fresh if p.record is not None])
                self.show_progress()
            for item in items:
                if isinstance(item, BatchEnded):
                    self._ended(event.run, item)
        if items:
            self.set_timer(PACE, lambda: self.post_message(BatchWoke(event.run)))

    def _add(self, records: Sequence[dict[str, Any]]) -> None:
        follow = self.table.cursor_row >= self.table.row_count - 1 or not self.table.has_focus
        shown = {str(record.get("line")): record for record in records[-SHOWN:]}
        self._records |= shown
        self.table.put([(key, record_cells(record)) for key, record in shown.items()], most=SHOWN)
        for key in list(self._records)[:-SHOWN]:
            del self._records[key]
        if follow and self.table.row_count:
            self.table.move_cursor(row=self.table.row_count - 1, scroll=True)

    def _ended(self, run: BatchRun, ended: BatchEnded) -> None:
        self.current = None
        self.kpdd.show_batch("")
        done = self.progress is not None and self.progress.done == self.progress.total
        if ended.error is not None:
            error = ended.error
            self._tell(f"{error.title}. {error.cause} {error.hint and 'Next: ' + error.hint}".strip(), "$text-error")
            if isinstance(error, UsageError) and run.out.exists() and not run.force:
                self._ask_to_replace(run)
        elif ended.cancelled or not done:
            self._tell(
                f"Stopped. What is solved is in {run.out.name}; {self._start_key} goes on from there.", "$text-warning"
            )
        else:
            self._tell(f"Done. The results are in {self.out.value}", "$text-success")
        self.show_progress()
        self.refresh_bindings()

    @work
    async def _ask_to_replace(self, run: BatchRun) -> None:
        question = "It was begun with another file or other options, or is no batch. Begin it anew?"
        if await self.app.push_screen_wait(ConfirmDialog(f"Overwrite {run.out.name}?", question)):
            self.action_start(force=True)

    # -- showing ------------------------------------------------------------------------------------------------

    def _tell(self, text: str, style: str) -> None:
        self._note = (text, style)
        self.show_progress()

    def show_progress(self) -> None:
        progress, running = self.progress, self.current is not None
        self.query_one("#batch-progress").display = progress is not None
        note = self.query_one("#batch-note", Static)
        note.update(Content.styled(*self._note) if self._note[0] and not (running and progress) else "")
        note.display = bool(self._note[0]) and not (running and progress is not None)
        if not self._note[0]:
            note.update(Content.styled(EMPTY.format(go=self._start_key), "$muted"))
            note.display = True
        if running and self.current is not None and self.current.cancel:
            note.update(Content.styled(*self._note))
            note.display = True
        self.table.display = progress is not None
        if progress is None:
            return
        self.query_one(ProgressBar).update(total=max(1, progress.total), progress=progress.done)
        self.query_one("#batch-counts", Static).update(counts(progress, running=running))
        if running:
            self.kpdd.show_batch(f"{progress.done:,}/{progress.total:,}")

    @on(DataTable.RowSelected)
    async def _open(self) -> None:
        record = self._records.get(self.table.key_at_cursor or "")
        if record is not None and "attempts" in record:
            await self.kpdd.open_record(record)

    @work
    async def action_save(self) -> None:
        out = expanded(self.out.value).absolute()
        path = await self.app.push_screen_wait(
            PathDialog("Save a copy of the results", "One JSON object a line.", value=f"{out.stem}-copy.jsonl")
        )
        if path is not None and path != out:
            self._save(out, path)

    @work(thread=True, exit_on_error=False, group="save")
    def _save(self, out: Path, path: Path) -> None:
        from kpdd_edge.students.files import write_atomic

        try:
            write_atomic(path, out.read_bytes())
        except (KpddError, OSError) as problem:
            error = as_kpdd_error(problem)
            self.app.call_from_thread(self.notify, error.cause, title=error.title, severity="error", timeout=10)
        else:
            self.app.call_from_thread(self.notify, f"Written to {path}", timeout=4)
