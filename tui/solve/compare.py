"""Attempts that disagree, side by side: the one that won and one of the others, with the lines that differ marked."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from kpdd_edge.tui.highlight import python_paint
from kpdd_edge.tui.solve.program import outcome_line
from kpdd_edge.tui.solve.state import AttemptState, SolveState
from kpdd_edge.tui.text import clean, one_line
from kpdd_edge.tui.widgets.area import PaintedArea
from kpdd_edge.tui.widgets.bars import KeyBar


class Side(Vertical):
    """One attempt, to be looked at."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)

    def compose(self) -> ComposeResult:
        area = PaintedArea(blink=False)
        area.read_only = True
        area.show_cursor = False
        yield area
        yield Static(classes="outcome")

    def show(self, attempt: AttemptState, number: int, other: AttemptState) -> None:
        answer = "no answer" if attempt.answer is None else one_line(attempt.answer.shown, 40)
        self.border_title = f"Attempt {number + 1}: {answer}"
        text = clean(attempt.text)
        area = self.query_one(PaintedArea)
        if area.text != text:
            area.load_text(text)
        paint = python_paint(text) if attempt.kind == "pot" else {}
        for line in differing_lines(text, clean(other.text)):
            paint.setdefault(line, []).insert(0, (0, len(area.document.get_line(line)), "diff-line"))
        area.paint(paint)
        outcome = self.query_one(".outcome", Static)
        outcome.display = attempt.outcome is not None
        if attempt.outcome is not None:
            outcome.update(outcome_line(attempt.outcome))


def differing_lines(text: str, other: str) -> list[int]:
    """The lines of ``text``, from 0, that ``other`` does not have in the same place of its course."""
    mine, theirs = ([" ".join(line.split()) for line in t.split("\n")] for t in (text, other))
    same: set[int] = set()
    for block in SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks():
        same.update(range(block.a, block.a + block.size))
    return [i for i, line in enumerate(mine) if i not in same and line]


class CompareScreen(ModalScreen[int | None]):
    """Gives the attempt that is to be opened, or None."""

    CSS_PATH = "compare.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDING_GROUP_TITLE = "Compare"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,n", "step(1)", "Next", id="compare.next", tooltip="The next attempt that disagrees"),
        Binding("left,p", "step(-1)", "Previous", id="compare.previous", tooltip="The one before"),
        Binding("enter", "open", "Open", id="compare.open", tooltip="Show this attempt on the solve screen"),
        Binding("escape,q", "dismiss", "Close", id="compare.close", tooltip="Back to the solve screen"),
    ]

    def __init__(self, state: SolveState) -> None:
        super().__init__()
        self._state = state
        self._others = state.disagreeing
        self._at = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="compare"):
            yield Static(id="compare-head")
            with Horizontal(id="compare-sides"):
                yield Side("compare-best")
                yield Side("compare-other")
            yield KeyBar()

    def on_mount(self) -> None:
        self._show()
        self.query_one("#compare-other PaintedArea").focus()

    def _show(self) -> None:
        state, best, other = self._state, self._state.best, self._others[self._at]
        where = f"{self._at + 1} of {len(self._others)}"
        self.query_one("#compare-head", Static).update(
            f"{state.agreeing} of {len(state.attempts)} attempts agree. Other answers: {where}"
            if state.answer is not None
            else f"No attempt gave an answer. Attempts: {where}"
        )
        self.query_one("#compare-best", Side).show(state.attempts[best], best, state.attempts[other])
        self.query_one("#compare-other", Side).show(state.attempts[other], other, state.attempts[best])

    def action_step(self, by: int) -> None:
        self._at = (self._at + by) % len(self._others)
        self._show()

    def action_open(self) -> None:
        self.dismiss(self._others[self._at])
