"""What the information left out: a number that the problem gives, in a sentence that the student passed over.

It may have been right to: "4 marbles" do not matter where eggs are asked for. Or it did not see that they matter, and
then no program can be right. Neither can be told from the problem alone; so it is solved in both ways, and the surer
answer taken (:mod:`kpdd_edge.pipeline`).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from kpdd_edge.keypoints import clean_problem
from kpdd_edge.numerals import SMALL, find
from kpdd_edge.plausible import SENTENCE_END
from kpdd_edge.problem import KeyPoints

#: Where the question begins in a sentence that first gives facts: "If each bag holds 9, how many bags are there?"
_ASKED: Final = re.compile(r",?\s*\b(?:how many|how much|what)\b", re.I)
_WORD: Final = re.compile(r"[a-z]+", re.I)


def left_out(problem: str, points: KeyPoints) -> tuple[str, ...]:
    """The sentences of ``problem`` with a number in digits that is in neither the information nor the core question.

    Zero, one and ordinals are not looked at. Of a sentence that ends in the question, what stands before it.
    """
    known = {Fraction(0), Fraction(1)}
    for text in (*points.information, points.core_question or ""):
        known |= {numeral.value for numeral in find(text)}
        known |= {Fraction(SMALL[word]) for word in _WORD.findall(text.lower()) if word in SMALL}

    def says_more(text: str) -> bool:
        return any(numeral.value not in known and not numeral.ordinal for numeral in find(text))

    facts = []
    for sentence in SENTENCE_END.split(clean_problem(problem)):
        if not says_more(sentence):
            continue
        asked = _ASKED.search(sentence) if sentence.endswith("?") else None
        if asked is not None and says_more(sentence[: asked.start()]):
            sentence = sentence[: asked.start()].rstrip(" ,") + "."
        facts.append(sentence[:1].upper() + sentence[1:])
    return tuple(facts)


def with_facts(problem: str, points: KeyPoints, facts: tuple[str, ...]) -> KeyPoints:
    """``points`` and ``facts``, in the order in which ``problem`` gives their numbers; those without any first."""
    places = {numeral.value: numeral.start for numeral in reversed([*find(clean_problem(problem))])}

    def place(fact: str) -> int:
        return min((places[numeral.value] for numeral in find(fact) if numeral.value in places), default=-1)

    return KeyPoints(points.core_question, tuple(sorted((*points.information, *facts), key=place)))
