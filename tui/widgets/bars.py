"""The line at the top (where one is, how the student is) and the line at the bottom (the keys that matter now)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from kpdd_edge.tui.engine_room import StudentStatus
from kpdd_edge.tui.text import one_line

if TYPE_CHECKING:
    from kpdd_edge.tui.app import KpddApp

#: Mode, title, id of the binding that goes there.
PLACES = (
    ("solve", "Solve", "app.solve"),
    ("history", "History", "app.history"),
    ("batch", "Batch", "app.batch"),
    ("students", "Students", "app.students"),
    ("settings", "Settings", "app.settings"),
)

_WIDE = 100  # cells from which on there is room for keys, too


class Place(Static):
    """A screen's name, with its key where there is room; a click goes there."""

    def __init__(self, mode: str, title: str, binding: str) -> None:
        super().__init__(title, id=f"place-{mode}")
        self._mode = mode
        self._title = title
        self._binding = binding
        self._key = ""

    def show(self, *, wide: bool) -> None:
        key = cast("KpddApp", self.app).key_of(self._binding) if wide else ""
        if key != self._key:
            self._key = key
            self.update(Content.assemble((f"{key} ", "$muted not bold") if key else "", self._title))

    async def on_click(self) -> None:
        await self.app.run_action(f"app.go('{self._mode}')")


class TopBar(Horizontal):
    """Made anew for each screen; the app tells it what changed."""

    def __init__(self, mode: str) -> None:
        super().__init__(id="top-bar")
        self._mode = mode

    def compose(self) -> ComposeResult:
        yield Static("kpdd", id="brand")
        for mode, title, binding in PLACES:
            place = Place(mode, title, binding)
            place.set_class(mode == self._mode, "-here")
            yield place
        yield Static("", id="student-status")

    def on_resize(self) -> None:
        self.show_places()

    def show_places(self) -> None:
        for place in self.query(Place):
            place.show(wide=self.size.width >= _WIDE)

    def show_status(self, status: StudentStatus, batch: str = "") -> None:
        """Tell how the student is, and how far a batch is that runs behind other screens."""
        self.query_one("#student-status", Static).update(status_content(status, batch))
        self.show_places()  # their keys may have been changed


def status_content(status: StudentStatus, batch: str = "") -> Content:
    """One line: a dot that says how the student is, its name, and how far it is."""
    dot, style, note = {
        "none": ("○", "$muted", ""),
        "opening": ("◌", "$accent", "opening"),
        "pulling": ("◌", "$accent", "pulling"),
        "loading": ("◌", "$accent", "loading"),
        "warming": ("◌", "$accent", "warming up"),
        "ready": ("●", "$success", ""),
        "missing": ("○", "$warning", "not here yet"),
        "failed": ("●", "$error", "failed"),
    }[status.phase]
    if status.phase in ("pulling", "loading") and status.fraction > 0:
        note = f"{note} {status.fraction:.0%}"
    parts: list[str | Content | tuple[str, str]] = []
    if batch:
        parts += [(f"batch {batch}", "$accent"), "  "]
    if note:
        parts += [(note, "$muted"), " "]
    if status.name:
        parts += [one_line(status.name, 34), " "]
    parts.append((dot, style))
    return Content.assemble(*parts)


class KeyBar(Widget, can_focus=False):
    """The keys of the bindings that are active and meant to be shown, in their order, as many as fit.

    A screen may have ``key_label(binding) -> str`` to name a key after what it would do now.
    """

    COMPONENT_CLASSES = {"key-bar--key", "key-bar--label"}  # noqa: RUF012 -- as Textual has it

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        key_style = self.get_visual_style("key-bar--key")
        label_style = self.get_visual_style("key-bar--label")
        label_of = getattr(self.screen, "key_label", None)
        room = self.size.width
        parts: list[Content] = []
        seen: set[str] = set()
        shown = self._bindings_to_show(self.screen)
        # Whatever has no room, the key that tells of all others has.
        last = next((binding for binding in shown if binding.id == "app.help"), None)
        for binding in [*([last] if last is not None else []), *shown]:
            if binding.action in seen:
                continue
            seen.add(binding.action)
            label = (label_of(binding) if label_of is not None else "") or binding.description
            key = self.app.get_key_display(binding)
            piece = Content.assemble((f" {key} ", key_style), (f"{label} ", label_style))
            if piece.cell_length > room:
                continue
            room -= piece.cell_length
            parts.append(piece.stylize(Style.from_meta({"@click": f"app.simulate_key('{binding.key}')"})))
        if last is not None and parts:
            parts.append(parts.pop(0))
        return Content("").join(parts)

    @staticmethod
    def _bindings_to_show(screen: Screen[object]) -> list[Binding]:
        active = [a for a in screen.active_bindings.values() if a.binding.show and a.enabled]
        # The screen's own before those of the app, whatever has the focus first of all.
        return [a.binding for a in active]
