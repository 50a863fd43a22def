"""What a maths program may use: the same output and answer as CPython, in every sandbox that takes it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from kpdd_edge.problem import Status
from kpdd_edge.sandbox import RunLimits
from kpdd_edge.sandbox.chain import ChainSandbox
from kpdd_edge.sandbox.jail import JailSandbox, unavailable
from kpdd_edge.sandbox.monty import MontySandbox
from kpdd_edge.sandbox.precheck import Checked, check

HERE = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
LIMITS = RunLimits(seconds=10.0)


def source(name: str) -> str:
    return (HERE / "programs" / f"{name}.py").read_text(encoding="utf-8")


def _need(name: str) -> None:
    for package in ("sympy", "numpy"):
        if name.startswith(package) and importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")


def test_every_program_has_its_expectation() -> None:
    assert {path.stem for path in (HERE / "programs").glob("*.py")} == set(EXPECTED)
    assert len(EXPECTED) >= 50


@pytest.mark.parametrize("name", EXPECTED)
def test_in_the_jail(name: str, jail: JailSandbox) -> None:
    _need(name)
    outcome = jail.run(source(name), LIMITS)
    assert (outcome.status, outcome.error) == (Status.OK, None)
    assert {"stdout": outcome.stdout, "answer": outcome.answer} == EXPECTED[name]
    assert outcome.engine == "jail"


@pytest.mark.parametrize("name", EXPECTED)
def test_in_the_chain(name: str, auto: ChainSandbox, jail_missing: str | None) -> None:
    _need(name)
    outcome = auto.run(source(name), LIMITS)
    if jail_missing is not None and outcome.status is Status.REFUSED:
        assert "only the Linux jail can run" in str(outcome.error)
        return
    assert (outcome.status, outcome.error) == (Status.OK, None)
    assert {"stdout": outcome.stdout, "answer": outcome.answer} == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_monty_is_right_or_says_that_it_cannot(name: str, monty: MontySandbox) -> None:
    """The point of the tree check: nothing that Monty takes may come out differently without notice."""
    checked = check(source(name))
    assert isinstance(checked, Checked)
    attempt = monty.attempt(checked, RunLimits(seconds=1.0))
    if attempt.lacking is None and checked.differs is None:
        assert (attempt.outcome.status, attempt.outcome.error) == (Status.OK, None)
        assert {"stdout": attempt.outcome.stdout, "answer": attempt.outcome.answer} == EXPECTED[name]


def test_most_programs_need_no_jail(monty: MontySandbox) -> None:
    if unavailable() is not None:
        pytest.skip("the count is of this machine's Monty only where the jail is the alternative")
    taken = 0
    for name in EXPECTED:
        checked = check(source(name))
        assert isinstance(checked, Checked)
        taken += checked.differs is None and monty.attempt(checked, LIMITS).lacking is None
    assert taken >= 30
