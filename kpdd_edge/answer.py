"""Reading, showing and comparing answers: the one place where two answers are held to be the same or not.

An answer is a number where it can be one, read exactly as a :class:`fractions.Fraction`, and otherwise a short text
(``yes``, ``3:45 PM``, ``Monday``, ``11, 12, 13``). Nothing here may raise on any text, evaluate it, or take long
over it.

Two answers are the same (:func:`same_answer`) when

- both are integers and equal, exactly; or
- both are numbers, not both integers, and ``|a - b| <= 1e-6 * max(1, |a|, |b|)``; or
- both are numbers and the one written with fewer decimals, but at least two, is the other rounded to as many
  (33.33 and 100/3, $3.30 and 3.2967); or
- both are texts that read alike: case, articles, quotes and final punctuation aside; a time written without am or pm
  equals the one with the same digits; lists are compared item by item, in order.

Units are not compared: 12 dollars equals 12. A percentage is the number that is shown: 25% equals 25, not 0.25, and
50 cents equals 50, not 0.50. A number never equals a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from kpdd_edge import numerals

TOLERANCE: Final = Fraction(1, 10**6)
MAX_ANSWER_CHARS: Final = 200  # a longer text is no answer
FIGURES: Final = 10  # significant digits shown of a float
_PHRASE_CHARS: Final = 1500
_UNENDING: Final = 10**6  # the decimals of 1/3
_TAIL_CHARS: Final = 6000  # an answer is looked for in this much of a text's end

_BOXED = re.compile(r"\\(?:boxed|fbox)\s?\{")
_HASHES = re.compile(r"(?<!#)####(?!#)[ \t]*([^\n]*)")
_MARKER = re.compile(
    r"\banswer\b(?:\s*\*{1,3})?\s*(?:[:=]|\b(?:is|are|was|equals|would be|will be)\b\s*:?)"
    r"|\banswer\s(?:to|for|of)\b[^\n.:=]{0,80}?\b(?:is|are)\b\s*:?",
    re.I,
)
_MARK_ALONE = re.compile(r"(?:the |final )*answer(?: is)?", re.I)
_LATEX_FRACTION = re.compile(r"\\[dt]?frac\s?\{\s?(-?[0-9]{1,40})\s?\}\s?\{\s?([0-9]{1,40})\s?\}")
_LATEX_TEXT = re.compile(r"\\(?:text|mathrm|mathbf|textbf|mbox)\s?\{([^{}]*)\}")
_LATEX_SPACE = re.compile(r"\\[,;:! ]|\\quad\b|~")
_LATEX_SIGNS: Final = {"\\$": "$", "\\%": "%", "\\times": "×", "\\(": "", "\\)": "", "\\[": "", "\\]": ""}
_LABEL = re.compile(r"[^\W\d_][\w ,'()/-]{0,60}:\s+(?=\S)")
_YES_NO = re.compile(r"(yes|no|true|false)(?=$|\s?[,;!-]|\.(?!\s?[0-9]))", re.I)
_TIME = re.compile(r"([01]?[0-9]|2[0-4])(?::([0-5][0-9]))?(?::([0-5][0-9]))?\s?([ap])\.?\s?m\b\.?", re.I)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9]))?(?![0-9:])")
_RATIO = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:\s?:\s?[0-9]+(?:\.[0-9]+)?)+")
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b",
    re.I,
)
_DATE = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}\b(?:[ T][0-9:]+)?")
_RANGE = re.compile(r"[0-9.,]+\s?-\s?[0-9]")
_OPERATOR = re.compile(r"\s?(?:[+*^×÷²³√<>≤≥]|[-/]\s?(?:[0-9(]|[a-z]\b))", re.I)
_MATHEMATICS = re.compile(r"[+*^/√<>≤≥(²³]|[0-9][^\W\d_]|[^\W\d_][0-9]|[^\W\d_]\s?-\s?[0-9]")
_OPTION = re.compile(r"\(?[A-E]\)\s+")  # the letter before an answer to choose
_SPACED = re.compile(r"[^0-9\s]{0,3}[0-9]{1,3}(?: [0-9]{3})+(?![0-9/])")
_BOLD = re.compile(r"(?<![\w)])(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\1(?![\w(])")
_COMPARISON = re.compile(r"[<>≤≥≠!]")
_EQUALS = re.compile(r"(?:={1,3}|≈|≃|≅)")
_NAMED = re.compile(r"([A-Z][\w']*) #?[0-9]+[A-Za-z]?")  # Vendor 2, Room 12
_JOINED = r"(?:\s?,|\s?,?\s?and)?\s[0-9][0-9.,/]{0,20}\s?[^\W\d_]+"
_COMPOUND = re.compile(
    r"[^\s\w]{0,3}[0-9][0-9.,/]{0,20}\s?[^\W\d_]+" + _JOINED + "(?:" + _JOINED + ")?"
)  # 2 hours 30 minutes
_DOLLARS_CENTS = re.compile(
    r"\$?\s?([0-9][0-9,]{0,20})(?:\s(?:dollars?|euros?))?(?:\sand|,)?\s([0-9]{1,2})\s?(?:cents?|¢)", re.I
)
_SEPARATOR = re.compile(r"\s?;\s?|\s?,\s?(?:and\s|&\s)?|\s(?:and|&)\s", re.I)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9$\"'(])")
_LEAD_WORDS: Final = numerals.words(
    "so thus hence therefore then the a an is are was were be equals equal to about approximately approx "
    "approx. around roughly nearly almost only just exactly total totals totaling of it there she he they we "
    "you i has have had will would should must need needs take takes cost costs make makes get gets pay pays "
    "that this sum result still paid spent earned made got "
)
_FLOAT = re.compile(r"([-+]?)([0-9]+\.[0-9]*|[0-9]*\.[0-9]+|[0-9]+)(?:[eE]([-+]?[0-9]+))?")
_WRAPPERS = (
    (re.compile(r"\bFraction\((-?[0-9]+), ?([0-9]+)\)"), r"\1/\2"),
    (re.compile(r"\b(?:Decimal|Fraction|Rational|Integer|Float)\('?([^'(),]*)'?\)"), r"\1"),
    (re.compile(r"\b(?:np|numpy)\.(?:float|int|uint|bool)_?[0-9]*\(([^(),]*)\)"), r"\1"),
)
_ITEM = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\"|([^,\[\](){}'\":]+))\s*(?:,|$)")
_NO_ANSWER: Final = frozenset(("", "none", "nan", "inf", "-inf", "+inf", "infinity", "-infinity", "zoo", "oo", "-oo"))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: ``text`` is how it is shown (a number without its unit), ``value`` the number, None for a text.

    ``decimals`` is how many were written where that is more than ``text`` shows (``3.30``); None: as in ``text``.
    """

    text: str
    value: Fraction | None = None
    unit: str = ""
    decimals: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.text

    @property
    def shown(self) -> str:
        """For people, with the unit: ``$1,250.50``, ``25%``, ``6th``, ``42 apples``."""
        if not self.unit or self.value is None:
            return self.text
        if self.unit in "$€£¥₹":
            sign, digits = ("-", self.text[1:]) if self.text.startswith("-") else ("", self.text)
            if re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,2})?", digits):
                whole, _, cents = digits.partition(".")
                digits = f"{int(whole):,}" + (f".{cents:0<2}" if cents else "")
            return f"{sign}{self.unit}{digits}"
        return self.text + self.unit if self.unit in ("%", "st", "nd", "rd", "th") else f"{self.text} {self.unit}"

    def same_as(self, other: Answer | None) -> bool:
        return same_answer(self, other)


