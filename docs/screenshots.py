"""Makes the README's pictures of the terminal app, as SVG, from the app itself.

    python docs/screenshots.py [--real] [--out FOLDER]

The student is the demonstration's, whose replies are written beforehand; solver, sandbox and app are the real ones.
Figures of speed are left out, since they would say nothing. With ``--real`` the default student solves, and every
figure is what this machine measured.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from textual.pilot import Pilot

from kpdd_edge.history import History
from kpdd_edge.options import SolverOptions
from kpdd_edge.settings import Settings
from kpdd_edge.tui.app import KpddApp
from kpdd_edge.tui.demo import PROBLEMS, TimelessSolver, demo_services
from kpdd_edge.tui.services import Services

HERE: Final = Path(__file__).resolve().parent
FONTS: Final = "ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"

Steps = Callable[[KpddApp, Pilot[None]], Awaitable[None]]


@dataclass(frozen=True)
class Picture:
    """``steps`` bring the app to where it is to be seen; ``size`` is columns and rows."""

    name: str
    title: str
    steps: Steps
    size: tuple[int, int] = (120, 32)
    votes: int = 1
    theme: str = "kpdd-dark"


async def solved(app: KpddApp, pilot: Pilot[None]) -> None:
    """Solve what stands in the editor."""
    await pilot.press("f5")
    await until(lambda: not app.solve_screen.state.busy)


async def corrected(app: KpddApp, pilot: Pilot[None]) -> None:
    """Solve, take the second fact for wrong, and mend it."""
    await solved(app, pilot)
    app.solve_screen.information.focus()
    await pilot.press("down", "end", *", not 10")


async def compared(app: KpddApp, pilot: Pilot[None]) -> None:
    """Solve with votes, and put two that disagree side by side."""
    await solved(app, pilot)
    await pilot.press("f9")


PICTURES: Final = (
    Picture("app", "kpdd", solved, votes=6),
    Picture("correct", "kpdd: a fact is mended", corrected, size=(120, 26)),
    Picture("compare", "kpdd: attempts that disagree", compared, votes=6, theme="kpdd-light", size=(120, 26)),
)


async def until(condition: Callable[[], bool], seconds: float = 300.0) -> None:
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError("the app did not get there")


def services_for(folder: Path, *, real: bool) -> Services:
    """Services that keep nothing of the user's, with the demonstration's student or the real one."""
    if real:
        return Services(
            settings_path=lambda: folder / "config.toml",
            draft_path=lambda: folder / "draft.json",
            make_history=lambda: History(folder / "history.db"),
            blink=False,
        )
    services = demo_services(folder)
    services.make_solver = lambda options, student, sandbox: TimelessSolver(options, student=student, sandbox=sandbox)
    return services


async def draw(picture: Picture, *, real: bool) -> str:
    """The picture as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(SolverOptions(votes=picture.votes), picture.theme, {})
        app = KpddApp(services_for(Path(folder), real=real), settings=settings, problem=PROBLEMS[0].text)
        async with app.run_test(size=picture.size) as pilot:
            await until(lambda: app.student.phase in ("ready", "missing", "failed"))
            if app.student.phase != "ready":
                raise SystemExit(f"{app.student.name} is not ready: kpdd models pull")
            await picture.steps(app, pilot)
            await pilot.pause(0.2)
            svg = app.export_screenshot(title=picture.title)
        app.close()
    return self_contained(svg)


def self_contained(svg: str) -> str:
    """Without fonts from elsewhere: the picture shows in a monospaced font that is there."""
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = re.sub(r"font-family:\s*Fira Code[^;}]*", f"font-family: {FONTS}", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", action="store_true", help="the default student solves")
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    os.environ.pop("NO_COLOR", None)
    os.environ.update(COLORTERM="truecolor", TEXTUAL_ANIMATIONS="none")
    for picture in PICTURES:
        path: Path = given.out / f"{picture.name}.svg"
        path.write_text(asyncio.run(draw(picture, real=given.real)))
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    main()
