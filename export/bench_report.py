"""A quantisation benchmark's rows as a table, Markdown, CSV, and one self-contained HTML page with plots.

Also which file to use: the fastest of those that fit a budget and are not measurably worse than the best that fits.
"""

from __future__ import annotations

import base64
import csv
import html
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kpdd_edge.errors import UsageError
from kpdd_edge.export.bench_common import STYLE, Row
from kpdd_edge.students.files import write_atomic

#: Heading, key, format.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("engine", "engine", ""),
    ("precision", "precision", ""),
    ("MB", "size_mb", ".1f"),
    ("bits/w", "bits_per_weight", ".2f"),
    ("load s", "load_s", ".2f"),
    ("prompt tok/s", "prompt_tokens_per_s", ".0f"),
    ("decode tok/s", "decode_tokens_per_s", ".1f"),
    ("± sd", "decode_tokens_per_s_sd", ".1f"),
    ("first ms", "first_token_ms", ".0f"),
    ("p50 ms", "token_ms_p50", ".1f"),
    ("p99 ms", "token_ms_p99", ".1f"),
    ("RAM MB", "peak_memory_mb", ".0f"),
    ("perplexity", "perplexity", ".3f"),
    ("KL", "kl_divergence", ".4f"),
    ("top-1", "top1_agreement", ".2%"),
    ("right", "correct", "d"),
    ("of", "total", "d"),
    ("accuracy", "accuracy", ".1%"),
    ("95 %", "ci95", "ci"),
    ("p", "mcnemar_p", ".3f"),
    ("J/tok", "joules_per_token", ".3f"),
)

PLOTS = (
    ("size_mb", "File size, MB", "size"),
    ("decode_tokens_per_s", "Decode speed, tokens/s", "speed"),
    ("peak_memory_mb", "Peak memory, MB", "memory"),
)


def cell(row: Row, key: str, form: str) -> str:
    value = row.get(key)
    if value is None:
        return "–"
    if form == "ci":
        return f"{value[0]:.0%}–{value[1]:.0%}"
    return format(value, form) if form else str(value)


