"""The README's pictures: the script that makes them works, and the ones that are kept are fit to be shown."""

from __future__ import annotations

import html
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "docs" / "screenshots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["screenshots"] = module  # where its dataclasses look for their annotations
    spec.loader.exec_module(module)
    return module


def words(svg: str) -> str:
    """The text of a picture, a row of the terminal a line."""
    rows: dict[str, str] = {}
    for x, y, text in re.findall(r'<text[^>]* x="([0-9.]+)" y="([0-9.]+)"[^>]*>([^<]*)</text>', svg):
        rows[y] = rows.get(y, "").ljust(round(float(x) / 12.2)) + html.unescape(text).replace("\xa0", " ")
    return "\n".join(rows.values())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("app", ["How many rolls are left in the evening?", "4 of 6 agree", "answer = trays_left * rolls_per_tray"]),
        ("correct", ["Each tray holds 12 rolls, not 10", "F5 goes on from here", "One program, ran cleanly"]),
        ("compare", ["Attempt 1: 60", "Attempt 2: 120"]),
    ],
)
async def test_each_picture_is_drawn(script: Any, name: str, shown: list[str]) -> None:
    (picture,) = [p for p in script.PICTURES if p.name == name]
    svg = await script.draw(picture, real=False)
    text = words(svg)
    for words_of_it in shown:
        assert words_of_it in text
    assert "tok/s" not in text  # a scripted student has no speed
    assert not re.search(r"\d m?s\b", text)


def test_the_readme_shows_pictures_that_need_nothing_from_elsewhere(script: Any) -> None:
    named = re.findall(r"\((docs/[^)]+\.svg)\)", (ROOT / "README.md").read_text())
    assert {Path(name).stem for name in named} == {picture.name for picture in script.PICTURES}
    for name in named:
        svg = (ROOT / name).read_text()
        assert "F5" in words(svg)
        assert set(re.findall(r"https?://[^\s\"')<]+", svg)) <= {
            "http://www.w3.org/2000/svg",
            "https://www.textualize.io",
        }
        for private in ("/tmp", "/home", "/root"):
            assert private not in svg
