"""The default order: Monty, then the jail, then a refusal that says what was not supported."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from kpdd_edge.errors import ConfigError, ExitCode
from kpdd_edge.problem import Outcome, Status
from kpdd_edge.sandbox import SANDBOXES, RunLimits, open_sandbox
from kpdd_edge.sandbox.chain import ChainSandbox
from kpdd_edge.sandbox.jail import JailSandbox
from kpdd_edge.sandbox.lacks import certain, lacking
from kpdd_edge.sandbox.monty import MontySandbox


@pytest.fixture
def no_jail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Windows")


def test_plain_programs_stay_in_monty(auto: ChainSandbox) -> None:
    outcome = auto.run("answer = 6 * 7")
    assert (outcome.answer, outcome.engine) == ("42", "monty")


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("from fractions import Fraction\nanswer = Fraction(1, 3)", "1/3"),
        ("answer = pow(3, -1, 7)", "5"),  # Monty: ValueError
        ("answer = list({64, 33, 3, 100, 7})[0]", "64"),  # Monty: insertion order
        ("z = zip([1], [2])\nlist(z)\nanswer = len(list(z))", "0"),  # Monty: a list, used twice
        ("answer = int('१२')", "12"),  # Monty: ValueError
    ],
)
def test_what_monty_cannot_goes_to_the_jail(auto: ChainSandbox, jail: JailSandbox, source: str, answer: str) -> None:
    outcome = auto.run(source)
    assert (outcome.status, outcome.answer, outcome.engine) == (Status.OK, answer, "jail")


def test_sure_errors_are_not_asked_twice(auto: ChainSandbox) -> None:
    for source in ("1 / 0", "[][1]", "assert False", "open('/etc/passwd')", "undefined_name"):
        outcome = auto.run(source)
        assert (outcome.status, outcome.engine) == (Status.ERROR, "monty")


def test_the_jail_gets_what_time_is_left(auto: ChainSandbox, jail: JailSandbox) -> None:
    source = "x = 0\nfor i in range(2 * 10**5):\n    x += i\nraise ValueError('late')\n"
    outcome = auto.run(source.replace("raise", "while False: pass\nraise"), RunLimits(seconds=5.0))
    assert outcome.engine == "jail"
    assert outcome.seconds < 5.0


def test_without_a_jail_the_refusal_says_what_was_needed(no_jail: None) -> None:
    with ChainSandbox() as sandbox:
        outcome = sandbox.run("import sympy\nprint('x')")
        assert outcome.status is Status.REFUSED
        assert "the module 'sympy'" in str(outcome.error)
        assert "only the Linux jail can run" in str(outcome.error)
        assert "this is Windows" in str(outcome.error)
        assert (outcome.stdout, outcome.answer) == ("", None)


def test_without_a_jail_monty_is_used_where_it_can(no_jail: None) -> None:
    with ChainSandbox() as sandbox:
        assert sandbox.run("answer = any(n > 3 for n in [1, 5])").answer == "True"
        assert sandbox.run("int('x')").status is Status.ERROR


def test_a_jail_that_fails_closed_is_a_refusal(jail: JailSandbox) -> None:
    with ChainSandbox(jail=JailSandbox((sys.executable, "-c", "raise SystemExit"))) as sandbox:
        outcome = sandbox.run("import cmath")
        assert outcome.status is Status.REFUSED
        assert "the module 'cmath'" in str(outcome.error)
        assert "did not start" in str(outcome.error)
        assert sandbox.run("answer = list({1, 2})[0]").answer == "1"


def test_without_monty_the_jail_runs_everything(monkeypatch: pytest.MonkeyPatch, jail: JailSandbox) -> None:
    monkeypatch.setenv("MONTY_BIN", "/nonexistent/monty")
    with ChainSandbox() as sandbox:
        outcome = sandbox.run("answer = 3 + 4")
        assert (outcome.answer, outcome.engine) == ("7", "jail")


def test_without_both_everything_is_refused(monkeypatch: pytest.MonkeyPatch, no_jail: None) -> None:
    monkeypatch.setenv("MONTY_BIN", "/nonexistent/monty")
    with ChainSandbox() as sandbox:
        outcome = sandbox.run("answer = 3 + 4")
    assert outcome.status is Status.REFUSED
    assert "Monty cannot be started" in str(outcome.error)
    assert "this is Windows" in str(outcome.error)


@pytest.mark.parametrize(
    ("error", "what"),
    [
        ("ModuleNotFoundError: No module named 'cmath'", "the module 'cmath'"),
        ("ImportError: cannot import name 'cmp_to_key' from 'functools' (unknown location)", "functools.cmp_to_key"),
        ("ImportError: cannot import name 'nonsense' from 'functools'", None),
        ("NameError: name 'callable' is not defined", "the function callable()"),
        ("NameError: name 'x' is not defined", None),
        ("AttributeError: 'str' object has no attribute 'translate'", "str.translate"),
        ("AttributeError: 'str' object has no attribute 'nonsense'", None),
        ("AttributeError: 'datetime.date' object has no attribute 'isocalendar'", "datetime.date.isocalendar"),
        ("AttributeError: type object 'int' has no attribute 'from_bytes'", "int.from_bytes"),
        ("AttributeError: module 'sys' has no attribute 'exit'", "sys.exit"),
        ("AttributeError: module 'math' has no attribute 'nonsense'", None),
        ("AttributeError: 'Account' object has no attribute 'nonsense'", None),
        ("NotImplementedError: The monty syntax parser does not yet support yield expressions", "yield expressions"),
        ("TypeError: 'list' object is not an iterator", "lazy iterators"),
        ("SystemExit: 3", "leaving a program by SystemExit"),
        ("ValueError: invalid literal", None),
        ("ZeroDivisionError: division by zero", None),
    ],
)
def test_reading_what_was_lacking(error: str, what: str | None) -> None:
    assert lacking(error) == what


def test_what_is_certain() -> None:
    assert certain("ZeroDivisionError: division by zero")
    assert certain("NameError: name 'x' is not defined")
    assert not certain("ValueError: x")
    assert not certain("TypeError: x")


# ---- the registry -------------------------------------------------------------------------------------------------


def test_known_names() -> None:
    for name in SANDBOXES:
        sandbox = open_sandbox(name)
        assert sandbox.name == name
        sandbox.close()
        sandbox.close()
    assert open_sandbox().name == "auto"


def test_an_unknown_name_is_a_usage_error() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'monty'") as caught:
        open_sandbox("mnoty")
    assert caught.value.exit_code is ExitCode.USAGE
    assert "auto, monty, jail" in caught.value.cause


def test_opening_imports_no_interpreter_and_starts_nothing() -> None:
    source = (
        "import sys, psutil\n"
        "from kpdd_edge.sandbox import open_sandbox\n"
        "assert 'kpdd_edge.sandbox.chain' not in sys.modules\n"
        "box = open_sandbox()\n"
        "heavy = {'pydantic_monty', 'numpy', 'sympy', 'kpdd_edge.sandbox.lockdown', 'kpdd_edge.sandbox.cell'}\n"
        "print(sorted(heavy & set(sys.modules)), psutil.Process().children())\n"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "[] []\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.parametrize("name", ["monty", "jail", "auto"])
def test_after_a_fork_nothing_hangs(name: str, jail_missing: str | None) -> None:
    """The jail starts anew in the forked process; Monty cannot, and says so; the chain then has the jail."""
    if name != "monty" and jail_missing is not None:
        pytest.skip(f"no jail on this machine: {jail_missing}")
    source = f"""
