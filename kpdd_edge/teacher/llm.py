"""The LLM teacher: a large model writes key points and rationales, and only what verifies is kept.

Who writes is a :class:`Writer`: a server (:mod:`kpdd_edge.teacher.llm_server`) or a model on this machine
(:mod:`kpdd_edge.teacher.llm_local`). Both keep every reply in a cache, so a run that was interrupted, however
abruptly, asks only for what is missing; the training file is written at the end, in one step. Replies are data:
programs run in the sandbox only, and a reply that makes no sense is counted and never stops the rest.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol

from kpdd_edge import rationales
from kpdd_edge.datasets import jsonl
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import DataError
from kpdd_edge.problem import Attempt, KeyPoints, Problem, Rationale
from kpdd_edge.sandbox.base import Sandbox
from kpdd_edge.strategies.base import tally
from kpdd_edge.teacher.filter import LIMITS, Filter, add_counts
from kpdd_edge.teacher.prompts import Layout, Reply, read_reply
from kpdd_edge.teacher.sentences import bare

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class AnnotateSettings:
    """``paths`` rationales of each of ``kinds`` are asked for; ``cap`` is how many of a kind a problem may keep."""

    kinds: tuple[str, ...] = ("pot",)
    paths: int = 1
    temperature: float = 0.0
    seed: int = 0
    max_tokens: int = 1024
    layout: Layout = "inline"
    cap: int = 8


@dataclass(frozen=True, slots=True)
class Job:
    """All paths of one kind for one problem. ``index`` is the problem's place in the input."""

    index: int
    problem: Problem
    kind: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Replies and tokens. ``unknown`` counts replies whose tokens the server did not tell."""

    asked: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_prompt_tokens: int = 0
    cached_completion_tokens: int = 0
    unknown: int = 0

    def __add__(self, other: Usage) -> Usage:
        ours, theirs = asdict(self), asdict(other)
        return Usage(**{name: ours[name] + theirs[name] for name in ours})


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a job: the replies that came, the reasons why others did not, and what it took."""

    job: Job
    texts: tuple[str | None, ...]
    failures: tuple[str, ...] = ()
    usage: Usage = Usage()


class Writer(Protocol):
    """Who writes. ``name`` stands in the training file; ``identity`` is plain data that the replies depend on."""

    name: str

    @property
    def identity(self) -> dict[str, Any]: ...

    @property
    def trouble(self) -> str:
        """What went wrong last, in a few words; empty while all is well."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What a person should know afterwards."""
        ...

    def write(self, jobs: Iterable[Job], cancel: Cancel) -> Iterator[Written]:
        """Do the jobs, in any order. Raises TeacherError, UsageError, StudentError, EngineError, Cancelled."""
        ...


@dataclass(frozen=True, slots=True)
class AnnotateProgress:
    """Yielded after each problem. ``kept`` problems have a rationale so far."""

    done: int
    total: int
    kept: int
    usage: Usage
    seconds: float
    trouble: str = ""

    @property
    def remaining_s(self) -> float | None:
        """An estimate from the replies of this run that were not in the cache; None as long as all were."""
        asked, cached = self.usage.asked, self.usage.cached
        fresh = self.done * asked / max(1, asked + cached)
        return self.seconds / fresh * (self.total - self.done) if fresh else None


@dataclass(frozen=True, slots=True)
class AnnotateReport:
    """What became of every problem and every reply.

    ``answered`` problems got at least one reply, ``kept`` at least one rationale; ``incomplete`` lack replies that
    failed, and asking again costs only those. ``cost`` is None without prices.
    """

    out: str
    teacher: str
    problems: int
    answered: int
    kept: int
    incomplete: int
    rationales: dict[str, int]
    unreadable: dict[str, int]
    failures: dict[str, int]
    yields: dict[str, int]
    rejected: dict[str, int]
    without_gold: int
    usage: Usage
    cost: float | None
    seconds: float
    sha256: str
    notes: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        return self.kept / self.problems if self.problems else 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "notes": list(self.notes),
            "rate": round(self.rate, 6),
            "seconds": round(self.seconds, 3),
        }


@dataclass
class _Account:
    """Sums over the problems."""

    answered: int = 0
    kept: int = 0
    incomplete: int = 0
    without_gold: int = 0
    rationales: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    yields: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    usage: Usage = Usage()


