"""The trees of a goal as cells: the arithmetic of colours over them, and their texts.

A cell is a node with variables below it, a mention of a variable, or a whole subtree without any. What is walked often
is kept flat, tree by tree. Values are 64 bits of our own arithmetic: nothing depends on the interpreter's hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
_START = 0x2545F4914F6CDD1D
DOWN = 19


@dataclass(frozen=True, slots=True)
class Cell:
    """A node with variables below it, a mention of a variable (`vertex`, -1 for the others), or a whole subtree without
    any: `code` and `text` say what it is, `children` are places of earlier cells."""

    code: int
    text: str
    children: tuple[int, ...]
    commutative: bool
    vertex: int


#: A cell with children: its place, where its value starts from, its children, whether the arguments commute, and the
#: children with variables below them, each with its index.
_Inner = tuple[int, int, tuple[int, ...], bool, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Root:
    """A tree's root cell, its role in the goal and the vertex it belongs to (-1: a target)."""

    cell: int
    role: int
    text: str
    owner: int


class Cells:
    """The cells once more, in the form that they are walked in, tree by tree."""

    def __init__(self, cells: Sequence[Cell], roots: Sequence[Root], vertices: int) -> None:
        self.roots = roots
        self.codes = [cell.code for cell in cells]
        self.texts = [cell.text for cell in cells]
        #: Mentions of variables: the cell's place and the vertex.
        self.mentions = [(place, cell.vertex) for place, cell in enumerate(cells) if cell.vertex >= 0]
        self.inner: list[_Inner] = []
        #: Of each tree: the mentions in it and its inner cells.
        self.trees: list[tuple[list[tuple[int, int]], list[_Inner]]] = []
        start = 0
        for root in roots:
            places = range(start, root.cell + 1)
            start = root.cell + 1
            inner = [_inner(place, cells) for place in places if cells[place].children]
            self.trees.append(([(place, cells[place].vertex) for place in places if cells[place].vertex >= 0], inner))
            self.inner += inner
        self.plain = [f"${number}" for number in range(vertices)]
        self._mentioned = {vertex for _, vertex in self.mentions}
        self._lines: list[str] = []
        self._trees_of: dict[int, list[int]] = {}

    def values(self, colours: Sequence[int]) -> list[int]:
        """The value of every cell, from the leaves up, variables by colour."""
        values = self.codes.copy()
        for place, vertex in self.mentions:
            values[place] = colours[vertex]
        for place, start, children, commutative, _ in self.inner:
            parts = [values[child] for child in children]
            if commutative:
                parts[1:] = sorted(parts[1:])
            value = start
            for part in parts:
                value = ((value ^ part) * GOLDEN) & _MASK
                value ^= value >> 29
            values[place] = value
        return values

    def seen(self, colours: Sequence[int], values: Sequence[int]) -> list[int]:
        """For every vertex the sum over its mentions of what surrounds them, from the roots down."""
        above = [0] * len(self.codes)
        for root in self.roots:
            owner = colours[root.owner] if root.owner >= 0 else DOWN
            above[root.cell] = mix(DOWN, (root.role, owner))
        for place, _, _, commutative, open_children in reversed(self.inner):
            here = ((((above[place] + _START) & _MASK) ^ values[place]) * GOLDEN) & _MASK
            start = ((here ^ (here >> 29)) + _START) & _MASK
            for index, child in open_children:
                value = ((start ^ (values[child] if commutative and index else index)) * GOLDEN) & _MASK
                above[child] = value ^ (value >> 29)
        seen = [0] * len(colours)
        for place, vertex in self.mentions:
            seen[vertex] += above[place]
        return [total & _MASK for total in seen]

    def line(self, tree: int, names: Sequence[str]) -> str:
        """A tree written out in its role, with a name for each vertex."""
        mentions, inner = self.trees[tree]
        done = {place: names[vertex] for place, vertex in mentions}
        texts = self.texts
        for place, _, children, commutative, _ in inner:
            parts = [done[child] if child in done else texts[child] for child in children]
            if commutative:
                parts[1:] = sorted(parts[1:])
            done[place] = f"({texts[place]} {' '.join(parts)})"
        root = self.roots[tree]
        text = done.get(root.cell, texts[root.cell])
        return f"{root.text} {names[root.owner]} {text}" if root.owner >= 0 else f"{root.text} {text}"

    def twins(self, vertices: Sequence[int]) -> bool:
        """Whether nothing mentions these hypotheses and all of them say the same."""
        if not self._mentioned.isdisjoint(vertices):
            return False
        self._prepare()
        said = {tuple(self._without_owner(tree) for tree in self._trees_of.get(vertex, ())) for vertex in vertices}
        return len(said) == 1

    def unchanged(self, moved: Mapping[int, int]) -> bool:
        """Whether the goals are the same when every vertex of `moved` takes another one's place."""
        self._prepare()
        touched = {tree for vertex in moved for tree in self._trees_of.get(vertex, ())}
        names = self.plain.copy()
        for vertex, target in moved.items():
            names[vertex] = self.plain[target]
        return sorted(self._lines[tree] for tree in touched) == sorted(self.line(tree, names) for tree in touched)

    def _without_owner(self, tree: int) -> str:
        role, _, text = self._lines[tree].split(" ", 2)
        return f"{role} {text}"

    def _prepare(self) -> None:
        """Write out all trees, vertices by number, and note which trees each vertex is part of."""
        if self._lines:
            return
        self._lines = [self.line(tree, self.plain) for tree in range(len(self.roots))]
        for tree, (mentions, _) in enumerate(self.trees):
            for vertex in {self.roots[tree].owner, *(vertex for _, vertex in mentions)}:
                self._trees_of.setdefault(vertex, []).append(tree)


def _inner(place: int, cells: Sequence[Cell]) -> _Inner:
    cell = cells[place]
    children = [(index, child, cells[child]) for index, child in enumerate(cell.children)]
    open_children = tuple((index, child) for index, child, below in children if below.vertex >= 0 or below.children)
    return place, (cell.code + _START) & _MASK, cell.children, cell.commutative, open_children


def value_of(code: int, parts: list[int], commutative: bool) -> int:
    """The value of a node over those of its children."""
    if commutative:
        parts[1:] = sorted(parts[1:])
    return mix(code, parts)


def written(text: str, parts: list[str], commutative: bool) -> str:
    """A node written out over its children."""
    if commutative:
        parts[1:] = sorted(parts[1:])
    return f"({text} {' '.join(parts)})"


def mix(start: int, parts: Iterable[int]) -> int:
    """A 64-bit value that depends on every part and on their order."""
    value = (start + _START) & _MASK
    for part in parts:
        value = ((value ^ part) * GOLDEN) & _MASK
        value ^= value >> 29
    return value
