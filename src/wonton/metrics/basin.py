"""The basin of a theorem: which proofs one searcher finds over many seeds, and how much of that is tie-breaking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log2

from wonton.metrics.k import End
from wonton.metrics.rates import Rate


@dataclass(frozen=True, slots=True)
class BasinRow:
    """One search of the theorem with one seed.

    `structure` is the proof's structure hash, None unless solved. `iterations` and `attempts` are those until it was
    solved, or all that were made. `trace` is a hash of the whole trace: equal for searches that went alike.
    """

    seed: int
    end: End
    structure: str | None
    iterations: int
    attempts: int
    trace: str


@dataclass(frozen=True, slots=True)
class Basin:
    """What one searcher found over its seeds.

    `structures` counts solved seeds by structure hash, most frequent first, ties by hash. `traces` is the number of
    different traces. `deterministic` says that seeds differ in nothing but the search's own random choices.
    """

    seeds: int
    solved: int
    structures: Mapping[str, int]
    traces: int
    deterministic: bool

    @property
    def solve_rate(self) -> Rate:
        """Solved seeds."""
        return Rate(self.solved, self.seeds)

    @property
    def unique_structures(self) -> int:
        """The basin's width: different structures among the solved seeds."""
        return len(self.structures)

    @property
    def dominant_structure_frequency(self) -> float | None:
        """The share of the most frequent structure among the solved seeds, None where none solved."""
        return max(self.structures.values()) / self.solved if self.solved else None

    @property
    def entropy(self) -> float | None:
        """Shannon entropy of the structures of solved seeds, in bits: -sum of p log2 p; None where none solved.

        The plain estimate, which is too low where seeds are few: it cannot exceed log2 of their number.
        Source: C. E. Shannon, Bell System Technical Journal 27 (1948), 379-423.
        """
        return entropy_bits(self.structures.values()) if self.solved else None

    @property
    def identical_traces(self) -> bool:
        """Whether all seeds went exactly alike: the search never met a choice that its seed decides."""
        return self.traces <= 1

    @property
    def tie_break_share(self) -> float | None:
        """`entropy` over log2(solved seeds): how much of the variety that so many seeds could show comes from the
        search's own random choices. 0: all find one structure; 1: every seed finds another. None where fewer than two
        seeds solved, and where the provider is not deterministic: then its choices vary too, and this cannot tell.
        """
        found = self.entropy
        if found is None or self.solved < 2 or not self.deterministic:
            return None
        return found / log2(self.solved)

    def to_json(self) -> dict[str, object]:
        """All measures, unrounded, for `basin_analysis.json`."""
        return {
            "seeds": self.seeds,
            "solve_rate": self.solve_rate.to_json(),
            "unique_structures": self.unique_structures,
            "dominant_structure_frequency": self.dominant_structure_frequency,
            "entropy": self.entropy,
            "structure_distribution": dict(self.structures),
            "unique_traces": self.traces,
            "identical_traces": self.identical_traces,
            "deterministic_provider": self.deterministic,
            "tie_break_share": self.tie_break_share,
        }


def basin_of(rows: Iterable[BasinRow], *, deterministic_provider: bool) -> Basin:
    """The basin of one theorem under one searcher. Raises `ValueError` for a seed that comes twice, and for a row that
    has a structure without being solved or the other way round."""
    found: Sequence[BasinRow] = list(rows)
    for row in found:
        if (row.structure is not None) != (row.end == "solved"):
            raise ValueError(f"seed {row.seed} is {row.end} with structure {row.structure}")
    if len({row.seed for row in found}) < len(found):
        raise ValueError(f"{len(found)} rows for {len({row.seed for row in found})} seeds")
    counts = Counter(row.structure for row in found if row.structure is not None)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Basin(
        seeds=len(found),
        solved=counts.total(),
        structures=dict(ordered),
        traces=len({row.trace for row in found}),
        deterministic=deterministic_provider,
    )


def entropy_bits(counts: Iterable[int]) -> float:
    """Shannon entropy of a distribution given by positive counts, in bits; 0 without any."""
    known = list(counts)
    total = sum(known)
    return fsum(count / total * log2(total / count) for count in known)
