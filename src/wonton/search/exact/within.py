"""The sequential null model within a budget: the chance that it has succeeded after so many attempts.

By dynamic programming on attempts. For each place, S[t] and F[t] are the chances that a run-through from there succeeds
or ends unsuccessfully with its t-th attempt. Draws until one works are geometric, goals in a row convolve, and
run-throughs in a row are a renewal: Q[t] = S[t] + sum of F[u] Q[t - u]. Doubles throughout; every term is positive.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from wonton.search.exact.graph import ExactGraph
from wonton.search.exact.sequential import DeadEnd
from wonton.search.exact.unfold import MAX_PLACES, Place, Unfolding

Series = list[float]


@dataclass(frozen=True, slots=True)
class Within:
    """`solved[t]` is the chance that the sequential null model has succeeded by its t-th attempt, t from 0 to the
    budget. `attempts` is the restricted mean: the expected value of the smaller of its attempts and the budget."""

    budget: int
    solved: tuple[float, ...]
    attempts: float
    complete: bool
    dead_end: DeadEnd

    @property
    def p(self) -> float:
        """The chance to succeed within the budget."""
        return self.solved[-1]


def sequential_within(
    graph: ExactGraph, budget: int, dead_end: DeadEnd = "stuck", *, max_places: int = MAX_PLACES
) -> Within:
    """The sequential null model within `budget` attempts. Costs (places that branch) * budget^2 at worst.

    Raises `TooLargeError` as `sequential` does, `ValueError` for a negative budget.
    """
    if budget < 0:
        raise ValueError(f"a budget of {budget} attempts")
    unfolding = Unfolding(graph)
    ends: dict[int, tuple[Series, Series]] = {}
    for number in unfolding.order(max_places):
        ends[number] = _ends(unfolding[number], ends, budget, dead_end)
    success, failure = ends[Unfolding.ROOT]
    by_time = list(success)
    # A run-through that fails costs an attempt, unless the root has no candidate: then none ever succeeds.
    for t in range(budget + 1):
        by_time[t] += math.fsum(failure[u] * by_time[t - u] for u in range(1, t + 1))
    solved = tuple(min(1.0, chance) for chance in accumulate(by_time))
    restricted = math.fsum(1.0 - chance for chance in solved[:-1])
    return Within(budget, solved, restricted, graph.complete, dead_end)


def _ends(
    place: Place, ends: dict[int, tuple[Series, Series]], budget: int, dead_end: DeadEnd
) -> tuple[Series, Series]:
    """S and F of a place, up to the budget."""
    success, failure = _zeros(budget), _zeros(budget)
    for goals in place.working:
        so_far = _one(budget)
        for goal in goals:
            _add(failure, convolve(so_far, ends[goal][1]))
            so_far = convolve(so_far, ends[goal][0])
        _add(success, so_far)
    n, w = place.candidates, len(place.working)
    if not w:
        end = _zeros(budget)
        cost = n if dead_end == "stuck" else min(n, 1)
        if cost <= budget:
            end[cost] = 1.0
        return success, end
    if dead_end == "stuck":
        return _repeated(success, 1 / n, (n - w) / n), _repeated(failure, 1 / n, (n - w) / n)
    success, failure = _drawn_once(success, n), _drawn_once(failure, n)
    if budget:
        failure[1] += (n - w) / n
    return success, failure


def _repeated(series: Series, each: float, again: float) -> Series:
    """After draws until one works: X[t] = each * series[t - 1] + again * X[t - 1]."""
    found = [0.0] * len(series)
    for t in range(1, len(series)):
        found[t] = each * series[t - 1] + again * found[t - 1]
    return found


def _drawn_once(series: Series, n: int) -> Series:
    return [0.0, *(chance / n for chance in series[:-1])]


def convolve(one: Sequence[float], two: Sequence[float]) -> Series:
    """Their product as power series, up to the length of `one`."""
    size = len(one)
    found = [0.0] * size
    ends = [i for i, value in enumerate(two) if value]
    for i, value in enumerate(one):
        if value:
            for j in ends:
                if i + j >= size:
                    break
                found[i + j] += value * two[j]
    return found


def _zeros(budget: int) -> Series:
    return [0.0] * (budget + 1)


def _one(budget: int) -> Series:
    return [1.0, *([0.0] * budget)]


def _add(total: Series, more: Series) -> None:
    for i, value in enumerate(more):
        total[i] += value
