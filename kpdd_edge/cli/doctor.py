"""``kpdd doctor``: does everything work on this machine, and if not, what to do."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kpdd_edge.cli.common import console, handle_errors, print_json
from kpdd_edge.errors import ConfigError, ExitCode, KpddError

if TYPE_CHECKING:
    from kpdd_edge.options import SolverOptions

app = typer.Typer()

Level = Literal["ok", "note", "problem"]
_MARKS: dict[Level, tuple[str, str]] = {
    "ok": ("ok     ", "green"),
    "note": ("note   ", "yellow"),
    "problem": ("PROBLEM", "bold red"),
}
_EXTRAS = {"onnx": "onnxruntime", "train": "torch", "export": "optimum-onnx", "bench": "matplotlib", "sympy": "sympy"}


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. ``next`` is the command that mends it, empty where nothing is wrong."""

    name: str
    level: Level
    detail: str
    next: str = ""


@app.command(epilog="Exit codes: 0 all is well (notes included), 3 or 4 when something must be mended.")
def doctor(
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Also hash the student's files and solve a problem.")] = False,
) -> None:
    """Check that everything works here, and say what to do if not."""
    from rich.text import Text

    with handle_errors(json_output=json_output):
        found = []
        for check in checks(full=full):
            found.append(check)
            if not json_output:
                mark, style = _MARKS[check.level]
                console().print(Text.assemble((mark, style), f"  {check.name}: {check.detail}"))
                if check.next:
                    console().print(Text.assemble(("         Next: ", "bold cyan"), check.next))
        problems = [check for check in found if check.level == "problem"]
        if json_output:
            print_json({"ok": not problems, "checks": [asdict(check) for check in found]})
        student = any(check.name.startswith("student") for check in problems)
        code = ExitCode.ANSWERED if not problems else ExitCode.STUDENT if student else ExitCode.INTERNAL
        raise typer.Exit(code)


def checks(*, full: bool) -> Iterator[Check]:
    """All checks, one after another; none of them raises."""
    for name, check in (
        ("kpdd", _versions),
        ("machine", _machine),
        ("engine llama", _llama),
        ("sandbox", _sandbox),
        ("folder", _folder),
        ("settings", _settings),
        ("history", _history),
        ("extras", _extras),
        ("student", lambda: _with_settings("student", lambda options: _student(options, full))),
        *([("solve", lambda: _with_settings("solve", _solve))] if full else []),
    ):
        yield from _guard(name, check)


