"""The settings: the options of a solve as they are declared for the command line, colours, keys.

What is changed holds from the next problem on and is kept in the settings file.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import DataTable, Input, Select, Static

from kpdd_edge.errors import ConfigError, KpddError
from kpdd_edge.options import SolverOptions
from kpdd_edge.settings import Settings
from kpdd_edge.tui.keys import Known, clash, known_bindings
from kpdd_edge.tui.screens.dialogs import KeyDialog
from kpdd_edge.tui.text import clean
from kpdd_edge.tui.widgets.bars import KeyBar, TopBar
from kpdd_edge.tui.widgets.field import Field
from kpdd_edge.tui.widgets.list_table import ListTable

if TYPE_CHECKING:
    from kpdd_edge.tui.app import KpddApp

_LABELS = {"max_tokens": "Longest rationale", "timeout": "Program seconds", "memory": "Program memory"}
_EMPTY = {"student": "the default", "rationale": "the student's own"}


class SettingRow(Horizontal):
    """One option: its name, a field for its value, its help or what is wrong with the value."""

    def __init__(self, name: str, control: Widget, help: str) -> None:
        super().__init__(classes="setting")
        self.option = name
        self._control = control
        self._help = help

    def compose(self) -> ComposeResult:
        yield Static(_LABELS.get(self.option, self.option.replace("_", " ").capitalize()), classes="setting-name")
        yield self._control
        yield Static(Content(self._help), classes="setting-help")

    def show_error(self, text: str) -> None:
        """Tell what is wrong with the value; an empty text: nothing is."""
        self.set_class(bool(text), "-bad")
        self.query_one(".setting-help", Static).update(Content(text or self._help))


class KeysTable(ListTable):
    BINDING_GROUP_TITLE = "Keys"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Change key", id="keys.change", tooltip="Press the new key then"),
        Binding("delete,backspace", "screen.reset_key", "Default key", id="keys.reset", tooltip="As it was at first"),
    ]


class SettingsScreen(Screen[None]):
    CSS_PATH = "settings.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDING_GROUP_TITLE = "Settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="settings.back", tooltip="Keep the settings and go to the solve screen"),
        Binding("ctrl+r", "defaults", "Defaults", id="settings.defaults", tooltip="Put all options back as at first"),
    ]

    keys = getters.query_one(KeysTable)

    @property
    def kpdd(self) -> KpddApp:
        return cast("KpddApp", self.app)

    def compose(self) -> ComposeResult:
        settings = self.kpdd.settings
        yield TopBar("settings")
        with VerticalScroll(id="settings-scroll", can_focus=False):
            with Vertical(classes="section") as section:
                section.border_title = "Solving"
                for f in dataclasses.fields(SolverOptions):
                    yield SettingRow(f.name, self._control(f, getattr(settings.options, f.name)), f.metadata["help"])
            with Vertical(classes="section") as section:
                section.border_title = "Look"
                themes = [
                    (name, name) for name in sorted(self.app.available_themes, key=lambda n: (n[:5] != "kpdd-", n))
                ]
                theme = Select(themes, value=self.app.theme, allow_blank=False, id="set-theme", compact=True)
                yield SettingRow("theme", theme, "Colours. NO_COLOR=1 in the environment turns all colours off.")
            with Vertical(classes="section", id="keys-section") as section:
                section.border_title = "Keys"
                yield KeysTable(("Key", "What", "Where", "About"), stretched=3)
        yield KeyBar()

    def _control(self, f: dataclasses.Field[Any], value: Any) -> Widget:
        id = f"set-{f.name}"
        if f.name in _EMPTY or f.metadata["choices"]:
            return Select(self._choices(f.name, value), value=value, allow_blank=False, id=id, compact=True)
        if isinstance(f.default, int | float):
            return Field(f"{value}", type="integer" if isinstance(f.default, int) else "number", id=id)
        return Field(f"{value}", id=id)

    def _choices(self, name: str, value: str, more: list[str] | None = None) -> list[tuple[str, str]]:
        if name == "rationale":
            from kpdd_edge import rationales

            names = list(rationales.kinds())
        elif name == "student":
            names = more or []
        else:
            field = next(f for f in dataclasses.fields(SolverOptions) if f.name == name)
            return [(choice, choice) for choice in field.metadata["choices"]]
        names = [n for n in dict.fromkeys([*names, value]) if n]
        return [(_EMPTY[name], ""), *((n, n) for n in names)]

    def on_mount(self) -> None:
        self._known: list[Known] = known_bindings()
        self._show_keys()

    def _show_keys(self) -> None:
        self.keys.fill([(known.id, self._cells(known)) for known in self._known])

    def on_screen_resume(self) -> None:
        self.kpdd.show_status()
        self._show_values()
        self._read_students()

    def on_screen_suspend(self) -> None:
        self._commit_all()

    # -- options ------------------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, exit_on_error=False, group="list")
    def _read_students(self) -> None:
        try:
            rows, _ = self.kpdd.services.shelf.rows()
        except KpddError:
            return
        self.app.call_from_thread(self._show_students, [row.spec for row in rows])

    def _show_students(self, specs: list[str]) -> None:
        select: Select[str] = self.query_one("#set-student", Select)
        value = self.kpdd.settings.options.student
        with self.prevent(Select.Changed):
            select.set_options(self._choices("student", value, specs))
            select.value = value

    def _show_values(self) -> None:
        """What may have been changed elsewhere, as by the command palette."""
        options = self.kpdd.settings.options
        with self.prevent(Select.Changed, Input.Changed):
            for row in self.query(SettingRow):
                control = row.query_one(f"#set-{row.option}")
                value = self.app.theme if row.option == "theme" else getattr(options, row.option)
                if isinstance(control, Select) and control.value != value:
                    if row.option in _EMPTY:
                        control.set_options(self._choices(row.option, value))
                    control.value = value
                elif isinstance(control, Input) and not row.has_class("-bad"):
                    control.value = f"{value}"

    @on(Select.Changed)
    def _selected(self, event: Select.Changed) -> None:
        name = (event.select.id or "").removeprefix("set-")
        if name == "theme":
            settings = self.kpdd.settings
            if event.value != self.app.theme:
                self.kpdd.change_settings(Settings(settings.options, str(event.value), settings.keys))
        elif event.value != getattr(self.kpdd.settings.options, name):
            self._set(name, event.value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._read(event.input)

    @on(Input.Submitted)
    @on(Input.Blurred)
    def _left(self, event: Input.Submitted | Input.Blurred) -> None:
        self._commit(event.input)

    def _read(self, field: Input) -> Any:
        """The value in a field; None, with the reason beside it, when it cannot be."""
        name = (field.id or "").removeprefix("set-")
        row = cast(SettingRow, field.parent)
        text = clean(field.value).strip()
        default = getattr(SolverOptions(), name)
        try:
            value = type(default)(text) if text else default
            self.kpdd.settings.with_options(**{name: value})
        except ValueError:
            row.show_error("This is no number.")
        except ConfigError as error:
            row.show_error(error.title)
        else:
            row.show_error("")
            return value
        return None

    def _commit(self, field: Input) -> None:
        value, name = self._read(field), (field.id or "").removeprefix("set-")
        if value is not None and value != getattr(self.kpdd.settings.options, name):
            self._set(name, value)

    def _commit_all(self) -> None:
        for field in self.query(Input):
            if field.id and field.id.startswith("set-"):
                self._commit(field)

    def _set(self, name: str, value: Any) -> None:
        self.kpdd.change_settings(self.kpdd.settings.with_options(**{name: value}))

    def action_defaults(self) -> None:
        settings = self.kpdd.settings
        self.kpdd.change_settings(Settings(SolverOptions(), settings.theme, settings.keys))
        for row in self.query(SettingRow):
            row.show_error("")
        self._show_values()
        self.notify("All options are as at first. Colours and keys stay.", timeout=4)

    async def action_back(self) -> None:
        await self.app.run_action("app.go('solve')")

    # -- keys ---------------------------------------------------------------------------------------------------

    def _cells(self, known: Known) -> tuple[Content, Content, Content, Content]:
        changed = self.kpdd.settings.keys
        shown = " ".join(
            self.app.get_key_display(dataclasses.replace(known.binding, key=key))
            for key in known.keys(changed).split(",")
        )
        style = "bold $text-accent" if known.id in changed else "$text-primary"
        return (
            Content.styled(shown, style),
            Content(known.binding.description),
            Content.styled(known.group, "$muted"),
            Content.styled(known.binding.tooltip, "$muted"),
        )

    @on(DataTable.RowSelected)
    @work
    async def _change_key(self) -> None:
        known = self._known[self.keys.cursor_row]
        key = await self.app.push_screen_wait(KeyDialog(known.binding.description))
        if key is None:
            return
        keys = self.kpdd.settings.keys
        if (other := clash(known.id, key, keys)) is not None:
            self.notify(
                f"It is the key of “{other.binding.description}” ({other.group}). Change that one first.",
                title="Not changed",
                severity="warning",
            )
            return
        self._set_keys({**keys, known.id: key})

    def action_reset_key(self) -> None:
        known = self._known[self.keys.cursor_row]
        self._set_keys({id: key for id, key in self.kpdd.settings.keys.items() if id != known.id})

    def _set_keys(self, keys: dict[str, str]) -> None:
        settings = self.kpdd.settings
        self.kpdd.change_settings(Settings(settings.options, settings.theme, keys))
        self._show_keys()
