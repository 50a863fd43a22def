"""The little English the templates need: plurals, number words, articles, sentence case.

Rules and short lists only; it must never guess at a word that the word bank spells out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_IRREGULAR: Final = {
    "bookshelf": "bookshelves",
    "calf": "calves",
    "child": "children",
    "die": "dice",
    "fish": "fish",
    "foot": "feet",
    "goose": "geese",
    "grown-up": "grown-ups",
    "half": "halves",
    "knife": "knives",
    "leaf": "leaves",
    "loaf": "loaves",
    "man": "men",
    "mouse": "mice",
    "ox": "oxen",
    "person": "people",
    "sheep": "sheep",
    "shelf": "shelves",
    "tooth": "teeth",
    "wolf": "wolves",
    "woman": "women",
    "deer": "deer",
    "salmon": "salmon",
    "trout": "trout",
    "mango": "mangoes",
    "potato": "potatoes",
    "tomato": "tomatoes",
}

_UNITS: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS: Final = _words("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS: Final = _words("zeroth first second third fourth fifth sixth seventh eighth ninth tenth")

#: Spelled with a vowel but spoken with a consonant, and the other way round.
_SPOKEN_CONSONANT: Final = re.compile(r"(?:uni(?!n)|use|usual|euro|one\b|once\b|ukulele|u-)", re.I)
_SPOKEN_VOWEL: Final = re.compile(r"(?:hour|honest|honou?r|heir|8|11(?!\d)|18(?!\d)|11,|18,)", re.I)
#: A capital A is an article only at the start of a sentence (not in "Class A").
_ARTICLE: Final = re.compile(r"\b(a|(?<![^.?!] )A)n?( )(?=([$£€]?)([A-Za-z0-9][\w,-]*))")
_SENTENCE: Final = re.compile(r"(^|(?<![ap]\.m)[.!?][\"”]? )([a-z])")


def plural(noun: str) -> str:
    """The plural of a noun or of a noun phrase whose last word (or the word before "of") carries it."""
    head, of, tail = noun.partition(" of ")
    lead, _, last = head.rpartition(" ")
    many = _IRREGULAR.get(last) or _regular_plural(last)
    return (f"{lead} " if lead else "") + many + of + tail


def _regular_plural(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def number_words(number: int) -> str:
    """``42`` → ``forty-two``; for 0 to 999. Raises ValueError outside."""
    if not 0 <= number < 1000:
        raise ValueError(f"no words for {number}")
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, units = divmod(number, 10)
        return _TENS[tens] + (f"-{_UNITS[units]}" if units else "")
    hundreds, rest = divmod(number, 100)
    return f"{_UNITS[hundreds]} hundred" + (f" {number_words(rest)}" if rest else "")


def ordinal(number: int) -> str:
    """``3`` → ``third`` up to ten, ``12th`` beyond."""
    if 0 <= number <= 10:
        return _ORDINALS[number]
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def listing(items: Sequence[str], word: str = "and") -> str:
    """``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def fix_articles(text: str) -> str:
    """Every ``a``/``an`` agrees with the sound of the next word: ``an apple``, ``a unit``, ``an $8 ticket``."""

    def agree(match: re.Match[str]) -> str:
        article, space, word = match.group(1), match.group(2), match.group(4)
        vowel = bool(_SPOKEN_VOWEL.match(word)) or (word[0] in "aeiouAEIOU" and not _SPOKEN_CONSONANT.match(word))
        return f"{article}{'n' if vowel else ''}{space}"

    return _ARTICLE.sub(agree, text)


def sentence_case(text: str) -> str:
    """A capital at the start of every sentence; the rest is left alone."""
    return _SENTENCE.sub(lambda match: match.group(1) + match.group(2).upper(), text)
