"""Results and comparisons for people: the same small tables as text on a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kpdd_edge.evaluation.compare import Comparison, Discordant
from kpdd_edge.evaluation.results import Result
from kpdd_edge.evaluation.stats import wilson
from kpdd_edge.evaluation.summary import summarise
from kpdd_edge.evaluation.taxonomy import KINDS

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Sheet:
    """A small table. The first ``left`` columns hold text, the others numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1


def result_sheets(result: Result) -> list[Sheet]:
    """The figures of one result, also of an incomplete one."""
    summary = result.summary if result.summary is not None else summarise(result.items)
    total = summary["total"]
    tokens, confidence = summary["tokens_per_problem"], summary["confidence"]
    main = [
        ("correct", f"{summary['correct']} of {total}"),
        ("accuracy", percent(summary["accuracy"])),
        ("95 % interval (Wilson)", interval(summary["ci95"])),
        ("with an answer", f"{summary['answered']} of {total}"),
        ("seconds per problem", f"{summary['seconds_per_problem']:.3f}"),
        ("tokens per problem, read", f"{tokens['prompt']:.1f}"),
        ("tokens per problem, written", f"{tokens['completion']:.1f}"),
        ("accuracy of the more confident half", percent(confidence["accuracy_confident_half"])),
        ("area under risk and coverage", f"{confidence['aurc']:.4f} (ideal {confidence['aurc_ideal']:.4f})"),
    ]
    if result.summary is None:
        main.insert(0, ("incomplete", f"{total} of {result.total} solved so far"))
    sheets = [Sheet(result.title, ("", ""), tuple(main))]
    if summary["errors"]:
        rows = [
            (kind, KINDS.get(kind, ""), str(count), percent(count / total))
            for kind, count in sorted(summary["errors"].items(), key=lambda pair: -pair[1])
        ]
        sheets.append(Sheet("Not solved", ("kind", "what happened", "n", "share"), tuple(rows), left=2))
    if len(confidence["levels"]) > 2:
        sheets.append(
            Sheet("By confidence", ("confidence", "correct", "n", "accuracy", "95 % interval"), _levels(confidence))
        )
    return sheets


def _levels(confidence: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    rows = []
    for level in confidence["levels"]:
        correct, n = level["correct"], level["total"]
        bounds = wilson(correct, n).to_list()
        rows.append((f"{level['confidence']:.2f}", str(correct), str(n), percent(correct / n), interval(bounds)))
    return tuple(rows)


def comparison_sheets(comparison: Comparison, examples: int = 5) -> list[Sheet]:
    """The figures of a comparison, with so many discordant examples of either kind."""
    n = comparison.paired
    first, second = comparison.both + comparison.only_first, comparison.both + comparison.only_second
    rows = [
        ("correct", f"{first} of {n}", f"{second} of {n}"),
        ("accuracy", percent(first / n), percent(second / n)),
        ("95 % interval", interval(wilson(first, n).to_list()), interval(wilson(second, n).to_list())),
        ("solved by it alone", str(comparison.only_first), str(comparison.only_second)),
        ("seconds per problem", *(f"{value:.3f}" for value in comparison.same_seconds)),
        ("tokens written per problem", *(f"{value:.1f}" for value in comparison.same_tokens)),
    ]
    if comparison.unpaired_first or comparison.unpaired_second:
        rows.append(("left out: not in the other", str(comparison.unpaired_first), str(comparison.unpaired_second)))
    verdict = [
        ("difference (B − A)", f"{100 * comparison.difference:+.2f} points"),
        (
            "95 % interval (Newcombe, paired)",
            f"{signed(comparison.interval.low)} to {signed(comparison.interval.high)}",
        ),
        ("solved by both", f"{comparison.both} of {n}"),
        ("solved by neither", f"{comparison.neither} of {n}"),
        ("exact McNemar p", p_value(comparison.p)),
    ]
    sheets = [
        Sheet(f"A: {comparison.first}\nB: {comparison.second}", ("", "A", "B"), tuple(rows)),
        Sheet("Paired on the same problems", ("", ""), tuple(verdict)),
    ]
    if comparison.differing:
        settings = tuple((name, _short(a), _short(b)) for name, a, b in comparison.differing)
        sheets.append(Sheet("What differs between the two runs", ("setting", "A", "B"), settings, left=9))
    for title, chosen in (("Only B solved", comparison.gained), ("Only A solved", comparison.lost)):
        if chosen and examples:
            columns = ("id", "problem", "gold", "A", "B")
            lines = tuple(_example(example) for example in chosen[:examples])
            sheets.append(Sheet(f"{title} ({min(examples, len(chosen))} of {len(chosen)})", columns, lines, left=9))
    return sheets


def _example(example: Discordant) -> tuple[str, ...]:
    def told(item: dict[str, Any]) -> str:
        answer = "no answer" if item.get("answer") is None else str(item["answer"])
        return answer if item["correct"] else f"{answer} ({item.get('error')})"

    text = " ".join(example.problem.split())
    shown = text if len(text) <= 160 else text[:159] + "…"
    return example.id, shown, example.gold, told(example.first), told(example.second)


def markdown(sheets: Sequence[Sheet]) -> str:
    """GitHub-flavoured tables with headings."""
    parts = []
    for sheet in sheets:
        lines = [f"### {_inline(sheet.title)}", ""]
        lines.append("| " + " | ".join(_inline(cell) or " " for cell in sheet.columns) + " |")
        lines.append("| " + " | ".join("---" if i < sheet.left else "---:" for i in range(len(sheet.columns))) + " |")
        lines += ["| " + " | ".join(_inline(cell) for cell in row) + " |" for row in sheet.rows]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _inline(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "; ").replace("<", "&lt;")


def show(sheets: Sequence[Sheet], console: Console) -> None:
    """Print the tables."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    for sheet in sheets:
        plain = not any(sheet.columns)
        table = Table(
            title=Text(_plain(sheet.title), style="bold"),
            title_justify="left",
            box=None if plain else box.SIMPLE_HEAD,
            show_header=not plain,
            show_edge=False,
            padding=(0, 2, 0, 0),
        )
        for i, column in enumerate(sheet.columns):
            table.add_column(column, justify="left" if i < sheet.left else "right", overflow="fold")
        for row in sheet.rows:
            table.add_row(*(Text(_plain(cell)) for cell in row))
        console.print(table)
        console.print()


def _plain(text: str) -> str:
    """What a problem or a student says must not drive the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def interval(bounds: Sequence[float]) -> str:
    return f"{100 * bounds[0]:.1f} to {100 * bounds[1]:.1f} %"


def signed(share: float) -> str:
    return f"{100 * share:+.2f}"


def p_value(p: float) -> str:
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}"


def _short(value: Any) -> str:
    text = "—" if value is None else str(value)
    return text if len(text) <= 24 else text[:12] + "…"
