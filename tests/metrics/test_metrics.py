"""Measures against values worked out by hand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.metrics import (
    LesionRow,
    ProofShape,
    Rate,
    classify,
    compare,
    count_attempts,
    edit_distance,
    outcome_rates,
    shared_prefix,
    wilson,
)


def test_wilson_of_one_in_two() -> None:
    """With z = 2, p = 1/2, n = 4: centre (1/2 + 1/2) / 2 = 1/2, spread sqrt(4 (1/16 + 1/16)) / 2 = sqrt(1/2) / 2."""
    low, high = wilson(2, 4, z=2)
    assert low == pytest.approx(0.5 - 0.5**0.5 / 2)
    assert high == pytest.approx(0.5 + 0.5**0.5 / 2)


def test_wilson_at_the_edges() -> None:
    """With z = 1 and no success in one trial: (1/2 + 1/2) / 2 = 1/2 above, exactly 0 below; and the mirror image."""
    assert wilson(0, 1, z=1) == (0.0, 0.5)
    assert wilson(1, 1, z=1) == (0.5, 1.0)
    assert wilson(0, 0) == (0.0, 1.0)


def test_wilson_of_published_example() -> None:
    """81 of 263 and 15 of 148 at 95% (R. G. Newcombe, Statistics in Medicine 17 (1998), table I)."""
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 3), (4, 3)])
def test_wilson_refuses_nonsense(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="trials"):
        wilson(successes, trials)


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_encloses_the_rate(successes: int, others: int) -> None:
    trials = successes + others
    low, high = wilson(successes, trials)
    assert 0.0 <= low <= high <= 1.0
    if trials:
        assert low <= successes / trials <= high


def test_rate_carries_everything() -> None:
    found = Rate(1, 4).to_json()
    assert (found["numerator"], found["denominator"], found["value"]) == (1, 4, 0.25)
    assert Rate(0, 0).to_json() == {
        "numerator": 0,
        "denominator": 0,
        "value": None,
        "wilson_low": 0.0,
        "wilson_high": 1.0,
    }


@pytest.mark.parametrize(
    ("wild", "variant", "outcome"),
    [
        ("a", "a", "replicate"),
        ("a", "b", "reroute"),
        ("a", None, "collapse"),
        (None, "b", "rescue"),
        (None, None, None),
    ],
)
def test_classify(wild: str | None, variant: str | None, outcome: str | None) -> None:
    assert classify(wild, variant) == outcome


def test_outcome_rates_keep_their_denominators() -> None:
    """Five lesions of two solved wild types (one with a failed control), two of a failed one, one that escaped."""
    rows = [
        LesionRow("x", "l1", "replicate", wild_solved=True, control_solved=True),
        LesionRow("x", "l2", "reroute", wild_solved=True, control_solved=True),
        LesionRow("x", "l3", "collapse", wild_solved=True, control_solved=True),
        LesionRow("y", "l1", "collapse", wild_solved=True, control_solved=False),
        LesionRow("y", "l2", "reroute", wild_solved=True, control_solved=False),
        LesionRow("y", "l3", None, wild_solved=True, control_solved=False, escaped=True),
        LesionRow("z", "l1", "rescue", wild_solved=False, control_solved=None),
        LesionRow("z", "l2", None, wild_solved=False, control_solved=None),
    ]
    found = outcome_rates(rows)
    assert found["main"] == {
        "replicate": Rate(1, 5).to_json(),
        "reroute": Rate(2, 5).to_json(),
        "collapse": Rate(2, 5).to_json(),
    }
    assert found["strict"] == {kind: Rate(1, 3).to_json() for kind in ("replicate", "reroute", "collapse")}
    assert found["rescue"] == Rate(1, 2).to_json()
    assert found["escaped"] == 1


def test_count_attempts() -> None:
    found = count_attempts(
        [
            ("closed", "", ""),
            ("children", "", ""),
            ("failed", "error", ""),
            ("failed", "timeout", "heartbeats"),
            ("failed", "timeout", "wall"),
            ("failed", "crashed", "memory"),
            ("failed", "crashed", ""),
            ("blocked", "", ""),
        ]
    )
    assert found.to_json() == {
        "tau": 7,
        "closed": 1,
        "children": 1,
        "failed": 5,
        "blocked": 1,
        "nondeterministic": 3,
    }


def test_edit_distance_by_hand() -> None:
    assert edit_distance("kitten", "sitting") == 3
    assert edit_distance(["intro h", "exact h"], ["intro h", "apply f", "exact h"]) == 1
    assert edit_distance([], ["a", "b"]) == 2


def _slow(first: str, second: str) -> int:
    """Edit distance straight from its recursive definition."""
    if not first or not second:
        return len(first) + len(second)
    last = first[-1] != second[-1]
    return min(_slow(first[:-1], second) + 1, _slow(first, second[:-1]) + 1, _slow(first[:-1], second[:-1]) + last)


def test_edit_distance_against_its_definition() -> None:
    words = ["".join(letters) for size in range(4) for letters in itertools.product("ab", repeat=size)]
    for one, two in itertools.product(words, words):
        assert edit_distance(one, two) == _slow(one, two)


def test_shared_prefix() -> None:
    assert shared_prefix("abcd", "abx") == 2
    assert shared_prefix("ab", "abc") == 2
    assert shared_prefix("", "abc") == 0


def _shape(structure: str | None, tactics: str, tau: int) -> ProofShape:
    words = tuple(tactics.split())
    return ProofShape(structure, structure, words, tuple(word[0] for word in words), tau)


def test_compare_two_proofs() -> None:
    found = compare(_shape("s", "a1 b1 c1 d1", 10), _shape("t", "a1 b2 d1", 25))
    assert found["outcome"] == "reroute"
    assert (found["shared_prefix"], found["tactic_distance"], found["family_distance"]) == (1, 2, 1)
    assert (found["tactic_distance_normalised"], found["family_distance_normalised"]) == (0.5, 0.25)
    assert (found["steps"], found["wild_steps"], found["tau_ratio"]) == (3, 4, 2.5)
    assert found["same_structure"] is False


def test_compare_says_nothing_where_one_is_unsolved() -> None:
    found = compare(_shape("s", "a b", 10), _shape(None, "", 50))
    assert found["outcome"] == "collapse"
    assert (found["tau"], found["wild_tau"], found["tau_ratio"]) == (50, 10, None)
    assert found["tactic_distance"] is None and found["same_structure"] is None and found["steps"] is None
