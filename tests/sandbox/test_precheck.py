"""The host's look at a program: what is refused unread, what is a syntax error, and what the tree tells."""

from __future__ import annotations

import sys
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.problem import Outcome, Status
from kpdd_edge.sandbox.base import MAX_BRACKET_DEPTH, MAX_SOURCE_BYTES
from kpdd_edge.sandbox.precheck import MAX_CHAIN, MAX_NESTING, Checked, check


def checked(source: str) -> Checked:
    result = check(source)
    assert isinstance(result, Checked), result
    return result


def rejected(source: str) -> Outcome:
    result = check(source)
    assert isinstance(result, Outcome), result
    assert result.engine == "precheck"
    return result


def test_size_is_counted_in_bytes() -> None:
    assert checked("#" * MAX_SOURCE_BYTES).source
    outcome = rejected("#" * (MAX_SOURCE_BYTES + 1))
    assert outcome.status is Status.REFUSED
    assert "20,001 bytes" in str(outcome.error)
    assert rejected("#" + "é" * (MAX_SOURCE_BYTES // 2)).status is Status.REFUSED


def test_nul_and_lone_surrogates_are_refused() -> None:
    outcome = rejected("x = 1\ny = 2\0\n")
    assert (outcome.status, outcome.line) == (Status.REFUSED, 2)
    assert rejected("x = '\udc80'").status is Status.REFUSED


def test_line_ends_and_byte_order_mark() -> None:
    assert checked("\ufeffx = 1\r\ny = 2\rz = 3\n").source == "x = 1\ny = 2\nz = 3\n"


@pytest.mark.parametrize(
    ("source", "line"),
    [("x = (1,\ny = 2", 1), ("x = 1\nif x\n    pass", 2), ("def f():\nreturn 1", 2), ("x = 'abc", 1), ("$5 + 3", 1)],
)
def test_syntax_errors_are_errors_with_a_line(source: str, line: int) -> None:
    outcome = rejected(source)
    assert outcome.status is Status.ERROR
    assert outcome.line == line
    assert "Error: " in str(outcome.error)


def test_brackets_up_to_the_limit() -> None:
    assert checked("x = " + "[" * MAX_BRACKET_DEPTH + "]" * MAX_BRACKET_DEPTH)
    outcome = rejected("y = 0\nx = " + "[" * (MAX_BRACKET_DEPTH + 1) + "]" * (MAX_BRACKET_DEPTH + 1))
    assert (outcome.status, outcome.line) == (Status.REFUSED, 2)


DEEP = {
    "unary": "x = " + "-" * (MAX_NESTING + 1) + "1",
    "not": "x = " + "not " * (MAX_NESTING + 1) + "1",
    "power": "x = 1" + " ** 1" * (MAX_NESTING + 1),
    "sum": "x = 1" + " + 1" * (MAX_NESTING + 1),
    "attributes": "x = a" + ".b" * (MAX_NESTING + 1),
    "calls": "x = a" + "()" * (MAX_NESTING + 1),
    "subscripts": "x = a" + "[0]" * (MAX_NESTING + 1),
    "lambdas": "x = " + "lambda: " * (MAX_NESTING + 1) + "1",
    "lambdas with commas": "x = " + "lambda a, b: " * (MAX_CHAIN + 1) + "1",
    "conditions": "x = " + "1 if 1 else " * MAX_NESTING + "1",
    "elif": "if 1: pass\n" + "elif 1: pass\n" * (MAX_CHAIN + 1),
    "in an f-string": 'x = f"{' + "-" * (MAX_NESTING + 1) + '1}"',
    "brackets and operators": "x = " + ("(" + "-" * 6) * 90 + "1" + ")" * 90,
}
WIDE = {
    "negative numbers": "x = [" + "-1, " * 4000 + "]",
    "pairs": "x = [" + "(1, 2), " * 2000 + "]",
    "many lines": "x = 0\n" + "x += -1 * 2 - 3\n" * 1000,
    "a long sum": "x = 1" + " + 1" * 300,
    "a ruler": 'print("' + "-" * 5000 + '")',
    "many f-strings": "\n".join(f"x{i} = f'{{1 + 2}} - {{3}} = {i}'" for i in range(500)),
    "brackets in texts": "# " + "(" * 1000 + "\nx = '" + "[" * 1000 + "'",
    "many ifs": "\n".join(f"if x == {i}: pass" for i in range(500)),
    "a list of lambdas": "f = [" + "lambda a: a, " * 150 + "]",
}


@pytest.mark.parametrize("name", DEEP)
def test_nesting_without_brackets_is_refused(name: str) -> None:
    assert rejected(DEEP[name]).status is Status.REFUSED


@pytest.mark.parametrize("name", WIDE)
def test_wide_programs_are_not_deep(name: str) -> None:
    assert checked(WIDE[name])


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=400))
def test_any_text_gives_a_verdict(text: str) -> None:
    assert isinstance(check(text), Checked | Outcome)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            ["(", ")", "[", "]", "{", "}", "'", '"', "'''", 'f"{', "f'", "\\", "\n", "\n    ", ":", "lambda ",
             "not ", "if ", "else ", "x", "1", ".", ",", "=", "+", "-", "**", "def f():", "\t", "#", "@", "\x0c",
             "é", "0x", "1e"]
        ),
        max_size=300,
    )
)  # fmt: skip
def test_pieces_of_python_give_a_verdict(pieces: list[str]) -> None:
    assert isinstance(check("".join(pieces)), Checked | Outcome)


