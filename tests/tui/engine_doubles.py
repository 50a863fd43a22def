"""Services for the engine's process of the tests, whose scripted student also does what an engine in C may do."""

from __future__ import annotations

import os
import time

from kpdd_edge.engines.base import Cancel
from kpdd_edge.engines.scripted import ScriptedEngine, ScriptedSession
from kpdd_edge.students.student import Student
from kpdd_edge.tui.demo import demo_services
from kpdd_edge.tui.services import Services


class _Session(ScriptedSession):
    """Looks at the problem for a word that says what is to go wrong."""

    def feed(self, text: str, cancel: Cancel | None = None) -> int:
        if "aborts" in text:
            os.write(2, b"ggml.c:123: GGML_ASSERT(n_past < n_ctx) failed\n")
            os.abort()
        if "is deaf" in text:
            time.sleep(60)
        os.write(1, b"written by C\n")
        return super().feed(text, cancel)


class _Engine(ScriptedEngine):
    def open(self) -> _Session:
        return _Session(self)


def services(folder: str) -> Services:
    """The demonstration's, with such a student."""
    made = demo_services(folder)
    made.open_student = lambda *_: Student("double", dict.fromkeys(("core", "info", "solve"), _make))
    return made


def _make(*_: object) -> _Engine:
    return _Engine(lambda text, stream: "What is asked?\n### End")
