"""The walls of the Linux jail: resource limits, no_new_privs, landlock, capabilities, seccomp. ctypes only.

Each layer raises :class:`LayerFailed` if it cannot be applied as asked, and :func:`verify` tries the walls from the
inside. There is no partial success: the caller must not run anything after an exception. This module must never be
imported by the application's process; the zygote (:mod:`kpdd_edge.sandbox.zygote`) uses it in its children.

What holds afterwards, each clause tested by a hostile program:

- no file can be opened except for reading, and only below the interpreter's library folders (landlock, seccomp);
- nothing can be created, changed, deleted, linked or renamed (landlock, seccomp, RLIMIT_FSIZE);
- no socket, pipe, process, thread, signal, ptrace, ioctl, mount, key, timer or namespace (seccomp);
- no capability, and none to be gained (capset, no_new_privs);
- address space, processor time, open files, core dumps are limited (rlimits).

What is not covered: whether a path exists, and its size and dates, can be asked for (landlock does not hide them);
the clock and the kernel's random numbers can be read; memory and time up to the limits can be wasted.

Kernel interfaces: Documentation/userspace-api/landlock.rst and seccomp_filter.rst of the Linux sources; the numbers of
the system calls are those of arch/x86/entry/syscalls/syscall_64.tbl. No other architecture has a table here.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import math
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable

#: Architectures with a verified system-call table.
ARCHITECTURES = ("x86_64",)

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.prctl.restype = ctypes.c_int


class LayerFailed(OSError):
    """A layer of the jail could not be applied: the program must not run."""

    def __init__(self, layer: str, code: int = 0, detail: str = "") -> None:
        why = detail or (os.strerror(code) if code else "unknown reason")
        super().__init__(code, f"{layer}: {why}")
        self.reason = f"{layer}: {why}"


def _syscall(number: int, *arguments: object) -> int:
    ctypes.set_errno(0)
    return int(_libc.syscall(ctypes.c_long(number), *arguments))


def _prctl(option: int, *arguments: int) -> int:
    ctypes.set_errno(0)
    padded = (*arguments, 0, 0, 0, 0)[:4]
    return int(_libc.prctl(option, *(ctypes.c_ulong(a) for a in padded)))


# ---- what the machine offers ------------------------------------------------------------------------------------


def missing_layer() -> str | None:
    """Why the jail cannot work here, or None. Asks the kernel; applies nothing."""
    if sys.platform != "linux":
        return "the jail needs Linux"
    machine = platform.machine()
    if machine not in ARCHITECTURES or sys.maxsize <= 2**32:
        return f"the jail has no verified system-call table for {machine} ({struct.calcsize('P') * 8}-bit)"
    if landlock_version() < 1:
        return "the kernel offers no landlock (Linux 5.13 or newer with landlock enabled)"
    if _syscall(_SYS_SECCOMP, _u32(_SECCOMP_GET_ACTION_AVAIL), _u32(0), ctypes.byref(_u32(_RET_KILL_PROCESS))) != 0:
        return "the kernel offers no seccomp filters"
    return None


# ---- parent death, process file descriptors ---------------------------------------------------------------------

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_SYS_PIDFD_OPEN = 434
_SYS_CLOSE_RANGE = 436


def die_with_parent(parent: int) -> None:
    """Ask to be killed when the parent ends, and end now if it already has."""
    if _prctl(_PR_SET_PDEATHSIG, _SIGKILL) != 0:
        raise LayerFailed("parent-death signal", ctypes.get_errno())
    if os.getppid() != parent:
        os._exit(1)


def pidfd_open(pid: int) -> int:
    """A file descriptor that becomes readable when the process ends. Raises OSError."""
    fd = _syscall(_SYS_PIDFD_OPEN, ctypes.c_int(pid), _u32(0))
    if fd < 0:
        raise OSError(ctypes.get_errno(), "pidfd_open")
    return fd


def close_from(lowest: int) -> None:
    """Close every file descriptor from ``lowest`` on."""
    if _syscall(_SYS_CLOSE_RANGE, _u32(lowest), _u32(0xFFFFFFFF), _u32(0)) != 0:
        for name in os.listdir("/proc/self/fd"):
            if int(name) >= lowest:
                with contextlib.suppress(OSError):
                    os.close(int(name))


# ---- resource limits --------------------------------------------------------------------------------------------


def address_space() -> int:
    """Bytes of address space this process has mapped."""
    with open("/proc/self/statm", "rb") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


def limit_resources(seconds: float, memory_bytes: int) -> None:
    """``memory_bytes`` come on top of what the interpreter has mapped already; processor time is only a backstop
    behind the parent's clock."""
    cpu = max(1, math.ceil(seconds)) + 1
    space = address_space() + memory_bytes
    wanted = (
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_STACK, 8 << 20),
    )
    for kind, value in wanted:
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError) as error:
            raise LayerFailed("resource limits", getattr(error, "errno", 0) or 0, str(error)) from None


