"""Rows with their statistics: counts to rates with Wilson intervals, values to means with bootstrap intervals.

A query counts; what is computed from its counts is computed here, by the formulas of `wonton.metrics`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import exp, fsum, inf, log
from statistics import median
from typing import Any

from wonton.metrics.bootstrap import Interval, mean_interval, percentile_interval
from wonton.metrics.rates import Rate
from wonton.program.report.model import Row


def rate(numerator: int, denominator: int, prefix: str = "") -> dict[str, Any]:
    """`numerator denominator value low high` of a proportion, 95% Wilson; without cases it has no value and no
    interval. Names begin with `prefix`."""
    found = Rate(numerator, denominator)
    low, high = found.interval if denominator else (None, None)
    values = {"numerator": numerator, "denominator": denominator, "value": found.value, "low": low, "high": high}
    return {prefix + name: value for name, value in values.items()}


def mean(
    values: Sequence[float], seed: str, prefix: str = "", *, least: float = -inf, most: float = inf
) -> dict[str, Any]:
    """`n value low high method` of the mean of `values`: studentised bootstrap over rows, `seed` names the resamples;
    no mean can be below `least` or above `most`."""
    found = mean_interval(values, seed, low=least, high=most) if values else None
    return _estimate(len(values), fsum(values) / len(values) if values else None, found, prefix)


#: Rows that an interval of their median needs: the range of five holds it with less than 95%.
FEWEST = 6


def middle(values: Sequence[float], seed: str, prefix: str = "") -> dict[str, Any]:
    """`n value low high method` of the median of `values`: percentile bootstrap over rows, from `FEWEST` on."""
    found = percentile_interval(values, median, seed) if len(values) >= FEWEST else None
    return _estimate(len(values), median(values) if values else None, found, prefix)


def log_ratio(pairs: Sequence[tuple[float, float]], seed: str) -> dict[str, Any]:
    """`n value low high method` of the ratio of geometric means, second over first, of positive pairs: studentised
    bootstrap over pairs, on the logarithms."""
    logs = [log(second / first) for first, second in pairs]
    found = mean(logs, seed)
    return found | {name: None if found[name] is None else exp(found[name]) for name in ("value", "low", "high")}


def _estimate(n: int, value: float | None, found: Interval | None, prefix: str) -> dict[str, Any]:
    low, high, method = (found.low, found.high, found.method) if found else (None, None, "")
    values = {"n": n, "value": value, "low": low, "high": high, "method": method}
    return {prefix + name: value for name, value in values.items()}


def groups(rows: Iterable[Row], *names: str) -> list[tuple[dict[str, Any], list[Row]]]:
    """The rows by the values of `names`, which come back with each group; groups in the order of those values."""

    def key(row: Row) -> tuple[str, ...]:
        return tuple("" if row[name] is None else str(row[name]) for name in names)

    found = [list(members) for _, members in groupby(sorted(rows, key=key), key=key)]
    return [({name: members[0][name] for name in names}, members) for members in found]
