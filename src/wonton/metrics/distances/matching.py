"""Labelled graphs, and two of them as one problem: which node stands for which, and what that costs.

All costs are whole numbers here, so bounds can be compared without doubt: one edit is `Problem.edit` units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

#: Units of one edit where nodes' costs are fractions: they are rounded to the nearest unit.
_FINE = 1_000_000

#: A pair of nodes that has edges, from the first to the second.
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A directed graph: the label of each node, and edges as (from, to, label), nodes counted from 0.

    Loops are allowed, and several edges between the same nodes. Raises `ValueError` for an edge without its nodes.
    """

    nodes: tuple[str, ...]
    edges: tuple[tuple[int, int, str], ...]

    def __post_init__(self) -> None:
        for source, target, label in self.edges:
            if not (0 <= source < len(self.nodes) and 0 <= target < len(self.nodes)):
                raise ValueError(f"edge {source} -> {target} ({label!r}) in a graph of {len(self.nodes)} nodes")

    @property
    def size(self) -> int:
        """Nodes and edges: the distance from the empty graph."""
        return len(self.nodes) + len(self.edges)

    @property
    def by_pair(self) -> dict[Pair, Counter[str]]:
        """The labels of the edges from one node to another, for each pair of nodes that has any."""
        found: dict[Pair, Counter[str]] = {}
        for source, target, label in sorted(self.edges):
            found.setdefault((source, target), Counter())[label] += 1
        return found


@dataclass(frozen=True)
class Problem:
    """Two graphs, the one with fewer nodes first, and what matching their parts saves.

    Deleting all of `small` and inserting all of `large` costs `total`. Each match of nodes saves `edit` units twice
    less its substitution's cost; each pair of edge bundles between matched nodes saves `saved`. No substitution costs
    more than a deletion and an insertion, so some cheapest matching leaves no node of `small` out: a matching is a
    sequence of different nodes of `large`, one for each of `small`.
    """

    small: Labelled
    large: Labelled
    soft: bool
    substitution: Sequence[Sequence[int]]
    small_edges: Mapping[Pair, Counter[str]]
    large_edges: Mapping[Pair, Counter[str]]

    @property
    def edit(self) -> int:
        """Units of one edit."""
        return _FINE if self.soft else 1

    @property
    def total(self) -> int:
        """Units of deleting one graph and inserting the other."""
        return self.edit * (self.small.size + self.large.size)

    @property
    def pairs(self) -> int:
        """Pairs of nodes and pairs of edge bundles: what a search has to decide."""
        return len(self.small.nodes) * len(self.large.nodes) + len(self.small_edges) * len(self.large_edges)

    def saved(self, here: Counter[str], there: Counter[str]) -> int:
        """Units saved where edges labelled `here` stand for edges labelled `there`: as many as can are matched, equal
        labels first; one of a pair is neither deleted nor inserted, and an equal one not relabelled."""
        return self.edit * (min(here.total(), there.total()) + (here & there).total())

    def cost(self, matching: Sequence[int]) -> int:
        """Units of the edit path that `matching` stands for."""
        saved = sum(2 * self.edit - row[target] for row, target in zip(self.substitution, matching, strict=True))
        for (source, target), here in self.small_edges.items():
            there = self.large_edges.get((matching[source], matching[target]))
            if there is not None:
                saved += self.saved(here, there)
        return self.total - saved


def problem_of(a: Labelled, b: Labelled, node_cost: Callable[[int, int], float] | None) -> Problem:
    """The problem of `a` and `b`: the same for (b, a), so that a distance does not depend on the order.

    `node_cost(i, j)`, between 0 and 1, is what it costs that node i of `a` becomes node j of `b`; without it labels
    decide: 0 where equal, else 1. Raises `ValueError` for a cost outside.
    """
    swapped = (len(b.nodes), b.nodes, b.edges) < (len(a.nodes), a.nodes, a.edges)
    small, large = (b, a) if swapped else (a, b)
    if node_cost is None:
        rows = {label: [int(label != other) for other in large.nodes] for label in set(small.nodes)}
        costs = [rows[label] for label in small.nodes]
    else:
        costs = [[0] * len(large.nodes) for _ in small.nodes]
        for i, j in product(range(len(small.nodes)), range(len(large.nodes))):
            cost = node_cost(j, i) if swapped else node_cost(i, j)
            if not 0 <= cost <= 1:
                raise ValueError(f"node cost {cost} of {i} and {j} is not between 0 and 1")
            costs[i][j] = round(cost * _FINE)
    return Problem(small, large, node_cost is not None, costs, small.by_pair, large.by_pair)
