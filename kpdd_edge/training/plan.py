"""Which example comes when: a plan made once, the same on every process and for every way of carrying it out.

An epoch is shuffled, cut into windows of some steps, sorted by length inside a window and cut into batches whose
padded size stays under a bound; the batches of a window are then shuffled. Sequences of like length stand together,
so padding is a few per cent, yet every step is a fair sample. ``accumulate`` batches make one step. All of it depends
on the lengths, the seed and the bounds alone: a resumed run finds its place by the step's number, and processes share
a step's batches out among themselves without a word.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

#: Steps whose examples are sorted by length together.
WINDOW = 16
#: Lengths are padded to a multiple of this: memory is reused, and kernels like it.
MULTIPLE = 16


@dataclass(frozen=True, slots=True)
class Step:
    """The batches (example indices) of one optimiser step."""

    batches: tuple[tuple[int, ...], ...]
    epoch: float  #: how far into the data its end is, in epochs

    def share(self, rank: int, processes: int) -> tuple[tuple[int, ...], ...]:
        """The batches that one process computes. All processes get the same number; a missing one is empty."""
        rounds = math.ceil(len(self.batches) / processes)
        return tuple(
            self.batches[i * processes + rank] if i * processes + rank < len(self.batches) else ()
            for i in range(rounds)
        )


def padded(length: int) -> int:
    """The length to which a sequence of ``length`` tokens is padded at least."""
    return math.ceil(length / MULTIPLE) * MULTIPLE


def make_plan(
    lengths: Sequence[int], *, epochs: float, batch_tokens: int, accumulate: int, seed: int
) -> tuple[Step, ...]:
    """The steps of a whole run over examples of these ``lengths`` (tokens)."""
    steps: list[Step] = []
    total = len(lengths)
    if not total:
        return ()
    mean = sum(map(padded, lengths)) / total
    window = max(1, round(WINDOW * accumulate * max(1.0, batch_tokens / mean)))
    for epoch in range(math.ceil(epochs)):
        order = list(range(total))
        random.Random(f"{seed}:{epoch}").shuffle(order)
        part = min(1.0, epochs - epoch)
        order = order[: max(1, round(total * part))]
        done = 0
        batches: list[tuple[int, ...]] = []
        for start in range(0, len(order), window):
            some = _batches(order[start : start + window], lengths, batch_tokens)
            random.Random(f"{seed}:{epoch}:{start}").shuffle(some)
            batches += some
        for start in range(0, len(batches), accumulate):
            own = tuple(batches[start : start + accumulate])
            done += sum(map(len, own))
            steps.append(Step(own, epoch + done / total))
    return tuple(steps)


def _batches(indices: Sequence[int], lengths: Sequence[int], batch_tokens: int) -> list[tuple[int, ...]]:
    """Sequences of like length together, each batch at most ``batch_tokens`` when padded (or a single sequence)."""
    found: list[tuple[int, ...]] = []
    batch: list[int] = []
    for i in sorted(indices, key=lambda i: (lengths[i], i)):
        if batch and padded(lengths[i]) * (len(batch) + 1) > batch_tokens:
            found.append(tuple(batch))
            batch = []
        batch.append(i)
    if batch:
        found.append(tuple(batch))
    return found
