"""Taking a student away: what was pulled is deleted, what was imported is forgotten. A file used in place stays."""

from __future__ import annotations

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import StudentMissing
from kpdd_edge.students.progress import ProgressCallback, ignore
from kpdd_edge.students.registry import Registry
from kpdd_edge.students.store import Removed, Store


def remove_student(
    store: Store, registry: Registry, name: str, *, progress: ProgressCallback = ignore, cancel: Cancel | None = None
) -> Removed:
    """Remove what there is of the student called ``name``, its registration too, and return what that was.

    ``progress`` hears of another process that has to be waited for. Raises UnknownStudent, StudentMissing (there is
    nothing to remove), StorageError, Cancelled.
    """
    registered = registry.is_registered(name)
    if not registered:
        registry.get(name)
    with store.lock(name, progress, cancel):
        removed = store.remove(name)
    if not registered and not removed.paths:
        embedded = registry.get(name).embedded
        raise StudentMissing(
            f"Student {name!r} has nothing here that could be removed",
            cause="It comes with the package." if embedded else "It was not pulled.",
            hint="kpdd models list",
        )
    return removed
