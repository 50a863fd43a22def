"""What the filter keeps, what it turns away, and what it says about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kpdd_edge.problem import Outcome, Problem, Rationale, Status
from kpdd_edge.sandbox import open_sandbox
from kpdd_edge.sandbox.base import RunLimits
from kpdd_edge.teacher.filter import STAGES, Filter


class Recorder:
    """A sandbox that gives prepared outcomes and remembers what it was asked to run."""

    name = "recorder"

    def __init__(self, outcome: Outcome | None = None) -> None:
        self.outcome = outcome
        self.programs: list[str] = []

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        self.programs.append(program)
        return self.outcome or Outcome(Status.OK, answer="18")

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def real() -> Iterator[Filter]:
    box = open_sandbox()
    yield Filter(box, limits=RunLimits(seconds=1.0))
    box.close()


def problem(*rationales: tuple[str, str], gold: str | None = "18") -> Problem:
    return Problem(
        "Six mugs at $3. What do they cost?", "m", gold, rationales=tuple(Rationale(k, t) for k, t in rationales)
    )


def test_only_what_gives_the_gold_answer_is_kept(real: Filter) -> None:
    found = real.apply(
        problem(
            ("pot", "price = 6 * 3\nanswer = price"),
            ("pot", "answer = 6 + 3"),
            ("pot", "answer = 6 / 0"),
            ("pot", "def solution():\n    return 3 * 6"),
            ("pot", "x = 6 * 3"),
            ("cot", "6 mugs * $3 = $18\nAnswer: 18"),
            ("cot", "6 + 3 = 9\nAnswer: 9"),
        )
    )
    assert [r.text for r in found.problem.rationales] == [
        "price = 6 * 3\nanswer = price",
        "def solution():\n    return 3 * 6",
        "6 mugs * $3 = $18\nAnswer: 18",
    ]
    assert found.rejected == {"pot: wrong answer": 1, "pot: fails": 1, "pot: no answer": 1, "cot: wrong answer": 1}
    assert found.yields == {
        "offered": 7,
        "readable": 7,
        "calculates": 7,
        "distinct": 7,
        "runs": 6,
        "right": 3,
        "kept": 3,
    }


def test_repetitions_and_constants_cost_no_run() -> None:
    box = Recorder()
    found = Filter(box).apply(
        problem(
            ("pot", "answer = 6 * 3"),
            ("pot", "mugs = 6 * 3  # the same in other words\nanswer = mugs"),
            ("pot", "x = 6 * 3\nanswer = x"),
            ("pot", "answer = 18"),
            ("pot", "not python ("),
            ("pot", "  "),
            ("cot", "Answer: 18"),
            ("cot", "6*3 = 18\nAnswer: 18"),
            ("cot", "6 * 3 =  18!\nanswer: 18"),
            ("song", "la la"),
        )
    )
    assert box.programs == ["answer = 6 * 3", "mugs = 6 * 3  # the same in other words\nanswer = mugs"]
    assert found.rejected == {
        "pot: a repetition": 1,
        "pot: only states its answer": 1,
        "pot: does not parse": 1,
        "pot: empty": 1,
        "cot: only states its answer": 1,
        "cot: a repetition": 1,
        "song: unknown kind": 1,
    }
    assert [found.yields[stage] for stage in STAGES] == [10, 7, 5, 3, 3, 3, 3]


def test_the_cap_is_per_kind_and_zero_is_none() -> None:
    offered = problem(*(("pot", f"answer = 6 * 3 + {n} - {n}") for n in range(5)), ("cot", "18\nAnswer: 18"))
    found = Filter(Recorder(), cap=2).apply(offered)
    assert [r.kind for r in found.problem.rationales] == ["pot", "pot", "cot"]
    assert found.rejected == {"pot: over the cap": 3}
    assert len(Filter(Recorder(), cap=0).apply(offered).problem.rationales) == 6


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome(Status.TIMEOUT), "pot: timeout"),
        (Outcome(Status.REFUSED), "pot: refused"),
        (Outcome(Status.MEMORY), "pot: memory"),
        (Outcome(Status.CRASHED), "pot: crashed"),
        (Outcome(Status.OK, answer=None), "pot: no answer"),
    ],
)
def test_how_a_run_ended_is_the_reason(outcome: Outcome, reason: str) -> None:
    found = Filter(Recorder(outcome)).apply(problem(("pot", "answer = 6 * 3")))
    assert found.rejected == {reason: 1}
    assert found.problem.rationales == ()


def test_without_gold_nothing_can_be_verified() -> None:
    found = Filter(Recorder()).apply(problem(("pot", "answer = 6 * 3"), gold=None))
    assert found.rejected == {"pot: no gold answer": 1}


def test_a_hostile_program_is_only_a_rejected_one(real: Filter) -> None:
    found = real.apply(
        problem(("pot", "import os\nanswer = 6 * 3 + len(os.listdir('/'))"), ("pot", "while True:\n    x = 1 + 1"))
    )
    assert found.problem.rationales == ()
    assert sum(found.rejected.values()) == 2
