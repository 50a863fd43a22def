"""The sandbox, warm: Monty on schoolbook programs, the jail against a plain ``python -I``, sympy in the jail.

    python benchmarks/sandbox.py [--rounds 200] [--json OUT.json]

Times are of the whole call ``sandbox.run(program)`` as a caller sees it: check, hand-over, run, report. The jail and
the plain interpreter run the same program in turn, and the ratio is the median over the pairs. The plain interpreter
is confined by nothing and is here as a yardstick only; it gets no program but the ones written in this file.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from common import conditions, in_turn, ratio, report

from kpdd_edge.problem import Status
from kpdd_edge.sandbox import RunLimits, Sandbox, open_sandbox

LIMITS = RunLimits(seconds=30.0)

#: One step a line and named quantities, as a student writes them.
SCHOOLBOOK = {
    "eggs": """
boxes = 7
eggs_per_box = 12
broken = 9
eggs = boxes * eggs_per_box
left = eggs - broken
answer = left
""",
    "fence": """
length = 18.5
width = 11.25
gate = 3
perimeter = 2 * (length + width)
fence = perimeter - gate
price_per_metre = 14.40
cost = fence * price_per_metre
answer = round(cost, 2)
""",
    "savings": """
def solution():
    start = 250
    weekly = 35
    weeks = 12
    interest = 0.03
    saved = start + weekly * weeks
    total = saved * (1 + interest)
    bike = 640
    missing = max(0, bike - total)
    return round(missing, 2)
""",
    "trains": """
import math
distance = 540
fast, slow = 110, 70
hours = distance / (fast + slow)
minutes = hours * 60
whole_hours = math.floor(hours)
print(f"{whole_hours} h {minutes - 60 * whole_hours:.0f} min")
answer = minutes
""",
    "classes": """
pupils = [24, 27, 31, 22, 26]
per_bus = 48
total = sum(pupils)
buses = total // per_bus
if total % per_bus:
    buses += 1
free = buses * per_bus - total
answer = free
""",
}

#: Beyond Monty: these need the jail and no package.
JAIL = {
    "fractions": """
from fractions import Fraction
eaten = Fraction(1, 3) + Fraction(2, 5)
answer = 1 - eaten
""",
    "statistics": """
import statistics
marks = [61, 74, 74, 82, 90, 95]
answer = statistics.median(marks) - statistics.mean(marks)
""",
    "generator": """
def collatz(n):
    while n != 1:
        yield n
        n = n // 2 if n % 2 == 0 else 3 * n + 1
answer = len(list(collatz(27)))
""",
}

SYMPY = {
    "system": """
from sympy import Eq, solve, symbols
hens, rabbits = symbols("hens rabbits")
found = solve([Eq(hens + rabbits, 35), Eq(2 * hens + 4 * rabbits, 94)], [hens, rabbits])
answer = found[rabbits]
""",
    "quadratic": """
from sympy import Symbol, solve
w = Symbol("w", positive=True)
answer = solve(w * (w + 5) - 84, w)[0]
""",
    "rational": """
import sympy as sp
answer = sp.Rational(3, 4) + sp.Rational(1, 6) - sp.Rational(5, 12)
""",
    "calculus": """
from sympy import diff, integrate, solve, symbols
x = symbols("x")
area = x * (60 - 2 * x)
best = solve(diff(area, x), x)[0]
answer = area.subs(x, best) + integrate(x**2, (x, 0, 3))
""",
}


def timed(sandbox: Sandbox, program: str) -> float:
    """Seconds of one call. Raises RuntimeError if the program did not run to its answer."""
    start = time.perf_counter()
    outcome = sandbox.run(program, LIMITS)
    seconds = time.perf_counter() - start
    if outcome.status is not Status.OK or outcome.answer is None:
        raise RuntimeError(f"the benchmark's program failed: {outcome}")
    return seconds


def plain(program: str) -> float:
    """Seconds of a plain ``python -I`` process for the same program, from start to exit."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-c", program + "\nprint(answer)"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 90th percentile, in milliseconds."""
    return {
        "median_ms": round(statistics.median(seconds) * 1000, 3),
        "p90_ms": round(statistics.quantiles(seconds, n=10)[-1] * 1000, 3),
    }


def measure_warm(name: str, programs: Mapping[str, str], rounds: int) -> dict[str, dict[str, float]]:
    """Each program ``rounds`` times on a warm sandbox of that name, plus ``all`` of them together."""
    sandbox = open_sandbox(name)
    try:
        for program in programs.values():
            timed(sandbox, program)
        seconds: dict[str, list[float]] = {key: [] for key in programs}
        for _ in range(rounds):
            for key, program in programs.items():
                seconds[key].append(timed(sandbox, program))
    finally:
        sandbox.close()
    together = [value for values in seconds.values() for value in values]
    return {"all": spread(together), **{key: spread(values) for key, values in seconds.items()}}


def measure_cold(name: str, program: str) -> float:
    """Milliseconds of the very first call, with everything still to be started."""
    sandbox = open_sandbox(name)
    try:
        return round(timed(sandbox, program) * 1000, 1)
    finally:
        sandbox.close()


def measure_against_plain(programs: Mapping[str, str], rounds: int) -> dict[str, Any]:
    """The warm jail and a plain ``python -I`` process in turn; the ratio of each pair."""
    jail = open_sandbox("jail")
    try:
        contenders: dict[str, Callable[[], float]] = {
            "jail": lambda: statistics.mean(timed(jail, program) for program in programs.values()),
            "python -I": lambda: statistics.mean(plain(program) for program in programs.values()),
        }
        results = in_turn(contenders, rounds)
    finally:
        jail.close()
    return {
        "jail": spread(results["jail"]),
        "python -I": spread(results["python -I"]),
        "ratio": ratio(results["jail"], results["python -I"]),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures and, where asked, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200, help="runs of each program (default 200)")
    parser.add_argument("--json", type=Path, default=None, help="write the figures there as well")
    options = parser.parse_args(argv)
    rounds = max(10, options.rounds)

    monty = measure_warm("monty", SCHOOLBOOK, rounds)
    chain = measure_warm("auto", SCHOOLBOOK, rounds)
    paired = measure_against_plain(JAIL, max(10, rounds // 10))
    sympy = measure_warm("jail", SYMPY, max(10, rounds // 10))
    rows: dict[str, Any] = {
        "Monty, schoolbook program (target: median under 1 ms)": monty["all"],
        "default chain, schoolbook program": chain["all"],
        "jail, program without packages": paired["jail"],
        "plain python -I, the same programs": paired["python -I"],
        "jail / python -I, median of pairs (target: at most 1.2)": paired["ratio"],
        "sympy in the jail (target: at most 80 ms)": sympy["all"],
        **{f"sympy in the jail: {key}": value for key, value in sympy.items() if key != "all"},
        "first call, Monty (ms)": measure_cold("monty", SCHOOLBOOK["eggs"]),
        "first call, jail (ms)": measure_cold("jail", JAIL["fractions"]),
        "first call, jail with sympy (ms)": measure_cold("jail", SYMPY["rational"]),
    }
    report("Sandbox", rows, conditions(("pydantic-monty", "sympy", "numpy")), options.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
