"""The contract between the solver and those who generate text.

An :class:`Engine` holds one model. A :class:`Session` is one text in it: what was fed and what was generated, with
the state (KV cells) that goes with it. Sessions of one engine are independent, but may share the cells of a common
prefix (:meth:`Session.fork`). A :class:`Batch` advances any number of sessions together, one token each per step;
sessions join and leave it between steps. Votes are forks in one batch; many problems are sessions in one batch.

Text, not tokens, crosses this border, so that engines with different tokenizers look alike. Each call of
:meth:`Session.feed` is tokenized on its own; a student is trained with the same segmentation.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from kpdd_edge.errors import Cancelled

Guide = Callable[[str, str], bool]
FinishReason = Literal["stop", "end", "length"]  # a stop string; the model's own end token; the limit


class Cancel:
    """A flag that any thread may set and that engines look at between tokens and inside a long prefill.

    ``address`` points at a C string that is empty until the flag is set, so that an engine written in C can look
    at it in the middle of a computation without calling back into Python.
    """

    __slots__ = ("_event", "_flag")

    def __init__(self) -> None:
        self._event = threading.Event()
        self._flag = ctypes.create_string_buffer(2)

    @property
    def address(self) -> int:
        return ctypes.addressof(self._flag)

    def set(self) -> None:
        self._flag[0] = b"x"
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Sleep for that long, or until the flag is set; says whether it is."""
        return self._event.wait(seconds)

    def __bool__(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raises Cancelled once the flag is set."""
        if self._event.is_set():
            raise Cancelled


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. ``temperature`` 0 is greedy; then the rest is ignored.

    The filters are applied in the order min-p, top-k, top-p on the unscaled distribution, then the temperature.
    """

    temperature: float = 0.0
    top_k: int = 40  # 0: off
    top_p: float = 0.95  # 1: off
    min_p: float = 0.05  # 0: off
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """When a generation ends, and what it may not write. Stop strings are not part of the text that is returned.

    ``guide`` is asked with the text written so far and what a token would add; where it says no, another token is
    chosen in its place (the same one after all when many in a row are refused). The model's end is never asked about,
    and never takes another token's place.
    """

    max_tokens: int = 512
    stop: tuple[str, ...] = ()
    guide: Guide | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do; what it cannot do is asked here, never found out by surprise."""

    parallel: int = 1  # how many sessions one batch may advance
    fork: bool = False
    saved_state: bool = False  # a fed prefix can be kept on disk
    encoder_decoder: bool = False  # what is fed is the encoder's input; a generation ends the session's use


@dataclass(frozen=True, slots=True)
class Piece:
    """What one step gave one session. ``text`` may be empty (half of a character, a possible stop string).

    ``log_probability`` (natural) is that of the step's token as the model gives it, before temperature, filters and
    guides; 0 where an engine knows none.
    """

    session: Session
    text: str
    finish: FinishReason | None = None
    log_probability: float = 0.0


@dataclass(slots=True)
class Usage:
    """Counted by a session since it was opened, its own share only."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    prefill_s: float = 0.0
    decode_s: float = 0.0


class Session(Protocol):
    """One text in an engine. Not thread-safe; all sessions of an engine belong to one thread at a time."""

    usage: Usage

    @property
    def length(self) -> int:
        """Tokens held, fed and generated together."""
        ...

    def feed(self, text: str, cancel: Cancel | None = None) -> int:
        """Append ``text``; evaluates only the new tokens and returns how many they are.

        Raises ContextFull when they do not fit, Cancelled when ``cancel`` was set meanwhile; after either the
        session holds what it held before.
        """
        ...

    def generate(
        self, limits: Limits = Limits(), sampling: Sampling = Sampling(), cancel: Cancel | None = None
    ) -> Iterator[Piece]:
        """Write on from here. Tokens of a stop string are taken back: the session then ends with the returned text
        as exactly as token borders allow. Leaving the iterator early keeps what was generated so far."""
        ...

    def fork(self, n: int) -> Sequence[Session]:
        """``n`` sessions that begin with this one's text and share its cells. This one stays as it is."""
        ...

    def rewind(self, length: int) -> None:
        """Forget everything after the first ``length`` tokens. Raises ValueError if it is shorter than that."""
        ...

    def close(self) -> None:
        """Free the cells. Calling it twice does no harm."""
        ...


class Batch(Protocol):
    """Sessions advanced together. Iterate ``while batch: for piece in batch.step(): ...``."""

    def add(
        self, session: Session, limits: Limits = Limits(), sampling: Sampling = Sampling(), stream: int = 0
    ) -> None:
        """Let ``session`` write from the next step on; ``stream`` tells apart sessions that share a seed.

        Raises EngineError for a session that was fed nothing, and beyond ``Capabilities.parallel``.
        """
        ...

    def remove(self, session: Session) -> None:
        """Stop one session before it finished; unknown sessions are ignored."""
        ...

    def step(self, cancel: Cancel | None = None) -> list[Piece]:
        """One token for each active session; a finished session leaves the batch. Raises Cancelled."""
        ...

    def __len__(self) -> int:
        """How many sessions are active."""
        ...


@runtime_checkable
class Engine(Protocol):
    """One model, loaded. Closing it closes its sessions."""

    name: str
    capabilities: Capabilities
    context: int  # tokens that a session may hold, and all together where they share one cache

    def open(self) -> Session:
        """A new, empty session. Raises EngineError when all ``Capabilities.parallel`` of them are in use."""
        ...

    def batch(self) -> Batch: ...

    def count_tokens(self, text: str) -> int: ...

    def close(self) -> None: ...


Progress = Callable[[float], None]  # called with 0..1 while a model is being read
