"""The statistics of an evaluation: intervals, the paired test, risk against coverage. Standard library only.

Every formula names its source. Nothing here knows what a problem or a student is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    def to_list(self) -> list[float]:
        return [round(self.low, 6), round(self.high, 6)]


def wilson(successes: int, total: int, level: float = 0.95) -> Interval:
    """The score interval of a proportion; (0, 1) when nothing was counted.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209-212.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} of {total} is no proportion")
    if total == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p = successes / total
    middle = p + z * z / (2 * total)
    half = z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    # At the ends one bound is exact; rounding must not push it past them.
    low = 0.0 if successes == 0 else (middle - half) / scale
    high = 1.0 if successes == total else (middle + half) / scale
    return Interval(low, high)


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """Two-sided p of the exact McNemar test: how likely so uneven a split of the discordant pairs is by chance.

    The binomial with probability 1/2, in integers; 1.0 without discordant pairs. Q. McNemar, Psychometrika 12 (1947).
    """
    if min(only_first, only_second) < 0:
        raise ValueError("counts cannot be negative")
    n = only_first + only_second
    tail, term = 0, 1  # term: n choose k
    for k in range(min(only_first, only_second) + 1):
        tail += term
        term = term * (n - k) // (k + 1)
    return float(min(1.0, 2 * tail / 2**n))


def paired_difference(
    both: int, only_first: int, only_second: int, neither: int, level: float = 0.95
) -> tuple[float, Interval]:
    """The difference of two proportions measured on the same items (second minus first), and its interval.

    Method 10 (square and add, with a continuity-corrected correlation) of R. G. Newcombe, "Improved confidence
    intervals for the difference between binomial proportions based on paired data", Statistics in Medicine 17 (1998)
    2635-2650.
    """
    n = both + only_first + only_second + neither
    if n == 0:
        return 0.0, Interval(-1.0, 1.0)
    first, second = both + only_first, both + only_second
    p1, p2 = first / n, second / n
    w1, w2 = wilson(first, n, level), wilson(second, n, level)
    difference = p2 - p1
    product = both * neither - only_first * only_second
    corrected = max(product - n / 2, 0.0) if product > 0 else float(product)
    margins = first * (n - first) * second * (n - second)
    phi = corrected / sqrt(margins) if margins else 0.0
    low = sqrt(max(0.0, (p2 - w2.low) ** 2 - 2 * phi * (p2 - w2.low) * (w1.high - p1) + (w1.high - p1) ** 2))
    high = sqrt(max(0.0, (w2.high - p2) ** 2 - 2 * phi * (w2.high - p2) * (p1 - w1.low) + (p1 - w1.low) ** 2))
    return difference, Interval(max(-1.0, difference - low), min(1.0, difference + high))


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """What is wrong among the most confident answers.

    ``points``: (coverage, risk, confidence) after each group of equal confidence, coverage growing to 1. ``area``:
    the mean risk over all coverages 1/n, 2/n, ..., 1 (AURC), items of equal confidence taken in the mean of all
    their orders. ``best_area``: that of an ideal confidence with the same number of errors. ``half_accuracy``: the
    expected accuracy among the most confident half (rounded up), ties taken likewise.
    """

    points: tuple[tuple[float, float, float], ...]
    area: float
    best_area: float
    half_accuracy: float


def risk_coverage(confidences: Sequence[float], correct: Sequence[bool]) -> RiskCoverage:
    """The risk-coverage curve and its area. Raises ValueError for sequences of different lengths.

    R. El-Yaniv and Y. Wiener, JMLR 11 (2010) 1605-1641; the area: Y. Geifman, G. Uziel and R. El-Yaniv,
    arXiv 1805.08206.
    """
    if len(confidences) != len(correct):
        raise ValueError("one confidence for each item is needed")
    n = len(correct)
    if n == 0:
        return RiskCoverage((), 0.0, 0.0, 0.0)
    ordered = sorted(zip(confidences, correct, strict=True), key=lambda pair: -pair[0])
    points: list[tuple[float, float, float]] = []
    half = (n + 1) // 2
    covered, errors, area, half_errors = 0, 0.0, 0.0, 0.0
    for confidence, group in groupby(ordered, key=lambda pair: pair[0]):
        members = [good for _, good in group]
        wrong = members.count(False)
        rate = wrong / len(members)
        for k in range(1, len(members) + 1):
            area += (errors + rate * k) / (covered + k)
            if covered + k == half:
                half_errors = errors + rate * k
        covered += len(members)
        errors += wrong
        points.append((covered / n, errors / covered, confidence))
    right = n - int(errors)
    best = sum((k - right) / k for k in range(right + 1, n + 1)) / n
    return RiskCoverage(tuple(points), area / n, best, 1 - half_errors / half)
