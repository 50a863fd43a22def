"""A student's accuracy on the published sets, as it stands in the registry and on its card.

    python benchmarks/students.py --path DIR [--student NAME] [--sets gsm8k svamp asdiv multiarith] [--limit N]
                                  [--votes N] [--retries N] [--parallel 16] [--work runs/eval]
                                  [--json benchmarks/results/NAME.json]

Every set is scored whole unless ``--limit`` says otherwise, by ``kpdd eval``; a run that was stopped goes on when the
same command is given again. The result files hold the problems' words and stay in the work folder; what is written to
``--json`` are counts alone, with the hash of the file that was scored.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from common import conditions, report

from kpdd_edge.evaluation.data import open_data
from kpdd_edge.evaluation.results import Result
from kpdd_edge.evaluation.run import evaluate, make_header
from kpdd_edge.options import SolverOptions
from kpdd_edge.solver import Solver
from kpdd_edge.students.opening import find_student, open_student

SETS = ("gsm8k", "svamp", "asdiv", "multiarith")


def score(options: SolverOptions, name: str, args: argparse.Namespace) -> tuple[Result, dict[str, Any]]:
    """Evaluate on one set, going on from what the work folder holds."""
    data = open_data(name, path=args.path, limit=args.limit)
    with (
        open_student(options, parallel=args.parallel) as student,
        Solver(options, student=student) as solver,
    ):
        student.load()
        header = make_header(data, solver, parallel=args.parallel)
        kind = options.rationale or student.kinds[0]
        file = args.work / f"{student.name.replace(':', '-')}-{kind}-{options.votes}-{name}-{args.limit or 'all'}.jsonl"
        steps = evaluate(data, file, solver=solver, parallel=args.parallel)
        while True:
            try:
                now = next(steps)
            except StopIteration as end:
                return end.value, header
            if now.done % 50 == 0 or now.done == now.total:
                left = f", {now.remaining_s / 60:.0f} min to go" if now.remaining_s else ""
                print(f"{name}: {now.correct} of {now.done} right, of {now.total} in all{left}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--student", default="")
    parser.add_argument("--path", type=Path, required=True)
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--votes", type=int, default=1)
    retries = SolverOptions().retries
    parser.add_argument("--retries", type=int, default=retries, help="0: every answer is taken as it is")
    parser.add_argument("--rationale", default="")
    parser.add_argument("--parallel", type=int, default=16)
    parser.add_argument("--threads", type=int, default=0, help="one for each of several such runs at a time")
    parser.add_argument("--work", type=Path, default=Path("runs/eval"))
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    options = SolverOptions(
        student=args.student,
        rationale=args.rationale,
        votes=args.votes,
        retries=args.retries,
        threads=args.threads,
    )
    rows: dict[str, Any] = {}
    shares: list[float] = []
    for name in args.sets:
        result, header = score(options, name, args)
        summary = result.summary or {}
        shares.append(summary["accuracy"])
        kept = ("correct", "total", "accuracy", "ci95", "answered", "errors", "seconds", "tokens")
        confidence = summary["confidence"]
        sure = {"confident_half": confidence["accuracy_confident_half"], "levels": confidence["levels"]}
        rows[name] = {key: summary[key] for key in kept} | sure | {"data": header["data"]}
    rows["average"] = round(sum(shares) / len(shares), 6)
    manifest, variant, _ = find_student(args.student)
    where = conditions() | {
        "student": manifest.name,
        "precision": variant.precision,
        **{file.role: file.sha256 for file in variant.files},
        "votes": args.votes,
        "retries": args.retries,
        "rationale": args.rationale or manifest.kinds[0],
        "parallel": args.parallel,
    }
    report(f"Accuracy of {manifest.name}", rows, where, args.json)


if __name__ == "__main__":
    main()
