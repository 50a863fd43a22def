"""An entry of the history and a student, as text for the side of a list."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from kpdd_edge.tui.highlight import python_content
from kpdd_edge.tui.solve.answer import agreement
from kpdd_edge.tui.solve.program import outcome_line
from kpdd_edge.tui.solve.state import from_record
from kpdd_edge.tui.text import clean, one_line, plural

if TYPE_CHECKING:
    from kpdd_edge.history import Entry
    from kpdd_edge.tui.shelf import StudentRow

_MAX = 4000


def _title(text: str) -> Content:
    return Content.styled(f"\n{text}\n", "$muted")


def entry_detail(entry: Entry, now: datetime) -> Content:
    """Problem, key points, the rationale that gave the answer, how it ran, the answer."""
    state = from_record(entry.solution | {"problem": entry.problem})
    parts: list[Content] = [Content(clean(entry.problem)[:_MAX]), Content("\n")]
    points = state.key_points
    if points is not None and points.core_question:
        parts += [_title("Core question"), Content(one_line(points.core_question) + "\n")]
    if points is not None and points.information:
        facts = "\n".join(f"• {one_line(fact)}" for fact in points.information)
        parts += [_title("Key information"), Content(facts + "\n")]
    if state.attempts:
        best = state.attempts[state.best]
        text = clean(best.text)[:_MAX].rstrip()
        program = best.kind == "pot"
        parts += [
            _title("Program" if program else "Steps"),
            python_content(text) if program else Content(text),
        ]
        if best.outcome is not None:
            parts += [Content("\n"), outcome_line(best.outcome), Content("\n")]
    answer = "none" if state.answer is None else one_line(state.answer.shown, 60)
    parts += [_title("Answer"), Content.styled(answer, "bold $text-primary"), Content("\n")]
    if state.answer is not None:
        parts += [agreement(state), Content("\n")]
    when = f"{entry.created.astimezone(now.tzinfo):%Y-%m-%d %H:%M}" if entry.created.year > 1970 else ""
    foot = " · ".join(part for part in (one_line(entry.student, 40), when, "pinned" if entry.pinned else "") if part)
    parts.append(Content.styled(foot, "$muted"))
    return Content("").join(parts)


def student_detail(row: StudentRow) -> Content:
    """What is known of a student: what it is, what it was measured at, what its files are."""
    from kpdd_edge.students.files import format_bytes

    m, v = row.manifest, row.variant
    lines: list[tuple[str, str]] = [
        ("Name", m.name + (" (the default)" if row.default else "")),
        ("Base", m.base.name),
        ("Licence", m.licence),
        ("Parameters", f"{m.parameters:,}" if m.parameters else ""),
        ("Writes", f"{', '.join(m.stages)}; as {' or '.join(m.kinds)}"),
        ("Prompt", "shown examples first" if m.prompt == "few-shot" else "trained on this format"),
        ("Context", plural(m.context, "token")),
        ("Files", f"{plural(len(v.distinct), 'file')}, {format_bytes(v.size)}, {v.engine} {v.precision}"),
    ]
    about = f"{one_line(m.description)}\n\n" if m.description else ""
    parts: list[Content] = [Content.styled(one_line(m.title), "bold"), Content(f"\n{about or chr(10)}")]
    for label, text in lines:
        if text:
            parts += [Content.styled(f"{label:<12}", "$muted"), Content(one_line(text) + "\n")]
    parts.append(_title("Measured"))
    if not row.scores:
        parts.append(Content("Not measured yet.\n"))
    for score in row.scores:
        share = f"{score.accuracy:.1%}".replace("%", " %")
        parts += [
            Content.assemble((f"{score.dataset:<12}", ""), (share, "bold")),
            Content.styled(
                f"  {score.correct} of {score.total:,}, {score.rationale}, {score.strategy}, at {score.commit[:9]}\n",
                "$muted",
            ),
        ]
    return Content("").join(parts)