def same_answer(a: Answer | None, b: Answer | None) -> bool:
    """Whether two answers are the same, by the rules at the top of this module. No answer equals nothing."""
    if a is None or b is None:
        return False
    if a.value is None or b.value is None:
        return a.value is None and b.value is None and _same_text(a.text, b.text)
    if a.value == b.value:
        return True
    if a.value.denominator == 1 and b.value.denominator == 1:
        return False
    distance = abs(a.value - b.value)
    if distance <= TOLERANCE * max(Fraction(1), abs(a.value), abs(b.value)):
        return True
    places = sorted((_places(a), _places(b)))
    return 2 <= places[0] < places[1] and distance <= Fraction(1, 2 * 10 ** int(places[0]))


def read_answer(text: str) -> Answer | None:
    r"""The answer in a text that a person or a student wrote; None when there is none.

    Looks, in this order, for ``\boxed{...}``, ``#### ...``, ``answer: ...`` or ``answer is ...``, and else in the
    last line that is not empty. What is shown of an answer reads back as that answer.
    """
    return _settled(_find(text))


def _settled(answer: Answer | None) -> Answer | None:
    """The answer that reads back as itself."""
    for _ in range(4):
        if answer is None or answer.value is not None or (again := _find(answer.text)) == answer:
            return answer
        answer = again
    return None


