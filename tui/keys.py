"""Every binding of the app that has an id, for the list in which keys are changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding
from textual.dom import DOMNode


@dataclass(frozen=True, slots=True)
class Known:
    """One binding and the part of the app it belongs to."""

    group: str
    binding: Binding

    @property
    def id(self) -> str:
        return self.binding.id or ""

    def keys(self, changed: Mapping[str, str]) -> str:
        """Its keys, separated by commas, with what the user changed."""
        return changed.get(self.id) or self.binding.key


def known_bindings() -> list[Known]:
    """In the order of the screens."""
    from kpdd_edge.tui.app import KpddApp
    from kpdd_edge.tui.screens.batch import BatchScreen
    from kpdd_edge.tui.screens.batch_view import BatchTable
    from kpdd_edge.tui.screens.history import HistoryScreen
    from kpdd_edge.tui.screens.history_table import HistoryTable
    from kpdd_edge.tui.screens.settings import KeysTable, SettingsScreen
    from kpdd_edge.tui.screens.students import StudentsScreen
    from kpdd_edge.tui.screens.students_view import StudentsTable
    from kpdd_edge.tui.solve.compare import CompareScreen
    from kpdd_edge.tui.solve.points import InformationArea
    from kpdd_edge.tui.solve.problem import ProblemEditor
    from kpdd_edge.tui.solve.screen import SolveScreen
    from kpdd_edge.tui.solve.votes import VotesTable

    owners: list[type[DOMNode]] = [
        KpddApp, SolveScreen, ProblemEditor, InformationArea, VotesTable, CompareScreen, HistoryScreen, HistoryTable,
        BatchScreen, BatchTable, StudentsScreen, StudentsTable, SettingsScreen, KeysTable,
    ]  # fmt: skip
    return [
        Known(str(owner.BINDING_GROUP_TITLE), binding)
        for owner in owners
        for binding in owner.BINDINGS
        if isinstance(binding, Binding) and binding.id
    ]


def clash(id: str, key: str, changed: Mapping[str, str]) -> Known | None:
    """Another binding that would be in the way if ``id`` got ``key``: of the same part of the app, or of all of it."""
    known = known_bindings()
    group = next((k.group for k in known if k.id == id), "")
    for other in known:
        if other.id == id or key not in other.keys(changed).split(","):
            continue
        if other.group == group or "Everywhere" in (group, other.group):
            return other
    return None
