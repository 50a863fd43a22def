"""What the app does beside its screens: opening the student, keeping the draft, reading the history, saving settings.

Workers compute and post messages; the handlers below change what is shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from textual import work
from textual.app import App
from textual.message import Message
from textual.timer import Timer

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import ConfigError, KpddError, StorageError
from kpdd_edge.options import SolverOptions
from kpdd_edge.settings import Settings, load_settings, save_settings
from kpdd_edge.tui.draft import Draft, load_draft, save_draft
from kpdd_edge.tui.engine_link import EngineLink, Room
from kpdd_edge.tui.engine_room import EngineRoom, StudentStatus
from kpdd_edge.tui.services import Services
from kpdd_edge.tui.solve.screen import SolveScreen
from kpdd_edge.tui.solve.state import SolveState
from kpdd_edge.tui.text import one_line
from kpdd_edge.tui.widgets.bars import TopBar

#: Seconds of quiet after which what the user wrote is kept on disk.
_DRAFT_QUIET = 1.0


class StudentTold(Message):
    """How the student is now; from any thread."""

    def __init__(self, status: StudentStatus) -> None:
        super().__init__()
        self.status = status

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StudentTold)


class RecallRead(Message):
    """Earlier problems, newest first, and what the history has to say."""

    def __init__(self, problems: tuple[str, ...], warnings: tuple[str, ...]) -> None:
        super().__init__()
        self.problems = problems
        self.warnings = warnings


class Background(App[None]):
    """The part of the app that no screen owns."""

    def __init__(self, services: Services | None, settings: Settings | None, problem: str) -> None:
        self.services = services if services is not None else Services()
        self.settings_error: KpddError | None = None
        self.settings = settings if settings is not None else self._read_settings()
        super().__init__()
        self.room: Room = EngineRoom(self.services) if self.services.recipe is None else EngineLink(self.services)
        self.student = StudentStatus()
        self.batch_progress = ""
        self.solve_screen = SolveScreen()
        self.leaving: list[Callable[[], None]] = []  # what other screens do when the app is left
        self.when_ready: Callable[[], None] | None = None  # what whoever runs the app does after the first paint
        self._problem = problem
        self._left = False
        self._files_lock = threading.Lock()
        self._warming: Cancel | None = None
        self._draft_timer: Timer | None = None

    def key_of(self, id: str) -> str:
        """The first key of the binding with this id, as it is shown to people."""
        raise NotImplementedError

    # -- start and end ------------------------------------------------------------------------------------------

    def _read_settings(self) -> Settings:
        try:
            return load_settings(self.services.settings_path())
        except ConfigError as error:
            self.settings_error = error
            return Settings()

    def on_ready(self) -> None:
        """The first paint is done; now what takes time may begin."""
        if self.when_ready is not None:
            self.when_ready()
        if self.settings_error is not None:
            error = self.settings_error
            self.notify(f"{error.cause}\nThe defaults are used.", title=error.title, severity="warning", timeout=12)
        draft = load_draft(self.services.draft_path())
        if draft:
            self.solve_screen.restore(draft)
        if self._problem:
            self.solve_screen.editor.put(self._problem)  # undo brings back what was there
        self._read_recall()
        self.warm()

    def leave(self) -> None:
        """Keep the draft and ask everything in the background to stop."""
        if self._left:
            return
        self._left = True
        draft = self.solve_screen.draft()
        self._stop_work()
        self._save_draft(draft)

    def on_unmount(self) -> None:
        """However the app ends, nothing goes on behind it."""
        self._stop_work()

    def _stop_work(self) -> None:
        current = self.solve_screen.current
        for cancel in (self._warming, None if current is None else current.cancel):
            if cancel is not None:
                cancel.set()
        for stop in self.leaving:
            stop()

    def keep_draft(self) -> None:
        """Write the draft down once the user pauses."""
        if self._draft_timer is not None:
            self._draft_timer.stop()
        self._draft_timer = self.set_timer(_DRAFT_QUIET, self._keep_draft_now)

    def _keep_draft_now(self) -> None:
        if self.solve_screen.there:
            self._write_draft(self.solve_screen.draft())

    @work(thread=True, exit_on_error=False, group="draft")
    def _write_draft(self, draft: Draft) -> None:
        if not self._left:
            self._save_draft(draft)

    def _save_draft(self, draft: Draft) -> None:
        with self._files_lock:
            save_draft(draft, self.services.draft_path())

    def close(self) -> None:
        """After the app has run: free the student and the sandbox."""
        self.room.close()

    # -- the student --------------------------------------------------------------------------------------------

    def warm(self) -> None:
        """Open the chosen student in the background, so that it is ready when it is needed."""
        if self._warming is not None:
            self._warming.set()
        self._warming = Cancel()
        self._warm(self.settings.options, self._warming)

    @work(thread=True, exit_on_error=False, group="warm")
    def _warm(self, options: SolverOptions, cancel: Cancel) -> None:
        self.room.warm(options, self.tell_student, cancel)

    def tell_student(self, status: StudentStatus) -> None:
        """From any thread: how the student is."""
        self.post_message(StudentTold(status))

    def on_student_told(self, event: StudentTold) -> None:
        self.student = event.status
        self.show_status()
        if self.solve_screen.there:
            self.solve_screen.show_answer()

    def show_status(self) -> None:
        """Bring the line at the top up to date."""
        if not self.screen_stack:
            return  # the app is ending
        for bar in self.screen.query(TopBar):
            bar.show_status(self.student, self.batch_progress)

    def show_batch(self, progress: str) -> None:
        self.batch_progress = progress
        self.show_status()

    @property
    def hint(self) -> str:
        """What to do first, while nothing has been solved."""
        student = self.student
        if student.phase == "missing":
            go, students = self.key_of("solve.go"), self.key_of("app.students")
            return f"The student {student.name} is not on this machine. {go} pulls it first, {students} lists others."
        if student.phase == "failed" and student.error is not None:
            return f"{student.error.title}. {student.error.hint and 'Next: ' + student.error.hint}".strip()
        return ""

    @property
    def waiting_for(self) -> str:
        """Why a solve cannot begin yet."""
        words = {"opening": "Opening", "pulling": "Pulling", "loading": "Loading", "warming": "Warming up"}
        if self.student.phase in words:
            share = f" {self.student.fraction:.0%}" if self.student.fraction else ""
            return f"{words[self.student.phase]} {one_line(self.student.name, 30)}{share}"
        return f"Waiting for the batch ({self.batch_progress})" if self.batch_progress else ""

    # -- history ------------------------------------------------------------------------------------------------

    @work(thread=True, exit_on_error=False, group="recall")
    def _read_recall(self) -> None:
        history = self.services.history
        try:
            problems = history.problems(100)
        except StorageError as error:
            self.post_message(RecallRead((), (str(error),)))
            return
        self.post_message(RecallRead(problems, history.take_warnings()))

    def on_recall_read(self, event: RecallRead) -> None:
        if self.solve_screen.there:
            self.solve_screen.editor.remember(event.problems)
        for warning in event.warnings:
            self.notify(warning, title="History", severity="warning", timeout=15)

    def solve_ended(self, state: SolveState) -> None:
        """A solve came to its end, whichever."""
        if state.solution is not None:
            self._read_recall()
        self.keep_draft()

    # -- settings -----------------------------------------------------------------------------------------------

    def change_settings(self, settings: Settings) -> None:
        """Use ``settings`` from now on, and keep them. A running solve goes on as it was begun."""
        old, self.settings = self.settings, settings
        self._write_settings()
        if settings.theme != old.theme:
            self.theme = settings.theme
        if settings.keys != old.keys:
            self.set_keymap(dict(settings.keys))
        if settings.options != old.options:
            self.warm()

    @work(thread=True, exit_on_error=False, group="settings")
    def _write_settings(self) -> None:
        try:
            with self._files_lock:  # the last one to write writes the last settings
                kept = save_settings(self.settings, self.services.settings_path())
        except StorageError as error:
            self.call_from_thread(
                self.notify, f"{error.cause}\n{error.hint}", title=error.title, severity="warning", timeout=10
            )
            return
        if kept is not None:
            self.call_from_thread(self.notify, f"The old file is kept as {kept}", title="Settings saved")
