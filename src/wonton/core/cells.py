"""The trees of a goal as cells: the arithmetic of colours over them, and their texts.

A cell is a node with variables below it, a mention of a variable, or a whole subtree without any. What is walked often
is kept flat, tree by tree. Values are 64 bits of our own arithmetic: nothing depends on the interpreter's hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wonton.core.expr import ExprKind

_MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
_START = 0x2545F4914F6CDD1D
DOWN = 19


@dataclass(frozen=True, slots=True)
class Cell:
    """A node with variables below it, a mention of a variable (its number in the tree, -1 for the others), or a whole
    subtree without any: `code` and `text` say what it is, `children` are places of earlier cells of the tree."""

    code: int
    text: str
    children: tuple[int, ...]
    commutative: bool
    variable: int


#: A cell with children: its place, where its value starts from, its children, whether the arguments commute, and the
#: children with variables below them, each with its index.
_Inner = tuple[int, int, tuple[int, ...], bool, tuple[tuple[int, int], ...]]


class Form:
    """The cells of one tree, in the form that they are walked in. What its variables stand for is open."""

    def __init__(self, cells: Sequence[Cell], variables: tuple[tuple[ExprKind, str], ...]) -> None:
        self.variables = variables
        self.codes = [cell.code for cell in cells]
        self.texts = [cell.text for cell in cells]
        #: Mentions of variables: the cell's place and the variable's number.
        self.mentions = [(place, cell.variable) for place, cell in enumerate(cells) if cell.variable >= 0]
        self.inner = [_inner(place, cells) for place, cell in enumerate(cells) if cell.children]


@dataclass(frozen=True, slots=True)
class Root:
    """A tree in its place: the vertices that it mentions (with the places of the cells), its role in the goal and the
    vertex it belongs to (-1: a target)."""

    form: Form
    mentions: list[tuple[int, int]]
    role: int
    text: str
    owner: int


class Cells:
    """The trees of a goal, over its vertices."""

    def __init__(self, roots: Sequence[Root], vertices: int) -> None:
        self.roots = roots
        self.plain = [f"${number}" for number in range(vertices)]
        self._mentioned = {vertex for root in roots for _, vertex in root.mentions}
        self._lines: list[str] = []
        self._trees_of: dict[int, list[int]] = {}

    def values(self, colours: Sequence[int]) -> list[list[int]]:
        """The value of every cell of every tree, from the leaves up, variables by colour."""
        found = []
        for root in self.roots:
            values = root.form.codes.copy()
            for place, vertex in root.mentions:
                values[place] = colours[vertex]
            for place, start, children, commutative, _ in root.form.inner:
                parts = [values[child] for child in children]
                if commutative:
                    parts[1:] = sorted(parts[1:])
                value = start
                for part in parts:
                    value = ((value ^ part) * GOLDEN) & _MASK
                    value ^= value >> 29
                values[place] = value
            found.append(values)
        return found

    def seen(self, colours: Sequence[int], trees: Sequence[Sequence[int]]) -> list[int]:
        """For every vertex the sum over its mentions of what surrounds them, from the roots down; `trees` are the
        values of the cells."""
        seen = [0] * len(colours)
        for root, values in zip(self.roots, trees, strict=True):
            if not root.mentions:
                continue
            above = [0] * len(values)
            owner = colours[root.owner] if root.owner >= 0 else DOWN
            above[-1] = mix(DOWN, (root.role, owner))
            for place, _, _, commutative, open_children in reversed(root.form.inner):
                here = ((((above[place] + _START) & _MASK) ^ values[place]) * GOLDEN) & _MASK
                start = ((here ^ (here >> 29)) + _START) & _MASK
                for index, child in open_children:
                    value = ((start ^ (values[child] if commutative and index else index)) * GOLDEN) & _MASK
                    above[child] = value ^ (value >> 29)
            for place, vertex in root.mentions:
                seen[vertex] += above[place]
        return [total & _MASK for total in seen]

    def line(self, tree: int, names: Sequence[str]) -> str:
        """A tree written out in its role, with a name for each vertex."""
        root = self.roots[tree]
        done = root.form.texts.copy()
        for place, vertex in root.mentions:
            done[place] = names[vertex]
        for place, _, children, commutative, _ in root.form.inner:
            parts = [done[child] for child in children]
            if commutative:
                parts[1:] = sorted(parts[1:])
            done[place] = f"({done[place]} {' '.join(parts)})"
        return f"{root.text} {names[root.owner]} {done[-1]}" if root.owner >= 0 else f"{root.text} {done[-1]}"

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
        for tree, root in enumerate(self.roots):
            for vertex in {root.owner, *(vertex for _, vertex in root.mentions)}:
                self._trees_of.setdefault(vertex, []).append(tree)


def _inner(place: int, cells: Sequence[Cell]) -> _Inner:
    cell = cells[place]
    children = [(index, child, cells[child]) for index, child in enumerate(cell.children)]
    open_children = tuple((index, child) for index, child, below in children if below.variable >= 0 or below.children)
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