def _find(text: str) -> Answer | None:
    text = _tail(text)
    for phrase in _marked(text):
        if (answer := _read_phrase(phrase)) is not None:
            return answer
    lines = [line for line in text.splitlines() if numerals.tidy(line)]
    return _read_phrase(lines[-1]) if lines else None


def has_marker(text: str) -> bool:
    """Whether the text says where its answer is, as :func:`read_answer` looks for it."""
    return bool(_marked(_tail(text)))


def read_result(text: str) -> Answer | None:
    """The answer in what a program left: the text of a Python value, or what it printed last.

    ``18.0`` is 18, ``17.999999999999996`` too (within 1e-9 of its size), ``Fraction(3, 4)`` and ``3/4`` are the number,
    ``True`` is yes, ``[18]`` is 18, ``[1, 2]`` the text ``1, 2``; ``None``, ``nan`` and ``inf`` are no answer.
    """
    if len(text) > _TAIL_CHARS:
        return None
    text = text.strip()
    for pattern, instead in _WRAPPERS:
        text = pattern.sub(instead, text)
    return _read_value(text, 3)


def _read_value(text: str, depth: int) -> Answer | None:
    text = text.strip()
    if text.lower() in _NO_ANSWER:
        return None
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and text[0] not in text[1:-1]:
        return read_answer(text[1:-1])
    if (number := _FLOAT.fullmatch(text)) is not None:
        return _from_float(number)
    if depth and len(text) > 1 and text[0] + text[-1] in ("[]", "()", "{}") and (items := _items(text[1:-1])):
        if len(items) == 1:
            return _read_value(items[0], depth - 1)
        read = [_read_value(item, 0) for item in items]
        shown = [str(item) for item in read]
        return _settled(_text(text if {"None", "yes", "no"} & {*shown} else ", ".join(shown)))
    return read_answer(text)


def _items(inner: str) -> list[str]:
    """The items of a flat Python list; empty when it is anything else."""
    items: list[str] = []
    at = 0
    while at < len(inner):
        match = _ITEM.match(inner, at)
        if match is None or match.end() == at:
            return []
        items.append(next(group for group in match.groups() if group is not None).strip())
        at = match.end()
    return items


def _from_float(match: re.Match[str]) -> Answer | None:
    """A plain number; one with more than ``FIGURES`` figures and a fraction is shown rounded."""
    sign, digits, exponent = match.groups()
    read = numerals.decimal(digits, exponent)
    if read is None:
        return None
    value, text, decimals = read
    if value.denominator != 1:
        places = _float_places(value)
        if 0 < places < decimals:
            rounded = round(value * 10**places)
            if rounded:
                _, text, _ = numerals.decimal(str(rounded), str(-places)) or (value, text, decimals)
            if rounded and rounded % 10**places == 0:
                value, decimals = Fraction(rounded, 10**places), 0
    if sign == "-" and value:
        value, text = -value, "-" + text
    return Answer(text, value, "", decimals)


