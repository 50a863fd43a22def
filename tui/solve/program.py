"""The rationale: a program that is highlighted while it streams and can be edited and run again, or steps in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kpdd_edge.problem import Outcome, Status
from kpdd_edge.tui.highlight import python_paint
from kpdd_edge.tui.solve.points import FieldLeft
from kpdd_edge.tui.solve.state import AttemptState
from kpdd_edge.tui.text import clean, one_line, seconds
from kpdd_edge.tui.widgets.area import PaintedArea

if TYPE_CHECKING:
    from textual.widgets.markdown import MarkdownStream

PLACEHOLDER = "The program appears here while it is written.\nThen it runs in a sandbox, and its result is the answer."
_MAX_OUTPUT = 4000


class ProgramArea(PaintedArea):
    """Python code. Keeps itself highlighted; the line of an error stands out until the code changes."""

    BINDING_GROUP_TITLE = "Program"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, *, blink: bool = True) -> None:
        super().__init__(id="program", placeholder=PLACEHOLDER, blink=blink)
        self._error_line: int | None = None

    def show_code(self, text: str, *, streaming: bool, error_line: int | None = None) -> None:
        """Put ``text`` there. While it streams, the end stays in view for whoever has not scrolled away from it."""
        self._error_line = error_line
        if text != self.text:
            near_end = self.scroll_offset.y >= self.max_scroll_y - 2
            if streaming and self.text and text.startswith(self.text):
                self.insert(text[len(self.text) :], self.document.end, maintain_selection_offset=True)
            else:
                self.load_text(text)
            if streaming and near_end:
                self.scroll_end(animate=False)
        self.repaint()

    def repaint(self) -> None:
        paint = python_paint(self.text)
        if self._error_line is not None and 0 < self._error_line <= self.document.line_count:
            line = self._error_line - 1
            paint.setdefault(line, []).insert(0, (0, max(1, len(self.document.get_line(line))), "error-line"))
        self.paint(paint)

    def on_text_area_changed(self) -> None:
        self.repaint()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "up" and self.on_first_row:
            event.stop()
            event.prevent_default()
            self.post_message(FieldLeft("program", -1))
        elif event.key == "enter" and not self.read_only:
            # The next line begins as deep as this one.
            event.stop()
            event.prevent_default()
            row, column = self.cursor_location
            line = self.document.get_line(row)[:column]
            indent = line[: len(line) - len(line.lstrip())] + ("    " if line.rstrip().endswith(":") else "")
            self._replace_via_keyboard("\n" + indent, *self.selection)


class ProgramPane(Vertical):
    """A program or steps, and below what came of running it."""

    def __init__(self, *, blink: bool = True) -> None:
        super().__init__(id="program-pane")
        self._blink = blink
        self.title = "Program"
        self._steps = ""
        self._stream: MarkdownStream | None = None

    def compose(self) -> ComposeResult:
        yield ProgramArea(blink=self._blink)
        yield VerticalScroll(id="steps-scroll")
        yield Static(id="run-line")
        yield Static(id="run-output")

    def on_mount(self) -> None:
        self.query_one("#steps-scroll").display = False
        self.show_outcome(None)

    @property
    def area(self) -> ProgramArea:
        return self.query_one(ProgramArea)

    async def show_attempt(self, attempt: AttemptState | None, *, streaming: bool, title: str = "") -> None:
        """Show one attempt as far as it is. ``title`` tells which one when there are several."""
        steps = attempt is not None and attempt.kind == "cot"
        self.title = ("Steps" if steps else "Program") + title
        self.area.display = not steps
        self.query_one("#steps-scroll").display = steps
        text = clean(attempt.text) if attempt is not None else ""
        if steps:
            await self._show_steps(text, streaming)
        else:
            outcome = attempt.outcome if attempt is not None else None
            self.area.show_code(text, streaming=streaming, error_line=outcome.line if outcome is not None else None)
            self.area.read_only = streaming
        self.show_outcome(attempt.outcome if attempt is not None else None, cut=bool(attempt and not attempt.complete))

    async def _show_steps(self, text: str, streaming: bool) -> None:
        from textual.widgets import Markdown  # only now: its parser takes its time to import

        scroll = self.query_one("#steps-scroll", VerticalScroll)
        found = scroll.query(Markdown)
        markdown = found.first() if found else Markdown(id="steps", open_links=False)
        if not found:
            await scroll.mount(markdown)
        if text == self._steps:
            return
        near_end = scroll.scroll_offset.y >= scroll.max_scroll_y - 2
        if streaming and text.startswith(self._steps) and self._steps:
            self._stream = self._stream or Markdown.get_stream(markdown)
            await self._stream.write(text[len(self._steps) :])
        else:
            if self._stream is not None:
                await self._stream.stop()
                self._stream = None
            await markdown.update(text)
        self._steps = text
        if streaming and near_end:
            scroll.scroll_end(animate=False)

    def show_outcome(self, outcome: Outcome | None, *, cut: bool = False, own: bool = False) -> None:
        """What running it gave. ``cut``: the token limit ended it; ``own``: the user ran it."""
        line, output = self.query_one("#run-line", Static), self.query_one("#run-output", Static)
        line.display = outcome is not None
        output.display = bool(outcome is not None and outcome.stdout.strip())
        if outcome is None:
            return
        line.update(outcome_line(outcome, cut=cut, own=own))
        printed = clean(outcome.stdout[:_MAX_OUTPUT]).rstrip()
        more = "\n…" if outcome.truncated or len(outcome.stdout) > _MAX_OUTPUT else ""
        output.update(Content(printed + more))


def outcome_line(outcome: Outcome, *, cut: bool = False, own: bool = False) -> Content:
    """One line: how the run ended, how long it took, who ran it."""
    tail = [part for part in (seconds(outcome.seconds) if outcome.seconds else "", outcome.engine) if part]
    if cut:
        tail.append("cut off by the token limit")
    after = f" · {' · '.join(tail)}" if tail else ""
    if outcome.status is Status.OK:
        what = "Your program ran" if own else "Read" if outcome.engine == "text" else "Ran"
        return Content.assemble(("✓ ", "$text-success"), what, (after, "$muted"))
    words = {
        Status.ERROR: "Error",
        Status.TIMEOUT: "Took too long",
        Status.MEMORY: "Used too much memory",
        Status.REFUSED: "Not run",
        Status.CRASHED: "The interpreter died",
    }[outcome.status]
    where = f" in line {outcome.line}" if outcome.line else ""
    error = f": {one_line(outcome.error, 200)}" if outcome.error else ""
    return Content.assemble(("✗ ", "$text-error"), (f"{words}{where}", "$text-error"), error, (after, "$muted"))
