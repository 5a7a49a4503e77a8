"""Attractor clusters: proofs of one theorem that lie close together, by average linkage.

Members are different proofs, each with a weight: how many searches found it. Where a distance is only known to lie in
an interval, the clustering is made twice, with all lower and with all upper bounds; where they disagree it is
`ambiguous`, and the clusters are those of the upper bounds: too many rather than too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True, slots=True)
class Merge:
    """Two clusters become one at `height`, their mean distance; members by number, sorted."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Members by number, sorted; `medoid` is the one with the least weighted distance to the others, ties by number;
    `diameter` the greatest distance within."""

    members: tuple[int, ...]
    weight: int
    medoid: int
    diameter: float


@dataclass(frozen=True, slots=True)
class Clustering:
    """Clusters, the heaviest first, ties by their first member; the merges of all members in order of height."""

    clusters: tuple[Cluster, ...]
    merges: tuple[Merge, ...]
    ambiguous: bool


Matrix = Sequence[Sequence[float]]
_Members = tuple[int, ...]


def average_linkage(distances: Matrix, weights: Sequence[int]) -> list[Merge]:
    """Merges of all members: again and again the two clusters with the least mean distance, ties by the members'
    numbers. The mean is over pairs of searches: each member counts with its weight.

    Source: R. R. Sokal and C. D. Michener, A statistical method for evaluating systematic relationships, University of
    Kansas Science Bulletin 38 (1958), 1409-1438 (UPGMA). Cubic in the number of members.
    """
    clusters: list[_Members] = [(number,) for number in range(len(weights))]
    between = {(a, b): distances[a[0]][b[0]] for a in clusters for b in clusters if a < b}
    mass = {cluster: weights[cluster[0]] for cluster in clusters}
    merges: list[Merge] = []
    while between:
        height, first, second = min((d, a, b) for (a, b), d in between.items())
        merges.append(Merge(first, second, height))
        joined = tuple(sorted(first + second))
        mass[joined] = mass[first] + mass[second]
        others = [cluster for cluster in clusters if cluster not in (first, second)]
        for other in others:
            parts = [(mass[part], between[_ordered(part, other)]) for part in (first, second)]
            between[_ordered(joined, other)] = fsum(m * d for m, d in parts) / mass[joined]
        between = {pair: d for pair, d in between.items() if first not in pair and second not in pair}
        clusters = [*others, joined]
    return merges


def _ordered(a: _Members, b: _Members) -> tuple[_Members, _Members]:
    return (a, b) if a < b else (b, a)


def cut_at(merges: Sequence[Merge], members: int, threshold: float) -> list[tuple[int, ...]]:
    """The clusters that the merges of height `threshold` and below make, sorted. Heights of average linkage never
    fall, so these are the first merges."""
    clusters: set[_Members] = {(number,) for number in range(members)}
    for merge in merges:
        if merge.height > threshold:
            break
        clusters -= {merge.first, merge.second}
        clusters.add(tuple(sorted(merge.first + merge.second)))
    return sorted(clusters)


def attractor_clusters(lower: Matrix, upper: Matrix, weights: Sequence[int], threshold: float) -> Clustering:
    """Clusters of members whose distances lie between `lower` and `upper` (equal where exact), cut at `threshold`.

    Raises `ValueError` unless the weights are positive and the matrices square, of their size.
    """
    size = len(weights)
    if any(len(matrix) != size or any(len(row) != size for row in matrix) for matrix in (lower, upper)):
        raise ValueError(f"distances are not {size} by {size}")
    if any(weight < 1 for weight in weights):
        raise ValueError(f"weights {list(weights)}")
    merges = average_linkage(upper, weights)
    found = cut_at(merges, size, threshold)
    ambiguous = found != cut_at(average_linkage(lower, weights), size, threshold)
    clusters = [_cluster(members, upper, weights) for members in found]
    return Clustering(tuple(sorted(clusters, key=lambda c: (-c.weight, c.members))), tuple(merges), ambiguous)


def _cluster(members: tuple[int, ...], distances: Matrix, weights: Sequence[int]) -> Cluster:
    def away(member: int) -> float:
        return fsum(weights[other] * distances[member][other] for other in members)

    return Cluster(
        members=members,
        weight=sum(weights[member] for member in members),
        medoid=min(members, key=lambda member: (away(member), member)),
        diameter=max(distances[a][b] for a in members for b in members),
    )
