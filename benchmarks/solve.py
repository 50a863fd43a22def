"""`kpdd` as a user feels it: start-up, time to the first word, memory, the price of votes. Whole processes.

    python benchmarks/solve.py [--rounds 5] [--json OUT.json]

Needs Linux or macOS (a pseudo-terminal). The default student must have solved once before (`kpdd solve ...`), so that
its weights and the state of its examples are on disk.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import resource
import select
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from common import conditions, in_turn, ratio, report

PROBLEMS = (
    "Ann has 15 apples and buys 8 more. How many apples does she have now?",
    "A farmer has 5 rows of 12 apple trees. A storm fells 9 of them. How many trees are still standing?",
    "There are 24 children in a class. 10 are boys. How many are girls?",
)
KPDD = [sys.executable, "-m", "kpdd_edge"]


def seconds(*args: str) -> float:
    begin = time.perf_counter()
    subprocess.run([*KPDD, *args], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def first_token() -> float:
    """Seconds from the start of the process to the first word of the core question on the terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "dumb"
        os.execv(sys.executable, [*KPDD, "solve", "--no-history", PROBLEMS[0]])
    begin = time.perf_counter()
    seen, found = b"", 0.0
    while not found:
        if not select.select([terminal], [], [], 60)[0]:
            raise RuntimeError("no output within a minute")
        seen += os.read(terminal, 4096)
        _, heading, rest = seen.replace(b"\r", b"").partition(b"Question\n")
        if heading and rest.strip():
            found = time.perf_counter() - begin
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:  # the process has closed its terminal
        pass
    os.waitpid(pid, 0)
    return found


def all_problems(votes: int) -> float:
    """Seconds that one process needs for the problems, the student's loading not counted."""
    total = 0.0
    for problem in PROBLEMS:
        done = subprocess.run(
            [*KPDD, "solve", "--no-history", "--json", "--votes", str(votes), problem], capture_output=True, check=False
        )
        t = json.loads(done.stdout)["timings"]
        total += t["prefill_s"] + t["decode_s"] + t["run_s"]
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    seconds("solve", "--no-history", PROBLEMS[0])
    unit = 1024 if sys.platform == "linux" else 1
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
    times = in_turn(
        {
            "help": lambda: seconds("--help"),
            "first token": first_token,
            "1 vote": lambda: all_problems(1),
            "8 votes": lambda: all_problems(8),
        },
        args.rounds,
    )
    rows: dict[str, Any] = {
        "kpdd --help, s": round(statistics.median(times["help"]), 3),
        "kpdd solve, s to the first word": round(statistics.median(times["first token"]), 3),
        "peak memory of one process, MB": round(peak_mb, 1),
        "time of a solve, 8 votes / 1 vote": ratio(times["8 votes"], times["1 vote"]),
    }
    report("kpdd solve", rows, conditions() | {"rounds": args.rounds}, args.json)


if __name__ == "__main__":
    main()
