"""Pairs of centralized and distributed runs: which folder holds them, which runs may be paired, what is compared."""

from __future__ import annotations

from dataclasses import replace
from math import exp, fsum, log
from pathlib import Path
from typing import Any

import pytest

from wonton.core.errors import SettingsError
from wonton.runs import execute_run
from wonton.runs.pairs import compare_pair, find_pairs, holds_pairs
from wonton.search.distributed import DistributedSettings

from .worlds import SOLVED, plan

AGENTS = DistributedSettings(agents=4, inflight=8)


def make(root: Path, name: str, *item_ids: str, **changes: Any) -> None:
    chosen = plan(root, *item_ids, run_id=f"p2/{name}", **{"wild_only": True} | changes)
    if name.endswith("-distributed"):
        chosen = replace(chosen, settings=replace(chosen.settings, mcts_mode="distributed", distributed=AGENTS))
    execute_run(chosen, workers=0)


def no_topic(item_id: str) -> str:
    return ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pairs")
    for mode in ("centralized", "distributed"):
        make(root, f"mine-{mode}")
    return root / "logs" / "p2"


def test_pairs_are_found_by_the_names_of_the_runs(folder: Path) -> None:
    (pair,) = find_pairs(folder)
    assert (pair.provider, pair.agents["agents"], pair.agents["inflight"]) == ("mine", 4, 8)
    assert holds_pairs(folder)
    assert not holds_pairs(folder.parent)


def test_items_are_counted_and_attempts_compared(folder: Path) -> None:
    found = compare_pair(find_pairs(folder)[0], no_topic)
    assert found["provider"] == "mine"
    items = found["items"]
    both = [row for row in items if all(row["solved"])]
    assert {row["item_id"] for row in both} >= set(SOLVED)
    assert found["all"]["both"] == len(both)
    ratio = found["attempts_ratio"]
    expected = exp(fsum(log(two / one) for one, two in (row["tau"] for row in both)) / len(both))
    assert ratio["geometric_mean"] == pytest.approx(expected)
    span = ratio["geometric_mean_interval"]
    assert (span["low"] or 0) <= expected <= (span["high"] or expected)


def test_one_side_alone_is_no_pair(tmp_path: Path) -> None:
    make(tmp_path, "mine-centralized", "or")
    with pytest.raises(SettingsError, match="mine-distributed is missing"):
        find_pairs(tmp_path / "logs" / "p2")


@pytest.mark.parametrize(
    ("items", "changes", "word"),
    [
        (("or",), {"corpus": "fake:other"}, "settings.corpus"),
        (("or",), {"seed": 7}, "settings.seed"),
        (("or", "and"), {}, "theorems"),
    ],
)
def test_runs_that_differ_in_more_than_the_mode_are_no_pair(
    tmp_path: Path, items: tuple[str, ...], changes: dict[str, Any], word: str
) -> None:
    make(tmp_path, "mine-centralized", "or")
    make(tmp_path, "mine-distributed", *items, **changes)
    with pytest.raises(SettingsError, match=f"more than the mode: {word}"):
        compare_pair(find_pairs(tmp_path / "logs" / "p2")[0], no_topic)


def test_a_name_that_lies_about_the_mode_is_found_out(tmp_path: Path) -> None:
    for mode in ("centralized", "distributed"):
        make(tmp_path, f"mine-{mode}", "or")
    logs = tmp_path / "logs" / "p2"
    for old, new in (("centralized", "x"), ("distributed", "centralized"), ("x", "distributed")):
        (logs / f"mine-{old}").rename(logs / f"mine-{new}")
    with pytest.raises(SettingsError, match="are distributed and centralized, by their settings"):
        compare_pair(find_pairs(logs)[0], no_topic)
