"""``kpdd bench sandbox``: Monty on schoolbook programs, the jail against a plain ``python -I``, sympy in the jail.

Times are of the whole call ``sandbox.run(program)`` as a caller sees it: check, hand-over, run, report. The jail and
the plain interpreter run the same program in turn, and the ratio is the median over the pairs. The plain interpreter
is confined by nothing and is here as a yardstick only; it gets no program but the ones written in this file.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kpdd_edge.errors import EngineError
from kpdd_edge.export.bench_common import Progress, Steps, figure, in_turn, ratio_figure
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
    """Milliseconds of one call. Raises EngineError if the program did not run to its answer."""
    start = time.perf_counter()
    outcome = sandbox.run(program, LIMITS)
    spent = time.perf_counter() - start
    if outcome.status is not Status.OK or outcome.answer is None:
        raise EngineError("A program of the benchmark failed", cause=outcome.error or outcome.status.value)
    return 1000 * spent


def plain(program: str) -> float:
    """Milliseconds of a plain ``python -I`` process for the same program, from start to exit."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-c", program + "\nprint(answer)"], check=True, stdout=subprocess.DEVNULL)
    return 1000 * (time.perf_counter() - start)


def measure_warm(name: str, programs: Mapping[str, str], rounds: int) -> list[float]:
    """Each program ``rounds`` times on a warm sandbox of that name."""
    sandbox = open_sandbox(name)
    try:
        for program in programs.values():
            timed(sandbox, program)
        return [timed(sandbox, program) for _ in range(rounds) for program in programs.values()]
    finally:
        sandbox.close()


def measure_cold(name: str, program: str) -> float:
    """Milliseconds of the very first call, with everything still to be started."""
    sandbox = open_sandbox(name)
    try:
        return timed(sandbox, program)
    finally:
        sandbox.close()


def measure_against_plain(programs: Mapping[str, str], rounds: int) -> dict[str, list[float]]:
    """The warm jail and a plain ``python -I`` process in turn, milliseconds a program."""
    jail = open_sandbox("jail")
    try:
        contenders: dict[str, Callable[[], float]] = {
            "jail": lambda: statistics.mean(timed(jail, program) for program in programs.values()),
            "python -I": lambda: statistics.mean(plain(program) for program in programs.values()),
        }
        return in_turn(contenders, rounds)
    finally:
        jail.close()


def _spread(name: str, values: Sequence[float]) -> list[dict[str, Any]]:
    p90 = statistics.quantiles(values, n=10)[-1]
    return [figure(f"{name}, median", list(values), "ms"), figure(f"{name}, 90th percentile", p90, "ms")]


def bench_sandbox(*, rounds: int = 200, progress: Progress = lambda _what, _done, _left: None) -> list[dict[str, Any]]:
    """Rows of figures; see ``bench_common``. What this machine has not (no jail, no sympy) is left out.

    Raises EngineError when a program of the benchmark fails.
    """
    rounds = max(10, rounds)
    jail, sympy = _has_jail(), _has_sympy()
    step = Steps(3 + 2 * jail + 2 * (jail and sympy), progress)
    step("Monty, schoolbook programs")
    rows = _spread("Monty, schoolbook program", measure_warm("monty", SCHOOLBOOK, rounds))
    step("default chain, schoolbook programs")
    rows += _spread("default chain, schoolbook program", measure_warm("auto", SCHOOLBOOK, rounds))
    step("Monty, first call")
    rows.append(figure("first call, Monty", measure_cold("monty", SCHOOLBOOK["eggs"]), "ms", 1))
    if jail:
        step("jail against python -I")
        paired = measure_against_plain(JAIL, max(10, rounds // 10))
        rows += _spread("jail, program without packages", paired["jail"])
        rows += _spread("plain python -I, the same programs", paired["python -I"])
        rows.append(ratio_figure("time, jail / python -I", paired["jail"], paired["python -I"]))
        step("jail, first call")
        rows.append(figure("first call, jail", measure_cold("jail", JAIL["fractions"]), "ms", 1))
    if jail and sympy:
        step("sympy in the jail")
        rows += _spread("sympy in the jail", measure_warm("jail", SYMPY, max(10, rounds // 10)))
        step("sympy in the jail, first call")
        rows.append(figure("first call, jail with sympy", measure_cold("jail", SYMPY["rational"]), "ms", 1))
    return rows


def _has_jail() -> bool:
    sandbox = open_sandbox("jail")
    try:
        return sandbox.run(JAIL["fractions"], LIMITS).status is Status.OK
    finally:
        sandbox.close()


def _has_sympy() -> bool:
    from importlib.util import find_spec

    return find_spec("sympy") is not None
