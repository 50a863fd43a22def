"""The Linux jail: its results, its limits, its failing closed, and the lives of its processes."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import platform
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from kpdd_edge.problem import Status
from kpdd_edge.sandbox import RunLimits
from kpdd_edge.sandbox import jail as jail_module
from kpdd_edge.sandbox.jail import JailSandbox

SHORT = RunLimits(seconds=0.3, memory_mb=64)


# ---- results ----------------------------------------------------------------------------------------------------


def test_answer_is_the_text_of_the_result(jail: JailSandbox) -> None:
    results = {
        "3 + 4": "7",
        "7 / 2": "3.5",
        "2 > 1": "True",
        "'12 km'": "12 km",
        "[1, 2.5, 'x', (True,)]": "[1, 2.5, 'x', (True,)]",
        "__import__('fractions').Fraction(6, 8)": "3/4",
        "[__import__('fractions').Fraction(6, 8)]": "[3/4]",
        "__import__('decimal').Decimal('1.10')": "1.10",
        "__import__('http').HTTPStatus.OK": "200",
    }
    for source, text in results.items():
        assert jail.run(f"answer = {source}").answer == text
    for source in ("None", "{}", "{1, 2}", "print", "[print]", "[[[[1]]]]", "list(range(101))", "10**5000", "object()"):
        outcome = jail.run(f"answer = {source}")
        assert (outcome.status, outcome.answer) == (Status.OK, None)


def test_answer_is_capped(jail: JailSandbox) -> None:
    assert jail.run("answer = 'z' * 5000").answer == "z" * 2000
    assert jail.run("answer = 10 ** 1999").answer == "1" + "0" * 1999
    assert jail.run("answer = 10 ** 2000").answer is None


@pytest.mark.skipif(importlib.util.find_spec("sympy") is None, reason="sympy is not installed")
def test_sympy_numbers(jail: JailSandbox) -> None:
    results = {
        "Rational(6, 8)": "3/4",
        "Integer(5)": "5",
        "sqrt(8)": "2.8284271247461903",
        "Float('0.1')": "0.1",
        "solve(Eq(2 * x, 7), x)": "[7/2]",
        "Eq(1, 1)": "True",
        "x + 1": None,
    }
    for source, text in results.items():
        outcome = jail.run(f"from sympy import *\nx = Symbol('x')\nanswer = {source}", RunLimits(seconds=20))
        assert (outcome.error, outcome.answer) == (None, text)


@pytest.mark.skipif(importlib.util.find_spec("numpy") is None, reason="numpy is not installed")
def test_numpy_numbers(jail: JailSandbox) -> None:
    results = {
        "np.float64(2.5)": "2.5",
        "np.int32(7)": "7",
        "np.bool_(True)": "True",
        "np.array([1, 2])": "[1, 2]",
        "np.zeros((20, 20))": None,
    }
    for source, text in results.items():
        assert jail.run(f"import numpy as np\nanswer = {source}", RunLimits(seconds=20)).answer == text


@pytest.mark.parametrize(
    ("source", "line", "text"),
    [
        ("x = 1\n\ny = x / 0", 3, "ZeroDivisionError: division by zero"),
        ("def f(a):\n    return a['k']\n\nf({})", 2, "KeyError: 'k'"),
        ("import json\n\njson.loads('{')", 3, "JSONDecodeError"),
        ("x = 1\nreturn x", 2, "SyntaxError: 'return' outside function"),
        ("def solution():\n    x = 1\n    return x / 0", 3, "ZeroDivisionError"),
        ("raise SystemExit('stop')", 1, "SystemExit: stop"),
        ("import sys\nsys.exit(3)", 2, "SystemExit: exit code 3"),
        ("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
        ("class E(Exception):\n    def __str__(self): raise self\nraise E", None, "E"),
    ],
)
def test_errors_name_the_line_of_the_program(jail: JailSandbox, source: str, line: int | None, text: str) -> None:
    outcome = jail.run(source)
    assert (outcome.status, outcome.line, outcome.answer) == (Status.ERROR, line, None)
    assert str(outcome.error).startswith(text)


def test_leaving_quietly_keeps_the_answer(jail: JailSandbox) -> None:
    for leave in ("exit()", "quit(0)", "raise SystemExit"):
        outcome = jail.run(f"answer = 4\n{leave}\nanswer = 5")
        assert (outcome.status, outcome.answer) == (Status.OK, "4")


def test_main_module_is_the_programs_own(jail: JailSandbox) -> None:
    source = """
