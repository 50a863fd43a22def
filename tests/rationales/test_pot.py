"""Programs as students write them: what is kept, what is mended, what is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.problem import Outcome, Rationale, Status
from kpdd_edge.rationales.pot import ProgramOfThought, read_outcome
from kpdd_edge.sandbox.base import RunLimits

POT = ProgramOfThought()


def parse(text: str) -> str | None:
    rationale = POT.parse(text)
    assert rationale is None or rationale.kind == "pot"
    return None if rationale is None else rationale.text


UNTOUCHED = [
    "a = 5\nb = 3\nanswer = a * b",
    "def solution():\n    x = 5\n    return x * 2",
    "x = 5 # the price of one\nanswer = x # and of all",
    "print('there are', 5, 'of them')",
    "import math\nanswer = math.ceil(7 / 2)",
    "total = 0\nfor n in range(3):\n    total += n\nanswer = total",
    '"""What it is about."""\nanswer = 5',
    "x = 5\nanswer = (x +\n    3)",
    # errors that are the student's own stay as they are
    "if x:\n    a = 5\n  answer = a",
    "answer = 5 5",
    "answer = 18 apples",
    "a = 5\nb = (3 +",
    "for in x:\n    y = 3",
]


@pytest.mark.parametrize("program", UNTOUCHED)
def test_programs_that_are_left_as_they_are(program: str) -> None:
    assert parse(program) == program


WRAPPED = [
    "```python\na = 5\nanswer = a\n```\nThis gives 5.",
    "Here is the program:\n\n```\na = 5\nanswer = a\n```",
    "a = 5\nanswer = a\n```\nThe answer is 5.",
    "```py\na = 5\nanswer = a",
    "~~~\na = 5\nanswer = a\n~~~\n```\n5\n```",
    "### Program\na = 5\nanswer = a\n### End\n### Problem\nTom has 7 cats.",
    "Let's solve it step by step.\na = 5\nanswer = a\nSo the answer is 5.",
    "First we note the number:\na = 5\nThen the result:\nanswer = a\n- 5 apples\n* that is all",
    "1. Note the number.\na = 5\n2. Then the result:\nanswer = a",
    "a = 5\nanswer = a\nAnswer: 5",
    "a = 5\nanswer = a\nDone",
    ">>> a = 5\n>>> answer = a",
    "    a = 5\n    answer = a",
    "a = 5\r\nanswer = a\r\n",
    "\x00a = 5\nanswer = a",
    "a = 5\nanswer = a\nprint(answ",
    "a = 5\nanswer = a\ncheck = [1,\n",
]


@pytest.mark.parametrize("text", WRAPPED)
def test_what_surrounds_a_program_is_left_out(text: str) -> None:
    assert parse(text) == "a = 5\nanswer = a"


MENDED = [
    ("a = 5\n  b = 6\nanswer = a + b", "a = 5\nb = 6\nanswer = a + b"),
    (" a = 5 * 6\nanswer = a + 2", "a = 5 * 6\nanswer = a + 2"),
    ("a = 5\n answer = a\n  print(answer", "a = 5\nanswer = a"),
    ("total = 5\nreturn total", "total = 5\nanswer = total"),
    ("total = 5\nreturn total\nprint(total)", "total = 5\nanswer = total"),
    (
        "x = 5\nif x > 3:\n    return 1\nreturn 2",
        "def solution():\n    x = 5\n    if x > 3:\n        return 1\n    return 2",
    ),
    ("x = 5\ny = 6\nz = x * y", "x = 5\ny = 6\nz = x * y\nanswer = z"),
    ("x = 5\ny = 6\nx * y", "x = 5\ny = 6\nanswer = x * y"),
    ("t = 0\nfor i in range(3):\n    t += i", "t = 0\nfor i in range(3):\n    t += i\nanswer = t"),
    ("def solve():\n    x = 5\n    return x", "def solve():\n    x = 5\n    return x\nanswer = solve()"),
    ("def twice(x):\n    return x * 2\ny = twice(3)", "def twice(x):\n    return x * 2\ny = twice(3)\nanswer = y"),
    ("def twice(x):\n    return x * 2\ntwice(3)", "def twice(x):\n    return x * 2\nanswer = twice(3)"),
    ("3 * 4", "answer = 3 * 4"),
    ("42", "answer = 42"),
    ("price = $1,250.50\nanswer = price", "price = 1_250.50\nanswer = price"),
    ("price = 50,000  # a year\nanswer = price / 2", "price = 50_000  # a year\nanswer = price / 2"),
    ("day = “Mon”\nanswer = 5 × 3 − 1", 'day = "Mon"\nanswer = 5 * 3 - 1'),
]


@pytest.mark.parametrize(("text", "program"), MENDED)
def test_mends(text: str, program: str) -> None:
    assert parse(text) == program


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "I don't know.",
        "hello",
        "# only a comment",
        "'''only a text'''",
        "### Program\n### End",
        "```\n```",
    ],
)
def test_no_program(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20000,
        "-" * 20000 + "1",
        "a" + ".a" * 9900,
        "not " * 4900 + "1",
        "x = " + "[" * 99 + "]" * 99,
        "a = 1\n" * 50000,
        "a b\n" * 5000,
        "```" * 9000,
        "x = 1\nfoo bar baz\n" * 1000,
        "{" * 300 + "\nx = 1",
        "\ud800\nanswer = 1",
        "é" * 9999,
    ],
)
def test_hostile_texts_are_read_quickly(text: str) -> None:
    begin = time.perf_counter()
    POT.parse(text)
    assert time.perf_counter() - begin < 2.0


_lines = st.sampled_from(
    [
        "a = 5",
        "b = a * 2",
        "answer = b",
        "print(a)",
        "def solution():",
        "    return 7",
        "    x = 1",
        "return b",
        "if a > 1:",
        "So the total is 5 apples.",
        "Answer: 18",
        "```",
        "```python",
        "### End",
        "Done.",
        "x = $5",
        "(((",
        "'''",
        "1.",
        "“x”",
        "",
        "else:",
        "b",
        "for i in range(3):",
        "\t",
        "\x00",
        "\\",
        "x = 1,000",
        "a; b",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_lines, max_size=10).map("\n".join), st.integers(0, 40))
def test_parsing_never_raises_and_is_stable(text: str, cut: int) -> None:
    for whole in (text, text[:cut]):
        program = parse(whole)
        if program is not None:
            assert program.strip()
            assert parse(program) == program


# -- running --------------------------------------------------------------------------------------------------------


class Recorder:
    """A sandbox that gives a prepared outcome and notes what it was asked to run."""

    name = "recorder"

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.calls: list[tuple[str, RunLimits]] = []

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        self.calls.append((program, limits))
        return self.outcome

    def close(self) -> None:
        pass


def test_executes_the_program_in_the_sandbox_with_its_limits() -> None:
    sandbox = Recorder(Outcome(Status.OK, answer="17.999999999999996", engine="recorder"))
    limits = RunLimits(seconds=1.5)
    outcome, answer = POT.execute(Rationale("pot", "answer = 0.1 * 180"), sandbox, limits)
    assert sandbox.calls == [("answer = 0.1 * 180", limits)]
    assert outcome is sandbox.outcome
    assert str(answer) == "18"


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (Outcome(Status.OK, answer="18.0", stdout="99\n"), "18"),
        (Outcome(Status.OK, stdout="first 3\nTotal: $15.50\n\n"), "15.5"),
        (Outcome(Status.OK, answer="None", stdout="7\n"), "7"),
        (Outcome(Status.OK, answer="True"), "yes"),
        (Outcome(Status.OK, answer="None"), None),
        (Outcome(Status.OK), None),
        (Outcome(Status.OK, stdout="3\n4", truncated=True), None),
        (Outcome(Status.ERROR, answer="18", stdout="18", error="NameError"), None),
        (Outcome(Status.TIMEOUT, stdout="18\n"), None),
    ],
)
def test_reads_the_answer_of_a_run(outcome: Outcome, shown: str | None) -> None:
    answer = read_outcome(outcome)
    assert (None if answer is None else answer.text) == shown
