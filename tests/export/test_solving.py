"""From a checkpoint through export, quantisation and verification to solved problems, on both engines.

The tiny models have learnt one problem by heart, so that a solve has one right outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("gguf")
pytest.importorskip("onnxruntime")

from tiny_models import PROBLEMS, TEXTS, make

from kpdd_edge.engines import engine_class
from kpdd_edge.engines.base import Engine
from kpdd_edge.export.cards import make_card
from kpdd_edge.export.quantise import QuantRecipe
from kpdd_edge.export.to_gguf import VerifyOptions, export_gguf
from kpdd_edge.export.to_onnx import export_onnx
from kpdd_edge.export.verify import Limit
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import Problem
from kpdd_edge.solver import Solver
from kpdd_edge.students.student import Student

PROBLEM = PROBLEMS[0]
#: What they have not seen they do not know: only that it is measured and recorded is asked here.
CHECKS = VerifyOptions(positions=100, limit=Limit(0.3, 3.0), threads=1)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """The quantised file of a kind of model for an engine."""
    made: dict[tuple[str, str], Path] = {}
    folder = tmp_path_factory.mktemp("solving")

    def get(kind: str, engine: str) -> Path:
        source = folder / kind
        if not source.is_dir():
            make(kind, source, steps=90, texts=TEXTS[:1])
        if (kind, engine) not in made:
            card = make_card(source, name=f"tiny-{kind}")
            path = folder / f"{kind}-{engine}"
            if engine == "llama":
                rows = export_gguf(source, path, [QuantRecipe("Q8_0")], card=card, checks=CHECKS, imatrix_texts="own",
                                   imatrix_tokens=300)  # fmt: skip
            else:
                if kind == "t5":
                    pytest.importorskip("optimum.exporters.onnx")
                rows = export_onnx(source, path, ["int8"], card=card, checks=CHECKS)
            assert rows[0]["verification"]["positions"] >= 100
            assert rows[0]["verification"]["tokenizer_texts"] == 11
            made[kind, engine] = path
        return made[kind, engine]

    return get


BOTH = [(k, e) for k in ("llama", "qwen2", "t5") for e in ("llama", "onnx")]


@pytest.mark.parametrize(("kind", "name"), BOTH, ids=[f"{k}-on-{e}" for k, e in BOTH])
def test_the_benchmark_counts_it_as_solved(
    exported: Callable[[str, str], Path], tmp_path: Path, kind: str, name: str
) -> None:
    from kpdd_edge.export.bench_files import look_at
    from kpdd_edge.export.bench_quant import BenchSettings, make_job
    from kpdd_edge.export.bench_worker import run

    file = look_at(exported(kind, name))
    assert (file.engine, file.student["prompt"]) == (name, "trained")
    settings = BenchSettings(texts=2, rounds=1, tokens=8, parallel=2, context=1024, threads=1)
    row = run(make_job(file, settings, [PROBLEM, Problem("How many?", id="x", gold="1/3")], tmp_path / "r.npz", True))
    assert row["right"] == "10"
    assert (row["correct"], row["total"]) == (1, 2)
    assert row["decode_tokens_per_s"] > 0
    assert row["perplexity"] > 1
    assert (tmp_path / "r.npz").is_file()


@pytest.fixture(params=BOTH, ids="-on-".join)
def student(request: pytest.FixtureRequest, exported: Callable[[str, str], Path]) -> Iterator[Student]:
    kind, name = request.param
    path = exported(kind, name)

    def maker(_progress: object, _cancel: object) -> Engine:
        engine: Engine = engine_class(name)(path, context=1024, parallel=9, threads=1)
        return engine

    made = Student(f"tiny-{kind}", dict.fromkeys(("core", "info", "solve"), maker), kinds=("pot",))
    yield made
    made.close()


def test_a_problem_is_solved(student: Student) -> None:
    with Solver(SolverOptions(threads=1), student=student) as solver:
        solution = solver.solve(PROBLEM)
    assert PROBLEM.key_points is not None
    assert solution.key_points == PROBLEM.key_points
    assert solution.answer is not None
    assert solution.answer.text == PROBLEM.gold
    assert solution.timings.completion_tokens > 20


def test_votes_and_several_problems_at_a_time(student: Student) -> None:
    with Solver(SolverOptions(threads=1, votes=3, temperature=0.1), student=student) as solver:
        solution = solver.solve(PROBLEM)
        assert solution.answer is not None
        assert solution.answer.text == PROBLEM.gold
    problems = [Problem(PROBLEM.text, id=str(i)) for i in range(2)] + [Problem("How many?", id="other")]
    with Solver(SolverOptions(threads=1, max_tokens=200), student=student) as solver:
        found = {problem.id: result for problem, result in solver.stream_many(problems, parallel=3)}
    assert set(found) == {"0", "1", "other"}
    for i in "01":
        solution = found[i]
        assert solution.answer.text == PROBLEM.gold