def _guard(name: str, check: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from check()
    except KpddError as error:
        detail = f"{error.title}. {error.cause}".strip()
        yield Check(name, "problem", " ".join(detail.split()), error.hint)
    except Exception as error:
        yield Check(name, "problem", f"{type(error).__name__}: {error}", "KPDD_DEBUG=1 kpdd doctor")


def _versions() -> Iterator[Check]:
    from kpdd_edge import __version__

    yield Check("kpdd-edge", "ok", f"{__version__}, Python {platform.python_version()} in {sys.prefix}")


def _machine() -> Iterator[Check]:
    from kpdd_edge.engines.threads import physical_cores

    cores = physical_cores()
    yield Check(
        "machine", "ok", f"{platform.system()} {platform.machine()}, {cores} cores used of {os.cpu_count()} processors"
    )


def _llama() -> Iterator[Check]:
    from kpdd_edge.engines.llama_model import backend, may_repack

    features = [f.strip() for f in backend().llama_print_system_info().decode().split("|")]
    used = [f.partition(" =")[0].rpartition(":")[2].strip() for f in features if f.endswith("= 1")]
    yield Check("engine llama", "ok", f"llama-cpp-python {metadata.version('llama-cpp-python')}: {', '.join(used)}")
    if not may_repack():
        yield Check(
            "engine llama", "note", "this processor's AMX is not used: llama.cpp crashes with it on some machines"
        )


def _sandbox() -> Iterator[Check]:
    from kpdd_edge.problem import Status
    from kpdd_edge.sandbox import RunLimits, open_sandbox

    for name, program, needed in (
        ("monty", "answer = 6 * 7", True),
        ("jail", "from fractions import Fraction\nanswer = Fraction(1, 3) * 126", False),
    ):
        sandbox = open_sandbox(name)
        try:
            outcome = sandbox.run(program, RunLimits(seconds=10))
        finally:
            sandbox.close()
        if outcome.status is Status.OK and outcome.answer == "42":
            yield Check(f"sandbox {name}", "ok", f"runs programs ({outcome.seconds * 1000:.0f} ms the first time)")
        elif needed:
            hint = "pip install --force-reinstall 'pydantic-monty>=1.4,<1.5'"
            yield Check(f"sandbox {name}", "problem", outcome.error or str(outcome.status), hint)
        else:
            detail = f"not available ({outcome.error}); programs that need it are refused"
            yield Check(f"sandbox {name}", "note", detail)


def _folder() -> Iterator[Check]:
    from kpdd_edge.students.files import format_bytes, home, make_folder

    folder = home()
    try:
        make_folder(folder)
        probe = folder / f".doctor-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except (OSError, KpddError) as error:
        yield Check(
            "folder", "note", f"{folder} cannot be written ({error}): no history, no pulled students", "set KPDD_HOME"
        )
        return
    free = shutil.disk_usage(folder).free
    level: Level = "ok" if free > 500_000_000 else "note"
    yield Check("folder", level, f"{folder}, {format_bytes(free)} free")


def _settings() -> Iterator[Check]:
    from kpdd_edge.settings import load_settings, settings_path

    load_settings()
    there = "" if settings_path().exists() else " (not there: defaults)"
    yield Check("settings", "ok", f"{settings_path()}{there}")


def _history() -> Iterator[Check]:
    from kpdd_edge.history import History

    history = History()
    yield Check("history", "ok", f"{len(history)} solved problems" + ("" if history.enabled else ", switched off"))
    for warning in history.take_warnings():
        yield Check("history", "note", warning)


def _extras() -> Iterator[Check]:
    there = {extra: _version(package) for extra, package in _EXTRAS.items()}
    installed = ", ".join(f"{extra} ({version})" for extra, version in there.items() if version)
    missing = ", ".join(extra for extra, version in there.items() if not version)
    yield Check("extras", "ok", f"installed: {installed or 'none'}; not installed: {missing or 'none'}")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _with_settings(name: str, check: Callable[[SolverOptions], Iterator[Check]]) -> Iterator[Check]:
    """A check of what the settings say; where they cannot be used, that is a problem of theirs alone."""
    from kpdd_edge.settings import load_settings

    try:
        options = load_settings().options
    except ConfigError:
        yield Check(name, "note", "not checked, since the settings cannot be used")
    else:
        yield from check(options)


def _student(options: SolverOptions, full: bool) -> Iterator[Check]:
    from kpdd_edge.students.files import format_bytes
    from kpdd_edge.students.opening import find_student
    from kpdd_edge.students.store import Store

    manifest, variant, known = find_student(options.student)
    store = Store()
    state = store.state(manifest, variant)
    what = f"{manifest.name} ({variant.precision}, {format_bytes(variant.size)})"
    if state != "installed":
        yield Check(
            "student", "note", f"{what} is not pulled yet; the first solve does it", f"kpdd models pull {manifest.name}"
        )
        return
    if full and known:
        store.check(manifest, variant, again=True)
        what += ", its hash is right"
    yield Check("student", "ok", what)


def _solve(options: SolverOptions) -> Iterator[Check]:
    from kpdd_edge.solver import Solver

    with Solver(options) as solver:
        solution: Any = solver.solve("A box holds 12 eggs. How many eggs are in 7 boxes?")
    speed = solution.timings.tokens_per_second
    yield Check("solve", "ok", f"12 eggs in each of 7 boxes: {solution.answer}, at {speed:.0f} tokens/s")
