"""What is put on the clipboard: the answer, the program, or the whole solve as Markdown. Pure functions."""

from __future__ import annotations

import re
from typing import Literal

from kpdd_edge.problem import KeyPoints
from kpdd_edge.tui.solve.state import SolveState
from kpdd_edge.tui.text import clean

What = Literal["answer", "program", "all"]


def text_to_copy(what: What, state: SolveState, problem: str, points: KeyPoints, program: str) -> str:
    """``program`` and ``points`` as they stand on the screen. Empty when there is nothing of that kind yet."""
    answer = state.own_run.answer if state.own_run is not None else state.answer
    if what == "answer":
        return "" if answer is None else clean(answer.shown)
    if what == "program":
        return clean(program).rstrip() + "\n" if program.strip() else ""
    if not problem.strip():
        return ""
    parts = [clean(problem).strip()]
    if points.core_question:
        parts.append(f"**Question:** {clean(points.core_question)}")
    if points.information:
        parts.append("**Information:**\n\n" + "\n".join(f"- {clean(fact)}" for fact in points.information))
    if program.strip():
        steps = state.kind == "cot"
        longest = max((len(run) for run in re.findall(r"`+", program)), default=0)
        fence = "`" * max(3, longest + 1)
        parts.append(clean(program).strip() if steps else f"{fence}python\n{clean(program).rstrip()}\n{fence}")
    if answer is not None:
        parts.append(f"**Answer:** {clean(answer.shown)}")
    return "\n\n".join(parts) + "\n"
