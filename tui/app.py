"""The application: screens, themes, keys, and the workers that belong to no single screen.

It knows the services and the engine room; it computes nothing and opens nothing before the first paint.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import signal
from collections.abc import Callable
from typing import Any, ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import ConfigError, KpddError, StorageError
from kpdd_edge.options import SolverOptions
from kpdd_edge.settings import Settings, load_settings
from kpdd_edge.tui.clipboard import copy_in_tmux
from kpdd_edge.tui.draft import Draft, load_draft, save_draft
from kpdd_edge.tui.engine_room import EngineRoom, StudentStatus
from kpdd_edge.tui.services import Services
from kpdd_edge.tui.solve.screen import SolveScreen
from kpdd_edge.tui.solve.state import SolveState, from_record
from kpdd_edge.tui.text import one_line
from kpdd_edge.tui.theme import THEMES, own_variables
from kpdd_edge.tui.widgets.bars import TopBar

#: Seconds of quiet after which what the user wrote is kept on disk.
_DRAFT_QUIET = 1.0


class StudentTold(Message):
    """How the student is now; from any thread."""

    ALLOW_SELECTOR_MATCH = {"status"}  # noqa: RUF012

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


def _history() -> Screen[None]:
    from kpdd_edge.tui.screens.history import HistoryScreen

    return HistoryScreen()


def _batch() -> Screen[None]:
    from kpdd_edge.tui.screens.batch import BatchScreen

    return BatchScreen()


def _students() -> Screen[None]:
    from kpdd_edge.tui.screens.students import StudentsScreen

    return StudentsScreen()


def _settings() -> Screen[None]:
    from kpdd_edge.tui.screens.settings import SettingsScreen

    return SettingsScreen()


def _commands() -> type[Provider]:
    from kpdd_edge.tui.commands import KpddCommands

    return KpddCommands


class KpddApp(App[None]):
    """``services`` is where tests put fakes; ``settings`` overrides the file; ``problem`` is put into the editor."""

    TITLE = "kpdd"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    BINDING_GROUP_TITLE = "Everywhere"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "solve": "solve",
        "history": _history,
        "batch": _batch,
        "students": _students,
        "settings": _settings,
    }
    DEFAULT_MODE = "solve"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", priority=True, tooltip="The keys of this screen"),
        Binding("f2", "go('solve')", "Solve", id="app.solve", show=False, priority=True, tooltip="The solve screen"),
        Binding("f3", "go('history')", "History", id="app.history", show=False, priority=True,
                tooltip="What was solved before"),
        Binding("f4", "go('batch')", "Batch", id="app.batch", show=False, priority=True, tooltip="A file of problems"),
        Binding("f6", "go('students')", "Students", id="app.students", show=False, priority=True,
                tooltip="Students on this machine and others"),
        Binding("f7", "go('settings')", "Settings", id="app.settings", show=False, priority=True,
                tooltip="How problems are solved, colours, keys"),
        Binding("ctrl+p", "command_palette", "Commands", id="app.palette", priority=True,
                tooltip="Everything that can be done now"),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", priority=True, tooltip="Leave; what you wrote is kept"),
    ]  # fmt: skip

    def __init__(
        self, services: Services | None = None, *, settings: Settings | None = None, problem: str = ""
    ) -> None:
        self.services = services if services is not None else Services()
        self.settings_error: KpddError | None = None
        self.settings = settings if settings is not None else self._read_settings()
        super().__init__()
        self.room = EngineRoom(self.services)
        self.student = StudentStatus()
        self.batch_progress = ""
        self.solve_screen = SolveScreen()
        self.leaving: list[Callable[[], None]] = []  # what other screens do when the app is left
        self._problem = problem
        self._warming: Cancel | None = None
        self._draft_timer: Timer | None = None
        self.install_screen(self.solve_screen, "solve")
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in self.available_themes else THEMES[0].name
        self.set_keymap(dict(self.settings.keys))

    def _read_settings(self) -> Settings:
        try:
            return load_settings(self.services.settings_path())
        except ConfigError as error:
            self.settings_error = error
            return Settings()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return own_variables(self.current_theme)

    # -- start and end ------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        # A closed terminal or a polite kill is a way to leave like any other.
        for name in ("SIGHUP", "SIGTERM"):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError, AttributeError):
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self._leave_by_signal)

    def _leave_by_signal(self) -> None:
        self.leave()
        self.exit()

    def on_ready(self) -> None:
        """The first paint is done; now what takes time may begin."""
        if self.settings_error is not None:
            error = self.settings_error
            self.notify(f"{error.cause}\nThe defaults are used.", title=error.title, severity="warning", timeout=12)
        draft = load_draft(self.services.draft_path())
        if self._problem:
            self.solve_screen.editor.put(self._problem)
        elif draft:
            self.solve_screen.restore(draft)
        self._read_recall()
        self.warm()

    async def action_quit(self) -> None:
        """Leave at once. What is being solved is stopped; what was written is there at the next start."""
        self.leave()
        self.exit()

    def leave(self) -> None:
        """Keep the draft and ask everything in the background to stop."""
        draft = self.solve_screen.draft()
        self.solve_screen.stop()
        if self._warming is not None:
            self._warming.set()
        for stop in self.leaving:
            stop()
        save_draft(draft, self.services.draft_path())

    def keep_draft(self) -> None:
        """Write the draft down once the user pauses."""
        if self._draft_timer is not None:
            self._draft_timer.stop()
        self._draft_timer = self.set_timer(_DRAFT_QUIET, lambda: self._write_draft(self.solve_screen.draft()))

    @work(thread=True, exclusive=True, exit_on_error=False, group="draft")
    def _write_draft(self, draft: Draft) -> None:
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
        if self.solve_screen.is_mounted:
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
        self.solve_screen.editor.remember(event.problems)
        for warning in event.warnings:
            self.notify(warning, title="History", severity="warning", timeout=15)

    def solve_ended(self, state: SolveState) -> None:
        """A solve came to its end, whichever."""
        if state.solution is not None:
            self._read_recall()
        self.keep_draft()

    async def open_record(self, record: dict[str, object], *, again: bool = False) -> None:
        """Show what ``Solution.to_dict()`` once gave on the solve screen; ``again``: solve its problem anew."""
        await self.switch_mode("solve")
        screen = self.solve_screen
        await screen.open(from_record(record))
        if again:
            await screen.start(anew=True)

    # -- actions ------------------------------------------------------------------------------------------------

    async def action_go(self, mode: str) -> None:
        """Go to a screen; from a dialog too, which is closed."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if mode == self.current_mode == "solve":
            self.solve_screen.editor.focus()
        await self.switch_mode(mode)
        self.show_status()

    async def action_help(self) -> None:
        from kpdd_edge.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            await self.push_screen(HelpScreen(self.screen))

    def key_of(self, id: str) -> str:
        """The first key of the binding with this id, as it is shown to people."""
        for binding in (*KpddApp.BINDINGS, *SolveScreen.BINDINGS):
            if isinstance(binding, Binding) and binding.id == id:
                key = self.settings.keys.get(id, binding.key).split(",")[0]
                return self.get_key_display(dataclasses.replace(binding, key=key))
        return id

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # A dialog that asks for a key gets every key.
        return not (self.screen_stack and getattr(self.screen, "TAKES_ALL_KEYS", False))

    def show_example(self) -> None:
        """Put the next of the examples into the editor."""
        from kpdd_edge.tui.examples import EXAMPLES

        editor = self.solve_screen.editor
        at = EXAMPLES.index(editor.text) + 1 if editor.text in EXAMPLES else 0
        editor.put(EXAMPLES[at % len(EXAMPLES)])
        self.call_later(self.action_go, "solve")

    def get_key_display(self, binding: Binding) -> str:
        """``F5``, ``^Q``, ``Alt+C``, ``Enter``: as on the keyboard."""
        shown = super().get_key_display(binding)
        return "^" + shown[1:].upper() if shown.startswith("^") and len(shown) == 2 else shown[:1].upper() + shown[1:]

    def copy(self, text: str, what: str) -> None:
        """Put ``text`` on the clipboard of the terminal (OSC 52), in tmux on tmux's as well."""
        if not text:
            self.notify(f"There is no {what} yet.", title="Nothing was copied", severity="warning", timeout=3)
            return
        self.copy_to_clipboard(text)
        copy_in_tmux(text)
        self.notify(one_line(text, 60), title=f"Copied {'everything' if what == 'all' else 'the ' + what}", timeout=2)

    def change_settings(self, settings: Settings) -> None:
        """Use ``settings`` from now on, and keep them. A running solve goes on as it was begun."""
        old, self.settings = self.settings, settings
        self._write_settings(settings)
        if settings.theme != old.theme:
            self.theme = settings.theme
        if settings.keys != old.keys:
            self.set_keymap(dict(settings.keys))
        if settings.options != old.options:
            self.warm()

    @work(thread=True, exit_on_error=False, group="settings")
    def _write_settings(self, settings: Settings) -> None:
        from kpdd_edge.settings import save_settings

        try:
            kept = save_settings(settings, self.services.settings_path())
        except StorageError as error:
            self.call_from_thread(
                self.notify, f"{error.cause}\n{error.hint}", title=error.title, severity="warning", timeout=10
            )
            return
        if kept is not None:
            self.call_from_thread(self.notify, f"The old file is kept as {kept}", title="Settings saved")
