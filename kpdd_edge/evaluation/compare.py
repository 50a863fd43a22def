"""Two results on the same problems, compared in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kpdd_edge.errors import DataError
from kpdd_edge.evaluation.results import Result
from kpdd_edge.evaluation.stats import Interval, mcnemar_exact, paired_difference, wilson


@dataclass(frozen=True, slots=True)
class Discordant:
    """A problem that one of the two solved and the other did not."""

    id: str
    problem: str
    gold: str
    first: dict[str, Any]
    second: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        def side(item: dict[str, Any]) -> dict[str, Any]:
            return {key: item.get(key) for key in ("answer", "correct", "error", "confidence")}

        return {
            "id": self.id,
            "problem": self.problem,
            "gold": self.gold,
            "first": side(self.first),
            "second": side(self.second),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of the pairs; ``difference`` is the accuracy of the second minus that of the first."""

    first: str
    second: str
    both: int
    only_first: int
    only_second: int
    neither: int
    unpaired_first: int  # items that the other result does not have
    unpaired_second: int
    difference: float
    interval: Interval
    p: float
    same_seconds: tuple[float, float]  # seconds per paired problem
    same_tokens: tuple[float, float]  # written tokens per paired problem
    differing: tuple[tuple[str, Any, Any], ...]  # settings in which the two runs differ
    gained: tuple[Discordant, ...]  # the second solved them, the first did not
    lost: tuple[Discordant, ...]

    @property
    def paired(self) -> int:
        return self.both + self.only_first + self.only_second + self.neither

    def to_dict(self, examples: int = 5) -> dict[str, Any]:
        n = self.paired

        def side(name: str, correct: int, which: int) -> dict[str, Any]:
            return {
                "result": name,
                "correct": correct,
                "accuracy": round(correct / n, 6),
                "ci95": wilson(correct, n).to_list(),
                "seconds_per_problem": round(self.same_seconds[which], 4),
                "completion_tokens_per_problem": round(self.same_tokens[which], 2),
            }

        return {
            "paired": n,
            "first": side(self.first, self.both + self.only_first, 0),
            "second": side(self.second, self.both + self.only_second, 1),
            "both": self.both,
            "only_first": self.only_first,
            "only_second": self.only_second,
            "neither": self.neither,
            "unpaired": {"first": self.unpaired_first, "second": self.unpaired_second},
            "difference": round(self.difference, 6),
            "difference_ci95": self.interval.to_list(),
            "mcnemar_p": self.p,
            "differing": [{"setting": key, "first": a, "second": b} for key, a, b in self.differing],
            "gained": [example.to_dict() for example in self.gained[:examples]],
            "lost": [example.to_dict() for example in self.lost[:examples]],
        }


def compare(first: Result, second: Result) -> Comparison:
    """Pair two results by problem id.

    A pair must be the same problem: DataError when an id has another text or gold answer in the other result, and
    when no id is in both.
    """
    ours = {item["id"]: item for item in first.items}
    theirs = {item["id"]: item for item in second.items}
    ids = [identifier for identifier in ours if identifier in theirs]
    if not ids:
        raise DataError(
            "The two results have no problem in common",
            cause=f"{first.path.name}: {first.title}\n{second.path.name}: {second.title}",
            hint="kpdd eval both students with the same --data and --limit",
        )
    pairs = [(ours[identifier], theirs[identifier]) for identifier in ids]
    for a, b in pairs:
        if (a.get("problem"), a.get("gold")) != (b.get("problem"), b.get("gold")):
            raise DataError(
                f"Problem {a['id']!r} is not the same in both results",
                cause="Its text or its gold answer differs: the data changed between the two runs.",
                hint="kpdd eval both students on the same file",
            )
    both, only_first, only_second, neither = counts([(a["correct"], b["correct"]) for a, b in pairs])
    difference, interval = paired_difference(both, only_first, only_second, neither)

    def examples(wanted: bool) -> tuple[Discordant, ...]:
        return tuple(
            Discordant(a["id"], a.get("problem", ""), a.get("gold", ""), a, b)
            for a, b in pairs
            if a["correct"] != b["correct"] and b["correct"] is wanted
        )

    n = len(pairs)
    return Comparison(
        first=first.title,
        second=second.title,
        both=both,
        only_first=only_first,
        only_second=only_second,
        neither=neither,
        unpaired_first=len(ours) - n,
        unpaired_second=len(theirs) - n,
        difference=difference,
        interval=interval,
        p=mcnemar_exact(only_first, only_second),
        same_seconds=(_mean(pairs, 0, _seconds), _mean(pairs, 1, _seconds)),
        same_tokens=(_mean(pairs, 0, _tokens), _mean(pairs, 1, _tokens)),
        differing=tuple(_differing(first.header, second.header)),
        gained=examples(True),
        lost=examples(False),
    )


def counts(pairs: Sequence[tuple[bool, bool]]) -> tuple[int, int, int, int]:
    """(both, only the first, only the second, neither)."""
    return (
        pairs.count((True, True)),
        pairs.count((True, False)),
        pairs.count((False, True)),
        pairs.count((False, False)),
    )


def _seconds(item: dict[str, Any]) -> float:
    return float(item.get("seconds", 0.0))


def _tokens(item: dict[str, Any]) -> float:
    return float(item["tokens"].get("completion", 0))


def _mean(pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]], which: int, measure: Any) -> float:
    return float(sum(measure(pair[which]) for pair in pairs) / len(pairs))


def _differing(first: dict[str, Any], second: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """The settings that differ, by dotted name; hashes and counts of the data are compared item by item instead."""
    left, right = _flat(first), _flat(second)
    names = [*left, *(name for name in right if name not in left)]
    return [(name, left.get(name), right.get(name)) for name in names if left.get(name) != right.get(name)]


def _flat(header: dict[str, Any], where: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in header.items():
        name = f"{where}.{key}" if where else key
        if isinstance(value, dict):
            found |= _flat(value, name)
        elif name not in ("data.problems_sha256", "data.problems", "data.limit"):
            found[name] = value
    return found
