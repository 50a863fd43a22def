"""A student ready to solve: its engines, its stages, and the examples a prompted one is shown.

The solver works with this class only; where the files come from is the business of the store and the registry.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kpdd_edge.engines.base import Cancel, Engine, Progress, Session
from kpdd_edge.errors import StorageError
from kpdd_edge.events import StageName

#: Makes an engine; called once, when it is first needed.
EngineMaker = Callable[[Progress | None, Cancel | None], Engine]


class Student:
    """``makers`` gives an engine maker for each stage; stages with the same maker object share one engine.

    ``examples`` is the text, by rationale kind, that is put before the problem ("" for a trained student).
    ``states`` is a folder where evaluated examples may be kept, or None. ``roomy`` opens the same student for one long
    problem at a time, where the engines give each problem little room; None where they give it what there is.
    ``beside`` opens the same student once more for each further lane of many problems at a time.
    """

    def __init__(
        self,
        name: str,
        makers: Mapping[StageName, EngineMaker],
        *,
        stages: tuple[StageName, ...] = ("core", "info", "solve"),
        kinds: tuple[str, ...] = ("pot", "cot"),
        examples: Callable[[str], str] | None = None,
        states: Path | None = None,
        roomy: Callable[[], Student] | None = None,
        beside: Sequence[Callable[[], Student]] = (),
    ) -> None:
        self.name = name
        self.roomy = roomy
        self.beside = beside
        self.stages = stages
        self.kinds = kinds
        self._makers = {stage: makers[stage] for stage in stages}
        self._examples = examples
        self._states = states
        self._engines: dict[int, Engine] = {}
        self._roots: dict[tuple[int, str], Session] = {}
        self._lock = threading.Lock()
        self.load_seconds = 0.0

    @property
    def loaded(self) -> bool:
        return all(id(maker) in self._engines for maker in self._makers.values())

    def load(self, progress: Progress | None = None, cancel: Cancel | None = None) -> float:
        """Open all engines; returns the seconds it took, 0 when they were open. Raises StudentError, Cancelled."""
        begin = time.perf_counter()
        with self._lock:
            makers = list({id(maker): maker for maker in self._makers.values()}.values())
            missing = [maker for maker in makers if id(maker) not in self._engines]
            if not missing:
                return 0.0
            for i, maker in enumerate(missing):
                part = None if progress is None else _part(progress, i, len(missing))
                self._engines[id(maker)] = maker(part, cancel)
        self.load_seconds = time.perf_counter() - begin
        return self.load_seconds

    def engine(self, stage: StageName) -> Engine:
        """The engine that writes ``stage``; loads it when needed."""
        maker = self._makers[stage]
        if id(maker) not in self._engines:
            self.load()
        return self._engines[id(maker)]

    def examples(self, kind: str) -> str:
        return self._examples(kind) if self._examples is not None else ""

    def begin(self, engine: Engine, kind: str, cancel: Cancel | None = None) -> Session:
        """A session that holds the examples for ``kind`` and nothing else.

        The examples are evaluated once, and kept on disk where the engine can; every session forks from them.
        """
        text = self.examples(kind)
        if not text or not engine.capabilities.fork:
            session = engine.open()
            if text:
                session.feed(text, cancel)
            return session
        key = (id(engine), text)
        if key not in self._roots:
            self._roots[key] = self._root(engine, text, cancel)
        return self._roots[key].fork(1)[0]

    def _root(self, engine: Engine, text: str, cancel: Cancel | None) -> Session:
        saver: Any = engine
        path = None
        if self._states is not None and engine.capabilities.saved_state:
            path = self._states / f"{saver.state_key(text)}.kv"
            saved: Session | None = saver.load_state(path, text)
            if saved is not None:
                return saved
        session = engine.open()
        try:
            session.feed(text, cancel)
            if path is not None:
                saving: Any = session
                try:
                    saving.save_state(path, text)
                    _prune(path.parent)
                except StorageError:
                    self._states = None  # a cache that cannot be written is done without
        except BaseException:
            session.close()
            raise
        return session

    def close(self) -> None:
        """Free the engines. Calling it twice does no harm; the student can be loaded again."""
        with self._lock:
            self._roots.clear()
            for engine in self._engines.values():
                engine.close()
            self._engines.clear()

    def __enter__(self) -> Student:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _part(progress: Progress, index: int, count: int) -> Progress:
    """Progress of one of ``count`` equal parts."""
    return lambda fraction: progress((index + fraction) / count)


def _prune(folder: Path, keep: int = 8) -> None:
    """Delete the saved states that were written longest ago; every version of a model or library leaves its own."""
    try:
        states = sorted(folder.glob("*.kv"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in states[keep:]:
            path.unlink(missing_ok=True)
    except OSError:
        pass  # another process is tidying up as well