import sys, __main__
from dataclasses import dataclass
@dataclass
class Item:
    price: "float"
print(__name__, sys.argv, __main__.Item(2.5), sys.modules["__main__"] is __main__)
answer = Item(2.5).price
"""
    outcome = jail.run(source)
    assert outcome.stdout == "__main__ ['<program>'] Item(price=2.5) True\n"
    assert outcome.answer == "2.5"


def test_chance_repeats_itself(jail: JailSandbox) -> None:
    source = "import random\nanswer = random.random()"
    first = jail.run(source)
    assert first.answer == jail.run(source).answer
    assert first.answer is not None


def test_text_that_is_not_utf8_and_odd_characters(jail: JailSandbox) -> None:
    outcome = jail.run("import os\nos.write(1, b'a\\xffb')\nprint('\\ud800é')\nanswer = '\\udc80'")
    assert outcome.stdout == "a\ufffdb\\ud800é\n"
    assert outcome.answer == "?"


# ---- limits -----------------------------------------------------------------------------------------------------


def test_time_limit_is_the_parents(jail: JailSandbox) -> None:
    outcome = jail.run("print('on the way')\nimport time\ntime.sleep(60)", SHORT)
    assert (outcome.status, outcome.stdout) == (Status.TIMEOUT, "on the way\n")
    assert 0.3 <= outcome.seconds < 2.0


def test_memory_limit_comes_on_top_of_the_interpreter(jail: JailSandbox) -> None:
    assert jail.run("x = bytearray(40 * 2**20)\nanswer = len(x)", SHORT).answer == str(40 * 2**20)
    assert jail.run("x = bytearray(80 * 2**20)", SHORT).status is Status.MEMORY


def test_memory_error_that_is_held_on_to_still_reports(jail: JailSandbox) -> None:
    source = "x = []\nwhile True:\n    x.append(bytearray(100_000))"
    assert jail.run(source, RunLimits(seconds=10.0, memory_mb=64)).status is Status.MEMORY


def test_output_is_capped_and_the_program_goes_on(jail: JailSandbox) -> None:
    outcome = jail.run("print('é' * 100_000)\nanswer = 5", RunLimits(output_bytes=101))
    assert (outcome.stdout, outcome.truncated, outcome.answer) == ("é" * 50, True, "5")


def test_standard_error_is_dropped_and_input_is_empty(jail: JailSandbox) -> None:
    outcome = jail.run("import sys\nprint('a', file=sys.stderr)\nprint(repr(sys.stdin.read()))")
    assert outcome.stdout == "''\n"
    assert str(jail.run("input()").error).startswith("EOFError")


def test_solution_that_was_called_prints_once(jail: JailSandbox) -> None:
    outcome = jail.run("def solution():\n    print('work')\n    return 3\nx = solution()")
    assert (outcome.stdout, outcome.answer) == ("work\n", "3")


# ---- what the walls let through, beyond the hostile programs ------------------------------------------------------


def test_the_environment_is_empty(jail: JailSandbox) -> None:
    assert jail.run("import os\nprint(dict(os.environ), os.environb)").stdout == "{} environ({})\n"


def test_only_the_standard_streams_and_the_report_are_open(jail: JailSandbox) -> None:
    source = """
import os
found = []
for fd in range(2000):
    try:
        os.fstat(fd)
        found.append(fd)
    except OSError:
        pass
answer = found
"""
    assert jail.run(source).answer == "[0, 1, 2, 3]"


def test_nothing_of_ours_can_be_imported(jail: JailSandbox) -> None:
    source = "import sys\nanswer = [name for name in sys.modules if 'kpdd' in name]"
    assert jail.run(source).answer == "[]"


def test_the_library_can_be_read(jail: JailSandbox) -> None:
    assert jail.run("import colorsys, fractions, this").status is Status.OK
    assert int(str(jail.run("import os\nanswer = len(open(os.__file__).read())").answer)) > 1000


def test_programs_know_nothing_of_each_other(jail: JailSandbox) -> None:
    jail.run("import math, builtins\nmath.pi = 3\nbuiltins.leak = 5")
    assert jail.run("import math\nanswer = math.pi > 3.1").answer == "True"
    assert jail.run("answer = leak").status is Status.ERROR


# ---- failing closed -----------------------------------------------------------------------------------------------

_BROKEN = """
from kpdd_edge.sandbox import lockdown
def broken(*a, **k):
    {body}
