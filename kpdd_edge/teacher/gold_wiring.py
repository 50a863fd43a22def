"""Which operand is which: for every number in a solution's equations, the earlier result it stands for, or none.

A number may be equal to an earlier result by chance ("3 boxes" after a step that gave 3). A wrong binding still runs
to the right answer, but teaches the wrong structure, so the choice is made for all operands of a solution together,
by the evidence that a reader would use:

- what the solution's words say right after the number ("3 boxes"), against the words of the result and of the problem;
- consumption: a result is normally used once, and one that is never used is suspicious; so is a number of the problem
  that is needed but never read;
- order: a step mostly uses the step before it.

Each choice costs; a beam search finds the cheapest assignment. The next ones, while they cost hardly more, are its
rivals: unless a rival amounts to the same program, the wiring is not sure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Final, Literal, TypeAlias

from kpdd_edge.teacher.gold_expr import Bin, Neg, Node, Num, Var, numbers
from kpdd_edge.teacher.gold_text import TOLERANCE, Equation, close
from kpdd_edge.teacher.quantities import mentions

Rounding = Literal["", "floor", "ceil", "round"]

BEAM: Final = 96

#: Costs. Only their differences matter; they were set by what each kind of evidence is worth to a reader.
REUSED: Final = 0.5  # a result that was used before
SAME_TWICE: Final = 0.8  # the same result twice in one expression
PREVIOUS: Final = -0.4  # the result of the step just before
UNUSED_RESULT: Final = 2.5
UNUSED_WORDED: Final = 0.3  # of an equation that only the words hold
UNREAD_MENTION: Final = 0.5
REREAD_MENTION: Final = 0.8  # the problem says the number fewer times than it is used
ALSO_NUMBER: Final = 0.3  # another way to write a number of the problem
DERIVED_NUMBER: Final = 2.0  # worked out from one in the head, where a result says the same
CONVERSION: Final = 0.3  # a number everyone knows, where a conversion would stand
COMMON_NUMBER: Final = 1.2
ADDED_NUMBER: Final = 1.0  # more, for such a number as a summand: nobody adds a conversion
FARTHER: Final = 0.05  # for each step between a result and its use
UNGROUNDED: Final = 3.0
ROUNDED: Final = 0.6
WORDS: Final = 1.6  # weight of the words' evidence, which is between 0 and 1

#: An assignment that costs this much more than the best one is no rival. On the solutions whose wiring was confirmed
#: independently, a wrong choice with a larger gap is rarer than one in a hundred.
SURE_GAP: Final = 0.4
MAX_RIVALS: Final = 8

COMMON: Final = frozenset(
    map(
        Fraction,
        [
            "0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "7",
            "10",
            "12",
            "24",
            "30",
            "31",
            "52",
            "60",
            "100",
            "180",
            "360",
            "365",
            "1000",
            "16",
            "3600",
            "2000",
            "5280",
            "0.01",
            "0.1",
            "0.5",
            "0.25",
            "8",
        ],
    )
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an operand comes from: the result of step ``step`` (rounded if need be), or the problem (step None)."""

    step: int | None = None
    rounding: Rounding = ""


Sources: TypeAlias = tuple[tuple[Source, ...], ...]  # of every operand of every step


@dataclass(frozen=True, slots=True)
class Wiring:
    """The chosen sources, those that were nearly chosen, and how many numbers stand neither in the problem nor among
    the results."""

    sources: Sources
    rivals: tuple[Sources, ...] = ()
    ungrounded: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """An equation with what is known of its result: its value as computed, the words that name it, and whether it
    comes from an annotation (a result that only the words calculate may well stay unused)."""

    equation: Equation
    value: Fraction
    words: frozenset[str]
    firm: bool = True


@dataclass(frozen=True, slots=True)
class _Option:
    source: Source
    cost: float
    mention: Fraction | None = None  # the problem's number that is read


@dataclass(frozen=True, slots=True)
class _State:
    cost: float
    choices: tuple[Source, ...]
    used: tuple[int, ...]  # steps used so far, with repeats
    read: tuple[Fraction, ...]  # numbers of the problem read so far, with repeats


