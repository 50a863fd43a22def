from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.batch import BEGUN_SUFFIX, BatchProgress, read_entries, solve_batch
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, DataError, UsageError
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.sandbox import Sandbox
from kpdd_edge.solver import Solver
from kpdd_edge.students.scripted import scripted_student


def known(n: int) -> Problem:
    """Problem number n of as many as wanted; its solution takes longer the larger ``n % 7``."""
    filler = "".join(f"step{i} = {i}\n" for i in range(3 * (n % 7)))
    return Problem(
        text=f"Mia packs {n} boxes with 3 pens each. How many pens are that?",
        key_points=KeyPoints("How many pens are that?", (f"Mia packs {n} boxes.", "A box holds 3 pens.")),
        rationales=(Rationale("pot", f"{filler}boxes = {n}\nanswer = boxes * 3"),),
    )


PROBLEMS = [known(n) for n in range(1, 41)]


@pytest.fixture
def solver(sandbox: Sandbox) -> Iterator[Solver]:
    with Solver(student=scripted_student(PROBLEMS), sandbox=sandbox) as solver:
        yield solver


def lines_in(numbers: list[int], wrong: set[int] | frozenset[int] = frozenset()) -> bytes:
    rows = [
        {"id": f"p{n}", "problem": PROBLEMS[n - 1].text, "answer": 3 * n + (1 if n in wrong else 0)} for n in numbers
    ]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def run(data: bytes, out: Path, solver: Solver, **options: Any) -> BatchProgress:
    last = None
    for progress in solve_batch(data, out, solver=solver, name="in.jsonl", **options):
        last = progress
    assert last is not None
    return last


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if k not in ("seconds", "timings")}
    return [without_times(v) for v in value] if isinstance(value, list) else value


# -- reading ------------------------------------------------------------------------------------------------------


def test_json_lines_keep_their_line_numbers() -> None:
    data = b'\xef\xbb\xbf{"id": 7, "question": "How many?", "answer": 2}\n\n{"problem": ""}\nnot json\n[1]\n'
    data += b'{"text": "Why?"}'
    entries = read_entries(data)
    assert [entry.line for entry in entries] == [1, 3, 4, 5, 6]
    first = entries[0].problem
    assert first is not None
    assert (first.id, first.text, first.gold) == ("7", "How many?", "2")
    assert [entry.error.title if entry.error else None for entry in entries] == [
        None,
        "Line 3: missing problem",
        "Line 4: malformed line",
        "Line 5: not an object",
        None,
    ]


def test_a_table_is_read_by_its_header() -> None:
    data = 'id,problem,answer\na,"Two\nlines?",3\n\nb,,4\nc,"x",5,6\nd,"Ünder?",\n'.encode()
    entries = read_entries(data, "in.csv")
    assert [(e.line, e.problem.text if e.problem else None) for e in entries] == [
        (2, "Two\nlines?"),
        (5, None),
        (6, None),
        (7, "Ünder?"),
    ]
    assert entries[3].problem is not None
    assert entries[3].problem.gold is None
    assert [p.problem.text for p in read_entries(b"answer\tproblem\n3\tWhy?\n") if p.problem] == ["Why?"]


def test_plain_text_is_split_at_blank_lines() -> None:
    data = b"\n\nOne box.\nHow many?\r\n \r\nTwo boxes?\n\n\xff\xfe bad\n\nlast, with a , comma"
    entries = read_entries(data)
    assert [(e.line, e.problem.text if e.problem else None) for e in entries] == [
        (3, "One box.\nHow many?"),
        (6, "Two boxes?"),
        (8, None),
        (10, "last, with a , comma"),
    ]


def test_utf16_text_is_read() -> None:
    entries = read_entries("Größe?\n\nZwei?".encode("utf-16"))
    assert [e.problem.text for e in entries if e.problem] == ["Größe?", "Zwei?"]


@pytest.mark.parametrize(
    ("data", "name", "title"),
    [
        (b"", "", "holds no problem"),
        (b" \n\t\n", "x.jsonl", "holds no problem"),
        (b"\x7fELF\x00\x01", "", "is not a text file"),
        (b'[{"problem": "x"}]', "", "is one JSON array"),
        (b"name,answer\nx,1\n", "x.csv", "has no column with the problems"),
        ("problem\nGr\xf6\xdfe?\n".encode("latin-1"), "x.csv", "is not UTF-8"),
    ],
)
def test_what_is_no_batch_at_all_is_refused(data: bytes, name: str, title: str) -> None:
    with pytest.raises(DataError, match=title):
        read_entries(data, name)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(["", "x.jsonl", "x.csv", "x.tsv", "x.txt"]))
def test_no_input_raises_anything_else(data: bytes, name: str) -> None:
    try:
        entries = read_entries(data, name)
    except DataError:
        return
    assert all((entry.problem is None) != (entry.error is None) for entry in entries)
    assert [entry.line for entry in entries] == sorted(entry.line for entry in entries)


# -- solving ------------------------------------------------------------------------------------------------------


