"""Reference K by hand: smoothing, fallbacks, missing candidates, untried ones, and what is left undefined."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.metrics.reference_k import (
    ESTIMATORS,
    OutcomeTable,
    ReferenceStep,
    reference_k,
    smoothed,
    step_chance,
)

# Two goals, three families. By family: apply 4 of 10, closer 1 of 2, arith 0 of 0.
CELLS = [
    ("aaa", "apply", 8, 3),
    ("aaa", "closer", 2, 1),
    ("bbb", "apply", 2, 1),
    ("bbb", "arith", 0, 0),
]
TABLE = OutcomeTable(CELLS)


def test_smoothing_by_hand() -> None:
    """(3 + 1)/(8 + 2) = 0.4; with alpha 1/2 (3 + 0.5)/(8 + 1) = 7/18; nothing tried says 1/2 whatever alpha is."""
    assert smoothed(3, 8) == 0.4
    assert smoothed(3, 8, 0.5) == pytest.approx(7 / 18)
    assert smoothed(0, 0) == smoothed(0, 0, 0.01) == 0.5


@pytest.mark.parametrize(("successes", "attempts", "alpha"), [(2, 1, 1.0), (-1, 1, 1.0), (0, 0, 0.0), (0, 1, -1.0)])
def test_what_cannot_be_smoothed(successes: int, attempts: int, alpha: float) -> None:
    with pytest.raises(ValueError, match=r"successes in|alpha is"):
        smoothed(successes, attempts, alpha)


def test_a_seen_cell_an_unseen_signature_and_an_unseen_family() -> None:
    """Cell (3+1)/(8+2) = 0.4; apply over both goals (3+1+1)/(8+2+2) = 5/12; rewrite was never tried: 1/2."""
    assert TABLE.chance("aaa", "apply").p == 0.4
    assert TABLE.chance("ccc", "apply").p == pytest.approx(5 / 12)
    assert TABLE.chance("aaa", "rewrite").p == 0.5
    sources = [TABLE.chance(*cell).source for cell in (("aaa", "apply"), ("ccc", "apply"), ("aaa", "rewrite"))]
    assert sources == ["signature", "family", "prior"]


def test_a_cell_without_attempts_is_no_cell() -> None:
    """(bbb, arith) has 0 attempts, and so has all of arith: the prior; (bbb, closer) is not there: closer's 2/4."""
    assert TABLE.chance("bbb", "arith").source == "prior"
    assert TABLE.chance("bbb", "closer") == TABLE.chance("zzz", "closer")
    assert TABLE.chance("bbb", "closer").p == 0.5
    assert len(TABLE) == 3


def test_cells_of_several_runs_add_up() -> None:
    """1 of 2 and 2 of 6 are 3 of 8."""
    assert OutcomeTable([("aaa", "apply", 2, 1), ("aaa", "apply", 6, 2)]).chance("aaa", "apply").p == 0.4


def test_an_empty_reference_knows_only_its_prior() -> None:
    """p is 1/2 everywhere, so both estimators of one candidate draw 2 times on average: K of 1 attempt is log10 2."""
    found = reference_k([ReferenceStep("aaa", "apply", {"apply": 1})], 1, OutcomeTable([]), "any_success")
    assert found.k == math.log10(2)
    assert found.by_source == {"signature": 0, "family": 0, "prior": 1}


def test_both_estimators_by_hand() -> None:
    """At aaa, 3 apply (0.4 each) and 1 closer ((1+1)/(2+2) = 0.5): any_success (3*0.4 + 0.5)/4 = 0.425; used_operator
    of closer 1/4 * 0.5 = 0.125."""
    step = ReferenceStep("aaa", "closer", {"apply": 3, "closer": 1})
    assert step_chance(step, TABLE, "any_success").p == pytest.approx(0.425)
    assert step_chance(step, TABLE, "used_operator").p == 0.125


def test_untried_candidates_bound_the_chance() -> None:
    """The same step with 6 untried of 10. any_success: 1.7/10 if none works, 7.7/10 if all do. used_operator: 1/10 of
    the candidates are closers if no untried one is, 7/10 if all are: 0.05 and 0.35."""
    step = ReferenceStep("aaa", "closer", {"apply": 3, "closer": 1}, untried=6)
    any_success, used = (step_chance(step, TABLE, name) for name in ESTIMATORS)
    assert (any_success.low, any_success.high) == (pytest.approx(0.17), pytest.approx(0.77))
    assert (used.low, used.high) == (pytest.approx(0.05), pytest.approx(0.35))
    assert (any_success.p, used.p) == (pytest.approx(0.425), 0.125)


