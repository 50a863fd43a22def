"""A student that knows the answers to given problems: for documentation, the demonstration and tests."""

from __future__ import annotations

from collections.abc import Iterable

from kpdd_edge.engines.scripted import ScriptedEngine
from kpdd_edge.keypoints import HEADERS, PROBLEM, clean_problem, write_section
from kpdd_edge.problem import Problem
from kpdd_edge.students.student import Student


def scripted_student(problems: Iterable[Problem], *, name: str = "scripted", delay: float = 0.0) -> Student:
    """A student that writes the key points and rationales that ``problems`` come with.

    With several rationales of a kind, vote i writes the i-th, beginning again after the last. A problem that it does
    not know gets no key points and no rationale. ``delay`` is the seconds each word takes.
    """
    known = {clean_problem(problem.text): problem for problem in problems}

    def reply(text: str, stream: int) -> str:
        rest = text.rsplit(PROBLEM, 1)[-1]
        problem = known.get(rest.partition("\n")[0].strip())
        header = text[text.rindex("###") :]
        if problem is None:
            return "I do not know this problem.\n### End"
        points = problem.key_points
        if header == HEADERS["core"] and points:
            return write_section("core", points) + "\n### End"
        if header == HEADERS["info"] and points:
            return write_section("info", points) + "\n### End"
        kind = next((k for k in ("pot", "cot") if header == HEADERS[k]), "")
        texts = [r.text for r in problem.rationales if r.kind == kind]
        return (texts[stream % len(texts)] if texts else "I do not know.") + "\n### End"

    def make(*_: object) -> ScriptedEngine:
        return ScriptedEngine(reply, delay=delay)

    return Student(name, {"core": make, "info": make, "solve": make})
