"""Canonical numbering of the variables of a goal, independent of their names and of the order of hypotheses.

The problem is graph isomorphism with trees for edges: hypotheses and metavariables are vertices, the types of the
hypotheses and the targets are trees over them. Colours are refined (a vertex sees its own tree and every place where it
is mentioned) until nothing changes; what remains tied is told apart by trying: each member of the first tied class is
made an individual in turn, and the smallest serialisation wins. A member whose first serialisation has been seen among
its class is the image of another one under a symmetry of the goal and need not be tried further.

Colours are 64-bit values of our own arithmetic, so that nothing depends on the interpreter's hashes. Does not know what
a goal is worth or what its constants mean, beyond the set of those whose two arguments commute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal

#: Serialisations tried on one goal before its ties are left as they are (still blind to names and order; goals that
#: differ only in what refinement cannot see would then share a signature).
MAX_LEAVES = 400

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_START = 0x2545F4914F6CDD1D
_DECLARED, _UNSOLVED, _LOOSE = 11, 13, 17
_DOWN = 19
_APP, _CONST, _FREE, _META = ExprKind.APP, ExprKind.CONST, ExprKind.FREE, ExprKind.META


@dataclass(frozen=True, slots=True)
class _Cell:
    """A node with variables below it, a mention of a variable (`vertex`, -1 for the others), or a whole subtree without
    any: `code` and `text` say what it is, `children` are places of earlier cells."""

    code: int
    text: str
    children: tuple[int, ...]
    commutative: bool
    vertex: int


@dataclass(frozen=True, slots=True)
class _Root:
    """A tree's root cell, its role in the goal and the vertex it belongs to (-1: a target)."""

    cell: int
    role: int
    text: str
    owner: int


def canonical_text(goals: Sequence[Goal], commutative: Collection[str]) -> str:
    """A serialisation of `goals` (in order; several where they share metavariables) that two sequences share exactly
    if they differ only in names, in the order of hypotheses and in the order of the arguments of the constants
    `commutative`."""
    return _Structure(goals, frozenset(commutative)).canonical()


