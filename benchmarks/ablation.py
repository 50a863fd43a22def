"""Do key points help? The four arms (none, core, info, both) trained alike and compared in pairs on the published sets.

    python benchmarks/ablation.py --base DIR [--base-name TEXT] --data train.jsonl [--data more.jsonl] --path DIR
                                  [--problems N] [--epochs 1] [--sets gsm8k svamp asdiv multiarith] [--limit N]
                                  [--work runs/ablation] [--json FILE] [--markdown benchmarks/ablation.md]

Every arm starts from the same base, sees the same problems in the same order of drawing, as often, with the same
settings, and writes programs; only the key points that it learns to write before them differ. So an arm with key points
sees more tokens: what is held equal is the data, not the time. Each arm is quantised to Q8_0 and scored greedily by
``kpdd eval``, every first answer taken as it is.

Everything that is finished is kept in the work folder: the same command goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from common import conditions, report
from students import SETS, score

from kpdd_edge.evaluation.compare import compare
from kpdd_edge.evaluation.results import Result
from kpdd_edge.evaluation.stats import mcnemar_exact, paired_difference, wilson
from kpdd_edge.export.cards import make_card
from kpdd_edge.export.quantise import QuantRecipe
from kpdd_edge.export.to_gguf import VerifyOptions, export_gguf
from kpdd_edge.options import SolverOptions
from kpdd_edge.students.files import write_atomic
from kpdd_edge.training.config import ARMS, TrainConfig, config_from
from kpdd_edge.training.run import Hooks, run


def config_of(arm: str, args: argparse.Namespace) -> TrainConfig:
    return config_from(
        {
            "output": str(args.work / arm),
            "student": {"name": f"arm-{arm}", "base": str(args.base), "key_points": arm, "rationale": "pot"},
            "data": [{"file": str(file), "kinds": "pot", "limit": args.problems} for file in args.data],
            "optim": {
                "epochs": args.epochs,
                "learning_rate": args.learning_rate,
                "floor": 0.02,
                "batch_tokens": 3072,
                "seed": args.seed,
            },
            "run": {"validation": 0},
        }
    )


def student_of(arm: str, args: argparse.Namespace) -> tuple[Path, dict[str, Any]]:
    """Train an arm and quantise it, as far as that is not done yet; the file, and what its training took."""
    (trained,) = run(config_of(arm, args), Hooks(tell=lambda line: print(f"{arm}: {line}", flush=True))).students
    file: Path = args.work / f"arm-{arm}.gguf"
    if not file.is_file():
        checks = VerifyOptions(positions=256)
        export_gguf(trained.folder, file, [QuantRecipe("Q8_0")], card=make_card(trained.folder), checks=checks)
    progress = trained.progress
    return file, {"tokens": progress.tokens, "steps": progress.step, "minutes": round(progress.elapsed / 60, 1)}


def told(results: Mapping[str, Mapping[str, Result]]) -> dict[str, Any]:
    """For each set, and all together: each arm's count, and each arm against the one without key points."""
    rows: dict[str, Any] = {}
    pairs: dict[str, list[tuple[int, int, int, int]]] = {}
    for name, of_arm in results.items():
        rows[name] = {}
        for arm, result in of_arm.items():
            summary = result.summary or {}
            row = {key: summary[key] for key in ("correct", "total", "accuracy", "ci95", "errors")}
            if arm != "none" and "none" in of_arm:
                found = compare(of_arm["none"], result)
                pairs.setdefault(arm, []).append((found.both, found.only_first, found.only_second, found.neither))
                row["against_none"] = against(*pairs[arm][-1])
            rows[name][arm] = row
    together: dict[str, Any] = {}
    for arm in next(iter(rows.values()), {}):
        correct, total = (sum(of_arm[arm][key] for of_arm in rows.values()) for key in ("correct", "total"))
        interval = wilson(correct, total).to_list()
        together[arm] = {"correct": correct, "total": total, "accuracy": correct / total, "ci95": interval}
        if arm in pairs:
            together[arm]["against_none"] = against(*map(sum, zip(*pairs[arm], strict=True)))
    rows["together"] = together
    return rows


