from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer

from kpdd_edge.datasets import jsonl
from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import Cancelled, DataError, UsageError
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.sandbox import Sandbox
from kpdd_edge.students.scripted import scripted_student
from kpdd_edge.teacher.cache import ReplyCache
from kpdd_edge.teacher.llm import AnnotateProgress, AnnotateReport, AnnotateSettings, Writer, annotate, sidecar_of
from kpdd_edge.teacher.llm_client import ChatClient, Endpoint, TeacherError
from kpdd_edge.teacher.llm_local import LocalWriter
from kpdd_edge.teacher.llm_server import ServerWriter
from kpdd_edge.teacher.prompts import write_reply


def crates(n: int, gold: bool = True) -> Problem:
    text = f"A shop sells {n} crates with 8 bottles each. How many bottles does it sell?"
    return Problem(text=text, id=f"c{n}", gold=str(8 * n) if gold else None, dataset="own", split="train")


PROBLEMS = [crates(n) for n in range(2, 14)]


def teacher(body: dict[str, Any]) -> str | None:
    """Knows crates; crate 5 gets nonsense, 6 a wrong answer, 7 a mere statement; the seed changes the program."""
    text = body["messages"][-1]["content"]
    found = re.search(r"sells (\d+) crates", text)
    if found is None:
        return "What?"
    n, path = int(found[1]), body.get("seed", 0) + body.get("choice", 0)
    if n == 5:
        return random.Random(path).choice(["", "Hm.", "### Program\n(((", "### Question\nWhy?\n### End"])
    points = KeyPoints(
        "How many bottles does the shop sell?", (f"The shop sells {n} crates.", "A crate holds 8 bottles.")
    )
    if "### Steps" in body["messages"][0]["content"]:
        steps = Rationale("cot", f"The shop sells {n} * 8 = {8 * n} bottles.\nAnswer: {8 * n}")
        return write_reply(points, steps)
    program = [f"answer = {n} * 8", f"answer = 8 * {n}", f"crates = {n}\nanswer = crates * 8", f"answer = {n} * 4 * 2"][
        path % 4
    ]
    if n == 6:
        program = f"answer = {n} + 8"
    if n == 7:
        program = "answer = 56"
    return write_reply(points, Rationale("pot", program))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ReplyCache]:
    with ReplyCache(tmp_path / "replies.sqlite") as cache:
        yield cache


def writer(
    server: FakeServer, cache: ReplyCache, settings: AnnotateSettings = AnnotateSettings(), **more: Any
) -> ServerWriter:
    options = {"timeout": 5.0, "backoff": 0.005, "retries": 2, **more.pop("client", {})}
    return ServerWriter(ChatClient(Endpoint.parse(server.url), **options), "big", settings, cache, **more)


def run(
    who: Writer, out: Path, sandbox: Sandbox, problems: list[Problem] = PROBLEMS, **more: Any
) -> tuple[AnnotateReport, list[AnnotateProgress]]:
    settings = getattr(who, "settings", AnnotateSettings())
    steps = annotate(problems, who, out, sandbox, settings=settings, **more)
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as stop:
            return stop.value, seen


