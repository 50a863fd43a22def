"""Any file by column mapping, the training file, and reading that never breaks."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge import datasets
from kpdd_edge.datasets import jsonl
from kpdd_edge.datasets.reading import MAX_LINE_BYTES
from kpdd_edge.datasets.stats import describe, percentiles
from kpdd_edge.errors import DataError, StorageError
from kpdd_edge.problem import KeyPoints, Problem, Rationale

FULL = Problem(
    text="Ein Boot trägt 4 Leute — how many in 3?",
    id="b1",
    gold="12",
    dataset="ours",
    split="train",
    key_points=KeyPoints("How many in 3?", ("A boat takes 4.",)),
    rationales=(Rationale("pot", "answer = 4 * 3"), Rationale("cot", "4*3=12\nAnswer: 12")),
    meta={"wiring": "sure", "steps": 1},
)


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), encoding="utf-8")
    return path


def test_a_file_with_id_problem_and_answer_needs_nothing(tmp_path: Path) -> None:
    path = write(
        tmp_path / "p.jsonl", {"id": "a", "problem": "1+1?", "answer": 2}, {"id": 7, "problem": "2+2?", "answer": "4"}
    )
    loaded = datasets.load("file", path)
    assert [(p.id, p.text, p.gold) for p in loaded] == [("a", "1+1?", "2"), ("7", "2+2?", "4")]
    assert loaded.as_published is None


@pytest.mark.parametrize("text", ["problem", "question", "text", "input"])
@pytest.mark.parametrize("gold", ["answer", "gold", "target"])
def test_usual_column_names(tmp_path: Path, text: str, gold: str) -> None:
    (problem,) = datasets.load("file", write(tmp_path / "p.jsonl", {text: "1+1?", gold: "x #### 2"}))
    assert (problem.text, problem.gold, problem.id) == ("1+1?", "2", "row-0")


def test_columns_can_be_mapped_and_body_and_question_joined(tmp_path: Path) -> None:
    path = write(tmp_path / "p.jsonl", {"story": "He has 3.", "ask": "How many?", "n": 3, "key": "k"})
    columns = {"body": "story", "question": "ask", "answer": "n", "id": "key"}
    (problem,) = datasets.load("file", path, columns=columns)
    assert (problem.text, problem.body, problem.question, problem.gold, problem.id) == (
        "He has 3. How many?",
        "He has 3.",
        "How many?",
        "3",
        "k",
    )
    with pytest.raises(DataError, match=r"Unknown field 'anser'.*Did you mean 'answer'"):
        datasets.load("file", path, columns={"anser": "n"})


@pytest.mark.parametrize(("name", "sep"), [("p.csv", ","), ("p.tsv", "\t")])
def test_csv(tmp_path: Path, name: str, sep: str) -> None:
    path = tmp_path / name
    rows = [["id", "problem", "answer"], ["a", '"1+1, or ""two""?"', "2"], ["b", "", "3"], ["c", "x", "1", "extra"]]
    path.write_text("\ufeff" + "\n".join(sep.join(row) for row in rows) + "\n", encoding="utf-8")
    loaded = datasets.load("file", path)
    assert [(p.id, p.text, p.gold) for p in loaded] == [("a", '1+1, or "two"?', "2")]
    assert loaded.dropped == {"missing problem": 1, "more fields than columns": 1}


def test_bad_rows_are_counted_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    good = json.dumps({"id": "a", "problem": "1+1?", "answer": 2}).encode()
    bad = [
        b"\xff\xfe{}",
        b"{broken",
        b"[]",
        b"null",
        b'{"problem": "no answer"}',
        b'{"answer": 3}',
        b'{"problem": "x", "answer": {}}',
        b'{"problem": "x", "answer": true}',
        b'{"problem": ["x"], "answer": 1}',
        b"[" * 100_000,
        b'{"problem": "' + b"x" * (MAX_LINE_BYTES + 10) + b'", "answer": 1}',
        good,
        b'{"id": "z", "problem": "2+2?", "answer": 4, "key_points": 5}',
        b'{"id": "y", "problem": "2+2?", "answer": 4, "rationales": [{}]}',
    ]
    path.write_bytes(b"\n".join([good, *bad, b'{"id": "last", "problem": "3+3?", "answer": 6}']))
    loaded = datasets.load("file", path)
    assert [p.id for p in loaded] == ["a", "last"]
    assert loaded.dropped == {
        "not UTF-8": 1,
        "malformed line": 2,
        "not an object": 2,
        "missing answer": 1,
        "missing problem": 1,
        "answer of a wrong type": 2,
        "problem is not text": 1,
        "line too long": 1,
        "duplicate id": 1,
        "key points of a wrong type": 1,
        "rationales of a wrong type": 1,
    }


def test_an_empty_file_is_an_empty_set_and_no_file_an_error(tmp_path: Path) -> None:
    assert len(datasets.load("file", write(tmp_path / "e.jsonl"))) == 0
    for name in ("e.csv", "e.json"):
        (tmp_path / name).write_text("", encoding="utf-8")
        with pytest.raises(DataError):
            datasets.load("file", tmp_path / name)
    with pytest.raises(DataError, match="is not a file"):
        datasets.load("file", tmp_path)
    with pytest.raises(DataError, match="No file was given"):
        datasets.load("file")


def test_gold_is_optional_only_when_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "p.jsonl", {"problem": "1+1?"})
    assert len(datasets.load("file", path)) == 0
    (problem,) = datasets.load("file", path, need_gold=False)
    assert problem.gold is None


def test_a_training_file_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "t.jsonl"
    plain = Problem("1+1?", "p", "2")
    assert jsonl.write(path, [FULL, plain]) == 2
    assert list(jsonl.read(path)) == [FULL, plain]
    row = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    assert list(row) == ["id", "problem", "answer", "dataset", "split", "key_points", "rationales", "meta"]
    assert row["key_points"] == {"core_question": "How many in 3?", "information": ["A boat takes 4."]}
    assert row["rationales"][0] == {"kind": "pot", "text": "answer = 4 * 3"}
    (again,) = [p for p in datasets.load("file", path) if p.id == "b1"]
    assert (again.key_points, again.rationales, again.dataset) == (FULL.key_points, FULL.rationales, "ours")


def test_bad_training_lines_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(
        jsonl.to_line(FULL) + "{broken\n" + jsonl.to_line(FULL) + '{"problem": "x", "meta": 3}\n{"id": "q"}\n',
        encoding="utf-8",
    )
    errors: Counter[str] = Counter()
    assert [p.id for p in jsonl.read(path, errors)] == ["b1"]
    assert errors == {"malformed line": 1, "duplicate id": 1, "meta of a wrong type": 1, "missing problem": 1}
    with pytest.raises(DataError, match="is not a file"):
        list(jsonl.read(tmp_path / "none.jsonl"))


_text = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda t: t.strip() == t and t
)


@given(_text, _text, st.lists(_text, max_size=3), st.lists(st.tuples(_text, _text), max_size=3))
@settings(deadline=None, max_examples=100)
def test_any_problem_survives_the_line(
    text: str, gold: str, facts: list[str], rationales: list[tuple[str, str]]
) -> None:
    problem = Problem(
        text,
        "i",
        gold,
        key_points=KeyPoints(None, tuple(facts)),
        rationales=tuple(Rationale(k, t) for k, t in rationales),
    )
    line = jsonl.to_line(problem)
    assert line.count("\n") == 1
    assert jsonl.from_row(json.loads(line)) == problem


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    jsonl.write(path, [FULL])
    before = path.read_bytes()

    def broken() -> Any:
        yield FULL
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        jsonl.write(path, broken())
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["t.jsonl"]
    with pytest.raises(StorageError):
        jsonl.write(path / "below.jsonl", [FULL])


def test_statistics() -> None:
    found = describe([FULL, FULL, Problem("One two three?", "x", "3", dataset="d")])
    assert (found.problems, found.repeated_texts, found.without_key_points, found.without_rationale) == (3, 1, 1, 1)
    assert found.rationales == {"pot": 2, "cot": 2}
    assert found.wiring == {"sure": 2}
    assert found.steps == {1: 2}
    record = found.to_dict()
    assert record["sources"] == {"ours:train": 2, "d:?": 1}
    assert record["lengths"]["facts"] == {"mean": 1.0, "median": 1, "p95": 1, "max": 1}
    assert percentiles(range(1, 101)) == {"mean": 50.5, "median": 50, "p95": 95, "max": 100}
    assert percentiles([]) == {}
