from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from evaluation_bus import bus_student

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, DataError, UsageError
from kpdd_edge.evaluation.compare import compare
from kpdd_edge.evaluation.data import open_data
from kpdd_edge.evaluation.results import Result, comparable, read_result
from kpdd_edge.evaluation.run import EvalProgress, evaluate
from kpdd_edge.options import SolverOptions
from kpdd_edge.sandbox import Sandbox
from kpdd_edge.solver import Solver


def run(data: Path, out: Path, sandbox: Sandbox, votes: int = 1, retries: int = 4, **options: Any) -> Result:
    limit = options.pop("limit", None)
    with Solver(SolverOptions(votes=votes, retries=retries), student=bus_student(), sandbox=sandbox) as solver:
        steps = evaluate(open_data(str(data), limit=limit), out, solver=solver, **options)
        while True:
            try:
                next(steps)
            except StopIteration as stop:
                result: Result = stop.value
                return result


def canonical(path: Path) -> list[Any]:
    return [comparable(json.loads(line)) for line in path.read_text().splitlines()]


# -- the data -----------------------------------------------------------------------------------------------------


def test_the_order_is_fixed_and_shorter_runs_are_beginnings_of_longer_ones(data_file: Path) -> None:
    whole = open_data(str(data_file))
    ids = [problem.id for problem in whole.problems]
    assert sorted(ids) == sorted(f"row{n}" for n in range(30))
    assert ids != [f"row{n}" for n in range(30)]
    assert [problem.id for problem in open_data(str(data_file), limit=7).problems] == ids[:7]
    lines = data_file.read_text().splitlines()
    data_file.write_text("\n".join(reversed(lines[:30])))
    assert [problem.id for problem in open_data(str(data_file)).problems] == ids


def test_the_header_says_which_bytes_were_scored(data_file: Path) -> None:
    header = open_data(str(data_file), limit=5).header
    assert header["name"] == header["source"] == "rows.jsonl"
    assert len(header["sha256"]) == len(header["problems_sha256"]) == 64
    assert (header["problems"], header["available"], header["limit"]) == (5, 30, 5)
    assert header["dropped"] == {"malformed line": 1, "missing answer": 1, "duplicate id": 1}
    before = header["sha256"]
    data_file.write_text(data_file.read_text() + "\n")
    after = open_data(str(data_file), limit=5).header
    assert after["sha256"] != before
    assert after["problems_sha256"] == header["problems_sha256"]


def test_training_problems_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    rows = [{"id": str(n), "problem": f"{n}?", "answer": n, "split": "train" if n < 4 else "test"} for n in range(10)]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert open_data(str(path)).trained_on == 4


def test_a_named_set_is_scored_on_the_split_meant_for_it(tmp_path: Path) -> None:
    for name, boxes in (("train", 2), ("test", 3)):
        row = {
            "question": f"How many are {boxes} boxes of 5?",
            "answer": f"{boxes}*5=<<{boxes}*5=10>>\n#### {boxes * 5}",
        }
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n")
    chosen = open_data("gsm8k", path=tmp_path)
    assert (chosen.header["split"], chosen.header["source"], chosen.trained_on) == ("test", "test.jsonl", 0)
    assert chosen.problems[0].gold == "15"
    assert open_data("gsm8k", path=tmp_path, split="train").trained_on == 1


@pytest.mark.parametrize(
    ("name", "title"),
    [("nowhere.jsonl", "is not a file"), ("some/where", "is not a file"), ("gsm9k", "no data set 'gsm9k'")],
)
def test_data_that_is_not_there(name: str, title: str) -> None:
    with pytest.raises(DataError, match=title):
        open_data(name)


