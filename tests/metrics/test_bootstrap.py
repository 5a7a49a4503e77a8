"""Bootstrap intervals: what is known by hand, what is known of distributions, and that a seed's name decides all."""

from __future__ import annotations

import math
import random
from collections import Counter
from statistics import fmean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.metrics.bootstrap import (
    Interval,
    bca_interval,
    log_ratio_interval,
    mean_interval,
    percentile_interval,
    quantile,
    resamples,
)


@given(st.integers(1, 700), st.integers(1, 5), st.text(max_size=5))
def test_resamples_are_row_numbers_and_a_function_of_the_name(rows: int, count: int, seed: str) -> None:
    found = [list(chosen) for chosen in resamples(rows, count, seed)]
    assert [len(chosen) for chosen in found] == [rows] * count
    assert all(0 <= i < rows for chosen in found for i in chosen)
    assert found == [list(chosen) for chosen in resamples(rows, count, seed)]


@pytest.mark.parametrize("rows", [3, 50, 200, 300])
def test_rows_are_drawn_equally_often(rows: int) -> None:
    """Chi-square of 200,000 draws, within six standard deviations of its mean."""
    counts = Counter(i for chosen in resamples(rows, 200_000 // rows, "even") for i in chosen)
    expected = counts.total() / rows
    chi = sum((counts[i] - expected) ** 2 / expected for i in range(rows))
    assert abs(chi - (rows - 1)) < 6 * math.sqrt(2 * (rows - 1))


def test_other_names_draw_other_resamples() -> None:
    assert list(resamples(50, 3, "one")) != list(resamples(50, 3, "two"))


def test_a_fixed_vector() -> None:
    """Resamples are the same on every machine and in every version."""
    assert [list(chosen) for chosen in resamples(5, 2, "wonton")] == [[2, 4, 1, 1, 0], [0, 2, 0, 2, 4]]


def test_quantiles_by_hand() -> None:
    assert [quantile([1.0, 2.0, 4.0], share) for share in (0, 0.25, 0.5, 0.75, 1)] == [1, 1.5, 2, 3, 4]


def test_the_percentile_interval_of_two_rows() -> None:
    """Resamples of (0, 1) have means 0, 1/2, 1 with chances 1/4, 1/2, 1/4."""
    assert percentile_interval([0.0, 1.0], fmean, "s") == Interval(0.0, 1.0, "percentile")
    half = percentile_interval([0.0, 1.0], fmean, "s", level=0.4)
    assert half is not None
    assert half.low == half.high == 0.5


def test_resamples_without_a_value_are_left_out() -> None:
    def larger(rows: object) -> float | None:
        return 1.0 if 5 in rows else None  # type: ignore[operator]

    assert percentile_interval([5, 0, 0], larger, "s") == Interval(1.0, 1.0, "constant")
    assert percentile_interval([0, 0], larger, "s") is None
    assert percentile_interval([], larger, "s") is None


VALUES = st.lists(st.floats(1, 100).map(lambda x: round(x, 2)), min_size=1, max_size=30)


@given(VALUES)
def test_intervals_hold_the_mean_and_respect_bounds(values: list[float]) -> None:
    found = mean_interval(values, "s", low=1, high=100, count=99)
    assert found is not None
    assert 1 <= found.low <= found.high <= 100
    assert (found.method == "constant") == (len(set(values)) == 1)
    if found.method == "constant":
        assert fmean(values) == pytest.approx(found.low)


def test_a_resample_of_equal_values_has_a_quarter_of_the_error() -> None:
    """Of two rows, half of the resamples are constant, 1/2 from the mean; the error is 1/2, so t is -4 and 4."""
    assert mean_interval([3.0, 4.0], "s") == Interval(3.5 - 4 * 0.5, 3.5 + 4 * 0.5, "studentised")
    assert mean_interval([3.0, 4.0], "s", low=2, high=5) == Interval(2, 5, "studentised")


def test_intervals_as_json() -> None:
    written = Interval(1.0, 2.0, "studentised").to_json()
    assert written == {"low": 1.0, "high": 2.0, "method": "studentised", "level": 0.95}


def test_the_log_ratio_of_equal_sides_is_nothing() -> None:
    assert log_ratio_interval([(2.0, 2.0), (5.0, 5.0)], "s") == Interval(0.0, 0.0, "constant")
    assert log_ratio_interval([(2.0, 20.0), (5.0, 50.0)], "s") == Interval(1.0, 1.0, "constant")


def test_the_log_ratio_turns_with_its_sides() -> None:
    rng = random.Random(3)
    pairs = [(rng.expovariate(1) + 1, rng.expovariate(1) + 2) for _ in range(30)]
    one = log_ratio_interval(pairs, "s")
    two = log_ratio_interval([(b, a) for a, b in pairs], "s")
    assert one is not None
    assert two is not None
    assert (one.low, one.high) == (pytest.approx(-two.high), pytest.approx(-two.low))
    value = math.log10(fmean(b for _, b in pairs) / fmean(a for a, _ in pairs))
    assert value in one


@pytest.mark.parametrize("pairs", [[], [(0.0, 1.0)], [(1.0, 1.0), (1.0, -3.0)]])
def test_no_log_of_what_is_not_positive(pairs: list[tuple[float, float]]) -> None:
    assert log_ratio_interval(pairs, "s") is None


def covered(draw: object, value: float, interval: object, size: int, times: int = 400) -> float:
    hits = 0
    for n in range(times):
        rng = random.Random(f"covered:{n}")
        found = interval([draw(rng) for _ in range(size)], f"seed {n}")  # type: ignore[operator]
        hits += found.low <= value <= found.high
    return hits / times


def skewed(rng: random.Random) -> float:
    return 1 + rng.expovariate(1.0)


def test_skewed_means_are_covered() -> None:
    """An exponential mean from 20 draws, 400 times: the studentised interval covers it, the plain one too seldom."""
    studentised = covered(skewed, 2.0, lambda v, s: mean_interval(v, s, count=299), 20)
    plain = covered(skewed, 2.0, lambda v, s: percentile_interval(v, fmean, s, count=299), 20)
    assert 0.92 <= studentised <= 0.98
    assert plain < studentised


def test_log_ratios_are_covered() -> None:
    def pair(rng: random.Random) -> tuple[float, float]:
        return skewed(rng), 2 * skewed(rng)

    found = covered(pair, math.log10(2), lambda v, s: log_ratio_interval(v, s, count=299), 20)
    assert 0.92 <= found <= 0.98


def test_bca_shifts_with_the_skew() -> None:
    """Of a skewed sample, both ends lie above those of the plain interval; of the median it is defined too."""
    rng = random.Random(8)
    values = [rng.expovariate(1.0) for _ in range(30)]
    plain, better = percentile_interval(values, fmean, "s"), bca_interval(values, fmean, "s")
    assert plain is not None
    assert better is not None
    assert better.method == "bca"
    assert better.low > plain.low
    assert better.high > plain.high
    middle = bca_interval(values, median, "s")
    assert middle is not None
    assert median(values) in middle
    assert bca_interval([2.0, 2.0], fmean, "s") == Interval(2.0, 2.0, "constant")
    assert bca_interval([], fmean_or_none, "s") is None


def fmean_or_none(rows: object) -> float | None:
    return fmean(rows) if rows else None  # type: ignore[arg-type]
