"""Bootstrap intervals of statistics of independent rows, from a named seed.

Resamples come from SHAKE-256 of the seed's name (FIPS 202), so an interval is a pure function of rows and name, the
same on every machine. Three methods:

    studentised   of a mean, and of the log ratio of two paired means; every resample is measured in its own standard
                  error. The best of the three where costs are skewed and rows few.
    bca           of any statistic: percentiles corrected for bias and skewness. Costs a jackknife.
    percentile    of any statistic: plain quantiles of the resamples. Too narrow where rows are few.

Sources: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapters 12 to 14; P. Hall, The Bootstrap
and Edgeworth Expansion (1992), chapter 3. Speed: `benchmarks/k_truth.py`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import shake_256
from math import ceil, floor, fsum, inf, log, sqrt
from statistics import NormalDist
from typing import Literal, TypeVar

Method = Literal["studentised", "bca", "percentile", "constant", "none_solved"]
Row = TypeVar("Row")

#: Resamples behind an interval, unless told otherwise.
RESAMPLES = 999
#: Confidence of an interval, unless told otherwise.
LEVEL = 0.95
#: The least standard error of a resample, as a share of the sample's.
_LEAST = 0.25
_NORMAL = NormalDist()
_LN10 = log(10)


@dataclass(frozen=True, slots=True)
class Interval:
    """`low` to `high` at confidence `level`. `method` is `constant` where all rows are equal: then nothing can be said
    about what was not drawn, and both ends are the value itself. `none_solved` belongs to costs and K (`metrics.k`)."""

    low: float
    high: float
    method: Method
    level: float = LEVEL

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def to_json(self) -> dict[str, object]:
        """All of it, unrounded."""
        return asdict(self)


def resamples(rows: int, count: int, seed: str) -> Iterator[Sequence[int]]:
    """`count` resamples of `rows` rows (at least 1), each as that many row numbers, drawn with replacement.

    Up to 256 rows every number is equally likely; beyond, the chances differ by less than rows / 2^32 relative.
    """
    if rows <= 256:
        drawn = _bytes_below(rows, rows * count, seed)
    else:
        raw = shake_256(seed.encode()).digest(4 * rows * count)
        drawn = [word % rows for word in struct.unpack(f"<{rows * count}I", raw)]  # type: ignore[assignment]
    for start in range(0, rows * count, rows):
        yield drawn[start : start + rows]


def _bytes_below(bound: int, number: int, seed: str) -> bytes:
    """`number` bytes, uniform below `bound`: a multiple of `bound` is cut off and the rest is folded."""
    fair = 256 - 256 % bound
    fold = bytes(value % bound for value in range(256))
    unfair = bytes(range(fair, 256))
    needed = number
    while True:
        needed += needed * (256 - fair) // fair + 64
        found = shake_256(seed.encode()).digest(needed).translate(fold, unfair)
        if len(found) >= number:
            return found[:number]


def percentile_interval(
    rows: Sequence[Row],
    statistic: Callable[[Sequence[Row]], float | None],
    seed: str,
    *,
    count: int = RESAMPLES,
    level: float = LEVEL,
) -> Interval | None:
    """Quantiles of `statistic` over resamples; resamples for which it is None are left out. None without any."""
    values = _replicates(rows, statistic, seed, count)
    return _percentiles(values, level) if values else None


def bca_interval(
    rows: Sequence[Row],
    statistic: Callable[[Sequence[Row]], float | None],
    seed: str,
    *,
    count: int = RESAMPLES,
    level: float = LEVEL,
) -> Interval | None:
    """Bias-corrected and accelerated quantiles (B. Efron, JASA 82 (1987), 171-185); plain ones where the correction is
    undefined. None where the statistic is."""
    value = statistic(rows)
    values = _replicates(rows, statistic, seed, count)
    if value is None or not values:
        return None
    below = sum(other < value for other in values) + sum(other == value for other in values) / 2
    left_out = [statistic([*rows[:i], *rows[i + 1 :]]) for i in range(len(rows))]
    known = [other for other in left_out if other is not None]
    if not 0 < below < len(values) or len(known) < len(rows) or values[0] == values[-1]:
        return _percentiles(values, level)
    bias, bend = _NORMAL.inv_cdf(below / len(values)), _acceleration(known)
    ends = [_corrected(z, bias, bend) for z in (_NORMAL.inv_cdf((1 - level) / 2), _NORMAL.inv_cdf((1 + level) / 2))]
    return Interval(quantile(values, ends[0]), quantile(values, ends[1]), "bca", level)


def _replicates(
    rows: Sequence[Row], statistic: Callable[[Sequence[Row]], float | None], seed: str, count: int
) -> list[float]:
    """The statistic of every resample, sorted."""
    if not rows:
        return []
    drawn = (statistic([rows[i] for i in chosen]) for chosen in resamples(len(rows), count, seed))
    return sorted(value for value in drawn if value is not None)


def _percentiles(values: Sequence[float], level: float) -> Interval:
    """Plain quantiles of sorted replicates."""
    tail = (1 - level) / 2
    method: Method = "percentile" if values[0] < values[-1] else "constant"
    return Interval(quantile(values, tail), quantile(values, 1 - tail), method, level)


def _acceleration(left_out: Sequence[float]) -> float:
    middle = fsum(left_out) / len(left_out)
    squares = fsum((middle - value) ** 2 for value in left_out)
    return fsum((middle - value) ** 3 for value in left_out) / (6 * squares**1.5) if squares else 0.0


def _corrected(z: float, bias: float, bend: float) -> float:
    return _NORMAL.cdf(bias + (bias + z) / (1 - bend * (bias + z)))


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of sorted values, with linear interpolation between neighbours (R. J. Hyndman, Y. Fan, American
    Statistician 50 (1996), 361-365, type 7)."""
    place = share * (len(ordered) - 1)
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