def annotate(
    problems: Sequence[Problem],
    writer: Writer,
    out: Path,
    sandbox: Sandbox,
    *,
    settings: AnnotateSettings = AnnotateSettings(),
    prices: tuple[float, float] | None = None,
    overwrite: bool = False,
    cancel: Cancel | None = None,
) -> Generator[AnnotateProgress, None, AnnotateReport]:
    """Write the training file ``out`` from what ``writer`` writes for ``problems``.

    A problem is in the file when at least one rationale of it was kept. With a gold answer those are kept whose run
    gives it; without one, those that agree with more than half of the replies, at least two, and ``meta`` says so.
    ``prices`` are money per million tokens, read and written. Raises DataError when ``out`` is another run's, and what
    the writer raises.
    """
    cancel = Cancel() if cancel is None else cancel
    sidecar = sidecar_of(out)
    fingerprint = _fingerprint(problems, writer, settings)
    _refuse_foreign(out, sidecar, fingerprint, overwrite)
    sieve = Filter(sandbox, cap=settings.cap)
    account = _Account()
    rows: dict[int, Problem] = {}
    waiting: dict[int, list[Written]] = {}
    begin = time.monotonic()
    done = 0
    jobs = (Job(i, problem, kind) for i, problem in enumerate(problems) for kind in settings.kinds)
    for written in writer.write(jobs, cancel):
        account.usage += written.usage
        gathered = waiting.setdefault(written.job.index, [])
        gathered.append(written)
        if len(gathered) < len(settings.kinds):
            continue
        row = _judge(waiting.pop(written.job.index), sieve, writer, settings, account)
        if row is not None:
            rows[written.job.index] = row
        done += 1
        seconds = time.monotonic() - begin
        yield AnnotateProgress(done, len(problems), len(rows), account.usage, seconds, writer.trouble)
    cancel.check()
    jsonl.write(out, (rows[index] for index in sorted(rows)))
    report = AnnotateReport(
        out=str(out),
        teacher=writer.name,
        problems=len(problems),
        answered=account.answered,
        kept=len(rows),
        incomplete=account.incomplete,
        rationales=dict(account.rationales),
        unreadable=dict(account.unreadable.most_common()),
        failures=dict(account.failures.most_common()),
        yields=dict(account.yields),
        rejected=dict(account.rejected.most_common()),
        without_gold=account.without_gold,
        usage=account.usage,
        cost=None if prices is None else cost(account.usage, prices),
        seconds=time.monotonic() - begin,
        sha256=hashlib.sha256(out.read_bytes()).hexdigest(),
        notes=tuple(writer.notes),
    )
    note = {"kpdd_annotate": VERSION, "fingerprint": fingerprint, "report": report.to_dict()}
    jsonl.write_lines(sidecar, [json.dumps(note, ensure_ascii=False, indent=1) + "\n"])
    return report


def cost(usage: Usage, prices: tuple[float, float]) -> float:
    """Money for the tokens of this run; cached replies cost nothing."""
    return (usage.prompt_tokens * prices[0] + usage.completion_tokens * prices[1]) / 1e6


def _judge(
    gathered: Sequence[Written], sieve: Filter, writer: Writer, settings: AnnotateSettings, account: _Account
) -> Problem | None:
    """The problem with what was kept of its replies; None when nothing was."""
    problem = gathered[0].job.problem
    order = {kind: i for i, kind in enumerate(settings.kinds)}
    replies: list[Reply] = []
    for written in sorted(gathered, key=lambda w: order[w.job.kind]):
        replies += [read_reply(text, written.job.kind, settings.layout) for text in written.texts]
        account.failures.update(written.failures)
    account.answered += bool(replies)
    account.incomplete += any(written.failures for written in gathered)
    account.unreadable.update(reply.reason for reply in replies if not reply.complete)
    points = {id(reply.rationale): reply.key_points for reply in replies if reply.complete}
    offered = tuple(reply.rationale for reply in replies if reply.complete and reply.rationale is not None)
    meta = {name: value for name, value in problem.meta.items() if name != "solution"}
    gold = problem.gold
    if gold is None:
        account.without_gold += 1
        gold, share = _majority(offered, sieve)
        meta["answer_from"] = {"majority": round(share, 4), "replies": len(offered)}
    filtered = sieve.apply(replace(problem, gold=gold, rationales=offered))
    add_counts(account.yields, filtered.yields)
    add_counts(account.rejected, filtered.rejected)
    kept = filtered.problem.rationales
    if gold is None or not kept:
        return None
    account.kept += 1
    account.rationales.update(rationale.kind for rationale in kept)
    meta["teacher"] = {"name": writer.name, "replies": len(replies), "kept": len(kept)}
    return replace(
        problem,
        gold=gold,
        key_points=_consensus([points[id(rationale)] for rationale in kept]),
        rationales=kept,
        meta=meta,
    )


def _majority(offered: Sequence[Rationale], sieve: Filter) -> tuple[str | None, float]:
    """The answer that more than half of the rationales give, at least two of them, and their share."""
    attempts = []
    for rationale in offered:
        outcome, answer = rationales.get(rationale.kind).execute(rationale, sieve.sandbox, LIMITS)
        attempts.append(Attempt(rationale, outcome, answer))
    groups = tally(attempts)
    if not groups or groups[0].count < 2 or 2 * groups[0].count <= len(attempts):
        return None, 0.0
    return str(groups[0].answer), groups[0].count / len(attempts)


def _consensus(points: Sequence[KeyPoints]) -> KeyPoints:
    """The first key points with the core question that most of the kept replies ask."""
    common = Counter(bare(p.core_question or "") for p in points).most_common(1)[0][0]
    return next(p for p in points if bare(p.core_question or "") == common)


def sidecar_of(out: Path) -> Path:
    """The report beside the training file."""
    return out.with_name(out.name + ".report.json")


def _fingerprint(problems: Sequence[Problem], writer: Writer, settings: AnnotateSettings) -> str:
    digest = hashlib.sha256()
    digest.update(json.dumps([VERSION, writer.identity, asdict(settings)], sort_keys=True).encode())
    for problem in problems:
        digest.update(f"{problem.id}\0{problem.text}\0{problem.gold}\n".encode(errors="replace"))
    return digest.hexdigest()


def _refuse_foreign(out: Path, sidecar: Path, fingerprint: str, overwrite: bool) -> None:
    """An existing file is replaced only if it is the same run's, or if that was asked for."""
    if overwrite or not out.exists():
        return
    try:
        note: Any = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        note = None
    if not isinstance(note, Mapping) or note.get("fingerprint") != fingerprint:
        raise DataError(
            f"{out} exists and is not this run's",
            cause="It was made from other problems, by another teacher or with other settings.",
            hint="--overwrite, or another -o FILE.jsonl",
        )
