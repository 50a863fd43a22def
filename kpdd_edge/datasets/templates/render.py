"""From the markup of a family to the words of a problem.

A form is one string, ``body // question`` (or ``body // question || core question``), written with

- tokens of numbers and people, put there by formatting the objects of a scene;
- ``(gave/handed)``: one of several wordings, drawn once; an empty one is allowed;
- ``[statement]`` or ``[statement|fact]``: what carries a fact that matters; the fact is the statement itself unless
  it is spelled out; ``[=...]`` in a question stays in the core question as well;
- ``<words~fact words>``: reads one way in the problem, the other way in facts and in the core question.

In facts, in the core question and in the steps a pronoun is replaced by the name unless the name was just said, and
numbers are digits. This module must never look at values or draw anything but wordings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final, Literal

from kpdd_edge.datasets.templates.english import fix_articles, number_words, sentence_case
from kpdd_edge.datasets.templates.expr import Leaf
from kpdd_edge.datasets.templates.people import PRONOUNS, Person
from kpdd_edge.datasets.templates.reshape import Form, reshape, sentences

Mode = Literal["text", "fact"]

_CHOICE: Final = re.compile(r"\(([^()]*/[^()]*)\)")
_FACT: Final = re.compile(r"\[(=?)([^\[\]|]*)(?:\|([^\[\]]*))?\]")
_TOKEN: Final = re.compile("\x02([np])(\\d+)(?:\\.(\\w+))?\x03")
_TWO_WAY: Final = re.compile(r"<([^<>~]*)~([^<>]*)>")
_SPACES: Final = re.compile(r" {2,}")
_LOOSE: Final = re.compile(r" ([.,?!;])")
_LEAD: Final = re.compile(r"^(?:(?:and|but|then|so(?! far)|or)(?: then)?,? |(?:if|when|while|that) (?=[^,]*$))", re.I)

#: Where a fact was cut out of a question, and the glue words it leaves behind.
_HOLE: Final = "\x05"
_GLUE: Final = r"(?:and|but|then|while|if|when|after|,)"
_HOLE_FIRST: Final = re.compile(
    rf"^(?:(?:if|when|suppose|after|given that|since|assuming|because|with|as)\b\s*)?{_HOLE}"
    rf"(?:\s*(?:{_GLUE}\s*)*{_HOLE})*\s*,?\s*(?:then\s+)?",
    re.I,
)
_HOLE_LAST: Final = re.compile(
    rf"\s*,?\s*(?:\b(?:if|when|after|given that|assuming|once|because|and|with|since|as)\b\s*)?{_HOLE}"
    rf"(?:\s*(?:{_GLUE}\s*)*{_HOLE})*\s*([?.])$"
)
_SEPARATOR: Final = "\x04"


class AuthorError(RuntimeError):
    """A family is written wrongly: a given that no fact states, a core question with a hole, a name used twice."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one problem writes its numbers."""

    sign: str = "$"
    currency: str = "dollars"
    coin: str = "dollar"
    note: str = "bill"
    money_words: bool = False  # "3 dollars" rather than "$3"
    percent_word: bool = False  # "25 percent" rather than "25%"
    commas: bool = True  # "1,200" rather than "1200"
    words_up_to: int = 0  # whole counts up to this one are written as words


class Number(Leaf):
    """A number that stands in the text. Without a ``name`` it does not matter for the question.

    ``surface`` overrides how it reads ("twice", "a third").
    """

    __slots__ = ("index", "kind", "surface")

    def __init__(self, leaf: Leaf, index: int, kind: str, surface: str | None = None) -> None:
        super().__init__(leaf.name, leaf.value, leaf.literal)
        self.index, self.kind, self.surface = index, kind, surface

    def __str__(self) -> str:
        return f"\x02n{self.index}\x03"

    def __format__(self, spec: str) -> str:
        """``{n}``, ``{n:d}`` always digits, ``{n:02}`` clock minutes, ``{n:adj}`` a sum of money before a noun."""
        return f"\x02n{self.index}.{spec}\x03" if spec else str(self)

    def read(self, style: Style, mode: Mode, spec: str | None) -> str:
        if self.surface is not None:
            return self.surface
        if self.kind == "money":
            return self._read_money(style, spec)
        if self.kind == "percent":
            return f"{self.literal} percent" if style.percent_word else f"{self.literal}%"
        if self.value.denominator != 1:
            return self.literal
        whole = int(self.value)
        if spec == "02":
            return f"{whole:02d}"
        if spec != "d" and mode == "text" and whole <= style.words_up_to:
            return number_words(whole)
        return f"{whole:,}" if style.commas and spec != "d" else str(whole)

    def _read_money(self, style: Style, spec: str | None) -> str:
        digits = f"{int(self.value):,}" if style.commas and self.value.denominator == 1 else self.literal
        if not style.money_words:
            return style.sign + digits
        if spec == "adj":
            return f"{digits}-{style.coin}"
        return f"{digits} {style.coin if self.value == 1 else style.currency}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The parts of a problem in words; a fact comes with the indices of the numbers it states."""

    body: str
    question: str
    question_first: bool
    core: str
    facts: tuple[tuple[str, frozenset[int]], ...]

    @property
    def text(self) -> str:
        parts = (self.question, self.body) if self.question_first else (self.body, self.question)
        return " ".join(part for part in parts if part)


