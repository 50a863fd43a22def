"""The quantities that a text mentions: figures, number words, fractions, and what words such as "twice" stand for.

Used to tell which statements a program really uses, and whether an operand is the problem's number or a result that
happens to be equal. Finding too many values for a word is harmless; finding too few is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeAlias

_WORDS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
_UNITS: Final = {word: value for value, word in enumerate(_WORDS.split()) if value < 20}
_TENS: Final = {word: 10 * (value - 18) for value, word in enumerate(_WORDS.split()) if value >= 20}
_SCALES: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS: Final = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "fourth": 4,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "fifteenth": 15,
    "sixteenth": 16,
    "twentieth": 20,
    "hundredth": 100,
}

#: Words that stand for a factor a solution may use; they need not be used for the statement to be understood.
IMPLIED: Final[dict[str, tuple[Fraction, ...]]] = {
    word: tuple(map(Fraction, values.split()))
    for word, values in {
        "once": "1",
        "single": "1",
        "twice": "2",
        "double": "2",
        "doubles": "2",
        "doubled": "2",
        "doubling": "2",
        "thrice": "3",
        "triple": "3",
        "triples": "3",
        "tripled": "3",
        "tripling": "3",
        "quadruple": "4",
        "quadruples": "4",
        "quadrupled": "4",
        "both": "2",
        "pair": "2",
        "pairs": "2",
        "couple": "2",
        "couples": "2",
        "twins": "2",
        "triplets": "3",
        "dozen": "12",
        "dozens": "12",
        "score": "20",
        "week": "7 5 2",
        "weeks": "7 5 2",
        "weekly": "7 52 4",
        "weekday": "5",
        "weekdays": "5",
        "weekend": "2",
        "weekends": "2",
        "daily": "7 24 30",
        "day": "24 7 30 31 5",
        "days": "24 7 30 31 5",
        "fortnight": "14 2",
        "year": "12 365 52 360 366 10",
        "years": "12 365 52 360 366 10",
        "yearly": "12 365 52",
        "annual": "12 52",
        "annually": "12 52",
        "month": "30 4 12 31 28",
        "months": "30 4 12 31 28",
        "monthly": "12 30 4",
        "decade": "10",
        "decades": "10",
        "century": "100",
        "centuries": "100",
        "hour": "60 3600",
        "hours": "60 3600",
        "hourly": "60 24",
        "minute": "60",
        "minutes": "60",
        "second": "60 3600 2",
        "seconds": "60 3600",
        "foot": "12",
        "feet": "12 3",
        "inch": "12 36",
        "inches": "12 36",
        "yard": "3 36",
        "yards": "3 36",
        "mile": "5280 1760",
        "miles": "5280 1760",
        "cent": "100",
        "cents": "100",
        "dollar": "100",
        "dollars": "100",
        "penny": "100 1",
        "pennies": "100 1",
        "nickel": "5 20",
        "nickels": "5 20",
        "dime": "10",
        "dimes": "10",
        "quarters": "25 4",
        "percent": "100",
        "percentage": "100",
        "gallon": "4 16 128",
        "gallons": "4 16 128",
        "quart": "4 2 32",
        "quarts": "4 2 32",
        "pint": "2 8 16",
        "pints": "2 8 16",
        "cup": "8 16 2",
        "cups": "8 16 2",
        "pound": "16",
        "pounds": "16",
        "ounce": "16 128",
        "ounces": "16 128",
        "ton": "2000 1000",
        "tons": "2000 1000",
        "kilometer": "1000",
        "kilometers": "1000",
        "km": "1000",
        "kilogram": "1000",
        "kilograms": "1000",
        "kg": "1000",
        "gram": "1000",
        "grams": "1000",
        "liter": "1000",
        "liters": "1000",
        "meter": "100 1000",
        "meters": "100 1000",
        "centimeters": "100",
        "triangle": "180 3 2",
        "triangles": "180 3 2",
        "square": "4 2",
        "squares": "4 2",
        "cube": "6 3 12",
        "cubes": "6 3 12",
        "rectangle": "2 4",
        "rectangular": "2 4",
        "perimeter": "2 4",
        "average": "2",
    }.items()
}

#: Words that do stand for their first factor: "twice as many", "a dozen", "in a week".
FACTORS: Final = frozenset(
    {"twice", "double", "doubles", "doubled", "doubling", "thrice", "triple", "triples", "tripled", "tripling", "both"}
    | {"quadruple", "quadruples", "quadrupled", "pair", "pairs", "couple", "dozen", "dozens", "week", "weeks", "weekly"}
    | {"weekdays", "weekend", "fortnight", "decade", "century", "once"}
)

_TOKEN: Final = re.compile(
    r"(?P<mixed>\d+\s+\d+\s*/\s*\d+)|(?P<frac>\d+\s*/\s*\d+)|(?P<num>\d[\d,]*(?:\.\d+)?|\.\d+)(?P<ord>(?:st|nd|rd|th)\b)?|"
    r"(?P<vulgar>[½¼¾⅓⅔⅛⅕])|(?P<word>[A-Za-z]+)"
)
_VULGAR: Final = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅕": "1/5"}


_KNOWN: Final = frozenset({*_UNITS, *_TENS, *_SCALES, *_ORDINALS, *IMPLIED})


@dataclass(frozen=True, slots=True)
class Mention:
    """One quantity in a text, at ``start`` to ``end``.

    ``value`` is what is said, ``also`` other ways to write it (the parts of a fraction, the share of a percentage),
    ``derived`` what a solution may make of it in the head (what a percentage leaves). ``implied`` marks a word that
    stands for a factor only perhaps ("week": 7).
    """

    value: Fraction
    also: frozenset[Fraction]
    derived: frozenset[Fraction]
    start: int
    end: int
    implied: bool = False

    @property
    def values(self) -> frozenset[Fraction]:
        return self.also | self.derived | {self.value}


@lru_cache(maxsize=4096)
def mentions(text: str) -> tuple[Mention, ...]:
    """Every quantity in ``text``, in order."""
    found: list[Mention] = []
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        word = tokens[at]["word"]
        if word and word.lower() not in _KNOWN:
            at += 1
            continue
        used = _number_words(tokens, at, text, found) or _one(tokens[at], text, found)
        at += max(used, 1)
    return tuple(found)


def _one(match: re.Match[str], text: str, found: list[Mention]) -> int:
    """A figure or a word that implies one. Returns the number of tokens used."""
    start, end = match.span()
    if match["mixed"] or match["frac"]:
        top, _, bottom = match.group().rpartition("/")
        whole, _, top = top.strip().rpartition(" ") if match["mixed"] else ("0", "", top)
        if int(bottom) == 0:
            return 1
        part = Fraction(int(top), int(bottom))
        also, derived = _fraction(part)
        found.append(
            Mention(part + int(whole), also | ({Fraction(whole)} if match["mixed"] else set()), derived, start, end)
        )
    elif match["vulgar"]:
        value = Fraction(_VULGAR[match["vulgar"]])
        found.append(Mention(value, *_fraction(value), start, end))
    elif match["num"]:
        value = Fraction(match["num"].replace(",", ""))
        found.append(_mention(value, text, start, end))
    else:
        word = match["word"].lower()
        if word in _ORDINALS:
            value = Fraction(1, _ORDINALS[word])
            also, derived = _fraction(value)
            more = frozenset(IMPLIED.get(word, ()))
            found.append(Mention(value, also, derived | more, start, end, implied=not word.startswith("hal")))
        elif word in IMPLIED:
            first = IMPLIED[word][0]
            also = frozenset({first}) if word in FACTORS else frozenset()
            found.append(Mention(first, also, frozenset(IMPLIED[word]), start, end, implied=True))
    return 1


def _number_words(tokens: list[re.Match[str]], at: int, text: str, found: list[Mention]) -> int:
    """A number in words ("two hundred and five", "three-fourths") from token ``at``. Returns the tokens used, or 0."""
    total = current = 0
    used = 0
    last = ""
    for match in tokens[at : at + 12]:
        word = (match["word"] or "").lower()
        if used and text[tokens[at + used - 1].end() : match.start()].strip(" -") not in ("", "and"):
            break
        if word in _UNITS and last not in ("unit", "teen"):
            current += _UNITS[word]
            last = "unit"
        elif word in _TENS and last not in ("unit", "tens"):
            current += _TENS[word]
            last = "tens"
        elif word in _SCALES and (used or word):
            scale = _SCALES[word]
            if scale == 100:
                current = max(current, 1) * 100
            else:
                total += max(current, 1) * scale
                current = 0
            last = "scale"
        elif word == "and" and last == "scale" and _is_number_word(tokens, at + used + 1):
            last = "and"
        else:
            break
        used += 1
    if not used:
        return 0
    value = Fraction(total + current)
    start, end = tokens[at].start(), tokens[at + used - 1].end()
    after = tokens[at + used] if at + used < len(tokens) else None
    ordinal = (after["word"] or "").lower() if after is not None else ""
    bottom = _ORDINALS.get(ordinal) or _ORDINALS.get(ordinal.removesuffix("s"))
    if after is not None and bottom and not text[end : after.start()].strip(" -") and ordinal != "seconds":
        part = value / bottom
        also, derived = _fraction(part)
        found.append(Mention(part, also | {value}, derived, start, after.end()))
        return used + 1
    found.append(_mention(value, text, start, end))
    return used


def _is_number_word(tokens: list[re.Match[str]], at: int) -> bool:
    return at < len(tokens) and (tokens[at]["word"] or "").lower() in _UNITS.keys() | _TENS.keys()


_Made: TypeAlias = tuple[frozenset[Fraction], frozenset[Fraction]]  # also, derived


def _fraction(value: Fraction) -> _Made:
    """A fraction: its parts; its inverse, what it leaves or adds, and these in percent."""
    rest = 1 - value
    also = {value, Fraction(value.numerator), Fraction(value.denominator)}
    derived = {rest, 1 + value, value * 100, rest * 100, Fraction(rest.numerator)} | ({1 / value} if value else set())
    return frozenset(also), frozenset(derived)


def _mention(value: Fraction, text: str, start: int, end: int) -> Mention:
    """A number: a percentage, a number of dozens or thousands or cents, or just itself."""
    after = text[end:]
    if re.match(r"\s*(?:%|percent|per\s+cent)", after):
        share = value / 100
        derived = {1 - share, 1 + share, 100 - value, 100 + value}
        if share.denominator <= 20:
            derived |= {Fraction(share.denominator), Fraction(share.numerator)}
        return Mention(value, frozenset({value, share, Fraction(100)}), frozenset(derived), start, end)
    match = re.match(r"[\s-]*(hundred|thousand|million|billion|dozen|cent|k)s?\b", after, re.I)
    if match is None:
        return Mention(value, frozenset({value}), frozenset(), start, end)
    word = match[1].lower()
    if word == "dozen":
        return Mention(value, frozenset({value}), frozenset({value * 12}), start, end)
    scale = Fraction(1, 100) if word == "cent" else Fraction({"k": 1000, **_SCALES}[word])
    return Mention(value, frozenset({value, value * scale}), frozenset(), start, end)