def against(both: int, only_first: int, only_second: int, neither: int) -> dict[str, Any]:
    difference, interval = paired_difference(both, only_first, only_second, neither)
    return {
        "only_first": only_first,
        "only_second": only_second,
        "difference": round(difference, 6),
        "difference_ci95": interval.to_list(),
        "mcnemar_p": mcnemar_exact(only_first, only_second),
    }


def markdown(rows: Mapping[str, Any], training: Mapping[str, Any], where: Mapping[str, Any], arms: list[str]) -> str:
    lines = ["# Do key points help?", "", *(__doc__ or "").split("\n\n")[2].replace("``", "`").splitlines(), ""]
    lines += [f"- {key}: {value}" for key, value in where.items()] + [""]
    lines += ["| arm | tokens | steps | minutes |", "|---|---|---|---|"]
    lines += [f"| {arm} | {t['tokens']:,} | {t['steps']} | {t['minutes']} |" for arm, t in training.items()]
    lines += ["", "Right of all, with the 95 % interval (Wilson):", "", "| set | " + " | ".join(arms) + " |"]
    lines.append("|---" * (len(arms) + 1) + "|")
    for name, of_arm in rows.items():
        cells = []
        for arm in arms:
            row = of_arm[arm]
            low, high = row["ci95"]
            cells.append(f"{row['correct']} of {row['total']} ({100 * low:.1f}–{100 * high:.1f} %)")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Against the arm without key points, on the same problems (McNemar's exact test, p not adjusted):",
        "",
    ]
    lines += ["| set | arm | only without | only with | difference, points | 95 % interval | p |", "|---" * 7 + "|"]
    for name, of_arm in rows.items():
        for arm in arms:
            if (pair := of_arm[arm].get("against_none")) is None:
                continue
            low, high = (100 * bound for bound in pair["difference_ci95"])
            lines.append(
                f"| {name} | {arm} | {pair['only_first']} | {pair['only_second']} | {100 * pair['difference']:+.1f} "
                f"| {low:+.1f} to {high:+.1f} | {pair['mcnemar_p']:.3g} |"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="checkpoint that every arm starts from")
    parser.add_argument("--base-name", default="", help="what the report calls it; left out: its folder's name")
    parser.add_argument("--data", type=Path, action="append", required=True, help="training file; repeatable")
    parser.add_argument("--path", type=Path, required=True, help="folder of the evaluation sets")
    parser.add_argument("--problems", type=int, default=0, help="problems taken from each training file; 0: all")
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--learning-rate", type=float, default=6e-4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--arms", nargs="+", choices=ARMS, default=list(ARMS))
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--parallel", type=int, default=16)
    parser.add_argument("--work", type=Path, default=Path("runs/ablation"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    files, training = {}, {}
    for arm in args.arms:
        files[arm], training[arm] = student_of(arm, args)
    results: dict[str, dict[str, Result]] = {name: {} for name in args.sets}
    for name in args.sets:
        for arm, file in files.items():
            results[name][arm], _ = score(SolverOptions(student=str(file), retries=0), name, args)
    rows = told(results)
    where = conditions(("torch", "transformers", "llama-cpp-python")) | {
        "base": args.base_name or args.base.name,
        "data": ", ".join(
            f"{file.name}{f' ({args.problems} problems)' if args.problems else ''}" for file in args.data
        ),
        "epochs": args.epochs,
        "peak rate": args.learning_rate,
        "problems scored": args.limit or "all",
    }
    report("Do key points help?", {**{f"{arm}: training": t for arm, t in training.items()}, **rows}, where, args.json)
    if args.markdown:
        write_atomic(args.markdown, markdown(rows, training, where, args.arms).encode())


if __name__ == "__main__":
    main()
