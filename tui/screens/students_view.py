"""The list of students, and the messages about work on their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from kpdd_edge.errors import KpddError
from kpdd_edge.tui.text import one_line
from kpdd_edge.tui.widgets.list_table import ListTable, Row

if TYPE_CHECKING:
    from kpdd_edge.students.progress import FileProgress
    from kpdd_edge.tui.shelf import BrokenRow, StudentRow

_WORDS = {"installed": "here", "partial": "in part", "missing": "not here"}
_PHASES = {
    "waiting": "Waiting for another process",
    "fetching": "Fetching",
    "unpacking": "Unpacking",
    "verifying": "Verifying",
    "retrying": "Trying again",
    "failed": "No luck with",
}


@dataclass
class Listed(Message):
    """What lies on the shelf."""

    rows: list[StudentRow]
    broken: list[BrokenRow]
    error: KpddError | None = None


class WorkTold(Message):
    """How far the work on a student's files is; only the latest matters."""

    def __init__(self, progress: FileProgress) -> None:
        super().__init__()
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, WorkTold)


@dataclass
class WorkEnded(Message):
    """Pulling, importing or removing is over."""

    done: str = ""
    error: KpddError | None = None


class StudentsTable(ListTable):
    BINDING_GROUP_TITLE = "Students"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Use", id="students.use", tooltip="Solve with this student from now on"),
        Binding("p", "screen.pull", "Pull", id="students.pull", tooltip="Bring its files here, or go on doing so"),
        Binding("i", "screen.import", "Import", id="students.import", tooltip="Register a GGUF file that you have"),
        Binding("delete,d", "screen.remove", "Remove", id="students.remove", tooltip="Delete what was pulled"),
    ]

    def __init__(self) -> None:
        super().__init__(("", "Name", "Precision", "Size", "Accuracy", "Files"))

    def show(self, rows: list[StudentRow], broken: list[BrokenRow], in_use: str) -> None:
        """List these; ``in_use`` is what the option ``student`` says."""
        from kpdd_edge.students.files import format_bytes

        listed: list[Row] = []
        for row in rows:
            used = row.spec == in_use or (not in_use and row.default)
            engine = "" if row.variant.engine == "llama" else f"{row.variant.engine} "
            score = max(row.scores, key=lambda s: s.total, default=None)
            accuracy = Content.styled("not measured", "$muted")
            if score is not None:
                accuracy = Content(f"{score.accuracy:.1%} {score.dataset}".replace("%", " %"))
            cells = (
                Content.styled("●" if used else " ", "$text-primary"),
                Content(one_line(row.name, 40)),
                Content(f"{engine}{row.variant.precision}"),
                Content(format_bytes(row.variant.size)),
                accuracy,
                Content.styled(_WORDS[row.state], "$text-success" if row.state == "installed" else "$muted"),
            )
            listed.append((row.spec, cells))
        none = Content("")
        for entry in broken:
            word = Content.styled("broken", "$text-error")
            listed.append((f"broken {entry.name}", (none, Content(entry.name), none, none, none, word)))
        self.fill(listed)


def work_text(now: FileProgress) -> str:
    """What is being done, and how far it is."""
    from kpdd_edge.students.files import format_bytes

    amount = f" · {format_bytes(now.done)} of {format_bytes(now.total)}" if now.total else ""
    source = one_line(now.source or now.message, 60) if now.phase in ("failed", "retrying", "waiting") else ""
    return f"{_PHASES[now.phase]} {source or one_line(now.filename, 40)}{amount}"
