"""The indexable set behaves as a set, and its order depends on the calls alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.search.frontier import IndexedSet

CALLS = st.lists(st.tuples(st.booleans(), st.integers(0, 7)))


def replayed(calls: list[tuple[bool, int]]) -> IndexedSet[int]:
    items: IndexedSet[int] = IndexedSet()
    for adds, item in calls:
        (items.add if adds else items.discard)(item)
    return items


@given(CALLS)
def test_agrees_with_a_set(calls: list[tuple[bool, int]]) -> None:
    model: set[int] = set()
    for adds, item in calls:
        (model.add if adds else model.discard)(item)
    items = replayed(calls)
    assert sorted(items) == sorted(model)
    assert len(items) == len(model)
    assert [item in items for item in range(8)] == [item in model for item in range(8)]


@given(CALLS)
def test_same_calls_same_order(calls: list[tuple[bool, int]]) -> None:
    assert list(replayed(calls)) == list(replayed(calls))


def test_picks_every_member_and_nothing_else() -> None:
    items = replayed([(True, 3), (True, 5), (True, 9), (False, 3)])
    rng = random.Random(0)
    assert {items.pick(rng) for _ in range(50)} == {5, 9}


def test_picks_nothing_from_nothing() -> None:
    with pytest.raises(IndexError):
        IndexedSet[int]().pick(random.Random(0))
