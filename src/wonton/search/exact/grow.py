"""blind_uniform search with `first_success`, drawn on a graph: a tree of bare numbers instead of `Search`'s.

Grows the same trees with the same chances, and keeps of them no more than that takes.
"""

from __future__ import annotations

from collections.abc import Callable

from wonton.search.exact.graph import ExactGraph
from wonton.search.exact.unfold import Unfolding

SOLVED, DEAD = -1, -2


class Grower:
    """Draws searches on one graph. What it has unfolded it keeps for the next ones."""

    def __init__(self, graph: ExactGraph) -> None:
        self._unfolding = Unfolding(graph)

    def search(self, budget: int, draw: Callable[[], float]) -> tuple[int, int, int]:
        """One search of `budget` iterations at most: `SOLVED`, `DEAD` or 0 (out of budget), attempts and iterations.
        `draw` gives numbers in [0, 1)."""
        tree = _Tree(self._unfolding, draw)
        for iteration in range(1, budget + 1):
            if end := tree.expand(tree.pick()):
                return end, tree.attempts, iteration
        return 0, tree.attempts, budget


class _Tree:
    """One search's tree. A goal is a number; so is an edge. Goals that stopped to matter stay in `frontier` until they
    are drawn, and are then passed over: the others keep equal chances."""

    def __init__(self, unfolding: Unfolding, draw: Callable[[], float]) -> None:
        self.unfolding, self.draw, self.attempts = unfolding, draw, 0
        self.place, self.above, self.open = [Unfolding.ROOT], [-1], [True]
        self.failing, self.blocked, self.live = [0], [0], [0]
        self.left: list[list[int] | None] = [None]
        self.parent: list[int] = []
        self.missing: list[int] = []  #: goals that an edge still needs; -1 once one of them is dead
        self.frontier = [0]

    def pick(self) -> int:
        """A uniformly random goal of those that can be expanded. There is one unless the root is closed."""
        frontier = self.frontier
        while True:
            at = int(self.draw() * len(frontier))
            goal = frontier[at]
            if self._untried(goal) and self._matters(goal):
                return goal
            frontier[at] = frontier[-1]
            frontier.pop()

    def _untried(self, goal: int) -> bool:
        left = self.left[goal]
        return left is None or bool(left or self.failing[goal] or self.blocked[goal])

    def _matters(self, goal: int) -> bool:
        while self.open[goal]:
            edge = self.above[goal]
            if edge < 0:
                return True
            if self.missing[edge] < 0:
                return False
            goal = self.parent[edge]
        return False

    def expand(self, goal: int) -> int:
        """Try what is left of the goal's offers, in random order, up to the first that works; gives how that ends the
        search, 0 where it does not."""
        place = self.unfolding[self.place[goal]]
        left = self.left[goal]
        if left is None:
            left = self.left[goal] = list(range(len(place.working)))
            self.failing[goal], self.blocked[goal] = place.failing, place.blocked
        failing, blocked = self.failing[goal], self.blocked[goal]
        kept = -1
        while total := failing + blocked + len(left):
            drawn = int(self.draw() * total)
            if drawn < blocked:
                blocked -= 1
                continue
            self.attempts += 1
            if drawn >= blocked + failing:
                kept = left[drawn - blocked - failing]
                break
            failing -= 1
        self.failing[goal], self.blocked[goal] = failing, blocked
        if kept < 0:
            return 0 if self.live[goal] else self._dies(goal)
        if not place.working[kept]:
            return self._solves(goal)
        others = [i for i in left if place.kinds[i] != place.kinds[kept]]
        self.failing[goal] += len(left) - 1 - len(others)
        self.left[goal] = others
        self._grow(goal, place.working[kept])
        return 0

    def _grow(self, goal: int, places: tuple[int, ...]) -> None:
        edge, number = len(self.parent), len(places)
        self.parent.append(goal)
        self.missing.append(number)
        self.live[goal] += 1
        first = len(self.place)
        self.place += places
        self.above += [edge] * number
        self.open += [True] * number
        self.failing += [0] * number
        self.blocked += [0] * number
        self.live += [0] * number
        self.left += [None] * number
        self.frontier += range(first, first + number)

    def _solves(self, goal: int) -> int:
        while True:
            self.open[goal] = False
            edge = self.above[goal]
            if edge < 0:
                return SOLVED
            self.missing[edge] -= 1
            if self.missing[edge]:
                return 0
            goal = self.parent[edge]

    def _dies(self, goal: int) -> int:
        while True:
            self.open[goal] = False
            edge = self.above[goal]
            if edge < 0:
                return DEAD
            self.missing[edge] = -1
            goal = self.parent[edge]
            self.live[goal] -= 1
            if self.live[goal] or self._untried(goal):
                return 0
