"""Building a training file: load, teach, verify, write; resumable at any point.

Each finished problem is appended to a journal beside the output (``OUT.part``), the ones that were dropped with the
reason. A build that was interrupted, however abruptly, goes on after the last whole entry; the file itself is written
at the end, in one step, from the journal. The same input and settings always give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from kpdd_edge.appendlog import AppendLog, encode
from kpdd_edge.datasets import jsonl
from kpdd_edge.datasets.base import Loaded
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, DataError
from kpdd_edge.problem import Problem
from kpdd_edge.sandbox.base import Sandbox
from kpdd_edge.teacher.filter import Filter, add_counts
from kpdd_edge.teacher.gold import Untaught

JOURNAL_VERSION: Final = 1
GROUP: Final = 64  # problems between two writes to the disk

Progress = Callable[[int, int], None]  # problems done, of how many


class Teacher(Protocol):
    """Who writes key points and rationales. ``name`` and ``version`` are part of a build's fingerprint."""

    name: str
    version: int

    def __call__(self, problem: Problem) -> Problem:
        """The problem with key points and rationales. Raises Untaught."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every problem. ``problems`` counts those loaded, ``verified`` those written."""

    out: str
    problems: int
    verified: int
    dropped: dict[str, int]
    loading: dict[str, Any]
    wiring: dict[str, int] = field(default_factory=dict)
    doubts: dict[str, int] = field(default_factory=dict)
    rationales: dict[str, int] = field(default_factory=dict)
    yields: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    resumed: int = 0
    seconds: float = 0.0
    sha256: str = ""

    @property
    def rate(self) -> float:
        return self.verified / self.problems if self.problems else 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            "out": self.out,
            "problems": self.problems,
            "verified": self.verified,
            "rate": round(self.rate, 6),
            "dropped": self.dropped,
            "wiring": self.wiring,
            "doubts": self.doubts,
            "rationales": self.rationales,
            "yields": self.yields,
            "rejected": self.rejected,
            "loading": self.loading,
            "resumed": self.resumed,
            "seconds": round(self.seconds, 3),
            "sha256": self.sha256,
        }


