"""Graph edit distance of labelled directed graphs: how many nodes and edges to insert, delete or relabel.

Each costs 1, a node's relabelling less where `node_cost` says so. A node that is deleted takes its edges along, each at
the cost of its own deletion. Graphs may have loops, and several edges from one node to another.

Three steps, each only where the one before leaves a doubt: lower and upper bounds from labels and from one assignment
(`bounds`), then a constraint solver between them (`solver`). All are deterministic: the solver's limit counts its
steps, not seconds, so a graph pair has the same distance, exact or not, on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from wonton.metrics.distances.bounds import ASSIGNED, bounds
from wonton.metrics.distances.matching import Labelled, Problem, problem_of
from wonton.metrics.distances.normal import normalised
from wonton.metrics.distances.solver import SOLVED, solve

__all__ = ["GraphDistance", "Labelled", "graph_distance"]


@dataclass(frozen=True, slots=True)
class GraphDistance:
    """The distance of two graphs, in units of one edit.

    It lies between `lower` and `upper`, both included; `exact` says that they meet. `value` is then the distance, else
    the cost of the best edit path that was found, which is `upper`: never quote it without the other two. `normalised`
    is `2 d / (s + d)` with s the nodes and edges of both graphs, None unless exact. `notes` say what was not done or
    not sure, one sentence each.
    """

    value: float
    lower: float
    upper: float
    normalised: float | None
    exact: bool
    notes: tuple[str, ...]


def graph_distance(
    a: Labelled,
    b: Labelled,
    *,
    node_cost: Callable[[int, int], float] | None = None,
    deterministic_limit: float = 2.0,
    time_limit: float | None = None,
) -> GraphDistance:
    """The edit distance of `a` and `b`, or an interval that holds it.

    `node_cost(i, j)`, from 0 to 1 and rounded to a millionth, is what it costs that node i of `a` becomes node j of
    `b`; without it 0 for equal labels, else 1. `deterministic_limit` bounds the solver's work, in its own measure of
    about a second each; 0 leaves it out. `time_limit` bounds its wall seconds too, for the impatient: a result that it
    cut short says so, and may differ between machines.

    Raises `ValueError` for a cost outside 0 to 1 or a limit that is negative or not finite, `MissingToolError` where
    the packages of the extra `lake` are needed and absent.
    """
    for limit in (deterministic_limit, 0.0 if time_limit is None else time_limit):
        if not (isfinite(limit) and limit >= 0):
            raise ValueError(f"a limit of {limit}")
    problem = problem_of(a, b, node_cost)
    known = bounds(problem)
    lower, upper, notes = known.lower, known.upper, []
    if lower < upper:
        if not known.assigned:
            notes.append(f"bounds by labels alone: more than {ASSIGNED} pairs of nodes")
        if problem.pairs > SOLVED:
            notes.append(f"not searched: {problem.pairs} pairs of nodes and of edges, more than {SOLVED}")
        elif deterministic_limit == 0:
            notes.append("not searched: the limit is 0")
        else:
            found = solve(problem, known, deterministic_limit, time_limit)
            lower, upper = found.lower, found.upper
            if found.by_clock:
                notes.append(f"stopped after {time_limit} seconds: bounds may differ between machines")
            elif lower < upper:
                notes.append(f"stopped at the limit of {deterministic_limit} deterministic seconds")
    return _result(problem, lower, upper, notes)


def _result(problem: Problem, lower: int, upper: int, notes: Sequence[str]) -> GraphDistance:
    low, high = lower / problem.edit, upper / problem.edit
    exact = lower == upper
    size = problem.small.size + problem.large.size
    return GraphDistance(high, low, high, normalised(high, size) if exact else None, exact, tuple(notes))
