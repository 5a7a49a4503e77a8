"""Bounds of a graph edit distance without a search for it.

From below, first by labels alone: nodes and edges that no matching could make equal. Then by branches: each node with
half of each of its edges, assigned as cheaply as if the branches had nothing to do with each other. From above, the
cost of any matching; that assignment's is a good one, and exchanges make it better. Sources: K. Riesen and H. Bunke,
"Approximate graph edit distance computation by means of bipartite graph matching", Image and Vision Computing 27
(2009), 950-959; D. B. Blumenthal and J. Gamper, "Improved lower bounds for graph edit distance", IEEE Transactions on
Knowledge and Data Engineering 30 (2018), 503-516 (there: BRANCH).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wonton.metrics.distances.matching import Pair, Problem
from wonton.metrics.distances.normal import numpy

if TYPE_CHECKING:
    from wonton.metrics.distances.assignment import Longs

#: Node pairs up to which branches are assigned; beyond, labels alone bound from below.
ASSIGNED = 1_000_000

#: Exchanges that are tried on one matching.
_EXCHANGES = 20_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """The distance lies between `lower` and `upper` units; `matching` costs `upper`. `assigned` says whether branches
    were, or labels sufficed or had to."""

    lower: int
    upper: int
    matching: tuple[int, ...]
    assigned: bool


def bounds(problem: Problem) -> Bounds:
    """Bounds of the cheapest matching's cost."""
    lower = _by_labels(problem)
    start = _in_order(problem)
    upper = problem.cost(start)
    if lower == upper or len(problem.small.nodes) * len(problem.large.nodes) > ASSIGNED:
        return Bounds(lower, upper, start, assigned=False)
    by_branches, assigned = _by_branches(problem)
    found = min((_exchanged(problem, matching) for matching in (start, assigned)), key=lambda one: (one[0], one[1]))
    return Bounds(max(lower, by_branches), found[0], found[1], assigned=True)


def _by_labels(problem: Problem) -> int:
    """Units that the nodes cost at least, whatever is done with edges, and the edges, whatever with nodes."""
    if problem.soft:
        surplus = len(problem.large.nodes) - len(problem.small.nodes)
        nodes = problem.edit * surplus + sum(min(row) for row in problem.substitution)
    else:
        nodes = _unlike(Counter(problem.small.nodes), Counter(problem.large.nodes))
    here, there = (Counter(label for _, _, label in graph.edges) for graph in (problem.small, problem.large))
    return nodes + problem.edit * _unlike(here, there)


def _unlike(here: Counter[str], there: Counter[str]) -> int:
    """The fewest insertions, deletions and changes that turn one multiset into the other."""
    return max(here.total(), there.total()) - (here & there).total()


def _in_order(problem: Problem) -> tuple[int, ...]:
    """Nodes of equal label matched in their order, then the rest in theirs."""
    free: defaultdict[str, list[int]] = defaultdict(list)
    for place in reversed(range(len(problem.large.nodes))):
        free[problem.large.nodes[place]].append(place)
    matching = [free[label].pop() if free[label] else -1 for label in problem.small.nodes]
    rest = iter(sorted(place for places in free.values() for place in places))
    return tuple(next(rest) if place < 0 else place for place in matching)


def _by_branches(problem: Problem) -> tuple[int, tuple[int, ...]]:
    """A bound from below, and the matching that reaches it where branches do not disturb each other."""
    np = numpy()
    from wonton.metrics.distances.assignment import assign

    rows, columns = len(problem.small.nodes), len(problem.large.nodes)
    # What a matched pair of nodes saves, twice over: each edge counts at both ends.
    saved = 2 * (2 * problem.edit - np.array(problem.substitution, np.int64).reshape(rows, columns))
    for end in (0, 1):
        saved += problem.edit * _shared(problem, end)
    matching = np.empty(rows, np.int64)
    assign(np.ascontiguousarray(-saved), matching)
    most = int(saved[np.arange(rows), matching].sum())
    least = 2 * problem.total - most
    return -(-least // 2), tuple(int(place) for place in matching)


def _shared(problem: Problem, end: int) -> Longs:
    """For each pair of nodes: as many edges as both have at `end` (0: out, 1: in), and again those of equal label."""
    np = numpy()
    sides = [
        _ends(edges, end, len(graph.nodes))
        for edges, graph in ((problem.small_edges, problem.small), (problem.large_edges, problem.large))
    ]
    degrees = [np.array([counts.total() for counts in side], np.int64) for side in sides]
    found: Longs = np.minimum(degrees[0][:, None], degrees[1][None, :])
    for label in sorted(set().union(*sides[0]) & set().union(*sides[1])):
        here, there = (np.array([counts[label] for counts in side], np.int64) for side in sides)
        found += np.minimum(here[:, None], there[None, :])
    return found


def _ends(edges: Mapping[Pair, Counter[str]], end: int, nodes: int) -> list[Counter[str]]:
    found: list[Counter[str]] = [Counter() for _ in range(nodes)]
    for pair, labels in edges.items():
        found[pair[end]].update(labels)
    return found


def _exchanged(problem: Problem, matching: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """`matching` after exchanges, each of which made it cheaper, and its cost."""
    local = _Local(problem, list(matching))
    tries, better = 0, True
    rows, columns = len(problem.small.nodes), len(problem.large.nodes)
    while better and tries < _EXCHANGES:
        better = False
        for row in range(rows):
            for column in range(columns):
                if tries < _EXCHANGES and local.matching[row] != column:
                    tries += 1
                    better = local.improve(row, column) or better
    return problem.cost(local.matching), tuple(local.matching)


class _Local:
    """A matching that knows what each node's part of it saves."""

    def __init__(self, problem: Problem, matching: list[int]) -> None:
        self.problem = problem
        self.matching = matching
        self._row_at = {column: row for row, column in enumerate(matching)}
        self._edges: list[list[Pair]] = [[] for _ in matching]
        for pair in problem.small_edges:
            for row in set(pair):
                self._edges[row].append(pair)
        self._saved: dict[tuple[Pair, Pair], int] = {}

    def improve(self, row: int, column: int) -> bool:
        """Match `row` with `column`, its old place going to whoever had that, if that saves more."""
        old, other = self.matching[row], self._row_at.get(column)
        rows = [row] if other is None else [row, other]
        before = self._part(rows)
        self._place(row, column, other, old)
        if self._part(rows) > before:
            return True
        self._place(row, old, other, column)
        return False

    def _place(self, row: int, column: int, other: int | None, old: int) -> None:
        self.matching[row] = column
        self._row_at.pop(old)
        self._row_at[column] = row
        if other is not None:
            self.matching[other] = old
            self._row_at[old] = other

    def _part(self, rows: Sequence[int]) -> int:
        """Units saved by the nodes of `rows` and all edges at them."""
        saved = sum(2 * self.problem.edit - self.problem.substitution[row][self.matching[row]] for row in rows)
        for pair in {pair for row in rows for pair in self._edges[row]}:
            there = (self.matching[pair[0]], self.matching[pair[1]])
            if there in self.problem.large_edges:
                saved += self._of_edges(pair, there)
        return saved

    def _of_edges(self, here: Pair, there: Pair) -> int:
        found = self._saved.get((here, there))
        if found is None:
            edges = self.problem.small_edges[here], self.problem.large_edges[there]
            found = self._saved[here, there] = self.problem.saved(*edges)
        return found
