"""F1: the keys that work now, made from the bindings that are active."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from kpdd_edge.tui.widgets.bars import KeyBar


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
        with Vertical(id="help") as box:
            box.border_title = "Keys"
            with VerticalScroll(id="help-scroll"):
                for title, rows in grouped_keys(self._active):
                    yield Static(Content(title), classes="help-title")
                    yield Static(self._table(rows), classes="help-keys")
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#help-scroll").focus()

    def _table(self, rows: list[Binding]) -> Content:
        by_action: dict[str, list[Binding]] = {}
        for binding in rows:
            by_action.setdefault(binding.action, []).append(binding)
        lines = []
        for bindings in by_action.values():
            keys = " ".join(dict.fromkeys(self.app.get_key_display(binding) for binding in bindings))
            first = bindings[0]
            text = first.tooltip or ""
            label = Content.assemble((f"{first.description:<16}", "bold"), (text, "$muted"))
            lines.append(Content.assemble((f"{keys:>14}  ", "$primary"), label))
        return Content("\n").join(lines)


def grouped_keys(active: list[ActiveBinding]) -> list[tuple[str, list[Binding]]]:
    """The bindings by the part of the screen they belong to, the nearest to the cursor first."""

    def title(entry: ActiveBinding) -> str:
        node: DOMNode = entry.node
        return str(node.BINDING_GROUP_TITLE or "")

    groups: dict[str, list[Binding]] = {}
    for name, entries in groupby(active, key=title):
        kept = [e.binding for e in entries if e.enabled and not e.binding.system and e.binding.description]
        if kept:
            groups.setdefault(name or "Editing", []).extend(kept)
    return list(groups.items())
