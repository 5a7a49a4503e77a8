"""Canonical numbering of the variables of a goal, independent of their names and of the order of hypotheses.

The problem is graph isomorphism with trees for edges: hypotheses and metavariables are vertices, the types of the
hypotheses and the targets are trees over them. Colours are refined (a vertex sees its own tree and every place where it
is mentioned) until nothing changes; what remains tied is told apart by trying: each member of the first tied class is
made an individual in turn, and the smallest serialisation wins. A member whose first serialisation has been seen among
its class is the image of another one under a symmetry of the goal and need not be tried further. Many symmetries are
seen before that: exchanging two members, or what hangs on each of them, leaves the goal as it is.

Colours are 64-bit values of our own arithmetic, so that nothing depends on the interpreter's hashes. Does not know what
a goal is worth or what its constants mean, beyond the set of those whose two arguments commute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import lru_cache

from wonton.core.cells import GOLDEN, Cell, Cells, Form, Root, mix, value_of, written
from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal

#: Serialisations tried on one goal before its ties are left as they are (still blind to names and order; goals that
#: differ only in what refinement cannot see would then share a signature).
MAX_LEAVES = 400

_DECLARED, _UNSOLVED, _LOOSE = 11, 13, 17
_APP, _CONST, _FREE, _META = ExprKind.APP, ExprKind.CONST, ExprKind.FREE, ExprKind.META


def canonical_text(goals: Sequence[Goal], commutative: Collection[str]) -> str:
    """A serialisation of `goals` (in order; several where they share metavariables) that two sequences share exactly
    if they differ only in names, in the order of hypotheses and in the order of the arguments of the constants
    `commutative`."""
    return _Structure(goals, frozenset(commutative)).canonical()


class _Structure:
    """The trees of the goals, with the refinement of colours over them."""

    def __init__(self, goals: Sequence[Goal], commutative: frozenset[str]) -> None:
        self.commutative = commutative
        self.roots: list[Root] = []
        self.kinds: list[int] = []
        self.shared: dict[tuple[str, str], int] = {}
        self.leaves = 0
        for number, goal in enumerate(goals):
            self._add_goal(number, goal)
        self.flat = Cells(self.roots, len(self.kinds))

    def _add_goal(self, number: int, goal: Goal) -> None:
        scope: dict[str, int] = {}
        for hypothesis in goal.hypotheses:
            vertex = self._vertex(_DECLARED)
            self._add_root(f"h{number}", hypothesis.type, scope, vertex)
            if hypothesis.value is not None:
                self._add_root(f"v{number}", hypothesis.value, scope, vertex)
            scope[hypothesis.name] = vertex
        if goal.fills:
            self._add_root(f"f{number}", Expr(_META, goal.fills), scope, -1)
        self._add_root(f"t{number}", goal.target, scope, -1)

    def _add_root(self, role: str, tree: Expr, scope: dict[str, int], owner: int) -> None:
        form = _form(tree, self.commutative)
        vertices = [self._mentioned(kind, label, scope) for kind, label in form.variables]
        mentions = [(place, vertices[variable]) for place, variable in form.mentions]
        self.roots.append(Root(form, mentions, _code(role), role, owner))

    def _vertex(self, kind: int) -> int:
        self.kinds.append(kind)
        return len(self.kinds) - 1

    def _mentioned(self, kind: ExprKind, label: str, scope: dict[str, int]) -> int:
        """The vertex that a variable stands for; one without a declaration is shared by all trees."""
        if kind is _FREE and label in scope:
            return scope[label]
        key = (kind.value, label)
        if key not in self.shared:
            self.shared[key] = self._vertex(_UNSOLVED if kind is _META else _LOOSE)
        return self.shared[key]

    # -- refinement

    def refine(self, colours: list[int]) -> list[int]:
        """The coarsest stable colouring that is finer than `colours`."""
        classes = len(set(colours))
        while classes < len(colours):
            values = self.flat.values(colours)
            seen = self.flat.seen(colours, values)
            fresh = [mix(colour, (look,)) for colour, look in zip(colours, seen, strict=True)]
            for root, own in zip(self.roots, values, strict=True):
                if root.owner >= 0:
                    fresh[root.owner] = mix(fresh[root.owner], (root.role, own[-1]))
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
        colours = list(colours)
        tied = self._tied(colours)
        if not tied:
            self.leaves += 1
            text = self.serialise(colours)
            return text, {text}
        if self.leaves >= MAX_LEAVES:
            return "", set()
        first = self.refine(_individual(colours, tied[0]))
        best, met = self._smallest(first)
        for vertex in tied[1:]:
            if self.leaves >= MAX_LEAVES:
                break
            if self.flat.unchanged({tied[0]: vertex, vertex: tied[0]}):
                continue
            single = self.refine(_individual(colours, vertex))
            if self._alike(first, single) or self._first_leaf(single) in met:
                continue
            found, below = self._smallest(single)
            met |= below
            best = min(best, found)
        return best, met

    def _tied(self, colours: list[int]) -> list[int]:
        """The vertices to tell apart next. Twins that come first are told apart at once, in `colours`, as trying would
        do it: one of those that share a colour gets the next one, until no two share any. No other vertex sees a
        difference, so the colouring stays stable."""
        while (tied := _first_tied(colours)) and self.flat.twins(tied):
            colour = colours[tied[0]]
            for vertex in tied:
                colours[vertex] = colour
                colour = mix(GOLDEN, (colour,))
        return tied

    def _alike(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether exchanging the vertices that two colourings, with an individual each, tell apart by the same colours
        leaves the goals as they are: then the serialisations below them are the same. It counts as one of them."""
        mine, theirs = _singles(one), _singles(other)
        if mine.keys() != theirs.keys():
            return False
        moved = {vertex: theirs[colour] for colour, vertex in mine.items() if theirs[colour] != vertex}
        back = {target: vertex for vertex, target in moved.items()}
        if any(moved.get(target, vertex) != vertex for target, vertex in back.items()):
            return False
        alike = self.flat.unchanged({**back, **moved})
        self.leaves += alike
        return alike

    def _first_leaf(self, colours: list[int]) -> str:
        """One serialisation below a stable colouring."""
        colours = list(colours)
        while tied := self._tied(colours):
            colours = self.refine(_individual(colours, tied[0]))
        self.leaves += 1
        return self.serialise(colours)

    def serialise(self, colours: Sequence[int]) -> str:
        """The goals written out: vertices by the rank of their colour, commuting arguments and hypotheses sorted."""
        ranks = {colour: rank for rank, colour in enumerate(sorted(set(colours)))}
        names = [f"${ranks[colour]}" for colour in colours]
        return "\n".join(sorted(self.flat.line(place, names) for place in range(len(self.roots))))