class _Structure:
    """The goals compiled into cells, with the refinement of colours over them."""

    def __init__(self, goals: Sequence[Goal], commutative: frozenset[str]) -> None:
        self.commutative = commutative
        self.cells: list[_Cell] = []
        self.roots: list[_Root] = []
        self.kinds: list[int] = []
        self.shared: dict[tuple[str, str], int] = {}
        self.leaves = 0
        for number, goal in enumerate(goals):
            self._add_goal(number, goal)

    # -- compiling

    def _add_goal(self, number: int, goal: Goal) -> None:
        scope: dict[str, int] = {}
        for hypothesis in goal.hypotheses:
            vertex = self._vertex(_DECLARED)
            kind = f"h{number}"
            self.roots.append(_Root(self._compile(hypothesis.type, scope), _code(kind), kind, vertex))
            if hypothesis.value is not None:
                kind = f"v{number}"
                self.roots.append(_Root(self._compile(hypothesis.value, scope), _code(kind), kind, vertex))
            scope[hypothesis.name] = vertex
        if goal.fills:
            kind = f"f{number}"
            place = self._compile(Expr(_META, goal.fills), scope)
            self.roots.append(_Root(place, _code(kind), kind, -1))
        kind = f"t{number}"
        self.roots.append(_Root(self._compile(goal.target, scope), _code(kind), kind, -1))

    def _vertex(self, kind: int) -> int:
        self.kinds.append(kind)
        return len(self.kinds) - 1

    def _mentioned(self, node: Expr, scope: dict[str, int]) -> int:
        """The vertex that a variable stands for; one without a declaration is shared by all trees."""
        if node.kind is _FREE and node.label in scope:
            return scope[node.label]
        key = (node.kind.value, node.label)
        if key not in self.shared:
            self.shared[key] = self._vertex(_UNSOLVED if node.kind is _META else _LOOSE)
        return self.shared[key]

    def _compile(self, tree: Expr, scope: dict[str, int]) -> int:
        """Cells for `tree`, children before parents; gives the place of the root's.

        A subtree without variables becomes one cell, however large it is.
        """
        order = [tree]
        firsts: list[int] = []
        for node in order:
            firsts.append(len(order))
            order.extend(node.children)
        done: list[int | tuple[int, str]] = [0] * len(order)
        for place in range(len(order) - 1, -1, -1):
            node, first = order[place], firsts[place]
            if node.kind is _FREE or node.kind is _META:
                self.cells.append(_Cell(0, "", (), False, self._mentioned(node, scope)))
                done[place] = len(self.cells) - 1
            else:
                done[place] = self._compiled(node, done[first : first + len(node.children)])
        return self._placed(done[0])

    def _compiled(self, node: Expr, parts: Sequence[int | tuple[int, str]]) -> int | tuple[int, str]:
        """A node over its compiled children: a place where a variable stands below, else its value and its text."""
        text = f"{node.kind.value} {node.label}"
        code = _code(text)
        if not parts:
            return code, text
        head = node.children[0]
        swaps = len(parts) == 3 and head.kind is _CONST and node.kind is _APP and head.label in self.commutative
        closed = [part for part in parts if not isinstance(part, int)]
        if len(closed) == len(parts):
            return _value(code, [value for value, _ in closed], swaps), _written(text, [t for _, t in closed], swaps)
        places = tuple([self._placed(part) for part in parts])
        self.cells.append(_Cell(code, text, places, swaps, -1))
        return len(self.cells) - 1

    def _placed(self, part: int | tuple[int, str]) -> int:
        """The place of a compiled subtree; a closed one gets its cell now."""
        if isinstance(part, int):
            return part
        self.cells.append(_Cell(part[0], part[1], (), False, -1))
        return len(self.cells) - 1

    # -- refinement

    def _values(self, colours: Sequence[int]) -> list[int]:
        """The value of every cell, from the leaves up, variables by colour."""
        values: list[int] = []
        for cell in self.cells:
            if cell.vertex >= 0:
                values.append(colours[cell.vertex])
            elif cell.children:
                values.append(_value(cell.code, [values[child] for child in cell.children], cell.commutative))
            else:
                values.append(cell.code)
        return values

    def _seen(self, colours: Sequence[int], values: Sequence[int]) -> list[int]:
        """For every vertex the sum over its mentions of what surrounds them, from the roots down."""
        above = [0] * len(self.cells)
        seen = [0] * len(colours)
        for root in self.roots:
            owner = colours[root.owner] if root.owner >= 0 else _DOWN
            above[root.cell] = _mix(_DOWN, (root.role, owner))
        for place in range(len(self.cells) - 1, -1, -1):
            cell = self.cells[place]
            if cell.vertex >= 0:
                seen[cell.vertex] = (seen[cell.vertex] + above[place]) & _MASK
            elif cell.children:
                here = _mix(above[place], (values[place],))
                for index, child in enumerate(cell.children):
                    below = self.cells[child]
                    if below.vertex >= 0 or below.children:
                        above[child] = _mix(here, (values[child] if cell.commutative and index else index,))
        return seen

    def refine(self, colours: list[int]) -> list[int]:
        """The coarsest stable colouring that is finer than `colours`."""
        classes = len(set(colours))
        while classes < len(colours):
            values = self._values(colours)
            seen = self._seen(colours, values)
            fresh = [_mix(colour, (look,)) for colour, look in zip(colours, seen, strict=True)]
            for root in self.roots:
                if root.owner >= 0:
                    fresh[root.owner] = _mix(fresh[root.owner], (root.role, values[root.cell]))
            found = len(set(fresh))
            if found == classes:
                return colours
            colours, classes = fresh, found
        return colours

    # -- the smallest serialisation

    def canonical(self) -> str:
        """The serialisation that names and orders do not change."""
        colours = self.refine(list(self.kinds))
        if len(set(colours)) == len(colours):
            return self.serialise(colours)
        best, _ = self._smallest(colours)
        return best if self.leaves < MAX_LEAVES else self.serialise(colours)

    def _smallest(self, colours: list[int]) -> tuple[str, set[str]]:
        """The smallest serialisation below a stable colouring, and all those met on the way."""
        tied = _first_tied(colours)
        if not tied:
            self.leaves += 1
            text = self.serialise(colours)
            return text, {text}
        met: set[str] = set()
        best = ""
        for vertex in tied:
            if self.leaves >= MAX_LEAVES:
                break
            single = self.refine(_individual(colours, vertex))
            if met and (self._swappable(tied[0], vertex) or self._first_leaf(single) in met):
                continue
            found, below = self._smallest(single)
            met |= below
            best = min(best, found) if best else found
        return best, met

    def _swappable(self, one: int, other: int) -> bool:
        """Whether exchanging two vertices leaves the goals as they are."""
        numbers = list(range(len(self.kinds)))
        before = self.serialise(numbers)
        numbers[one], numbers[other] = other, one
        return self.serialise(numbers) == before

    def _first_leaf(self, colours: list[int]) -> str:
        """One serialisation below a stable colouring."""
        while tied := _first_tied(colours):
            colours = self.refine(_individual(colours, tied[0]))
        self.leaves += 1
        return self.serialise(colours)

    def serialise(self, colours: Sequence[int]) -> str:
        """The goals written out: vertices by the rank of their colour, commuting arguments and hypotheses sorted."""
        ranks = {colour: rank for rank, colour in enumerate(sorted(set(colours)))}
        texts: list[str] = []
        for cell in self.cells:
            if cell.vertex >= 0:
                texts.append(f"${ranks[colours[cell.vertex]]}")
                continue
            parts = [texts[child] for child in cell.children]
            texts.append(_written(cell.text, parts, cell.commutative) if parts else cell.text)
        lines = [
            f"{root.text} ${ranks[colours[root.owner]]} {texts[root.cell]}"
            if root.owner >= 0
            else f"{root.text} {texts[root.cell]}"
            for root in self.roots
        ]
        return "\n".join(sorted(lines))


def _first_tied(colours: Sequence[int]) -> list[int]:
    """The vertices of the smallest colour that several share; among those, classes of fewer members first."""
    members: dict[int, list[int]] = {}
    for vertex, colour in enumerate(colours):
        members.setdefault(colour, []).append(vertex)
    tied = [(len(group), colour) for colour, group in members.items() if len(group) > 1]
    return members[min(tied)[1]] if tied else []


def _individual(colours: Sequence[int], vertex: int) -> list[int]:
    """`colours` with one vertex told apart from all others."""
    fresh = list(colours)
    fresh[vertex] = _mix(_GOLDEN, (colours[vertex],))
    return fresh


def _value(code: int, parts: list[int], commutative: bool) -> int:
    """The value of a node over those of its children."""
    if commutative:
        parts[1:] = sorted(parts[1:])
    return _mix(code, parts)


def _written(text: str, parts: list[str], commutative: bool) -> str:
    """A node written out over its children."""
    if commutative:
        parts[1:] = sorted(parts[1:])
    return f"({text} {' '.join(parts)})"


def _mix(start: int, parts: Iterable[int]) -> int:
    """A 64-bit value that depends on every part and on their order."""
    value = (start + _START) & _MASK
    for part in parts:
        value = ((value ^ part) * _GOLDEN) & _MASK
        value ^= value >> 29
    return value


@lru_cache(maxsize=16_384)
def _code(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
