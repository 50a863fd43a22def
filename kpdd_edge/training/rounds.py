"""A round of feedback: what a student can and cannot do decides what it is trained on next.

The student writes several rationales for each training problem. Right ones that differ from those known join the data
(rejection sampling, as in arXiv 2308.01825); a problem that none of them solves brings similar problems of our own
families along; one that all of them solve may be left out. No larger teacher is asked.
"""

from __future__ import annotations

import ast
import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpdd_edge.answer import read_answer, same_answer
from kpdd_edge.appendlog import AppendLog
from kpdd_edge.datasets import jsonl
from kpdd_edge.datasets.jsonl import rationales_of
from kpdd_edge.datasets.templates import registry
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, DataError, KpddError, UsageError
from kpdd_edge.export.cards import make_card
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.export.gguf_write import write_gguf
from kpdd_edge.export.publishing import scratch
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Attempt, Problem, Rationale
from kpdd_edge.solver import Solver
from kpdd_edge.strategies.vote import Vote
from kpdd_edge.students.files import write_atomic
from kpdd_edge.teacher.filter import Filter
from kpdd_edge.teacher.program_shape import parse
from kpdd_edge.teacher.templating import laid_out

#: Problems solved and written to the journal together.
CHUNK = 32
#: So many of the nearest families may stand in for a problem.
NEAREST = 5

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RoundOptions:
    """``samples`` rationales a problem at ``temperature``; ``similar`` template problems for each that is failed.

    ``easy`` is the share of right ones from which a problem counts as easy, ``keep_easy`` the share of these that
    stays; ``cap`` is how many rationales of a kind a problem may have.
    """

    samples: int = 8
    temperature: float = 0.8
    similar: int = 2
    easy: float = 1.0
    keep_easy: float = 0.5
    cap: int = 8
    seed: int = 0
    kind: str = ""
    max_tokens: int = 320
    parallel: int = 4


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What a round found. ``right`` of ``attempts``; ``solved`` problems had a right one among theirs."""

    out: str
    problems: int
    unanswered: int
    attempts: int
    right: int
    solved: int
    failed: int
    easy: int
    thinned: int
    new_rationales: int
    similar: int
    written: int
    families: dict[str, int] = field(default_factory=dict)
    resumed: int = 0
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


class Sampled(Vote):
    """Votes that are all written: each may teach something, also when the answer is decided."""

    name = "sampled"

    def decided(self, made: Sequence[Attempt]) -> bool:
        return len(made) >= self.attempts


@contextmanager
def open_solver(student: str, options: RoundOptions, beside: Path) -> Iterator[Solver]:
    """A solver of ``student``: a name, a GGUF file, or a checkpoint folder (exported beside ``beside`` for the while).

    Raises StudentError, UsageError, StorageError.
    """
    from kpdd_edge.students.opening import open_student

    @contextmanager
    def file() -> Iterator[str]:
        folder = Path(student)
        if not folder.is_dir():
            yield student
            return
        checkpoint = open_checkpoint(folder)
        with scratch(beside, "student", needed=2 * checkpoint.parameters()) as place:
            place.mkdir()
            path = place / "student.gguf"
            card = make_card(folder)
            write_gguf(checkpoint, path, card=replace(card, name=card.name or "student"))
            yield str(path)

    with file() as name:
        settings = SolverOptions(
            student=name, rationale=options.kind, votes=options.samples, temperature=options.temperature,
            seed=options.seed, max_tokens=options.max_tokens, retries=0,
        )  # fmt: skip
        with open_student(settings, parallel=options.parallel) as opened, Solver(settings, student=opened) as solver:
            solver.strategy = Sampled(settings)
            yield solver


def run_round(
    data: Path,
    out: Path,
    solver: Solver,
    options: RoundOptions = RoundOptions(),
    *,
    student: str = "",
    restart: bool = False,
    overwrite: bool = False,
    progress: Progress = lambda _done, _total: None,
    cancel: Cancel | None = None,
) -> RoundReport:
    """Write the training file ``out`` and ``out.report.json``; a stopped round goes on where it stood.

    ``solver`` samples as ``options`` say (:func:`open_solver`). Raises DataError (nothing to solve, an unfinished
    round of something else), UsageError (``out`` is there), Cancelled with what is done kept.
    """
    begin = time.monotonic()
    if out.exists() and not overwrite:
        raise UsageError(f"{out} is there already", hint="--overwrite, or another -o FILE.jsonl")
    problems = list(jsonl.read(data))
    asked = [problem for problem in problems if problem.gold is not None]
    if not asked:
        raise DataError(f"{data} holds no problem with an answer", hint="kpdd data stats FILE shows what it holds")
    journal = out.with_name(out.name + ".part")
    header = {"kpdd_round": 1, "fingerprint": _fingerprint(problems, student, options)}
    with AppendLog(journal) as log:
        entries = _take_up(log, header, len(asked), restart)
        resumed = len(entries)
        for start in range(resumed, len(asked), CHUNK):
            progress(start, len(asked))
            chunk = asked[start : start + CHUNK]
            try:
                group = _sample(chunk, solver, options, cancel)
            except Cancelled:
                raise Cancelled(
                    cause=f"{start:,} of {len(asked):,} problems are done.",
                    hint="the same command goes on from there",
                ) from None
            log.append(group)
            entries += group
        progress(len(asked), len(asked))
    report = _write(problems, entries, out, options)
    report = replace(report, resumed=resumed, seconds=round(time.monotonic() - begin, 3))
    note = json.dumps({**header, "options": asdict(options), "student": student, "report": report.to_dict()}, indent=1)
    write_atomic(out.with_name(out.name + ".report.json"), (note + "\n").encode())
    journal.unlink(missing_ok=True)
    return report


def _fingerprint(problems: Sequence[Problem], student: str, options: RoundOptions) -> str:
    digest = hashlib.sha256(json.dumps([student, asdict(options)], sort_keys=True).encode())
    for problem in problems:
        digest.update(jsonl.to_line(problem).encode(errors="replace"))
    return digest.hexdigest()


def _take_up(log: AppendLog, header: dict[str, Any], total: int, restart: bool) -> list[dict[str, Any]]:
    """The entries that the journal holds already, whole chunks only."""
    if restart or log.empty or not log.records:
        log.keep(0)
        log.append([header])
        return []
    if log.records[0] != header:
        raise DataError(
            f"{log.path} belongs to an unfinished round of something else",
            cause="Its problems, student or options are not these.",
            hint="--restart to begin anew, or another -o FILE.jsonl",
        )
    done = len(log.records) - 1
    if done < total:
        done -= done % CHUNK
    log.keep(1 + done)
    return list(log.records[1:])


def _sample(
    problems: Sequence[Problem], solver: Solver, options: RoundOptions, cancel: Cancel | None
) -> list[dict[str, Any]]:
    """A journal entry for each problem: how many attempts were right, and which rationales are new."""
    found: dict[int, dict[str, Any]] = {}
    places = {id(problem): i for i, problem in enumerate(problems)}
    sieve = Filter(solver.sandbox, cap=options.cap)
    for problem, result in solver.stream_many(problems, parallel=options.parallel, cancel=cancel):
        attempts = () if isinstance(result, KpddError) else result.attempts
        gold = read_answer(problem.gold or "")
        right = [a.rationale for a in attempts if a.answer is not None and same_answer(a.answer, gold)]
        found[places[id(problem)]] = {
            "id": problem.id,
            "made": len(attempts),
            "right": len(right),
            "new": [r.to_dict() for r in fresh(problem, right, sieve)],
        }
    return [found[i] for i in range(len(problems))]


def fresh(problem: Problem, right: Sequence[Rationale], sieve: Filter) -> list[Rationale]:
    """Those of the right rationales that differ from the known ones and from each other by more than names."""
    kept = sieve.apply(replace(problem, rationales=(*problem.rationales, *right))).problem.rationales
    known = set(problem.rationales)
    return [rationale for rationale in dict.fromkeys(kept) if rationale not in known]


def _write(
    problems: Sequence[Problem], entries: Sequence[dict[str, Any]], out: Path, options: RoundOptions
) -> RoundReport:
    """The training file from the journal alone, so that a resumed round writes what an unbroken one does."""
    waiting = iter(entries)
    counts: Counter[str] = Counter()
    families: Counter[str] = Counter()
    texts = {problem.text for problem in problems}
    kept: list[Problem] = []
    more: list[Problem] = []
    for number, problem in enumerate(problems):
        if problem.gold is None:
            kept.append(problem)
            counts["unanswered"] += 1
            continue
        entry = next(waiting)
        new = rationales_of(entry["new"])
        counts.update(attempts=entry["made"], right=entry["right"], new=len(new))
        draw = random.Random(f"{options.seed}:{number}:{problem.id}")
        if not entry["right"]:
            counts["failed"] += 1
            for twin in similar(problem, options.similar, draw):
                if twin.text not in texts:
                    texts.add(twin.text)
                    families[str(twin.meta.get("family"))] += 1
                    more.append(twin)
        else:
            counts["solved"] += 1
        if entry["made"] and entry["right"] >= options.easy * entry["made"]:
            counts["easy"] += 1
            # A new way to solve it is worth keeping, however easy it is.
            if not new and draw.random() >= options.keep_easy:
                counts["thinned"] += 1
                continue
        kept.append(replace(problem, rationales=(*problem.rationales, *new)))
    written = jsonl.write(out, [*kept, *more])
    return RoundReport(
        out=str(out), problems=len(problems), unanswered=counts["unanswered"], attempts=counts["attempts"],
        right=counts["right"], solved=counts["solved"], failed=counts["failed"], easy=counts["easy"],
        thinned=counts["thinned"], new_rationales=counts["new"], similar=len(more), written=written,
        families=dict(families.most_common()),
    )  # fmt: skip


# -- similar problems ----------------------------------------------------------------------------------------------


def profile(problem: Problem) -> Counter[str] | None:
    """What a problem's first program does: how often each operation; None without a program."""
    program = next((r.text for r in problem.rationales if r.kind == "pot"), None)
    tree = None if program is None else parse(program)
    if tree is None:
        return None
    found: Counter[str] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.UnaryOp | ast.AugAssign):
            found[type(node.op).__name__] += 1
        elif isinstance(node, ast.Call):
            found["call"] += 1
        elif isinstance(node, ast.Compare | ast.For | ast.While | ast.If):
            found[type(node).__name__] += 1
    return found


def distance(one: Counter[str], other: Counter[str]) -> int:
    """How many operations differ, and once more how many steps."""
    return sum(abs(one[key] - other[key]) for key in {*one, *other}) + abs(one.total() - other.total())


@lru_cache(maxsize=1)
def _profiles() -> dict[str, Counter[str]]:
    """A profile of each family, from one of its problems."""
    found = {}
    for name in registry.families():
        made = profile(laid_out(registry.sample(name, 0), "inline"))
        if made is not None:
            found[name] = made
    return found


def similar(problem: Problem, count: int, draw: random.Random) -> list[Problem]:
    """``count`` problems of the families whose programs are most like the problem's; none without a program."""
    own = profile(problem)
    if own is None or not count:
        return []
    near = sorted(_profiles(), key=lambda name: (distance(own, _profiles()[name]), draw.random()))[:NEAREST]
    made = [laid_out(registry.sample(draw.choice(near), draw.getrandbits(48)), "inline") for _ in range(count)]
    return list({problem.text: problem for problem in made}.values())
