"""The student that the tests of pulling bring: where it comes from, and where it comes to lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kpdd_edge.students.manifest import StudentManifest
from kpdd_edge.students.store import Store

Student = Callable[..., StudentManifest]
Make = Callable[..., bytes]

HUB = "hf://own/repo@v1/dir/tiny.gguf"
BIG = 200_000  # values: a file of 400 kB


def target(store: Store, manifest: StudentManifest) -> Path:
    return store.target(manifest, manifest.variants[0].files[0])


def part_of(store: Store, manifest: StudentManifest) -> Path:
    return target(store, manifest).with_name("tiny.gguf.part")
