"""The students screen on a shelf with a local file: listed, pulled, stopped, gone on with, switched, imported."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tui_kit import BAKERY, gated, notices, ready, said, settled, solve, until

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, ConfigError, PullError, UsageError
from kpdd_edge.students.manifest import Base, FileSpec, Score, StudentManifest, Variant
from kpdd_edge.students.progress import FileProgress, ProgressCallback
from kpdd_edge.students.store import Store
from kpdd_edge.tui.demo import DemoShelf
from kpdd_edge.tui.screens.students import StudentsScreen
from kpdd_edge.tui.screens.students_view import StudentsTable
from kpdd_edge.tui.services import Services
from kpdd_edge.tui.shelf import BrokenRow, Shelf, StudentRow

SIZE = (120, 34)


def row(name: str, state: Any, *, default: bool = False, scores: tuple[Score, ...] = ()) -> StudentRow:
    variant = Variant("llama", "Q4_1", (FileSpec("model", "m.gguf", 98_000_000, "0" * 64),), default=True)
    manifest = StudentManifest(
        name, name.upper(), Base("base", "Apache-2.0"), "Apache-2.0", ("pot",), ("core", "info", "solve"), "trained",
        2048, (variant,), description="For the test.", scores=scores,
    )  # fmt: skip
    return StudentRow(name, manifest, variant, state, default, not default)


class FakeShelf(DemoShelf):
    """Three students and a broken registration; pulling takes until it is let go or cancelled."""

    def __init__(self) -> None:
        score = Score("gsm8k", 312, 1319, "pot", "greedy", "abc1234")
        self.listed = [row("demo", "installed", default=True, scores=(score,)), row("small", "installed"),
                       row("large", "missing")]  # fmt: skip
        self.broken = [BrokenRow("odd", ConfigError("It cannot be read", cause="Line 3.", hint="kpdd models rm odd"))]
        self.go_on = threading.Event()
        self.fail: Exception | None = None
        self.done: list[str] = []

    def rows(self) -> tuple[list[StudentRow], list[BrokenRow]]:
        return list(self.listed), list(self.broken)

    def pull(self, spec: str, progress: ProgressCallback, cancel: Cancel) -> None:
        progress(FileProgress(spec, "m.gguf", "fetching", 24_500_000, 98_000_000))
        if self.fail:
            raise self.fail
        while not self.go_on.wait(0.005):
            cancel.check()
        self._now(spec, "installed")

    def _now(self, spec: str, state: Any) -> None:
        self.listed = [row(r.name, state, default=r.default) if r.name == spec else r for r in self.listed]

    def import_file(self, path: Path, name: str | None, progress: ProgressCallback, cancel: Cancel) -> str:
        if path.read_bytes()[:4] != b"GGUF":
            raise UsageError(f"{path.name} is not a GGUF file", cause="It begins with other bytes.", hint="try another")
        self.listed.append(row("mine", "installed"))
        return "mine"

    def remove(self, name: str, progress: ProgressCallback, cancel: Cancel) -> int:
        self.done.append(f"remove {name}")
        self._now(name, "missing")
        return 98_000_000


@pytest.fixture
def shelf(services: Services) -> FakeShelf:
    shelf = FakeShelf()
    services.make_shelf = lambda: shelf
    return shelf


async def opened(app: Any, pilot: Any) -> StudentsScreen:
    await ready(pilot)
    await pilot.press("f6")
    await settled(pilot)
    assert isinstance(app.screen, StudentsScreen)
    return app.screen


def cells(screen: StudentsScreen, at: int) -> list[str]:
    return [str(cell) for cell in screen.table.get_row_at(at)]


async def test_students_are_listed_with_what_was_measured(make_app: Any, shelf: FakeShelf) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert cells(screen, 0) == ["●", "demo", "Q4_1", "98.0 MB", "23.7 % gsm8k", "here"]
        assert cells(screen, 2)[4:] == ["not measured", "not here"]
        assert cells(screen, 3)[5] == "broken"
        assert "2 of 3 are on this machine" in said(screen, "#students-line")
        assert "312 of 1,319" in said(screen, "#student")
        await pilot.press("end", "down", "down", "down")
        assert "It cannot be read" in said(screen, "#student")
        assert "kpdd models rm odd" in said(screen, "#student")


async def test_a_student_is_pulled_stopped_and_gone_on_with(make_app: Any, shelf: FakeShelf) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("down", "down", "p")
        await until(pilot, lambda: "24.5 MB of 98.0 MB" in said(screen, "#work-text"))
        assert screen.query_one("#work-bar").percentage == pytest.approx(0.25)
        await pilot.press("escape")
        await until(pilot, lambda: screen._working is None)
        assert any("What arrived is kept" in note for note in notices(app))
        assert not screen.query_one("#students-work").display
        shelf._now("large", "partial")
        shelf.fail = PullError("No source gave m.gguf", cause="hub: 503", hint="kpdd models pull large")
        await pilot.press("p")
        await until(pilot, lambda: any("No source gave" in note for note in notices(app)))
        shelf.fail = None
        shelf.go_on.set()
        await until(pilot, lambda: screen._working is None)
        await pilot.press("p")
        await until(pilot, lambda: any("every file is verified" in note for note in notices(app)))
        await settled(pilot)
        assert cells(screen, 2)[5] == "here"


async def test_a_student_is_switched_while_another_solves(make_app: Any, shelf: FakeShelf, services: Services) -> None:
    gate = gated(services, after=20)
    app = make_app(problem=BAKERY.text)
    async with app.run_test(size=SIZE) as pilot:
        solve_screen = await ready(pilot)
        assert app.student.name == "demo-student"
        await pilot.press("f5")
        await until(pilot, gate.reached.is_set)
        await pilot.press("f6")
        await until(pilot, lambda: app.screen.query_one(StudentsTable).row_count == 4)
        screen = app.screen
        await pilot.press("down", "enter")
        await until(pilot, lambda: cells(screen, 1)[0] == "●")
        assert app.settings.options.student == "small"
        assert any("from the next problem on" in note for note in notices(app))
        gate.open()
        await until(pilot, lambda: solve_screen.state.phase == "done")
        assert solve_screen.state.solution.student == "demo-student"  # it goes on as it was begun
        await until(pilot, lambda: app.student.name == "small" and app.student.phase == "ready")
        assert "small" in said(screen, "#student-status")
        await pilot.press("f2")
        solved = await solve(pilot)
        assert solved.state.solution.student == "small"


class SlowHub:
    """A web server that stands in for the hub, and stops in the middle of a file until it is let go."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.go_on = threading.Event()
        self.ranges: list[str] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = self.headers.get("Range", "")
                hub.ranges.append(asked)
                start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
                self.send_response(206 if asked else 200)
                self.send_header("Content-Length", str(len(content) - start))
                if asked:
                    self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
                self.end_headers()
                half = max(start, len(content) // 2)
                with contextlib.suppress(OSError):
                    self.wfile.write(content[start:half])
                    self.wfile.flush()
                    hub.go_on.wait(30)
                    self.wfile.write(content[half:])

            def log_message(self, *_arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def hub(tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowHub]:
    running = SlowHub(tiny_gguf.read_bytes())
    monkeypatch.setenv("HF_ENDPOINT", running.url)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    yield running
    running.close()


async def test_the_real_shelf_imports_pulls_stops_and_goes_on(make_app: Any, hub: SlowHub, tmp_path: Path) -> None:
    (tmp_path / "student.toml").write_text(
        'name = "far"\nlicence = "mit"\nbase = { name = "Tiny", licence = "mit" }\nformat_version = 1\n'
        'kinds = ["pot"]\nstages = ["core", "info", "solve"]\nprompt = "trained"\ncontext = 512\n'
        '[[variant]]\nengine = "llama"\nprecision = "F32"\ndefault = true\n'
        '[[variant.file]]\nrole = "model"\nfilename = "tiny.gguf"\n'
        f'size = {len(hub.content)}\nsha256 = "{hashlib.sha256(hub.content).hexdigest()}"\n'
        'sources = ["hf://some/tiny@main/tiny.gguf"]\n'
    )
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)

        def files() -> str:
            return next(row[5] for row in (cells(screen, i) for i in range(screen.table.row_count)) if row[1] == "far")

        await pilot.press("i")
        await pilot.pause()
        app.screen.query_one("Input").value = str(tmp_path / "student.toml")
        await pilot.press("enter")
        await until(pilot, lambda: any("far is registered" in note for note in notices(app)))
        await settled(pilot)
        assert files() == "not here"
        screen.table.move_cursor(row=[row.name for row in screen._rows].index("far"))
        await pilot.press("p")
        half = len(hub.content) // 2
        await until(pilot, lambda: (screen.query_one("#work-bar").percentage or 0) >= 0.4)
        await pilot.press("escape")
        await until(pilot, lambda: screen._working is None)
        await settled(pilot)
        assert files() == "in part"
        assert screen.key_label(next(b for b in StudentsTable.BINDINGS if b.id == "students.pull")) == "Go on pulling"
        hub.go_on.set()
        await pilot.press("p")
        await until(pilot, lambda: any("every file is verified" in note for note in notices(app)))
        await settled(pilot)
        assert files() == "here"
        assert hub.ranges[0] == ""
        assert 0 < int(hub.ranges[1].removeprefix("bytes=").rstrip("-")) <= half
        found = [path.read_bytes() for path in (tmp_path / "students").rglob("tiny.gguf")]
        assert found == [hub.content]
        await pilot.press("enter")
        assert app.settings.options.student == "far"


async def test_the_real_shelf_imports_a_file(make_app: Any, tiny_gguf: Path, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("i")
        await pilot.pause()
        app.screen.query_one("Input").value = str(tiny_gguf)
        await pilot.press("enter")
        await until(pilot, lambda: any("is registered" in note for note in notices(app)))
        await settled(pilot)
        mine = next(i for i, row in enumerate(screen._rows) if row.registered)
        assert cells(screen, mine)[1] == "tiny"
        assert cells(screen, mine)[5] == "here"
        assert not (tmp_path / "students").exists() or not list((tmp_path / "students").rglob("*.gguf"))


async def test_a_file_is_imported(make_app: Any, shelf: FakeShelf, tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(b"GGUF" + bytes(40))
    (tmp_path / "b.gguf").write_bytes(b"nothing")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        for name in ("none.gguf", "~nobody-of-this-name/c.gguf", "b.gguf", "a.gguf"):
            await pilot.press("i")
            await pilot.pause()
            app.screen.query_one("Input").value = name if name.startswith("~") else str(tmp_path / name)
            await pilot.press("enter")
            await pilot.pause()
            if name.startswith(("none", "~")):
                assert "There is no file" in said(app.screen, ".dialog-warning")
                await pilot.press("escape")
            await settled(pilot)
        assert any("is not a GGUF file" in note for note in notices(app))
        assert any("mine is registered" in note for note in notices(app))
        assert cells(screen, 3)[1] == "mine"


async def test_a_student_is_removed_after_a_question(make_app: Any, shelf: FakeShelf) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("down", "delete", "n")
        await settled(pilot)
        assert not shelf.done
        await pilot.press("delete", "y")
        await until(pilot, lambda: shelf.done == ["remove small"])
        await settled(pilot)
        assert cells(screen, 1)[5] == "not here"


def test_the_real_shelf_lists_the_package_and_removes_broken_registrations(tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "student.toml").write_text("name = 3")
    shelf, cancel = Shelf(tmp_path), Cancel()
    rows, broken = shelf.rows()
    assert [r.name for r in rows if r.default] == [shelf.name_of("")]
    assert [b.name for b in broken] == ["odd"]
    told: list[FileProgress] = []

    def waiting(progress: FileProgress) -> None:
        told.append(progress)
        cancel.set()

    with Store(tmp_path).lock("odd"), pytest.raises(Cancelled):
        shelf.remove("odd", waiting, cancel)
    assert [progress.phase for progress in told] == ["waiting"]
    assert [b.name for b in shelf.rows()[1]] == ["odd"]
    shelf.remove("odd", told.append, Cancel())
    assert not shelf.rows()[1]
    assert shelf.name_of("/somewhere/tiny.Q4.gguf") == "tiny.Q4"
    assert shelf.is_here("/somewhere/tiny.gguf")