lockdown.{function} = broken
"""


@pytest.fixture
def broken_jail(jail: JailSandbox, request: pytest.FixtureRequest) -> Iterator[JailSandbox]:
    """A jail whose zygote finds one layer broken; the boot code is the real one with the layer replaced."""
    function, body = request.param
    boot = jail_module._BOOT.replace("zygote.main(", _BROKEN.format(function=function, body=body) + "zygote.main(")
    with JailSandbox((sys.executable, "-I", "-S", "-c", boot)) as sandbox:
        yield sandbox


_RAISES = "raise lockdown.LayerFailed('the test layer', 1)"


@pytest.mark.parametrize(
    "broken_jail",
    [
        ("limit_resources", _RAISES),
        ("forbid_privileges", _RAISES),
        ("restrict_files", _RAISES),
        ("drop_capabilities", _RAISES),
        ("restrict_system_calls", _RAISES),
        ("die_with_parent", _RAISES),
        ("landlock_ruleset", _RAISES),
        ("verify", _RAISES),
        ("restrict_files", "return None"),
        ("restrict_system_calls", "return None"),
        ("landlock_ruleset", "return real_ruleset(['/'])".replace("real_ruleset", "broken.real")),
        ("seccomp_program", "return lockdown._instruction(6, 0x7FFF0000)"),
        ("missing_layer", "return 'the test layer'"),
    ],
    ids=lambda param: f"{param[0]}: {param[1][:12]}",
    indirect=True,
)
def test_no_layer_no_program(broken_jail: JailSandbox, tmp_path: Path) -> None:
    """A layer that raises, and one that does nothing without saying so: the program must not run either way."""
    mark = tmp_path / "ran"
    outcome = broken_jail.run(f"print('ran')\nopen({str(mark)!r}, 'w')\nanswer = 1")
    assert outcome.status is Status.REFUSED
    assert outcome.error
    assert (outcome.stdout, outcome.answer) == ("", None)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (("/nonexistent/python",), "cannot be started"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "did not start"),
        ((sys.executable, "-c", "import os; os.write(0, b'[1]')"), "did not start"),
        ((sys.executable, "-c", "import os; os.write(0, b'{')"), "did not start"),
    ],
)
def test_no_zygote_no_program(jail: JailSandbox, command: tuple[str, ...], reason: str) -> None:
    with JailSandbox(command) as sandbox:
        outcome = sandbox.run("answer = 1")
    assert outcome.status is Status.REFUSED
    assert reason in str(outcome.error)


def test_a_refusal_is_asked_for_once(jail: JailSandbox) -> None:
    with JailSandbox((sys.executable, "-c", "import time; time.sleep(0.5)")) as sandbox:
        sandbox.run("answer = 1")
        start = time.monotonic()
        for _ in range(20):
            assert sandbox.run("answer = 1").status is Status.REFUSED
        assert time.monotonic() - start < 0.5


@pytest.mark.parametrize(
    ("system", "machine", "reason"),
    [
        ("Windows", "AMD64", "the jail needs Linux; this is Windows"),
        ("Darwin", "arm64", "the jail needs Linux; this is macOS"),
        ("Linux", "aarch64", "the jail needs x86_64; this is aarch64"),
    ],
)
def test_other_machines_are_refused(monkeypatch: pytest.MonkeyPatch, system: str, machine: str, reason: str) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    outcome = JailSandbox().run("answer = 1")
    assert (outcome.status, outcome.error) == (Status.REFUSED, reason)


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch, jail: JailSandbox) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "sympy" else find_spec(name))
    outcome = jail.run("import sympy")
    assert outcome.status is Status.REFUSED
    assert "kpdd-edge[sympy]" in str(outcome.error)


# ---- processes ----------------------------------------------------------------------------------------------------


def _zygotes() -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):  # or a zombie, which has no command line
            if "zygote" in " ".join(process.cmdline()):
                found.append(process)
    return found


def test_started_late_and_closed_twice(jail: JailSandbox) -> None:
    before = len(_zygotes())
    sandbox = JailSandbox()
    assert len(_zygotes()) == before
    assert sandbox.run("answer = 1").answer == "1"
    assert len(_zygotes()) == before + 1
    sandbox.close()
    sandbox.close()
    assert len(_zygotes()) == before
    assert sandbox.run("answer = 2").answer == "2"
    sandbox.close()


def test_a_dropped_sandbox_takes_its_zygote_along(jail: JailSandbox) -> None:
    before = len(_zygotes())
    sandbox = JailSandbox()
    sandbox.run("answer = 1")
    del sandbox
    assert len(_zygotes()) == before


def test_a_killed_zygote_is_replaced(jail: JailSandbox) -> None:
    with JailSandbox() as sandbox:
        before = {p.pid for p in _zygotes()}
        sandbox.run("answer = 1")
        (zygote,) = (p for p in _zygotes() if p.pid not in before)
        zygote.kill()
        zygote.wait(5)
        assert sandbox.run("answer = 2").answer == "2"


def test_a_zygote_killed_while_a_program_runs_is_a_crash(jail: JailSandbox) -> None:
    with JailSandbox() as sandbox, ThreadPoolExecutor(1) as pool:
        before = {p.pid for p in _zygotes()}
        sandbox.run("answer = 1")
        (zygote,) = (p for p in _zygotes() if p.pid not in before)
        running = pool.submit(sandbox.run, "while True: pass", RunLimits(seconds=20.0))
        children: list[psutil.Process] = []
        while not children:
            children = zygote.children()
        zygote.kill()
        outcome = running.result(10)
        assert outcome.status is Status.CRASHED
        assert _gone(*children)
        assert sandbox.run("answer = 2").answer == "2"


def test_the_program_ends_with_a_killed_parent(jail: JailSandbox) -> None:
    source = textwrap.dedent(
        """
        import psutil, threading, time
        from kpdd_edge.sandbox import RunLimits, open_sandbox
        sandbox = open_sandbox("jail")
        sandbox.run("answer = 1")
        threading.Thread(target=sandbox.run, args=("while True: pass", RunLimits(seconds=60))).start()
        while len(family := psutil.Process().children(recursive=True)) < 2:
            time.sleep(0.01)
        print(*[p.pid for p in family], flush=True)
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout as out:
        family = [psutil.Process(int(pid)) for pid in out.readline().split()]
    assert len(family) == 2
    parent.kill()
    parent.wait()
    assert _gone(*family)


