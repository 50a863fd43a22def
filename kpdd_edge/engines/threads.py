"""How many threads to decode with: one per physical core that this process may use.

Hyper-threads share the units that matrix products need, so more threads than physical cores make decoding slower.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path


@cache
def physical_cores() -> int:
    """Physical cores available to this process (affinity and container quotas respected); at least 1."""
    logical = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if sys.platform == "linux":
        cores = min(_linux_cores() or logical, _cgroup_quota() or logical)
    elif sys.platform == "darwin":
        cores = _darwin_cores() or logical
    elif sys.platform == "win32":
        cores = _windows_cores() or max(1, logical // 2)
    else:
        cores = logical
    return max(1, min(cores, logical))


def _linux_cores() -> int | None:
    """Distinct (package, core) pairs among the processors we may run on."""
    pairs = set()
    try:
        for cpu in os.sched_getaffinity(0):
            topology = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology")
            pairs.add(((topology / "physical_package_id").read_text(), (topology / "core_id").read_text()))
    except OSError:
        return None
    return len(pairs) or None


def _cgroup_quota() -> int | None:
    """The container's share of processors (cgroup v2), rounded up."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return None if quota == "max" else -(-int(quota) // int(period))
    except (OSError, ValueError):
        return None


def _darwin_cores() -> int | None:
    """The fast cores of Apple silicon; all physical ones on Intel."""
    for name in ("hw.perflevel0.physicalcpu", "hw.physicalcpu"):
        try:
            out = subprocess.run(
                ["/usr/sbin/sysctl", "-n", name], capture_output=True, text=True, timeout=5, check=True
            ).stdout
            return int(out)
        except (OSError, ValueError, subprocess.SubprocessError):
            continue
    return None


def _windows_cores() -> int | None:  # pragma: no cover - Windows only
    """Counts the RelationProcessorCore records of GetLogicalProcessorInformationEx."""
    import ctypes
    import struct

    try:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
        size = ctypes.c_ulong(0)
        kernel.GetLogicalProcessorInformationEx(0, None, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        if not kernel.GetLogicalProcessorInformationEx(0, buffer, ctypes.byref(size)):
            return None
        count = at = 0
        while at + 8 <= size.value:
            at += struct.unpack_from("<II", buffer.raw, at)[1]
            count += 1
        return count or None
    except (OSError, AttributeError, struct.error):
        return None
