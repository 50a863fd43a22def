"""The core question and the key information: what the student understood, as text that can be mended in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from kpdd_edge.tui.theme import TINTS
from kpdd_edge.tui.widgets.area import PaintedArea


@dataclass
class FieldLeft(Message):
    """The cursor went out of a field, up (-1) or down (1)."""

    field: str
    step: int


class QuestionArea(PaintedArea):
    """One line that may wrap. Enter goes on to the facts."""

    BINDING_GROUP_TITLE = "Core question"

    def __init__(self, *, blink: bool = True) -> None:
        super().__init__(id="question", placeholder="What is asked.", blink=blink)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" or (event.key == "down" and self.on_last_row):
            event.stop()
            event.prevent_default()
            self.post_message(FieldLeft("question", 1))
        elif event.key == "up" and self.on_first_row:
            event.stop()
            event.prevent_default()
            self.post_message(FieldLeft("question", -1))

    def pasted(self, text: str) -> str:
        return " ".join(text.split())


class InformationArea(PaintedArea):
    """One fact a line, each with a dot in its own colour: full when its words are in the problem, empty when not."""

    BINDING_GROUP_TITLE = "Key information"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "add_fact", "Add fact", id="points.add", tooltip="A new line is a new fact"),
        Binding("ctrl+d", "remove_fact", "Remove fact", id="points.remove", tooltip="Remove the fact at the cursor"),
    ]

    def __init__(self, *, blink: bool = True) -> None:
        super().__init__(id="information", placeholder="The facts that matter, one a line.", blink=blink)
        self.set_reactive(PaintedArea.show_line_numbers, True)
        self._found: Sequence[bool] = ()

    @property
    def facts(self) -> list[str]:
        """The lines, empty ones too: a fact's place is its line."""
        return self.text.split("\n") if self.text else []

    @property
    def active(self) -> int | None:
        """The line with the cursor while the area has the focus."""
        return self.cursor_location[0] if self.has_focus else None

    def show_found(self, found: Sequence[bool]) -> None:
        """Say of each line whether its words are in the problem."""
        if list(found) != list(self._found):
            self._found = list(found)
            self._line_cache.clear()
            self.refresh()

    def action_add_fact(self) -> None:
        """A new line below the cursor's."""
        if self.read_only:
            return
        line = self.cursor_location[0]
        self.move_cursor((line, len(self.document.get_line(line))))
        self.insert("\n")

    def action_remove_fact(self) -> None:
        if not self.read_only:
            self.action_delete_line()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "up" and self.on_first_row:
            event.stop()
            event.prevent_default()
            self.post_message(FieldLeft("information", -1))
        elif event.key == "down" and self.on_last_row:
            event.stop()
            event.prevent_default()
            self.post_message(FieldLeft("information", 1))

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        if not self.text:
            return strip
        # The gutter holds line numbers; a dot says more. It is as wide as Textual made it.
        row = y + self.scroll_offset.y
        if row >= self.wrapped_document.height:
            return strip
        line, column = self.wrapped_document.offset_to_location(Offset(0, row))
        name, dot = "fact-dot-none", " "
        if column == 0 and self.document.get_line(line).strip():
            found = line < len(self._found) and self._found[line]
            name, dot = (f"fact-dot-{line % TINTS + 1}", "●") if found else ("fact-dot-none", "○")
        style = self.paint_style(name)
        gutter = Segment(
            f"{dot} ".ljust(self.gutter_width)[: self.gutter_width],
            Style(color=style.color, bgcolor=self.rich_style.bgcolor),
        )
        return Strip.join([Strip([gutter], self.gutter_width), strip.crop(self.gutter_width)])
