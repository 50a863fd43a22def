"""Where in the problem's text a fact comes from.

A student writes facts in its own words ("Ann has 3 boxes" of "Ann bought three boxes of pens"), so this is an
alignment, not a search: every word of the problem gets a gain if the fact has it and a cost if not, numbers count most,
and the stretch with the highest sum is taken. A fact may rest on two such stretches. What shares too little with the
problem rests on nothing: then the fact was made up, or mended by the user.

Pure and quick enough to run on every key press; knows nothing of a screen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kpdd_edge.numerals import words

_TOKEN: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[$€£¥₹%]|[.?!;](?=\s|$)")
_STOP: Final = words(
    "a an the of to in on at for by with and or but as is are was were be been has have had do does did it its he she "
    "they them his her their there this that these those from into out than then so if when while after before also "
    "each every per how what which who many much more some all any will would can"
)
_NUMBERS: Final = {
    **{"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"},
    **{"eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14"},
    **{"fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20"},
    **{"thirty": "30", "forty": "40", "fifty": "50", "hundred": "100", "dozen": "12", "percent": "%", "dollar": "$"},
}

_GAIN_NUMBER, _GAIN_WORD, _GAIN_STOP = 3.0, 1.0, 0.1
_COST_NUMBER, _COST_WORD, _COST_STOP, _COST_SENTENCE = 1.2, 0.55, 0.15, 1.5
_LONGEST: Final = 40  # words of one stretch
_ENOUGH: Final = 0.5  # of the weight of the fact's words must be in the problem


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of the problem's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    key: str
    gain: float
    cost: float


def find_evidence(problem: str, facts: Sequence[str]) -> tuple[tuple[Span, ...], ...]:
    """For each fact the stretches of ``problem`` it rests on, in their order; none when it rests on nothing there."""
    return tuple(_evidence(problem, fact) for fact in facts)


@lru_cache(maxsize=256)
def _evidence(problem: str, fact: str) -> tuple[Span, ...]:
    text = _read(problem)
    wanted: dict[str, float] = {}
    for word in _read(fact):
        if word.gain:
            wanted[word.key] = word.gain
    total = sum(wanted.values())
    if not text or total < _GAIN_WORD:
        return ()
    spans: list[Span] = []
    found = 0.0
    for _ in range(2):
        best = _best_stretch(text, wanted)
        if best is None:
            break
        first, last = best
        gained = {w.key for w in text[first : last + 1]} & wanted.keys()
        gain = sum(wanted[key] for key in gained)
        if spans and gain < _GAIN_NUMBER:
            break
        span = Span(text[first].start, text[last].end)
        if any(span.start < other.end and other.start < span.end for other in spans):
            break
        spans.append(span)
        found += gain
        for key in gained:
            del wanted[key]
    if found / total < _ENOUGH:
        return ()
    return tuple(sorted(spans, key=lambda span: span.start))


def _best_stretch(text: Sequence[_Word], wanted: dict[str, float]) -> tuple[int, int] | None:
    """The first and last word of the stretch with the highest sum; both are words that the fact has.

    A word that is there twice counts once, so the sum is not additive and every start is tried.
    """
    best_sum, best = 0.0, None
    for start, first in enumerate(text):
        if first.key not in wanted:
            continue
        running = 0.0
        seen: set[str] = set()
        for i in range(start, min(start + _LONGEST, len(text))):
            word = text[i]
            if word.key in wanted and word.key not in seen:
                running += wanted[word.key]
                seen.add(word.key)
                if running > best_sum + 1e-9:
                    best_sum, best = running, (start, i)
            else:
                running -= word.cost
                if running <= 0:
                    break
    return best if best_sum >= _GAIN_WORD else None


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[_Word, ...]:
    found = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in ".?!;":
            found.append(_Word(match.start(), match.end(), token, 0.0, _COST_SENTENCE))
            continue
        key = _key(token)
        if key[0].isdigit() or key in "$€£¥₹%":
            weight = (_GAIN_NUMBER, _COST_NUMBER) if key[0].isdigit() else (_GAIN_STOP, _COST_STOP)
        elif key in _STOP:
            weight = (_GAIN_STOP, _COST_STOP)
        else:
            weight = (_GAIN_WORD, _COST_WORD)
        found.append(_Word(match.start(), match.end(), key, *weight))
    return tuple(found)


def _key(token: str) -> str:
    """What makes two words the same: case, plural, possessive and thousands separators aside, numbers in digits."""
    if token[0].isdigit():
        number = token.replace(",", "")
        return number.rstrip("0").rstrip(".") if "." in number else number
    word = re.sub(r"['’]s?$", "", token.casefold())
    for ending in ("ies", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    word = word[:-1] if word.endswith("e") and len(word) > 4 else word
    return _NUMBERS.get(word, _NUMBERS.get(token.casefold(), word))