def test_one_record_for_each_line_in_the_same_order(tmp_path: Path, solver: Solver) -> None:
    out = tmp_path / "out.jsonl"
    numbers = [5, 2, 27, 1, 13, 40, 6, 9, 3]
    data = lines_in(numbers[:4], wrong={27}) + b"oops\n" + lines_in(numbers[4:])
    last = run(data, out, solver, parallel=4)
    found = records(out)
    assert [r["line"] for r in found] == list(range(1, 11))
    assert [r.get("id") for r in found] == ["p5", "p2", "p27", "p1", None, "p13", "p40", "p6", "p9", "p3"]
    assert [r.get("answer") for r in found] == ["15", "6", "81", "3", None, "39", "120", "18", "27", "9"]
    assert found[2]["correct"] is False
    assert found[2]["gold"] == "82"
    assert found[4]["error"]["title"] == "Line 5: malformed line"
    assert found[0]["key_points"]["core_question"] == "How many pens are that?"
    assert found[0]["attempts"][0]["outcome"]["status"] == "ok"
    summary = last.to_dict()
    assert {k: summary[k] for k in ("total", "done", "resumed", "answered", "errors", "graded", "correct")} == {
        "total": 10,
        "done": 10,
        "resumed": 0,
        "answered": 9,
        "errors": 1,
        "graded": 9,
        "correct": 8,
    }
    assert summary["accuracy"] == round(8 / 9, 6)
    assert summary["ci95"][0] < 8 / 9 < summary["ci95"][1]


def test_problems_without_gold_are_not_graded(tmp_path: Path, solver: Solver) -> None:
    last = run(PROBLEMS[0].text.encode() + b"\n\n" + b"Unknown thing?", tmp_path / "o.jsonl", solver, format="text")
    found = records(tmp_path / "o.jsonl")
    assert [r["answer"] for r in found] == ["3", None]
    assert "correct" not in found[0]
    assert last.to_dict()["accuracy"] is None


def test_a_far_too_long_problem_is_an_error_record(tmp_path: Path, solver: Solver) -> None:
    data = json.dumps({"problem": "x " * 20_000}).encode() + b"\n" + lines_in([4])
    run(data, tmp_path / "o.jsonl", solver)
    found = records(tmp_path / "o.jsonl")
    assert "characters" in found[0]["error"]["title"]
    assert len(found[0]["problem"]) <= 1000
    assert found[1]["answer"] == "12"


def test_it_goes_on_where_it_was_left(tmp_path: Path, solver: Solver) -> None:
    data = lines_in(list(range(1, 41)), wrong={3, 30}) + b"bad line\n"
    whole = tmp_path / "whole.jsonl"
    run(data, whole, solver)
    out = tmp_path / "out.jsonl"
    steps = solve_batch(data, out, solver=solver, name="in.jsonl", parallel=3)
    for _ in range(18):
        next(steps)
    steps.close()  # as leaving the terminal app does
    first = out.read_bytes()
    assert 0 < first.count(b"\n") < 41
    out.write_bytes(first + b'{"line": 99, "answer": "ha')  # as a killed process may leave it
    seen = list(solve_batch(data, out, solver=solver, name="in.jsonl"))
    assert seen[0].resumed == seen[0].done == first.count(b"\n")
    assert seen[-1].done == 41
    assert out.read_bytes().startswith(first)
    assert without_times(records(out)) == without_times(records(whole))
    again = list(solve_batch(data, out, solver=solver, name="in.jsonl"))
    assert len(again) == 1
    assert again[0].correct == seen[-1].correct == 38


def test_cancelling_keeps_what_is_finished(tmp_path: Path, solver: Solver) -> None:
    cancel = Cancel()
    data = lines_in(list(range(1, 41)))
    steps = solve_batch(data, tmp_path / "o.jsonl", solver=solver, name="in.jsonl", parallel=2, cancel=cancel)

    def until_cancelled() -> None:
        for progress in steps:
            if progress.done == 10:
                cancel.set()

    with pytest.raises(Cancelled):
        until_cancelled()
    found = records(tmp_path / "o.jsonl")
    assert 8 <= len(found) <= 12
    assert [r["answer"] for r in found] == [str(3 * n) for n in range(1, len(found) + 1)]


def test_another_input_or_other_options_are_refused(tmp_path: Path, solver: Solver, sandbox: Sandbox) -> None:
    out = tmp_path / "out.jsonl"
    run(lines_in([1, 2]), out, solver)
    before = out.read_bytes()
    with pytest.raises(UsageError, match="another input") as caught:
        run(lines_in([1, 3]), out, solver)
    assert "input.sha256" in caught.value.cause
    with (
        Solver(SolverOptions(votes=3, seed=5), student=scripted_student(PROBLEMS), sandbox=sandbox) as other,
        pytest.raises(UsageError) as caught,
    ):
        run(lines_in([1, 2]), out, other)
    assert "options.votes: 1, now 3" in caught.value.cause
    assert out.read_bytes() == before
    assert run(lines_in([1, 3]), out, solver, force=True).done == 2
    assert [r["answer"] for r in records(out)] == ["3", "9"]


def test_a_foreign_or_altered_file_is_not_touched(tmp_path: Path, solver: Solver) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("my notes\n")
    with pytest.raises(UsageError, match="not a batch of kpdd"):
        run(lines_in([1]), out, solver)
    assert out.read_text() == "my notes\n"
    out.unlink()
    run(lines_in([1, 2, 3]), out, solver)
    text = out.read_text()
    out.write_text(text.replace('"line": 2', '"line": 7'))
    with pytest.raises(UsageError, match="was changed"):
        run(lines_in([1, 2, 3]), out, solver)
    assert (tmp_path / ("out.jsonl" + BEGUN_SUFFIX)).is_file()


def test_a_long_wait_for_one_problem_does_not_gather_all_others(
    tmp_path: Path, solver: Solver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpdd_edge.batch._WINDOW", 5)
    data = lines_in([6] + [7, 14, 21, 28, 35] * 4)
    assert run(data, tmp_path / "o.jsonl", solver, parallel=3).done == 21
    assert [r["answer"] for r in records(tmp_path / "o.jsonl")] == ["18"] + ["21", "42", "63", "84", "105"] * 4
