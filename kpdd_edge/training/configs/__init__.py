"""The package's own configurations, by name."""

from __future__ import annotations

from pathlib import Path


def configs() -> dict[str, Path]:
    """Name → file, in order of their names."""
    return {path.stem: path for path in sorted(Path(__file__).parent.glob("*.toml"))}


def about(path: Path) -> str:
    """What a configuration says of itself in its first line."""
    return path.read_text("utf-8").split("\n", 1)[0].lstrip("# ").strip()