# ---- privileges -------------------------------------------------------------------------------------------------

_PR_SET_DUMPABLE = 4
_PR_CAPBSET_READ = 23
_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_PR_GET_NO_NEW_PRIVS = 39
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION_3 = 0x20080522


def forbid_privileges() -> None:
    """no_new_privs, and not dumpable: nobody of the same user may trace this process or read its memory."""
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1) != 0 or _prctl(_PR_GET_NO_NEW_PRIVS) != 1:
        raise LayerFailed("no_new_privs", ctypes.get_errno())
    if _prctl(_PR_SET_DUMPABLE, 0) != 0:
        raise LayerFailed("dumpable", ctypes.get_errno())


class _CapHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def drop_bounding_set() -> None:
    """Give up every capability that executing a file could bring back. Children inherit it: once is enough.

    An ordinary user may not do this, and has nothing to drop; no_new_privs covers that case.
    """
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(64):
        if _prctl(_PR_CAPBSET_READ, capability) < 0 or _prctl(_PR_CAPBSET_DROP, capability) != 0:
            break


def drop_capabilities() -> None:
    """Empty the effective, permitted and inheritable sets, and check that they are empty."""
    header, sets = _CapHeader(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    if _libc.capset(ctypes.byref(header), sets) != 0:
        raise LayerFailed("capabilities", ctypes.get_errno())
    left = (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
    if _libc.capget(ctypes.byref(header), left) != 0 or any(left):
        raise LayerFailed("capabilities", ctypes.get_errno(), "they could not all be dropped")


# ---- landlock ---------------------------------------------------------------------------------------------------

_SYS_LANDLOCK_CREATE_RULESET = 444
_SYS_LANDLOCK_ADD_RULE = 445
_SYS_LANDLOCK_RESTRICT_SELF = 446
_LANDLOCK_CREATE_RULESET_VERSION = 1
_LANDLOCK_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3


def landlock_version() -> int:
    """The kernel's landlock ABI, or a number below 1 where there is none."""
    return _syscall(_SYS_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _u32(_LANDLOCK_CREATE_RULESET_VERSION))


def landlock_ruleset(folders: Iterable[str]) -> int:
    """A rule set (file descriptor) that allows to read below ``folders``, and forbids all else the kernel knows of."""
    version = landlock_version()
    if version < 1:
        raise LayerFailed("landlock", ctypes.get_errno())
    access = (1 << 13) - 1  # ABI 1: every right on files and folders
    if version >= 2:
        access |= 1 << 13  # linking and renaming across folders
    if version >= 3:
        access |= 1 << 14  # truncating
    if version >= 5:
        access |= 1 << 15  # ioctl on devices
    network = 0b11 if version >= 4 else 0  # binding and connecting TCP; seccomp forbids every socket anyway
    scoped = 0b11 if version >= 6 else 0  # abstract UNIX sockets and signals outside the jail
    attributes = struct.pack("<QQQ", access, network, scoped)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _syscall(_SYS_LANDLOCK_CREATE_RULESET, ctypes.c_char_p(attributes), ctypes.c_size_t(size), _u32(0))
    if ruleset < 0:
        raise LayerFailed("landlock", ctypes.get_errno())
    try:
        for folder in folders:
            fd = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            try:
                rule = struct.pack("<Qi", _READ_FILE | _READ_DIR, fd)
                if _syscall(
                    _SYS_LANDLOCK_ADD_RULE,
                    ctypes.c_int(ruleset),
                    ctypes.c_int(_LANDLOCK_RULE_PATH_BENEATH),
                    ctypes.c_char_p(rule),
                    _u32(0),
                ):
                    raise LayerFailed("landlock", ctypes.get_errno())
            finally:
                os.close(fd)
    except BaseException:
        os.close(ruleset)
        raise
    return ruleset


def restrict_files(ruleset: int) -> None:
    """Enter the rule set; needs no_new_privs."""
    if _syscall(_SYS_LANDLOCK_RESTRICT_SELF, ctypes.c_int(ruleset), _u32(0)) != 0:
        raise LayerFailed("landlock", ctypes.get_errno())


# ---- seccomp ----------------------------------------------------------------------------------------------------

_SYS_SECCOMP = 317
_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_GET_ACTION_AVAIL = 2
_RET_KILL_PROCESS = 0x80000000
_RET_ERRNO = 0x00050000
_RET_ALLOW = 0x7FFF0000
_AUDIT_ARCH_X86_64 = 0xC000003E
_X32_BIT = 0x40000000

#: What a computing interpreter needs and nothing more. Anything else fails with EPERM.
_ALLOWED_X86_64 = {
    "read": 0, "write": 1, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "lseek": 8, "mmap": 9, "mprotect": 10,
    "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17,
    "readv": 19, "writev": 20, "sched_yield": 24, "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39,
    "exit": 60, "getcwd": 79, "readlink": 89, "gettimeofday": 96, "getrusage": 98, "times": 100, "sigaltstack": 131,
    "futex": 202, "sched_getaffinity": 204, "getdents64": 217, "restart_syscall": 219, "clock_gettime": 228,
    "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "newfstatat": 262, "getcpu": 309,
    "getrandom": 318, "statx": 332, "rseq": 334,
}  # fmt: skip
#: Opening is allowed for reading only: (system call, which argument holds the flags).
_OPEN_X86_64 = ((2, 1), (257, 2))
_O_TMPFILE = 0o20000000  # without O_DIRECTORY, which os.O_TMPFILE includes and listing a folder needs
_FORBIDDEN_OPEN_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_PATH | _O_TMPFILE
_SYS_FORK, _SYS_SOCKET, _SYS_KILL = 57, 41, 62

_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_DATA_NUMBER, _DATA_ARCH, _DATA_ARGUMENTS = 0, 4, 16


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def seccomp_program() -> bytes:
    """The filter, as classic BPF: the allow-list, and no flag that writes on an open."""
    allow = _instruction(_RETURN, _RET_ALLOW)
    deny = _instruction(_RETURN, _RET_ERRNO | errno.EPERM)
    kill = _instruction(_RETURN, _RET_KILL_PROCESS)
    program = [
        _instruction(_LOAD, _DATA_ARCH),
        _instruction(_JUMP_EQUAL, _AUDIT_ARCH_X86_64, if_true=1),
        kill,
        _instruction(_LOAD, _DATA_NUMBER),
        _instruction(_JUMP_GREATER_EQUAL, _X32_BIT, if_false=1),
        kill,
    ]
    for number, argument in _OPEN_X86_64:
        program += [
            _instruction(_JUMP_EQUAL, number, if_false=4),
            _instruction(_LOAD, _DATA_ARGUMENTS + 8 * argument),
            _instruction(_JUMP_ANY_BIT, _FORBIDDEN_OPEN_FLAGS, if_false=1),
            deny,
            allow,
        ]
    for number in sorted(_ALLOWED_X86_64.values()):
        program += [_instruction(_JUMP_EQUAL, number, if_false=1), allow]
    program.append(deny)
    return b"".join(program)


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def restrict_system_calls(program: bytes) -> None:
    """Enter the filter for good; needs no_new_privs."""
    if platform.machine() not in ARCHITECTURES:
        raise LayerFailed("seccomp", detail=f"no verified table for {platform.machine()}")
    buffer = ctypes.create_string_buffer(program, len(program))
    filter_program = _FilterProgram(len(program) // 8, ctypes.addressof(buffer))
    if _syscall(_SYS_SECCOMP, _u32(_SECCOMP_SET_MODE_FILTER), _u32(0), ctypes.byref(filter_program)) != 0:
        raise LayerFailed("seccomp", ctypes.get_errno())


# ---- all of it --------------------------------------------------------------------------------------------------


def enter(ruleset: int, filter_program: bytes, seconds: float, memory_bytes: int) -> None:
    """Apply every layer to this process and try the walls. After an exception nothing may run here."""
    limit_resources(seconds, memory_bytes)
    forbid_privileges()
    restrict_files(ruleset)
    os.close(ruleset)
    drop_capabilities()
    restrict_system_calls(filter_program)
    verify()


def verify() -> None:
    """Try what must fail; a wall that gives way raises :class:`LayerFailed`."""
    for path in ("/proc/self/status", "/etc/passwd", "/"):
        with contextlib.suppress(PermissionError, FileNotFoundError):
            os.close(os.open(path, os.O_RDONLY))
            raise LayerFailed("landlock", detail=f"{path} can still be opened")
    child = _syscall(_SYS_FORK)
    if child == 0:
        os._exit(1)
    if child > 0 or ctypes.get_errno() != errno.EPERM:
        raise LayerFailed("seccomp", detail="a process can still be made")
    for number, arguments in ((_SYS_SOCKET, (1, 1, 0)), (_SYS_KILL, (0, 0))):
        if _syscall(number, *map(ctypes.c_int, arguments)) >= 0 or ctypes.get_errno() != errno.EPERM:
            raise LayerFailed("seccomp", detail=f"system call {number} still works")


def _u32(value: int) -> ctypes.c_uint32:
    return ctypes.c_uint32(value)
