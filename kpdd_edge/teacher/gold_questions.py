"""The sub-questions of socratic solutions as problems of their own.

A socratic solution asks before each step what the step finds out. Put to the problem's own story, such a question is a
shorter problem in the same language, most of whose numbers do not matter: what GSM8K itself, whose problems need every
number and two steps at least, never shows a student. The solution up to that step is its solution.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kpdd_edge.problem import Problem
from kpdd_edge.teacher.gold import literal
from kpdd_edge.teacher.gold_names import asks
from kpdd_edge.teacher.gold_text import read_solution, solution_lines
from kpdd_edge.teacher.keypoints import split_problem
from kpdd_edge.teacher.sentences import bare


def sub_questions(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each problem's sub-questions but the last, which is the problem's own; problems without any give nothing.

    Questions with figures are left out: they tell what the story does not. Ids are ``<problem>-q<line>``; the solution
    up to the step stands in ``meta["solution"]``, for the gold teacher.
    """
    for problem in problems:
        solution = problem.meta.get("solution")
        if not isinstance(solution, str):
            continue
        raw = solution_lines(solution)
        reading = split_problem(problem.text)
        story = " ".join(reading.statements)
        seen = {bare(reading.core_question)}
        for at, line in enumerate(read_solution(solution)[:-1]):
            question = " ".join(line.question.split())
            fit = question.endswith("?") and asks(question) and not any(letter.isdigit() for letter in question)
            if not fit or not line.equations or bare(question) in seen:
                continue
            seen.add(bare(question))
            gold = line.equations[-1].stated
            if gold <= 0:
                continue
            yield replace(
                problem,
                text=f"{story} {question}",
                id=f"{problem.id}-q{at + 1}",
                gold=literal(gold),
                body=story,
                question=question,
                meta={**problem.meta, "solution": "\n".join(raw[: at + 1]), "asked_of": problem.id},
            )