def test_what_verifies_becomes_a_training_file(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    out = tmp_path / "train.jsonl"
    with FakeServer(teacher) as server:
        report, seen = run(writer(server, cache), out, sandbox, prices=(2.0, 10.0))
        assert len(server.requests) == 12
    rows = list(jsonl.read(out))
    assert [row.id for row in rows] == [p.id for p in PROBLEMS if p.id not in ("c5", "c6", "c7")]
    assert rows[0].rationales == (Rationale("pot", "answer = 2 * 8"),)
    assert rows[0].key_points is not None
    assert rows[0].key_points.core_question == "How many bottles does the shop sell?"
    assert rows[0].gold == "16"
    assert rows[0].meta["teacher"] == {"name": "big", "replies": 1, "kept": 1}
    assert (report.problems, report.answered, report.kept, report.incomplete) == (12, 12, 9, 0)
    assert sum(report.unreadable.values()) == 1
    assert report.rejected == {"pot: wrong answer": 1, "pot: only states its answer": 1}
    assert report.rationales == {"pot": 9}
    assert (report.usage.asked, report.usage.prompt_tokens, report.usage.completion_tokens) == (12, 1200, 240)
    assert report.cost == pytest.approx(1200 * 2e-6 + 240 * 10e-6)
    assert [progress.done for progress in seen] == list(range(1, 13))
    assert seen[-1].kept == 9
    assert json.loads(sidecar_of(out).read_text())["report"]["kept"] == 9
    told = json.loads(json.dumps(report.to_dict()))
    assert told["rate"] == 0.75
    assert told["usage"]["asked"] == 12


def test_several_paths_of_both_kinds(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    settings = AnnotateSettings(kinds=("pot", "cot"), paths=4, temperature=0.7, seed=8)
    with FakeServer(teacher) as server:
        report, _ = run(writer(server, cache, settings), tmp_path / "t.jsonl", sandbox, PROBLEMS[:2])
        bodies = [body for _, body in server.requests]
    assert len(bodies) == 16
    assert sorted(body["seed"] for body in bodies) == sorted([8, 9, 10, 11] * 4)
    assert {body["temperature"] for body in bodies} == {0.7}
    assert all(body["model"] == "big" and body["stop"] == ["### End"] for body in bodies)
    first = next(iter(jsonl.read(tmp_path / "t.jsonl")))
    # path 2 is path 0 in other names, and the steps are all the same
    assert [(r.kind, r.text) for r in first.rationales] == [
        ("pot", "answer = 2 * 8"),
        ("pot", "answer = 8 * 2"),
        ("pot", "answer = 2 * 4 * 2"),
        ("cot", "The shop sells 2 * 8 = 16 bottles.\nAnswer: 16"),
    ]
    assert report.rejected == {"cot: a repetition": 6, "pot: a repetition": 2}
    assert report.yields["offered"] == 16
    assert report.yields["kept"] == 8


@pytest.mark.parametrize("knows_n", [True, False])
def test_several_paths_in_one_request(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox, knows_n: bool) -> None:
    settings = AnnotateSettings(paths=4, temperature=0.7)
    with FakeServer(teacher, choices=knows_n) as server:
        one = writer(server, cache, settings, choices=4)
        report, _ = run(one, tmp_path / "t.jsonl", sandbox, PROBLEMS[:2])
        assert len(server.requests) == (2 if knows_n else 8)
        assert report.rationales == {"pot": 6}
        assert report.usage.asked == 8
        again, _ = run(writer(server, cache, settings, choices=4), tmp_path / "t.jsonl", sandbox, PROBLEMS[:2])
        assert len(server.requests) == (2 if knows_n else 8)
        assert (again.usage.asked, again.usage.cached) == (0, 8)


def test_nothing_is_asked_twice(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    out = tmp_path / "t.jsonl"
    with FakeServer(teacher) as server:
        _, asked = run(writer(server, cache), out, sandbox)
        assert asked[0].remaining_s is not None
        before = out.read_bytes()
        report, cached = run(writer(server, cache), out, sandbox)
        assert {progress.remaining_s for progress in cached} == {None}
        assert len(server.requests) == 12
        assert (report.usage.asked, report.usage.cached, report.usage.prompt_tokens) == (0, 12, 0)
        assert report.usage.cached_prompt_tokens == 1200
        assert out.read_bytes() == before
        run(writer(server, cache, fresh=True), out, sandbox)
        assert len(server.requests) == 24
        other = AnnotateSettings(temperature=0.1)
        run(writer(server, cache, other), tmp_path / "u.jsonl", sandbox)
        assert len(server.requests) == 36


def test_many_requests_are_in_work_at_a_time(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    with FakeServer(teacher, delay=0.03) as server:
        run(writer(server, cache, concurrency=5), tmp_path / "t.jsonl", sandbox)
        assert 3 <= server.most_at_once <= 5


def test_a_server_that_stumbles_all_the_time(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    faults: list[Any] = [(429, {"Retry-After": "0"}, ""), (500, {}, "x"), "malformed", "cut", "hang up", "no choices"]
    script = [act for fault in faults for act in (fault, "answer")]
    with FakeServer(teacher, script) as server:
        report, _ = run(writer(server, cache, concurrency=3, client={"retries": 8}), tmp_path / "t.jsonl", sandbox)
        assert len(server.requests) == 18
    assert (report.kept, report.incomplete) == (9, 0)


def test_requests_that_fail_are_asked_again_by_the_same_command(
    tmp_path: Path, cache: ReplyCache, sandbox: Sandbox
) -> None:
    out = tmp_path / "t.jsonl"
    with FakeServer(teacher, [(400, {}, "too long"), "answer", (413, {}, "too long")]) as server:
        report, _ = run(writer(server, cache, concurrency=1), out, sandbox)
        assert (report.incomplete, report.answered) == (2, 10)
        assert report.failures == {"HTTP 400": 1, "HTTP 413": 1}
        kept = len(list(jsonl.read(out)))
        report, _ = run(writer(server, cache, concurrency=1), out, sandbox)
        assert (report.incomplete, report.usage.asked, report.usage.cached) == (0, 2, 10)
        assert len(list(jsonl.read(out))) == kept + 2 == 9


def test_a_server_that_never_answers_ends_the_run(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    with FakeServer(teacher, ["answer"] * 3 + [(500, {}, "down")] * 1000) as server:
        one = writer(server, cache, concurrency=2, client={"retries": 1})
        with pytest.raises(TeacherError, match="does not answer") as caught:
            run(one, tmp_path / "t.jsonl", sandbox)
        assert "HTTP 500" in caught.value.cause
        assert len(server.requests) < 40
    assert not (tmp_path / "t.jsonl").exists()
    assert len(cache) == 3


def test_a_wrong_key_ends_the_run_at_once(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    with FakeServer(teacher, [(401, {}, "no")] * 100) as server:
        with pytest.raises(UsageError, match="wants a key"):
            run(writer(server, cache, concurrency=2), tmp_path / "t.jsonl", sandbox)
        assert len(server.requests) <= 6


def test_cancelling_in_the_middle(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    cancel, out = Cancel(), tmp_path / "t.jsonl"
    with FakeServer(teacher, ["answer"] * 4 + ["stall"] * 50) as server:
        steps = annotate(PROBLEMS, writer(server, cache, concurrency=2), out, sandbox, cancel=cancel)

        def go() -> None:
            for progress in steps:
                if progress.done == 4:
                    cancel.set()

        begin = time.monotonic()
        with pytest.raises(Cancelled):
            go()
        assert time.monotonic() - begin < 5
        assert len(cache) == 4
        assert not out.exists()
        server.script.clear()
        report, _ = run(writer(server, cache), out, sandbox)
        assert (report.usage.cached, report.usage.asked, report.kept) == (4, 8, 9)


_KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_llm import PROBLEMS
from kpdd_edge.sandbox import open_sandbox
from kpdd_edge.teacher.cache import ReplyCache
from kpdd_edge.teacher.llm import AnnotateSettings, annotate
from kpdd_edge.teacher.llm_client import ChatClient, Endpoint
from kpdd_edge.teacher.llm_server import ServerWriter
settings = AnnotateSettings()
with ReplyCache(Path({cache!r})) as cache:
    writer = ServerWriter(ChatClient(Endpoint.parse({url!r})), "big", settings, cache, concurrency=2)
    for progress in annotate(PROBLEMS, writer, Path({out!r}), open_sandbox(), settings=settings):
        print(progress.done, progress.usage.cached, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_run_that_was_killed_asks_only_for_what_is_missing(
    tmp_path: Path, cache: ReplyCache, sandbox: Sandbox
) -> None:
    out, whole = tmp_path / "t.jsonl", tmp_path / "whole.jsonl"
    with FakeServer(teacher, delay=0.03) as server:
        code = _KILLED.format(
            tests=str(Path(__file__).parent), cache=str(tmp_path / "k.sqlite"), url=server.url, out=str(out)
        )
        command = [sys.executable, "-c", code]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert process.stdout is not None
        for line in process.stdout:
            if int(line.split()[0]) >= 5:
                os.killpg(process.pid, signal.SIGKILL)
                break
        process.stdout.close()
        assert process.wait(timeout=30) == -signal.SIGKILL
        assert not out.exists()
        last = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()[-1]
        done, cached = map(int, last.split())
        assert done == 12
        assert cached >= 5
        assert len(server.requests) <= 12 + 2 * 2  # those in work when it was killed
        run(writer(server, cache), whole, sandbox)
    assert out.read_bytes() == whole.read_bytes()


def test_another_runs_file_is_not_replaced(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    out = tmp_path / "t.jsonl"
    out.write_text("my own file\n")
    with FakeServer(teacher) as server:
        with pytest.raises(DataError, match="is not this run's"):
            run(writer(server, cache), out, sandbox)
        assert server.requests == []
        assert out.read_text() == "my own file\n"
        run(writer(server, cache), out, sandbox, overwrite=True)
        with pytest.raises(DataError):
            run(writer(server, cache), out, sandbox, PROBLEMS[:3])
    assert len(list(jsonl.read(out))) == 9


def test_without_gold_the_majority_decides(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    def torn(body: dict[str, Any]) -> str | None:
        if "sells 9 crates" in body["messages"][-1]["content"]:
            return write_reply(KeyPoints("How many?", ("9 crates.",)), Rationale("pot", f"answer = 9 + {body['seed']}"))
        return teacher(body)

    out, settings = tmp_path / "t.jsonl", AnnotateSettings(paths=4, temperature=0.7)
    problems = [crates(8, gold=False), crates(9, gold=False), crates(5, gold=False)]
    with FakeServer(torn) as server:
        report, _ = run(writer(server, cache, settings), out, sandbox, problems)
    (row,) = jsonl.read(out)
    assert (row.id, row.gold) == ("c8", "64")
    assert row.meta["answer_from"] == {"majority": 1.0, "replies": 4}
    assert (report.kept, report.without_gold) == (1, 3)


# -- a model on this machine --------------------------------------------------------------------------------------


def local_problems() -> list[Problem]:
    made = []
    for problem in PROBLEMS[:4]:
        n = int(problem.id[1:])
        pots = [f"answer = {n} * 8", f"answer = 8 * {n}", f"answer = {n} + 8"]
        cots = [f"It sells {n} * 8 = {8 * n} bottles.\nAnswer: {8 * n}"]
        made.append(
            Problem(
                text=problem.text,
                key_points=KeyPoints("How many bottles does it sell?", (f"{n} crates are sold.", "Each holds 8.")),
                rationales=tuple(Rationale("pot", t) for t in pots) + tuple(Rationale("cot", t) for t in cots),
            )
        )
    return made


def test_a_model_on_this_machine_writes_all_paths(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    settings = AnnotateSettings(kinds=("pot", "cot"), paths=3, temperature=0.7)
    student = scripted_student(local_problems(), name="mine")

    def local(**more: Any) -> LocalWriter:
        return LocalWriter(student, SolverOptions(), settings, cache, sandbox, parallel=2, **more)

    out = tmp_path / "t.jsonl"
    report, _ = run(local(), out, sandbox, PROBLEMS[:5])
    rows = list(jsonl.read(out))
    assert [row.id for row in rows] == ["c2", "c3", "c4", "c5"]
    assert [(r.kind, r.text) for r in rows[0].rationales] == [
        ("pot", "answer = 2 * 8"),
        ("pot", "answer = 8 * 2"),
        ("cot", "It sells 2 * 8 = 16 bottles.\nAnswer: 16"),
    ]
    assert rows[0].meta["teacher"] == {"name": "mine", "replies": 6, "kept": 3}
    assert report.usage.asked == 30
    assert report.usage.completion_tokens > 0
    assert report.rejected["pot: wrong answer"] == 4
    assert report.unreadable == {"no program": 3}  # of the problem that it does not know
    again, _ = run(local(), out, sandbox, PROBLEMS[:5])
    assert (again.usage.asked, again.usage.cached) == (0, 30)
    assert again.sha256 == report.sha256
    fresh, _ = run(local(fresh=True), out, sandbox, PROBLEMS[:5])
    assert fresh.usage.asked == 30


def test_a_problem_that_does_not_fit_is_counted(tmp_path: Path, cache: ReplyCache, sandbox: Sandbox) -> None:
    student = scripted_student(local_problems())
    one = LocalWriter(student, SolverOptions(), AnnotateSettings(), cache, sandbox)
    problems = [Problem(text="word " * 5000, id="long", gold="1"), PROBLEMS[0]]
    report, _ = run(one, tmp_path / "t.jsonl", sandbox, problems)
    assert (report.kept, report.incomplete, report.answered) == (1, 1, 1)
    assert list(report.failures.values()) == [1]
