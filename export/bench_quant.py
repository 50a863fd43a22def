"""The quantisation benchmark: every file measured in a process of its own, resumable, compared with the reference.

Rows are kept in ``rows.jsonl`` of the output folder as they are made; a run that was stopped goes on with what is
missing. A row counts only for the same file (by its hash), the same problems and the same settings.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from kpdd_edge import keypoints
from kpdd_edge.errors import EngineError
from kpdd_edge.export.bench_common import Progress
from kpdd_edge.export.bench_files import BenchFile, reference_of
from kpdd_edge.export.texts import PERPLEXITY_SEED, TASK_SEED, verification_texts
from kpdd_edge.problem import Problem


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """How much is measured. ``rounds`` × ``tokens`` are timed after a warm-up round."""

    problems: int = 100
    texts: int = 24
    rounds: int = 8
    tokens: int = 64
    max_tokens: int = 200
    parallel: int = 8
    context: int = 8192
    threads: int = 0


QUICK = BenchSettings(problems=20, texts=6, rounds=3, tokens=48)


def default_problems(count: int) -> list[Problem]:
    """Problems of our own templates."""
    from kpdd_edge.datasets.templates.registry import stream

    return list(stream(count, TASK_SEED))


def file_key(file: BenchFile, settings: BenchSettings, problems: Sequence[Problem]) -> str:
    """What a row depends on, hashed."""
    total = hashlib.sha256()
    paths = [file.path] if file.path.is_file() else sorted(p for p in file.path.iterdir() if p.name != "export.json")
    for path in paths:
        with path.open("rb") as opened:
            total.update(hashlib.file_digest(opened, "sha256").digest())
    content = [[p.id, p.text, p.gold] for p in problems]
    total.update(json.dumps([asdict(settings), content], sort_keys=True).encode())
    return total.hexdigest()


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """The rows kept so far; a line cut short by a killed run is passed over."""
    rows = []
    try:
        lines = (folder / "rows.jsonl").read_text("utf-8").split("\n")
    except OSError:
        return []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and "key" in row:
            rows.append(row)
    return rows


def bench_quant(
    files: Sequence[BenchFile],
    folder: Path,
    problems: Sequence[Problem],
    settings: BenchSettings = BenchSettings(),
    *,
    restart: bool = False,
    progress: Progress = lambda _what, _done, _eta: None,
) -> list[dict[str, Any]]:
    """Measure ``files`` and return a row for each, the reference first.

    Raises EngineError when a measurement fails; what was measured before is kept.
    """
    from kpdd_edge.evaluation.stats import mcnemar_exact

    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "rows.jsonl"
    if restart:
        log.unlink(missing_ok=True)
    reference = reference_of(files)
    ordered = [reference, *(f for f in files if f is not reference)]
    known = {row["key"]: row for row in read_rows(folder)}
    keys = {f.path: file_key(f, settings, problems) for f in ordered}
    # Divergences are from the reference of this run: with another one they are measured again.
    keys = {path: hashlib.sha256((key + keys[reference.path]).encode()).hexdigest() for path, key in keys.items()}
    logits = folder / "reference.npz"
    todo = [f for f in ordered if keys[f.path] not in known]
    if todo and todo[0] is not reference and not logits.is_file():
        todo.insert(0, reference)
    begin, total = time.monotonic(), len(todo)
    rows: dict[Path, dict[str, Any]] = {f.path: known[keys[f.path]] for f in ordered if f not in todo}
    for done, file in enumerate(todo):

        def tell(what: str, part: float, done: int = done, file: BenchFile = file) -> None:
            share = (done + part) / total
            spent = time.monotonic() - begin
            progress(f"{file.label}: {what}", share, spent / share - spent if done and share > 0 else None)

        row = _measure(file, settings, problems, logits, file is reference, tell)
        row["key"] = keys[file.path]
        with log.open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(row) + "\n")
            opened.flush()
        rows[file.path] = row
    first = rows[reference.path]
    found = []
    for file in ordered:
        row = {**rows[file.path], "reference": file is reference, "mcnemar_p": None}
        if file is not reference and row.get("right") and len(row["right"]) == len(first.get("right", "")):
            only = [
                sum(a == x and b == y for a, b in zip(first["right"], row["right"], strict=True))
                for x, y in ("10", "01")
            ]
            row["mcnemar_p"] = round(mcnemar_exact(*only), 5)
        found.append(row)
    logits.unlink(missing_ok=True)
    return found


#: Each phase's share of a file's time, roughly, for the progress line.
_PHASES = {"speed": (0.0, 0.15), "accuracy": (0.15, 0.7), "divergence": (0.85, 0.15)}


def make_job(
    file: BenchFile, settings: BenchSettings, problems: Sequence[Problem], logits: Path, writes: bool
) -> dict[str, Any]:
    """What ``bench_worker`` is told. The reference writes its distributions to ``logits``, the others read them."""
    kinds = list(file.student.get("kinds") or ["pot"])
    stages: Any = list(file.student.get("stages") or keypoints.ARM_STAGES["both"])
    texts = list(islice(verification_texts(PERPLEXITY_SEED, kinds[0], stages), settings.texts))
    return {
        "engine": file.engine,
        "path": str(file.path),
        "name": str(file.student.get("name") or file.path.stem),
        "stages": stages,
        "kinds": kinds,
        "prompt": str(file.student.get("prompt") or "few-shot"),
        "threads": settings.threads,
        "context": settings.context,
        "parallel": settings.parallel,
        "rounds": settings.rounds,
        "tokens": settings.tokens,
        "max_tokens": settings.max_tokens,
        # What a student reads before it writes first.
        "speed_texts": [text.pieces[0][0] + text.pieces[1][0] for text in texts] or [keypoints.PROBLEM],
        "texts": [text.pieces for text in texts],
        "reference": str(logits.resolve()),
        "write_reference": writes,
        "problems": [{"id": p.id, "text": p.text, "gold": p.gold} for p in problems],
    }


def _measure(
    file: BenchFile,
    settings: BenchSettings,
    problems: Sequence[Problem],
    logits: Path,
    writes: bool,
    tell: Callable[[str, float], None],
) -> dict[str, Any]:
    job = make_job(file, settings, problems, logits, writes)
    tell("loading", 0.0)
    child = subprocess.Popen(
        [sys.executable, "-m", "kpdd_edge.export.bench_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    last: list[str] = []

    def listen() -> None:
        for line in _read_lines(child.stderr):
            try:
                said = json.loads(line)
                start, share = _PHASES[said["what"]]
                tell(str(said["what"]), start + share * float(said["done"]))
            except (ValueError, KeyError, TypeError):
                last.append(line.rstrip())
                del last[:-5]

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(job))
        child.stdin.close()
        out = child.stdout.read()
        child.wait()
        listener.join()
    except BaseException:
        child.kill()
        child.wait()
        raise
    finally:
        for stream in (child.stdout, child.stderr):
            if stream is not None:
                stream.close()
    answer = json.loads(out) if out.startswith("{") else {}
    if child.returncode != 0 or "row" not in answer:
        error = answer.get("error") or {}
        cause = error.get("cause") or "\n".join(last) or f"The process ended with {child.returncode}."
        raise EngineError(
            f"{file.label} could not be measured" + (f": {error['title']}" if error else ""),
            cause=cause,
            hint=error.get("hint", ""),
        )
    bits = None if file.bits_per_weight is None else round(file.bits_per_weight, 3)
    return {
        "engine": file.engine,
        "precision": file.precision,
        "file": file.path.name,
        "size_mb": round(file.size / 1e6, 2),
        "bits_per_weight": bits,
        **answer["row"],
    }


def _read_lines(stream: Any) -> Iterator[str]:
    yield from stream