def wire(text: str, steps: Sequence[Step]) -> Wiring:
    """The sources of all operands of ``steps``, whose last one is the answer."""
    supply = _Supply.of(text)
    beam = [_State(0.0, (), (), ())]
    ungrounded = 0
    lengths: list[int] = []
    for at, step in enumerate(steps):
        operands = list(numbers(step.equation.expression))
        lengths.append(len(operands))
        here = len(beam[0].choices)
        places = _places(step.equation.expression)
        for index, operand in enumerate(operands):
            units = step.equation.units[index] if index < len(step.equation.units) else ()
            options = _options(operand, units, places.get(operand.index, ""), at, steps, supply)
            results = [option for option in options if option.source.step is not None]
            literal = options[-1]
            if not results and literal.cost >= UNGROUNDED:
                ungrounded += 1
            if results and literal.cost >= UNGROUNDED + REREAD_MENTION:
                options = results
            beam = _extend(beam, options, supply.said, here)
    ended = sorted((_end(state, steps, supply.said) for state in beam), key=lambda state: state.cost)
    best = ended[0]
    near = [state for state in ended[1:] if state.cost - best.cost < SURE_GAP and state.choices != best.choices]
    rivals = tuple(_by_step(state, lengths) for state in near[:MAX_RIVALS])
    return Wiring(_by_step(best, lengths), rivals, ungrounded)


def _by_step(state: _State, lengths: Sequence[int]) -> Sources:
    found: list[tuple[Source, ...]] = []
    start = 0
    for length in lengths:
        found.append(state.choices[start : start + length])
        start += length
    return tuple(found)


def _extend(beam: list[_State], options: list[_Option], supply: Counter[Fraction], here: int) -> list[_State]:
    grown: list[_State] = []
    for state in beam:
        for option in options:
            cost = state.cost + option.cost
            used, read = state.used, state.read
            if option.source.step is not None:
                if option.source.step in used:
                    cost += REUSED
                if any(choice.step == option.source.step for choice in state.choices[here:]):
                    cost += SAME_TWICE
                used = (*used, option.source.step)
            elif option.mention is not None:
                if read.count(option.mention) >= supply[option.mention]:
                    cost += REREAD_MENTION
                read = (*read, option.mention)
            grown.append(_State(cost, (*state.choices, option.source), used, read))
    if len(grown) > BEAM:
        grown.sort(key=lambda state: state.cost)
        del grown[BEAM:]
    return grown


def _end(state: _State, steps: Sequence[Step], supply: Counter[Fraction]) -> _State:
    """The state with the costs that are known only at the end: results and numbers that were never used."""
    cost = state.cost
    for index, step in enumerate(steps[:-1]):
        if index not in state.used:
            cost += UNUSED_RESULT if step.firm else UNUSED_WORDED
    read = Counter(state.read)
    cost += UNREAD_MENTION * sum(max(0, count - read[value]) for value, count in supply.items())
    return _State(cost, state.choices, state.used, state.read)


def _options(
    operand: Num,
    units: tuple[str, ...],
    place: Place,
    at: int,
    steps: Sequence[Step],
    supply: _Supply,
) -> list[_Option]:
    """The results an operand may stand for, then the operand itself (always last)."""
    value = operand.value
    said = _stems(units)
    found: list[_Option] = []
    in_text = value in supply.said
    for index in range(at - 1, -1, -1):
        step = steps[index]
        rounding = _matches(step, value)
        if rounding is None or (rounding and in_text):
            continue
        cost = -WORDS * _agreement(said, step.words)
        cost += FARTHER * (at - 1 - index)
        if index == at - 1 and not (in_text and place in ("times", "over")):
            cost += PREVIOUS
        if rounding:
            cost += ROUNDED
        found.append(_Option(Source(index, rounding), cost))
    evidence = -WORDS * _agreement(said, supply.near.get(value, frozenset()))
    if in_text:
        literal = _Option(Source(), evidence, value)
    elif place in ("times", "over") and value in _UNIT_WORDS and value in supply.derived | supply.also:
        literal = _Option(Source(), CONVERSION + evidence)
    elif value in supply.also or value in COMMON or value in supply.derived:
        cost = ALSO_NUMBER if value in supply.also else COMMON_NUMBER if value in COMMON else DERIVED_NUMBER
        literal = _Option(Source(), cost + evidence + (ADDED_NUMBER if place == "plus" else 0.0))
    else:
        literal = _Option(Source(), UNGROUNDED + REREAD_MENTION)
    return [*found, literal]


Place = Literal["", "plus", "minus", "times", "over"]


