"""`wonton compare` on runs of the fakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Said, Wonton
from .fakes import FAKES


@pytest.fixture
def two_runs(wonton: Wonton, a_run: Said) -> None:
    """`panel` of three theorems, and `other` of the first two of them, best-first, with the easy tactics."""
    said = wonton("run", *FAKES, "-b", "quick", "--limit", "2", "--policy", "best_first", "--run-id", "other")
    assert (a_run.code, said.code) == (0, 0)


def test_a_run_beside_itself(wonton: Wonton, a_run: Said) -> None:
    assert a_run.code == 0
    (row,) = wonton("compare", "panel", "panel", "--json").of_kind("comparison")
    whole = row["all"]
    assert (whole["items"], whole["both"], whole["first_only"], whole["second_only"]) == (3, 3, 0, 0)
    assert whole["mcnemar_p"] == 1.0
    assert row["attempts_ratio"]["geometric_mean"] == 1.0
    assert row["attempts_ratio"]["geometric_mean_interval"]["method"] == "constant"
    assert row["structure"]["same_structure"] == row["structure"]["same_operators"] == 3
    assert row["structure"]["mean_operator_distance"] == 0.0
    assert row["structure"]["operators"][0] == row["structure"]["operators"][1]
    assert row["left_out"] == {"first": [], "second": []}


@pytest.mark.usefixtures("two_runs")
def test_items_of_one_run_only_are_left_out_and_named(wonton: Wonton) -> None:
    (row,) = wonton("compare", "panel", "other", "--json").of_kind("comparison")
    assert row["all"]["items"] == 2
    assert len(row["left_out"]["first"]) == 1
    assert row["left_out"]["second"] == []
    assert {item["item_id"] for item in row["items"]}.isdisjoint(row["left_out"]["first"])
    assert [run["policy"] for run in row["runs"]] == ["ucb1", "best_first"]


@pytest.mark.usefixtures("two_runs")
def test_items_are_counted_by_the_topics_of_their_corpus(wonton: Wonton) -> None:
    (row,) = wonton("compare", "panel", "other", "--json").of_kind("comparison")
    assert "unknown" not in row["topics"]
    assert sum(counts["items"] for counts in row["topics"].values()) == row["all"]["items"]


@pytest.mark.usefixtures("two_runs")
def test_what_people_read(wonton: Wonton) -> None:
    said = wonton("compare", "panel", "other", "--plain")
    assert said.code == 0
    for text in (
        "A: panel",
        "B: other",
        "agreement 2/2",
        "exact McNemar, 0 against 0: p = 1",
        "Steps by their operators",
    ):
        assert text in said.out
    assert "only in A, left out: 1 items" in said.out


def test_runs_without_a_common_item_are_refused(wonton: Wonton, a_run: Said) -> None:
    assert a_run.code == 0
    wonton("run", *FAKES, "-b", "quick", "--offset", "5", "--limit", "2", "--run-id", "elsewhere")
    said = wonton("compare", "panel", "elsewhere")
    assert said.code == 2
    assert "no finished item in common" in said.err
    assert "paired" in said.err


def test_an_unknown_run_is_named(wonton: Wonton, a_run: Said, home: Path) -> None:
    assert a_run.code == 0
    said = wonton("compare", "panel", "pannel")
    assert said.code == 2
    assert "pannel" in said.err
    assert str(home) in said.err
