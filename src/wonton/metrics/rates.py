"""Rates that carry their numerator, their denominator and a Wilson interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

#: Two-sided 95% quantile of the standard normal distribution.
Z_95 = 1.959963984540054


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's score interval for a proportion, as (low, high); (0, 1) where there were no trials.

    With p = successes / trials, n = trials:
    (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.
    Raises `ValueError` unless 0 <= successes <= trials.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if trials == 0:
        return 0.0, 1.0
    p, z2n = successes / trials, z * z / trials
    centre = p + z2n / 2
    spread = z * sqrt(p * (1 - p) / trials + z2n / (4 * trials))
    low, high = (centre - spread) / (1 + z2n), (centre + spread) / (1 + z2n)
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` of `denominator` cases."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """The proportion, None where there are no cases."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def interval(self) -> tuple[float, float]:
        """95% Wilson interval."""
        return wilson(self.numerator, self.denominator)

    def to_json(self) -> dict[str, int | float | None]:
        """Numerator, denominator, value and interval, unrounded."""
        low, high = self.interval
        return {
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": self.value,
            "wilson_low": low,
            "wilson_high": high,
        }
