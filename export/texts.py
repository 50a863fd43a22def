"""The texts that exports are verified and measured on: problems of our own, in the students' format.

The same call always gives the same texts. They are short, so that a whole text fits any student's context.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpdd_edge import keypoints
from kpdd_edge.datasets import jsonl
from kpdd_edge.errors import DataError
from kpdd_edge.events import StageName
from kpdd_edge.problem import Problem

#: Seeds of problems that no training set of ours is drawn with.
VERIFICATION_SEED, IMPORTANCE_SEED, PERPLEXITY_SEED, TASK_SEED = 7_340_031, 7_340_032, 7_340_034, 7_340_033


@dataclass(frozen=True, slots=True)
class Text:
    """Pieces of a text in order, each with whether the student writes it; each is tokenized on its own.

    ``lead`` are the examples that a prompted student is shown first. A text that is not in the students' format is one
    piece that the student writes.
    """

    pieces: tuple[tuple[str, bool], ...]
    lead: str = ""

    @property
    def whole(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def prompt(self) -> str:
        """What comes before the first header."""
        return self.pieces[0][0]

    @property
    def written(self) -> str:
        return "".join(text for text, _ in self.pieces[1:])

    def turns(self) -> list[tuple[list[str], str]]:
        """For an encoder–decoder, which is asked for one stage at a time: pieces that it reads, what it then writes."""
        lead = [self.lead] if self.lead else []
        return [([*lead, *(t for t, _ in self.pieces[:i])], text) for i, (text, own) in enumerate(self.pieces) if own]


#: Texts on which tokenizers tend to differ.
ODD_TEXTS = (
    "1,234.50 + 99% of 7/8 = ?",
    "Tom's café sold 3¼ kg of naïve Gruyère — for €12.",
    "  two  spaces\tand a tab\n\n\nand lines\r\n",
    "def f(x_1):\n    return x_1**2 % 10 # twelve\n",
    "数は３７、答えは 12。 😀👩‍🚀",
    "don't WE'LL I'd o'clock 10o'clock",
    "### Problem\n- fact\n### End\n",
)


def in_format(problem: Problem, kind: str = "pot", stages: Sequence[StageName] = keypoints.ARM_STAGES["both"]) -> Text:
    """A problem as a student of these stages would solve it. Raises ValueError when it lacks what that needs."""
    from kpdd_edge.teacher.program_shape import inline_givens

    rationale = next((r for r in problem.rationales if r.kind == kind), None)
    if rationale is None or problem.key_points is None:
        raise ValueError(f"the problem has no {kind} rationale with key points")
    # As the students' training data has it: the problem's numbers stand where they are used.
    text = inline_givens(rationale.text) if kind == "pot" else rationale.text
    return Text(tuple(keypoints.segments(problem.text, problem.key_points, kind, text, stages)))


def verification_texts(
    seed: int = VERIFICATION_SEED,
    kind: str = "pot",
    stages: Sequence[StageName] = keypoints.ARM_STAGES["both"],
    prompt: str = "trained",
) -> Iterator[Text]:
    """Texts without end, each about 150 tokens, from our own families of problems.

    A student whose ``prompt`` is ``few-shot`` is shown its examples before each, as when it solves.
    """
    from kpdd_edge.datasets.templates.registry import stream

    lead = ""
    if prompt == "few-shot":
        from kpdd_edge.fewshot import examples_text

        lead = examples_text(kind)
    for text in usable(stream(1 << 40, seed), kind, stages):
        yield Text(text.pieces, lead)


def usable(problems: Iterable[Problem], kind: str, stages: Sequence[StageName]) -> Iterator[Text]:
    """Those of the problems that can be put in the format."""
    for problem in problems:
        try:
            yield in_format(problem, kind, stages)
        except (ValueError, KeyError):
            continue


def student_texts(path: Path, kind: str, stages: Sequence[StageName]) -> Iterator[Text]:
    """The texts of a file as the student sees them: training problems in its format, anything else as it is.

    Training problems come in a shuffled order, which is always the same. Raises DataError.
    """
    if path.suffix == ".jsonl":
        try:
            problems = list(jsonl.read(path))
        except DataError:
            problems = []  # JSON lines of another kind
        random.Random(0).shuffle(problems)
        found = usable(problems, kind, stages)
        if (first := next(found, None)) is not None:
            yield first
            yield from found
            return
    yield from texts_from_file(path)


def texts_from_file(path: Path) -> list[Text]:
    """The paragraphs of a text file, or the ``text`` (or ``problem``) of JSON lines. Raises DataError."""
    import json

    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read as text", cause=str(error)) from error
    found = []
    if path.suffix == ".jsonl":
        for number, line in enumerate(content.split("\n"), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise DataError(f"{path}, line {number}, is not JSON", cause=str(error)) from error
            text = _text_of(row)
            if text:
                found.append(_plain(text))
    else:
        found = [_plain(part) for part in content.split("\n\n\n") if part.strip()]
    if not found:
        raise DataError(f"{path} holds no text")
    return found


def _plain(text: str) -> Text:
    return Text(((text, True),))


def _text_of(row: object) -> str:
    """All texts of a JSON object, joined: for statistics over tokens any order will do."""
    if isinstance(row, str):
        return row
    if isinstance(row, dict):
        return "\n".join(filter(None, (_text_of(value) for value in row.values())))
    if isinstance(row, list):
        return "\n".join(filter(None, (_text_of(value) for value in row)))
    return ""