@lru_cache(maxsize=1 << 14)
def _form(tree: Expr, commutative: frozenset[str]) -> Form:
    """`tree` as cells, children before parents, the root's last. Kept: goals share most of their trees.

    A subtree without variables becomes one cell, however large it is."""
    return _Compiler(commutative).form(tree)


class _Compiler:
    """The cells of one tree."""

    def __init__(self, commutative: frozenset[str]) -> None:
        self.commutative = commutative
        self.cells: list[Cell] = []
        self.variables: dict[tuple[ExprKind, str], int] = {}

    def form(self, tree: Expr) -> Form:
        """All of it."""
        order = [tree]
        firsts: list[int] = []
        for node in order:
            firsts.append(len(order))
            order.extend(node.children)
        done: list[int | tuple[int, str]] = [0] * len(order)
        for place in range(len(order) - 1, -1, -1):
            node, first = order[place], firsts[place]
            if node.kind is _FREE or node.kind is _META:
                variable = self.variables.setdefault((node.kind, node.label), len(self.variables))
                self.cells.append(Cell(0, "", (), False, variable))
                done[place] = len(self.cells) - 1
            else:
                done[place] = self._compiled(node, done[first : first + len(node.children)])
        self._placed(done[0])
        return Form(self.cells, tuple(self.variables))

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
            return value_of(code, [value for value, _ in closed], swaps), written(text, [t for _, t in closed], swaps)
        places = tuple([self._placed(part) for part in parts])
        self.cells.append(Cell(code, text, places, swaps, -1))
        return len(self.cells) - 1

    def _placed(self, part: int | tuple[int, str]) -> int:
        """The place of a compiled subtree; a closed one gets its cell now."""
        if isinstance(part, int):
            return part
        self.cells.append(Cell(part[0], part[1], (), False, -1))
        return len(self.cells) - 1


def _singles(colours: Sequence[int]) -> dict[int, int]:
    """The vertices that share their colour with no other, by colour."""
    found: dict[int, int] = {}
    shared: set[int] = set()
    for vertex, colour in enumerate(colours):
        if colour in found:
            shared.add(colour)
        found[colour] = vertex
    return {colour: vertex for colour, vertex in found.items() if colour not in shared}


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
    fresh[vertex] = mix(GOLDEN, (colours[vertex],))
    return fresh


@lru_cache(maxsize=16_384)
def _code(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