def _gone(*processes: psutil.Process) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=5.0)
    return all(p.status() == psutil.STATUS_ZOMBIE for p in alive)


def test_the_zygote_holds_nothing_of_ours(jail: JailSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPDD_TEST_ZYGOTE_SECRET", "do not inherit me")
    with open(os.devnull) as handle, JailSandbox() as sandbox:
        os.set_inheritable(handle.fileno(), True)
        before = {p.pid for p in _zygotes()}
        sandbox.run("answer = 1")
        (zygote,) = (p for p in _zygotes() if p.pid not in before)
        with contextlib.suppress(PermissionError):  # it is not dumpable: only root may look
            assert b"do not inherit me" not in Path(f"/proc/{zygote.pid}/environ").read_bytes()
        status = Path(f"/proc/{zygote.pid}/status").read_text()
        fields = dict(line.split(":\t", 1) for line in status.splitlines())
        assert int(fields["CapEff"], 16) == int(fields["CapPrm"], 16) == 0
        assert fields["NoNewPrivs"] == "1"
        assert fields["Threads"] == "1"
        assert os.getsid(zygote.pid) == zygote.pid


def test_no_descriptor_is_leaked(jail: JailSandbox) -> None:
    jail.run("answer = 1")
    mine = psutil.Process()
    before = mine.num_fds()
    for source in ("answer = 1", "1 / 0", "import os\nos._exit(1)", "import os\nos.abort()"):
        for _ in range(5):
            jail.run(source)
    assert mine.num_fds() == before


def test_calls_from_many_threads_are_serialised(jail: JailSandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: jail.run(f"answer = {n} * {n}").answer, range(40)))
    assert answers == [str(n * n) for n in range(40)]
