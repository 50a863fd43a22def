"""The problem editor: where a problem is typed, pasted and recalled, and where the facts show what they come from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from kpdd_edge.tui.evidence import Span
from kpdd_edge.tui.theme import TINTS
from kpdd_edge.tui.widgets.area import Paint, PaintedArea


class ProblemEditor(PaintedArea):
    """Several lines, with undo. Up on the first row and Down on the last go through earlier problems."""

    BINDING_GROUP_TITLE = "Problem"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall_older", "Earlier problem", id="problem.older", show=False,
                tooltip="On the first row: the problem solved before this one"),
        Binding("down", "recall_newer", "Later problem", id="problem.newer", show=False,
                tooltip="On the last row: the problem solved after this one, then the key points"),
    ]  # fmt: skip

    @dataclass
    class Left(Message):
        """The cursor went down out of the editor."""

    def __init__(self, *, placeholder: str = "", blink: bool = True) -> None:
        super().__init__(id="problem", placeholder=placeholder, blink=blink)
        self._recall: Sequence[str] = ()
        self._at = -1  # in the list of earlier problems; -1: what the user was writing
        self._own = ""

    # -- recall -------------------------------------------------------------------------------------------------

    def remember(self, problems: Sequence[str]) -> None:
        """Give the earlier problems, newest first."""
        self._recall = problems
        self._at = -1

    def action_recall_older(self) -> None:
        if not self.on_first_row:
            self.action_cursor_up()
            return
        self._move(self._at + 1)

    def action_recall_newer(self) -> None:
        if not self.on_last_row:
            self.action_cursor_down()
        elif self._at >= 0:
            self._move(self._at - 1)
        else:
            self.post_message(self.Left())

    def _move(self, to: int) -> None:
        shown = self._recall[self._at] if self._at >= 0 else None
        if shown is not None and self.text != shown:
            self._at = -1  # it was changed: from here on it is the user's own
            return self._move(0) if to >= 1 else None
        if to >= len(self._recall):
            return None
        if self._at < 0:
            self._own = self.text
            if to == 0 and self._recall and self._recall[0] == self.text:
                to = 1  # what was just solved stands there already
                if to >= len(self._recall):
                    return None
        self._at = to
        self.put(self._recall[to] if to >= 0 else self._own)
        self.move_cursor(self.document.end)
        return None

    # -- facts --------------------------------------------------------------------------------------------------

    def show_evidence(self, evidence: Sequence[Sequence[Span]], active: int | None = None) -> None:
        """Paint the stretches that each fact rests on; those of the fact at ``active`` stronger and on top."""
        text = self.text
        starts = [0]
        for line in text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        paint: dict[int, list[Paint]] = {}
        order = sorted(range(len(evidence)), key=lambda i: i == active)
        for i in order:
            name = f"{'fact-strong' if i == active else 'fact'}-{i % TINTS + 1}"
            for span in evidence[i]:
                self._paint_span(paint, starts, span, name)
        self.paint(paint)

    @staticmethod
    def _paint_span(paint: dict[int, list[Paint]], starts: list[int], span: Span, name: str) -> None:
        at = span.start
        while at < span.end:
            line = bisect_right(starts, at) - 1
            end = min(span.end, starts[line + 1] - 1)
            if end > at:
                paint.setdefault(line, []).append((at - starts[line], end - starts[line], name))
            at = starts[line + 1]
