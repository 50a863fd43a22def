"""How often the core question derived by rule is the published one, on sets that publish body and question apart.

    python benchmarks/keypoints.py --path DIR [--json FILE]

Body and question are joined in two ways: as the loader writes them (a comma and a small letter where the body ends in
the middle of a sentence), and plainly with a space. The derived question counts as equal when it has the same words
and numbers in the same order; case, punctuation and spacing aside. Only counts are kept: nothing of the sets is
written anywhere.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import conditions, report

from kpdd_edge import datasets
from kpdd_edge.problem import Problem
from kpdd_edge.teacher.contamination import words_of
from kpdd_edge.teacher.keypoints import split_problem

SETS: dict[str, dict[str, Any]] = {"svamp": {}, "asdiv": {"answers": "all"}}
JOINS: dict[str, Callable[[Problem], str]] = {
    "as loaded": lambda problem: problem.text,
    "plain space": lambda problem: f"{problem.body or ''} {problem.question or ''}",
}


def measure(path: Path) -> list[dict[str, Any]]:
    """One row for each set and way of joining: how many are equal, and where the others differ."""
    rows = []
    for name, options in SETS.items():
        loaded = datasets.load(name, path, **options)
        for join, text_of in JOINS.items():
            differing: Counter[str] = Counter()
            for problem in loaded:
                derived = words_of(split_problem(text_of(problem)).core_question)
                published = words_of(problem.question or "")
                if derived != published:
                    differing[_how(derived, published)] += 1
            total = len(loaded)
            equal = total - sum(differing.values())
            rows.append(
                {
                    "set": name,
                    "join": join,
                    "equal": equal,
                    "total": total,
                    "share": round(equal / total, 5),
                    "differing": dict(differing.most_common()),
                }
            )
    return rows


def _how(derived: tuple[str, ...], published: tuple[str, ...]) -> str:
    count = len(derived)
    if count < len(published) and published[:count] == derived:
        return "condition behind the question split off"
    if count < len(published) and published[-count:] == derived:
        return "words in front of the question split off"
    if count > len(published) and derived[-len(published) :] == published:
        return "words of the body kept in front"
    return "other"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--path", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--least", type=float, default=0.97, help="fail below this share")
    parser.add_argument("--json", type=Path, help="write the rows here, too")
    arguments = parser.parse_args()
    rows = measure(arguments.path)
    figures = {
        f"{row['set']}, {row['join']}": f"{row['equal']} of {row['total']} ({row['share']:.2%}); the others: "
        + (", ".join(f"{how} {count}" for how, count in row["differing"].items()) or "none")
        for row in rows
    }
    report("Core questions that equal the published ones", figures, conditions(()), arguments.json)
    return 0 if all(row["share"] >= arguments.least for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
