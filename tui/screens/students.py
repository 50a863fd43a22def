"""The students: which there are, what they were measured at, which are here; pulled, switched, imported, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, ProgressBar, Static

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled
from kpdd_edge.tui.engine_room import as_kpdd_error
from kpdd_edge.tui.screens.detail import student_detail
from kpdd_edge.tui.screens.dialogs import ConfirmDialog, PathDialog, check_old_file
from kpdd_edge.tui.screens.students_view import Listed, StudentsTable, WorkEnded, WorkTold, work_text
from kpdd_edge.tui.widgets.bars import KeyBar, TopBar

if TYPE_CHECKING:
    from kpdd_edge.students.progress import FileProgress
    from kpdd_edge.tui.app import KpddApp
    from kpdd_edge.tui.shelf import BrokenRow, StudentRow

_STOPPED = "Stopped. What arrived is kept; pulling it again goes on from there."


class StudentsScreen(Screen[None]):
    CSS_PATH = "students.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDING_GROUP_TITLE = "Students"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_or_back", "Back", id="students.stop",
                tooltip="Stop pulling; what arrived is kept. When nothing is pulled: to the solve screen"),
    ]  # fmt: skip

    table = getters.query_one(StudentsTable)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[StudentRow] = []
        self._broken: list[BrokenRow] = []
        self._working: Cancel | None = None

    @property
    def kpdd(self) -> KpddApp:
        return cast("KpddApp", self.app)

    def compose(self) -> ComposeResult:
        yield TopBar("students")
        with Vertical(id="students-body"):
            yield Static(id="students-line")
            with Horizontal(id="students-split"):
                yield StudentsTable()
                with VerticalScroll(id="students-detail", can_focus=False):
                    yield Static(id="student")
            with Horizontal(id="students-work"):
                yield Static(id="work-text")
                yield ProgressBar(id="work-bar", show_eta=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#students-work").display = False
        self.kpdd.leaving.append(self.leave)

    def on_screen_resume(self) -> None:
        self.kpdd.show_status()
        self._list()

    def leave(self) -> None:
        """The app is left: what is being pulled is gone on with next time."""
        if self._working is not None:
            self._working.set()

    # -- the list -----------------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, exit_on_error=False, group="list")
    def _list(self) -> None:
        try:
            self.post_message(Listed(*self.kpdd.services.shelf.rows()))
        except BaseException as problem:
            self.post_message(Listed([], [], as_kpdd_error(problem)))

    @on(Listed)
    def _listed(self, event: Listed) -> None:
        self._rows, self._broken = event.rows, event.broken
        self.table.show(event.rows, event.broken, self.kpdd.settings.options.student)
        line = self.query_one("#students-line", Static)
        if event.error is not None:
            line.update(Content.assemble((event.error.title, "$text-error"), f" {event.error.cause}"))
        else:
            here = sum(row.state == "installed" for row in event.rows)
            line.update(Content.styled(f"{here} of {len(event.rows)} are on this machine", "$muted"))
        self._show_detail()

    @property
    def row(self) -> StudentRow | None:
        at = self.table.cursor_row
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _show_detail(self) -> None:
        detail, at = self.query_one("#student", Static), self.table.cursor_row - len(self._rows)
        if self.row is not None:
            detail.update(student_detail(self.row))
        elif 0 <= at < len(self._broken):
            error = self._broken[at].error
            detail.update(Content.assemble((f"{error.title}\n", "$text-error"), f"{error.cause}\n\nNext: {error.hint}"))
        else:
            detail.update("")
        self.refresh_bindings()

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self._show_detail()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        working = self._working is not None
        match action:
            case "pull":
                return not working and self.row is not None and self.row.state != "installed"
            case "import":
                return not working
            case "remove":
                broken = self.row is None and self.table.row_count > 0
                return not working and (broken or (self.row is not None and (
                    self.row.registered or (self.row.state != "missing" and not self.row.manifest.embedded)
                )))  # fmt: skip
        return True

    def key_label(self, binding: Binding) -> str:
        if binding.id == "students.pull" and self.row is not None and self.row.state == "partial":
            return "Go on pulling"
        return "Stop" if binding.id == "students.stop" and self._working is not None else ""

    async def action_stop_or_back(self) -> None:
        if self._working is not None:
            self._working.set()
        else:
            await self.app.run_action("app.go('solve')")

    # -- doing --------------------------------------------------------------------------------------------------

    @on(DataTable.RowSelected)
    def _use(self) -> None:
        if self.row is None or self._working is not None:
            return
        if self.row.state == "installed":
            self._take_into_use(self.row.spec if not self.row.default else "")
        else:
            self.action_pull()

    def _take_into_use(self, spec: str) -> None:
        self.kpdd.change_settings(self.kpdd.settings.with_options(student=spec))
        name = self.kpdd.services.shelf.name_of(spec)
        later = " from the next problem on" if self.kpdd.solve_screen.state.busy else ""
        self.notify(f"{name} solves{later or ' now'}.", timeout=3)
        self._list()

    def action_pull(self) -> None:
        if self.row is not None:
            row, cancel = self.row, self._begin(f"Pulling {self.row.name}")
            self._work(
                lambda: self.kpdd.services.shelf.pull(row.spec, self._tell, cancel),
                f"{row.name} is here, and every file is verified. Enter uses it.",
            )

    @work
    async def action_import(self) -> None:
        path = await self.app.push_screen_wait(
            PathDialog(
                "Import a student",
                "A GGUF file, or a student.toml. It is used where it lies.",
                suffixes=(".gguf", ".toml"),
                check=check_old_file,
            )
        )
        if path is not None:
            cancel = self._begin(f"Reading {path.name}")
            self._work(lambda: self.kpdd.services.shelf.import_file(path, None, self._tell, cancel), "Imported.")

    @work
    async def action_remove(self) -> None:
        at = self.table.cursor_row - len(self._rows)
        name = self.row.name if self.row is not None else self._broken[at].name
        registered = self.row is None or self.row.registered
        text = "It is no longer listed; a file used in place stays." if registered else "It can be pulled again."
        if await self.app.push_screen_wait(ConfirmDialog(f"Remove {name}?", text)):
            cancel = self._begin(f"Removing {name}")
            self._work(
                lambda: self.kpdd.services.shelf.remove(name, self._tell, cancel),
                f"{name} is removed.",
                "Stopped. Nothing was removed.",
            )

    def _begin(self, text: str) -> Cancel:
        self._working = Cancel()
        self.query_one("#students-work").display = True
        self.query_one("#work-text", Static).update(Content(text))
        self.query_one(ProgressBar).update(total=None, progress=0)
        self.refresh_bindings()
        return self._working

    def _tell(self, progress: FileProgress) -> None:
        self.post_message(WorkTold(progress))

    @work(thread=True, exit_on_error=False, group="files")
    def _work(self, do: object, done: str, stopped: str = _STOPPED) -> None:
        assert callable(do)
        try:
            name = do()
            done = f"{name} is registered. Enter uses it." if isinstance(name, str) else done
            self.post_message(WorkEnded(done))
        except Cancelled:
            self.post_message(WorkEnded(stopped))
        except BaseException as problem:
            self.post_message(WorkEnded(error=as_kpdd_error(problem)))

    @on(WorkTold)
    def _told(self, event: WorkTold) -> None:
        now = event.progress
        self.query_one("#work-text", Static).update(Content(work_text(now)))
        self.query_one(ProgressBar).update(total=now.total or None, progress=now.done)

    @on(WorkEnded)
    def _ended(self, event: WorkEnded) -> None:
        self._working = None
        self.query_one("#students-work").display = False
        if event.error is not None:
            text = f"{event.error.cause}\n{event.error.hint and 'Next: ' + event.error.hint}".strip()
            self.notify(text, title=event.error.title, severity="error", timeout=15)
        elif event.done:
            self.notify(event.done, timeout=6)
        if self.kpdd.student.phase in ("missing", "failed"):
            self.kpdd.warm()
        self._list()
        self.refresh_bindings()
