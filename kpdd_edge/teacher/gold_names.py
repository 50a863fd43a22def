"""Names for results: short, from the sub-question or the solution's own words, the same words in the same order."""

from __future__ import annotations

import keyword
import re
from typing import Final

MAX_WORDS: Final = 4

_DROPPED: Final = frozenset(
    {
        "how",
        "many",
        "much",
        "did",
        "does",
        "do",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "the",
        "a",
        "an",
        "of",
    }
    | {
        "in",
        "to",
        "for",
        "will",
        "would",
        "what",
        "what's",
        "has",
        "have",
        "had",
        "on",
        "at",
        "by",
        "from",
        "with",
        "and",
    }
    | {"if", "that", "this", "these", "those", "it", "its", "he", "she", "they", "his", "her", "hers", "their", "them"}
    | {
        "him",
        "there",
        "can",
        "could",
        "should",
        "as",
        "so",
        "when",
        "than",
        "who",
        "whom",
        "which",
        "then",
        "also",
        "i",
    }
    | {"we", "you", "your", "our", "my", "us", "or", "but", "some", "any", "now", "currently", "still", "just", "only"}
    | {"number", "amount", "s", "t", "d", "ll", "re", "ve", "here", "because", "since", "while", "it's", "get", "go"}
    | {
        "gets",
        "got",
        "himself",
        "herself",
        "themselves",
        "need",
        "needs",
        "needed",
        "out",
        "up",
        "about",
        "into",
        "make",
    }
    | {"thus", "therefore", "first", "next", "find", "means", "whole", "so", "let", "equal", "equals", "makes", "made"}
)
#: Sub-questions that say what is done to an equation, not what is found.
_MOVES: Final = re.compile(
    r"^(?:define|write|simplify|combine|divide|multiply|subtract|add|isolate|substitute|solve|convert|set up|express|"
    r"rewrite|expand|factor|move|cross|distribute|let|plug|square|take|use|find x|eliminate|collect|rearrange)\b",
    re.I,
)
_HEADS: Final = (
    (re.compile(r"^how long\b", re.I), "time"),
    (re.compile(r"^how far\b", re.I), "distance"),
    (re.compile(r"^how old\b", re.I), "age"),
    (re.compile(r"^how tall\b", re.I), "height"),
    (re.compile(r"^how (?:fast|quickly)\b", re.I), "speed"),
    (re.compile(r"^how heavy\b", re.I), "weight"),
    (re.compile(r"^how often\b", re.I), "times"),
    (re.compile(r"^what (?:fraction|percentage|percent|proportion)\b", re.I), "share"),
)


def asks(question: str) -> bool:
    """Whether a sub-question says what is found (and not what is done to an equation)."""
    return bool(question) and not _MOVES.match(question)


def words_of(text: str) -> list[str]:
    """The content words of a phrase, fit for a name."""
    lead = ""
    for pattern, head in _HEADS:
        if pattern.match(text):
            lead, text = head, pattern.sub("", text)
            break
    text = re.sub(r"['’]s?\b", "", text.lower().replace("%", " percent ").replace("&", " and "))
    found = [word for word in re.findall(r"[a-z]+|\d+", text) if word not in _DROPPED and len(word) < 20]
    # The head word stands last, as in "tom_age", where a possessor is named.
    if lead:
        found = [*[w for w in found if w != lead][: MAX_WORDS - 1], lead]
    return found


def name_for(texts: list[str], taken: set[str]) -> str:
    """A new name from the first of ``texts`` that has words; later texts and then numbers make it unlike ``taken``."""
    phrases = [words for words in ([t] if len(t) == 1 else words_of(t) for t in texts) if words]
    for words in phrases:
        name = _join(words[:MAX_WORDS])
        if name not in taken:
            break
        # The same question twice: a word that it had to leave out tells them apart.
        name = next((n for n in (_join([*words[: MAX_WORDS - 1], w]) for w in words[MAX_WORDS:]) if n not in taken), "")
        if name:
            break
    else:
        base = _join(phrases[0][: MAX_WORDS - 1]) if phrases else "value"
        name = base
        count = 2
        while name in taken:
            name = f"{base}_{count}"
            count += 1
    taken.add(name)
    return name


def _join(words: list[str]) -> str:
    name = "_".join(dict.fromkeys(words))
    if not name[:1].isalpha():
        name = f"n_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name
