"""Lesions beside basins: whether lesioned searches fall back on proofs that undamaged seeds find, and whether wide
basins are hardy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, get_args

from wonton.metrics.basin import Basin
from wonton.metrics.bootstrap import Interval, percentile_interval
from wonton.metrics.rates import Rate

#: A lesioned search solved with a structure of the undamaged basin, solved with another, or did not solve.
Fallback = Literal["known", "new", "lost"]
FALLBACKS: tuple[Fallback, ...] = get_args(Fallback)


@dataclass(frozen=True, slots=True)
class LesionSolve:
    """One lesioned search of a theorem; `structure` is None where it did not solve. `escaped`: its script got around
    the lesion, so it says nothing about it."""

    lesion: str
    structure: str | None
    escaped: bool = False


@dataclass(frozen=True, slots=True)
class Resilience:
    """A theorem's lesioned searches beside its undamaged basin, whose width is `unique_structures` and `entropy` (bits,
    None where no seed solved). `fallbacks` are by lesion, in the order given, escaped ones left out."""

    item_id: str
    seeds: int
    unique_structures: int
    entropy: float | None
    fallbacks: tuple[tuple[str, Fallback], ...]
    escaped: int

    def _rate(self, *kinds: Fallback) -> Rate:
        return Rate(sum(kind in kinds for _, kind in self.fallbacks), len(self.fallbacks))

    @property
    def recovered(self) -> Rate:
        """Lesions under which the theorem is still solved: its resilience."""
        return self._rate("known", "new")

    @property
    def recovered_inside(self) -> Rate:
        """Lesions under which it is solved by a structure of the basin."""
        return self._rate("known")

    @property
    def recovered_outside(self) -> Rate:
        """Lesions under which it is solved by a structure that no undamaged seed found."""
        return self._rate("new")

    def to_json(self) -> dict[str, object]:
        """Width, recovery and every lesion, unrounded."""
        return {
            "seeds": self.seeds,
            "unique_structures": self.unique_structures,
            "entropy": self.entropy,
            "recovered": self.recovered.to_json(),
            "recovered_inside": self.recovered_inside.to_json(),
            "recovered_outside": self.recovered_outside.to_json(),
            "escaped": self.escaped,
            "lesions": dict(self.fallbacks),
        }


def fallback(basin: Basin, structure: str | None) -> Fallback:
    """Where a lesioned search with this structure hash (None: unsolved) came out."""
    if structure is None:
        return "lost"
    return "known" if structure in basin.structures else "new"


def resilience_of(item_id: str, basin: Basin, lesions: Iterable[LesionSolve]) -> Resilience:
    """A theorem's lesioned searches beside the undamaged basin of the same searcher. `new` depends on the number of
    seeds: more of them may find the structure."""
    rows = list(lesions)
    return Resilience(
        item_id=item_id,
        seeds=basin.seeds,
        unique_structures=basin.unique_structures,
        entropy=basin.entropy,
        fallbacks=tuple((row.lesion, fallback(basin, row.structure)) for row in rows if not row.escaped),
        escaped=sum(row.escaped for row in rows),
    )


#: Theorems that must differ from the most common value before an interval means anything.
VARYING = 5


@dataclass(frozen=True, slots=True)
class WidthAndRecovery:
    """Spearman's rank correlation, over theorems, of a basin's width with the share of lesions recovered. `rho` and
    `interval` are None where there are fewer than three theorems or one of the two never varies."""

    width: Literal["unique_structures", "entropy"]
    theorems: int
    rho: float | None
    interval: Interval | None

    def to_json(self) -> dict[str, object]:
        """All of it, unrounded."""
        return {
            "width": self.width,
            "theorems": self.theorems,
            "rho": self.rho,
            "interval": self.interval.to_json() if self.interval else None,
        }


def width_and_recovery(
    theorems: Iterable[Resilience], width: Literal["unique_structures", "entropy"], seed: str
) -> WidthAndRecovery:
    """Over theorems that some undamaged seed solved and that have lesions. The interval is a percentile bootstrap over
    theorems, `seed` names the resamples; there is none where fewer than `VARYING` theorems differ from the most common
    width, or from the most common share: resamples without them say nothing."""
    pairs: list[tuple[float, float]] = []
    for one in theorems:
        share, value = one.recovered.value, getattr(one, width)
        if share is not None and one.unique_structures:
            pairs.append((value, share))
    rho = spearman(pairs)
    varied = all(_varying(side) >= VARYING for side in ([a for a, _ in pairs], [b for _, b in pairs]))
    interval = percentile_interval(pairs, spearman, seed) if rho is not None and varied else None
    return WidthAndRecovery(width, len(pairs), rho, interval)


def _varying(values: Sequence[float]) -> int:
    """How many differ from the most common one."""
    return len(values) - max(Counter(values).values(), default=0)


def spearman(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's correlation of the ranks, ties sharing the mean of theirs; None for fewer than three pairs and where
    one side is constant.

    Source: C. Spearman, American Journal of Psychology 15 (1904), 72-101.
    """
    if len(pairs) < 3:
        return None
    one, two = ranks([a for a, _ in pairs]), ranks([b for _, b in pairs])
    middle = (len(pairs) + 1) / 2
    spread_one, spread_two = (sum((rank - middle) ** 2 for rank in side) for side in (one, two))
    if not spread_one or not spread_two:
        return None
    together = sum((a - middle) * (b - middle) for a, b in zip(one, two, strict=True))
    return together / sqrt(spread_one * spread_two)


def ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, equal values sharing the mean of theirs."""
    ordered = sorted(values)
    first: dict[float, int] = {}
    last: dict[float, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
        last[value] = place
    return [(first[value] + last[value]) / 2 for value in values]
