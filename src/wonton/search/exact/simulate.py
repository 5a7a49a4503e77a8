"""The sequential null model, drawn: run-throughs and searches on an enumerated graph, without an assistant.

The check of the exact values, and the way out where there are none: it unfolds only what it visits.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wonton.search.exact.graph import ExactGraph
from wonton.search.exact.sequential import DeadEnd
from wonton.search.exact.unfold import Unfolding

#: Two-sided quantile of the normal distribution at 99%.
Z99 = 2.5758293035489004

#: What a candidate leads to: places in reverse order, or None where it does not work.
_Draws = list[tuple[int, ...] | None]


@dataclass(frozen=True, slots=True)
class Mean:
    """A sample mean with its standard error, from `number` independent draws."""

    value: float
    error: float
    number: int

    def interval(self, z: float = Z99) -> tuple[float, float]:
        """value - z * error and value + z * error; the value twice where it is infinite."""
        if math.isinf(self.value):
            return self.value, self.value
        return self.value - z * self.error, self.value + z * self.error

    @classmethod
    def of(cls, total: float, squares: float, number: int) -> Mean:
        """From the sum and the sum of squares of the draws."""
        mean = total / number
        variance = max(0.0, squares / number - mean * mean) * number / max(1, number - 1)
        return cls(mean, math.sqrt(variance / number), number)


@dataclass(frozen=True, slots=True)
class Share:
    """A number of successes among independent draws."""

    successes: int
    number: int

    @property
    def value(self) -> float:
        """The observed share."""
        return self.successes / self.number

    @property
    def error(self) -> float:
        """Its standard error, sqrt(p (1 - p) / n)."""
        return math.sqrt(self.value * (1 - self.value) / self.number)

    def interval(self, z: float = Z99) -> tuple[float, float]:
        """Wilson's score interval (Wilson 1927)."""
        n, p = self.number, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        low = 0.0 if self.successes == 0 else middle - half
        return low, 1.0 if self.successes == n else middle + half


@dataclass(frozen=True, slots=True)
class Simulated:
    """What run-throughs came to. `p` and `per_run` are as in `Exact`; `attempts` is their quotient with its standard
    error by the delta method, infinite where none succeeded."""

    p: Share
    per_run: Mean
    attempts: Mean


class Walker:
    """Draws run-throughs on one graph. What it has unfolded it keeps for the next ones."""

    def __init__(self, graph: ExactGraph, dead_end: DeadEnd = "stuck") -> None:
        self._unfolding = Unfolding(graph)
        self._again = dead_end == "stuck"
        self._draws: list[_Draws | None] = []
        self._stuck: list[bool] = []

    def _fill(self, number: int) -> _Draws:
        place = self._unfolding[number]
        missing = len(self._unfolding) - len(self._draws)
        self._draws += [None] * missing
        self._stuck += [False] * missing
        found: _Draws = [*(goals[::-1] for goals in place.working), *([None] * place.failing)]
        self._draws[number] = found
        self._stuck[number] = self._again and not place.working
        return found

    def run_through(self, draw: Callable[[], float]) -> tuple[bool, int]:
        """One run-through: whether it succeeded, and its attempts. `draw` gives numbers in [0, 1)."""
        table, stuck, again = self._draws, self._stuck, self._again
        attempts, stack = 0, [Unfolding.ROOT]
        pop, push = stack.pop, stack.extend
        while stack:
            number = pop()
            found = table[number] if number < len(table) else None
            if found is None:
                found = self._fill(number)
            size = len(found)
            if stuck[number] or not size:
                return False, attempts + size
            while True:
                attempts += 1
                goals = found[int(draw() * size)]
                if goals is not None:
                    break
                if not again:
                    return False, attempts
            push(goals)
        return True, attempts


def simulate_sequential(graph: ExactGraph, runs: int, rng: random.Random, dead_end: DeadEnd = "stuck") -> Simulated:
    """`runs` independent run-throughs (at least 1) of the sequential null model."""
    walker, draw = Walker(graph, dead_end), rng.random
    successes = total = squares = together = 0
    for _ in range(runs):
        solved, attempts = walker.run_through(draw)
        total += attempts
        squares += attempts * attempts
        if solved:
            successes += 1
            together += attempts
    share, per_run = Share(successes, runs), Mean.of(total, squares, runs)
    return Simulated(share, per_run, _quotient(share, per_run, together / runs))


def _quotient(share: Share, per_run: Mean, together: float) -> Mean:
    """per_run / p, with the error of a ratio of two means: var(a - r s) / (n s^2), r the quotient."""
    if not share.successes:
        return Mean(math.inf, math.inf, share.number)
    ratio, n = per_run.value / share.value, share.number
    covariance = (together - per_run.value * share.value) / max(1, n - 1)
    variance = per_run.error**2 - 2 * ratio * covariance + ratio**2 * share.error**2
    return Mean(ratio, math.sqrt(max(0.0, variance)) / share.value, n)


@dataclass(frozen=True, slots=True)
class SimulatedWithin:
    """Searches with a budget: the share that succeeded, and the mean of the smaller of attempts and budget."""

    p: Share
    attempts: Mean


def simulate_within(
    graph: ExactGraph, budget: int, runs: int, rng: random.Random, dead_end: DeadEnd = "stuck"
) -> SimulatedWithin:
    """`runs` independent searches of the sequential null model, each of `budget` attempts at most."""
    walker = Walker(graph, dead_end)
    costs = [_search(walker, budget, rng.random) for _ in range(runs)]
    spent = [min(cost, budget) for cost in costs]
    share = Share(sum(cost <= budget for cost in costs), runs)
    return SimulatedWithin(share, Mean.of(sum(spent), _squares(spent), runs))


def _search(walker: Walker, budget: int, draw: Callable[[], float]) -> int:
    """Attempts until a run-through succeeds; more than `budget` where that has not happened by then."""
    attempts = 0
    while attempts <= budget:
        solved, more = walker.run_through(draw)
        attempts += more
        if solved:
            return attempts
        if not more:
            break
    return budget + 1


def _squares(values: Iterable[int]) -> int:
    return sum(value * value for value in values)
