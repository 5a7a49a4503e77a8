"""`blind_uniform` search within a budget of attempts, exactly: the chance that it has solved after so many.

`blind` counts its budget in iterations; a horizon of K is one in attempts. The distribution over the states of the same
chain is carried from one number of attempts to the next. An expansion is not broken off: a search that solves with an
attempt beyond the horizon has not solved within it. A dead search never solves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from wonton.search.exact.chain import MAX_STATES, Chain
from wonton.search.exact.graph import ExactGraph
from wonton.search.exact.grow import DEAD, SOLVED
from wonton.search.exact.unfold import TooLargeError
from wonton.search.settings import ExpansionName


@dataclass(frozen=True, slots=True)
class BlindWithin:
    """`solved[t]` is the chance that the search has solved by its t-th attempt, t from 0 to the horizon. `attempts` is
    the restricted mean: the expected value of the smaller of its attempts until it solves and the horizon. `states` is
    the number of states behind it."""

    horizon: int
    solved: tuple[float, ...]
    attempts: float
    states: int
    complete: bool

    @property
    def p(self) -> float:
        """The chance to solve within the horizon."""
        return self.solved[-1]

    @property
    def constant(self) -> bool:
        """Whether every search costs the same."""
        return all(chance < 1e-12 or chance > 1 - 1e-12 for chance in self.solved[:-1])


def blind_within(
    graph: ExactGraph, horizon: int, expansion: ExpansionName = "first_success", *, max_states: int = MAX_STATES
) -> BlindWithin:
    """`blind_uniform` on `graph` within `horizon` attempts, in doubles; iterations are not limited.

    Raises `TooLargeError` where there are more than `max_states` states, `ValueError` for a horizon below 0.
    """
    if horizon < 0:
        raise ValueError(f"a horizon of {horizon} attempts")
    chain = Chain(graph, expansion)
    solved = [0.0] * (horizon + 1)
    waiting: list[dict[int, float]] = [{} for _ in range(horizon + 1)]
    waiting[0][chain.start] = 1.0
    for spent in range(horizon):
        now = waiting[spent]
        # An expansion of blocked offers alone takes no attempt: its outcome waits here, too. It uses offers up, so
        # this ends.
        while now:
            state, chance = now.popitem()
            _spread(chain, state, chance, spent, waiting, solved)
            if len(chain) > max_states:
                raise TooLargeError("states of a blind search", max_states)
    by_time = tuple(min(1.0, math.fsum(solved[: t + 1])) for t in range(horizon + 1))
    return BlindWithin(horizon, by_time, math.fsum(1.0 - p for p in by_time[:-1]), len(chain), graph.complete)


def _spread(
    chain: Chain, state: int, chance: float, spent: int, waiting: list[dict[int, float]], solved: list[float]
) -> None:
    """Hand a state's chance on to what one iteration can make of it."""
    leaves = chain.leaves(state)
    for weight, after, attempts in chain.steps(state):
        then = spent + attempts
        if after == DEAD or then >= len(waiting):
            continue
        flow = chance * float(weight) / leaves
        if after == SOLVED:
            solved[then] += flow
        else:
            waiting[then][after] = waiting[then].get(after, 0.0) + flow
