"""Writing with a model on this machine: the solver's own pipeline, many problems in one batch, every reply cached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import KpddError
from kpdd_edge.identity import solver_identity
from kpdd_edge.keypoints import clean_problem
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Attempt, Solution
from kpdd_edge.sandbox.base import Sandbox
from kpdd_edge.solver import Solver
from kpdd_edge.strategies.vote import Vote
from kpdd_edge.students.student import Student
from kpdd_edge.teacher.cache import Cached, ReplyCache, request_key
from kpdd_edge.teacher.llm import AnnotateSettings, Job, Usage, Written
from kpdd_edge.teacher.prompts import write_reply

#: Jobs taken up together; their kinds are solved one after another.
_GROUP: Final = 64


class _AllPaths(Vote):
    """As a vote, but every path is written, whatever the others came to."""

    def decided(self, made: Sequence[Attempt]) -> bool:
        return len(made) >= self.attempts


class LocalWriter:
    """``options`` name the student and its limits; paths, temperature and seed come from ``settings``."""

    trouble = ""
    notes: Sequence[str] = ()

    def __init__(
        self,
        student: Student,
        options: SolverOptions,
        settings: AnnotateSettings,
        cache: ReplyCache,
        sandbox: Sandbox,
        *,
        parallel: int = 8,
        fresh: bool = False,
    ) -> None:
        self.name = student.name
        self.settings = settings
        self.cache = cache
        self.parallel = parallel
        self.fresh = fresh
        self._solvers = {
            kind: Solver(local_options(options, settings, kind), student=student, sandbox=sandbox)
            for kind in settings.kinds
        }
        if settings.paths > 1:
            for solver in self._solvers.values():
                solver.strategy = _AllPaths(solver.options)
        self._identities: dict[str, dict[str, Any]] = {}

    @property
    def identity(self) -> dict[str, Any]:
        return {kind: self._identity(kind) for kind in self._solvers}

    def _identity(self, kind: str) -> dict[str, Any]:
        if kind not in self._identities:
            self._identities[kind] = solver_identity(self._solvers[kind])
        return self._identities[kind]

    def write(self, jobs: Iterable[Job], cancel: Cancel) -> Iterator[Written]:
        """See :class:`kpdd_edge.teacher.llm.Writer`."""
        waiting = iter(jobs)
        while group := list(islice(waiting, _GROUP)):
            for kind, solver in self._solvers.items():
                missing: dict[int, tuple[Job, str]] = {}
                for job in (job for job in group if job.kind == kind):
                    key = request_key({"student": self._identity(kind), "problem": clean_problem(job.problem.text)})
                    found = None if self.fresh else self.cache.get(key)
                    if found is None:
                        missing[id(job.problem)] = (job, key)
                    else:
                        yield Written(job, found.texts, usage=_cached(found))
                cancel.check()
                yield from self._solve(solver, missing, cancel)

    def _solve(self, solver: Solver, missing: dict[int, tuple[Job, str]], cancel: Cancel) -> Iterator[Written]:
        if not missing:
            return
        problems = [job.problem for job, _ in missing.values()]
        many: Any = solver.stream_many(problems, parallel=self.parallel, cancel=cancel)
        with closing(many) as solving:
            for problem, result in solving:
                job, key = missing[id(problem)]
                if isinstance(result, KpddError):
                    yield Written(job, (), (result.title,) * self.settings.paths)
                    continue
                reply = _reply(result)
                self.cache.put(key, self.name, reply)
                yield Written(job, reply.texts, usage=_fresh(reply))


def local_options(options: SolverOptions, settings: AnnotateSettings, kind: str) -> SolverOptions:
    """The solver's options for writing ``kind``; a single path is greedy."""
    values: dict[str, Any] = {
        "rationale": kind,
        "votes": settings.paths,
        "retries": 0,
        "seed": settings.seed,
        "max_tokens": settings.max_tokens,
    }
    if settings.paths > 1:
        values["temperature"] = max(settings.temperature, 0.01)
    return replace(options, **values)


def _reply(solution: Solution) -> Cached:
    texts = tuple(write_reply(solution.key_points, attempt.rationale) for attempt in solution.attempts)
    return Cached(texts, solution.timings.prompt_tokens, solution.timings.completion_tokens)


def _fresh(reply: Cached) -> Usage:
    return Usage(
        asked=len(reply.texts),
        prompt_tokens=reply.prompt_tokens or 0,
        completion_tokens=reply.completion_tokens or 0,
    )


def _cached(reply: Cached) -> Usage:
    return Usage(
        cached=len(reply.texts),
        cached_prompt_tokens=reply.prompt_tokens or 0,
        cached_completion_tokens=reply.completion_tokens or 0,
    )
