"""Basins by hand."""

from __future__ import annotations

import pytest

from wonton.metrics.basin import BasinRow, basin_of, entropy_bits


def row(seed: int, structure: str | None, trace: str = "t") -> BasinRow:
    return BasinRow(seed, "solved" if structure else "dead", structure, 4, 9, trace)


def test_a_basin_by_hand() -> None:
    """Structures b, b, a, c and a failure: entropy 1/2 * 1 + 2 * 1/4 * 2 bits, of log2(4) that four could show."""
    rows = [row(n, s, f"t{n % 3}") for n, s in enumerate(["b", "c", None, "b", "a"])]
    found = basin_of(rows, deterministic_provider=True)
    assert (found.solve_rate.numerator, found.solve_rate.denominator) == (4, 5)
    assert list(found.structures.items()) == [("b", 2), ("a", 1), ("c", 1)]
    assert (found.unique_structures, found.dominant_structure_frequency, found.entropy) == (3, 0.5, 1.5)
    assert found.tie_break_share == 0.75
    assert (found.traces, found.identical_traces) == (3, False)
    written = found.to_json()
    assert written["structure_distribution"] == {"b": 2, "a": 1, "c": 1}
    assert written["entropy"] == 1.5


def test_seeds_that_go_alike() -> None:
    found = basin_of([row(n, "a") for n in range(4)], deterministic_provider=True)
    assert (found.identical_traces, found.entropy, found.tie_break_share) == (True, 0.0, 0.0)
    assert found.dominant_structure_frequency == 1.0


def test_every_seed_another_structure() -> None:
    found = basin_of([row(n, f"s{n}", f"t{n}") for n in range(8)], deterministic_provider=True)
    assert (found.entropy, found.tie_break_share) == (3.0, 1.0)


def test_a_provider_that_varies_leaves_the_share_unknown() -> None:
    found = basin_of([row(0, "a"), row(1, "b")], deterministic_provider=False)
    assert (found.entropy, found.tie_break_share) == (1.0, None)


def test_nothing_solved() -> None:
    found = basin_of([row(0, None), row(1, None)], deterministic_provider=True)
    assert (found.entropy, found.dominant_structure_frequency, found.tie_break_share) == (None, None, None)
    assert found.solve_rate.value == 0.0
    assert basin_of([row(0, "a")], deterministic_provider=True).tie_break_share is None


def test_rows_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="seed 1"):
        basin_of([BasinRow(1, "solved", None, 1, 1, "t")], deterministic_provider=True)
    with pytest.raises(ValueError, match="2 rows for 1 seeds"):
        basin_of([row(1, "a"), row(1, "b")], deterministic_provider=True)


def test_entropy_by_hand() -> None:
    assert entropy_bits([1, 1, 1, 1]) == 2.0
    assert entropy_bits([7]) == 0.0
    assert entropy_bits([]) == 0.0
