"""Memory that was freed, given back to the machine now and then.

Batches differ in shape, so the pieces that one step frees seldom fit the next step's needs, and a C allocator that
keeps them all grows without end (glibc's by some 45 MB a step for a student of 114 million parameters). jemalloc with
its own settings returns them so eagerly that a third of the time went into getting pages back. Keeping everything for
some steps and then giving all of it back avoids both; that was measured with jemalloc, not with glibc.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_ALL_ARENAS = b"arena.4096.purge"  # MALLCTL_ARENAS_ALL of jemalloc


def give_back_memory() -> bool:
    """Have the C allocator return its free pages: jemalloc where it is loaded, else glibc. Says whether one did."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(AttributeError, OSError):
        process = ctypes.CDLL(None)
        if hasattr(process, "mallctl"):
            return bool(process.mallctl(_ALL_ARENAS, None, None, None, ctypes.c_size_t(0)) == 0)
        process.malloc_trim(ctypes.c_size_t(0))
        return True
    return False
