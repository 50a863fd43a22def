"""The seccomp filter, run by a small interpreter of classic BPF: what it lets through, for every system call.

That the kernel does the same with it is what the hostile programs test.
"""

from __future__ import annotations

import errno
import os
import platform
import struct
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("the jail's layers are Linux's", allow_module_level=True)

from kpdd_edge.sandbox import lockdown

ALLOW, KILL, DENY = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
X86_64 = 0xC000003E


def verdict(number: int, arguments: tuple[int, ...] = (), arch: int = X86_64) -> int:
    """What the filter returns for a system call (struct seccomp_data: number, arch, address, six arguments)."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *(arguments + (0,) * 6)[:6])
    program = list(struct.iter_unpack("<HBBI", lockdown.seccomp_program()))
    accumulator = position = 0
    while True:
        code, if_true, if_false, value = program[position]
        position += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif code == 0x06:
            return int(value)
        else:
            condition = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
            position += if_true if condition else if_false


def test_only_the_listed_system_calls_pass() -> None:
    listed = set(lockdown._ALLOWED_X86_64.values())
    for number in range(600):
        if number not in (2, 257):  # open and openat
            assert verdict(number) == (ALLOW if number in listed else DENY), number


@pytest.mark.parametrize(
    "number",
    [41, 42, 49, 53, 56, 57, 58, 59, 62, 101, 157, 16, 72, 22, 9999, 200, 234, 302, 310, 319, 322, 435, 437, 425, 321],
)
def test_dangerous_system_calls_are_not_listed(number: int) -> None:
    assert verdict(number) == DENY


@pytest.mark.parametrize(("number", "argument"), [(2, 1), (257, 2)])
def test_files_are_opened_for_reading_only(number: int, argument: int) -> None:
    def opening(flags: int) -> int:
        return verdict(number, tuple(flags if i == argument else 0 for i in range(6)))

    for flags in (os.O_RDONLY, os.O_RDONLY | os.O_CLOEXEC, os.O_RDONLY | os.O_DIRECTORY | os.O_NONBLOCK):
        assert opening(flags) == ALLOW
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND, os.O_TMPFILE, os.O_PATH, 0o3):
        assert opening(flags) == DENY
        assert opening(flags | os.O_CLOEXEC) == DENY


def test_other_architectures_and_the_x32_calls_are_killed() -> None:
    assert verdict(39, arch=0x40000003) == KILL  # 32-bit x86, where 39 is mkdir
    assert verdict(0x40000000 | 39) == KILL
    assert verdict(0xFFFFFFFF) == KILL


def test_an_unknown_machine_has_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert "no verified system-call table for aarch64" in str(lockdown.missing_layer())
    with pytest.raises(lockdown.LayerFailed, match="aarch64"):
        lockdown.restrict_system_calls(lockdown.seccomp_program())