def test_data_without_answers(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text('{"problem": "Why?"}\n')
    with pytest.raises(DataError, match="holds no problem with an answer") as caught:
        open_data(str(path))
    assert "missing answer" in caught.value.cause
    path.write_text("")
    with pytest.raises(DataError):
        open_data(str(path))


# -- the run ------------------------------------------------------------------------------------------------------


def test_every_item_and_the_summary(data_file: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    result = run(data_file, tmp_path / "r.jsonl", sandbox, chunk=8, parallel=3, retries=0)
    assert [item["id"] for item in result.items] == [problem.id for problem in open_data(str(data_file)).problems]
    items = {item["id"]: item for item in result.items}
    good = items["row2"]
    assert (good["answer"], good["gold"], good["correct"], good["confidence"], good["error"]) == (
        "36",
        "36",
        True,
        1.0,
        None,
    )
    assert good["key_points"]["core_question"] == "How many seats are that?"
    assert good["attempts"][0]["rationale"]["text"].endswith("answer = rows * seats")
    assert good["attempts"][0]["outcome"]["status"] == "ok"
    assert good["tokens"]["completion"] > 10
    assert good["seconds"] >= 0
    assert items["row3"]["error"] == "runtime"
    assert items["row7"]["error"] == "wrong_operation"
    assert items["row9"]["error"] == "misread_information"
    summary = result.summary
    assert summary is not None
    right = [n for n in range(30) if n % 10 not in (3, 7, 9) and n % 4 != 1]
    assert (summary["correct"], summary["total"]) == (len(right), 30)
    assert summary["accuracy"] == round(len(right) / 30, 6)
    assert summary["ci95"][0] < summary["accuracy"] < summary["ci95"][1]
    assert summary["errors"] == {"runtime": 3, "misread_information": 30 - len(right) - 6, "wrong_operation": 3}
    assert summary["tokens"]["completion"] == sum(item["tokens"]["completion"] for item in result.items)
    assert read_result(result.path).summary == summary
    assert read_result(result.path).items == result.items


def test_confidence_is_worth_something(data_file: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    result = run(data_file, tmp_path / "r.jsonl", sandbox, votes=6)
    assert result.summary is not None
    confidence = result.summary["confidence"]
    levels = {level["confidence"]: (level["correct"], level["total"]) for level in confidence["levels"]}
    assert len(levels) > 2
    assert sum(total for _, total in levels.values()) == 30
    assert levels[0.0][0] == 0
    assert confidence["aurc_ideal"] <= confidence["aurc"] < 1 - result.summary["accuracy"]
    assert confidence["accuracy_confident_half"] > result.summary["accuracy"]
    assert confidence["curve"][-1][0] == 1.0


def test_a_problem_that_cannot_be_put_is_an_item(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(json.dumps({"id": "long", "problem": "word " * 5000, "answer": 1}) + "\n")
    result = run(path, tmp_path / "r.jsonl", sandbox)
    assert result.items[0]["error"] == "not_solved"
    assert "characters" in result.items[0]["reason"]["title"]
    assert result.summary is not None
    assert result.summary["errors"] == {"not_solved": 1}


def test_the_same_run_gives_the_same_file(data_file: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    run(data_file, tmp_path / "a.jsonl", sandbox, chunk=7)
    run(data_file, tmp_path / "b.jsonl", sandbox, chunk=7)
    assert canonical(tmp_path / "a.jsonl") == canonical(tmp_path / "b.jsonl")
    assert len(canonical(tmp_path / "a.jsonl")) == 32


@pytest.mark.parametrize("cut", [0.02, 0.3, 0.5, 0.77, 0.97, 0.999])
def test_it_goes_on_from_a_file_cut_anywhere(data_file: Path, tmp_path: Path, sandbox: Sandbox, cut: float) -> None:
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    run(data_file, whole, sandbox, chunk=7)
    data = whole.read_bytes()
    out.write_bytes(data[: int(len(data) * cut)])
    if out.read_bytes().count(b"\n") == 0:
        with pytest.raises(UsageError, match="not a result"):
            run(data_file, out, sandbox, chunk=7)
        out.write_bytes(b"")
    run(data_file, out, sandbox, chunk=7)
    assert canonical(out) == canonical(whole)


def test_a_complete_file_is_only_read(data_file: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    out = tmp_path / "r.jsonl"
    run(data_file, out, sandbox)
    before = out.read_bytes()
    result = run(data_file, out, sandbox)
    assert out.read_bytes() == before
    assert result.summary == read_result(out).summary


def test_other_settings_are_refused_and_force_begins_again(data_file: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    out = tmp_path / "r.jsonl"
    run(data_file, out, sandbox, limit=5)
    before = out.read_bytes()
    with pytest.raises(UsageError, match="was begun with other data") as caught:
        run(data_file, out, sandbox, limit=6)
    assert "data.limit: 5, now 6" in caught.value.cause
    with pytest.raises(UsageError) as caught:
        run(data_file, out, sandbox, limit=5, parallel=2)
    assert "parallel: 16, now 2" in caught.value.cause
    assert out.read_bytes() == before
    assert run(data_file, out, sandbox, limit=6, force=True).total == 6
    out.write_text('{"some": "json"}\n')
    with pytest.raises(UsageError, match="not a result of kpdd eval"):
        run(data_file, out, sandbox)


def test_cancelling_keeps_whole_chunks(data_file: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    out, cancel = tmp_path / "r.jsonl", Cancel()
    with Solver(student=bus_student(), sandbox=sandbox) as solver:

        def until_cancelled() -> None:
            for progress in evaluate(open_data(str(data_file)), out, solver=solver, chunk=8, cancel=cancel):
                if progress.done == 20:
                    cancel.set()

        with pytest.raises(Cancelled):
            until_cancelled()
        partial = read_result(out)
        assert (len(partial.items), partial.summary) == (16, None)
        seen: list[EvalProgress] = list(evaluate(open_data(str(data_file)), out, solver=solver, chunk=8))
    assert seen[0].resumed == seen[0].done == 16
    assert seen[-1].done == 30
    assert seen[-1].remaining_s == 0
    run(data_file, tmp_path / "whole.jsonl", sandbox, chunk=8)
    assert canonical(out) == canonical(tmp_path / "whole.jsonl")


_KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from evaluation_bus import bus_student
from kpdd_edge.evaluation.data import open_data
from kpdd_edge.evaluation.run import evaluate
from kpdd_edge.options import SolverOptions
from kpdd_edge.solver import Solver
with Solver(SolverOptions(votes=3), student=bus_student(delay=0.004)) as solver:
    for progress in evaluate(open_data({data!r}), Path({out!r}), solver=solver, chunk=5, parallel=4):
        print(progress.done, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_run_killed_at_any_point_gives_the_same_file(data_file: Path, tmp_path: Path) -> None:
    def start(out: Path) -> subprocess.Popen[str]:
        code = _KILLED.format(tests=str(Path(__file__).parent), data=str(data_file), out=str(out))
        return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True)

    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    uninterrupted = start(whole)
    assert uninterrupted.communicate(timeout=60)[0].split()[-1] == "30"
    kept = []
    for stop_at in (2, 7, 13, 19):
        process = start(out)
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= stop_at:
                time.sleep(0.003 * stop_at)
                os.killpg(process.pid, signal.SIGKILL)
                break
        process.stdout.close()
        assert process.wait(timeout=30) == -signal.SIGKILL
        kept.append(len(read_result(out).items))
    assert kept == sorted(kept)
    assert kept[-1] >= 15
    last = start(out)
    assert last.communicate(timeout=60)[0].split()[0] == str(kept[-1])
    assert canonical(out) == canonical(whole)


# -- comparing ----------------------------------------------------------------------------------------------------


def test_two_results_are_compared_in_pairs(data_file: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    one = run(data_file, tmp_path / "a.jsonl", sandbox, retries=0)
    more = run(data_file, tmp_path / "b.jsonl", sandbox, votes=6, limit=20)
    found = compare(one, more)
    pairs = {
        item["id"]: (item["correct"], other["correct"])
        for item in one.items
        for other in more.items
        if item["id"] == other["id"]
    }
    assert found.paired == len(pairs) == 20
    assert found.both == sum(a and b for a, b in pairs.values())
    assert found.only_second == sum(b and not a for a, b in pairs.values()) > 0
    assert found.only_first == 0
    assert (found.unpaired_first, found.unpaired_second) == (10, 0)
    assert found.difference == pytest.approx(found.only_second / 20)
    assert found.p == pytest.approx(2 * 0.5**found.only_second)
    assert found.interval.low < found.difference < found.interval.high
    assert {example.id for example in found.gained} == {i for i, (a, b) in pairs.items() if b and not a}
    assert ("options.votes", 1, 6) in found.differing
    told = found.to_dict(examples=1)
    assert len(told["gained"]) == 1
    assert told["gained"][0]["first"]["error"] == "misread_information"
    assert told["second"]["accuracy"] - told["first"]["accuracy"] == pytest.approx(told["difference"], abs=1e-5)


def test_results_of_other_problems_are_not_compared(data_file: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    one = run(data_file, tmp_path / "a.jsonl", sandbox, retries=0)
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "z", "problem": "1?", "answer": 1}) + "\n")
    with pytest.raises(DataError, match="no problem in common"):
        compare(one, run(other, tmp_path / "b.jsonl", sandbox))
    other.write_text(json.dumps({"id": "row1", "problem": "1?", "answer": 1}) + "\n")
    with pytest.raises(DataError, match="'row1' is not the same"):
        compare(one, run(other, tmp_path / "c.jsonl", sandbox))


def test_what_is_no_result(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with pytest.raises(DataError, match="Cannot read"):
        read_result(path)
    for text in ("", "hello\n", '{"kpdd_eval": 1}\n', '{"kpdd_eval": 99, "data": {}, "student": {}, "options": {}}\n'):
        path.write_text(text)
        with pytest.raises(DataError, match="is not a result"):
            read_result(path)
