"""The split: by theorem and by topic, stable when theorems come."""

from __future__ import annotations

import pytest

from wonton.core.errors import SettingsError, UnknownNameError
from wonton.training.split import Split

IDS = [f"theorem_{number}" for number in range(2_000)]


def test_about_the_share_is_kept_back() -> None:
    split = Split(0.2, seed=7)
    kept = [item for item in IDS if split.part(item, "nat") == "held_out"]
    assert 340 < len(kept) < 460


def test_a_greater_share_keeps_what_a_smaller_one_kept() -> None:
    small, large = Split(0.1), Split(0.3)
    assert {i for i in IDS if small.part(i, "") == "held_out"} < {i for i in IDS if large.part(i, "") == "held_out"}


def test_seeds_keep_back_others() -> None:
    parts = [[Split(0.5, seed=seed).part(item, "nat") for item in IDS] for seed in (0, 1)]
    same = sum(a == b for a, b in zip(*parts, strict=True))
    assert 850 < same < 1_150


def test_known_parts() -> None:
    """Fixed for good: a model's card names a seed and a share, and must go on meaning the same theorems."""
    split = Split(0.5, seed=0)
    assert [split.part(item, "nat") for item in IDS[:8]] == [
        *("training", "held_out", "training", "held_out"),
        *("held_out", "held_out", "training", "held_out"),
    ]


def test_topics_are_kept_back_whole() -> None:
    split = Split(0.2, topics=("list",))
    assert {split.part(item, "list") for item in IDS} == {"transfer"}
    split.check(["nat", "list"])
    with pytest.raises(UnknownNameError, match="unknown topic 'list'"):
        split.check(["nat"])


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_out_of_range(share: float) -> None:
    with pytest.raises(SettingsError, match="held_out"):
        Split(share)


def test_none_kept_back() -> None:
    assert {Split(0.0).part(item, "") for item in IDS} == {"training"}
