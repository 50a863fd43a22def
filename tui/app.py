"""The application: screens, themes, keys, and the workers that belong to no single screen.

It knows the services and the engine room; it computes nothing and opens nothing before the first paint.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen

from kpdd_edge.settings import Settings
from kpdd_edge.tui.background import Background
from kpdd_edge.tui.clipboard import copy_in_tmux
from kpdd_edge.tui.services import Services
from kpdd_edge.tui.solve.screen import SolveScreen
from kpdd_edge.tui.solve.state import from_record
from kpdd_edge.tui.text import one_line
from kpdd_edge.tui.theme import THEMES, own_variables


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


class KpddApp(Background):
    """``services`` is where tests put fakes; ``settings`` overrides the file; ``problem`` is put into the editor."""

    TITLE = "kpdd"
    # Not relative: a subclass elsewhere is to find them, too. The first screen's own is read with the app's, since
    # every later one has the whole parsed again.
    CSS_PATH = [Path(__file__).with_name("app.tcss"), Path(__file__).parent / "solve" / "screen.tcss"]  # noqa: RUF012
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
        Binding("f2", "go('solve')", "Solve screen", id="app.solve", show=False, priority=True,
                tooltip="Where one problem is solved"),
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
        super().__init__(services, settings, problem)
        self.install_screen(self.solve_screen, "solve")
        for own in THEMES:
            self.register_theme(own)
        theme = self.settings.theme if self.settings.theme in self.available_themes else THEMES[0].name
        self.set_reactive(KpddApp.theme, theme)
        self.set_keymap(dict(self.settings.keys))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return own_variables(self.current_theme)

    # -- start and end ------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        # A closed terminal or a polite kill is a way to leave like any other.
        for name in () if self.is_headless else ("SIGHUP", "SIGTERM"):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError, AttributeError):
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self._leave_by_signal)

    def _leave_by_signal(self) -> None:
        self.leave()
        self.exit()

    async def action_quit(self) -> None:
        """Leave at once. What is being solved is stopped; what was written is there at the next start."""
        self.leave()
        self.exit()

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

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        else:
            await self.push_screen(HelpScreen(self.screen))

    def key_of(self, id: str) -> str:
        """The first key of the binding with this id, as it is shown to people."""
        here = type(self.screen).BINDINGS if self.screen_stack else []
        for binding in (*KpddApp.BINDINGS, *SolveScreen.BINDINGS, *here):
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
        *modifiers, key = super().get_key_display(binding).replace("⏎", "Enter").replace("⌫", "Backspace").split("+")
        control, key = ("^", key[1:]) if key.startswith("^") and len(key) > 1 else ("", key)
        return "+".join([*(modifier.capitalize() for modifier in modifiers), control + key[:1].upper() + key[1:]])

    def copy(self, text: str, what: str) -> None:
        """Put ``text`` on the clipboard of the terminal (OSC 52), in tmux on tmux's as well."""
        if not text:
            self.notify(f"There is no {what} yet.", title="Nothing was copied", severity="warning", timeout=3)
            return
        self.copy_to_clipboard(text)
        copy_in_tmux(text)
        self.notify(one_line(text, 60), title=f"Copied {'everything' if what == 'all' else 'the ' + what}", timeout=2)