def _float_places(value: Fraction) -> int:
    """How many decimals ``FIGURES`` significant digits are, and never fewer than two."""
    if value >= 1:
        return max(2, FIGURES - len(str(value.numerator // value.denominator)))
    zeros = len(str(value.denominator // max(1, value.numerator))) - 1  # after the point, to within one
    return FIGURES + zeros


def _tail(text: str, most: int = _TAIL_CHARS) -> str:
    if len(text) <= most:
        return text
    end = text[-most:]
    cut = re.search(r"\s", end)  # the first word may be the end of a longer one
    return end[cut.end() :] if cut else ""


def _marked(text: str) -> list[str]:
    """What follows the marks of an answer, the most telling first."""
    phrases: list[str] = []
    for match in list(_BOXED.finditer(text))[-3:][::-1]:
        depth, at = 1, match.end()
        while at < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        if not depth:
            phrases.append(text[match.end() : at - 1])
    phrases += [match[1] for match in list(_HASHES.finditer(text))[-3:][::-1]]
    spoken: list[str] = []
    for match in list(_MARKER.finditer(text))[-5:][::-1]:
        rest = text[match.end() :].lstrip(" \t*_")
        line = next((line for line in rest.splitlines() if numerals.tidy(line).strip(" *_:")), "")
        spoken.append(line)
    spoken.sort(key=lambda phrase: not any(c.isdigit() for c in phrase))  # stable: the last one with a number
    return phrases + spoken


def _clean(phrase: str) -> str:
    """The phrase without Markdown, LaTeX, quotes and a final stop."""
    phrase = _LATEX_FRACTION.sub(r" \1/\2", _tail(phrase, _PHRASE_CHARS))
    phrase = _LATEX_SPACE.sub(" ", _LATEX_TEXT.sub(r" \1 ", phrase))
    for escaped, plain in _LATEX_SIGNS.items():
        phrase = phrase.replace(escaped, plain)
    phrase = numerals.tidy(_BOLD.sub(r"\2", phrase.replace("`", "")))
    if phrase.count("$") == 2 and phrase[0] == "$" == phrase[-1]:
        phrase = phrase[1:-1]  # LaTeX's inline mathematics
    before = None
    while before != phrase:
        before = phrase
        phrase = phrase.strip(" \t*_\"“”‘’'").lstrip("=≈:,;").rstrip("=:,;!?")
        if phrase.endswith(".") and not phrase.lower().endswith((".m.", "...")):
            phrase = phrase[:-1]
        phrase = phrase.strip()
    return phrase


def _read_phrase(phrase: str) -> Answer | None:
    """The answer in a phrase or a sentence."""
    text = _OPTION.sub("", _clean(phrase))
    if not text:
        return None
    if (whole := _whole(text)) is not None:
        return whole
    if not _COMPARISON.search(text) and len(parts := _EQUALS.split(text)) > 1:
        text = _clean(parts[-1])
        if (whole := _whole(text)) is not None:
            return whole
    if (label := _LABEL.match(text)) is not None:
        text = _clean(text[label.end() :])
        if (whole := _whole(text)) is not None:
            return whole
    if len(text) > MAX_ANSWER_CHARS or len(text.split()) > 12:
        text = _SENTENCE_END.split(text)[-1]
    return _front(text) or _inside(text)


def _whole(text: str) -> Answer | None:
    """The phrase as one thing: yes or no, a time, a ratio, a date, a number with its unit, a list of numbers."""
    if (yes := _YES_NO.match(text)) is not None:
        return _text("yes" if yes[1].lower() in ("yes", "true") else "no")
    if (time := _TIME.fullmatch(text)) is not None:
        return _text(_show_time(time[1], time[2], time[3], time[4]))
    if (clock := _CLOCK.fullmatch(text)) is not None:
        return _text(_show_time(clock[1], clock[2], clock[3], None))
    if _RATIO.fullmatch(text):
        return _text(text.replace(" ", ""))
    if _DATE.fullmatch(text) or (_RANGE.match(text) and len(text.split()) <= 4):
        return _text(text)
    if (money := _DOLLARS_CENTS.fullmatch(text)) is not None and len(money[1]) < numerals.MAX_DIGITS:
        value = int(money[1].replace(",", "")) + Fraction(int(money[2]), 100)
        return Answer(numerals.show(value), value, "€" if "euro" in text.lower() else "$", 2)
    if (spaced := _SPACED.match(text)) is not None:
        text = spaced[0].replace(" ", "") + text[spaced.end() :]
    number = numerals.at_start(text)
    if number is not None and number.end == len(text) and not _variable(number):
        return _number(number)
    if (several := _list(text)) is not None:
        return several
    if _NAMED.fullmatch(text) and text.split()[0].lower() not in _LEAD_WORDS | {"answer", "minus", "negative"}:
        return _text(text)
    if text[0] + text[-1] == "{}" and ":" in text:  # a dictionary
        return _text(text)
    if _COMPOUND.fullmatch(text) or (_MONTH.search(text) and len(text.split()) <= 8 and "=" not in text):
        return _text(text)
    return None


def _list(text: str) -> Answer | None:
    if len(text) > 1 and text[0] + text[-1] in ("[]", "()", "{}"):
        text = text[1:-1].strip()
        alone = numerals.at_start(text)
        if alone is not None and alone.end == len(text):
            return _number(alone)
    parts = _SEPARATOR.split(text)
    if not 2 <= len(parts) <= 50:
        return None
    shown: list[str] = []
    for part in parts:
        number = numerals.at_start(part)
        if number is None or number.end != len(part) or (number.unit and part[-1].isalpha()):
            return None
        shown.append(number.text)
    return _text(", ".join(shown))


def _front(text: str) -> Answer | None:
    """The number that a phrase begins with, small words before it aside."""
    words = text.split()
    skip = 0
    while skip < len(words) and words[skip].lower().strip(",:") in _LEAD_WORDS:
        skip += 1
    rest = " ".join(words[skip:])
    number = numerals.at_start(rest)
    if number is None or number.ordinal:
        return None
    if number.start or _OPERATOR.match(rest, number.end) or rest[number.end :][:1] == ":" or _variable(number):
        return None  # an expression, or a sentence that begins with one
    return _number(number)


def _variable(number: numerals.Numeral) -> bool:
    """``2x`` is no answer of 2."""
    return number.unit in ("x", "y", "z", "n", "a", "b", "pi", "π")


def _inside(text: str) -> Answer | None:
    """The last number of a sentence; a short phrase without one is a text."""
    numbers = [number for number in numerals.find(text) if not number.ordinal]
    if numbers and not _expression(text):
        for pattern in (_TIME, _CLOCK, _RATIO):
            for match in pattern.finditer(text):
                if match.start() <= numbers[-1].start < match.end() and ":" in match[0]:
                    return _whole(match[0])
        return _number(numbers[-1])
    return _text(text) if len(text.split()) <= 12 or _expression(text) else None


def _expression(text: str) -> bool:
    """``5*sqrt(2)``, ``3*x**2 + 2``, ``x >= 4``: mathematics without words, better left as it is."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    known = {"pi", "ln", "sqrt", "sin", "cos", "tan", "log", "exp", "cbrt", "abs"}
    return all(word.lower() in known for word in words) and _MATHEMATICS.search(text) is not None


def _number(number: numerals.Numeral) -> Answer:
    return Answer(number.text, number.value, number.unit, _UNENDING if number.decimals is None else number.decimals)


def _text(text: str) -> Answer | None:
    text = " ".join(text.split())
    if len(text) > MAX_ANSWER_CHARS or not any(c.isalnum() for c in text):
        return None
    if _FLOAT.fullmatch(text) or _MARK_ALONE.fullmatch(text):
        return None  # a number beyond the limits; a mark with nothing after it
    return Answer(text)


def _show_time(hour: str, minute: str | None, second: str | None, half: str | None) -> str:
    seconds = f":{second}" if second and second != "00" else ""
    return f"{int(hour)}:{minute or '00'}{seconds}" + (f" {half.upper()}M" if half else "")


def _places(answer: Answer) -> float:
    if answer.decimals is not None:
        return answer.decimals if answer.decimals < _UNENDING else float("inf")
    if "/" in answer.text:
        return float("inf")
    return len(answer.text.partition(".")[2])


def _same_text(a: str, b: str) -> bool:
    one, other = _plain(a), _plain(b)
    if one == other:
        return True
    times = (_TIME.fullmatch(a) or _CLOCK.fullmatch(a)), (_TIME.fullmatch(b) or _CLOCK.fullmatch(b))
    if times[0] and times[1]:
        return _same_time(times[0], times[1])
    ours, theirs = a.split(", "), b.split(", ")
    if len(ours) == len(theirs) > 1:
        return all(_same_item(x, y) for x, y in zip(ours, theirs, strict=True))
    return False


def _same_item(a: str, b: str) -> bool:
    if _plain(a) == _plain(b):
        return True
    x, y = numerals.at_start(a), numerals.at_start(b)
    if x is None or y is None or x.end != len(a) or y.end != len(b):
        return False
    return same_answer(_number(x), _number(y))


def _same_time(a: re.Match[str], b: re.Match[str]) -> bool:
    def read(match: re.Match[str]) -> tuple[int, str, str]:
        groups = (*match.groups(), None)
        return int(match[1]), f"{groups[1] or '00'}:{groups[2] or '00'}", (groups[3] or "").lower()

    (hour_a, rest_a, half_a), (hour_b, rest_b, half_b) = read(a), read(b)
    if rest_a != rest_b:
        return False
    if half_a and half_b:
        return half_a == half_b and hour_a % 12 == hour_b % 12
    if hour_a == hour_b:
        return True
    for hour, half, plain in ((hour_a, half_a, hour_b), (hour_b, half_b, hour_a)):
        if half and plain == hour % 12 + (12 if half == "p" else 0):
            return True
    return False


def _plain(text: str) -> str:
    """A text for comparison: no case, no articles, no punctuation around, plain quotes."""
    text = text.casefold().replace("’", "'").replace("‘", "'").replace(".", "")
    text = " ".join(word for word in re.split(r"[\s\"“”]+", text) if word)
    text = re.sub(r"^(?:the|an?)\s", "", text)
    return text.strip(" .,;:!?'\"()[]") or text