def resolve_choices(raw: str, rng: Random) -> str:
    """Draw one wording at every ``(a/b)``."""
    while (match := _CHOICE.search(raw)) is not None:
        raw = raw[: match.start()] + rng.choice(match.group(1).split("/")) + raw[match.end() :]
    return raw


def tidy(text: str) -> str:
    text = _LOOSE.sub(r"\1", _SPACES.sub(" ", text)).strip().replace(".m..", ".m.")
    return sentence_case(fix_articles(text))


def read(raw: str, mode: Mode, numbers: Sequence[Number], people: Sequence[Person], style: Style) -> str:
    """Put words for the tokens and two-way marks of ``raw``."""
    named: set[int] = set()

    def word(match: re.Match[str]) -> str:
        sort, index, spec = match.group(1), int(match.group(2)), match.group(3)
        if sort == "n":
            return numbers[index].read(style, mode, spec)
        person = people[index]
        if spec == "subject":
            spec = "he" if index in named and len(people) == 1 else None
        if spec is not None and (mode == "text" or spec == "own" or index in named):
            return PRONOUNS[person.gender][spec]
        first, name = index not in named, person.name
        named.add(index)
        if person.is_role:
            name = f"a {name}" if first and mode == "text" else f"the {name}"
        return f"{name}'s" if spec == "his" else name

    side = 1 if mode == "text" else 2
    return tidy(_TOKEN.sub(word, _TWO_WAY.sub(lambda match: match.group(side), raw)))


def insert_aside(body: str, aside: str, rng: Random) -> str:
    """``aside`` put after the first sentence of ``body``, or after a later one."""
    parts = sentences(body)
    parts.insert(rng.randint(min(1, len(parts)), len(parts)), aside)
    return " ".join(parts)


def render(
    form: str, aside: str, rng: Random, numbers: Sequence[Number], people: Sequence[Person], style: Style
) -> Rendered:
    """Turn a form into body, question, core question and facts (facts in the order of the text)."""
    raw, _, core_raw = resolve_choices(form, rng).partition("||")
    body_raw, slashes, question_raw = raw.partition("//")
    if not slashes:
        raise AuthorError(f"a form without a question: {form!r}")
    drawn = Form(body_raw.strip(), question_raw.strip(), core_raw.strip())
    if aside:
        drawn = replace(drawn, body=insert_aside(drawn.body, resolve_choices(aside, rng), rng))
    else:
        drawn = reshape(drawn, rng)
    body_raw, question_raw, core_raw = drawn.body, drawn.question, drawn.core

    facts = []
    for match in _FACT.finditer(f"{body_raw} {question_raw}"):
        fact_raw = _LEAD.sub("", (match.group(3) or match.group(2)).strip().rstrip(".,;!? "))
        states = frozenset(int(token.group(2)) for token in _TOKEN.finditer(fact_raw) if token.group(1) == "n")
        facts.append((read(fact_raw + ".", "fact", numbers, people, style), states))

    statement = f"{_FACT.sub(_say, body_raw)} {_SEPARATOR} {_FACT.sub(_say, question_raw)}"
    body, _, question = (part.strip() for part in read(statement, "text", numbers, people, style).partition(_SEPARATOR))
    body, question = sentence_case(body), sentence_case(question)
    core = read(core_raw or _cut_facts(question_raw), "fact", numbers, people, style)
    first = bool(body) and core == question and _names_someone(question_raw, people) and rng.random() < 0.08
    return Rendered(body, question, first, core, tuple(facts))


def _names_someone(question: str, people: Sequence[Person]) -> bool:
    return "\x02p" in question and not any(person.is_role for person in people)


def _say(match: re.Match[str]) -> str:
    return match.group(2)


def _cut_facts(question: str) -> str:
    core = _FACT.sub(lambda match: match.group(2) if match.group(1) else _HOLE, question)
    if _HOLE in core:
        core = _HOLE_LAST.sub(r"\1", _HOLE_FIRST.sub("", core.strip()))
    if _HOLE in core:
        raise AuthorError(f"the core question of {question!r} must be spelled out after ||")
    return core


def slug(phrase: str, people: Sequence[Person]) -> str:
    """A variable name for a phrase: ``Mia's toy cars`` → ``mia_toy_cars``."""
    phrase = _TOKEN.sub(lambda match: people[int(match.group(2))].name if match.group(1) == "p" else "", phrase)
    name = re.sub(r"[^a-z0-9]+", "_", phrase.lower().replace("'s", "")).strip("_")
    return f"n_{name}" if name[:1].isdigit() else name
