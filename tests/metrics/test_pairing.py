"""Paired counts against values worked out by hand."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.metrics.pairing import PairedCounts, cost_ratios, count_pairs, mcnemar_exact, shares


def test_pairs_are_counted_by_who_solved() -> None:
    pairs = [(True, True)] * 4 + [(True, False)] * 3 + [(False, True)] + [(False, False)] * 2
    counts = count_pairs(pairs)
    assert counts == PairedCounts(4, 3, 1, 2)
    assert counts.items == 10
    assert (counts.first.numerator, counts.second.numerator, counts.agreement.numerator) == (7, 5, 6)


@pytest.mark.parametrize(
    ("one", "two", "p"),
    [(0, 0, 1.0), (5, 0, 2 / 32), (0, 5, 2 / 32), (1, 8, 20 / 512), (3, 3, 1.0), (2, 7, 2 * (1 + 9 + 36) / 512)],
)
def test_mcnemar_by_hand(one: int, two: int, p: float) -> None:
    assert mcnemar_exact(one, two) == p


def test_mcnemar_is_the_share_of_outcomes_at_least_as_uneven() -> None:
    uneven = sum(abs(2 * sum(heads) - 9) >= abs(2 - 7) for heads in product((0, 1), repeat=9))
    assert mcnemar_exact(2, 7) == uneven / 2**9


def test_mcnemar_refuses_negative_counts() -> None:
    with pytest.raises(ValueError, match="-1"):
        mcnemar_exact(-1, 2)


def test_kappa_by_hand() -> None:
    # 20 and 15 agree of 50; 25 and 30 solved: chance agrees in (25 * 30 + 25 * 20) / 2500 = 1/2.
    kappa = PairedCounts(20, 5, 10, 15).kappa
    assert kappa == float((Fraction(35, 50) - Fraction(1, 2)) / Fraction(1, 2))


@pytest.mark.parametrize("counts", [PairedCounts(0, 0, 0, 0), PairedCounts(3, 0, 0, 0), PairedCounts(0, 0, 0, 4)])
def test_kappa_is_undefined_where_chance_explains_all(counts: PairedCounts) -> None:
    assert counts.kappa is None


def test_ratios_by_hand() -> None:
    found = cost_ratios([(1, 2), (2, 2), (4, 2)])
    assert found is not None
    assert (found.items, found.median, found.low, found.high) == (3, 1.0, None, None)
    assert math.isclose(found.geometric_mean, 1.0)


def test_the_interval_of_a_median_is_between_order_statistics() -> None:
    # With 10 values 2 of them may lie outside on either side: P(Bin(10, 1/2) <= 1) = 11/1024 <= 0.025 < 56/1024.
    found = cost_ratios([(1, value) for value in range(1, 11)])
    assert found is not None
    assert (found.median, found.low, found.high) == (5.5, 2.0, 9.0)


def test_six_items_are_the_fewest_with_an_interval() -> None:
    five, six = cost_ratios([(1, 1)] * 5), cost_ratios([(1, 1)] * 6)
    assert five is not None and five.low is None
    assert six is not None and six.low == six.high == 1.0


def test_no_items_no_ratios() -> None:
    assert cost_ratios([]) is None


@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 1000)), min_size=1, max_size=40))
def test_swapping_the_runs_inverts_the_ratios(pairs: list[tuple[int, int]]) -> None:
    there, back = cost_ratios(pairs), cost_ratios([(two, one) for one, two in pairs])
    assert there is not None and back is not None
    assert math.isclose(there.geometric_mean * back.geometric_mean, 1.0)
    if there.low is not None and back.high is not None:
        assert math.isclose(there.low * back.high, 1.0)


def test_shares_are_sorted_and_carry_their_denominator() -> None:
    found = shares(["close", "bind", "close"])
    assert list(found) == ["bind", "close"]
    assert (found["close"].numerator, found["close"].denominator) == (2, 3)
