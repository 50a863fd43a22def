"""What exactly solved a problem: the student's bytes, the options that matter, the versions. For files that must be
comparable or continued later. Times and machine names have no place here."""

from __future__ import annotations

import dataclasses
import hashlib
import platform
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from kpdd_edge import __version__
from kpdd_edge.engines.base import Engine
from kpdd_edge.errors import StorageError
from kpdd_edge.options import SolverOptions
from kpdd_edge.solver import Solver
from kpdd_edge.students import verify

#: Options that say how fast a problem is solved, not how.
_SPEED_ONLY: Final = frozenset({"student", "threads"})


def hash_file(path: Path) -> str:
    """SHA-256 in hexadecimal. Raises StorageError."""
    try:
        return verify.hash_file(path)
    except OSError as error:
        raise StorageError(f"Cannot read {path}", cause=error.strerror or str(error)) from error


def solver_identity(solver: Solver) -> dict[str, Any]:
    """The student and the options of a solver as plain data; loads the student."""
    student = solver.student
    student.load()
    engines: dict[str, Any] = {}
    for stage in student.stages:
        engines[stage] = _engine(student.engine(stage))
    same = len({str(engine) for engine in engines.values()}) == 1
    examples = student.examples(solver.kind.name)
    return {
        "student": {
            "name": student.name,
            "stages": list(student.stages),
            "engine": next(iter(engines.values())) if same else engines,
            "examples_sha256": hashlib.sha256(examples.encode()).hexdigest() if examples else None,
        },
        "options": solver_options(solver.options) | {"rationale": solver.kind.name},
    }


def _engine(engine: Engine) -> dict[str, Any]:
    found: dict[str, Any] = {"name": engine.name}
    model = getattr(engine, "model", None)
    path = getattr(model, "path", None)
    fingerprint = getattr(engine, "fingerprint", "")
    if fingerprint:
        found["sha256"] = fingerprint
    elif isinstance(path, Path):
        found["sha256"] = _hash_once(path, path.stat().st_mtime_ns)
    folder = getattr(engine, "folder", None)
    if isinstance(folder, Path):
        files = sorted(path for path in folder.iterdir() if path.is_file())
        found["files"] = {path.name: _hash_once(path, path.stat().st_mtime_ns) for path in files}
    adapter = getattr(engine, "adapter", None)
    if isinstance(adapter, Path):
        found["adapter_sha256"] = _hash_once(adapter, adapter.stat().st_mtime_ns)
    return found


@cache
def _hash_once(path: Path, _mtime_ns: int) -> str:
    return hash_file(path)


def solver_options(options: SolverOptions) -> dict[str, Any]:
    """The options that decide what is written; ``temperature`` and ``seed`` only where something is sampled."""
    values = {k: v for k, v in dataclasses.asdict(options).items() if k not in _SPEED_ONLY}
    if options.votes == 1 and not options.retries:
        values.pop("temperature")
        values.pop("seed")
    return values


@cache
def versions() -> dict[str, str]:
    """Of what computes: this package (with its commit, in a checkout), llama.cpp's bindings, the sandbox, Python."""
    found = {"kpdd-edge": __version__, "python": platform.python_version()}
    for name in ("llama-cpp-python", "pydantic-monty"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    commit = _commit(Path(__file__).resolve().parent.parent)
    return found | ({"commit": commit} if commit else {})


def _commit(folder: Path) -> str:
    """The commit of a checkout, with a ``+`` when its files were changed; empty outside one."""
    if not (folder / ".git").exists():
        return ""
    try:
        told = subprocess.run(
            ["git", "-C", str(folder), "describe", "--always", "--dirty=+", "--exclude=*", "--abbrev=12"],
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()


def difference(old: Any, new: Any, where: str = "") -> list[str]:
    """Where two pieces of plain data differ: ``options.votes: 1, now 8``."""
    if isinstance(old, dict) and isinstance(new, dict):
        found = []
        for key in [*old, *(k for k in new if k not in old)]:
            found += difference(old.get(key), new.get(key), f"{where}.{key}" if where else str(key))
        return found
    return [] if old == new else [f"{where}: {_short(old)}, now {_short(new)}"]


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 40 else text[:16] + "…"
