"""What all benchmarks share: where they ran, measuring in turn, and figures as Markdown, CSV, JSON and HTML.

A row of a benchmark of figures is ``{"figure", "value", "unit", "min", "max"}``, the last two where there is a spread.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kpdd_edge.export.sidecar import TOOLS, tool_versions
from kpdd_edge.students.files import write_atomic

Row = Mapping[str, Any]

#: What is being done, how far the benchmark is (0..1), and an estimate of the seconds to go.
Progress = Callable[[str, float, float | None], None]

#: Versions that a benchmark's figures depend on.
_TOOLS = (*TOOLS, "pydantic-monty", "sympy")

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:13px}
.wide{overflow-x:auto}th,td{padding:.25rem .55rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}
th:first-child,td:first-child,.two th:nth-child(2),.two td:nth-child(2){text-align:left}
tr.reference{background:#f2f6f7}img{max-width:100%;height:auto}
figure{margin:1.5rem 0}figcaption,.note{color:#666}
"""


def commit() -> str:
    """The commit this code was checked out at, ``+changes`` behind it where files differ; empty outside a checkout."""
    root = Path(__file__).resolve().parent.parent
    if not (root / ".git").exists():
        return ""

    def git(*words: str) -> str:
        try:
            done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
        except OSError:
            return ""
        return done.stdout.strip()

    found = git("rev-parse", "--short=12", "HEAD")
    return found + ("+changes" if found and git("status", "--porcelain") else "")


def processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def conditions(**more: Any) -> dict[str, Any]:
    """The machine, the commit and the tools, for every output; ``more`` stands before the tools."""
    return {
        "cpu": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "commit": commit(),
        **more,
        "tools": tool_versions(_TOOLS),
    }


# -- measuring ---------------------------------------------------------------------------------------------------


class Steps:
    """Counts the steps of a benchmark and tells its progress, with the time to go by the pace so far."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total = max(1, total)
        self._done = 0
        self._begin = time.monotonic()
        self._progress = progress

    def __call__(self, what: str) -> None:
        """``what`` begins."""
        spent = time.monotonic() - self._begin
        left = spent / self._done * (self._total - self._done) if self._done else None
        self._progress(what, self._done / self._total, left)
        self._done += 1


def in_turn(
    contenders: Mapping[str, Callable[[], float]], rounds: int, step: Callable[[str], None] = lambda _what: None
) -> dict[str, list[float]]:
    """Run all contenders once to warm up, then ``rounds`` times in turn; what each returned, round by round.

    ``step`` is called ``len(contenders) * (rounds + 1)`` times.
    """
    results: dict[str, list[float]] = {name: [] for name in contenders}
    for i in range(rounds + 1):
        for name, run in contenders.items():
            step(f"{name}, round {i} of {rounds}" if i else f"{name}, warming up")
            value = run()
            if i:
                results[name].append(value)
    return results


def ratio(a: Sequence[float], b: Sequence[float]) -> dict[str, float]:
    """Median, minimum and maximum of a/b, pair by pair."""
    pairs = [x / y for x, y in zip(a, b, strict=True)]
    return {"median": round(statistics.median(pairs), 4), "min": round(min(pairs), 4), "max": round(max(pairs), 4)}


def figure(name: str, values: Sequence[float] | float, unit: str = "", digits: int = 3) -> dict[str, Any]:
    """A row: the median of several values with their extremes, or one value."""
    many = [values] if isinstance(values, (int, float)) else list(values)
    row = {"figure": name, "value": round(statistics.median(many), digits), "unit": unit}
    if len(many) > 1:
        row |= {"min": round(min(many), digits), "max": round(max(many), digits)}
    return row


def ratio_figure(name: str, a: Sequence[float], b: Sequence[float]) -> dict[str, Any]:
    """A row: the median of a/b, pair by pair."""
    found = ratio(a, b)
    return {"figure": name, "value": found["median"], "unit": "ratio", "min": found["min"], "max": found["max"]}


# -- writing -----------------------------------------------------------------------------------------------------

_HEADINGS = ("figure", "value", "unit", "min", "max")


def _lines(rows: Sequence[Row]) -> list[list[str]]:
    return [["" if row.get(key) is None else f"{row[key]}" for key in _HEADINGS] for row in rows]


def figures_markdown(title: str, rows: Sequence[Row], where: Mapping[str, Any]) -> str:
    out = [f"# {title}", ""]
    out += [f"- {key}: {value}" for key, value in where.items() if key != "tools"]
    out += ["- " + ", ".join(f"{k} {v}" for k, v in where.get("tools", {}).items()), ""]
    out += ["| " + " | ".join(_HEADINGS) + " |", "|" + "---|" * len(_HEADINGS)]
    out += ["| " + " | ".join(line) + " |" for line in _lines(rows)]
    return "\n".join(out) + "\n"


def figures_csv(rows: Sequence[Row]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_HEADINGS)
    writer.writerows(_lines(rows))
    return buffer.getvalue()


def figures_page(title: str, rows: Sequence[Row], where: Mapping[str, Any]) -> str:
    head = "".join(f"<th>{h}</th>" for h in _HEADINGS)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in line) + "</tr>" for line in _lines(rows))
    name = html.escape(title)
    facts = html.escape(json.dumps(where, ensure_ascii=False))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title><style>{STYLE}</style>'
        f'<h1>{name}</h1><div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        f'<p class="note">{facts}</p></html>\n'
    )


def write_figures(title: str, stem: str, rows: Sequence[Row], where: Mapping[str, Any], folder: Path) -> list[Path]:
    """``stem.json``, ``.md``, ``.csv`` and ``.html`` in ``folder``. Raises StorageError."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "json": json.dumps({"title": title, "conditions": where, "rows": list(rows)}, indent=1) + "\n",
        "md": figures_markdown(title, rows, where),
        "csv": figures_csv(rows),
        "html": figures_page(title, rows, where),
    }
    for suffix, text in content.items():
        write_atomic(folder / f"{stem}.{suffix}", text.encode())
    return [folder / f"{stem}.{suffix}" for suffix in content]
