"""Numbers as people and programs write them, read exactly.

``$1,250.50``, ``-3/4``, ``2 1/2``, ``1.5e3``, ``2.5 million``, ``25%``, ``6th``, ``twenty-five``. Everything becomes a
:class:`fractions.Fraction`; nothing here may go through a float, raise on any text, or build an integer of more
than about ``MAX_DIGITS + MAX_EXPONENT`` digits, whatever the text asks for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

MAX_DIGITS: Final = 1000
MAX_EXPONENT: Final = 400
PLAIN_DIGITS: Final = 21  # integers that were written with an exponent are shown in full up to this length


def words(text: str) -> frozenset[str]:
    """A set of words, written as one text."""
    return frozenset(text.split())


CURRENCIES: Final = {"$": "$", "us$": "$", "usd": "$", "€": "€", "eur": "€", "£": "£", "gbp": "£", "¥": "¥", "₹": "₹"}
_CURRENCY_WORDS: Final = {
    "dollar": "$",
    "dollars": "$",
    "bucks": "$",
    "usd": "$",
    "euro": "€",
    "euros": "€",
    "eur": "€",
}
_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SUFFIXES: Final = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9}  # read only after a currency sign

_NUMBER = re.compile(
    r"""
    (?:(?P<minus_word>minus|negative)\s+)?
    (?P<open>\()?
    (?:(?P<sign>(?<![\w)\]])[-+])\s?)?
    (?:(?P<currency>(?:US)?\$|[€£¥₹]|(?:USD|EUR|GBP)(?=\s))\s?)?
    (?P<inner_sign>[-+])?(?P<inner_open>\()?                    # $-5, -(1/3)
    (?<![0-9])
    (?:
        (?P<whole>[0-9]{1,12})(?:\s+and\s+|\s+|\s*&\s*)(?P<top>[0-9]{1,12})\s?/\s?(?P<bottom>[0-9]{1,12})(?![0-9])
      | (?P<over>[0-9]+)\s?/\s?(?P<under>[0-9]+)(?!\.?[0-9])
      | (?P<european>(?:(?<=€)|(?<=€\s))[0-9]{1,3}(?:\.?[0-9]{3})*,[0-9]{2}(?![0-9,])
            |[0-9]{1,3}(?:\.?[0-9]{3})*,[0-9]{2}(?=\s?(?:€|euro|EUR)))
      | (?P<grouped>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\.[0-9]+)?)(?![0-9])
      | (?P<digits>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
        (?:[eE](?P<exp>[-+]?[0-9]+)|\s?[x×*]\s?10\s?\^\s?[{(]?(?P<power>[-+]?[0-9]+)[)}]?)?
    )
    (?P<close>\))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SCALE = re.compile(r"\s?(thousand|million|billion|trillion)s?\b", re.I)
_SUFFIX = re.compile(r"(k|mn|m|bn)\b", re.I)
_AND_A_HALF = re.compile(r"\s(?:and\s)?(?:a|one)[ -](half|quarter)\b", re.I)
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b)", re.I)
_ORDINAL = re.compile(r"(st|nd|rd|th)\b", re.I)
_UNIT = re.compile(r"\s?\(\s*([^()]{1,60}?)\s*\)|\s?([€£$¢¥₹])|[ -]?([^\W\d_]+(?:/[^\W\d_]+)?(?:\^?[23](?![0-9]))?)")
_SECOND_WORD = re.compile(r"\s([^\W\d_]+)")
_PER = re.compile(r"\s(?:per|an?)\s([^\W\d_]+)", re.I)

#: Words after a number that do not name what was counted.
_NOT_UNITS: Final = words(
    "a about above after again all also altogether always an and are as at because before below but by "
    "combined each either every for from has have if in into is it its left less more now of off on only or "
    "over per remaining since so such than that the their then there they this those times to together total "
    "under was were when which while will with would e j "
)

_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: The words that are a number by themselves, up to ninety.
SMALL: Final = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
PARTS: Final = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
}  # fmt: skip
_WORD = re.compile(r"[ -]?([a-z]+)")


