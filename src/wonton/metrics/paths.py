"""Solution paths: how far one proof is from another as a sequence of goals, and the detours of a search."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from wonton.metrics.distances.normal import normalised


@dataclass(frozen=True, slots=True)
class PathDistance:
    """The soft distance of two solution paths of `steps` and `reference` goals, in units of one inserted goal."""

    value: float
    steps: int
    reference: int

    @property
    def normalised(self) -> float:
        """`2 d / (m + n + d)`, between 0 and 1, m and n the paths' lengths (`wonton.metrics.distances.normal`)."""
        return normalised(self.value, self.steps + self.reference)


def path_distance(steps: int, reference: int, cost: Callable[[int, int], float]) -> PathDistance:
    """The least cost of turning a path of `reference` goals into one of `steps`: 1 for a goal inserted or left out,
    `cost(i, j)` for the i-th goal of the path in the place of the j-th of the reference.

    A metric where `cost` is one and does not exceed 2. Source: P. H. Sellers, On the theory and computation of
    evolutionary distances, SIAM Journal on Applied Mathematics 26 (1974), 787-793. Raises `ValueError` for a cost
    outside 0 to 1.
    """
    row = [float(j) for j in range(reference + 1)]
    for i in range(1, steps + 1):
        corner, row[0] = row[0], float(i)
        for j in range(1, reference + 1):
            price = cost(i - 1, j - 1)
            if not 0 <= price <= 1:
                raise ValueError(f"a cost of {price}")
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + price)
    return PathDistance(row[-1], steps, reference)


@dataclass(frozen=True, slots=True)
class Detours:
    """Where a solved search was while it was not at goals of its proof.

    A detour is a longest row of expansions at goals outside the proof. `expansions` and `attempts` are all of them
    until the search was solved; `off_proof` and `attempts_off_proof` those of detours.
    """

    expansions: int
    off_proof: int
    detours: int
    longest: int
    attempts: int
    attempts_off_proof: int

    @property
    def share(self) -> float | None:
        """off_proof / expansions, between 0 and 1; None without expansions."""
        return self.off_proof / self.expansions if self.expansions else None

    def to_json(self) -> dict[str, object]:
        """All of it, unrounded."""
        return {
            "expansions": self.expansions,
            "expansions_off_proof": self.off_proof,
            "detour_share": self.share,
            "detours": self.detours,
            "longest_detour": self.longest,
            "attempts": self.attempts,
            "attempts_off_proof": self.attempts_off_proof,
        }


def detours(expanded: Sequence[tuple[int, int]], proof: Collection[int]) -> Detours:
    """The detours of a search: `expanded` are (node, attempts) in order, `proof` the nodes of its proof."""
    rows = [list(row) for off, row in groupby(expanded, key=lambda step: step[0] not in proof) if off]
    return Detours(
        expansions=len(expanded),
        off_proof=sum(map(len, rows)),
        detours=len(rows),
        longest=max(map(len, rows), default=0),
        attempts=sum(tried for _, tried in expanded),
        attempts_off_proof=sum(tried for row in rows for _, tried in row),
    )
