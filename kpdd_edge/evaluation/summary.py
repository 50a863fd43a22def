"""From the items of an evaluation to its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from kpdd_edge.evaluation.stats import risk_coverage, wilson
from kpdd_edge.evaluation.taxonomy import KINDS

#: More levels of confidence than this are put into bands.
_LEVELS: Final = 20
#: Points of the risk-coverage curve that are kept.
_POINTS: Final = 100


def summarise(items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The summary object of ``items`` (also of the first so many of them).

    ``errors`` counts each kind of :data:`~kpdd_edge.evaluation.taxonomy.KINDS` that occurred. ``seconds`` is the sum
    of the items' shares of the time, loading left out. ``confidence`` holds the risk-coverage ``curve`` as
    [coverage, risk, confidence], thinned to a hundred points, and its area ``aurc`` (beside that of an ideal
    confidence), the accuracy among the most confident half, and that of each level of confidence: where there are more
    than twenty, of each tenth, named by its lower end.
    """
    total = len(items)
    correct = sum(item["correct"] for item in items)
    kinds = Counter(item["error"] for item in items if not item["correct"])
    prompt = sum(item["tokens"].get("prompt", 0) for item in items)
    completion = sum(item["tokens"].get("completion", 0) for item in items)
    seconds = sum(item.get("seconds", 0.0) for item in items)
    each = max(total, 1)
    return {
        "correct": correct,
        "total": total,
        "accuracy": round(correct / each, 6),
        "ci95": wilson(correct, total).to_list(),
        "answered": sum(item["answer"] is not None for item in items),
        "errors": {kind: kinds[kind] for kind in KINDS if kinds[kind]},
        "seconds": round(seconds, 3),
        "seconds_per_problem": round(seconds / each, 4),
        "tokens": {"prompt": prompt, "completion": completion},
        "tokens_per_problem": {"prompt": round(prompt / each, 2), "completion": round(completion / each, 2)},
        "confidence": _confidence(items),
    }


def _confidence(items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    curve = risk_coverage([item["confidence"] for item in items], [item["correct"] for item in items])
    many = len({item["confidence"] for item in items}) > _LEVELS
    levels: dict[float, list[bool]] = {}
    for item in items:
        level = min(int(10 * item["confidence"]), 9) / 10 if many else item["confidence"]
        levels.setdefault(level, []).append(item["correct"])
    last = len(curve.points) - 1
    kept = sorted({round(last * i / (_POINTS - 1)) for i in range(_POINTS)}) if last >= _POINTS else range(last + 1)
    return {
        "aurc": round(curve.area, 6),
        "aurc_ideal": round(curve.best_area, 6),
        "accuracy_confident_half": round(curve.half_accuracy, 6),
        "curve": [[round(x, 6), round(y, 6), c] for x, y, c in (curve.points[i] for i in kept)],
        "levels": [
            {"confidence": level, "correct": sum(marks), "total": len(marks)}
            for level, marks in sorted(levels.items(), reverse=True)
        ],
    }
