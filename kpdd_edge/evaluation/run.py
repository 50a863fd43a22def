"""Evaluating one student on one data set, resumable and reproducible.

What a model writes can depend on what else is in its batch (sums of floats are rounded in another order), so the
problems are solved in chunks of a fixed size and order, each in batches of its own, and a chunk is written when it is
complete. A run that was killed begins again with the first chunk that is missing, and its file is the same as that of
a run that was not, times aside (:func:`kpdd_edge.evaluation.results.comparable`).
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kpdd_edge.appendlog import AppendLog
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import UsageError
from kpdd_edge.evaluation.data import EvalData
from kpdd_edge.evaluation.results import VERSION, Result, is_header, is_summary, make_item
from kpdd_edge.evaluation.summary import summarise
from kpdd_edge.identity import difference, solver_identity, versions
from kpdd_edge.options import PARALLEL
from kpdd_edge.solver import Solver

CHUNK: Final = 128


@dataclass(frozen=True, slots=True)
class EvalProgress:
    """Yielded at the start and after each problem. ``resumed`` of the ``done`` were there before; ``seconds`` is
    since this run began to solve; ``item`` is what was just finished (its place in the file comes later)."""

    done: int
    total: int
    resumed: int
    correct: int
    seconds: float
    item: dict[str, Any] | None = None

    @property
    def remaining_s(self) -> float | None:
        """An estimate of the seconds to go; None before the first problem of this run has ended."""
        fresh = self.done - self.resumed
        return self.seconds / fresh * (self.total - self.done) if fresh else None


def make_header(data: EvalData, solver: Solver, *, parallel: int = PARALLEL, chunk: int = CHUNK) -> dict[str, Any]:
    """Everything that decides what a result file will hold; loads the student."""
    return {
        "kpdd_eval": VERSION,
        "data": data.header,
        **solver_identity(solver),
        "parallel": parallel,
        "chunk": chunk,
        "versions": versions(),
    }


def evaluate(
    data: EvalData,
    out: Path,
    *,
    solver: Solver,
    parallel: int = PARALLEL,
    chunk: int = CHUNK,
    force: bool = False,
    cancel: Cancel | None = None,
) -> Generator[EvalProgress, None, Result]:
    """Solve every problem of ``data`` into the result file ``out``; returns the whole result.

    Chunks that ``out`` already holds of the same run are kept; ``force`` begins again. Cancelling loses the chunk in
    work. Raises UsageError (``out`` holds something else, or is being written), StorageError, StudentError,
    EngineError, Cancelled.
    """
    header = make_header(data, solver, parallel=parallel, chunk=chunk)
    total = len(data.problems)
    with AppendLog(out) as log:
        items, summary = _take_up(log, header, total, chunk, force)
        began = time.monotonic()
        resumed = done = len(items)
        correct = sum(item["correct"] for item in items)
        yield EvalProgress(done, total, resumed, correct, 0.0)
        while len(items) < total:
            problems = data.problems[len(items) : len(items) + chunk]
            found: dict[str, dict[str, Any]] = {}
            # The longest begin first: what ends a chunk alone, when nothing is left to fill the batch, is then short.
            order = sorted(problems, key=lambda problem: -len(problem.text))
            many: Any = solver.stream_many(order, parallel=parallel, cancel=cancel)
            with closing(many) as solving:
                for problem, result in solving:
                    item = found[problem.id] = make_item(problem, result)
                    done += 1
                    correct += item["correct"]
                    yield EvalProgress(done, total, resumed, correct, time.monotonic() - began, item)
            group = [found[problem.id] for problem in problems]
            log.append(group)
            items += group
        if summary is None:
            summary = summarise(items)
            log.append([{"summary": summary}])
        return Result(out, header, tuple(items), summary)


def _take_up(
    log: AppendLog, header: dict[str, Any], total: int, chunk: int, force: bool
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """The items of the whole chunks that the file rightly holds, and its summary when it is complete."""
    if force or log.empty or not log.records:
        if not force and not log.empty:
            raise _not_ours(log.path)
        log.keep(0)
        log.append([header])
        return [], None
    before, rest = log.records[0], log.records[1:]
    if not is_header(before):
        raise _not_ours(log.path)
    changed = difference(before, header)
    if changed:
        raise UsageError(
            f"{log.path} was begun with other data, another student or other options",
            cause="\n".join(changed[:6]),
            hint="the same command as before, another -o FILE, or --force to begin again",
        )
    if len(rest) == total + 1 and is_summary(rest[-1]):
        return rest[:total], rest[total]["summary"]
    whole = min(len(rest), total)
    if whole < total:
        whole -= whole % chunk
    log.keep(1 + whole)
    return rest[:whole], None


def _not_ours(path: Path) -> UsageError:
    return UsageError(
        f"{path} exists and is not a result of kpdd eval",
        hint="choose another -o FILE, or --force to overwrite it",
    )
