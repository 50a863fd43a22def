"""The students: which there are, what they were measured at, which are here; pulled, switched, imported, removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import DataTable, ProgressBar, Static

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, KpddError
from kpdd_edge.tui.engine_room import as_kpdd_error
from kpdd_edge.tui.screens.detail import student_detail
from kpdd_edge.tui.screens.dialogs import ConfirmDialog, PathDialog, check_old_file
from kpdd_edge.tui.text import one_line
from kpdd_edge.tui.widgets.bars import KeyBar, TopBar

if TYPE_CHECKING:
    from kpdd_edge.students.progress import FileProgress
    from kpdd_edge.tui.app import KpddApp
    from kpdd_edge.tui.shelf import BrokenRow, StudentRow

_WORDS = {"installed": "here", "partial": "in part", "missing": "not here"}
_PHASES = {
    "waiting": "Waiting for another process",
    "fetching": "Fetching",
    "unpacking": "Unpacking",
    "verifying": "Verifying",
    "retrying": "Trying again",
    "failed": "No luck with",
}


@dataclass
class Listed(Message):
    """What lies on the shelf."""

    rows: list[StudentRow]
    broken: list[BrokenRow]
    error: KpddError | None = None


class WorkTold(Message):
    """How far the work on a student's files is; only the latest matters."""

    def __init__(self, progress: FileProgress) -> None:
        super().__init__()
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, WorkTold)


@dataclass
class WorkEnded(Message):
    """Pulling, importing or removing is over. ``use`` is the student to solve with from now on."""

    done: str = ""
    use: str | None = None
    error: KpddError | None = None


class StudentsTable(DataTable[Content]):
    BINDING_GROUP_TITLE = "Students"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Use", id="students.use", tooltip="Solve with this student from now on"),
        Binding("p", "screen.pull", "Pull", id="students.pull", tooltip="Bring its files here, or go on doing so"),
        Binding("i", "screen.import", "Import", id="students.import", tooltip="Register a GGUF file that you have"),
        Binding("delete,d", "screen.remove", "Remove", id="students.remove", tooltip="Delete what was pulled"),
    ]


class StudentsScreen(Screen[None]):
    CSS_PATH = "students.tcss"
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]]] = [(0, "-narrow"), (100, "-wide")]
    BINDING_GROUP_TITLE = "Students"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="students.stop", tooltip="Stop pulling; what arrived is kept"),
        Binding("escape", "back", "Back", id="students.back", show=False, tooltip="To the solve screen"),
    ]

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
                yield StudentsTable(cursor_type="row", zebra_stripes=False)
                with VerticalScroll(id="students-detail", can_focus=False):
                    yield Static(id="student")
            with Horizontal(id="students-work"):
                yield Static(id="work-text")
                yield ProgressBar(id="work-bar", show_eta=False)
        yield KeyBar()

    def on_mount(self) -> None:
        for label, key in (("", "use"), ("Name", "name"), ("Precision", "precision"), ("Size", "size"),
                           ("Accuracy", "accuracy"), ("Files", "state")):  # fmt: skip
            self.table.add_column(label, key=key)
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
        from kpdd_edge.students.files import format_bytes

        self._rows, self._broken = event.rows, event.broken
        row_at = self.table.cursor_row
        self.table.clear()
        for row in event.rows:
            style = "$text-success" if row.state == "installed" else "$muted"
            accuracy = max(row.scores, key=lambda s: s.total, default=None)
            engine = "" if row.variant.engine == "llama" else f"{row.variant.engine} "
            self.table.add_row(
                Content.styled("●" if self._in_use(row) else " ", "$text-primary"),
                Content(row.name),
                Content(f"{engine}{row.variant.precision}"),
                Content(format_bytes(row.variant.size)),
                Content.styled("not measured", "$muted")
                if accuracy is None
                else Content(f"{accuracy.accuracy:.1%} {accuracy.dataset}".replace("%", " %")),
                Content.styled(_WORDS[row.state], style),
                key=row.spec,
            )
        for broken in event.broken:
            self.table.add_row("", Content(broken.name), "", "", "", Content.styled("broken", "$text-error"))
        if self.table.row_count:
            self.table.move_cursor(row=min(row_at, self.table.row_count - 1))
        line = self.query_one("#students-line", Static)
        if event.error is not None:
            line.update(Content.assemble((event.error.title, "$text-error"), f" {event.error.cause}"))
        else:
            here = sum(row.state == "installed" for row in event.rows)
            line.update(Content.styled(f"{here} of {len(event.rows)} are on this machine", "$muted"))
        self._show_detail()

    def _in_use(self, row: StudentRow) -> bool:
        chosen = self.kpdd.settings.options.student
        return row.spec == chosen or (not chosen and row.default)

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
            case "stop":
                return working
            case "back":
                return not working
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

    async def action_back(self) -> None:
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
            self._begin(f"Removing {name}")
            self._work(lambda: self.kpdd.services.shelf.remove(name), f"{name} is removed.")

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
    def _work(self, do: object, done: str) -> None:
        assert callable(do)
        try:
            name = do()
            done = f"{name} is registered. Enter uses it." if isinstance(name, str) else done
            self.post_message(WorkEnded(done))
        except Cancelled:
            self.post_message(WorkEnded("Stopped. What arrived is kept; P goes on from there."))
        except BaseException as problem:
            self.post_message(WorkEnded(error=as_kpdd_error(problem)))

    @on(WorkTold)
    def _told(self, event: WorkTold) -> None:
        from kpdd_edge.students.files import format_bytes

        now = event.progress
        amount = f" · {format_bytes(now.done)} of {format_bytes(now.total)}" if now.total else ""
        source = one_line(now.source or now.message, 60) if now.phase in ("failed", "retrying", "waiting") else ""
        text = f"{_PHASES[now.phase]} {source or one_line(now.filename, 40)}{amount}"
        self.query_one("#work-text", Static).update(Content(text))
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
