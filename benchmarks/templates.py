"""The authored templates: problems a second, and how varied they are.

    python benchmarks/templates.py [--count 100000] [--seed 1] [--json OUT.json]

One process draws ``count`` different problems by ``stream`` and throws them away. Structures are the shapes of the
programs: the operations with all names and numbers masked. Wordings are the texts with numbers, names and the things of
the word bank masked. The aim is 100,000 problems in 120 s on two cores; what is measured is one core.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from common import conditions, report

from kpdd_edge.datasets.templates import families, stream
from kpdd_edge.datasets.templates.things import nouns

#: Problems a second: 100,000 in 120 seconds.
AIM = 100_000 / 120
#: Wordings are counted on the first so many problems.
WORDINGS_OF = 20_000


def structure(program: str) -> str:
    """The program's steps with every name and number replaced by its place of first appearance."""
    places: dict[str, str] = {}
    lines = []
    for line in ast.parse(program).body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
            continue
        for node in ast.walk(line):
            if isinstance(node, ast.Name):
                node.id = places.setdefault(node.id, f"v{len(places)}")
            elif isinstance(node, ast.Constant):
                node.value = 1
        lines.append(ast.unparse(line))
    return "\n".join(lines)


def measure(count: int, seed: int) -> dict[str, Any]:
    found = families()
    begin = time.perf_counter()
    drawn = sum(1 for _ in stream(count, seed))
    seconds = time.perf_counter() - begin
    things = sorted({word for pair in nouns().items() for word in pair}, key=len, reverse=True)
    masked = re.compile(r"\d[\d.,]*|\b[A-Z][a-z]+\b|\b(?:" + "|".join(things) + r")\b")
    structures: set[str] = set()
    wordings: set[str] = set()
    steps: Counter[int] = Counter()
    characters = 0
    for problem in stream(min(count, WORDINGS_OF), seed):
        structures.add(structure(problem.rationales[0].text))
        wordings.add(masked.sub("#", problem.text))
        steps[int(problem.meta["steps"])] += 1
        characters += len(problem.text)
    sampled = sum(steps.values())
    return {
        "problems": drawn,
        "seconds, one process": round(seconds, 1),
        "problems per second": round(drawn / seconds),
        "families": len(found),
        "topics": len({family.topic for family in found.values()}),
        f"structures in {sampled}": len(structures),
        f"wordings in {sampled}": len(wordings),
        "mean characters of a problem": round(characters / sampled, 1),
        "share by number of steps": {n: round(steps[n] / sampled, 3) for n in sorted(steps)},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    figures = measure(options.count, options.seed)
    report("Authored templates", figures, {**conditions(()), "load": f"{os.getloadavg()[0]:.1f}"}, options.json)
    return 0 if figures["problems per second"] >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