def _columns(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Columns that at least one row fills."""
    return [column for column in COLUMNS if any(row.get(column[1]) is not None for row in rows)]


def table(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Headings and lines, as text."""
    columns = _columns(rows)
    return [c[0] for c in columns], [[cell(row, key, form) for _, key, form in columns] for row in rows]


def markdown(rows: Sequence[Row], where: Mapping[str, Any]) -> str:
    headings, lines = table(rows)
    out = ["# Quantisation benchmark", ""]
    out += [f"- {key}: {value}" for key, value in where.items() if key != "tools"]
    out += ["- " + ", ".join(f"{k} {v}" for k, v in where.get("tools", {}).items()), ""]
    out += ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    out += ["| " + " | ".join(line) + " |" for line in lines]
    out += ["", "p: exact McNemar test of the accuracy against the reference (the first line), on the same problems."]
    return "\n".join(out) + "\n"


def as_csv(rows: Sequence[Row]) -> str:
    buffer = io.StringIO()
    keys = [key for _, key, _ in _columns(rows)]
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(keys)
    for row in rows:
        value = [row.get(key) for key in keys]
        writer.writerow(["" if v is None else "-".join(map(str, v)) if isinstance(v, list) else v for v in value])
    return buffer.getvalue()


def pareto(rows: Sequence[Row], cost: str, *, more_is_better: bool = False) -> list[Row]:
    """Rows that no other row beats in accuracy and cost together, by rising cost."""
    usable = [row for row in rows if row.get(cost) is not None and row.get("accuracy") is not None]
    sign = -1.0 if more_is_better else 1.0

    def beaten(row: Row) -> bool:
        return any(
            other["accuracy"] >= row["accuracy"]
            and sign * other[cost] <= sign * row[cost]
            and (other["accuracy"] > row["accuracy"] or sign * other[cost] < sign * row[cost])
            for other in usable
        )

    return sorted((row for row in usable if not beaten(row)), key=lambda row: float(row[cost]))


def draw(rows: Sequence[Row], key: str, label: str, form: str) -> bytes:
    """Accuracy against one cost, the Pareto front marked, as PNG or SVG. Raises ImportError without matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot, ticker

    figure, axes = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    try:
        for engine, marker, colour in (("llama", "o", "#1f6f8b"), ("onnx", "s", "#c8553d")):
            chosen = [
                r for r in rows if r["engine"] == engine and r.get(key) is not None and r.get("accuracy") is not None
            ]
            if not chosen:
                continue
            x, y = [r[key] for r in chosen], [100 * r["accuracy"] for r in chosen]
            errors = [
                [max(0.0, 100 * (r["accuracy"] - r["ci95"][0])) for r in chosen],
                [max(0.0, 100 * (r["ci95"][1] - r["accuracy"])) for r in chosen],
            ]
            axes.errorbar(x, y, yerr=errors, fmt="none", ecolor=colour, alpha=0.25, capsize=2)
            axes.plot(x, y, marker, color=colour, label=engine)
        front = pareto(rows, key, more_is_better=key == "decode_tokens_per_s")
        if front:
            x, y = [r[key] for r in front], [100 * r["accuracy"] for r in front]
            axes.plot(x, y, "-", color="#555555", lw=1, zorder=1)
            axes.plot(x, y, "o", mfc="none", mec="#222222", ms=11, label="Pareto front")
        if key != "decode_tokens_per_s":
            # Float files are several times as large as all others together are apart.
            axes.set_xscale("log")
            axes.xaxis.set_major_locator(ticker.LogLocator(subs=(1, 1.5, 2, 3, 5, 7)))
            axes.xaxis.set_major_formatter(ticker.FormatStrFormatter("%g"))
            axes.xaxis.set_minor_formatter(ticker.NullFormatter())
        axes.margins(x=0.08)
        axes.set_xlabel(label)
        axes.set_ylabel("Problems solved, % (95 % interval)")
        axes.grid(alpha=0.25)
        figure.legend(fontsize=8, loc="outside upper right", ncols=3, frameon=False)
        points = [r for r in rows if r.get(key) is not None and r.get("accuracy") is not None]
        _name(figure, axes, [(r[key], 100 * r["accuracy"], str(r["precision"])) for r in points])
        buffer = io.BytesIO()
        figure.savefig(buffer, format=form, dpi=130)
        return buffer.getvalue()
    finally:
        pyplot.close(figure)


#: Where a name may stand beside its point: offset in points, and which end of it is there.
_PLACES = (
    (7, 4, "left"), (7, -11, "left"), (-7, 4, "right"), (-7, -11, "right"), (0, 9, "center"), (0, -16, "center"),
    (7, 14, "left"), (7, -21, "left"), (-7, 14, "right"), (-7, -21, "right"), (0, 19, "center"), (0, -26, "center"),
)  # fmt: skip


def _name(figure: Any, axes: Any, points: Sequence[tuple[float, float, str]]) -> None:
    """Write each name beside its point where it covers neither another name nor a point."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    marks = [axes.transData.transform((x, y)) for x, y, _ in points]
    taken: list[Any] = []
    for x, y, name in points:
        for dx, dy, side in _PLACES:
            text = axes.annotate(
                name, (x, y), textcoords="offset points", xytext=(dx, dy), ha=side, fontsize=8, zorder=5
            )
            box = text.get_window_extent(renderer)
            if not any(box.overlaps(other) for other in taken) and not any(
                box.padded(6).contains(*mark) for mark in marks
            ):
                break
            text.remove()
        else:
            text = axes.annotate(name, (x, y), textcoords="offset points", xytext=(7, 4), fontsize=8)
            box = text.get_window_extent(renderer)
        taken.append(box)


def page(rows: Sequence[Row], where: Mapping[str, Any], pictures: Mapping[str, bytes], advice: str) -> str:
    """One HTML page with everything inside."""
    headings, lines = table(rows)
    head = "".join(f"<th>{html.escape(h)}</th>" for h in headings)
    body = "".join(
        f"<tr{' class=reference' if row.get('reference') else ''}>"
        + "".join(f"<td>{html.escape(c)}</td>" for c in line)
        + "</tr>"
        for row, line in zip(rows, lines, strict=True)
    )
    figures = "".join(
        f'<figure><img alt="{html.escape(name)}" src="data:image/png;base64,{base64.b64encode(data).decode()}">'
        f"<figcaption>{html.escape(name)}</figcaption></figure>"
        for name, data in pictures.items()
    )
    facts = html.escape(json.dumps(where, ensure_ascii=False))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Quantisation benchmark</title>'
        f"<style>{STYLE}</style>"
        f"<h1>Quantisation benchmark</h1><p>{html.escape(advice)}</p>"
        f'<div class="wide two"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        f'<p class="note">The shaded line is the reference. p: exact McNemar test of the accuracy against it, '
        f'on the same problems.</p>{figures}<p class="note">{facts}</p></html>\n'
    )


