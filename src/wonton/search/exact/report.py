"""All null models of one graph, side by side: exactly where that is possible, else simulated and marked as such."""

from __future__ import annotations

import math
import random
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

from wonton.search.exact.blind import Blind, blind, simulate_blind
from wonton.search.exact.chain import MAX_STATES
from wonton.search.exact.graph import ExactGraph
from wonton.search.exact.sequential import DeadEnd, Number, sequential
from wonton.search.exact.simulate import simulate_sequential, simulate_within
from wonton.search.exact.unfold import MAX_PLACES, TooLargeError
from wonton.search.exact.within import sequential_within
from wonton.search.settings import ExpansionName

#: `fractions`: the exact value. `doubles`: it, but for rounding. `simulated`: from draws, with standard errors.
How = Literal["fractions", "doubles", "simulated"]


@dataclass(frozen=True, slots=True)
class Row:
    """One null model. `p` is the chance of one run-through and `attempts` the expected attempts until it is solved
    without a budget (both None for blind_uniform, infinite attempts for an unprovable theorem). Within `budget` (in
    `unit`): `solved` is the chance to solve, `spent` the expected attempts until solved or out of budget (for
    blind_uniform also until dead). `fractions` has the values that are rational, as text.

    `how` speaks of `p` and `attempts`, `within` of `solved` and `spent`. Standard errors are 0 for what is exact.
    """

    model: str
    how: How
    within: How
    p: float | None
    p_error: float
    attempts: float | None
    attempts_error: float
    budget: int
    unit: Literal["attempts", "iterations"]
    solved: float
    solved_error: float
    spent: float
    spent_error: float
    residual: float
    fractions: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """All fields; what is infinite or no number becomes None."""
        return {name: _finite(value) for name, value in asdict(self).items()}


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


@dataclass(frozen=True, slots=True)
class Budgets:
    """What the models are asked: `attempts` for the sequential one, `iterations` for blind_uniform with `expansion`;
    where something is simulated, `runs` draws from the generator of `seed`."""

    attempts: int = 1_000
    iterations: int = 1_000
    expansion: ExpansionName = "first_success"
    runs: int = 20_000
    seed: int = 0
    max_places: int = MAX_PLACES
    max_states: int = MAX_STATES


def null_models(graph: ExactGraph, asked: Budgets) -> list[Row]:
    """A row for each reading of the sequential model, then one for blind_uniform."""
    return [*(_sequential(graph, asked, dead_end) for dead_end in get_args(DeadEnd)), _blind(graph, asked)]


def _sequential(graph: ExactGraph, asked: Budgets, dead_end: DeadEnd) -> Row:
    model = f"sequential, {dead_end}"
    try:
        solved = sequential(graph, dead_end, max_places=asked.max_places)
        within = sequential_within(graph, asked.attempts, dead_end, max_places=asked.max_places)
    except TooLargeError:
        return _simulated(graph, asked, dead_end, model)
    named: dict[str, Number] = {"p": solved.p, "per_run": solved.per_run, "attempts": solved.attempts}
    return Row(
        model=model,
        how="fractions" if solved.exact else "doubles",
        within="doubles",
        p=float(solved.p),
        p_error=0.0,
        attempts=float(solved.attempts),
        attempts_error=0.0,
        budget=asked.attempts,
        unit="attempts",
        solved=within.p,
        solved_error=0.0,
        spent=within.attempts,
        spent_error=0.0,
        residual=solved.residual,
        fractions={name: str(value) for name, value in named.items() if isinstance(value, Fraction)},
    )


def _simulated(graph: ExactGraph, asked: Budgets, dead_end: DeadEnd, model: str) -> Row:
    drawn = simulate_sequential(graph, asked.runs, _generator(asked, dead_end), dead_end)
    within = simulate_within(graph, asked.attempts, asked.runs, _generator(asked, f"{dead_end}:within"), dead_end)
    return Row(
        model=model,
        how="simulated",
        within="simulated",
        p=drawn.p.value,
        p_error=drawn.p.error,
        attempts=drawn.attempts.value,
        attempts_error=drawn.attempts.error,
        budget=asked.attempts,
        unit="attempts",
        solved=within.p.value,
        solved_error=within.p.error,
        spent=within.attempts.value,
        spent_error=within.attempts.error,
        residual=0.0,
        fractions={},
    )


def _blind(graph: ExactGraph, asked: Budgets) -> Row:
    found: Blind
    try:
        found = blind(graph, asked.iterations, asked.expansion, max_states=asked.max_states)
    except TooLargeError:
        found = simulate_blind(graph, asked.iterations, asked.runs, _generator(asked, "blind"), asked.expansion)
    how: How = "doubles" if found.exact else "simulated"
    return Row(
        model="blind_uniform",
        how=how,
        within=how,
        p=None,
        p_error=0.0,
        attempts=None,
        attempts_error=0.0,
        budget=asked.iterations,
        unit="iterations",
        solved=min(1.0, float(found.p)),
        solved_error=found.p_error,
        spent=float(found.attempts),
        spent_error=found.attempts_error,
        residual=found.residual,
        fractions={},
    )


def _generator(asked: Budgets, role: str) -> random.Random:
    return random.Random(f"{asked.seed}:exact:{role}")
