"""Splitting a word problem into what is asked and what is told, by rule.

The core question is the clause that asks; a condition in front of it or behind it that holds a quantity ("If she
sells the rest for $2 each, how much does she make?", "How many boxes are there if each holds 6?") is told, not asked,
and becomes a statement of its own. Only words are moved: nothing is invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kpdd_edge.teacher.sentences import sentences


@dataclass(frozen=True, slots=True)
class Reading:
    """A problem read: the core question, and every statement in the order of the text.

    ``carried`` are those of the statements that stood in the question's own sentence.
    """

    core_question: str
    statements: tuple[str, ...]
    carried: tuple[str, ...] = ()


# Words that may stand in front of the question word and belong to it: "At what time", "After how many days".
_PREFIX: Final = (
    r"(?:(?:in|at|on|by|for|to|of|from|with|about|approximately|around|roughly|exactly|after|within|under|during|"
    r"until|over|through|into|per|least|most|together|total|altogether|overall|meanwhile|also|now)\s+)*"
)
_ASKS: Final = r"(?:how|what|what's|what’s|whats|which|who|whose|whom)\b(?!\s*-ever)"
_AUX: Final = r"(?:is|are|was|were|will|would|did|does|do|can|could|should|has|have|had|must|may|might)(?:n't|n’t)?\b"
_ASKS_BY_AUX: Final = rf"(?:when|where|why)\s+{_AUX}"
_ORDERS: Final = (
    r"(?:(?:please\s+)?(?:find|calculate|determine|compute|evaluate|estimate|figure\s+out|work\s+out|express|convert|"
    r"tell|name|state|give|list|write|choose|solve)\b)(?!\s+(?:that|for\s+it))"
)
_AT_START: Final = re.compile(
    rf"(?:then|so|and|but|now|well|ok|okay|therefore|thus)?,?\s*(?P<q>{_PREFIX}{_ASKS})", re.I
)
_ORDER_AT_START: Final = re.compile(rf"(?P<q>{_ORDERS})", re.I)
_AFTER_PAUSE: Final = re.compile(
    rf"(?:[,;:—–]|\s-|\.{{3}}|…)\s*[\"“]?(?:(?:then|so|and|but|now|calculate|find)\s*,?\s+)*"
    rf"(?P<q>{_PREFIX}{_ASKS}|{_ASKS_BY_AUX})",
    re.I,
)
_ORDER_AFTER_PAUSE: Final = re.compile(rf"[,;:]\s*(?:(?:then|so|and|please)\s+)*(?P<q>{_ORDERS})", re.I)
_HOW_ANYWHERE: Final = re.compile(
    r"\s(?:then\s+)?(?P<q>(?:about\s+|approximately\s+|in\s+|for\s+|by\s+|at\s+)?how\s+"
    r"(?:many|much|old|long|far|tall|high|big|heavy|wide|deep|fast|often|large|late|soon|would|did|does|do|is|are))\b",
    re.I,
)
_WHAT_ANYWHERE: Final = re.compile(
    rf"(?<!\bof)(?<!\bthan)(?<!\bto)(?<!\bfrom)(?<!\bis)(?<!\bknows)(?<!\bexactly)(?<!\bas)\s(?:then\s+)?"
    rf"(?P<q>(?:at\s+|by\s+|in\s+|for\s+)?(?:what\s+{_AUX}|what['’]s\b|what\s+\w+\s+{_AUX}))",
    re.I,
)
_CAPITAL_ANYWHERE: Final = re.compile(r"\s(?P<q>(?:How|What|Which|Who|Whose|Find|Calculate|Determine)\b)")

# A lead that tells something: a condition or a clause of its own.
_CONDITION: Final = re.compile(
    r"(?:and\s+|but,?\s+|now,?\s+|so,?\s+|also,?\s+|then,?\s+|however,?\s+|finally,?\s+|even\s+)*"
    r"(?:only\s+)?(?P<word>if|assuming(?:\s+that)?|considering(?:\s+that)?|knowing(?:\s+that)?|given(?:\s+that)?|"
    r"suppos(?:e|ing)(?:\s+that)?|since|because|provided(?:\s+that)?|let's\s+say(?:\s+that)?|say|as)\b\s*,?\s*",
    re.I,
)
_PHRASE: Final = re.compile(
    r"(?:in|on|at|after|by|over|during|for|with|without|including|excluding|to|from|before|between|of|within|"
    r"per|out\s+of|according|compared|based|altogether|together|overall|when|once|while|until|till|how|using|starting|"
    r"assuming|working|traveling|travelling|at\s+the|all|rounded|expressed|not|counting|disregarding|ignoring|"
    r"initially|originally|therefore|thus|meanwhile|finally|next|then|so|now|and|but|also)\b",
    re.I,
)
_CLAUSE_AFTER_ADVERB: Final = re.compile(
    r"(?:(?:then|initially|originally|finally|next|now|and|but|also|so|in\s+total|in\s+all|altogether)\b,?\s+)+"
    r"(?:he|she|they|it|we|you|i|there|the|his|her|their|one|each|another|[A-Z]\w+)\s.*(?:\d|\b(?:two|three|four|five|six|"
    r"seven|eight|nine|ten|half|twice|double|dozen|fewer|less|more)\b)",
    re.I,
)
_CLAUSE: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|does|did|costs?|earns?|gets?|makes?|takes?|buys?|sells?|"
    r"pays?|needs?|wants?|uses?|spends?|gives?|weighs?|bought|sold|paid|spent|gave|made|took|got|ate|eats?|[a-z]+ed)\b",
    re.I,
)
_TRAILING_CONDITION: Final = re.compile(
    r",?\s(?:if|given\s+that|assuming(?:\s+that)?|considering(?:\s+that)?|knowing\s+that|provided\s+that)\s+"
    r"(?P<fact>.+)$",
    re.I,
)
_QUANTITY: Final = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|half|twice|"
    r"double|triple|dozen|third|quarter)\b",
    re.I,
)


def split_problem(text: str) -> Reading:
    """What is asked in ``text``, and what is told. Never fails: a text without a question asks its last sentence."""
    parts = sentences(text)
    if not parts:
        return Reading("", ())
    at = _asking_sentence(parts)
    question, carried = split_question(parts[at])
    statements = [*parts[:at], *carried, *parts[at + 1 :]]
    return Reading(question, tuple(statements), tuple(carried))


def split_question(sentence: str) -> tuple[str, list[str]]:
    """The asking clause of a sentence, as a sentence, and the facts that the sentence carries besides."""
    start = _question_start(sentence)
    lead, question = sentence[:start], sentence[start:]
    facts: list[str] = []
    if lead.strip():
        told = _told(lead)
        if told is None:
            question = _strip_connective(lead) + question
        else:
            facts += told
    trailing = _TRAILING_CONDITION.search(question)
    if trailing is not None and _QUANTITY.search(trailing["fact"]) and _CLAUSE.search(trailing["fact"]):
        facts.append(as_statement(trailing["fact"]))
        question = question[: trailing.start()] + question[len(question.rstrip()) - 1 :].strip()
    return _as_question(question), facts


def as_statement(clause: str) -> str:
    """A clause as a sentence: capital letter, full stop."""
    clause = clause.strip().strip(",;:—–-").strip().rstrip(".?!").strip()
    clause = re.sub(r"[\s,]*\b(?:and|but|then|so)$", "", clause).strip().rstrip(",")
    return clause[:1].upper() + clause[1:] + "." if clause else ""


def _asking_sentence(parts: list[str]) -> int:
    """Which sentence asks: the last with a question mark, else the last that orders or asks, else the last."""
    asked = [i for i, part in enumerate(parts) if part.rstrip("\"'”’)").endswith("?")]
    if asked:
        return asked[-1]
    for i in range(len(parts) - 1, -1, -1):
        if _AT_START.match(parts[i]) or _ORDER_AT_START.match(parts[i]) or _ORDER_AFTER_PAUSE.search(parts[i]):
            return i
    for i in range(len(parts) - 1, -1, -1):
        if _AFTER_PAUSE.search(parts[i]) or _CAPITAL_ANYWHERE.search(parts[i]):
            return i
    return len(parts) - 1


def _question_start(sentence: str) -> int:
    """Where the asking clause begins."""
    match = _AT_START.match(sentence)
    if match is not None:
        return match.start("q")
    if re.match(rf"{_ASKS_BY_AUX}|{_AUX}", sentence, re.I) and sentence.rstrip().endswith("?"):
        return 0
    for pattern in (_AFTER_PAUSE, _CAPITAL_ANYWHERE, _HOW_ANYWHERE, _WHAT_ANYWHERE):
        match = pattern.search(sentence)
        if match is not None:
            return match.start("q")
    match = _ORDER_AT_START.match(sentence) or _ORDER_AFTER_PAUSE.search(sentence)
    if match is not None:
        return match.start("q")
    match = re.search(rf",\s*(?P<q>(?:which|who|whose|{_AUX})\b)", sentence, re.I)
    if match is not None and sentence.rstrip().endswith("?"):
        return match.start("q")
    return 0


def _told(lead: str) -> list[str] | None:
    """The facts in what stands before the question; None when it belongs to the question."""
    bare = lead.strip().rstrip(",;:—–- ")
    condition = _CONDITION.match(bare)
    if condition is not None:
        rest = bare[condition.end() :]
        if not _CLAUSE.search(rest) and condition["word"].lower() in {"as", "considering", "given", "assuming"}:
            return None  # "Considering the discounts, how much ..."
        return _clauses(rest)
    if _PHRASE.match(bare) and not _CLAUSE_AFTER_ADVERB.match(bare):
        # "In total, how many", "After 3 days, how much": a frame, unless a condition follows in it.
        inner = re.search(r",\s*(?:and\s+)?if\s+(?P<fact>.+)$", bare, re.I)
        if inner is None:
            return None
        return [as_statement(bare[: inner.start()]), *_clauses(inner["fact"])]
    if len(bare.split()) <= 3 and not _QUANTITY.search(bare):
        return None  # "Together", "Mary asks"
    return _clauses(bare)


def _clauses(text: str) -> list[str]:
    """A condition's clauses as statements: cut where a second "if" begins."""
    parts = re.split(r",?\s+(?:and|but)\s+if\s+", text, flags=re.I)
    return [statement for statement in map(as_statement, parts) if statement]


def _strip_connective(lead: str) -> str:
    return re.sub(r"^(?:and|but|so|then|now)\b,?\s+", "", lead.strip(), flags=re.I) + " "


def _as_question(clause: str) -> str:
    """The asking clause as a sentence of its own."""
    clause = " ".join(clause.split()).strip('"“” ')
    if not clause:
        return ""
    if clause[-1] not in ".?!":
        asks = _AT_START.match(clause) or _AFTER_PAUSE.search(clause) or re.match(_AUX, clause, re.I)
        clause = clause.rstrip(",;: ") + ("?" if asks else ".")
    return clause[:1].upper() + clause[1:]