def _spelled() -> re.Pattern[str]:
    """Whole numbers in words, as :func:`in_digits` takes them."""
    unit, teen, tens = ("|".join(part) for part in (_ONES[1:10], _ONES[10:], _TENS))
    # "twenty two-liter bottles" are twenty bottles
    small = rf"(?:(?:{tens})(?:-(?:{unit})|\ (?:{unit})(?!-))?|{teen}|{unit})"
    below = rf"(?:(?:a|{unit}|{teen})[- ]hundred(?:\ (?:and\ )?{small})?|{small})"
    more = rf"(?:,?\ (?:and\ )?{below})?"
    large = "|".join(_SCALES)
    number = rf"(?:(?:a|{below})\ (?:{large}){more}(?:\ thousand{more})?|{below})"
    # No part of something longer: "a few hundred twenty", "half a million", "thirty-first", "nineteen forty-five".
    before = "".join(rf"(?<!{word}\ )" for word in ("half", "quarter", "hundred", *_SCALES, *_ONES[13:], *_TENS))
    ordinal = "first|second|third|(?:four|fif|six|seven|eigh|nin)th"
    after = rf"(?!\w|[- ](?:hundred|{large}|{ordinal}|{'|'.join(PARTS)}|{unit}|{teen}|{tens}|[a-z]+ties)\b)"
    return re.compile(rf"(?<![\w-]){before}{number}{after}", re.I)


_SPELLED: Final = _spelled()
#: Style guides spell out the numbers below: models have seen them in every text, and "one" is a pronoun.
_SPELLED_FROM: Final = 13


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number found in a text at ``[start, end)``, its unit included.

    ``text`` is its shown form; ``decimals`` how many decimals were written, None for a fraction without an end.
    """

    value: Fraction
    text: str
    unit: str
    decimals: int | None
    start: int
    end: int
    ordinal: bool = False


def tidy(text: str) -> str:
    """One line, single spaces, ASCII signs: typographic minus, spaces within numbers, ``½``, full-width digits."""
    out: list[str] = []
    for char in text:
        if char < "\x7f":
            out.append(char if char >= " " else " ")
        elif char in "\u2212\u2012\u2013\uff0d\ufe63":
            out.append("-")
        elif char in "\u00a0\u2009\u202f\u2007":
            out.append("\u00a0")
        elif unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"):
            out.append(" ")
        elif "\uff01" <= char <= "\uff5e":
            out.append(chr(ord(char) - 0xFEE0))
        elif unicodedata.category(char) == "No" and "\u2044" in (whole := unicodedata.normalize("NFKC", char)):
            out.append(" " + whole.replace("\u2044", "/"))
        else:
            out.append(char)
    joined = re.sub(r"(?<=[0-9])[\u00a0_'\u2019](?=[0-9]{3}(?![0-9]))", "", "".join(out))
    return " ".join(joined.split())


def in_digits(text: str) -> str:
    """``text`` with its numbers in words from thirteen on written in digits: ``sixty-one people`` → ``61 people``.

    Ordinals, fractions and what is only a part of a longer number stay as they are.
    """

    def digits(match: re.Match[str]) -> str:
        found = _in_words(re.sub(r"\ba\b", "one", match[0], flags=re.I).replace(",", ""))
        return found.text if found is not None and found.value >= _SPELLED_FROM else match[0]

    return _SPELLED.sub(digits, text)


def find(text: str) -> Iterator[Numeral]:
    """Every number in a tidy text that is not part of a word or of a longer number, in order."""
    at = 0
    while (match := _NUMBER.search(text, at)) is not None:
        at = max(match.end(), at + 1)
        before = text[match.start() - 1] if match.start() else " "
        if before.isalnum() or before in "._" or (before == "," and text[max(0, match.start() - 2)].isdigit()):
            continue
        if (numeral := _read(text, match)) is not None:
            at = max(numeral.end, at)
            yield numeral


def at_start(text: str) -> Numeral | None:
    """The number that a tidy text begins with, in digits or in words."""
    match = _NUMBER.match(text)
    if match is not None:
        return _read(text, match)
    return _in_words(text)


def show(value: Fraction) -> str:
    """A decimal if it ends within six places, else ``a/b``."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 7):
        scaled = value * 10**places
        if scaled.denominator == 1:
            sign = "-" if scaled < 0 else ""
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            return f"{sign}{digits[:-places]}.{digits[-places:]}"
    return f"{value.numerator}/{value.denominator}"


