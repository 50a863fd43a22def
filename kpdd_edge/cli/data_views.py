"""How ``kpdd data`` shows things to people. What came from a data file is shown without its control characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpdd_edge.cli.common import console, err, visible

if TYPE_CHECKING:
    from kpdd_edge.datasets.base import DatasetInfo, Loaded
    from kpdd_edge.datasets.stats import Stats
    from kpdd_edge.problem import Problem
    from kpdd_edge.teacher.build import Report
    from kpdd_edge.teacher.contamination import Findings

_SHOWN_HITS = 10


def card(info: DatasetInfo, files: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A data set's card as plain data."""
    return {
        "name": info.name,
        "title": info.title,
        "licence": info.licence,
        "splits": {split: {"use": info.use[split], "rows": info.counts.get(split)} for split in info.splits},
        "files": {split: list(names) for split, names in files.items()},
        "hub": None if info.hub is None else info.hub.repo,
        "note": info.note,
    }


def print_cards(cards: Sequence[tuple[DatasetInfo, Mapping[str, Sequence[str]]]]) -> None:
    """The data sets as a table."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Name", "Split", "Problems", "Use", "Licence", "File"):
        table.add_column(name, justify="right" if name == "Problems" else "left")
    for info, files in cards:
        for split in info.splits:
            rows = f"{info.counts[split]:,}" if split in info.counts else "any"
            file = next(iter(files.get(split, ())), "yours: .jsonl .csv")
            table.add_row(info.name, split, rows, info.use[split], info.licence, file)
    console().print(table)


def print_account(loaded: Loaded) -> None:
    """What loading dropped, and examples of it, on standard error."""
    for line in loaded.account():
        err().print(visible(line), markup=False)
    for example in loaded.examples[:5]:
        err().print(f"  {visible(str(example))}", markup=False, style="dim")


def print_report(report: Report) -> None:
    """A build's report."""
    out = console()
    verified = f"{report.verified:,} of {report.problems:,} problems verified ({report.rate:.2%})"
    out.print(f"{report.out}: {verified}", markup=False)
    for reason, count in report.dropped.items():
        out.print(f"  dropped {count:,}: {visible(reason)}", markup=False)
    if report.wiring:
        wiring = ", ".join(f"{count:,} {visible(name)}" for name, count in report.wiring.items())
        out.print(f"  wiring: {wiring}", markup=False)
    out.print("  rationales left after each stage: " + _counts(report.yields), markup=False)
    if report.rejected:
        out.print("  rationales rejected: " + _counts(report.rejected), markup=False)
    went_on = f", going on after {report.resumed:,}" if report.resumed else ""
    out.print(f"  {report.seconds:.1f} s{went_on}")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{visible(name)} {count:,}" for name, count in counts.items())


def print_families(families: Sequence[Mapping[str, Any]]) -> None:
    """The problem families, one a line."""
    for family in families:
        console().print(f"{family['name']}\t{family['steps']}\t{family['doc']}", markup=False)


def print_written(written: Mapping[str, Any]) -> None:
    """What the templates gave."""
    console().print(
        f"{written['out']}: {written['problems']:,} problems of {written['families']:,} families"
        f" in {written['seconds']:.1f} s",
        markup=False,
    )
    if written["rejected"]:
        console().print("  rejected: " + _counts(written["rejected"]), markup=False)


def print_stats(file: Path, found: Stats) -> None:
    """A training file's statistics."""
    from rich.table import Table
    from rich.text import Text

    out = console()
    out.print(f"{file}: {found.problems:,} problems", markup=False)
    for title, counts in (("from", found.sources), ("rationales", found.rationales), ("wiring", found.wiring)):
        if counts:
            out.print(f"  {title}: {_counts(dict(counts.most_common()))}", markup=False)
    if found.steps:
        out.print("  steps: " + ", ".join(f"{n}: {found.steps[n]:,}" for n in sorted(found.steps)))
    for count, what in (
        (found.without_key_points, "without key points"),
        (found.without_rationale, "without a rationale"),
        (found.repeated_texts, "with a text that came before"),
    ):
        if count:
            out.print(f"  {count:,} {what}")
    for reason, count in found.errors.most_common():
        out.print(f"  bad lines: {count:,} {visible(reason)}", markup=False, style="yellow")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Length", "mean", "median", "95 %", "max"):
        table.add_column(name, justify="left" if name == "Length" else "right")
    for name, numbers in found.to_dict()["lengths"].items():
        table.add_row(Text(visible(name)), *(f"{numbers[key]:,.4g}" for key in ("mean", "median", "p95", "max")))
    out.print(table)


def print_findings(found: Findings, errors: Counter[str], clean: Path | None, kept: int | None) -> None:
    """What the contamination check found."""
    from rich.table import Table
    from rich.text import Text

    out = console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Evaluation set", "problems", "exact", "numbers masked", f"near (J >= {found.threshold:g})"):
        table.add_column(name, justify="left" if name == "Evaluation set" else "right")
    for name, counts in found.counts.items():
        row = (found.sizes[name], counts["exact"], counts["masked"], counts["near"])
        table.add_row(Text(visible(name)), *(f"{count:,}" for count in row))
    out.print(table)
    for reason, count in errors.most_common():
        out.print(f"bad lines: {count:,} {visible(reason)}", markup=False, style="yellow")
    for hit in found.hits[:_SHOWN_HITS]:
        where = f"{visible(hit.eval_id)} of {visible(hit.eval_set)}"
        out.print(f"{hit.kind}: {visible(hit.train_id)} is {where} ({hit.similarity:.2f})", markup=False)
    if found.total > _SHOWN_HITS:
        out.print(f"and {found.total - _SHOWN_HITS:,} more (all with --json)")
    verdict = f"{len(found.tainted):,} of {found.problems:,} problems are (nearly) evaluation problems"
    out.print(verdict if found.total else f"Clean: none of {found.problems:,} problems is in an evaluation set")
    if clean is not None:
        out.print(f"{clean}: {kept:,} problems without a hit", markup=False)


def print_problems(problems: Sequence[Problem]) -> None:
    """Problems with everything that is known of them."""
    from rich.text import Text

    out = console()
    for at, problem in enumerate(problems):
        if at:
            out.print()
        where = ":".join(part for part in (problem.dataset, problem.split) if part)
        about = visible(f"  {where}  answer {problem.gold or '?'}")
        out.print(Text.assemble((visible(problem.id), "bold"), about))
        out.print(Text(visible(problem.text)))
        if problem.key_points:
            out.print(Text(visible(problem.key_points.core_question or "(no core question)"), style="cyan"))
            for fact in problem.key_points.information:
                out.print(Text(f"- {visible(fact)}", style="cyan"))
        for rationale in problem.rationales:
            out.print(Text(f"[{visible(rationale.kind)}]", style="bold"))
            out.print(Text(visible(rationale.text)))
        if problem.meta:
            out.print(Text(visible(str(problem.meta)), style="dim"))
