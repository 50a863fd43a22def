"""Whether training problems are also evaluation problems: the same text, the same but for numbers, or nearly the same.

Three kinds of hit, each looked for only where the stronger ones found nothing:

- ``exact``: equal after lower-casing and dropping punctuation and spacing;
- ``masked``: equal when every number, in figures or words, is replaced by one sign;
- ``near``: the word 3-shingles of the masked texts, with names masked as well and "he" and "she" made one, have a
  Jaccard similarity of at least ``threshold``: the same story with other people, things or one sentence. Candidates
  come from MinHash signatures (Broder 1997) of 128 permutations in bands of 4 rows, which finds a pair of similarity
  0.7 with probability 1 - (1 - 0.7^4)^32 > 0.9998; of 2 rows or 1 for a lower threshold, so that none is ever missed
  more often than once in fifty times. Each candidate's similarity is then computed exactly.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from kpdd_edge import datasets
from kpdd_edge.datasets.base import Loaded
from kpdd_edge.errors import DataError
from kpdd_edge.problem import Problem

Kind = Literal["exact", "masked", "near"]
KINDS: Final[tuple[Kind, ...]] = ("exact", "masked", "near")

SHINGLE: Final = 3  # words
PERMUTATIONS: Final = 128
DEFAULT_THRESHOLD: Final = 0.7
MAX_HITS: Final = 1000  # described one by one; the rest are only counted

_PRIME: Final = 4294967311  # the first above 2^32
_SEED: Final = 20240714
_TOKEN: Final = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)
_NAME: Final = re.compile(r"(?<=[a-z0-9,;'\"$%)] )[A-Z][a-z]+(?:'s)?")
_CAPITALS: Final = frozenset({"i", "how", "what", "if", "the", "monday", "tuesday", "wednesday", "thursday", "friday"})
_PRONOUNS: Final = {"she": "he", "her": "his", "him": "his", "hers": "his", "herself": "himself"}
_NUMBER_WORDS: Final = frozenset(
    {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
    | {"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty"}
    | {"fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million"}
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A training problem that is an evaluation problem, or nearly."""

    kind: Kind
    train_id: str
    eval_set: str
    eval_id: str
    similarity: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "train_id": self.train_id,
            "eval_set": self.eval_set,
            "eval_id": self.eval_id,
            "similarity": round(self.similarity, 4),
        }


@dataclass(slots=True)
class Findings:
    """Counts by evaluation set and kind (of training problems), and the first hits."""

    problems: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    tainted: set[int] = field(default_factory=set)  # places of the problems with a hit, from 0
    threshold: float = DEFAULT_THRESHOLD

    @property
    def total(self) -> int:
        return sum(sum(counter.values()) for counter in self.counts.values())

    def to_dict(self) -> dict[str, Any]:
        return {
            "problems": self.problems,
            "threshold": self.threshold,
            "hits": self.total,
            "tainted": len(self.tainted),
            "sets": {
                name: {"problems": self.sizes[name], **{kind: self.counts[name][kind] for kind in KINDS}}
                for name in self.counts
            },
            "examples": [hit.to_dict() for hit in self.hits],
        }


def check(
    training: Iterable[Problem],
    evaluation: Sequence[Loaded],
    *,
    threshold: float = DEFAULT_THRESHOLD,
    on_progress: Callable[[int], None] | None = None,
) -> Findings:
    """Compare every training problem with every problem of ``evaluation``; reads ``training`` once, as it comes."""
    if not 0.0 < threshold <= 1.0:
        raise DataError(f"A threshold lies above 0 and at most at 1, not at {threshold}")
    rows = _rows(threshold)
    indexes = {f"{loaded.info.name}:{loaded.split}": _Index(loaded.problems, rows) for loaded in evaluation}
    found = Findings(
        counts={name: Counter() for name in indexes},
        sizes={name: len(index.ids) for name, index in indexes.items()},
        threshold=threshold,
    )
    for problem in training:
        found.problems += 1
        words = words_of(problem.text)
        masked = mask(words)
        shingles = shingles_of(story_of(problem.text))
        signature: NDArray[np.uint64] | None = None
        for name, index in indexes.items():
            hit = index.equal(words, masked)
            if hit is None:
                signature = minhash(shingles) if signature is None else signature
                hit = index.near(shingles, signature, threshold)
            if hit is not None:
                kind, identifier, similarity = hit
                found.tainted.add(found.problems - 1)
                found.counts[name][kind] += 1
                if len(found.hits) < MAX_HITS:
                    found.hits.append(Hit(kind, problem.id, name, identifier, similarity))
        if on_progress is not None and found.problems % 256 == 0:
            on_progress(found.problems)
    return found