def build(
    loaded: Loaded,
    teacher: Teacher,
    out: Path,
    sandbox: Sandbox,
    *,
    cap: int = 8,
    restart: bool = False,
    overwrite: bool = False,
    on_progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Report:
    """Write the training file ``out`` and say what became of every problem of ``loaded``.

    Goes on with an unfinished build of the same problems and settings unless ``restart``; raises DataError when the
    unfinished one is another, or when ``out`` was built from something else and ``overwrite`` is not set, and
    Cancelled (with everything done so far kept). A problem is written only with a program that gives its answer.
    """
    begin = time.monotonic()
    header = {"kpdd_build": JOURNAL_VERSION, "fingerprint": fingerprint(loaded, teacher, cap)}
    journal, sidecar = part_of(out), sidecar_of(out)
    _refuse_foreign(out, journal, sidecar, header, overwrite)
    sieve = Filter(sandbox, cap=cap)
    total = len(loaded.problems)
    with AppendLog(journal) as log:
        resumed = _take_up(log, header, total, restart)
        group: list[dict[str, Any]] = []
        for done in range(resumed, total):
            if on_progress is not None:
                on_progress(done, total)
            if cancel is not None and cancel:
                log.append(group)
                raise Cancelled(cause=f"{done:,} of {total:,} are kept.", hint="the same command goes on from there")
            group.append(_entry(loaded.problems[done], teacher, sieve))
            if len(group) >= GROUP:
                log.append(group)
                group = []
        log.append(group)
        if on_progress is not None:
            on_progress(total, total)
        jsonl.write_lines(out, _rows(journal))
        report = _report(loaded, out, journal, resumed, time.monotonic() - begin)
        note = {**header, "report": report.to_dict()}
        jsonl.write_lines(sidecar, [json.dumps(note, ensure_ascii=False, indent=1) + "\n"])
    journal.unlink(missing_ok=True)
    return report


def part_of(out: Path) -> Path:
    """The journal of an unfinished build."""
    return out.with_name(out.name + ".part")


def sidecar_of(out: Path) -> Path:
    """The report beside a finished file."""
    return out.with_name(out.name + ".report.json")


def fingerprint(loaded: Loaded, teacher: Teacher, cap: int) -> str:
    """What the bytes of the result depend on: the problems, the teacher and the settings."""
    digest = hashlib.sha256()
    digest.update(f"{teacher.name}-{teacher.version}|{loaded.info.name}|{loaded.split}|{cap}\n".encode())
    for problem in loaded.problems:
        solution = str(problem.meta.get("solution", ""))
        digest.update(f"{problem.id}\0{problem.text}\0{problem.gold}\0{solution}\n".encode(errors="replace"))
    return digest.hexdigest()


def _refuse_foreign(out: Path, journal: Path, sidecar: Path, header: dict[str, Any], overwrite: bool) -> None:
    """An existing file is replaced only if it is the same build's, or if that was asked for."""
    if not out.exists() or overwrite or journal.exists():
        return
    try:
        note = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        note = None
    if not isinstance(note, dict) or note.get("fingerprint") != header["fingerprint"]:
        raise DataError(
            f"{out} exists and is not this build's",
            cause="It was made from other problems or settings, or by something else.",
            hint="--overwrite, or another -o FILE.jsonl",
        )


def _take_up(log: AppendLog, header: dict[str, Any], total: int, restart: bool) -> int:
    """How many problems the journal already holds; a new journal gets its header."""
    if restart or log.empty or not log.records:
        log.keep(0)
        log.append([header])
        return 0
    if log.records[0] != header:
        raise DataError(
            f"{log.path} belongs to an unfinished build of something else",
            cause="Its problems, teacher or settings are not these.",
            hint="--restart to begin anew, or another -o FILE.jsonl",
        )
    entries = len(log.records) - 1
    whole = next((i for i, record in enumerate(log.records[1:]) if not _is_entry(record)), entries)
    log.keep(1 + min(whole, total))
    return min(whole, total)


def _is_entry(record: dict[str, Any]) -> bool:
    return isinstance(record.get("row"), dict) or isinstance(record.get("dropped"), str)


def _entry(problem: Problem, teacher: Teacher, sieve: Filter) -> dict[str, Any]:
    """What became of one problem, as it stands in the journal."""
    try:
        taught = teacher(problem)
    except Untaught as error:
        return {"id": problem.id, "dropped": error.reason}
    filtered = sieve.apply(taught)
    counts = {"yields": dict(filtered.yields), "rejected": dict(filtered.rejected)}
    if not any(rationale.kind == "pot" for rationale in filtered.problem.rationales):
        why = next((reason for reason in filtered.rejected if reason.startswith("pot")), "pot: none offered")
        return {"id": problem.id, "dropped": why, **counts}
    return {"row": jsonl.to_row(filtered.problem), **counts}


def _entries(journal: Path) -> Iterator[dict[str, Any]]:
    with journal.open(encoding="utf-8") as stream:
        next(stream, None)
        for line in stream:
            yield json.loads(line)


def _rows(journal: Path) -> Iterator[str]:
    for entry in _entries(journal):
        if "row" in entry:
            yield encode(entry["row"]).decode()


def _report(loaded: Loaded, out: Path, journal: Path, resumed: int, seconds: float) -> Report:
    """The report, from the journal alone, so that an interrupted build counts like an uninterrupted one."""
    verified = 0
    dropped, yields, rejected = Counter[str](), Counter[str](), Counter[str]()
    wiring, doubts, kinds = Counter[str](), Counter[str](), Counter[str]()
    for entry in _entries(journal):
        add_counts(yields, entry.get("yields", {}))
        add_counts(rejected, entry.get("rejected", {}))
        if "row" not in entry:
            dropped[entry["dropped"]] += 1
            continue
        verified += 1
        kinds.update(rationale["kind"] for rationale in entry["row"]["rationales"])
        meta = entry["row"]["meta"]
        if "wiring" in meta:
            wiring[meta["wiring"]] += 1
            doubts.update(meta.get("doubts", ()))
    return Report(
        out=str(out),
        problems=len(loaded.problems),
        verified=verified,
        dropped=dict(dropped.most_common()),
        loading=loaded.to_dict(),
        wiring=dict(wiring.most_common()),
        doubts=dict(doubts.most_common()),
        rationales=dict(kinds.most_common()),
        yields=dict(yields),
        rejected=dict(rejected.most_common()),
        resumed=resumed,
        seconds=seconds,
        sha256=hashlib.sha256(out.read_bytes()).hexdigest(),
    )
