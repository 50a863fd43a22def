from __future__ import annotations

from itertools import permutations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.evaluation.stats import mcnemar_exact, paired_difference, risk_coverage, wilson


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [  # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_wilson_gives_the_published_intervals(successes: int, total: int, low: float, high: float) -> None:
    found = wilson(successes, total)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_wilson_of_nothing_is_everything() -> None:
    assert wilson(0, 0).to_list() == [0.0, 1.0]
    with pytest.raises(ValueError, match="no proportion"):
        wilson(3, 2)


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_proportion(pair: tuple[int, int]) -> None:
    k, n = pair
    found = wilson(k, n)
    assert 0 <= found.low <= k / n <= found.high <= 1
    mirrored = wilson(n - k, n)
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-12)


@pytest.mark.parametrize(("b", "c", "p"), [(5, 15, 0.041389), (0, 0, 1.0), (7, 7, 1.0), (0, 6, 0.03125), (1, 2, 1.0)])
def test_mcnemar_is_the_two_sided_binomial(b: int, c: int, p: float) -> None:
    assert mcnemar_exact(b, c) == pytest.approx(p, abs=1e-6)
    assert mcnemar_exact(c, b) == mcnemar_exact(b, c)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_equals_the_sum_written_out(b: int, c: int) -> None:
    n = b + c
    expected = min(1.0, 2 * sum(comb(n, k) for k in range(min(b, c) + 1)) / 2**n)
    assert mcnemar_exact(b, c) == pytest.approx(expected, rel=1e-12)


def test_mcnemar_of_many_pairs() -> None:
    assert mcnemar_exact(3000, 3100) == pytest.approx(0.2049, abs=1e-4)
    assert mcnemar_exact(0, 2000) == 0.0
    with pytest.raises(ValueError, match="negative"):
        mcnemar_exact(-1, 2)


def test_paired_difference_gives_the_published_interval() -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 2635-2650, method 10 for the table 36, 12, 2, 0
    difference, found = paired_difference(36, 2, 12, 0)
    assert difference == pytest.approx(0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0569, 0.3404)
    difference, found = paired_difference(36, 12, 2, 0)
    assert difference == pytest.approx(-0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (-0.3404, -0.0569)


def test_paired_difference_at_the_edges() -> None:
    assert paired_difference(0, 0, 0, 0)[1].to_list() == [-1.0, 1.0]
    difference, found = paired_difference(20, 0, 0, 10)
    assert difference == 0.0
    assert found.low < 0 < found.high
    narrow, wide = paired_difference(50, 5, 5, 40)[1], paired_difference(5, 50, 40, 5)[1]
    assert narrow.high - narrow.low < wide.high - wide.low  # agreement makes the comparison sharper


def test_risk_coverage_of_a_confidence_that_sorts_perfectly() -> None:
    found = risk_coverage([0.9, 0.8, 0.4, 0.1], [True, True, False, False])
    assert found.points == ((0.25, 0.0, 0.9), (0.5, 0.0, 0.8), (0.75, pytest.approx(1 / 3), 0.4), (1.0, 0.5, 0.1))
    assert found.area == pytest.approx((1 / 3 + 1 / 2) / 4)
    assert found.area == pytest.approx(found.best_area)
    assert found.half_accuracy == 1.0


def test_equal_confidences_count_as_the_mean_of_all_orders() -> None:
    marks = [True, False, True, False, False]

    def area(order: tuple[bool, ...]) -> float:
        errors = [sum(not good for good in order[: k + 1]) / (k + 1) for k in range(len(order))]
        return sum(errors) / len(errors)

    orders = list(permutations(marks))
    expected = sum(area(order) for order in orders) / len(orders)
    found = risk_coverage([1.0] * 5, marks)
    assert found.area == pytest.approx(expected)
    assert found.points == ((1.0, pytest.approx(0.6), 1.0),)
    assert found.half_accuracy == pytest.approx(0.4)


def test_risk_coverage_of_nothing() -> None:
    assert risk_coverage([], []).points == ()
    with pytest.raises(ValueError, match="one confidence"):
        risk_coverage([1.0], [])


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()), min_size=1, max_size=40))
def test_no_confidence_is_better_than_the_ideal(items: list[tuple[float, bool]]) -> None:
    found = risk_coverage([c for c, _ in items], [good for _, good in items])
    assert found.best_area - 1e-12 <= found.area <= 1
    assert found.points[-1][0] == 1.0
    assert found.points[-1][1] == pytest.approx(sum(not good for _, good in items) / len(items))
