"""A text area whose text can be painted: Python code, words that belong to a fact, a line with an error.

Textual's own highlighting needs tree-sitter; here the ranges come from whoever owns the area.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style as ContentStyle
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from kpdd_edge.tui.text import MAX_PASTE, clean
from kpdd_edge.tui.theme import PAINT

#: Character range in one line, and what it is painted with: a name in :data:`kpdd_edge.tui.theme.PAINT`.
Paint = tuple[int, int, str]


class PaintedArea(TextArea):
    """Paint stays where it was put until the next :meth:`paint`; whoever paints does so again when the text changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "cursor_to_start", "Start of the text", show=False),
        Binding("ctrl+end", "cursor_to_end", "End of the text", show=False),
    ]

    def __init__(self, text: str = "", *, id: str | None = None, placeholder: str = "", blink: bool = True) -> None:
        self._paint: Mapping[int, list[Paint]] = {}
        self._paint_styles: dict[str, Style] = {}
        self._styles_theme = ""
        self._theme_with_css: TextAreaTheme | None = None
        super().__init__(
            text,
            id=id,
            soft_wrap=True,
            tab_behavior="focus",
            compact=True,
            highlight_cursor_line=False,
            placeholder=placeholder,
        )
        self.set_reactive(TextArea.match_cursor_bracket, False)
        self.set_reactive(TextArea.cursor_blink, blink)

    def paint(self, ranges: Mapping[int, Iterable[Paint]]) -> None:
        """Paint these ranges, by line from 0, and nothing else."""
        new = {line: list(paints) for line, paints in ranges.items()}
        if new != self._paint:
            self._paint = new
            self._line_cache.clear()
            self.refresh()

    def notify_style_update(self) -> None:
        self._theme_with_css = None
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        # TextArea computes its styles from the style sheet whenever a part of the screen around it is drawn, which is
        # felt while a program streams. They only change with the theme, the focus, or a class.
        if self._theme_with_css is self._theme:
            return super(TextArea, self).render_lines(crop)
        lines = super().render_lines(crop)
        self._theme_with_css = self._theme
        return lines

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        for start, end, name in self._paint.get(line_index, ()):
            line.stylize(self.paint_style(name), start, end)
        return line

    def paint_style(self, name: str) -> Style:
        """The style that a paint has in the theme of the moment."""
        if self._styles_theme != self.app.theme:
            self._paint_styles.clear()
            self._styles_theme = self.app.theme
        style = self._paint_styles.get(name)
        if style is None:
            parsed = ContentStyle.parse(PAINT[name], self.app.theme_variables)
            style = self._paint_styles[name] = parsed.rich_style
        return style

    async def _on_paste(self, event: events.Paste) -> None:
        """Text from outside is cleaned before it becomes part of anything."""
        event.stop()
        event.prevent_default()
        if self.read_only:
            return
        if len(event.text) > MAX_PASTE:
            self.app.notify(
                f"The clipboard holds {len(event.text):,} characters; at most {MAX_PASTE:,} can be pasted.",
                title="Nothing was pasted",
                severity="warning",
            )
            return
        text = self.pasted(clean(event.text))
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)

    def pasted(self, text: str) -> str:
        """The text that a paste becomes; it is clean already."""
        return text

    def action_cursor_to_start(self) -> None:
        self.move_cursor((0, 0))

    def action_cursor_to_end(self) -> None:
        self.move_cursor(self.document.end)

    def put(self, text: str) -> None:
        """Replace everything, such that undo brings it back."""
        if text != self.text:
            self.replace(text, (0, 0), self.document.end)
            self.history.checkpoint()

    @property
    def on_first_row(self) -> bool:
        return self.wrapped_document.location_to_offset(self.cursor_location).y == 0

    @property
    def on_last_row(self) -> bool:
        return self.wrapped_document.location_to_offset(self.cursor_location).y >= self.wrapped_document.height - 1