def test_reference_k_by_hand() -> None:
    """Steps: aaa by apply among 2 apply: p = 0.4; an unseen goal by closer alone: p = (1+1)/(2+2) = 0.5.
    tau_blind = 2.5 + 2 = 4.5; 9 attempts: K = log10(0.5)."""
    steps = [ReferenceStep("aaa", "apply", {"apply": 2}), ReferenceStep("new", "closer", {"closer": 1})]
    for estimator in ESTIMATORS:
        found = reference_k(steps, 9, TABLE, estimator)
        assert found.tau_blind == 4.5
        assert found.k == math.log10(0.5)
        assert found.bounds == (found.k, found.k)
    assert reference_k(steps, 9, TABLE, "any_success").by_source == {"signature": 2, "family": 1, "prior": 0}


def test_bounds_of_k_by_hand() -> None:
    """p = 0.4 of 1 candidate; with 3 untried ones 0.1 if none works, 3.4/4 = 0.85 if all do: tau_blind is 2.5, at
    most 10, at least 1/0.85; 1 attempt."""
    found = reference_k([ReferenceStep("aaa", "apply", {"apply": 1}, 3)], 1, TABLE, "any_success")
    assert found.k == math.log10(2.5)
    low, high = found.bounds
    assert low == pytest.approx(-math.log10(0.85))
    assert high == pytest.approx(1.0)
    assert found.untried == 3


def test_a_step_without_candidates_has_no_k_but_the_others_are_told() -> None:
    steps = [ReferenceStep("aaa", "apply", {"apply": 2}), ReferenceStep("aaa", "apply", {}, untried=4)]
    found = reference_k(steps, 3, TABLE, "any_success")
    assert (found.k, found.missing, found.tau_blind) == (None, 1, 2.5)
    assert found.reason == "1 of 2 steps: no candidates are known"
    assert found.bounds == (None, None)


def test_a_used_family_that_is_no_candidate() -> None:
    """any_success does not ask which family was used, used_operator does."""
    step = ReferenceStep("aaa", "closer", {"apply": 1})
    assert reference_k([step], 1, TABLE, "any_success").k == math.log10(2.5)
    found = reference_k([step], 1, TABLE, "used_operator")
    assert found.k is None
    assert "the used family is not among" in found.reason


def test_no_step_and_no_attempt() -> None:
    assert reference_k([], 5, TABLE, "any_success").reason == "no committed step"
    found = reference_k([ReferenceStep("aaa", "apply", {"apply": 1})], 0, TABLE, "any_success")
    assert (found.k, found.tau_blind, found.reason) == (None, 2.5, "no attempt")


@pytest.mark.parametrize(("candidates", "untried"), [({"apply": -1}, 0), ({"apply": 1}, -1)])
def test_counts_below_zero(candidates: dict[str, int], untried: int) -> None:
    with pytest.raises(ValueError, match="untried"):
        ReferenceStep("aaa", "apply", candidates, untried)


families = st.sampled_from(["apply", "closer", "arith", "intro"])
cells = st.tuples(st.sampled_from(["aaa", "bbb"]), families, st.integers(0, 9), st.integers(0, 9)).map(
    lambda cell: (cell[0], cell[1], max(cell[2:]), min(cell[2:]))
)


@given(
    st.lists(cells),
    st.dictionaries(families, st.integers(1, 5), min_size=1),
    st.integers(0, 9),
    st.floats(0.01, 10),
)
def test_bounds_hold_the_point_and_the_used_family_is_rarer(
    known: list[tuple[str, str, int, int]], candidates: dict[str, int], untried: int, alpha: float
) -> None:
    table = OutcomeTable(known, alpha)
    step = ReferenceStep("aaa", min(candidates), candidates, untried)
    points = {}
    for estimator in ESTIMATORS:
        found = step_chance(step, table, estimator)
        assert found.low is not None
        assert found.high is not None
        assert found.p is not None
        assert 0 < found.low <= found.p * (1 + 1e-12)
        assert found.p <= found.high * (1 + 1e-12)
        assert found.high < 1 + 1e-12
        points[estimator] = found.p
    assert points["used_operator"] <= points["any_success"] * (1 + 1e-12)


@given(st.lists(cells, max_size=20).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_cells_does_not_matter(
    orders: tuple[list[tuple[str, str, int, int]], list[tuple[str, str, int, int]]],
) -> None:

    one, two = (OutcomeTable(order) for order in orders)
    for signature in ("aaa", "bbb", "ccc"):
        for family in ("apply", "closer", "arith", "intro"):
            assert one.chance(signature, family) == two.chance(signature, family)
