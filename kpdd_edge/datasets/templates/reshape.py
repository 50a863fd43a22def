"""Further wordings that any family gets for free: two statements in one, a condition, an order instead of a question.

Works on the markup of :mod:`.render` after the choices were drawn, and must leave every fact and number where it is:
only full stops, small letters and the words around them change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import Final

#: How often a problem is reshaped at all.
SHARE: Final = 0.3
MAX_JOINED: Final = 190

_FACT: Final = re.compile(r"\[=?([^\[\]|]*)(?:\|[^\[\]]*)?\]")
_STOP: Final = re.compile(r"(?<=[.!?]) (?=\S)")
_ABBREVIATION: Final = re.compile(r"(?:[ap]\.m|Mr|Mrs|Ms)\.$")
_PERSON: Final = r"\x02p\d+(?:\.\w+)?\x03"
_KEEPS_CAPITAL: Final = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Park|Main|Class|French|Spanish|I)\b"
)
_DOES: Final = re.compile(rf"How (many|much)( [^?\[\]]*?)? does ({_PERSON}) (still )?([a-z]+)([^?\[\]]*)\?")
_THERE: Final = re.compile(r"How many ([^?\[\]]+?) (are|were) there([^?\[\]]*)\?")
_WHAT: Final = re.compile(rf"What (?:is|was) ((?:the|{_PERSON}) [^?\[\]]*)\?")
_ASKS: Final = re.compile(r"(?:How|What|At what|In how|On which) ")
_LEADS: Final = ("Find", "Work out", "Calculate", "Find out")
_IRREGULAR: Final = {"have": "has", "do": "does", "go": "goes"}


@dataclass(frozen=True, slots=True)
class Form:
    """A form whose choices are drawn: body, question, and the core question where it is spelled out."""

    body: str
    question: str
    core: str


def sentences(body: str) -> list[str]:
    """The sentences of a body in markup; a stop inside a statement in brackets does not end one."""
    cuts = [match.start() for match in _STOP.finditer(body)]
    spans = [match.span() for match in _FACT.finditer(body)]
    cuts = [at for at in cuts if not any(a < at <= b for a, b in spans) and not _ABBREVIATION.search(body[:at])]
    cuts += [
        match.end()
        for match in _FACT.finditer(body)
        if match.group(1).rstrip().endswith((".", "!", "?")) and body[match.end() : match.end() + 1] == " "
    ]
    found, start = [], 0
    for at in sorted(set(cuts)):
        found.append(body[start:at].strip())
        start = at
    return [sentence for sentence in [*found, body[start:].strip()] if sentence]


def reshape(form: Form, rng: Random) -> Form:
    """The form, or now and then another wording of it."""
    if rng.random() >= SHARE:
        return form
    changed = [new for change in (_as_condition, _joined, _as_order) if (new := change(form, rng)) is not None]
    return rng.choice(changed) if changed else form


def _as_condition(form: Form, rng: Random) -> Form | None:
    """``A. B. How many ...?`` → ``If A and B, how many ...?``"""
    parts = sentences(form.body)
    if len(parts) != 2 or not all(map(_plain, parts)) or not _ASKS.match(form.question) or " if " in form.question:
        return None
    if "[" in form.question or len(_said(form.body)) > MAX_JOINED or not _light(form.body, 2):
        return None
    lead = rng.choice(("If", "If", "Suppose"))
    first, second = (_without_stop(part) for part in parts)
    question = form.question[0].lower() + form.question[1:]
    core = form.core or form.question
    if lead == "If":
        return Form("", f"If {_small(first)} and {_small(second)}, {question}", core)
    return Form(f"Suppose {_small(first)} and {_small(second)}.", form.question, form.core)


def _joined(form: Form, rng: Random) -> Form | None:
    """``A. B.`` → ``A, and B.`` for one pair of neighbours."""
    parts = sentences(form.body)
    pairs = [
        i
        for i in range(len(parts) - 1)
        if _plain(parts[i])
        and _plain(parts[i + 1])
        and len(_said(parts[i] + parts[i + 1])) <= MAX_JOINED
        and _light(parts[i] + parts[i + 1], 1)
    ]
    if not pairs:
        return None
    i = rng.choice(pairs)
    both = f"{_without_stop(parts[i])}, and {_small(parts[i + 1])}"
    return Form(" ".join([*parts[:i], both, *parts[i + 2 :]]), form.question, form.core)


def _as_order(form: Form, rng: Random) -> Form | None:
    """``How many apples does she have?`` → ``Find how many apples she has.``"""
    lead, core = rng.choice(_LEADS), form.core or form.question
    if match := _DOES.fullmatch(form.question):
        many, noun, who, still, verb, rest = match.groups(default="")
        return Form(form.body, f"{lead} how {many}{noun} {who} {still}{_third_person(verb)}{rest}.", core)
    if match := _THERE.fullmatch(form.question):
        noun, are, rest = match.groups()
        return Form(form.body, f"{lead} how many {noun} there {are}{rest}.", core)
    if match := _WHAT.fullmatch(form.question):
        return Form(form.body, f"{rng.choice(('Find', 'Calculate', 'Work out'))} {match.group(1)}.", core)
    return None


def _third_person(verb: str) -> str:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if re.search(r"(?:s|x|z|ch|sh)$", verb):
        return verb + "es"
    return re.sub(r"(?<=[^aeiou])y$", "ie", verb) + "s"


def _said(raw: str) -> str:
    return _FACT.sub(lambda match: match.group(1), raw)


def _light(raw: str, most: int) -> bool:
    """Few enough "and" already for one more."""
    said = _said(raw)
    return ", and " not in said and said.count(" and ") <= most


def _plain(sentence: str) -> bool:
    """A statement that can be joined to another: no colon, no question, no condition, no "and" at its head."""
    said = _said(sentence)
    return said.endswith(".") and not re.search(r"[:;?!()]", said) and not re.match(r"(?:If|But|And|Suppose)\b", said)


def _without_stop(sentence: str) -> str:
    if not sentence.endswith("]"):
        return sentence.removesuffix(".")
    *_, last = _FACT.finditer(sentence)
    at = last.end(1)
    fact = "" if "|" in last.group(0) else f"|{last.group(1)}"
    said = sentence[:at].rstrip().removesuffix(".")
    return said + fact + sentence[at:]


def _small(sentence: str) -> str:
    """The sentence with a small first letter, unless the word keeps its capital."""
    start = re.match(r"\[?=?", sentence)
    at = start.end() if start else 0
    if _KEEPS_CAPITAL.match(sentence, at):
        return sentence
    return sentence[:at] + sentence[at : at + 1].lower() + sentence[at + 1 :]
