"""Evaluating many problems in one batch against solving them one after another, in turn within one run.

    python benchmarks/evaluation.py [--student NAME] [--problems 64] [--rounds 2] [--parallel 8] [--json FILE]
    python benchmarks/evaluation.py --parallel 4 8 16     (a sweep)

The problems come from the authored templates. "One after another" is ``Solver.solve`` in a loop, the student loaded and
its examples evaluated; "in a batch" is ``kpdd eval`` as it runs, result file included. Both times are wall time without
loading. What is written may differ a little between the two (sums are rounded in another order), so tokens per second
are given, too.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from common import conditions, in_turn, ratio, report

from kpdd_edge.datasets import jsonl
from kpdd_edge.evaluation.data import EvalData, open_data
from kpdd_edge.evaluation.run import CHUNK, evaluate
from kpdd_edge.options import PARALLEL, SolverOptions
from kpdd_edge.problem import Problem
from kpdd_edge.solver import Solver
from kpdd_edge.students.opening import find_student, open_student
from kpdd_edge.students.student import Student
from kpdd_edge.teacher import templating


def one_after_another(solver: Solver, problems: Sequence[Problem], told: dict[str, Any]) -> Callable[[], float]:
    def run() -> float:
        begin = time.perf_counter()
        tokens = sum(solver.solve(problem).timings.completion_tokens for problem in problems)
        seconds = time.perf_counter() - begin
        told.setdefault("one after another", []).append(tokens / seconds)
        return seconds

    return run


def in_a_batch(
    solver: Solver, data: EvalData, folder: Path, parallel: int, name: str, told: dict[str, Any]
) -> Callable[[], float]:
    def run() -> float:
        begin = time.perf_counter()
        items = []
        for progress in evaluate(data, folder / "result.jsonl", solver=solver, parallel=parallel, force=True):
            items += [progress.item] if progress.item else []
        seconds = time.perf_counter() - begin
        told.setdefault(name, []).append(sum(item["tokens"]["completion"] for item in items) / seconds)
        return seconds

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--student", default="")
    parser.add_argument("--problems", type=int, default=CHUNK)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--parallel", type=int, nargs="+", default=[PARALLEL])
    parser.add_argument("--rationale", default="")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    options = SolverOptions(student=args.student, rationale=args.rationale)
    told: dict[str, Any] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source = folder / "templates.jsonl"
        templating.write(source, args.problems, args.seed)
        problems = list(jsonl.read(source))
        data = open_data(str(source))

        def opened(student: Student) -> Solver:
            stack.enter_context(student)
            student.load()
            return stack.enter_context(Solver(options, student=student))

        contenders = {"one after another": one_after_another(opened(open_student(options)), problems, told)}
        for parallel in args.parallel:
            name = f"in batches of {parallel}"
            solver = opened(open_student(options, parallel=parallel))
            contenders[name] = in_a_batch(solver, data, folder, parallel, name, told)
        seconds = in_turn(contenders, args.rounds)
    rows: dict[str, Any] = {"problems": len(problems), "rounds": args.rounds, "seed": args.seed}
    for name, values in seconds.items():
        rates = told[name][1:]  # the first was the warm-up
        rows[f"{name}: seconds"] = [round(value, 2) for value in values]
        rows[f"{name}: tokens per second"] = [round(rate, 1) for rate in rates]
        if name != "one after another":
            rows[f"{name}: times as fast"] = ratio(seconds["one after another"], values)
    report("Evaluating in batches", rows, {**conditions(), "student": find_student(args.student)[0].name}, args.json)


if __name__ == "__main__":
    main()
