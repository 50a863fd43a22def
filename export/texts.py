"""The fixed texts that exports are verified on: word problems of our own, in the students' format.

The same call always gives the same texts. They are short, so that a whole text fits any student's context.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kpdd_edge import keypoints
from kpdd_edge.errors import DataError
from kpdd_edge.problem import KeyPoints


@dataclass(frozen=True, slots=True)
class Text:
    """``prompt`` is what a student is given, ``written`` what it would write. An encoder reads the first."""

    prompt: str
    written: str

    @property
    def whole(self) -> str:
        return self.prompt + self.written


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

_NAMES = ("Ann", "Bela", "Chidi", "Dara", "Emil", "Farah", "Goran", "Hana")
_THINGS = ("pens", "apples", "stamps", "marbles", "tickets", "books", "shells", "coins")


def verification_texts(seed: int = 0) -> Iterator[Text]:
    """Texts without end, each about 150 tokens."""
    rng = random.Random(f"kpdd-verify-{seed}")
    while True:
        who, other = rng.sample(_NAMES, 2)
        thing = rng.choice(_THINGS)
        a, b, c = rng.randint(2, 60), rng.randint(2, 12), rng.randint(1, 9)
        shape = rng.randrange(5)
        if shape == 0:
            problem = (
                f"{who} has {a} {thing}. {other} gives {who} {b} bags with {c} {thing} in each. "
                f"How many {thing} does {who} have now?"
            )
            facts = (f"{who} has {a} {thing}", f"{b} bags are given", f"each bag holds {c} {thing}")
            program = f"start = {a}\nbags = {b}\nper_bag = {c}\nanswer = start + bags * per_bag"
        elif shape == 1:
            problem = (
                f"A shop sells {thing} for ${c}.50 each. {who} buys {b} of them and pays with ${a + b * (c + 1)}. "
                f"How much change does {who} get?"
            )
            facts = (f"one costs ${c}.50", f"{b} are bought", f"${a + b * (c + 1)} is paid")
            program = f"price = {c}.5\ncount = {b}\npaid = {a + b * (c + 1)}\nanswer = paid - price * count"
        elif shape == 2:
            problem = (
                f"{who} reads {a} pages a day, and {other} reads {b} times as many. "
                f"How many pages do they read together in {c} days?"
            )
            facts = (f"{who} reads {a} pages a day", f"{other} reads {b} times as many", f"they read for {c} days")
            program = f"first = {a}\nsecond = first * {b}\ndays = {c}\nanswer = (first + second) * days"
        elif shape == 3:
            problem = (
                f"{a * b} {thing} are shared equally among {b} children. "
                f"{who} then loses {min(c, a)} of hers. How many {thing} has {who} left?"
            )
            facts = (f"{a * b} {thing} in all", f"{b} children share them", f"{who} loses {min(c, a)}")
            program = f"total = {a * b}\nchildren = {b}\nlost = {min(c, a)}\nanswer = total // children - lost"
        else:
            problem = (
                f"A train goes {a + 40} km in an hour. It left {b} hours ago and stood still for {c * 5} minutes. "
                f"How far has it gone?"
            )
            facts = (f"speed {a + 40} km per hour", f"{b} hours have passed", f"{c * 5} minutes of rest")
            program = f"speed = {a + 40}\nhours = {b}\nrest = {c * 5} / 60\nanswer = speed * (hours - rest)"
        question = problem.split(". ")[-1]
        points = KeyPoints(question, facts)
        pieces = keypoints.segments(problem, points, "pot", program)
        text = "".join(piece for piece, _ in pieces)
        cut = len(pieces[0][0])
        yield Text(text[:cut], text[cut:])


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
                found.append(Text(text, ""))
    else:
        found = [Text(part, "") for part in content.split("\n\n\n") if part.strip()]
    if not found:
        raise DataError(f"{path} holds no text")
    return found


def _text_of(row: object) -> str:
    """All texts of a JSON object, joined: for statistics over tokens any order will do."""
    if isinstance(row, str):
        return row
    if isinstance(row, dict):
        return "\n".join(filter(None, (_text_of(value) for value in row.values())))
    if isinstance(row, list):
        return "\n".join(filter(None, (_text_of(value) for value in row)))
    return ""
