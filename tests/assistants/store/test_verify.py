"""Asking again: what counts as a difference, what is undecided, and how much of a file a sample is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from assistants.store.made import LIMITS, THEOREM, fake
from wonton.assistants.fake import Effect, FakeAssistant, World
from wonton.assistants.store.verify import Verdict, verify
from wonton.assistants.transitions import StoredAssistant, open_store

MANY = tuple(f"try {number:02}" for number in range(20))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with 22 transitions at the root, and 20 at each of its two children."""
    real = fake()
    stored = StoredAssistant(real, open_store(tmp_path, real))
    root = stored.start(THEOREM)
    for child in stored.apply(root, ["split", "left", *MANY], LIMITS)[0].children:
        stored.apply(child, MANY, LIMITS)
    stored.close()
    return stored.store.path


def checked(path: Path, sample: int, effects: Mapping[str, Effect] | None = None) -> list[Verdict]:
    """The verdicts of the fake, at whose root the tactics have other `effects` now."""
    goals = dict(fake().world.goals)
    goals["q and p"] = {**goals["q and p"], **(effects or {})}
    return list(verify(path, FakeAssistant(World(goals)), sample, 0, LIMITS))


@pytest.mark.parametrize("kind", ["timeout", "crashed"])
def test_a_limit_on_the_way_to_a_place_says_nothing(kind: Effect, path: Path) -> None:
    verdicts = checked(path, 1000, {"split": kind})
    assert [verdict for verdict in verdicts if verdict.problem] == []
    behind = [verdict for verdict in verdicts if verdict.path == ("split",)]
    assert len(behind) == 40
    assert all(verdict.undecided for verdict in behind)
    assert [v.tactic for v in verdicts if not v.path and v.undecided] == ["split"]


def test_a_path_that_breaks_off_is_a_difference(path: Path) -> None:
    behind = [verdict for verdict in checked(path, 1000, {"split": "error"}) if verdict.path]
    assert {verdict.problem for verdict in behind} == {"its path breaks off now at 'split'"}
    assert not any(verdict.undecided for verdict in behind)


@pytest.mark.parametrize(("sample", "asked"), [(1, 1), (24, 24), (30, 30), (61, 61), (62, 62), (1000, 62)])
def test_a_sample_is_as_large_as_it_is_asked_to_be(sample: int, asked: int, path: Path) -> None:
    verdicts = checked(path, sample)
    assert len(verdicts) == asked
    assert not any(verdict.problem or verdict.undecided for verdict in verdicts)


def test_a_sample_spreads_over_the_places(path: Path) -> None:
    """No place is asked for more than eight while another has some left."""
    verdicts = checked(path, 24)
    assert [len([v for v in verdicts if v.path == steps]) for steps in ((), ("split",))] == [8, 16]


def test_places_that_a_run_evicts_meanwhile_are_passed_over(path: Path) -> None:
    verdicts = verify(path, fake(), 1000, 0, LIMITS)
    first = next(verdicts)
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute("DELETE FROM transitions")
        base.execute("DELETE FROM places")
    rest = list(verdicts)
    assert {verdict.path for verdict in rest} == {first.path}
    assert not any(verdict.problem for verdict in rest)
