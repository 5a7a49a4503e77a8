"""Lesions beside basins: what came out where, read from real small runs; runs that cannot be set side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wonton.artifacts.layout import BASIN_ANALYSIS
from wonton.artifacts.read import RunReader, open_run, read_json
from wonton.core.errors import SettingsError
from wonton.runs import execute_run
from wonton.runs.order import BasinSettings
from wonton.runs.resilience import lesion_solves, lesions_beside_basin

from .worlds import plan

SEEDS = 8


def a_basin(root: Path, *item_ids: str, run_id: str = "basin", **changes: Any) -> RunReader:
    """Wide: with all successes kept, `Or a b` is proved from the left or from the right, as the seed decides."""
    chosen = plan(root, *item_ids, run_id=run_id, **{"wild_only": True, "expansion": "all_successes"} | changes)
    execute_run(replace(chosen, basin=BasinSettings(SEEDS)), workers=0)
    return open_run(chosen.run_dir)


def with_lesions(root: Path, *item_ids: str, run_id: str = "lesions", **changes: Any) -> RunReader:
    chosen = plan(root, *item_ids, run_id=run_id, **{"expansion": "all_successes"} | changes)
    execute_run(chosen, workers=0)
    return open_run(chosen.run_dir)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunReader, RunReader]:
    root = tmp_path_factory.mktemp("both")
    return a_basin(root, "or", "and", "long", "nonsense"), with_lesions(root, "or", "and", "false", "nonsense")


def test_every_lesioned_solve_is_looked_up_in_the_undamaged_basin(both: tuple[RunReader, RunReader]) -> None:
    found = {row["item_id"]: row for row in lesions_beside_basin(*both)["theorems"]}
    assert list(found) == ["and", "or"]
    for item_id, row in found.items():
        structures = read_json(both[0].run_dir / item_id / BASIN_ANALYSIS)["structure_distribution"]
        lesions = next(r for r in both[1].summary()["theorems"] if r["item_id"] == item_id)["lesions"]
        expected = {
            lesion["variant"]: "lost"
            if not lesion["solved"]
            else "known"
            if lesion["structure"] in structures
            else "new"
            for lesion in lesions
        }
        assert row["lesions"] == expected
        assert row["unique_structures"] == len(structures)
    assert found["or"]["unique_structures"] > 1
    assert {"known"} <= set(found["or"]["lesions"].values())
    assert "lost" in found["and"]["lesions"].values()


def test_rates_and_lesions_count_all_cases(both: tuple[RunReader, RunReader]) -> None:
    found = lesions_beside_basin(*both)
    fates = [fate for row in found["theorems"] for fate in row["lesions"].values()]
    counts = {fate: fates.count(fate) for fate in ("known", "new", "lost")}
    assert {fate: sum(row[fate] for row in found["by_lesion"].values()) for fate in counts} == counts
    assert found["recovered"]["numerator"] == counts["known"] + counts["new"]
    assert found["recovered"]["denominator"] == len(fates)
    assert (found["known"]["numerator"], found["known"]["denominator"]) == (
        counts["known"],
        counts["known"] + counts["new"],
    )
    assert [row["width"] for row in found["correlations"]] == ["unique_structures", "entropy"]
    assert {row["theorems"] for row in found["correlations"]} == {2}


def test_theorems_of_one_run_only_and_unsolved_ones_are_left_out(both: tuple[RunReader, RunReader]) -> None:
    left_out = lesions_beside_basin(*both)["left_out"]
    assert left_out == {"basin_only": ["long"], "lesions_only": ["false", "nonsense"], "wild_type_unsolved": []}


def test_a_proof_that_did_not_stand_solves_nothing() -> None:
    rows = [
        {"variant": "block_a", "structure": "ab", "solved": False, "escaped": False},
        {"variant": "block_b", "structure": "cd", "solved": True, "escaped": True},
    ]
    one, two = lesion_solves({"lesions": rows})
    assert (one.structure, one.escaped) == (None, False)
    assert (two.structure, two.escaped) == ("cd", True)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"policy": "best_first"}, "policy"),
        ({"budget": "deep"}, "budget, tiers"),
        ({"corpus": "fake:other"}, "corpus"),
        ({"goal_sig": "text"}, "goal_sig"),
    ],
)
def test_other_searchers_are_refused_by_what_differs(
    both: tuple[RunReader, RunReader], tmp_path: Path, changes: dict[str, Any], word: str
) -> None:
    other = with_lesions(tmp_path, "and", **changes)
    with pytest.raises(SettingsError, match=f"different searchers: {word}"):
        lesions_beside_basin(both[0], other)


def test_another_seed_is_the_same_searcher(both: tuple[RunReader, RunReader], tmp_path: Path) -> None:
    other = with_lesions(tmp_path, "and", seed=99, lesions=("block_intro",))
    assert [row["item_id"] for row in lesions_beside_basin(both[0], other)["theorems"]] == ["and"]


def test_kinds_of_runs_are_told_apart(both: tuple[RunReader, RunReader], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="lesions is no basin run"):
        lesions_beside_basin(both[1], both[0])
    with pytest.raises(SettingsError, match="basin has no lesions"):
        lesions_beside_basin(both[0], both[0])
    with pytest.raises(SettingsError, match="wild has no lesions"):
        lesions_beside_basin(both[0], with_lesions(tmp_path, "and", run_id="wild", wild_only=True))


def test_runs_over_other_theorems_are_refused(both: tuple[RunReader, RunReader], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no theorem of basin has a solved wild type"):
        lesions_beside_basin(both[0], with_lesions(tmp_path, "false"))
