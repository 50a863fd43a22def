from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kpdd_edge.engines.sampling import log_probability


@given(arrays(np.float32, st.integers(1, 40), elements=st.floats(-50, 50, width=32)))
def test_all_tokens_together_are_certain(logits: np.ndarray) -> None:
    before = logits.copy()
    assert sum(math.exp(log_probability(logits, i)) for i in range(len(logits))) == pytest.approx(1, abs=1e-4)
    assert (logits == before).all()


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_a_damaged_row_gives_a_number_all_the_same(odd: float) -> None:
    assert math.isfinite(log_probability(np.array([0, odd, 1], np.float32), 1))
    assert math.isfinite(log_probability(np.full(3, odd, np.float32), 1))


def test_a_token_that_cannot_be_is_very_unlikely_and_no_more() -> None:
    assert log_probability(np.array([0, -1e30], np.float32), 1) == pytest.approx(math.log(1e-30))
