"""Monty against CPython (in the jail) on generated arithmetic, formatting and rounding: every line must be the same."""

from __future__ import annotations

import random
import re
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpdd_edge.problem import Status
from kpdd_edge.sandbox import RunLimits
from kpdd_edge.sandbox.jail import JailSandbox
from kpdd_edge.sandbox.monty import MontySandbox

LIMITS = RunLimits(seconds=10.0)
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

small = st.integers(-1000, 1000)
whole = small | st.integers(-(10**25), 10**25)
real = (
    st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-2000, 2000).map(lambda n: n / 8)  # exactly half-way, where rounding goes wrong
    | st.integers(-2000, 2000).map(lambda n: n / 1000)
)
number = small | whole | real
_SPLIT = re.compile(r"([ ,()\[\]'])")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+(?:e[+-]?[0-9]+)?")
SPECS = [
    "", "d", ",", "5d", "05d", "+d", "x", "b", ".0f", ".1f", ".2f", ".3f", "10.2f", "<10.2f", "^12.1f", "012.3f",
    ",.2f", "+.2f", ".1%", ".0%", "e", ".3e", "g", ".4g", "n", "_", ".10f", ".17g", "*>14,.1f", " .2f", "#.3g",
]  # fmt: skip


@st.composite
def expressions(draw: st.DrawFn) -> str:
    def text(value: int | float) -> str:
        return f"({value!r})"

    kind = draw(st.sampled_from(["binary", "round", "format", "call", "compare", "percent", "chain"]))
    if kind == "binary":
        operator = draw(st.sampled_from(["+", "-", "*", "/", "//", "%"]))
        return f"{text(draw(number))} {operator} {text(draw(number))}"
    if kind == "round":
        digits = draw(st.none() | st.integers(-4, 8))
        return f"round({text(draw(number))})" if digits is None else f"round({text(draw(number))}, {digits})"
    if kind == "format":
        return f"format({text(draw(number))}, {draw(st.sampled_from(SPECS))!r})"
    if kind == "call":
        name = draw(st.sampled_from(["int", "float", "str", "repr", "abs", "bool", "hex", "bin"]))
        return f"{name}({text(draw(number))})"
    if kind == "compare":
        operator = draw(st.sampled_from(["<", "<=", "==", "!=", ">", ">="]))
        return f"{text(draw(number))} {operator} {text(draw(number))}"
    if kind == "percent":
        spec = draw(st.sampled_from(["%d", "%5.2f", "%g", "%e", "%s", "%r", "%05d", "%+.1f", "%x"]))
        return f"{spec!r} % {text(draw(number))}"
    values = ", ".join(text(draw(number)) for _ in range(draw(st.integers(1, 6))))
    name = draw(st.sampled_from(["max", "min", "sorted", "list", "tuple", "sum"]))
    # CPython sums floats more exactly since 3.12; Monty adds them one by one.
    return f"{'sorted' if name == 'sum' and sys.version_info >= (3, 12) else name}([{values}])"


def program(lines: list[str]) -> str:
    return "\n".join(
        f"try:\n    print({i}, {line})\nexcept Exception as e:\n    print({i}, type(e).__name__)"
        for i, line in enumerate(lines)
    )


def same(source: str, monty: MontySandbox, jail: JailSandbox) -> None:
    ours, theirs = monty.run(source, LIMITS), jail.run(source, LIMITS)
    assert theirs.status is Status.OK, theirs
    assert ours.status is Status.OK, ours
    assert [_line(text) for text in ours.stdout.splitlines()] == [_line(text) for text in theirs.stdout.splitlines()]


def _line(text: str) -> list[str | float]:
    """The words of a line; long decimals as numbers, since of two shortest texts of one float either may be shown."""
    return [float(word) if len(word) > 15 and _DECIMAL.fullmatch(word) else word for word in _SPLIT.split(text)]


@settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=SLOW)
@given(st.lists(expressions(), min_size=10, max_size=60))
def test_arithmetic(monty: MontySandbox, jail: JailSandbox, lines: list[str]) -> None:
    same(program(lines), monty, jail)


@pytest.mark.parametrize("seed", range(8))
def test_rounding_and_formatting_of_many_floats(monty: MontySandbox, jail: JailSandbox, seed: int) -> None:
    source = f"""
import random
random.seed({seed})
for i in range(400):
    x = random.uniform(-1000, 1000)
    x = random.choice([x, random.randint(-10**6, 10**6) / 1000, random.randint(0, 9999) / 8])
    n = random.randint(0, 6)
    print(x, round(x, n), round(x), round(x, -1), int(x), x // 7, x % 7)
    print(f"{{x:.{{n}}f}} {{x:,.2f}} {{x:g}} {{x:.3e}} {{x:.1%}}")
"""
    same(source, monty, jail)


@settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=SLOW)
@given(st.lists(st.tuples(real, st.integers(-25, 25) | st.integers(-330, 330)), min_size=10, max_size=100))
def test_rounding(monty: MontySandbox, jail: JailSandbox, pairs: list[tuple[float, int]]) -> None:
    lines = [f"round({number!r}, {digits})" for number, digits in pairs]
    lines += [f"round({sign * (10 * k + 5)}.{tail}, -1)" for k in range(5) for sign in (1, -1) for tail in ("0", "001")]
    same(program(lines), monty, jail)


@pytest.mark.parametrize("seed", range(10))
def test_whole_number_theory(monty: MontySandbox, jail: JailSandbox, seed: int) -> None:
    rng = random.Random(seed)
    lines = []
    for _ in range(20):
        a, b, c = (rng.randint(1, 10 ** rng.randint(1, 30)) for _ in range(3))
        lines.append(f"math.gcd({a}, {b}), math.lcm({a % 10**6 + 1}, {b % 10**6 + 1}), math.isqrt({a})")
        lines.append(f"pow({a}, {b}, {c}), {a} ** {b % 40}, divmod(-{a}, {b}), math.comb({a % 60}, {b % 60})")
        lines.append(f"str({a})[::-1], sum(int(d) for d in str({b})), {a} & {b}, {a} ^ {c}, {a} >> {b % 50}")
    same("import math\n" + program(lines), monty, jail)


@pytest.mark.parametrize("seed", range(4))
def test_functions_to_twelve_digits(monty: MontySandbox, jail: JailSandbox, seed: int) -> None:
    """Two mathematical libraries: the last digit is theirs, the first twelve must agree."""
    source = f"""
import math, random
random.seed({seed})
for i in range(100):
    x = random.uniform(0.01, 50)
    y = random.uniform(-4, 4)
    for f in (math.sin, math.cos, math.tan, math.exp, math.log, math.sqrt, math.log10, math.log2, math.atan):
        print(f"{{f(x):.11e}}")
    print(f"{{x ** y:.11e}} {{math.hypot(x, y):.11e}} {{math.atan2(x, y):.11e}} {{math.log(x, 3):.11e}}")
"""
    same(source, monty, jail)
