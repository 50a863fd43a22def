"""The app on the demonstration's student, frozen: nothing measured, no blinking, nothing of the user's own."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tui_kit import SharedSandbox

from kpdd_edge.options import SolverOptions
from kpdd_edge.sandbox import open_sandbox
from kpdd_edge.settings import Settings
from kpdd_edge.tui.app import KpddApp
from kpdd_edge.tui.demo import FrozenSandbox, demo_services
from kpdd_edge.tui.services import Services

MakeApp = Callable[..., KpddApp]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine, on a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    asyncio.run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """One and the same terminal, wherever the tests run."""
    for name in ("NO_COLOR", "TMUX", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SharedSandbox]:
    shared = SharedSandbox(FrozenSandbox(open_sandbox("auto")))
    yield shared
    shared.really_close()


@pytest.fixture
def services(tmp_path: Path, sandbox: SharedSandbox) -> Services:
    made = demo_services(tmp_path)
    made.open_sandbox = lambda name: sandbox
    return made


@pytest.fixture
def make_app(services: Services) -> Iterator[MakeApp]:
    """Makes apps on :func:`services`; keyword arguments are solver options, ``theme``, ``keys`` and ``problem``."""
    made: list[KpddApp] = []

    def make(*, problem: str = "", theme: str = "kpdd-dark", keys: Any = None, **options: Any) -> KpddApp:
        app = KpddApp(services, settings=Settings(SolverOptions(**options), theme, keys or {}), problem=problem)
        made.append(app)
        return app

    yield make
    for app in made:
        app.close()
