"""Cutting a word problem into sentences. Knows abbreviations, initials and decimals; never changes the text itself."""

from __future__ import annotations

import re
from typing import Final

#: Before a name: the full stop after these never ends a sentence.
_TITLES: Final = frozenset({"mr", "mrs", "ms", "dr", "st", "prof", "jr", "sr", "mt", "vs", "no", "approx", "fig", "lt"})
#: The full stop after these ends a sentence only before a word that begins one.
_SHORT: Final = frozenset(
    {"a.m", "p.m", "am", "pm", "oz", "lb", "lbs", "ft", "sq", "cu", "yd", "yds", "mi", "hr", "hrs", "min", "sec", "etc"}
    | {"u.s", "i.e", "e.g", "cm", "mm", "km", "kg", "qt", "pt", "gal", "tbsp", "tsp", "doz", "ave", "inc", "co"}
)
_OPENERS: Final = frozenset(
    {"how", "what", "which", "who", "whose", "when", "where", "find", "calculate", "determine", "if", "the", "a", "an"}
    | {"he", "she", "it", "they", "we", "you", "his", "her", "its", "their", "this", "that", "these", "those", "each"}
    | {"every", "there", "then", "after", "before", "on", "in", "at", "for", "to", "some", "all", "one", "two", "half"}
    | {"another", "how's", "what's", "but", "and", "so", "also", "later", "next", "first", "while", "when", "once"}
)
_END: Final = re.compile(r"[.?!]+[\"'”’)\]]*")
_WORD_BEFORE: Final = re.compile(r"[A-Za-z][A-Za-z.'’]*$")
_WORD_AFTER: Final = re.compile(r"[A-Za-z][A-Za-z']*")


def bare(text: str) -> str:
    """Letters and figures alone, for telling whether two questions are the same."""
    return "".join(c for c in text.casefold() if c.isalnum())


def sentences(text: str) -> list[str]:
    """The sentences of ``text``, stripped, in order. Joined with spaces they hold all its words."""
    flat = " ".join(text.split())
    found: list[str] = []
    start = 0
    for match in _END.finditer(flat):
        if _ends(flat, match):
            found.append(flat[start : match.end()].strip())
            start = match.end()
    found.append(flat[start:].strip())
    return [sentence for sentence in found if sentence]


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether the punctuation at ``match`` ends a sentence."""
    mark, after = match.group(), text[match.end() :]
    if not after:
        return True
    spaced = after[0] == " "
    following = after.lstrip()
    if not spaced:
        # A space forgotten between two sentences: "each.How many". Not "3.5", not "a.m.", not "J.T.".
        before = text[: match.start()]
        return bool(re.search(r"[a-z0-9]{2}$|\d$", before)) and bool(re.match(r"[A-Z][a-z]+\b", after))
    if "?" in mark:
        return True
    opens = bool(re.match(r"[\"'“‘(\[$]*[A-Z0-9]", following)) or following[0] in '$"“('
    if "!" in mark:
        return opens
    word = _WORD_BEFORE.search(text[: match.start()])
    name = word.group().lower() if word else ""
    next_word = _WORD_AFTER.match(following)
    begins = next_word is not None and next_word.group().lower() in _OPENERS and next_word.group()[0].isupper()
    if name in _TITLES:
        return name in {"no", "st", "jr", "sr"} and begins
    if name in _SHORT:
        return opens and (begins or name in {"a.m", "p.m", "etc", "am", "pm"})
    if len(name) == 1 or re.fullmatch(r"(?:[a-z]\.)+[a-z]", name):
        # An initial ("J. Smith", "J.T. had"), unless a new sentence clearly begins.
        return begins and next_word is not None and next_word.group().lower() not in {"a", "in"}
    if text[: match.start()].endswith(" ") and match.group() == ".":
        return True  # tokenised text: "in the barn . she gave"
    return opens