def _read(text: str, match: re.Match[str]) -> Numeral | None:
    found = match.groupdict()
    end = match.end()
    opened = (found["open"] is not None) + (found["inner_open"] is not None)
    start = match.start()
    if found["close"] and not opened:
        end -= 1
    elif opened and not found["close"]:
        if found["sign"] or found["inner_sign"] or found["minus_word"]:
            return None  # -(3 + 4): an expression
        start = match.start() + match.group().index("(") + 1
    core = _core(found)
    if core is None or (text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit()):
        return None
    value, shown, decimals = core
    negative = (found["sign"] == "-") ^ (found["inner_sign"] == "-") ^ (found["minus_word"] is not None)
    if negative and value:
        value, shown = -value, "-" + shown
    unit = CURRENCIES[found["currency"].strip().lower()] if found["currency"] else ""
    return _with_suffixes(text, Numeral(value, shown, unit, decimals, start, end))


def _core(found: dict[str, str | None]) -> tuple[Fraction, str, int | None] | None:
    """(value, shown, decimals) of the unsigned number; None when it is too long, or divides by zero."""
    if (whole := found["whole"]) is not None:
        bottom = int(found["bottom"] or "0")
        if bottom == 0:
            return None
        return _exact(int(whole) + Fraction(int(found["top"] or "0"), bottom))
    if (over := found["over"]) is not None:
        under = found["under"] or "0"
        if len(over) > MAX_DIGITS or len(under) > MAX_DIGITS or int(under) == 0:
            return None
        return _exact(Fraction(int(over), int(under)))
    if (european := found["european"]) is not None:
        return decimal(european.replace(".", "").replace(",", "."))
    if (grouped := found["grouped"]) is not None:
        return decimal(grouped.replace(",", ""))
    return decimal(found["digits"] or "", found["exp"] or found["power"])


def _exact(value: Fraction) -> tuple[Fraction, str, int | None]:
    shown = show(value)
    return value, shown, _decimals(shown)


def _decimals(shown: str) -> int | None:
    return None if "/" in shown else len(shown.partition(".")[2])


def decimal(digits: str, exponent: str | None = None) -> tuple[Fraction, str, int] | None:
    """(value, shown, decimals written) of an unsigned decimal such as ``12.50``; None beyond the limits."""
    if len(digits) > MAX_DIGITS + 1:
        return None
    shift = 0
    if exponent is not None:
        if len(exponent) > 6 or abs(int(exponent)) > MAX_EXPONENT:
            return None
        shift = int(exponent)
    whole, _, part = digits.partition(".")
    decimals = max(0, len(part) - shift)
    value = Fraction(int((whole + part) or "0")) * Fraction(10) ** (shift - len(part))
    figures = (whole + part).lstrip("0")
    point = len(figures) - len(part) + shift  # where the decimal point stands in `figures`
    figures = figures.rstrip("0")
    if not figures:
        return value, "0", decimals
    if shift and not (-6 < point <= PLAIN_DIGITS):
        tail = f".{figures[1:]}" if len(figures) > 1 else ""
        return value, f"{figures[0]}{tail}e{point - 1}", decimals
    if point <= 0:
        return value, "0." + "0" * -point + figures, decimals
    if len(figures) <= point:
        return value, figures + "0" * (point - len(figures)), decimals
    return value, f"{figures[:point]}.{figures[point:]}", decimals