def mean_interval(
    values: Sequence[float],
    seed: str,
    *,
    low: float = -inf,
    high: float = inf,
    count: int = RESAMPLES,
    level: float = LEVEL,
) -> Interval | None:
    """Studentised interval of the mean of `values`, cut at the bounds `low` and `high` of what a mean can be.

    t = (mean* - mean) / error*, over resamples; the interval is mean - q(1 - a) error to mean - q(a) error. `error*` is
    taken as at least a quarter of `error`: resamples of equal values have none, and t without bound would make the
    interval one. None without values.
    """
    if not values:
        return None
    n = len(values)
    mean = fsum(values) / n
    error = _spread(fsum((value - mean) ** 2 for value in values) / n, n)
    if not error or n < 2:
        return Interval(mean, mean, "constant", level)
    moments = [complex(value - mean, (value - mean) ** 2) for value in values]
    ratios = []
    for chosen in resamples(n, count, seed):
        total = sum(map(moments.__getitem__, chosen)) / n
        shift = total.real
        ratios.append(shift / max(_spread(total.imag - shift * shift, n), _LEAST * error))
    return _studentised(mean, error, ratios, low, high, level)


def log_ratio_interval(
    pairs: Sequence[tuple[float, float]],
    seed: str,
    *,
    low: float = -inf,
    high: float = inf,
    count: int = RESAMPLES,
    level: float = LEVEL,
) -> Interval | None:
    """Studentised interval of log10(mean of the second / mean of the first) of paired values, cut at `low` and `high`.

    Errors by the delta method: the variance of b / mean(b) - a / mean(a), over n. Resamples with a mean that is not
    positive are left out. None without pairs, or where a mean is not positive.
    """
    n = len(pairs)
    mean_a, mean_b = fsum(a for a, _ in pairs) / max(1, n), fsum(b for _, b in pairs) / max(1, n)
    if mean_a <= 0 or mean_b <= 0:
        return None
    scaled = [(a / mean_a, b / mean_b) for a, b in pairs]
    value = log(mean_b / mean_a) / _LN10
    error = _spread(fsum((b - a) ** 2 for a, b in scaled) / n, n)
    if not error or n < 2:
        return Interval(value, value, "constant", level)
    ratios = list(_log_ratios(scaled, _LEAST * error, resamples(n, count, seed)))
    return _studentised(value, error / _LN10, ratios, low, high, level)


def _log_ratios(scaled: Sequence[tuple[float, float]], least: float, drawn: Iterator[Sequence[int]]) -> Iterator[float]:
    """Of every resample of pairs whose means are 1: the log ratio over its standard error, at least `least`."""
    n = len(scaled)
    values = [complex(a, b) for a, b in scaled]
    squares = [complex(a * a, b * b) for a, b in scaled]
    products = [a * b for a, b in scaled]
    for chosen in drawn:
        first, second = sum(map(values.__getitem__, chosen)), sum(map(squares.__getitem__, chosen))
        a, b = first.real / n, first.imag / n
        if a > 0 and b > 0:
            product = sum(map(products.__getitem__, chosen))
            spread = (second.imag / (b * b) - 2 * product / (a * b) + second.real / (a * a)) / n
            yield log(b / a) / max(_spread(spread, n), least)


def _spread(variance: float, number: int) -> float:
    """The standard error of a mean, given the variance with divisor n; rounding noise counts as none."""
    return sqrt(variance / max(1, number - 1)) if variance > 1e-18 else 0.0


def _studentised(value: float, error: float, ratios: list[float], low: float, high: float, level: float) -> Interval:
    ratios.sort()
    tail = (1 - level) / 2
    ends = value - quantile(ratios, 1 - tail) * error, value - quantile(ratios, tail) * error
    return Interval(max(low, ends[0]), min(high, ends[1]), "studentised", level)
