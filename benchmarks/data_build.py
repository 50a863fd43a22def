"""How much of GSM8K train the gold teacher verifies, how fast, and whether it is wired right.

    python benchmarks/data_build.py --path DIR [--confirmed PROGRAMS.jsonl --rows ROWS.json] [--json FILE]

The build runs in a fresh process with the sandbox, into a temporary folder. ``--confirmed`` holds independently
confirmed programs, one object a line with ``index`` (the row of the socratic training file) and ``program``; ``--rows``
limits them to the row numbers in ``{"rows": [...]}``. For each of them the numbers in both programs are changed, and
both have to give the same value again (:mod:`kpdd_edge.teacher.agreement`).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from common import conditions, report

from kpdd_edge.datasets import jsonl
from kpdd_edge.teacher.agreement import NotArithmetic, compare


def run_build(path: Path, out: Path) -> dict[str, Any]:
    """The report of ``kpdd data build``, with wall and processor seconds of the whole process tree."""
    command = [sys.executable, "-m", "kpdd_edge", "data", "build", "--dataset", "gsm8k", "--path", str(path)]
    begin, before = time.monotonic(), os.times()
    run = subprocess.run(
        [*command, "--teacher", "gold", "-o", str(out), "--json"], stdout=subprocess.PIPE, check=True, text=True
    )
    after = os.times()
    figures: dict[str, Any] = json.loads(run.stdout)
    figures["wall_s"] = round(time.monotonic() - begin, 2)
    figures["cpu_s"] = round(
        after.children_user + after.children_system - before.children_user - before.children_system, 2
    )
    return figures


def agreement(built: Path, confirmed: Path, rows: Path | None) -> dict[str, Any]:
    """How many built programs agree with the confirmed ones, also apart for those marked sure and unsure."""
    wanted = None if rows is None else set(json.loads(rows.read_text(encoding="utf-8"))["rows"])
    reference: dict[int, str] = {}
    with confirmed.open(encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            if wanted is None or row["index"] in wanted:
                reference[row["index"]] = row["program"]
    counts: Counter[str] = Counter()
    for problem in jsonl.read(built):
        index = int(problem.id.rpartition("-")[2])
        if index not in reference:
            continue
        program = next(r.text for r in problem.rationales if r.kind == "pot")
        try:
            found = compare(program, reference.pop(index))
        except NotArithmetic:
            counts["not comparable"] += 1
            continue
        verdict = "agree" if found.same else "disagree" if found.tried else "nothing shared"
        counts[verdict] += 1
        counts[f"{problem.meta['wiring']}: {verdict}"] += 1
    compared = counts["agree"] + counts["disagree"]
    return {
        **dict(counts.most_common()),
        "not built": len(reference),
        "agreement": round(counts["agree"] / compared, 5) if compared else None,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--path", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--confirmed", type=Path, help="independently confirmed programs")
    parser.add_argument("--rows", type=Path, help="only these rows of them")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "train.jsonl"
        figures = run_build(arguments.path, out)
        if arguments.confirmed:
            figures["confirmed"] = agreement(out, arguments.confirmed, arguments.rows)
    del figures["out"]
    where = {**conditions(("pydantic-monty",)), "load": f"{os.getloadavg()[0]:.1f}"}
    report("Building GSM8K train", figures, where, arguments.json)
    passed = figures["rate"] >= 0.97 and figures.get("confirmed", {}).get("agreement", 1.0) >= 0.99
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
