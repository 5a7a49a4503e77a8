"""Fitting the table of `family_prior`, and the report on other goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isclose, log
from typing import Any

import pytest

from wonton.core.families import Family
from wonton.core.tactics import tactic_family
from wonton.providers.base import Candidate
from wonton.providers.family_prior import FamilyTable
from wonton.training.ranking import FOLDS, WEIGHTS, Choice, fit, report, standings

EQUATION = ("Eq", "none", "Nat", "apart", "<root>")
AND = ("And", "none", "<none>", "<none>", "<root>")
CANDIDATES = (
    Candidate("exact a", 0.4),
    Candidate("rfl", 0.3),
    Candidate("cases n", 0.2),
    Candidate("rw [h]", 0.1),
)
SHARES = {Family.CLOSER: 4 / 7, Family.CASES: 2 / 7, Family.REWRITE: 1 / 7}


def choice(theorem: str, tactic: str, features: tuple[str, ...] = EQUATION, **changes: Any) -> Choice:
    """A goal at which `tactic` was used; `rfl` is not offered."""
    tactics = [candidate.tactic for candidate in CANDIDATES]
    found = Choice(
        theorem=theorem,
        topic="arithmetic",
        features=features,
        family=tactic_family(tactic),
        candidates=CANDIDATES,
        families=tuple(tactic_family(one) for one in tactics),
        offered=(0, 2, 3),
        used=tactics.index(tactic) if tactic in tactics else None,
    )
    return replace(found, **changes)


def test_the_providers_own_standing_counts_what_may_be_tried_only() -> None:
    (found,) = standings([choice("t", "cases n")], None)
    assert found.place == 2
    assert isclose(found.log_likelihood, log(0.2 / 0.7))
    assert standings([choice("t", "omega")], None) == []


def test_a_table_moves_what_its_proofs_used_to_the_front() -> None:
    table = FamilyTable.counted("lean", 1.0, [(EQUATION, Family.REWRITE, SHARES)] * 20)
    (found,) = standings([choice("t", "rw [h]")], table)
    assert found.place == 1
    assert found.log_likelihood > log(0.5)


def test_equal_shares_keep_the_providers_order() -> None:
    same = tuple(replace_probability(candidate) for candidate in CANDIDATES)
    table = FamilyTable.counted("lean", 0.0, [])
    places = [standings([choice("t", name, candidates=same)], table)[0].place for name in ("exact a", "cases n")]
    assert places == [1, 2]


def replace_probability(candidate: Candidate) -> Candidate:
    return replace(candidate, probability=0.25)


def many(tactics: Sequence[str]) -> list[Choice]:
    """Choices of forty theorems, which use `tactics` in turn."""
    return [choice(f"t{n}", tactics[n % len(tactics)]) for n in range(40)]


def test_the_weight_is_the_one_that_does_best_on_theorems_of_other_folds() -> None:
    table = fit("lean", many(["rw [h]"]))
    rows = table.provenance["cross_validation"]
    assert [row["weight"] for row in rows] == list(WEIGHTS)
    best = max(row["mean_reciprocal_rank"] for row in rows)
    assert table.weight == min(row["weight"] for row in rows if row["mean_reciprocal_rank"] == best)
    assert table.weight > 0
    assert rows[0]["mean_reciprocal_rank"] == pytest.approx(1 / 3)
    (uses,) = table.uses.values()
    assert {family: one.used for family, one in uses.items()} == {Family.CLOSER: 0, Family.CASES: 0, Family.REWRITE: 40}
    assert {family: one.expected for family, one in uses.items()} == pytest.approx(
        {family: 40 * share for family, share in SHARES.items()}
    )


def test_a_table_that_helps_nothing_gets_the_weight_0() -> None:
    assert fit("lean", many(["exact a"])).weight == 0
    assert fit("lean", []).weight == 0


def test_no_theorem_ranks_itself() -> None:
    """What one theorem alone does, though often, helps no other: a table that had seen it would give it a weight."""
    alone = [choice("alone", "rw [h]", AND)] * 30
    assert FOLDS > 1
    assert fit("lean", [*alone, *many(["exact a"])]).weight == 0


def test_the_report_compares_both_orders_on_the_same_goals() -> None:
    table = FamilyTable.counted("lean", 1.0, [(EQUATION, Family.REWRITE, SHARES)] * 20)
    choices = [choice("t", "rw [h]"), choice("t", "exact a"), choice("u", "rw [h]"), choice("v", "omega")]
    found = report(choices, table, "seed")
    assert (found["theorems"], found["goals"], found["proposed"]) == (3, 4, 3)
    assert (found["earlier"], found["later"]) == (2, 1)
    assert found["provider"]["mean_reciprocal_rank"] == pytest.approx((1 / 3 + 1 + 1 / 3) / 3)
    assert found["ranker"]["mean_reciprocal_rank"] == pytest.approx((1 + 1 / 3 + 1) / 3)
    over_theorems = found["difference"]["mean_reciprocal_rank"]
    assert over_theorems["value"] == pytest.approx(((2 / 3 - 2 / 3) / 2 + 2 / 3) / 2)
    assert over_theorems["low"] <= over_theorems["value"] <= over_theorems["high"]
    assert report(choices, table, "seed") == found
    empty = report([], table, "seed")
    assert empty["provider"]["mean_reciprocal_rank"] is None
    assert empty["difference"]["log_likelihood"] is None
