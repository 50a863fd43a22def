"""Building a training file: the account, the bytes, and going on after any interruption."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from worked_problems import WORKED

from kpdd_edge import datasets
from kpdd_edge.datasets import jsonl
from kpdd_edge.datasets.base import Loaded
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, ConfigError, DataError
from kpdd_edge.problem import Outcome, Problem, Status
from kpdd_edge.sandbox.base import RunLimits
from kpdd_edge.teacher import by_name
from kpdd_edge.teacher.agreement import NotArithmetic, value_of
from kpdd_edge.teacher.build import build, part_of, sidecar_of


class Evaluator:
    """A sandbox for plain arithmetic, so that these tests need no worker process."""

    name = "evaluator"
    runs = 0

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        self.runs += 1
        try:
            return Outcome(Status.OK, answer=str(float(value_of(program))))
        except NotArithmetic as error:
            return Outcome(Status.ERROR, error=str(error))

    def close(self) -> None:
        pass


def write_set(folder: Path, times: int = 1) -> Path:
    """A data set in GSM8K's format from our own problems, one of which has no usable solution."""
    rows = []
    for turn in range(times):
        rows += [
            {"question": w.text if not turn else f"{w.text} (no. {turn})", "answer": f"{w.solution}\n#### {w.gold}"}
            for w in WORKED
        ]
    rows.insert(3, {"question": "A riddle. How many?", "answer": "It is known.\n#### 5"})
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "train_socratic.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return datasets.load("gsm8k", write_set(tmp_path / "gsm8k"))


def test_the_report_accounts_for_every_problem(loaded: Loaded, tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    report = build(loaded, by_name("gold"), out, Evaluator())
    assert (report.problems, report.verified) == (len(WORKED) + 1, len(WORKED))
    assert report.dropped == {"no equation in the solution": 1}
    assert report.problems == report.verified + sum(report.dropped.values())
    assert report.rate == pytest.approx(len(WORKED) / (len(WORKED) + 1))
    assert report.rationales == {"pot": len(WORKED), "cot": len(WORKED)}
    assert report.yields["kept"] == 2 * len(WORKED)
    assert set(report.wiring) == {"sure", "unsure"}
    found = list(jsonl.read(out))
    assert [p.gold for p in found] == [w.gold for w in WORKED]
    assert all(p.key_points and [r.kind for r in p.rationales] == ["pot", "cot"] for p in found)
    assert json.loads(sidecar_of(out).read_text(encoding="utf-8"))["report"]["verified"] == len(WORKED)
    assert not part_of(out).exists()


class _Stop(Exception):
    pass


class Failing(Evaluator):
    """Breaks off after a number of runs, as a process that is killed."""

    def __init__(self, after: int) -> None:
        self.after = after

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        if self.runs >= self.after:
            raise _Stop
        return super().run(program, limits)


def test_going_on_gives_the_same_bytes_and_repeats_no_work(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpdd_edge.teacher.build.GROUP", 4)
    whole, out = tmp_path / "whole.jsonl", tmp_path / "t.jsonl"
    first = build(loaded, by_name("gold"), whole, Evaluator())
    with pytest.raises(_Stop):
        build(loaded, by_name("gold"), out, Failing(10))
    assert not out.exists()
    # A crash in the middle of a write leaves half a line; it is done again.
    with part_of(out).open("ab") as stream:
        stream.write(b'{"row": {"id": "gsm8k-tr')
    box = Evaluator()
    report = build(loaded, by_name("gold"), out, box)
    assert report.resumed == 8
    assert box.runs == len(WORKED) - 7  # one of the first eight was dropped before any run
    assert out.read_bytes() == whole.read_bytes()
    assert {**report.to_dict(), "out": "", "seconds": 0, "resumed": 0} == {**first.to_dict(), "out": "", "seconds": 0}


def test_cancelling_keeps_what_is_done(loaded: Loaded, tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    cancel = Cancel()

    def progress(done: int, total: int) -> None:
        assert total == len(loaded)
        if done == 5:
            cancel.set()

    with pytest.raises(Cancelled) as caught:
        build(loaded, by_name("gold"), out, Evaluator(), on_progress=progress, cancel=cancel)
    assert "same command" in caught.value.hint
    assert build(loaded, by_name("gold"), out, Evaluator()).resumed == 5


def test_another_build_does_not_take_up_or_replace_this_one(loaded: Loaded, tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    with pytest.raises(_Stop):
        build(loaded, by_name("gold"), out, Failing(10))
    with pytest.raises(DataError, match="unfinished build of something else"):
        build(loaded, by_name("gold"), out, Evaluator(), cap=1)
    assert build(loaded, by_name("gold"), out, Evaluator(), cap=1, restart=True).resumed == 0
    with pytest.raises(DataError, match="exists and is not this build's"):
        build(loaded, by_name("gold"), out, Evaluator(), cap=2)
    build(loaded, by_name("gold"), out, Evaluator(), cap=2, overwrite=True)
    assert build(loaded, by_name("gold"), out, Evaluator(), cap=2).verified == len(WORKED)  # again, the same build


def test_a_foreign_file_is_not_replaced(loaded: Loaded, tmp_path: Path) -> None:
    out = tmp_path / "notes.txt"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match="exists and is not this"):
        build(loaded, by_name("gold"), out, Evaluator())
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_teacher_that_teaches_nothing_is_counted(loaded: Loaded, tmp_path: Path) -> None:
    class Silent:
        name, version = "silent", 1

        def __call__(self, problem: Problem) -> Problem:
            return problem

    report = build(loaded, Silent(), tmp_path / "t.jsonl", Evaluator())
    assert (report.verified, report.dropped) == (0, {"pot: none offered": len(loaded)})


def test_unknown_teachers_are_explained() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'gold'"):
        by_name("golden")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_killed_again_and_again_gives_the_same_file(tmp_path: Path) -> None:
    write_set(tmp_path / "gsm8k", times=8)
    whole, out = tmp_path / "whole.jsonl", tmp_path / "t.jsonl"

    def start(target: Path) -> subprocess.Popen[bytes]:
        code = (
            "import sys, kpdd_edge.teacher.build as b; b.GROUP = 8\n"
            "from kpdd_edge.cli.data import app; app(sys.argv[1:])"
        )
        arguments = [
            "build",
            "--dataset",
            "gsm8k",
            "--path",
            str(tmp_path),
            "--teacher",
            "gold",
            "--json",
            "-o",
            str(target),
        ]
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )

    process = start(whole)
    stdout, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    assert json.loads(stdout)["verified"] == 8 * len(WORKED)
    kills = 0
    for size in (1, 20_000, 60_000):  # killed once the journal has grown beyond this
        process = start(out)
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            if part_of(out).exists() and part_of(out).stat().st_size > size:
                process.kill()
                kills += 1
                break
            time.sleep(0.002)
        process.communicate(timeout=30)
    assert kills >= 2
    assert not out.exists()
    process = start(out)
    stdout, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    assert json.loads(stdout)["resumed"] > 0
    assert out.read_bytes() == whole.read_bytes()
