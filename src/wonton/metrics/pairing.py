"""Two searches over the same items, paired item by item: who solved what, whether they agree, at what cost.

Pure counting; no randomness. Intervals are 95% ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, exp, fsum, log
from typing import Any

from wonton.metrics.rates import Rate

_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class PairedCounts:
    """Items by who solved them: both, only the first, only the second, neither."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def items(self) -> int:
        """All items."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def first(self) -> Rate:
        """What the first solved."""
        return Rate(self.both + self.first_only, self.items)

    @property
    def second(self) -> Rate:
        """What the second solved."""
        return Rate(self.both + self.second_only, self.items)

    @property
    def agreement(self) -> Rate:
        """Items on which both came to the same: solved by both or by neither."""
        return Rate(self.both + self.neither, self.items)

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance, (o - e) / (1 - e), o the observed share and e the one that independent searches with
        these solve rates would show; None where e is 1 or there are no items.

        Source: J. Cohen, A coefficient of agreement for nominal scales, Educ. Psychol. Meas. 20 (1960), 37-46.
        """
        if not self.items:
            return None
        one, two = self.first.numerator, self.second.numerator
        by_chance = one * two + (self.items - one) * (self.items - two)
        squared = self.items * self.items
        if by_chance == squared:
            return None
        return (self.agreement.numerator * self.items - by_chance) / (squared - by_chance)

    @property
    def mcnemar(self) -> float:
        """Two-sided p of the hypothesis that both solve equally often, from the items that one alone solved."""
        return mcnemar_exact(self.first_only, self.second_only)

    def to_json(self) -> dict[str, Any]:
        """Counts, rates and the test, unrounded."""
        return {
            "items": self.items,
            "both": self.both,
            "first_only": self.first_only,
            "second_only": self.second_only,
            "neither": self.neither,
            "first": self.first.to_json(),
            "second": self.second.to_json(),
            "agreement": self.agreement.to_json(),
            "kappa": self.kappa,
            "mcnemar_p": self.mcnemar,
        }


def count_pairs(pairs: Iterable[tuple[bool, bool]]) -> PairedCounts:
    """Count items given as (first solved, second solved)."""
    rows = list(pairs)
    return PairedCounts(*(rows.count(kind) for kind in ((True, True), (True, False), (False, True), (False, False))))


def mcnemar_exact(first_only: int, second_only: int) -> float:
    """Two-sided exact p of McNemar's test: twice the smaller tail of Binomial(first_only + second_only, 1/2), at most
    1.

    Source: Q. McNemar, Psychometrika 12 (1947), 153-157, with the binomial in place of its normal approximation.
    Raises `ValueError` for negative counts.
    """
    if first_only < 0 or second_only < 0:
        raise ValueError(f"counts are {first_only} and {second_only}")
    trials, fewer = first_only + second_only, min(first_only, second_only)
    tail = sum(comb(trials, k) for k in range(fewer + 1))
    return min(1.0, float(Fraction(2 * tail, 1 << trials)))


@dataclass(frozen=True, slots=True)
class Ratios:
    """Ratios of two positive costs over paired items: how many, their geometric mean, their median, and the median's
    interval; `low` and `high` are None where there are too few items for one (fewer than 6)."""

    items: int
    geometric_mean: float
    median: float
    low: float | None
    high: float | None

    def to_json(self) -> dict[str, int | float | None]:
        """All of it, unrounded."""
        return {
            "items": self.items,
            "geometric_mean": self.geometric_mean,
            "median": self.median,
            "median_low": self.low,
            "median_high": self.high,
        }


def cost_ratios(pairs: Iterable[tuple[int, int]]) -> Ratios | None:
    """Second cost over first, for pairs of positive costs; None where there are none.

    The median's interval is distribution-free: from the order statistics that Binomial(n, 1/2) leaves at least 95%
    between. Source: H. A. David, H. N. Nagaraja, Order Statistics, 3rd ed., section 7.1.
    """
    ratios = sorted(second / first for first, second in pairs)
    count = len(ratios)
    if not count:
        return None
    rank = _rank(count)
    middle = (ratios[(count - 1) // 2] + ratios[count // 2]) / 2
    low, high = (ratios[rank - 1], ratios[count - rank]) if rank else (None, None)
    return Ratios(count, exp(fsum(map(log, ratios)) / count), middle, low, high)


def _rank(count: int) -> int:
    """The largest r for which the r-th smallest of `count` values lies above the median with at most 2.5%; 0: none."""
    below, rank = 0, 0
    while True:
        below += comb(count, rank)
        if below > _TAIL * (1 << count):
            return rank
        rank += 1


def shares(words: Sequence[str]) -> dict[str, Rate]:
    """How often each word occurs among all, sorted by word."""
    return {word: Rate(words.count(word), len(words)) for word in sorted(set(words))}
