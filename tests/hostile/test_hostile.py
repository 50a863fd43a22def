"""Every hostile program in every sandbox: nothing may be read, changed, reached, signalled or outlived.

A program has escaped if anything it should not have seen or touched shows a trace: the secret file or the secret
environment variable in what it left, a change below the canary folder, a connection to one of the listeners, a dead
victim, a process that is still there, a deadline that passed, or the word ESCAPED, which the programs print when
something worked that must not work. Any clean error, limit or refusal is a pass.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from kpdd_edge.problem import Outcome, Status
from kpdd_edge.sandbox import RunLimits, Sandbox, open_sandbox

PROGRAMS = Path(__file__).parent / "programs"
ENGINES = ("auto", "monty", "jail")
LIMITS = RunLimits(seconds=0.25, memory_mb=128)
#: What a busy machine may add to the deadline.
SLACK = 2.0

#: Programs made here, since a formatter or a parser would choke on the files.
GENERATED = {
    "source_brackets": "x = " + "(" * 3000 + ")" * 3000,
    "source_open_brackets": "x = " + "[" * 3000,
    "source_unary": "x = " + "-" * 15000 + "1",
    "source_not": "x = " + "not " * 4000 + "1",
    "source_power": "x = 1" + "**1" * 5000,
    "source_sum": "x = 1" + "+1" * 9000,
    "source_attributes": "x = a" + ".b" * 9000,
    "source_calls": "x = f" + "()" * 9000,
    "source_lambdas": "x = " + "lambda a, b: " * 1400 + "0",
    "source_conditions": "x = " + "1 if 1 else " * 1500 + "0",
    "source_fstring": 'x = f"{' + "(" * 3000 + "1" + ")" * 3000 + '}"',
    "source_fstring_unary": 'x = f"{' + "-" * 15000 + '1}"',
    "source_elif": "if 0:\n    pass\n" + "elif 0:\n    pass\n" * 1000,
    "source_indent": "".join(" " * i + "if 1:\n" for i in range(150)) + " " * 150 + "pass",
    "source_too_long": "x = 1\n" * 4000,
    "source_nul": "x = 1\0\nimport os",
    "source_surrogate": "x = '\ud800'",
    "source_digits": "x = " + "9" * 19000,
    "source_eval_brackets": "eval('(' * 10**6 + ')' * 10**6)",
    "source_eval_unary": "eval('-' * 10**6 + '1')",
    "source_strings": "x = " + '"a" ' * 4900,
    "source_quotes": "x = '" * 3000,
    "source_backslashes": "x = 1 \\\n" * 2000,
    "source_escapes": "x = '" + "\\N{" * 4000,
}


def _sources() -> dict[str, str]:
    found = {path.stem: path.read_text() for path in sorted(PROGRAMS.glob("*.py"))}
    return {**found, **GENERATED}


SOURCES = _sources()


@dataclass(frozen=True)
class Canary:
    """What hostile programs go for, and how to see whether they got it."""

    folder: Path
    secret: str
    environment: str
    environment_secret: str
    victim: subprocess.Popen[bytes]
    listeners: tuple[socket.socket, ...]
    port: int

    def fill(self, source: str) -> str:
        values = {
            "CANARY": str(self.folder),
            "ENVIRONMENT": self.environment,
            "VICTIM": str(self.victim.pid),
            "HOST": str(os.getpid()),
            "PORT": str(self.port),
        }
        return re.sub(r"@([A-Z]+)@", lambda match: values[match[1]], source)

    def snapshot(self) -> list[tuple[str, int, int, int, bytes]]:
        entries = []
        for path in sorted(self.folder.rglob("*")):
            info = path.lstat()
            data = path.read_bytes() if path.is_file() else b""
            entries.append((path.name, info.st_mode, info.st_nlink, info.st_mtime_ns, data))
        return entries

    def touched_listeners(self) -> list[str]:
        ready, _, _ = select.select(self.listeners, [], [], 0)
        return [str(listener.getsockname()) for listener in ready]


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    yield from make_canary(tmp_path_factory.mktemp("canary"))


def make_canary(folder: Path) -> Iterator[Canary]:
    secret = "SECRET-" + secrets.token_hex(8)
    (folder / "secret.txt").write_text(secret)
    (folder / "module_of_canary.py").write_text(f"print({secret!r})\n")
    tcp = socket.socket()
    tcp.bind(("127.0.0.1", 0))
    port = tcp.getsockname()[1]
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", port))
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(str(folder / "unix.sock"))
    for listener in (tcp, unix):
        listener.listen()
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    environment = "KPDD_TEST_" + secrets.token_hex(4).upper()
    environment_secret = "ENVSECRET-" + secrets.token_hex(8)
    os.environ[environment] = environment_secret
    try:
        yield Canary(folder, secret, environment, environment_secret, victim, (tcp, udp, unix), port)
    finally:
        del os.environ[environment]
        victim.kill()
        victim.wait()
        for listener in (tcp, udp, unix):
            listener.close()


@pytest.fixture(scope="module")
def sandboxes(canary: Canary) -> Iterator[dict[str, Sandbox]]:
    """One of each for all programs: what one program does to a sandbox must not help the next."""
    opened = {name: open_sandbox(name) for name in ENGINES}
    yield opened
    for sandbox in opened.values():
        sandbox.close()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SOURCES)
def test_no_escape(
    name: str, engine: str, canary: Canary, sandboxes: dict[str, Sandbox], jail_missing: str | None
) -> None:
    if engine == "jail" and jail_missing is not None:
        pytest.skip(f"no jail on this machine: {jail_missing}")
    before = canary.snapshot()
    start = time.monotonic()

    outcome = sandboxes[engine].run(canary.fill(SOURCES[name]), LIMITS)

    elapsed = time.monotonic() - start
    _check_form(outcome)
    left = "\n".join((outcome.stdout, outcome.error or "", outcome.answer or ""))
    assert canary.secret not in left
    assert canary.environment_secret not in left
    assert "ESCAPED" not in outcome.stdout, outcome.stdout
    assert canary.snapshot() == before
    assert canary.touched_listeners() == []
    assert canary.victim.poll() is None
    assert outcome.seconds < LIMITS.seconds + SLACK
    assert elapsed < LIMITS.seconds + SLACK + 2.0  # a worker may have to be started or replaced
    assert _orphans() == []
    # The sandbox still works, and knows nothing of what went before.
    assert sandboxes[engine].run("answer = 6 * 7", RunLimits(seconds=5.0)).answer == "42"


def _check_form(outcome: Outcome) -> None:
    assert isinstance(outcome.status, Status)
    assert isinstance(outcome.stdout, str)
    assert len(outcome.stdout.encode()) <= LIMITS.output_bytes
    assert outcome.error is None or (isinstance(outcome.error, str) and len(outcome.error) <= 1000)
    assert outcome.answer is None or (isinstance(outcome.answer, str) and len(outcome.answer) <= 2000)
    assert outcome.line is None or (isinstance(outcome.line, int) and outcome.line >= 1)
    assert outcome.answer is None or outcome.status is Status.OK
    assert (outcome.error is None) == (outcome.status is Status.OK)


def _orphans() -> list[str]:
    """Processes below us that are neither a worker, nor a zygote, nor ours: there must be none."""
    mine = psutil.Process()
    grandchildren = [p for child in mine.children() for p in child.children(recursive=True)]
    return [f"{p.pid} {p.name()}" for p in grandchildren if p.is_running()]


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("read_open", "secret"),
        ("read_environment", "environment"),
        ("write_open", "folder"),
        ("process_system", "folder"),
        ("process_fork", "printed"),
        ("network_tcp", "listener"),
        ("network_udp", "listener"),
        ("network_unix", "listener"),
        ("signal_victim", "victim"),
    ],
)
def test_the_canary_sees_an_escape(name: str, sign: str, tmp_path: Path) -> None:
    """The same programs outside any sandbox, so that the test above is known to be able to fail."""
    with contextlib.contextmanager(make_canary)(tmp_path) as canary:
        before = canary.snapshot()
        # Signals that ask about other processes are left out here: only the victim is fair game.
        source = canary.fill(SOURCES[name]).replace(f'int("{os.getpid()}"), os.getppid(), 1', "")
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=20, check=False)
        time.sleep(0.05)
        seen = {
            "secret": canary.secret in done.stdout,
            "environment": canary.environment_secret in done.stdout,
            "folder": canary.snapshot() != before,
            "printed": "ESCAPED" in done.stdout,
            "listener": canary.touched_listeners() != [],
            "victim": canary.victim.poll() is not None,
        }
    assert seen[sign], seen


def test_there_are_enough_programs() -> None:
    assert len(SOURCES) >= 60


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("time_endless_loop", {Status.TIMEOUT}),
        ("time_stubborn_loop", {Status.TIMEOUT}),
        ("time_native_sum", {Status.TIMEOUT}),
        ("memory_string", {Status.MEMORY}),
        ("source_brackets", {Status.REFUSED}),
        ("source_too_long", {Status.REFUSED}),
        ("source_nul", {Status.REFUSED}),
        ("source_surrogate", {Status.REFUSED}),
        ("source_indent", {Status.ERROR}),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_limits_are_named(
    name: str,
    statuses: set[Status],
    engine: str,
    canary: Canary,
    sandboxes: dict[str, Sandbox],
    jail_missing: str | None,
) -> None:
    if engine == "jail" and jail_missing is not None:
        pytest.skip(f"no jail on this machine: {jail_missing}")
    outcome = sandboxes[engine].run(SOURCES[name], LIMITS)
    assert outcome.status in statuses
    assert outcome.error


@pytest.mark.parametrize("name", ["report_markers", "report_patched", "report_wrong_types", "report_deep"])
def test_a_forged_report_gives_no_answer(name: str, sandboxes: dict[str, Sandbox], jail_missing: str | None) -> None:
    if jail_missing is not None:
        pytest.skip(f"no jail on this machine: {jail_missing}")
    outcome = sandboxes["jail"].run(SOURCES[name], LIMITS)
    assert outcome.answer is None
