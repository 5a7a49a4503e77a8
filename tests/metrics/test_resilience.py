"""Lesions beside basins, by hand."""

from __future__ import annotations

import json

import pytest

from wonton.metrics.basin import Basin, BasinRow, basin_of
from wonton.metrics.resilience import (
    LesionSolve,
    Resilience,
    ranks,
    resilience_of,
    spearman,
    width_and_recovery,
)


def basin(*structures: str | None) -> Basin:
    rows = [BasinRow(n, "solved" if s else "dead", s, 1, 1, "t") for n, s in enumerate(structures)]
    return basin_of(rows, deterministic_provider=True)


def test_lesions_beside_a_basin() -> None:
    lesions = [
        LesionSolve("block_a", "x"),
        LesionSolve("block_b", "new"),
        LesionSolve("block_c", None),
        LesionSolve("block_d", "x", escaped=True),
        LesionSolve("block_e", "y"),
    ]
    found = resilience_of("thm", basin("x", "y", "y", None), lesions)
    assert found.fallbacks == (("block_a", "known"), ("block_b", "new"), ("block_c", "lost"), ("block_e", "known"))
    rates = (found.recovered, found.recovered_inside, found.recovered_outside)
    assert [(rate.numerator, rate.denominator) for rate in rates] == [(3, 4), (2, 4), (1, 4)]
    assert (found.seeds, found.unique_structures, found.escaped) == (4, 2, 1)
    json.dumps(found.to_json(), allow_nan=False)


def test_a_theorem_that_no_seed_solves_can_still_recover() -> None:
    found = resilience_of("thm", basin(None), [LesionSolve("block_a", "x")])
    assert found.fallbacks == (("block_a", "new"),)
    assert found.entropy is None


def test_ranks_share_ties() -> None:
    assert ranks([3.0, 1.0, 3.0, 2.0]) == [3.5, 1.0, 3.5, 2.0]


def test_spearman_by_hand() -> None:
    """Without ties 1 - 6 sum d^2 / (n (n^2 - 1)): d is 0, 1, 1, 0."""
    assert spearman([(1, 10), (2, 30), (3, 20), (4, 40)]) == pytest.approx(1 - 6 * 2 / (4 * 15))
    assert spearman([(1, 3), (2, 2), (5, 1)]) == pytest.approx(-1)
    assert spearman([(1, 1), (2, 2)]) is None
    assert spearman([(1, 1), (1, 2), (1, 3)]) is None


def recovering(width: int, lost: int) -> Resilience:
    lesions = [LesionSolve(f"l{n}", None if n < lost else "s0") for n in range(6)]
    return resilience_of(f"t{width}", basin(*(f"s{n}" for n in range(width))), lesions)


def test_wide_basins_that_recover() -> None:
    theorems = [recovering(width, 6 - width) for width in range(1, 7)]
    found = width_and_recovery(theorems, "unique_structures", "s")
    assert (found.theorems, found.rho) == (6, pytest.approx(1.0))
    assert found.interval is not None
    assert found.interval.high == pytest.approx(1.0)
    assert width_and_recovery(theorems, "entropy", "s").rho == pytest.approx(1.0)
    json.dumps(found.to_json(), allow_nan=False)


def test_one_wide_basin_among_narrow_ones_has_no_interval() -> None:
    """Resamples without it have no correlation, and those with it agree: their interval would be far too narrow."""
    theorems = [recovering(1, 3 - number % 3) for number in range(20)] + [recovering(6, 5)]
    found = width_and_recovery(theorems, "unique_structures", "s")
    assert found.rho is not None and found.rho < 0
    assert found.interval is None


def test_theorems_without_a_basin_or_lesions_are_left_out() -> None:
    without = [resilience_of("a", basin(None), [LesionSolve("l", "x")]), resilience_of("b", basin("x"), [])]
    found = width_and_recovery(without, "unique_structures", "s")
    assert (found.theorems, found.rho, found.interval) == (0, None, None)
