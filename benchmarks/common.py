"""What every benchmark prints about where it ran, and how it pairs measurements."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def conditions(packages: Sequence[str] = ("llama-cpp-python", "numpy", "pydantic-monty")) -> dict[str, Any]:
    """Machine, versions and commit."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    versions = {}
    for package in packages:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = "not installed"
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "kpdd-edge": metadata.version("kpdd-edge"),
        **versions,
        "commit": git("rev-parse", "--short=12", "HEAD") + ("+changes" if git("status", "--porcelain") else ""),
    }


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def in_turn(contenders: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Run all contenders once to warm up, then ``rounds`` times in turn; what each returned, round by round."""
    for run in contenders.values():
        run()
    results: dict[str, list[float]] = {name: [] for name in contenders}
    for i in range(rounds):
        print(f"round {i + 1} of {rounds}", file=sys.stderr)
        for name, run in contenders.items():
            results[name].append(run())
    return results


def ratio(a: Sequence[float], b: Sequence[float]) -> dict[str, float]:
    """Median, minimum and maximum of a/b, pair by pair."""
    pairs = [x / y for x, y in zip(a, b, strict=True)]
    return {"median": round(statistics.median(pairs), 4), "min": round(min(pairs), 4), "max": round(max(pairs), 4)}


def report(title: str, rows: Mapping[str, Any], where: Mapping[str, Any], out: Path | None) -> None:
    """Print as Markdown, and write as JSON where asked."""
    print(f"# {title}\n")
    for key, value in where.items():
        print(f"- {key}: {value}")
    print("\n| figure | value |\n|---|---|")
    for key, value in rows.items():
        print(f"| {key} | {value} |")
    if out is not None:
        out.write_text(json.dumps({"title": title, "conditions": where, "figures": rows}, indent=2) + "\n")