def _with_suffixes(text: str, numeral: Numeral) -> Numeral:
    """The numeral with what follows it: a scale, ``and a half``, ``%``, ``th``, or a unit."""
    factor, end = 1, numeral.end
    if (match := _SCALE.match(text, end)) is not None:
        factor, end = _SCALES[match[1].lower()], match.end()
    elif numeral.unit and (match := _SUFFIX.match(text, end)) is not None:
        factor, end = _SUFFIXES[match[1].lower()], match.end()
    elif numeral.value.denominator == 1 and (match := _AND_A_HALF.match(text, end)) is not None:
        part = Fraction(1, PARTS[match[1].lower()])
        value = numeral.value + (part if numeral.value >= 0 else -part)
        numeral, end = replace(numeral, value=value, text=show(value), decimals=_decimals(show(value))), match.end()
    if factor != 1:
        value = numeral.value * factor
        places = None if numeral.decimals is None else max(0, numeral.decimals - len(str(factor)) + 1)
        numeral = replace(numeral, value=value, text=show(value), decimals=places)
    if (match := _PERCENT.match(text, end)) is not None:
        return replace(numeral, unit="%", end=match.end())
    if (match := _ORDINAL.match(text, end)) is not None and numeral.value.denominator == 1 and not numeral.unit:
        return replace(numeral, unit=match[1].lower(), end=match.end(), ordinal=True)
    unit, end = _unit(text, end)
    return replace(numeral, unit=numeral.unit or unit, end=end)


def _unit(text: str, at: int) -> tuple[str, int]:
    """The unit that begins at ``at`` and where it ends; ``("", at)`` when what follows names no unit."""
    match = _UNIT.match(text, at)
    if match is None:
        return "", at
    if match[1] is not None:
        inner = match[1].strip()
        return (inner, match.end()) if inner and not any(c.isdigit() for c in inner) else ("", at)
    if match[2] is not None:
        return ("cents" if match[2] == "¢" else match[2]), match.end()
    word, end = match[3], match.end()
    if word.lower() in _NOT_UNITS or word[0] in "²³":
        return "", at
    if word.lower() in _CURRENCY_WORDS:
        return _CURRENCY_WORDS[word.lower()], end
    if word.lower() in ("square", "cubic", "sq", "cu") and (more := _SECOND_WORD.match(text, end)) is not None:
        word, end = f"{word} {more[1]}", more.end()
    if (more := _PER.match(text, end)) is not None and more[0].split()[0].lower() == "per":
        word, end = f"{word} per {more[1]}", more.end()
    return word, end


def _in_words(text: str) -> Numeral | None:
    """``twelve apples``, ``three hundred and five``, ``two thirds``, ``minus one``; None if no number begins it."""
    lowered = text[:200].lower()
    at = 0
    negative = False
    for sign in ("minus ", "negative "):
        if lowered.startswith(sign):
            negative, at = True, len(sign)
    total = group = 0
    end = at
    last = ""
    while (match := _WORD.match(lowered, end)) is not None:
        word = match[1]
        if word in SMALL:
            tens = last.endswith("ty") and 0 < SMALL[word] < 10
            if last in SMALL and not tens:
                break
            group += SMALL[word]
        elif word == "hundred" and 0 < group < 100:
            group *= 100
        elif word in _SCALES and group:
            total, group = total + group * _SCALES[word], 0
        elif word == "and" and last in (*_SCALES, "hundred"):
            after = _WORD.match(lowered, match.end())
            if after is None or after[1] not in SMALL:
                break
        else:
            break
        last, end = word, match.end()
    if not last:
        return _half(lowered)
    value = Fraction(total + group)
    match = _WORD.match(lowered, end)
    if match is not None and match[1] in PARTS and value:
        value, end = value / PARTS[match[1]], match.end()
    if negative:
        value = -value
    return _with_suffixes(text, Numeral(value, show(value), "", _decimals(show(value)), 0, end))


def _half(lowered: str) -> Numeral | None:
    if lowered.removeprefix("a ").rstrip(" .") in ("half", "quarter", "third"):
        value = Fraction(1, PARTS[lowered.removeprefix("a ").rstrip(" .")])
        return Numeral(value, show(value), "", _decimals(show(value)), 0, len(lowered))
    return None
