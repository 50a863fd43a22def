"""Small dialogs: a yes or no, a path, a key. Each gives its result to whoever opened it, or None when it was left."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from kpdd_edge.students.files import expanded
from kpdd_edge.tui.text import clean
from kpdd_edge.tui.widgets.bars import KeyBar
from kpdd_edge.tui.widgets.field import Field


class ConfirmDialog(ModalScreen[bool]):
    """Asks once, about what cannot be undone."""

    CSS_PATH = "dialogs.tcss"
    BINDING_GROUP_TITLE = "Question"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Yes", id="confirm.yes", tooltip="Do it"),
        Binding("n,escape", "answer(False)", "No", id="confirm.no", tooltip="Leave it as it is"),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            yield Static(Content(self._text))
            yield KeyBar()

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)


class PathSuggester(Suggester):
    """Completes a path from what lies in the folder; Right takes the suggestion."""

    def __init__(self, suffixes: tuple[str, ...] = ()) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._suffixes = suffixes

    async def get_suggestion(self, value: str) -> str | None:
        folder, _, beginning = value.rpartition("/")
        if not value:
            return None
        place = expanded(folder + "/" if "/" in value else ".")
        try:
            with os.scandir(place) as entries:
                found = sorted(
                    entry.name + ("/" if entry.is_dir() else "")
                    for entry in entries
                    if entry.name.startswith(beginning)
                    and (beginning or not entry.name.startswith("."))
                    and (entry.is_dir() or not self._suffixes or entry.name.lower().endswith(self._suffixes))
                )
        except OSError:
            return None
        return f"{folder}/{found[0]}" if found and "/" in value else found[0] if found else None


#: Says what is wrong with a path ("" when nothing is), and whether it may be taken all the same.
PathCheck = Callable[[Path], tuple[str, bool]]


def check_new_file(path: Path) -> tuple[str, bool]:
    """A file that is to be written: its folder must be there, and an old file is replaced only when asked twice."""
    if path.is_dir():
        return f"{path} is a folder.", False
    if not path.parent.is_dir():
        return f"There is no folder {path.parent}.", False
    if path.exists():
        return f"{path.name} exists. Enter again replaces it.", True
    return "", True


def check_old_file(path: Path) -> tuple[str, bool]:
    """A file that is to be read."""
    return ("", True) if path.is_file() else (f"There is no file {path}.", False)


class PathDialog(ModalScreen[Path | None]):
    """Asks for a path."""

    CSS_PATH = "dialogs.tcss"
    BINDING_GROUP_TITLE = "Path"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Take it", id="path.take", priority=True, tooltip="Use this path"),
        Binding("escape", "dismiss(None)", "Cancel", id="path.cancel", tooltip="Leave without a path"),
    ]

    def __init__(
        self,
        title: str,
        text: str,
        *,
        value: str = "",
        suffixes: tuple[str, ...] = (),
        check: PathCheck = check_new_file,
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._value = value
        self._suffixes = suffixes
        self._check = check
        self._warned = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            yield Static(Content(self._text), classes="dialog-text")
            yield Field(self._value, suggester=PathSuggester(self._suffixes), placeholder="PATH")
            yield Static(classes="dialog-warning")
            yield KeyBar()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        value = clean(event.value).strip()
        if not value:
            return
        path = expanded(value).absolute()
        warning, possible = self._check(path)
        if not warning or (possible and self._warned == value):
            self.dismiss(path)
            return
        self._warned = value
        self.query_one(".dialog-warning", Static).update(Content(warning))

    async def action_submit(self) -> None:
        await self.query_one(Input).action_submit()


class KeyDialog(ModalScreen[str | None]):
    """Takes the next key that is pressed, whatever it is bound to elsewhere."""

    CSS_PATH = "dialogs.tcss"
    TAKES_ALL_KEYS = True

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "A new key"
            yield Static(Content.assemble("Press the key for ", (self._what, "bold"), ". Esc keeps the old one."))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss(None if event.key == "escape" else event.key)
