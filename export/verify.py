"""Comparing an exported file with the checkpoint it was made from, and the limits it must keep.

The same texts go through both. What is judged are the distributions at the positions where the student itself
chooses the next token: what it is given to read it never has to predict, and was not trained to. The agreement over
all positions is recorded beside it. A file that is over a limit of its precision is not kept. Errors are in logits,
divergences in nats (natural logarithm).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kpdd_edge.errors import StudentError
from kpdd_edge.export.runners import Pass, Runner, TorchRunner, passes
from kpdd_edge.export.texts import ODD_TEXTS, Text, verification_texts


@dataclass(frozen=True, slots=True)
class Limit:
    """What a precision must keep: at least this top-1 agreement, at most this mean divergence.

    ``max_error`` bounds the largest logit error relative to the reference's spread (its standard deviation), None: not
    looked at. ``greedy``: greedy texts must be the same.
    """

    agreement: float
    divergence: float
    max_error: float | None = None
    greedy: bool = False


#: Limits by precision, of the student as it is used: a trained one on its format, a prompted one after its examples.
#: What 8-bit files lose is mostly the rounding of what enters each matrix to 8 bits in blocks of 32, which llama.cpp
#: and onnxruntime both do for speed: with exact weights and rounded inputs alone, SmolLM2-135M-Instruct keeps 97.5 % of
#: all positions and 98.2 % of those it writes, with rounded weights alone 98.6 and 99.1 %. The choices that flip were
#: nearly ties, so an untrained model without its examples may fall below these limits (Q8_0: 97.5 % of 2,092 written
#: positions; after its examples 98.6 % of 1,256). Coarser formats have room to spare below what it measured without
#: (Q6_K 96.7 %, Q4_K_M 89.9, Q4_0 80.8).
LIMITS: dict[str, Limit] = {
    "F32": Limit(0.999, 1e-4, 0.05, True), "fp32": Limit(0.999, 1e-4, 0.05, True),
    "F16": Limit(0.998, 1e-4, 0.10, True), "fp16": Limit(0.995, 1e-3, 0.25, True),
    "BF16": Limit(0.98, 5e-3), "Q8_0": Limit(0.98, 0.010), "int8": Limit(0.98, 0.010),
    "Q6_K": Limit(0.93, 0.03), "Q5_K_M": Limit(0.83, 0.15), "Q5_K_S": Limit(0.82, 0.16), "Q5_1": Limit(0.82, 0.16),
    "Q5_0": Limit(0.81, 0.18), "Q4_K_M": Limit(0.80, 0.20), "Q4_K_S": Limit(0.78, 0.25), "Q4_1": Limit(0.75, 0.35),
    "Q4_0": Limit(0.68, 0.50), "IQ4_NL": Limit(0.73, 0.35), "IQ4_XS": Limit(0.73, 0.35), "int4": Limit(0.70, 0.45),
    "Q3_K_L": Limit(0.72, 0.35), "Q3_K_M": Limit(0.70, 0.40), "Q3_K_S": Limit(0.60, 0.80), "Q2_K": Limit(0.50, 1.20),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verification:
    """What was measured over ``positions`` next-token distributions."""

    positions: int  # that the student writes
    max_error: float
    mean_error: float
    spread: float  # standard deviation of the reference's logits
    divergence: float  # mean KL(reference ‖ file)
    max_divergence: float
    agreement: float  # share of these positions with the same most likely token
    all_positions: int  # those that it reads as well
    all_agreement: float
    greedy_same: int
    greedy_total: int
    tokenizer_texts: int
    failures: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures

    def to_dict(self) -> dict[str, Any]:
        return {
            "positions": self.positions,
            "max_logit_error": round(self.max_error, 6),
            "mean_logit_error": round(self.mean_error, 7),
            "logit_spread": round(self.spread, 4),
            "kl_divergence": round(self.divergence, 8),
            "max_kl_divergence": round(self.max_divergence, 6),
            "top1_agreement": round(self.agreement, 6),
            "all_positions": self.all_positions,
            "all_top1_agreement": round(self.all_agreement, 6),
            "greedy_same": self.greedy_same,
            "greedy_texts": self.greedy_total,
            "tokenizer_texts": self.tokenizer_texts,
            "passed": self.passed,
            "failures": list(self.failures),
        }


@dataclass(slots=True)
class _Tally:
    positions: int = 0
    max_error: float = 0.0
    error_sum: float = 0.0
    values: int = 0
    square: float = 0.0
    divergence: float = 0.0
    max_divergence: float = 0.0
    agree: int = 0
    all_positions: int = 0
    all_agree: int = 0

    def add(self, reference: Any, found: Any, own: Any) -> None:
        """Rows of both, shape (positions, vocabulary), and which of the positions count, boolean."""
        width = min(reference.shape[1], found.shape[1])  # a padded vocabulary has no meaning beyond
        reference, found = reference[:, :width].astype(np.float32), found[:, :width].astype(np.float32)
        same = reference.argmax(1) == found.argmax(1)
        self.all_positions += len(same)
        self.all_agree += int(same.sum())
        self.agree += int(same[own].sum())
        reference, found = reference[own], found[own]
        if not len(reference):
            return  # a text whose prompt alone fills the context
        # A shift of a whole row changes no distribution.
        error = found - reference
        error -= error.mean(1, keepdims=True)
        np.abs(error, out=error)
        self.max_error = max(self.max_error, float(error.max()))
        self.error_sum += float(error.sum(dtype=np.float64))
        self.values += error.size
        self.square += float(reference.var(1).sum())
        p, q = _log_softmax(reference), _log_softmax(found)
        kl = np.maximum((np.exp(p) * (p - q)).sum(1), 0)
        self.divergence += float(kl.sum())
        self.max_divergence = max(self.max_divergence, float(kl.max()))
        self.positions += len(reference)


def _log_softmax(rows: Any) -> Any:
    shifted = rows - rows.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


class Reference:
    """The checkpoint's logits on the verification texts, computed once for any number of files.

    ``positions`` is how many next-token distributions of the student's own are compared at least; ``texts`` are
    our own problems when nothing is said.
    """

    _KEEP_BYTES = 700 << 20

    def __init__(
        self,
        runner: TorchRunner,
        *,
        positions: int = 2048,
        texts: Iterable[Text] | None = None,
        greedy_tokens: int = 24,
        longest: int = 480,
    ) -> None:
        self.runner = runner
        self.items: list[Pass] = []
        config = runner.checkpoint.config
        # Room for the greedy continuation within what the model, and the file, can hold.
        most = int(config.get("max_position_embeddings") or config.get("n_positions") or longest) - greedy_tokens
        self.longest = min(longest, most)
        count = 0
        for text in texts if texts is not None else verification_texts():
            if count >= positions:
                break
            if text.lead and len(runner.tokens(text.lead)) + self.longest > most:
                text = Text(text.pieces)  # the examples do not fit this model
            for one in passes(runner, text, self.longest):
                self.items.append(one)
                count += int(one.own.sum())
        #: Tokens that a file needs room for.
        self.room = max((len(p.ids) + len(p.decoder) for p in self.items), default=0) + greedy_tokens + 8
        self._kept: dict[int, Any] = {}
        self._kept_bytes = 0
        self._greedy_tokens = greedy_tokens
        self._greedy: list[tuple[list[int], list[int], list[int]]] | None = None

    def rows(self) -> Iterator[tuple[Pass, Any]]:
        for i, one in enumerate(self.items):
            found = self._kept.get(i)
            if found is None:
                found = self.runner.logits(one.ids, one.decoder, one.skip)
                if self._kept_bytes + found.nbytes <= self._KEEP_BYTES:
                    self._kept[i] = found
                    self._kept_bytes += found.nbytes
            yield one, found

    def greedy(self) -> list[tuple[list[int], list[int], list[int]]]:
        """Input, decoder input and the reference's greedy continuation, for three texts."""
        if self._greedy is None:
            self._greedy = []
            for one in self.items[:3]:
                ids, decoder = one.ids, one.decoder
                half_way = one.skip + (len(ids) - one.skip) // 2 + 1
                half = (ids, decoder[: len(decoder) // 2 + 1]) if decoder else (ids[:half_way], [])
                self._greedy.append((*half, self.runner.greedy(*half, self._greedy_tokens)))
        return self._greedy


def verify(
    reference: Reference,
    candidate: Runner,
    precision: str,
    *,
    limit: Limit | None = None,
    progress: Callable[[float], None] | None = None,
) -> Verification:
    """Compare ``candidate`` with the reference, and judge it by the limits of ``precision``."""
    limit = limit or LIMITS[precision]
    failures = []
    odd = 0
    texts = [*ODD_TEXTS, *(text.whole for text, _ in zip(verification_texts(), range(4), strict=False))]
    for text in texts:
        if candidate.tokens(text) == reference.runner.tokens(text):
            odd += 1
        else:
            failures.append(f"the text {text[:40]!r} is tokenized differently")
    tally = _Tally()
    for done, (one, rows) in enumerate(reference.rows()):
        found = candidate.logits(one.ids, one.decoder, one.skip)
        if not np.isfinite(found).all():
            failures.append("it gives values that are no numbers")
            break
        tally.add(rows, found, one.own)
        if progress:
            progress((done + 1) / len(reference.items))
    n = max(1, tally.positions)
    spread = math.sqrt(tally.square / n)
    same = total = 0
    if limit.greedy and tally.positions:
        for ids, decoder, written in reference.greedy():
            total += 1
            same += _same_greedy(reference, candidate, ids, decoder, written, tally.max_error)
        if same < total:
            failures.append(f"the greedy text differs on {total - same} of {total} prompts")
    made = Verification(
        positions=tally.positions, max_error=tally.max_error, mean_error=tally.error_sum / max(1, tally.values),
        spread=spread,
        divergence=tally.divergence / n, max_divergence=tally.max_divergence, agreement=tally.agree / n,
        all_positions=tally.all_positions, all_agreement=tally.all_agree / max(1, tally.all_positions),
        greedy_same=same, greedy_total=total, tokenizer_texts=odd,
    )  # fmt: skip
    # Of few positions, one that is nearly a tie may already be more than the limit's share.
    allowed = max(float(limit.agreement < 1), (1 - limit.agreement) * n)
    if (1 - made.agreement) * n > allowed + 1e-6:
        failures.append(f"top-1 agreement {made.agreement:.4f} is below {limit.agreement}")
    if not made.divergence <= limit.divergence:
        failures.append(f"KL divergence {made.divergence:.5f} is above {limit.divergence}")
    if limit.max_error is not None and made.max_error > limit.max_error * spread:
        failures.append(
            f"the largest logit error {made.max_error:.4f} is above {limit.max_error} of the spread {spread:.3f}"
        )
    return replace(made, failures=tuple(failures))


def _same_greedy(
    reference: Reference, candidate: Runner, ids: list[int], decoder: list[int], written: list[int], error: float
) -> bool:
    """Whether the file would write the same text: its choices along the reference's text, ties within the error
    excepted (there the reference itself would flip with any rounding)."""
    if not written:
        return True
    full = (ids, decoder + written[:-1]) if decoder else (ids + written[:-1], [])
    first = len(decoder or ids) - 1
    rows = candidate.logits(*full, 0 if decoder else first)[first if decoder else 0 :]
    exact = None
    for i, (row, token) in enumerate(zip(rows, written, strict=True)):
        if int(row.argmax()) == token:
            continue
        if exact is None:
            exact = reference.runner.logits(*full, 0 if decoder else first)[first if decoder else 0 :]
        if float(exact[i][token] - exact[i][int(row.argmax())]) > 2 * error:
            return False
    return True


def require(verification: Verification, what: str) -> None:
    """Raises StudentError when the verification failed."""
    if not verification.passed:
        raise StudentError(
            f"{what} differs too much from its checkpoint; nothing was kept",
            cause="; ".join(verification.failures),
            hint="a higher --precision, --imatrix, --prompt few-shot for a model that was not trained for this, "
            "or --limit none to keep it all the same",
        )
