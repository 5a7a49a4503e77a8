"""The sequential null model, exactly: its chance in one run-through, and its expected attempts until it succeeds.

A *run-through* starts at the root. At the leftmost open goal it draws a candidate uniformly, with replacement, among
those that are not blocked; each draw is one attempt. A candidate that works is kept: the goals that it leaves are open
next, left to right, and all are needed. A candidate that fails, or that leaves a goal of its own root path, does not
work. The run-through succeeds when no goal is open. At a *dead end* it stops, and the next one starts at the root.
Nothing is remembered from one run-through to the next. Two readings of dead end:

    stuck      a goal at which no candidate works. Where some do, failures cost an attempt and the draw is repeated
               (1/p draws on average, p the share that works: what Trace K sums up). Where none does, every one of the
               n candidates is drawn once and then the run-through ends: n attempts
    failure    any draw that does not work, and a goal without candidates

Both are well defined on every graph: with cycles broken, a run-through has a longest possible path. For a place with
n candidates, of which w work, and s(x), a(x) the chance and the expected attempts of a run-through from place x,

    s = f * mean of the product of s over the goals that a working candidate leaves
    a = d + f * mean of (a(x1) + s(x1) a(x2) + s(x1) s(x2) a(x3) + ...)

with the mean over the w working candidates; `stuck`: f = 1, d = n/w (w = 0: f = 0, d = n); `failure`: f = w/n, d = 1
(n = 0: f = d = 0). The system is triangular in the order of places. By Wald's equation the expected attempts until a
run-through succeeds are a/s at the root.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, TypeVar

from wonton.search.exact.graph import ExactGraph
from wonton.search.exact.unfold import MAX_PLACES, Place, Unfolding

DeadEnd = Literal["stuck", "failure"]
#: A number that is exact, or a double.
Number = Fraction | float
N = TypeVar("N", Fraction, float)

#: Fractions longer than this, in bits, are given up for doubles.
MAX_BITS = 4_096
_EPSILON = 2.0**-52


@dataclass(frozen=True, slots=True)
class Exact:
    """The sequential null model on one graph.

    `p` is the chance that one run-through succeeds, `per_run` its expected attempts, `attempts` the expected attempts
    until one succeeds (tau_blind; infinite where p is 0). `exact` says that all three are fractions; else they are
    doubles whose relative error is at most `residual`. `places` is how many were solved for. `complete` is the graph's:
    on an incomplete one `p` is a lower bound.
    """

    p: Number
    per_run: Number
    attempts: Number
    exact: bool
    residual: float
    places: int
    complete: bool
    dead_end: DeadEnd


class _Value(NamedTuple):
    success: Number
    attempts: Number


def draws(place: Place, dead_end: DeadEnd) -> tuple[Fraction, Fraction]:
    """Of a visit to `place`: the chance to go on, and the expected attempts; f and d of the module."""
    n, w = place.candidates, len(place.working)
    if dead_end == "stuck":
        return (Fraction(1), Fraction(n, w)) if w else (Fraction(0), Fraction(n))
    return (Fraction(w, n), Fraction(1)) if n else (Fraction(0), Fraction(0))


def sequential(
    graph: ExactGraph, dead_end: DeadEnd = "stuck", *, max_places: int = MAX_PLACES, max_bits: int = MAX_BITS
) -> Exact:
    """Solve the sequential null model on `graph`.

    In fractions as long as none is longer than `max_bits`, else in doubles. Raises `TooLargeError` where the graph
    unfolds into more than `max_places`.
    """
    unfolding = Unfolding(graph)
    order = unfolding.order(max_places)
    value = _solve(unfolding, order, dead_end, Fraction, max_bits)
    exact = value is not None
    if value is None:
        value = _solve(unfolding, order, dead_end, float, max_bits)
        assert value is not None
    success, per_run = value
    return Exact(
        p=success,
        per_run=per_run,
        attempts=per_run / success if success else math.inf,
        exact=exact,
        residual=0.0 if exact else rounding(unfolding, order),
        places=len(order),
        complete=graph.complete,
        dead_end=dead_end,
    )


def _solve(
    unfolding: Unfolding, order: Sequence[int], dead_end: DeadEnd, number: type[Fraction] | type[float], max_bits: int
) -> _Value | None:
    """The root's value; None where a fraction becomes too long."""
    values: dict[int, _Value] = {}
    for place_number in order:
        place = unfolding[place_number]
        going_on, expected = draws(place, dead_end)
        success: Number = number(0)
        attempts: Number = number(0)
        for goals in place.working:
            reached: Number = number(1)
            for goal in goals:
                attempts += reached * values[goal].attempts
                reached *= values[goal].success
            success += reached
        share = number(going_on / len(place.working)) if place.working else number(0)
        value = _Value(share * success, number(expected) + share * attempts)
        if any(isinstance(part, Fraction) and part.denominator.bit_length() > max_bits for part in value):
            return None
        values[place_number] = value
    return values[Unfolding.ROOT]


def rounding(unfolding: Unfolding, order: Sequence[int]) -> float:
    """A bound on the relative error of `p`, `per_run` and `attempts` in doubles.

    All terms are positive, so no digits cancel: the relative error of a sum is at most that of its worst term and one
    more rounding for each addition, and that of a product is the sum of its factors', each with one more.
    """
    errors: dict[int, float] = {}
    for number in order:
        place = unfolding[number]
        worst = max((sum(errors[goal] + 2 for goal in goals) for goals in place.working), default=0.0)
        terms = sum(len(goals) + 1 for goals in place.working)
        errors[number] = worst + terms + 4
    return (2 * errors[Unfolding.ROOT] + 1) * _EPSILON
