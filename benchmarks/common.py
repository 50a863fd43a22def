"""What the scripts here print about where they ran; measuring itself is in ``kpdd_edge.export.bench_common``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from kpdd_edge.export import bench_common
from kpdd_edge.export.bench_common import in_turn, ratio
from kpdd_edge.export.sidecar import tool_versions

__all__ = ["conditions", "in_turn", "ratio", "report"]


def conditions(packages: Sequence[str] = ("llama-cpp-python", "numpy", "pydantic-monty")) -> dict[str, Any]:
    """Machine, commit, and the versions of ``packages``."""
    found = bench_common.conditions()
    del found["tools"]
    versions = {}
    for package in packages:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = "not installed"
    return found | tool_versions(()) | versions


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
