"""``kpdd bench solve``: kpdd as a user feels it. Start-up, time to the first word, memory, the price of votes.

Whole processes are measured. Needs Linux or macOS (a pseudo-terminal), and a student whose weights are on disk.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from typing import Any

from kpdd_edge.errors import EngineError, ExitCode, UsageError
from kpdd_edge.export.bench_common import Progress, Steps, figure, in_turn, ratio_figure

PROBLEMS = (
    "Ann has 15 apples and buys 8 more. How many apples does she have now?",
    "A farmer has 5 rows of 12 apple trees. A storm fells 9 of them. How many trees are still standing?",
    "There are 24 children in a class. 10 are boys. How many are girls?",
)
KPDD = [sys.executable, "-m", "kpdd_edge"]


def _run(*args: str) -> bytes:
    """Standard output of ``kpdd`` with these arguments. Raises EngineError when it neither solved nor gave up."""
    done = subprocess.run([*KPDD, *args], capture_output=True, check=False)
    if done.returncode not in (ExitCode.ANSWERED, ExitCode.NO_ANSWER):
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        raise EngineError(f"kpdd {args[0]} failed", cause=said[-400:], hint="kpdd doctor")
    return done.stdout


def seconds(*args: str) -> float:
    begin = time.perf_counter()
    _run(*args)
    return time.perf_counter() - begin


def first_word(*student: str) -> float:
    """Seconds from the start of the process to the first word of the core question on the terminal."""
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "dumb"
        os.execv(sys.executable, [*KPDD, "solve", "--no-history", *student, PROBLEMS[0]])
    begin = time.perf_counter()
    seen, found = b"", 0.0
    try:
        while not found:
            if not select.select([terminal], [], [], 60)[0]:
                raise EngineError("kpdd solve wrote nothing within a minute")
            seen += os.read(terminal, 4096)
            _, heading, rest = seen.replace(b"\r", b"").partition(b"Question\n")
            if heading and rest.strip():
                found = time.perf_counter() - begin
        while os.read(terminal, 4096):
            pass
    except OSError:  # the process has closed its terminal
        if not found:
            raise EngineError("kpdd solve ended without a question", cause=seen.decode("utf-8", "replace")) from None
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return found


def all_problems(votes: int, *student: str) -> float:
    """Seconds that one process each needs for the problems, the student's loading not counted."""
    total = 0.0
    for problem in PROBLEMS:
        done = _run("solve", "--no-history", "--json", "--votes", str(votes), *student, problem)
        t = json.loads(done)["timings"]
        total += t["prefill_s"] + t["decode_s"] + t["run_s"]
    return total


def bench_solve(
    *, student: str = "", rounds: int = 5, progress: Progress = lambda _what, _done, _left: None
) -> list[dict[str, Any]]:
    """Rows of figures; see ``bench_common``. Raises UsageError on Windows, EngineError when a solve fails."""
    if sys.platform == "win32":
        raise UsageError("This benchmark needs a pseudo-terminal", cause="Windows has none that it could use.")
    import resource

    who = ("--student", student) if student else ()
    step = Steps(4 * (rounds + 1) + 1, progress)
    step("solving once")
    _run("solve", "--no-history", *who, PROBLEMS[0])
    unit = 1024 if sys.platform == "linux" else 1
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
    times = in_turn(
        {
            "kpdd --help": lambda: seconds("--help"),
            "first word": lambda: first_word(*who),
            "1 vote": lambda: all_problems(1, *who),
            "8 votes": lambda: all_problems(8, *who),
        },
        rounds,
        step,
    )
    return [
        figure("kpdd --help", times["kpdd --help"], "s"),
        figure("kpdd solve, to the first word", times["first word"], "s"),
        figure("peak memory of one process", peak_mb, "MB", 1),
        figure(f"solving {len(PROBLEMS)} problems, 1 vote", times["1 vote"], "s"),
        figure(f"solving {len(PROBLEMS)} problems, 8 votes", times["8 votes"], "s"),
        ratio_figure("time of a solve, 8 votes / 1 vote", times["8 votes"], times["1 vote"]),
    ]
