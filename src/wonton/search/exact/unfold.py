"""The graph unfolded along its cycles: what a goal can still do, given the goals on the way to it.

The search drops a tactic that leaves a goal whose signature stands on its own root path. So what works at a goal
depends on the path, but only on those goals of the path that can be reached again: that part is the *context*. A
*place* is a node of the graph in a context. Every way down from a place ends, so places form an acyclic graph; where
the graph itself has no cycles, all contexts are empty and places are its nodes.

Places are made when they are first asked for, so a simulation pays only for those that it visits.
"""

from __future__ import annotations

from dataclasses import dataclass

from wonton.core.errors import WontonError
from wonton.search.exact.graph import ExactGraph, Move, quotient

#: How many places an exact computation unfolds at most, unless told otherwise.
MAX_PLACES = 20_000


class TooLargeError(WontonError):
    """A graph whose unfolded places or search states are too many to be enumerated. A simulation is still possible."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"more than {limit} {what}", "Simulate it, or enumerate with fewer candidates.")


@dataclass(frozen=True, slots=True)
class Place:
    """What can be drawn at a goal in its context.

    `candidates` are offers that are not blocked: `failing` of them fail or close a cycle, and each of `working` either
    closes the goal (`()`) or leaves goals, given as places. `blocked` is the number of blocked offers. `kinds` has, for
    each of `working`, a number that is equal where the signatures of what it leaves are.
    """

    failing: int
    blocked: int
    working: tuple[tuple[int, ...], ...]
    kinds: tuple[int, ...]

    @property
    def candidates(self) -> int:
        """Offers that can be drawn."""
        return self.failing + len(self.working)


class Unfolding:
    """The places of a graph, by number; `ROOT` is the root's. Numbers depend on the order of asking."""

    ROOT = 0

    def __init__(self, graph: ExactGraph) -> None:
        self.graph = quotient(graph)
        signatures = list(dict.fromkeys(node.signature for node in self.graph.nodes))
        bits = {signature: 1 << i for i, signature in enumerate(signatures)}
        self._own = [bits[node.signature] for node in self.graph.nodes]
        self._reach = _reach(self.graph, self._own)
        self._numbers: dict[tuple[int, int], int] = {}
        self._keys: list[tuple[int, int]] = []
        self._places: list[Place | None] = []
        self._number(0, 0)

    def __len__(self) -> int:
        """Places named so far."""
        return len(self._keys)

    @property
    def acyclic(self) -> bool:
        """Whether no goal of the graph can be reached from itself."""
        return not any(own & reach for own, reach in zip(self._own, self._reach, strict=True))

    def __getitem__(self, number: int) -> Place:
        """The place of that number."""
        place = self._places[number]
        if place is None:
            place = self._places[number] = self._unfold(*self._keys[number])
        return place

    def node(self, number: int) -> int:
        """The node of the quotient that a place is."""
        return self._keys[number][0]

    def order(self, max_places: int = MAX_PLACES) -> list[int]:
        """All places, each after those that it leads to. Raises `TooLargeError` beyond `max_places`."""
        found: list[int] = []
        seen = {self.ROOT}
        stack = [(self.ROOT, False)]
        while stack:
            number, done = stack.pop()
            if done:
                found.append(number)
                continue
            stack.append((number, True))
            for goals in self[number].working:
                for child in goals:
                    if child not in seen:
                        seen.add(child)
                        stack.append((child, False))
            if len(self) > max_places:
                raise TooLargeError("goals in their contexts", max_places)
        return self._sorted(found)

    def _sorted(self, numbers: list[int]) -> list[int]:
        """`numbers` so that each stands after those that it leads to: by height."""
        heights: dict[int, int] = {}
        stack = list(numbers)
        while stack:
            number = stack[-1]
            below = [child for goals in self[number].working for child in goals]
            missing = [child for child in below if child not in heights]
            if missing:
                stack += missing
                continue
            heights[number] = 1 + max((heights[child] for child in below), default=0)
            stack.pop()
        return sorted(numbers, key=lambda number: (heights[number], number))

    def _number(self, node: int, above: int) -> int:
        key = (node, above & self._reach[node])
        if key not in self._numbers:
            self._numbers[key] = len(self._keys)
            self._keys.append(key)
            self._places.append(None)
        return self._numbers[key]

    def _unfold(self, node: int, context: int) -> Place:
        path = context | self._own[node]
        moves = self.graph.nodes[node].moves
        blocked = sum(move.status == "blocked" for move in moves)
        works = [move for move in moves if self._works(move, path)]
        kinds: dict[tuple[int, ...], int] = {}
        return Place(
            failing=len(moves) - blocked - len(works),
            blocked=blocked,
            working=tuple(tuple(self._number(child, path) for child in move.children) for move in works),
            kinds=tuple(kinds.setdefault(tuple(self._own[c] for c in m.children), len(kinds)) for m in works),
        )

    def _works(self, move: Move, path: int) -> bool:
        if move.status == "closed":
            return True
        return move.status == "children" and not any(self._own[child] & path for child in move.children)


def _reach(graph: ExactGraph, own: list[int]) -> list[int]:
    """For each node the signatures, as bits, that one or more moves lead to."""
    below = [{child for move in node.moves for child in move.children} for node in graph.nodes]
    reach = [0] * len(graph.nodes)
    changed = True
    while changed:
        changed = False
        for node in reversed(range(len(reach))):
            found = 0
            for child in below[node]:
                found |= own[child] | reach[child]
            changed |= found != reach[node]
            reach[node] = found
    return reach
