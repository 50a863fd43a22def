"""How a batch is put in words and rows. Mostly pure functions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from kpdd_edge.tui.text import one_line, percent, plural, seconds
from kpdd_edge.tui.widgets.list_table import ListTable

if TYPE_CHECKING:
    from kpdd_edge.batch import BatchProgress

#: ``go`` is the key that starts it.
EMPTY = """\
Type the path of a file with problems; {go} solves it.

  .jsonl   one object a line: {{"problem": "…", "answer": "12"}}
  .csv     with a column "problem" and, where it is known, "answer"
  .txt     problems with an empty line between them

With known answers the running accuracy is shown.
It can be stopped at any time and goes on where it stopped, here or with kpdd batch."""


class BatchTable(ListTable):
    """The records as they come."""

    BINDING_GROUP_TITLE = "Results"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Open", id="batch.open", tooltip="Show it on the solve screen"),
    ]

    def __init__(self) -> None:
        super().__init__(("Line", "", "Answer", "Known", "Problem"), stretched=4)


def record_cells(record: dict[str, Any]) -> tuple[Content, Content, Content, Content, Content]:
    """One line of the results."""
    error = record.get("error")
    if isinstance(error, dict):
        mark, answer = ("!", "$text-warning"), one_line(str(error.get("title", "error")), 24)
    else:
        correct = record.get("correct")
        mark = ("✓", "$text-success") if correct else ("✗", "$text-error") if correct is not None else ("·", "$muted")
        answer = one_line(str(record.get("answer") or "none"), 24)
    return (
        Content.styled(str(record.get("line", "")), "$muted"),
        Content.styled(*mark),
        Content(answer),
        Content.styled(one_line(str(record.get("gold") or ""), 14), "$muted"),
        Content(one_line(str(record.get("problem", "")), 300)),
    )


def counts(progress: BatchProgress, *, running: bool) -> Content:
    """Done, answered, errors, accuracy with its interval, time to go."""
    parts: list[tuple[str, str]] = [(f"{progress.done:,} of {progress.total:,}", "bold")]
    if progress.resumed:
        parts.append((f"{progress.resumed:,} from before", "$muted"))
    if progress.errors:
        parts.append((plural(progress.errors, "error"), "$text-warning"))
    if progress.graded:
        from kpdd_edge.evaluation.stats import wilson

        low, high = wilson(progress.correct, progress.graded).to_list()[:2]
        share = percent(progress.correct / progress.graded)
        parts.append((f"{share} right", "bold $text-primary"))
        parts.append((f"95 %: {low * 100:.0f} to {high * 100:.0f} %", "$muted"))
    else:
        parts.append((f"{progress.answered:,} answered", ""))
    if running and progress.remaining_s is not None and progress.done < progress.total:
        parts.append((f"{seconds(progress.remaining_s)} to go", "$muted"))
    joined: list[tuple[str, str] | str] = []
    for part in parts:
        joined += [" · ", part] if joined else [part]
    return Content.assemble(*joined)


def suggested_output(source: str) -> str:
    """Where the results of a file go unless the user says otherwise."""
    source = source.strip()
    return str(Path(source).with_suffix("")) + ".solved.jsonl" if Path(source).name else ""
