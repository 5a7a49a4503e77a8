"""`blind_uniform` search itself, exactly, by the chain of what its tree can look like (`chain`), and drawn.

The distribution over states is carried through the iterations; what is not solved, dead or out of budget goes on. A
depth limit plays no part: the search that this describes has one that it never meets.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import NamedTuple

from wonton.search.exact.chain import MAX_STATES, Chain
from wonton.search.exact.graph import ExactGraph
from wonton.search.exact.grow import DEAD, SOLVED, Grower
from wonton.search.exact.sequential import Number
from wonton.search.exact.simulate import Mean, Share
from wonton.search.exact.unfold import TooLargeError
from wonton.search.settings import ExpansionName


@dataclass(frozen=True, slots=True)
class Blind:
    """`blind_uniform` within `budget` iterations.

    `p` is the chance that it solves, `dead` that it dies; `attempts` and `iterations` are the expected numbers until it
    is solved, dead or out of budget; `attempts_solved` is the expected attempts of a search that solves (NaN where none
    does). `solved[t]` is the chance to have solved by iteration t. `exact`: these are the values themselves, `states`
    the number of states behind them, and only the rounding of doubles, at most `residual` relative, is between (none
    for fractions). Else they come from `runs` simulated searches, with the standard errors `p_error`, `attempts_error`.
    """

    budget: int
    p: Number
    dead: Number
    attempts: Number
    attempts_solved: Number
    iterations: Number
    solved: tuple[Number, ...]
    exact: bool
    complete: bool
    residual: float = 0.0
    states: int = 0
    runs: int = 0
    p_error: float = 0.0
    attempts_error: float = 0.0


class _Mass(NamedTuple):
    chance: Number
    attempts: Number  #: chance times the mean attempts so far


_ZERO = _Mass(0, 0)


class _Spread:
    """The distribution over the states of a chain: `going` on, and `ended` as `SOLVED` or `DEAD`."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self.going = {chain.start: _Mass(chain.ratio(1, 1), chain.ratio(0, 1))}
        self.ended = {SOLVED: _ZERO, DEAD: _ZERO}
        self.operations = 0

    def iterate(self, max_states: int) -> None:
        """Carry it through one iteration. Raises `TooLargeError` where that names more than `max_states` states."""
        later: dict[int, _Mass] = {}
        for state, mass in self.going.items():
            leaves = self._chain.leaves(state)
            for weight, after, attempts in self._chain.steps(state):
                flow = mass.chance * weight / leaves
                into = self.ended if after < 0 else later
                old = into.get(after, _ZERO)
                into[after] = _Mass(old.chance + flow, old.attempts + mass.attempts * weight / leaves + flow * attempts)
                self.operations += 1
            if len(self._chain) > max_states:
                raise TooLargeError("states of a blind search", max_states)
        self.going = later


def blind(
    graph: ExactGraph,
    budget: int,
    expansion: ExpansionName = "first_success",
    *,
    max_states: int = MAX_STATES,
    fractions: bool = False,
) -> Blind:
    """`blind_uniform` on `graph` within `budget` iterations, exactly; in fractions where asked (short budgets only).

    Raises `TooLargeError` where there are more than `max_states` states, `ValueError` for a negative budget.
    """
    if budget < 0:
        raise ValueError(f"a budget of {budget} iterations")
    chain = Chain(graph, expansion, fractions=fractions)
    spread = _Spread(chain)
    solved: list[Number] = [chain.ratio(0, 1)]
    iterations: Number = 0
    for _ in range(budget):
        iterations += sum(mass.chance for mass in spread.going.values())
        spread.iterate(max_states)
        solved.append(spread.ended[SOLVED].chance)
    rest = sum(mass.attempts for mass in spread.going.values())
    won, lost = spread.ended[SOLVED], spread.ended[DEAD]
    return Blind(
        budget=budget,
        p=won.chance,
        dead=lost.chance,
        attempts=won.attempts + lost.attempts + rest,
        attempts_solved=won.attempts / won.chance if won.chance else math.nan,
        iterations=iterations,
        solved=tuple(solved),
        exact=True,
        complete=graph.complete,
        residual=0.0 if fractions else 4.0 * spread.operations * 2.0**-52,
        states=len(chain),
    )


class _ChainWalker:
    """Draws searches by the chain: only the states that they visit are made."""

    def __init__(self, graph: ExactGraph, expansion: ExpansionName) -> None:
        self._chain = Chain(graph, expansion)

    def search(self, budget: int, draw: Callable[[], float]) -> tuple[int, int, int]:
        """As `Grower.search`."""
        state, attempts = self._chain.start, 0
        for iteration in range(1, budget + 1):
            steps = self._chain.steps(state)
            ends = list(accumulate(float(step.weight) for step in steps))
            _, state, more = steps[min(bisect_right(ends, draw() * ends[-1]), len(steps) - 1)]
            attempts += more
            if state < 0:
                return state, attempts, iteration
        return 0, attempts, budget


def simulate_blind(
    graph: ExactGraph, budget: int, runs: int, rng: Random, expansion: ExpansionName = "first_success"
) -> Blind:
    """`blind_uniform` within `budget` iterations, from `runs` independent searches (at least 1)."""
    walker = Grower(graph) if expansion == "first_success" else _ChainWalker(graph, expansion)
    drawn = [walker.search(budget, rng.random) for _ in range(runs)]
    spent = [attempts for _, attempts, _ in drawn]
    won = [row for row in drawn if row[0] == SOLVED]
    share = Share(len(won), runs)
    mean = Mean.of(sum(spent), sum(cost * cost for cost in spent), runs)
    times = sorted(iterations for _, _, iterations in won)
    return Blind(
        budget=budget,
        p=share.value,
        dead=sum(end == DEAD for end, _, _ in drawn) / runs,
        attempts=mean.value,
        attempts_solved=sum(cost for _, cost, _ in won) / len(won) if won else math.nan,
        iterations=sum(iterations for _, _, iterations in drawn) / runs,
        solved=tuple(bisect_right(times, t) / runs for t in range(budget + 1)),
        exact=False,
        complete=graph.complete,
        runs=runs,
        p_error=share.error,
        attempts_error=mean.error,
    )
