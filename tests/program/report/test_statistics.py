"""Counts to rates, values to means and medians: hand-computed."""

from __future__ import annotations

from math import sqrt

import pytest

from wonton.program.report.statistics import groups, log_ratio, mean, middle, rate


def test_a_rate_has_its_wilson_interval() -> None:
    found = rate(8, 10, "solved_")
    z = 1.959963984540054
    centre, spread = 0.8 + z * z / 20, z * sqrt(0.8 * 0.2 / 10 + z * z / 400)
    assert (found["solved_numerator"], found["solved_denominator"], found["solved_value"]) == (8, 10, 0.8)
    assert found["solved_low"] == pytest.approx((centre - spread) / (1 + z * z / 10))
    assert found["solved_high"] == pytest.approx((centre + spread) / (1 + z * z / 10))


def test_a_rate_of_nothing_claims_nothing() -> None:
    assert rate(0, 0) == {"numerator": 0, "denominator": 0, "value": None, "low": None, "high": None}


def test_a_mean_and_its_interval() -> None:
    found = mean([1.0, 2.0, 3.0, 6.0], "seed")
    assert (found["n"], found["value"], found["method"]) == (4, 3.0, "studentised")
    assert found["low"] < 3.0 < found["high"]
    assert mean([], "seed") == {"n": 0, "value": None, "low": None, "high": None, "method": ""}


def test_a_median_has_no_interval_below_six_rows() -> None:
    assert middle([1.0, 5.0, 2.0, 9.0, 4.0], "seed")["low"] is None
    found = middle([1.0, 5.0, 2.0, 9.0, 4.0, 3.0], "seed")
    assert found["value"] == 3.5 and found["low"] <= 3.5 <= found["high"]


def test_a_ratio_of_geometric_means() -> None:
    # Ratios 2 and 8: the geometric mean is 4.
    found = log_ratio([(1, 2), (1, 8)], "seed")
    assert found["value"] == pytest.approx(4)
    assert found["low"] < 4 < found["high"]
    assert log_ratio([], "seed")["value"] is None


def test_groups_come_in_order_with_their_keys() -> None:
    rows = [{"a": "y", "n": 1}, {"a": "x", "n": 2}, {"a": "y", "n": 3}]
    assert groups(rows, "a") == [({"a": "x"}, [rows[1]]), ({"a": "y"}, [rows[0], rows[2]])]
