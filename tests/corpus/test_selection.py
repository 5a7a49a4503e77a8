"""Selection: stretches, seeded samples, and theorems by name."""

from __future__ import annotations

import hashlib

import pytest

from wonton.core.errors import SettingsError, UnknownNameError
from wonton.corpus import Selection, select

from .builds import items

IDS = ["and_left_of", "em_of", "zero_add_of"]


def ids(selection: Selection) -> list[str]:
    return [item.item_id for item in select(tuple(reversed(items())), selection)]


def test_everything_is_sorted_by_id() -> None:
    assert ids(Selection()) == IDS


def test_a_stretch_counts_after_sorting() -> None:
    assert ids(Selection(offset=1, limit=1)) == ["em_of"]
    assert ids(Selection(offset=2)) == ["zero_add_of"]
    assert ids(Selection(limit=0)) == []
    assert ids(Selection(offset=9)) == []


def test_a_sample_follows_the_hash_of_seed_and_id() -> None:
    drawn = sorted(IDS, key=lambda item_id: hashlib.sha256(f"7:{item_id}".encode()).hexdigest())
    assert ids(Selection(sample=2, seed=7)) == drawn[:2]
    assert ids(Selection(sample=99, seed=7)) == drawn


def test_a_larger_sample_continues_a_smaller_one() -> None:
    assert ids(Selection(sample=3, seed=1))[:1] == ids(Selection(sample=1, seed=1))


def test_theorems_come_in_the_order_asked_and_once() -> None:
    assert ids(Selection(theorems=("zero_add_of", "em_of", "zero_add_of"))) == ["zero_add_of", "em_of"]


def test_an_unknown_theorem_is_named() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'em_of'"):
        ids(Selection(theorems=("em_off",)))


@pytest.mark.parametrize(
    "arguments",
    [{"offset": -1}, {"limit": -1}, {"sample": -1}, {"sample": 1, "limit": 1}, {"theorems": ("em_of",), "offset": 1}],
)
def test_selections_that_make_no_sense(arguments: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Selection(**arguments)  # type: ignore[arg-type]
