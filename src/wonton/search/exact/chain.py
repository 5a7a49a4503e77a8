"""The Markov chain behind `blind_uniform`: the states that its tree can be in, and what one iteration makes of them.

One iteration takes a uniformly random node of the frontier and goes through what is left of its offers, in an order
that is random and fixed for the node, up to the first that is kept (`first_success`) or to the end (`all_successes`).
What the future depends on is the *state*: of every goal that still matters, its place (`unfold`), how many offers of
each kind are left, and the goals that its kept tactics still need. Which tactics these were, in which order, and where
in the tree, changes nothing, so trees that agree in that are one state. A candidate that leaves the same signatures as
a kept one is a `duplicate` from then on, and counts as failing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import comb
from typing import NamedTuple

from wonton.search.exact.graph import ExactGraph
from wonton.search.exact.grow import DEAD, SOLVED
from wonton.search.exact.sequential import Number
from wonton.search.exact.unfold import Place, Unfolding
from wonton.search.settings import ExpansionName

#: How many search states an exact computation names at most, unless told otherwise.
MAX_STATES = 20_000
#: An edge: the states of the goals that it still needs, sorted. A goal's edges are sorted, too.
_Edge = tuple[int, ...]


class _State(NamedTuple):
    """An open goal. `left` is None before its first expansion, else the working candidates left, by their index in the
    place; the counts `failing` and `blocked` are those left."""

    place: int
    left: tuple[int, ...] | None
    failing: int
    blocked: int
    edges: tuple[_Edge, ...]

    @property
    def untried(self) -> bool:
        return self.left is None or bool(self.left or self.failing or self.blocked)


class Step(NamedTuple):
    """A way that an expansion inside a goal can go: weight (out of the number of its leaves), the goal's next state
    (or `SOLVED`, `DEAD`), and the attempts it took."""

    weight: Number
    state: int
    attempts: int


class Chain:
    """The states that a blind search can be in, by number; those of single goals are part of larger ones."""

    def __init__(
        self, graph: ExactGraph, expansion: ExpansionName = "first_success", *, fractions: bool = False
    ) -> None:
        self.unfolding = Unfolding(graph)
        self._first_only = expansion == "first_success"
        #: a/b as the kind of number that chances are
        self.ratio: Callable[[int, int], Number] = Fraction if fractions else (lambda a, b: a / b)
        self._numbers: dict[_State, int] = {}
        self._states: list[_State] = []
        self._steps: list[tuple[Step, ...] | None] = []
        self._leaves: list[int] = []
        self.start = self._fresh(Unfolding.ROOT)

    def __len__(self) -> int:
        """States named so far."""
        return len(self._states)

    def leaves(self, state: int) -> int:
        """Nodes of the frontier at and below the goal."""
        return self._leaves[state]

    def steps(self, state: int) -> tuple[Step, ...]:
        """Everything that one iteration can make of a state. Weights sum to its leaves."""
        found = self._steps[state]
        if found is None:
            merged: dict[tuple[int, int], Number] = {}
            for step in self._all_steps(self._states[state]):
                key = (step.state, step.attempts)
                merged[key] = merged.get(key, 0) + step.weight
            found = self._steps[state] = tuple(Step(weight, *key) for key, weight in merged.items())
        return found

    def _fresh(self, place: int) -> int:
        return self._number(_State(place, None, 0, 0, ()))

    def _number(self, state: _State) -> int:
        if state not in self._numbers:
            self._numbers[state] = len(self._states)
            self._states.append(state)
            self._steps.append(None)
            below = sum(self._leaves[goal] for edge in state.edges for goal in edge)
            self._leaves.append(int(state.untried) + below)
        return self._numbers[state]

    def _all_steps(self, state: _State) -> Iterator[Step]:
        if state.untried:
            yield from self._expansions(state)
        for at, edge in enumerate(state.edges):
            rest = state.edges[:at] + state.edges[at + 1 :]
            for place, goal in enumerate(edge):
                others = edge[:place] + edge[place + 1 :]
                for weight, after, attempts in self.steps(goal):
                    yield Step(weight, self._with_goal(state, rest, others, after), attempts)

    def _with_goal(self, state: _State, rest: tuple[_Edge, ...], others: _Edge, after: int) -> int:
        """The goal once one of the goals that an edge needs has changed to `after`."""
        if after == SOLVED and not others:
            return SOLVED
        if after == DEAD:
            return self._settled(state._replace(edges=rest))
        edge = others if after == SOLVED else tuple(sorted((*others, after)))
        return self._number(state._replace(edges=tuple(sorted((*rest, edge)))))

    def _settled(self, state: _State) -> int:
        return self._number(state) if state.edges or state.untried else DEAD

    def _expansions(self, state: _State) -> Iterator[Step]:
        """What expanding the goal itself can do."""
        place = self.unfolding[state.place]
        if state.left is None:
            everything = tuple(range(len(place.working)))
            state = state._replace(left=everything, failing=place.failing, blocked=place.blocked)
        return self._first_kept(state, place) if self._first_only else self._all_kept(state, place)

    def _first_kept(self, state: _State, place: Place) -> Iterator[Step]:
        """Tries `x` failing and meets `y` blocked offers before the first working one: hypergeometric in both."""
        left = state.left or ()
        failing, blocked, works = state.failing, state.blocked, len(left)
        if not works:
            yield Step(self.ratio(1, 1), self._settled(state._replace(failing=0, blocked=0)), failing)
            return
        total = failing + blocked + works
        for x in range(failing + 1):
            for y in range(blocked + 1):
                ways = comb(failing, x) * comb(blocked, y)
                chance = self.ratio(ways, comb(total, x + y) * (total - x - y))
                for kept in left:
                    after = self._keep(state, place, kept, failing - x, blocked - y)
                    yield Step(chance, after, x + 1)

    def _keep(self, state: _State, place: Place, kept: int, failing: int, blocked: int) -> int:
        goals = place.working[kept]
        if not goals:
            return SOLVED
        others = [i for i in state.left or () if i != kept]
        left = tuple(i for i in others if place.kinds[i] != place.kinds[kept])
        edge = tuple(sorted(self._fresh(goal) for goal in goals))
        after = _State(
            state.place, left, failing + len(others) - len(left), blocked, tuple(sorted((*state.edges, edge)))
        )
        return self._number(after)

    def _all_kept(self, state: _State, place: Place) -> Iterator[Step]:
        """Tries all; of working candidates that leave the same signatures the first is kept, each equally likely."""
        attempts = len(place.working) + place.failing
        if () in place.working:
            yield Step(self.ratio(1, 1), SOLVED, attempts)
            return
        by_kind: dict[int, list[tuple[int, ...]]] = {}
        for goals, kind in zip(place.working, place.kinds, strict=True):
            by_kind.setdefault(kind, []).append(goals)
        found: list[tuple[Number, tuple[_Edge, ...]]] = [(self.ratio(1, 1), ())]
        for alike in by_kind.values():
            share = self.ratio(1, len(alike))
            edges = [tuple(sorted(self._fresh(goal) for goal in goals)) for goals in alike]
            found = [(weight * share, (*before, edge)) for weight, before in found for edge in edges]
        for weight, kept in found:
            yield Step(weight, self._settled(_State(state.place, (), 0, 0, tuple(sorted(kept)))), attempts)
