"""The information of a problem: the statements whose quantities a program really uses, word for word.

A statement whose numbers are all unused is a distractor and is left out; so is a clause of a longer statement.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Final

from kpdd_edge.problem import KeyPoints
from kpdd_edge.teacher.keypoints import Reading, as_statement, split_problem
from kpdd_edge.teacher.quantities import mentions

#: Statements without a number that a solution still rests on: "The rest are girls."
_RELATES: Final = re.compile(
    r"\b(?:rest|remaining|remainder|leftover|same|equal|equally|evenly|split|splits|shared?|as\s+(?:many|much|old|tall|"
    r"long|far|heavy|fast)|average|consecutive|ratio|divided?|others?|combined)\b",
    re.I,
)
_CLAUSE: Final = re.compile(
    r"(?:;|,)\s+(?:and|but|while|whereas|then)\s+(?=(?:then\s+)?(?:he|she|they|it|we|his|her|their|the|there|[A-Z][a-z]+)\s)"
)


def key_points(text: str, literals: Collection[Fraction], *, all_numbers: bool = False) -> KeyPoints:
    """What ``text`` asks, and those of its statements that hold a number among ``literals``.

    ``all_numbers`` keeps every statement with a number: for programs that use one that stands nowhere, so that it
    cannot be told which statement it came from.
    """
    reading = split_problem(text)
    used = frozenset(literals)
    explicit = {value for mention in mentions(text) if not mention.implied for value in mention.values}
    facts: list[str] = []
    for statement in reading.statements:
        found = _kept(statement, used, explicit, all_numbers)
        if found and found not in facts:
            facts.append(found)
    if not facts:
        facts = _with_numbers(reading)
    return KeyPoints(reading.core_question, tuple(map(_as_fact, facts)))


def _with_numbers(reading: Reading) -> list[str]:
    numbered = [s for s in reading.statements if any(not m.implied for m in mentions(s))]
    return numbered or list(reading.statements)


def _kept(statement: str, used: frozenset[Fraction], explicit: set[Fraction], all_numbers: bool) -> str:
    """The statement, or those of its clauses that matter, or nothing."""
    clauses = _CLAUSE.split(statement)
    if len(clauses) > 1 and not all_numbers:
        worth = [_matters(clause, used, explicit) for clause in clauses]
        if any(w is True for w in worth) and any(w is False for w in worth):
            return " ".join(as_statement(c) for c, w in zip(clauses, worth, strict=True) if w is not False)
    matters = _matters(statement, used, explicit)
    if matters is None:
        return statement if _RELATES.search(statement) else ""
    return statement if matters or all_numbers else ""


def _matters(clause: str, used: frozenset[Fraction], explicit: set[Fraction]) -> bool | None:
    """Whether a clause holds a number that is used; None when it holds no number at all."""
    found = mentions(clause)
    if any(mention.values & used for mention in found if not mention.implied):
        return True
    if any((mention.values & used) - explicit for mention in found if mention.implied):
        return True
    return False if any(not mention.implied for mention in found) else None


def _as_fact(statement: str) -> str:
    """A statement as a line of its own: capital letter, ended, no leading connective."""
    statement = re.sub(r"^(?:and|but|so|also|however|now|well),?\s+", "", statement.strip(), flags=re.I)
    statement = statement[:1].upper() + statement[1:]
    return statement if statement.endswith((".", "!", "?", ".'", '."', ".”", ")")) else statement.rstrip(",;: ") + "."