def _places(node: Node) -> dict[int, Place]:
    """For each number by index, what it does in its expression: added, taken away (or from), multiplied, divided by."""
    found: dict[int, Place] = {}

    def walk(at: Node, place: Place) -> None:
        match at:
            case Num():
                found[at.index] = place
            case Neg():
                walk(at.operand, "minus")
            case Bin(op="+"):
                walk(at.left, "plus")
                walk(at.right, "plus")
            case Bin(op="-"):
                walk(at.left, "plus" if place == "plus" else "minus")
                walk(at.right, "minus")
            case Bin(op="*"):
                walk(at.left, "times")
                walk(at.right, "times")
            case Bin():
                walk(at.left, "")
                walk(at.right, "over")
            case Var():
                pass

    walk(node, "")
    return found


def _matches(step: Step, value: Fraction) -> Rounding | None:
    """How the result of ``step`` gives ``value``: as it is (``""``), rounded, or not at all (None)."""
    if close(step.value, value):
        return ""
    stated = step.equation.stated
    if close(stated, value) and abs(step.value - stated) <= TOLERANCE * max(abs(stated), Fraction(1)):
        return ""
    if step.value.denominator == 1 or value.denominator != 1:
        return None
    if value == floor(step.value):
        return "floor"
    return "ceil" if value == ceil(step.value) else None


@dataclass(frozen=True, slots=True)
class _Supply:
    """The numbers a problem offers: those it says (with how often), other ways to write them, those to be worked out
    from them; and for each number the words that stand near it."""

    said: Counter[Fraction]
    also: frozenset[Fraction]
    derived: frozenset[Fraction]
    near: dict[Fraction, frozenset[str]]

    @classmethod
    def of(cls, text: str) -> _Supply:
        said: Counter[Fraction] = Counter()
        also: set[Fraction] = set()
        derived: set[Fraction] = set()
        near: dict[Fraction, set[str]] = {value: set(_stems(words.split())) for value, words in _UNIT_WORDS.items()}
        for mention in mentions(text):
            also |= mention.also
            derived |= mention.derived
            if not mention.implied:
                said[mention.value] += 1
            around = text[max(0, mention.start - 24) : mention.start] + " " + text[mention.start : mention.end + 40]
            words = _stems(re.findall(r"[A-Za-z]+", around))
            for value in mention.also | {mention.value}:
                near.setdefault(value, set()).update(words)
        return cls(said, frozenset(also), frozenset(derived), {v: frozenset(words) for v, words in near.items()})


#: The words that go with a number everyone knows.
_UNIT_WORDS: Final = {
    Fraction(60): "minutes minute hour seconds second",
    Fraction(7): "days day week",
    Fraction(12): "months month year inches inch foot feet dozen",
    Fraction(24): "hours hour day",
    Fraction(52): "weeks week year",
    Fraction(365): "days day year",
    Fraction(30): "days day month",
    Fraction(4): "weeks week month quarts quart gallon",
    Fraction(100): "cents cent dollar percent cm centimeters meter",
    Fraction(1000): "grams gram kilogram kg meters meter kilometer km ml liter",
    Fraction(16): "ounces ounce pound oz lb",
    Fraction(3): "feet foot yard",
}
_EMPTY: Final = frozenset(
    {
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "and",
        "per",
        "each",
        "every",
        "is",
        "are",
        "was",
        "were",
        "from",
    }
    | {
        "he",
        "she",
        "they",
        "it",
        "his",
        "her",
        "their",
        "total",
        "with",
        "by",
        "as",
        "that",
        "this",
        "many",
        "much",
        "how",
    }
    | {
        "did",
        "do",
        "does",
        "will",
        "has",
        "have",
        "had",
        "be",
        "altogether",
        "all",
        "or",
        "so",
        "more",
        "than",
        "number",
    }
)


def stems(words: Sequence[str] | frozenset[str]) -> frozenset[str]:
    """The content words, without their endings, for comparing."""
    return _stems(tuple(words))


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(_stem(word) for word in words if word.lower() not in _EMPTY)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    word = word.lower().replace("’", "'").removesuffix("'s").strip("'")
    for ending in ("ies", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending) + ("y" if ending == "ies" else "")
    return word


def _agreement(said: frozenset[str], words: frozenset[str]) -> float:
    """The share of the words said after a number that belong to a candidate; 0 when nothing was said."""
    return len(said & words) / len(said) if said else 0.0