import os, sys
from kpdd_edge.sandbox import open_sandbox
sandbox = open_sandbox({name!r})
assert sandbox.run("answer = 1").answer == "1"
pid = os.fork()
if pid == 0:
    outcome = sandbox.run("answer = 2")
    sandbox.close()
    print(outcome.status, outcome.answer, flush=True)
    sys.exit(0)
assert os.waitpid(pid, 0)[1] == 0
print(sandbox.run("answer = 3").answer)
sandbox.close()
"""
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", source]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == (["refused", "None"] if name == "monty" else ["ok", "2"]) + ["3"], done.stderr


ODD = [
    RunLimits(seconds=0.0),
    RunLimits(seconds=-1.0),
    RunLimits(seconds=float("nan")),
    RunLimits(seconds=float("inf")),
    RunLimits(memory_mb=0),
    RunLimits(memory_mb=10**9),
    RunLimits(output_bytes=-5),
]


@pytest.mark.parametrize("limits", ODD, ids=str)
def test_odd_limits_do_no_harm(
    limits: RunLimits, auto: ChainSandbox, monty: MontySandbox, any_jail: JailSandbox
) -> None:
    for sandbox in (auto, monty, any_jail):
        outcome = sandbox.run("print('x')\nanswer = 1", limits)
        assert isinstance(outcome, Outcome)
        assert outcome.seconds < 5.0
        assert len(outcome.stdout) <= max(0, limits.output_bytes)
        if outcome.status is not Status.TIMEOUT:  # 0.05 s can be too short on a busy machine
            assert outcome.answer == "1" or sandbox is any_jail
