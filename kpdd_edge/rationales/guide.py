"""Which text may follow in a program that a student is writing: names only once they have a value.

A small student likes to name a thing it has not worked out yet ("answer = eggs_left / 3" as the first line), breaks a
name in two, or goes on with "=" behind a sum. These are certain errors at the moment they are written, when another
token can still be chosen instead. Only flat programs are watched, one assignment of plain arithmetic a line, as
students are taught; whatever looks different (a function, a loop, a call with several arguments, prose) may go on as it
likes.
"""

from __future__ import annotations

import re
from typing import Final

#: Names that have a value from the beginning, and words that may begin an operand.
_KNOWN: Final = frozenset(
    {"abs", "divmod", "float", "int", "len", "list", "max", "min", "pow", "range", "round", "set", "sorted", "str"}
    | {"sum", "tuple", "math", "fractions", "Fraction", "Decimal", "True", "False", "None", "not", "lambda"}
)
_BETWEEN: Final = ("and", "else", "for", "if", "in", "is", "not", "or")  # words that may stand after an operand

_ASSIGNMENT: Final = re.compile(r"[ \t]*([A-Za-z_]\w*)[ \t]*=(?!=)(.*)", re.ASCII)
#: A second "=" outside brackets and quotes, and what stands between the two.
_AGAIN: Final = re.compile(r"([^()\[\]{}'\"#]*?)(?<![=<>!:])=(?!=)")
_TWO_WORDS: Final = re.compile(r"[ \t]*([A-Za-z_]\w*)[ \t]+[A-Za-z_0-9]", re.ASCII)
_NOT_PLAIN: Final = re.compile(r"[^\w\s.+\-*/%()]", re.ASCII)
_PART: Final = re.compile(
    r"[ \t]*(?:(\d[\d_]*(?:\.\d*)?(?:[eE](?:[-+]?\d+)?)?)|([A-Za-z_]\w*)|(\*\*|//|[-+*/%()]))", re.ASCII
)


def may_follow(text: str, piece: str) -> bool:
    """Whether ``piece`` may come next in the program ``text``; true for everything that is not certainly an error."""
    cut = text.rfind("\n") + 1
    names = set(_KNOWN)
    for line in text[:cut].split("\n"):
        if not _take(line, names):
            return True
    *done, last = (text[cut:] + piece).split("\n")
    for line in done:
        if not _fits(line, names, whole=True):
            return False
        if not _take(line, names):
            return True
    return _fits(last, names, whole=False)


def _take(line: str, names: set[str]) -> bool:
    """Add what the line gives a value; false when it is none of a flat program's lines."""
    if not line.strip() or line.lstrip().startswith("#"):
        return True
    if (match := _ASSIGNMENT.match(line)) is None:
        return False
    names.add(match[1])
    return True


def _fits(line: str, names: set[str], *, whole: bool) -> bool:
    match = _ASSIGNMENT.match(line)
    if match is None:
        two = _TWO_WORDS.match(line)
        return two is None or "_" not in two[1]  # without one it may be prose, or a statement
    if (again := _AGAIN.match(match[2])) is not None and not _may_be_given_a_value(again[1]):
        return False
    right, comment, _ = match[2].partition("#")
    return bool(_NOT_PLAIN.search(right)) or _arithmetic(right, names, whole=whole or bool(comment))


def _may_be_given_a_value(text: str) -> bool:
    """Whether "=" may stand behind ``text``: a name, or the beginning of a condition; not "7 + eggs"."""
    return text.strip().isidentifier() or any(word in (*_BETWEEN, "lambda") for word in text.split())


def _arithmetic(text: str, names: set[str], *, whole: bool) -> bool:
    """Whether ``text`` is plain arithmetic on numbers and ``names``, or with ``whole`` false the beginning of it."""
    at, depth, wanted, called = 0, 0, True, False  # wanted: an operand comes next
    while match := _PART.match(text, at):
        at = match.end()
        number, name, sign = match.groups()
        if name is not None and at == len(text) and not whole:  # it may become longer
            return any(known.startswith(name) for known in (names if wanted else _BETWEEN))
        if name is not None and not wanted and name in _BETWEEN:
            return True
        if name == "not" and wanted:
            continue
        if number is not None or name is not None:
            if not wanted or (name is not None and name not in names):
                return False
            wanted, called = False, name is not None
        elif sign == "(" and not wanted:
            return called  # within a call, a name may be bound by a "for" behind it
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if wanted or depth < 0:
                return False
        elif wanted and sign not in "+-":
            return False
        else:
            wanted = True
    if text[at:].strip():
        return True  # an attribute, a number of another form
    return not whole or not wanted or depth > 0