def evaluation_sets(path: Path | None, wanted: Sequence[str] | None = None) -> tuple[list[Loaded], dict[str, str]]:
    """Every split that is only for scoring, from ``path`` or the hub, and why others could not be checked.

    ``wanted`` names data sets (all their scoring splits) or files of problems; then each of them has to be there.
    Raises DataError when one is not, or when there is nothing to check against at all.
    """
    found: list[Loaded] = []
    missing: dict[str, str] = {}
    for name in wanted or [name for name in datasets.names() if name != "file"]:
        if name not in datasets.LOADERS and Path(name).is_file():
            found.append(datasets.load("file", name, need_gold=False))
            continue
        card = datasets.info(name)
        # Problems with any kind of answer count: what matters here is their text.
        options = {"answers": "all"} if name == "asdiv" else {}
        for split in card.splits:
            if card.may_train_on(split):
                continue
            try:
                found.append(datasets.load(name, path, split, **options))
            except DataError as error:
                if wanted:
                    raise
                missing[f"{name}:{split}"] = error.title
    if not found:
        raise DataError(
            "There is no evaluation set to check against",
            cause="; ".join(f"{name}: {why}" for name, why in missing.items()),
            hint="kpdd data check FILE.jsonl --path FOLDER_OF_THE_DATA_SETS",
        )
    return found, missing


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of a text, in lower case, without punctuation."""
    flat = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return tuple(token.replace(",", "") for token in _TOKEN.findall(flat))


def mask(words: Sequence[str]) -> tuple[str, ...]:
    """The words with every number, in figures or words, replaced by ``#``; numbers in a row are one."""
    masked: list[str] = []
    for word in words:
        shown = "#" if word[0].isdigit() or word in _NUMBER_WORDS else word
        if shown != "#" or not masked or masked[-1] != "#":
            masked.append(shown)
    return tuple(masked)


def story_of(text: str) -> tuple[str, ...]:
    """The masked words, with every name as ``@`` and the words for "he" and "she" made one.

    A name is a capitalised word that stands somewhere else than at the beginning of a sentence.
    """
    flat = unicodedata.normalize("NFKC", text).replace("’", "'")
    names = {name.removesuffix("'s").casefold() for name in _NAME.findall(flat)} - _CAPITALS
    words = (word.removesuffix("'s") for word in words_of(text))
    return mask(["@" if word in names else _PRONOUNS.get(word, word) for word in words])


def shingles_of(words: Sequence[str]) -> frozenset[int]:
    """32-bit hashes of the word 3-shingles; a shorter text is one shingle."""
    count = max(1, len(words) - SHINGLE + 1)
    return frozenset(_hash(" ".join(words[i : i + SHINGLE])) for i in range(count))


@lru_cache(maxsize=1 << 16)
def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=4).digest(), "little")


def minhash(shingles: frozenset[int]) -> NDArray[np.uint64]:
    """The MinHash signature, shape (128,)."""
    a, b = _permutations()
    values = np.fromiter(shingles, dtype=np.uint64, count=len(shingles))
    hashed = (values[:, None] * a[None, :] + b[None, :]) % np.uint64(_PRIME)
    signature: NDArray[np.uint64] = hashed.min(axis=0)
    return signature


@lru_cache(maxsize=1)
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Factors below 2^31 and summands below 2^32: a product with a 32-bit hash stays below 2^64."""
    rng = np.random.default_rng(_SEED)
    a = rng.integers(1, 1 << 31, PERMUTATIONS, dtype=np.uint64)
    b = rng.integers(0, 1 << 32, PERMUTATIONS, dtype=np.uint64)
    return a, b


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of what two sets have in common."""
    return len(a & b) / len(a | b) if a or b else 1.0


def _rows(threshold: float) -> int:
    """How many rows a band may have, for a pair at the threshold to be missed in two of a hundred cases at most."""
    return next((rows for rows in (4, 2) if (1 - threshold**rows) ** (PERMUTATIONS // rows) < 0.02), 1)


class _Index:
    """One evaluation set, ready to be asked; ``rows`` is how many values of a signature make a band."""

    def __init__(self, problems: Sequence[Problem], rows: int) -> None:
        self.rows = rows
        self.ids = [problem.id for problem in problems]
        self.exact: dict[tuple[str, ...], int] = {}
        self.masked: dict[tuple[str, ...], int] = {}
        self.shingles: list[frozenset[int]] = []
        self.bands: list[dict[bytes, list[int]]] = [defaultdict(list) for _ in range(PERMUTATIONS // rows)]
        for at, problem in enumerate(problems):
            words = words_of(problem.text)
            masked = mask(words)
            self.exact.setdefault(words, at)
            self.masked.setdefault(masked, at)
            self.shingles.append(shingles_of(story_of(problem.text)))
            self.add(at, minhash(self.shingles[-1]))

    def add(self, at: int, signature: NDArray[np.uint64]) -> None:
        """Let the problem at this place be found by its signature."""
        for band, key in zip(self.bands, self._keys(signature), strict=True):
            band[key].append(at)

    def equal(self, words: tuple[str, ...], masked: tuple[str, ...]) -> tuple[Kind, str, float] | None:
        """The problem with these words, else with these words but for the numbers."""
        if words in self.exact:
            return "exact", self.ids[self.exact[words]], 1.0
        if masked in self.masked:
            return "masked", self.ids[self.masked[masked]], 1.0
        return None

    def near(
        self, shingles: frozenset[int], signature: NDArray[np.uint64], threshold: float
    ) -> tuple[Kind, str, float] | None:
        """The most similar problem, if it is similar enough."""
        keys = self._keys(signature)
        candidates = {at for band, key in zip(self.bands, keys, strict=True) for at in band.get(key, ())}
        best = max(((jaccard(shingles, self.shingles[at]), -at) for at in candidates), default=(0.0, 0))
        return ("near", self.ids[-best[1]], best[0]) if best[0] >= threshold else None

    def _keys(self, signature: NDArray[np.uint64]) -> list[bytes]:
        """The signature cut into bands."""
        return [part.tobytes() for part in signature.reshape(-1, self.rows)]
