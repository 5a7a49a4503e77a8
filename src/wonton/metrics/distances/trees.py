"""Ordered tree edit distance of expression trees: how many nodes to insert, delete or relabel.

Two nodes are alike where kind and label agree; the printed names of binders take no part. A deleted node's children
take its place among its siblings. Exact, with no limit: time grows with the fourth power of the size at worst (bushy
trees), nearer the square for long thin ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wonton.core.expr import Expr
from wonton.metrics.distances.normal import normalised, numpy

if TYPE_CHECKING:
    from wonton.metrics.distances.kernel import Ints

#: As many pairs as one call of the compiled function works off.
_BATCH = 1 << 16


@dataclass(frozen=True, slots=True)
class _Flat:
    """A tree in postorder: labels as numbers, each node's leftmost leaf, and the keyroots (see `kernel`).

    `cost` counts the nodes below all keyroots: the product of both trees' is the number of steps their distance takes.
    """

    labels: Ints
    leftmost: Ints
    keyroots: Ints
    cost: int


class TreeDistances:
    """Distances of trees, many at a time. Remembers each tree and each distance that it was asked for.

    Four bytes a pair of trees are kept, asked for or not, with room for up to a quarter more trees: 5,000 different
    trees take 100 to 160 MB, and up to 100 MB more for the moment in which the room grows.
    """

    def __init__(self) -> None:
        self._numbers: dict[Expr, int] = {}
        self._labels: dict[tuple[str, str], int] = {}
        self._plain: list[_Flat] = []
        #: The mirror images: two trees are as far apart as their mirror images.
        self._mirrored: list[_Flat] = []
        #: Distances by the trees' numbers, -1 where not yet asked for.
        self._table: Ints | None = None

    def pairwise(self, trees: Sequence[Expr]) -> list[list[int]]:
        """All distances among `trees`: a symmetric matrix in their order. Raises `MissingToolError` without numba."""
        return self.between(trees, trees)

    def between(self, rows: Sequence[Expr], columns: Sequence[Expr]) -> list[list[int]]:
        """The distance of each of `rows` from each of `columns`. Raises `MissingToolError` without numba."""
        np = numpy()
        across = np.array([self._number(tree) for tree in rows], np.int32)
        down = np.array([self._number(tree) for tree in columns], np.int32)
        table = self._with_room()
        low, high = self._missing(table, np.unique(across), np.unique(down))
        plain, mirrored = (np.array([flat.cost for flat in side]) for side in (self._plain, self._mirrored))
        turned = mirrored[low] * mirrored[high] < plain[low] * plain[high]
        for side, chosen in ((self._plain, ~turned), (self._mirrored, turned)):
            firsts, seconds = low[chosen], high[chosen]
            for begin in range(0, len(firsts), _BATCH):
                a, b = firsts[begin : begin + _BATCH], seconds[begin : begin + _BATCH]
                table[a, b] = table[b, a] = _computed(side, a, b)
        found: list[list[int]] = table[np.ix_(across, down)].tolist()
        return found

    def distance(self, a: Expr, b: Expr) -> int:
        """The distance of two trees. Raises `MissingToolError` without numba."""
        return self.between((a,), (b,))[0][0]

    def normalised(self, a: Expr, b: Expr) -> float:
        """The distance of two trees, between 0 and 1 (`wonton.metrics.distances.normal`)."""
        distance = self.distance(a, b)
        return normalised(distance, sum(len(self._plain[self._numbers[tree]].labels) for tree in (a, b)))

    def _number(self, tree: Expr) -> int:
        found = self._numbers.get(tree)
        if found is None:
            found = self._numbers[tree] = len(self._numbers)
            plain, mirrored = _both_sides(tree, self._labels)
            self._plain.append(plain)
            self._mirrored.append(mirrored)
        return found

    def _with_room(self) -> Ints:
        """The table, grown until it has room for all trees."""
        np, old, trees = numpy(), self._table, len(self._numbers)
        if old is None or len(old) < trees:
            room = max(trees, 0 if old is None else len(old) * 5 // 4)
            self._table = np.full((room, room), -1, np.int32)
            np.fill_diagonal(self._table, 0)
            if old is not None:
                self._table[: len(old), : len(old)] = old
            return self._table
        return old

    def _missing(self, table: Ints, rows: Ints, columns: Ints) -> tuple[Ints, Ints]:
        """The pairs of numbers that `table` does not know, each once, the smaller numbers and the larger ones."""
        np = numpy()
        at_row, at_column = np.nonzero(table[np.ix_(rows, columns)] < 0)
        a, b = rows[at_row], columns[at_column]
        keys = np.unique(np.minimum(a, b).astype(np.int64) * len(table) + np.maximum(a, b))
        return keys // len(table), keys % len(table)


def tree_distance(a: Expr, b: Expr) -> int:
    """The fewest nodes to insert, delete or relabel that turn `a` into `b`. Raises `MissingToolError` without numba."""
    return TreeDistances().distance(a, b)


def normalised_tree_distance(a: Expr, b: Expr) -> float:
    """`tree_distance` d as `2 d / (|a| + |b| + d)`, between 0 and 1 and again a metric; source: `normal.normalised`."""
    return TreeDistances().normalised(a, b)


def _both_sides(root: Expr, numbers: dict[tuple[str, str], int]) -> tuple[_Flat, _Flat]:
    """`root` in postorder, and its mirror image; `numbers` gains the labels it did not have."""
    np = numpy()
    labels: list[int] = []
    leftmost: list[int] = []
    depths: list[int] = []
    stack: list[tuple[Expr, int, int]] = [(root, -1, 0)]
    while stack:
        node, first, depth = stack.pop()
        if first < 0 and node.children:
            stack.append((node, len(labels), depth))
            stack.extend((child, -1, depth + 1) for child in reversed(node.children))
            continue
        leftmost.append(len(labels) if first < 0 else first)
        labels.append(numbers.setdefault((str(node.kind), node.label), len(numbers)))
        depths.append(depth)
    positions = np.arange(len(labels), dtype=np.int32)
    sizes = positions - np.array(leftmost, np.int32) + 1
    # The mirror image's postorder is the preorder backwards, and a node's place in preorder follows from the others.
    backwards = len(labels) - positions - np.array(depths, np.int32) + sizes - 2
    mirrored = np.argsort(backwards)
    plain = np.array(labels, np.int32)
    return _flat(plain, sizes), _flat(plain[mirrored], sizes[mirrored])


def _flat(labels: Ints, sizes: Ints) -> _Flat:
    """A tree in postorder by labels and numbers of nodes at and below."""
    np = numpy()
    leftmost = np.arange(len(labels), dtype=np.int32) - sizes + 1
    _, from_end = np.unique(leftmost[::-1], return_index=True)
    keyroots = np.sort(len(labels) - 1 - from_end).astype(np.int32)
    return _Flat(labels, leftmost, keyroots, int(sizes[keyroots].sum()))


def _computed(flats: Sequence[_Flat], firsts: Ints, seconds: Ints) -> Ints:
    """The distances of pairs of `flats`, by the compiled function."""
    np = numpy()
    from wonton.metrics.distances.kernel import distances_of_pairs

    used, places = np.unique(np.concatenate((firsts, seconds)), return_inverse=True)
    trees = [flats[number] for number in used]
    found: Ints = np.empty(len(firsts), np.int32)
    distances_of_pairs(
        np.concatenate([tree.labels for tree in trees]),
        np.concatenate([tree.leftmost for tree in trees]),
        np.concatenate([tree.keyroots for tree in trees]),
        np.cumsum([0, *(len(tree.labels) for tree in trees)], dtype=np.int32),
        np.cumsum([0, *(len(tree.keyroots) for tree in trees)], dtype=np.int32),
        places[: len(firsts)].astype(np.int32),
        places[len(firsts) :].astype(np.int32),
        found,
    )
    return found
