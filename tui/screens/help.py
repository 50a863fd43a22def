"""F1: the keys that work now, made from the bindings that are active."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static, TextArea

from kpdd_edge.tui.widgets.bars import KeyBar

_WIDTH = 96
_FRAME = 8  # cells of the frame, the padding and the scroll bar
_KEYS, _LABELS = 16, 17  # cells of the first two columns


class HelpScreen(ModalScreen[None]):
    CSS_PATH = "help.tcss"
    BINDING_GROUP_TITLE = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q", "dismiss", "Close", id="help.close", tooltip="Back to where you were"),
    ]

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self._of = screen
        self._active = list(screen.active_bindings.values())

    def compose(self) -> ComposeResult:
        room = min(_WIDTH, self.app.size.width * 96 // 100) - _FRAME
        with Vertical(id="help") as box:
            box.border_title = "Keys"
            with VerticalScroll(id="help-scroll"):
                for title, rows in grouped_keys(self._active):
                    yield Static(Content(title), classes="help-title")
                    yield Static(self._table(rows, room), classes="help-keys")
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#help-scroll").focus()

    def _table(self, rows: list[Binding], room: int) -> Content:
        by_action: dict[str, list[Binding]] = {}
        for binding in rows:
            by_action.setdefault(binding.action, []).append(binding)
        lines: list[Content] = []
        for bindings in by_action.values():
            keys = " ".join(dict.fromkeys(self.app.get_key_display(binding) for binding in bindings))
            first = bindings[0]
            left = f"{keys:>{_KEYS}}  "
            head = f"{first.description:<{_LABELS}} "
            texts = wrap(first.tooltip, max(16, room - len(left) - len(head))) or [""]
            if room < _KEYS + _LABELS + 24:  # no room for a third column
                texts = [""]
            lines.append(Content.assemble((left, "$primary"), (head, "bold"), (texts[0], "$muted")))
            indent = " " * (len(left) + len(head))
            lines += [Content.styled(indent + text, "$muted") for text in texts[1:]]
        return Content("\n").join(lines)


def grouped_keys(active: list[ActiveBinding]) -> list[tuple[str, list[Binding]]]:
    """The bindings by the part of the screen they belong to, the nearest to the cursor first; editing keys last."""
    groups: dict[str, list[Binding]] = {}
    everywhere: dict[str, list[Binding]] = {}
    editing: dict[str, list[Binding]] = {}
    for entry in active:
        node: DOMNode = entry.node
        binding = entry.binding
        if not entry.enabled or binding.system or not binding.description:
            continue
        title = str(node.BINDING_GROUP_TITLE or "")
        if binding.id:
            (groups if title != "Everywhere" else everywhere).setdefault(title, []).append(binding)
        elif isinstance(node, TextArea | Input):
            editing.setdefault("Editing", []).append(binding)
    for rows in everywhere.values():
        rows.sort(key=lambda binding: (len(binding.key), binding.key))
    return [*groups.items(), *everywhere.items(), *editing.items()]
