"""Graph edit distance by a constraint solver, within a limit that counts steps and not seconds.

One variable for each pair of nodes and one for each pair of edge bundles; a pair of bundles counts only where both of
its ends are matched. Source: J. Lerouge, Z. Abu-Aisheh, R. Raveaux, P. Héroux and S. Adam, "New binary linear
programming formulation to compute the graph edit distance", Pattern Recognition 72 (2017), 254-265 (there: F2).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from math import floor
from typing import TYPE_CHECKING

from wonton.metrics.distances.bounds import Bounds
from wonton.metrics.distances.matching import Pair, Problem
from wonton.metrics.distances.normal import not_installed

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

#: Pairs of nodes and of edges up to which the solver is tried.
SOLVED = 30_000


@dataclass(frozen=True, slots=True)
class Solved:
    """The distance lies between `lower` and `upper` units. `by_clock` says that wall time stopped the solver: another
    machine may get further."""

    lower: int
    upper: int
    by_clock: bool


def solve(problem: Problem, known: Bounds, deterministic_limit: float, time_limit: float | None) -> Solved:
    """`known` bounds made narrower. Raises `MissingToolError` without OR-tools."""
    try:
        from ortools.sat.python import cp_model
    except ModuleNotFoundError as error:
        raise not_installed("ortools") from error
    model = cp_model.CpModel()
    matched = _matched_nodes(model, problem, known)
    saving = [(variable, 2 * problem.edit - problem.substitution[i][j]) for (i, j), variable in matched.items()]
    saving += _matched_edges(model, problem, matched, known)
    gain = cp_model.LinearExpr.weighted_sum([variable for variable, _ in saving], [units for _, units in saving])
    model.add_linear_constraint(gain, problem.total - known.upper, problem.total - known.lower)
    model.maximize(gain)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = 2  # all constraints in the linear relaxation: 4 to 15 times faster here
    solver.parameters.cp_model_presolve = False  # its time counts against no limit, and it gains nothing here
    solver.parameters.max_deterministic_time = deterministic_limit
    if time_limit is not None:
        solver.parameters.max_time_in_seconds = time_limit
    status = solver.solve(model)
    by_clock = status != cp_model.OPTIMAL and time_limit is not None and solver.wall_time >= time_limit
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):  # stopped before its first answer: its bound says nothing
        return Solved(known.lower, known.upper, by_clock)
    chosen = [j for _, j in sorted(pair for pair, variable in matched.items() if solver.boolean_value(variable))]
    most = floor(solver.best_objective_bound + 1e-6)
    return Solved(max(known.lower, problem.total - most), min(known.upper, problem.cost(chosen)), by_clock)


def _matched_nodes(model: CpModel, problem: Problem, known: Bounds) -> dict[Pair, IntVar]:
    """For each pair of nodes, whether they are matched: every node of `small` with one, none of `large` with two."""
    rows, columns = range(len(problem.small.nodes)), range(len(problem.large.nodes))
    matched = {(i, j): model.new_bool_var("") for i in rows for j in columns}
    for i in rows:
        model.add_exactly_one(matched[i, j] for j in columns)
    for j in columns:
        model.add_at_most_one(matched[i, j] for i in rows)
    for (i, j), variable in matched.items():
        model.add_hint(variable, known.matching[i] == j)
    return matched


def _matched_edges(
    model: CpModel, problem: Problem, matched: dict[Pair, IntVar], known: Bounds
) -> list[tuple[IntVar, int]]:
    """For each pair of edge bundles, whether both of their ends are matched, with what that saves.

    Of the bundles at one node, at most one stands for a given bundle, and only where the nodes are matched.
    """
    saving: list[tuple[IntVar, int]] = []
    exclusive: defaultdict[tuple[Pair, Pair | None, Pair | None, int], list[IntVar]] = defaultdict(list)
    for (here, some), (there, others) in product(problem.small_edges.items(), problem.large_edges.items()):
        if (here[0] == here[1]) != (there[0] == there[1]):
            continue
        variable = model.new_bool_var("")
        model.add_hint(variable, (known.matching[here[0]], known.matching[here[1]]) == there)
        saving.append((variable, problem.saved(some, others)))
        for end in (0, 1):
            ends = (here[end], there[end])
            exclusive[ends, here, None, end].append(variable)
            exclusive[ends, None, there, end].append(variable)
    for (ends, *_), variables in exclusive.items():
        model.add_linear_constraint(sum(variables) - matched[ends], -1, 0)
    return saving
