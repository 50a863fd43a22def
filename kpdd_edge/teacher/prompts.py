"""What a large model is asked, and how its reply is read.

The reply is to be in the students' own text format (:mod:`kpdd_edge.keypoints`), so the same readers serve both.
Reading is tolerant: headings in bold or with fewer signs, fences, thoughts written aloud first. A reply that cannot be
read gives a reason to be counted and never raises; nothing in it is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from kpdd_edge import rationales
from kpdd_edge.fewshot import EXAMPLES
from kpdd_edge.keypoints import (
    END,
    HEADERS,
    clean_problem,
    read_core_question,
    read_information,
    write_section,
)
from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.teacher.program_shape import inline_givens

Layout = Literal["inline", "named"]
LAYOUTS: Final[tuple[Layout, ...]] = ("inline", "named")

#: Where a reply may be cut by the server: nothing of use follows.
STOP: Final = END.strip()

MAX_REPLY_CHARS: Final = 200_000

_INTRODUCTION: Final = (
    "You write worked solutions of maths word problems, from which small models will learn. "
    "Reply to each problem with exactly three sections, each under its heading, and nothing else:\n\n"
    "### Question\n"
    "The core question: one sentence, complete in itself, that says what is to be found. Name who or what it is "
    "about. No numbers that belong to the information.\n"
    "### Information\n"
    "The facts needed to answer it, one short sentence a line, each line beginning with a dash. Keep every number as "
    "the problem states it. Leave out whatever the answer does not depend on.\n"
)
_RATIONALE: Final = {
    "pot": (
        "### Program\n"
        "A short flat Python program that computes the answer and leaves it in the variable `answer`: one step a line, "
        "names that say what a value is, only arithmetic on the numbers of the problem. {layout} "
        "No functions, imports, loops, comments, input or output. `answer` is a plain number, without a unit.\n"
        "### End"
    ),
    "cot": (
        "### Steps\n"
        "The solution in short sentences, one step a line, each with its calculation written out, as in 6 * 8 = 48. "
        "The last line is `Answer: ` and the number, without a unit.\n"
        "### End"
    ),
}
_LAYOUT: Final = {
    "inline": "Write the problem's numbers where they are used.",
    "named": "First give each number of the problem a name, then use the names.",
}

_NAMES: Final = {
    "question": "core",
    "core question": "core",
    "information": "info",
    "key information": "info",
    "facts": "info",
    "program": "solve",
    "python program": "solve",
    "code": "solve",
    "steps": "solve",
    "solution": "solve",
    "end": "end",
}
_HEADING = re.compile(
    r"^[ \t]*(?:#{2,6}[ \t]*\**|\*\*[ \t]*)(" + "|".join(_NAMES) + r")[ \t]*:?[ \t]*(?:\*\*)?[ \t]*:?(.*)$",
    re.I | re.M,
)
_THOUGHTS = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.S | re.I)


@dataclass(frozen=True, slots=True)
class Reply:
    """What was read of one reply: complete, or with the reason why it is not."""

    key_points: KeyPoints
    rationale: Rationale | None
    reason: str = ""

    @property
    def complete(self) -> bool:
        return not self.reason


def messages(problem: Problem, kind: str, layout: Layout = "inline") -> list[dict[str, str]]:
    """The chat that asks for key points and one rationale of ``kind``: instructions, our examples, the problem.

    Raises KeyError for a kind that there is no prompt for.
    """
    introduction = _INTRODUCTION + _RATIONALE[kind].format(layout=_LAYOUT[layout])
    chat = [{"role": "system", "content": introduction}]
    for example in EXAMPLES:
        assert example.key_points is not None
        rationale = next(r for r in example.rationales if r.kind == kind)
        chat.append({"role": "user", "content": clean_problem(example.text)})
        chat.append({"role": "assistant", "content": write_reply(example.key_points, shape(rationale, layout))})
    chat.append({"role": "user", "content": clean_problem(problem.text)})
    return chat


def write_reply(points: KeyPoints, rationale: Rationale) -> str:
    """A reply as it is wished for."""
    parts: Sequence[str] = (
        HEADERS["core"] + write_section("core", points),
        HEADERS["info"] + write_section("info", points),
        HEADERS[rationale.kind] + rationale.text.strip("\n"),
        STOP,
    )
    return "\n".join(parts)


def shape(rationale: Rationale, layout: Layout) -> Rationale:
    """A program in the layout that is wished for, where that is a matter of form alone."""
    if rationale.kind == "pot" and layout == "inline":
        return Rationale("pot", inline_givens(rationale.text))
    return rationale


def read_reply(text: Any, kind: str, layout: Layout = "inline") -> Reply:
    """What a reply says. ``text`` is whatever a server sent; never raises."""
    if not isinstance(text, str) or not text.strip():
        return Reply(KeyPoints(), None, "empty")
    text = _THOUGHTS.sub("", text[:MAX_REPLY_CHARS])
    sections = _sections(text)
    points = KeyPoints(read_core_question(sections.get("core", "")), read_information(sections.get("info", "")))
    body = sections.get("solve", "")
    rationale = rationales.get(kind).parse(body) if body.strip() else None
    if rationale is None:
        return Reply(points, None, "no program" if kind == "pot" else "no steps")
    if not points.core_question:
        return Reply(points, rationale, "no core question")
    if not points.information:
        return Reply(points, rationale, "no information")
    return Reply(points, shape(rationale, layout))


def _sections(text: str) -> dict[str, str]:
    """The text of each section; of a section that comes twice, the first that is not empty."""
    found: dict[str, str] = {}
    marks = list(_HEADING.finditer(text))
    for i, mark in enumerate(marks):
        name = _NAMES[mark[1].lower()]
        if name == "end":
            break
        end = marks[i + 1].start() if i + 1 < len(marks) else len(text)
        body = f"{mark[2].strip(' *')}\n{text[mark.end() : end]}".strip("\n")
        if body.strip() and name not in found:
            found[name] = body
    return found