@pytest.mark.parametrize("piece", ["'", '"""', "(", "f'{", "\\\n", "-", "a.", "x = '\\", "1_", "\t\n", "é", "b'", "\r"])
def test_the_check_is_quick_on_repeated_pieces(piece: str) -> None:
    start = time.perf_counter()
    check(piece * (MAX_SOURCE_BYTES // len(piece.encode())))
    assert time.perf_counter() - start < 3.0


def test_parsing_is_silent(recwarn: pytest.WarningsRecorder) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert checked("x = '\\d'\nif 1if 1else 0: pass\n")
        filters = list(warnings.filters)
    assert not recwarn.list
    assert filters[0][0] == "error"


def test_imports_are_top_level_names() -> None:
    facts = checked("import numpy.linalg as la, math\nfrom sympy.core import S\ndef f():\n    import statistics\n")
    assert facts.imports == {"numpy", "math", "sympy", "statistics"}


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("def solution():\n    return 1", True),
        ("def solution(a=1, *, b=2, **c):\n    return 1", True),
        ("def solution(*a):\n    return 1", True),
        ("def solution(a):\n    return 1", False),
        ("def solution(*, a):\n    return 1", False),
        ("def solution(a, /):\n    return 1", False),
        ("class A:\n    def solution(self): return 1", False),
        ("solution = 5", False),
        ("def solution(): pass\ndef solution(a): pass", False),
    ],
)
def test_whether_solution_can_be_called(source: str, call: bool) -> None:
    assert checked(source).call_solution is call


def test_whether_the_program_calls_solution_itself() -> None:
    assert checked("def solution(): return 1\nprint(solution())").solution_called
    assert not checked("def solution(): return 1").solution_called


@pytest.mark.parametrize(
    "source",
    [
        "print({3, 1, 2})",
        "for n in set(xs): print(n)",
        "x = list({n % 3 for n in xs})",
        "m = map(int, xs)",
        "z = zip(a, b)\nlist(z)",
        "g = (n for n in xs)",
        "x = next(n for n in xs)",
        "x = any(n > 3 for n in xs)",
        "print(map(str, xs))",
        "return_value = enumerate(xs)",
        "for n in map(f, xs): print(n)",
        "from itertools import count\nfor a, b in zip(count(), xs): pass",
        "import math\nx = math.gamma(3.5)",
        "from math import lgamma",
        "x = hash('a')",
        "print(id(x))",
        "class A:\n    def __bool__(self): return False",
        "class A:\n    def __init__(self): pass\n    def __len__(self): return 0",
        "class A:\n    __slots__ = ('x',)",
    ],
)
def test_what_monty_runs_differently(source: str) -> None:
    assert checked(source).differs


@pytest.mark.parametrize(
    "source",
    [
        "answer = 3 + 4",
        "x = list(map(int, xs))",
        "x = sum(n * n for n in xs)",
        "a, b = map(int, text.split())",
        "for i, n in enumerate(xs): print(i, n)",
        "for a, b in zip(xs, ys): print(a, b)",
        "x = [a * b for a, b in zip(xs, ys)]",
        "print(*map(str, xs))",
        "x = ', '.join(str(n) for n in reversed(xs))",
        "x = dict(zip(a, b))",
        "x = len(set(xs))",
        "x = sorted({3, 1, 2})",
        "x = 3 in {1, 2, 3}",
        "x = len(set(a) & set(b))",
        "x = set(a) == set(b)",
        "n = xs.count(2)\nx = sum(v for v in xs)",
        "from itertools import count\nfor n in count(1):\n    if n > 5: break",
        "x = list(enumerate(zip(a, b)))",
        "class A:\n    def __init__(self): pass\n    def __repr__(self): return ''\n    def __add__(self, o): return 1",
    ],
)
def test_what_monty_runs_the_same(source: str) -> None:
    assert checked(source).differs is None


@pytest.mark.skipif(sys.version_info < (3, 12), reason="nested quotes in f-strings came with Python 3.12")
def test_nested_fstring_quotes_are_counted() -> None:
    hidden = "(" * 150 + "1" + ")" * 150
    source = 'x = f"{ \'"\' }" + ' + hidden + " + '\"'"
    assert rejected(source).status is Status.REFUSED
