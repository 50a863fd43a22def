"""Whether an answer can be right at all, from the question alone: pencils come whole, and nobody has fewer than none.

A wrong program often gives itself away: of a small student's wrong answers to "how many pencils" every third is no
whole number. Such an answer is worth another attempt. Nothing here says that an answer is right.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from fractions import Fraction
from typing import Final

from kpdd_edge.answer import Answer
from kpdd_edge.numerals import PARTS, SMALL, find, words
from kpdd_edge.problem import KeyPoints

#: What may be asked for with "how many" and still be divided: measures, and food that is cut.
_DIVISIBLE: Final = words(
    "second minute hour decade century time percent percentage degree "
    "inch inches foot feet yard mile centimeter centimetre meter metre kilometer kilometre millimeter millimetre "
    "cm mm km m ft in yd mi unit acre hectare square cubic lap "
    "ounce pound ton gram kilogram milligram kilo tonne oz lb g kg mg "
    "cup pint quart gallon liter litre milliliter millilitre teaspoon tablespoon ml l tbsp tsp scoop serving portion "
    "dollar cent euro penny pence buck calorie kilocalorie watt kilowatt volt joule "
    "dozen half quarter third fraction batch batches "
    "pizza cake pie sandwich sandwiches loaf loaves bread watermelon melon"
)
SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+")
_HOW_MANY: Final = re.compile(r"\bhow many\b([^,.?!]*)", re.I)
#: The words between "how many" and one of these name what is counted.
_VERB: Final = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|must|may|might|in|on|at|of|to|for|from)\b",
    re.I,
)
#: Words that say nothing of what is counted.
_LITTLE: Final = words(
    "a all an and are at be by did do doe each for from ha had have he her him hi how in i it left many more much of "
    "on one or she some than that the their them they to total wa were what will with would"
)
_WORD: Final = re.compile(r"[a-z]+", re.I)
#: Below these an answer may be less than nothing.
_BELOW_ZERO: Final = re.compile(
    r"negative|minus|\bbelow\b|temperature|degrees|°|freezing|sea level|elevation|integer|\bdebt|\bowe|overdrawn|"
    r"\bdeficit|\bloss\b|\blost money|[-−]\s?\d",
    re.I,
)
_MONEY: Final = re.compile(r"[$€£]|dollar|\bcents?\b|\bcosts?\b|\bpay|\bpaid|\bprice|\bspen[dt]|\bearn|\bmoney\b", re.I)
_TOTAL: Final = re.compile(r"\b(?:altogether|all|total|both|together|combined|sum|they|whole|entire)\b", re.I)
_COMPARED: Final = re.compile(r"\b(?:more|fewer|less|times|as many|as much|twice|half)\b", re.I)
_PART: Final = "|".join(PARTS)
_SHARE: Final = re.compile(
    rf"%|\bper ?cent|\d ?/ ?\d|\b(?:{_PART}) of\b|\b(?:a|an|one|two|three|four)[- ](?:{_PART})\b", re.I
)
_MEAN: Final = re.compile(r"\baverage|\bmean\b|\bper\b|\brate\b", re.I)


class Doubt(StrEnum):
    """Why an answer cannot be right, in words for people."""

    NO_ANSWER = "there is no answer"
    NEGATIVE = "that is less than nothing"
    NOT_WHOLE = "what is counted comes whole"
    NOT_CENTS = "that does not come out in cents"
    UNUSED = "a number that matters is not used"
    REPEATED = "a number is used more often than it is given"

    @property
    def of_answer(self) -> bool:
        """Whether it is about the answer itself, not about how it was found."""
        return self not in (Doubt.UNUSED, Doubt.REPEATED)


def doubt(problem: str, points: KeyPoints, answer: Answer | None) -> Doubt | None:
    """Why ``answer`` cannot be right; None when nothing speaks against it."""
    if answer is None:
        return Doubt.NO_ANSWER
    value = answer.value
    if value is None:
        return None
    if value < 0 and not _BELOW_ZERO.search(problem):
        return Doubt.NEGATIVE
    if value.denominator == 1:
        return None
    asked = question(problem, points)
    if (divisible := _divisible(asked)) is not None:
        return None if divisible else Doubt.NOT_WHOLE
    if _MONEY.search(asked) and round(100 * value, 6).denominator != 1:  # 3 * 1.1 is 3.3000000000000003
        return Doubt.NOT_CENTS
    return None


def question(problem: str, points: KeyPoints) -> str:
    """The core question where there is one, else the problem's last sentence."""
    return points.core_question or SENTENCE_END.split(problem.strip())[-1]


def _divisible(asked: str) -> bool | None:
    """Whether what "how many" asks for may be a part of one; None when nothing is counted."""
    match = _HOW_MANY.search(asked)
    if match is None:
        return None
    named = _WORD.findall(_VERB.split(match[1], maxsplit=1)[0].lower())
    known = any(word in _DIVISIBLE or word.removesuffix("s") in _DIVISIBLE for word in named)
    return known or _MEAN.search(asked) is not None


def misused(problem: str, points: KeyPoints, used: Counter[Fraction]) -> Doubt | None:
    """Whether what a rationale calculates with agrees with the numbers in the information.

    All of them (those in digits) matter, so one that is left out shows that a step is missing, unless it counts what
    the question does not speak of ("17 sweet cookies" where salty ones are asked for). One that comes in more often
    than it is given, there or in the problem, shows a step too many (but "49 more than Zachary; how many in all" needs
    one twice, as does what a share is taken from; 2 roses and 2 daisies may cost 3 each; and who found a single fact
    has hardly found all). Zero and one, ordinals, and shares written in another way (25 % as 0.25) are not looked at.
    """
    asked = question(problem, points)
    content = _content(asked)
    given: Counter[Fraction] = Counter()
    taken, missing = [0], [-1]  # how many of the question's words stand beside each number
    for fact in points.information:
        for numeral in find(fact):
            if numeral.ordinal or numeral.value in (0, 1):
                continue
            given[numeral.value] += 1
            beside = " ".join(_WORD.findall(fact[numeral.start :])[:3])
            near = taken if _as_used(numeral.value, used) else missing
            near.append(len(_content(beside) & content))
    if max(missing) >= max(taken):
        return Doubt.UNUSED
    if len(points.information) < 2 or (_TOTAL.search(asked) and _COMPARED.search(problem)) or _SHARE.search(problem):
        return None
    most = max(given.values(), default=0)
    given |= Counter(numeral.value for numeral in find(problem) if not numeral.ordinal)
    for word in _WORD.findall(max(problem, " ".join(points.information), key=len).lower()):
        given[Fraction(SMALL.get(word, 0))] += 1  # "two" may be meant where "2" stands, too
    if any(count > max(given[value], most) and given[value] and value not in (0, 1) for value, count in used.items()):
        return Doubt.REPEATED
    return None


def _content(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.lower())} - _LITTLE


def _as_used(value: Fraction, used: Counter[Fraction]) -> bool:
    share = value / 100
    if value.denominator != 1 and Fraction(value.denominator) in used:
        return value.numerator == 1 or Fraction(value.numerator) in used
    return any(form in used for form in (value, share, 1 - share, 1 + share, 100 - value, 100 + value, 1 / value))
