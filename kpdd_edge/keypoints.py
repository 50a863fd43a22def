"""The students' text format, version 1.

A joint student reads and writes one text::

    ### Problem
    <the problem>
    ### Question
    <the core question, one line>
    ### Information
    - <a fact>
    - <a fact>
    ### Program            (or: ### Steps)
    <a flat Python program that leaves its result in `answer`>
    ### End

The solver feeds every header line; the student writes what stands between, and its text ends where the next
header (``###``) would begin. The third header is the switch between a program and steps in words, so the
three stages of both kinds share one prefix. Each fed piece and each written piece is tokenized on its own, in
training as in solving.

Students trained without a stage (arms "none", "core", "info") simply have no such section. A split student gets the
sections that its stage depends on, in the same order, and writes only its own.

Reading is tolerant: models forget the dash, number their facts, repeat headers, wrap code in fences, ramble on after
the end. Nothing a model writes may raise here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from kpdd_edge.events import StageName
from kpdd_edge.numerals import in_digits
from kpdd_edge.problem import KeyPoints

FORMAT_VERSION: Final = 1

#: Where any section ends. A program's own comments start with one ``#``.
STOP: Final = "\n###"

PROBLEM: Final = "### Problem\n"
HEADERS: Final[dict[str, str]] = {
    "core": "### Question\n",
    "info": "### Information\n",
    "pot": "### Program\n",
    "cot": "### Steps\n",
}
END: Final = "### End\n"

Arm = Literal["none", "core", "info", "both"]
ARM_STAGES: Final[dict[Arm, tuple[StageName, ...]]] = {
    "none": ("solve",),
    "core": ("core", "solve"),
    "info": ("info", "solve"),
    "both": ("core", "info", "solve"),
}

MAX_FACTS: Final = 24
MAX_FACT_CHARS: Final = 400
MAX_QUESTION_CHARS: Final = 600

_HEADER_LINE = re.compile(r"^\s*#{2,}.*$")
_BULLET = re.compile(r"^\s*(?:[-*•‣·–—]+|\(?\d{1,2}[.):]|\(?[a-z][.)])\s+")
_LABEL = re.compile(r"^\s*(?:core\s+|main\s+)?(?:question|information|facts?|key (?:information|facts?))\s*:\s*", re.I)
_SPACE = re.compile(r"\s+")


def header(stage: StageName, kind: str) -> str:
    """The line that opens a stage's section; for the last stage ``kind`` (``pot``, ``cot``) decides.

    Raises KeyError for a kind that the format has no section for.
    """
    return HEADERS[kind if stage == "solve" else stage]


def clean_problem(text: str) -> str:
    """The problem as it is put to a student: one paragraph, single spaces, no line that looks like a header, and
    numbers from thirteen on in digits: a small model that must spell them in its program misspells them."""
    lines = (line for line in text.splitlines() if not _HEADER_LINE.match(line))
    plain = _SPACE.sub(" ", " ".join(lines)).strip() or _SPACE.sub(" ", text.replace("#", " ")).strip()
    return in_digits(plain)


def open_problem(text: str) -> str:
    """The first fed piece of a solve: the problem's section."""
    return f"{PROBLEM}{clean_problem(text)}\n"


def write_section(stage: StageName, key_points: KeyPoints) -> str:
    """The body of a key-point section (no header, no final newline), as a student would have written it."""
    if stage == "core":
        return key_points.core_question or ""
    if stage == "info":
        return "\n".join(f"- {fact}" for fact in key_points.information)
    raise ValueError(f"stage {stage!r} holds no key points")


def segments(
    problem: str, key_points: KeyPoints, kind: str, rationale: str, stages: Sequence[StageName] = ARM_STAGES["both"]
) -> list[tuple[str, bool]]:
    """A whole example as ``(text, written by the student)`` pieces, each to be tokenized on its own.

    The piece after a written one begins with the newline and header that end it. Raises ValueError when a stage's
    content is missing.
    """
    pieces: list[tuple[str, bool]] = [(open_problem(problem), False)]
    lead = ""
    for stage in stages:
        body = rationale.strip("\n") if stage == "solve" else write_section(stage, key_points)
        if not body.strip():
            raise ValueError(f"nothing to write in stage {stage!r}")
        pieces.append((lead + header(stage, kind), False))
        pieces.append((body, True))
        lead = "\n"
    pieces.append(("\n" + END, False))
    return pieces


def read_core_question(text: str) -> str | None:
    """The core question in what a student wrote, on one line; None if it wrote nothing of use."""
    for line in _content_lines(text):
        question = _SPACE.sub(" ", _LABEL.sub("", _BULLET.sub("", line))).strip(" \"'`")
        if question:
            return question[:MAX_QUESTION_CHARS].rstrip()
    return None


def read_information(text: str) -> tuple[str, ...]:
    """The facts in what a student wrote, in order, without repeats (a small student's usual way to ramble)."""
    facts: dict[str, str] = {}
    for line in _content_lines(text):
        fact = _SPACE.sub(" ", _LABEL.sub("", _BULLET.sub("", line))).strip(" \"'`")[:MAX_FACT_CHARS].rstrip()
        if any(c.isalnum() for c in fact):
            facts.setdefault(fact.casefold(), fact)
        if len(facts) >= MAX_FACTS:
            break
    return tuple(facts.values())


def _content_lines(text: str) -> Iterable[str]:
    """The lines up to the next section; a header repeated at the very start is passed over."""
    seen = False
    for line in text.splitlines():
        if not line.strip():
            continue
        if _HEADER_LINE.match(line):
            if seen:
                return
            continue
        seen = True
        yield line