def write_reports(rows: Sequence[Row], folder: Path, where: Mapping[str, Any]) -> list[Path]:
    """``quant.json``, ``.md``, ``.csv``, ``.html``, and the plots. Plots are left out without matplotlib.

    Raises StorageError.
    """
    written: list[Path] = []

    def put(name: str, data: bytes) -> None:
        write_atomic(folder / name, data)
        written.append(folder / name)

    put("quant.json", (json.dumps({"conditions": where, "rows": list(rows)}, indent=1) + "\n").encode())
    put("quant.md", markdown(rows, where).encode())
    put("quant.csv", as_csv(rows).encode())
    pictures: dict[str, bytes] = {}
    for key, label, name in PLOTS:
        if not any(row.get(key) is not None and row.get("accuracy") is not None for row in rows):
            continue
        try:
            pictures[f"Accuracy against {name}"] = draw(rows, key, label, "png")
            put(f"accuracy-{name}.png", pictures[f"Accuracy against {name}"])
            put(f"accuracy-{name}.svg", draw(rows, key, label, "svg"))
        except ImportError:
            break
    put("quant.html", page(rows, where, pictures, recommend(rows)[1]).encode())
    return written


def recommend(
    rows: Sequence[Row],
    *,
    max_memory_mb: float | None = None,
    max_size_mb: float | None = None,
    min_speed: float | None = None,
    level: float = 0.05,
) -> tuple[Row | None, str]:
    """The row to use within a budget, and why in a sentence; None when nothing fits.

    Among those that fit, the most accurate is the yardstick; the fastest is taken of those that the exact McNemar test
    cannot tell from it at ``level`` and that lose no more than two points.
    """
    checks: list[tuple[str, Callable[[Row], bool]]] = []
    if max_memory_mb is not None:
        checks.append((f"{max_memory_mb:g} MB of memory", lambda r: (r.get("peak_memory_mb") or 1e9) <= max_memory_mb))
    if max_size_mb is not None:
        checks.append((f"{max_size_mb:g} MB on disk", lambda r: r["size_mb"] <= max_size_mb))
    if min_speed is not None:
        checks.append((f"{min_speed:g} tokens/s", lambda r: (r.get("decode_tokens_per_s") or 0) >= min_speed))
    fitting = [row for row in rows if all(check(row) for _, check in checks)]
    budget = " and ".join(what for what, _ in checks) or "no limits"
    if not fitting:
        return None, f"Nothing measured fits {budget}."
    best = max(fitting, key=lambda r: (r.get("accuracy") or 0.0, r.get("top1_agreement") or 0.0))
    equal = [row for row in fitting if _not_worse(row, best, level)]
    chosen = max(equal, key=lambda r: r.get("decode_tokens_per_s") or 0.0)
    name = f"{chosen['engine']} {chosen['precision']} ({chosen['file']})"
    why = f"{cell(chosen, 'decode_tokens_per_s', '.1f')} tokens/s, {cell(chosen, 'peak_memory_mb', '.0f')} MB of memory"
    if chosen.get("accuracy") is not None:
        why += f", {chosen['correct']} of {chosen['total']} problems right (best that fits: {best['correct']})"
    return chosen, f"Recommended with {budget}: {name}: {why}."


def _not_worse(row: Row, best: Row, level: float) -> bool:
    from kpdd_edge.evaluation.stats import mcnemar_exact

    if row is best:
        return True
    a, b = row.get("right") or "", best.get("right") or ""
    if not a or len(a) != len(b):
        return row.get("accuracy") == best.get("accuracy")
    lost = sum(x == "0" and y == "1" for x, y in zip(a, b, strict=True))
    won = sum(x == "1" and y == "0" for x, y in zip(a, b, strict=True))
    return mcnemar_exact(won, lost) >= level and (lost - won) / len(a) <= 0.02


def read_results(path: Path) -> list[dict[str, Any]]:
    """The rows of a ``quant.json``, or of the one in a folder. Raises UsageError."""
    file = path / "quant.json" if path.is_dir() else path
    try:
        rows = json.loads(file.read_text("utf-8"))["rows"]
        if not isinstance(rows, list) or not all(
            isinstance(r, dict) and "engine" in r and "size_mb" in r for r in rows
        ):
            raise ValueError("it holds no rows")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{file} is not a benchmark's result", cause=str(error), hint="kpdd bench quant -o DIR"
        ) from error
    return rows
