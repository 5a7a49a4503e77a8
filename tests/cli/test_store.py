"""`wonton store`: what lies there, whether it is still true, and making room."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from wonton.assistants.base import Limits, Theorem, Transition
from wonton.assistants.store import database
from wonton.assistants.store.codec import encode
from wonton.assistants.transitions import StoredAssistant, open_store
from wonton.runs.home import Home
from wonton.runs.settings import RunSettings
from wonton.runs.tools import open_assistant

from .conftest import Wonton

THEOREM = Theorem("swap", "swap", "(p q : Prop) (hp : p) (hq : q) : And q p")
TACTICS = ("constructor", "exact hq", "exact And.intro hq hp", "cases hp")


@pytest.fixture
def lean_home(home: Path, tool_cache: Path) -> Path:
    """A home that shares the session's compiled library."""
    home.mkdir()
    (home / "cache").symlink_to(tool_cache)
    return home


@pytest.fixture
def filled(lean_home: Path) -> Iterator[Path]:
    """The file that Lean filled with eight transitions at three places."""
    real = open_assistant(RunSettings(), lean_home / "cache")
    stored = StoredAssistant(real, open_store(Home(lean_home).store, real))
    root = stored.start(THEOREM)
    children = stored.apply(root, TACTICS, Limits())[0].children
    for child in children:
        stored.apply(child, ("exact hq", "exact hp"), Limits())
    stored.close()
    yield stored.store.path


def changed(path: Path, query: str, *arguments: object) -> None:
    base = sqlite3.connect(path)
    base.execute(query, arguments)
    base.commit()
    base.close()


def test_an_empty_home_has_no_files(wonton: Wonton) -> None:
    said = wonton("store", "info")
    assert said.code == 0
    assert "0 files" in said.out
    assert wonton("store", "verify").code == 0


def test_info_counts_what_is_there(filled: Path, wonton: Wonton) -> None:
    (row,) = wonton("store", "info", "--json").of_kind("store")
    assert (row["theorems"], row["places"], row["transitions"]) == (1, 3, 8)
    assert row["fingerprint"].startswith("lean-4.35.0")
    assert row["path"] == str(filled)
    assert row["size"] >= filled.stat().st_size > 0
    assert row["unused_hours"] in (0, 1)
    assert filled.name in wonton("store", "info").out


def test_info_names_a_damaged_file_and_goes_on(filled: Path, wonton: Wonton) -> None:
    bad = filled.with_name("lean-000000000000.sqlite")
    bad.write_bytes(b"no database" * 100)
    said = wonton("store", "info", "--json")
    assert said.code == 1
    problems = {row["path"]: row["problem"] for row in said.of_kind("store")}
    assert "is damaged" in problems[str(bad)]
    assert problems[str(filled)] == ""


def test_what_lean_said_it_says_again(filled: Path, wonton: Wonton) -> None:
    said = wonton("store", "verify", "-a", "lean", "--json")
    assert said.code == 0
    assert said.of_kind("verified") == [
        {"kind": "verified", "file": str(filled), "asked": 8, "differ": 0, "undecided": 0}
    ]
    assert {row["item_id"] for row in said.of_kind("transition")} == {"swap"}


def test_a_sample_is_drawn_by_its_seed(filled: Path, wonton: Wonton) -> None:
    def sampled(seed: int) -> list[tuple[object, object]]:
        rows = wonton("store", "verify", "--sample", "3", "--seed", str(seed), "--json").of_kind("transition")
        return [(row["path"], row["tactic"]) for row in rows]

    assert [len(sampled(seed)) for seed in (1, 2)] == [3, 3]
    assert sampled(1) == sampled(1)
    assert len({tuple(map(str, sampled(seed))) for seed in range(5)}) > 1


def test_a_transition_that_is_not_true_is_found(filled: Path, wonton: Wonton) -> None:
    lie = encode(None, Transition("t"))  # type: ignore[arg-type]
    changed(filled, "UPDATE transitions SET value = ? WHERE tactic = 'cases hp'", lie)
    said = wonton("store", "verify")
    assert said.code == 1
    assert "'cases hp' behind the root: stored: closed; live: error" in said.out
    assert "8 transitions asked again, 1 not as stored" in said.out


def test_a_path_that_leads_elsewhere_is_found(filled: Path, wonton: Wonton) -> None:
    changed(filled, "UPDATE theorems SET statement = '(p q : Prop) (hq : p) (hp : q) : And p q'")
    said = wonton("store", "verify", "--json")
    assert said.code == 1
    assert all(row["problem"] for row in said.of_kind("transition"))


@pytest.mark.parametrize("how", [("--all",), ("--fingerprint", "lean-4"), ("--older-than", "0")])
def test_nothing_is_deleted_without_force(how: tuple[str, ...], filled: Path, wonton: Wonton) -> None:
    said = wonton("store", "prune", *how)
    assert said.code == 0
    assert "nothing was deleted" in said.out
    assert filled.is_file()
    assert "deleted" in wonton("store", "prune", *how, "--force").out
    assert list(filled.parent.iterdir()) == []


def test_another_fingerprint_is_left_alone(filled: Path, wonton: Wonton) -> None:
    assert "nothing to delete" in wonton("store", "prune", "--fingerprint", "rocq", "--force").out
    assert filled.is_file()


def test_what_was_not_used_for_days_goes(filled: Path, wonton: Wonton) -> None:
    old = database.hour_now() - 24 * 10
    changed(filled, "UPDATE places SET used = ? WHERE id = (SELECT max(id) FROM places)", old)
    assert wonton("store", "prune", "--older-than", "11", "--force").out.startswith("nothing to delete")
    assert "1 place" in wonton("store", "prune", "--older-than", "9").out
    assert wonton("store", "prune", "--older-than", "9", "--force").code == 0
    (row,) = wonton("store", "info", "--json").of_kind("store")
    assert row["places"] == 2
    assert wonton("store", "verify").code == 0


def test_a_file_is_cut_down_to_a_size(filled: Path, wonton: Wonton) -> None:
    origin = database.Origin(b"key", THEOREM, 1, ())
    found = next(iter(wonton("store", "info", "--json").of_kind("store")))
    file = database.TransitionFile(filled, found["fingerprint"], found["code"])
    file.add(database.Answer(n.to_bytes(16, "big"), origin, "t", bytes(5000)) for n in range(1000))
    file.close()
    assert wonton("store", "prune", "--max-mb", "2").out.count("place") == 1
    assert filled.stat().st_size > 5_000_000
    assert wonton("store", "prune", "--max-mb", "2", "--force").code == 0
    assert filled.stat().st_size <= 2 * 2**20
    assert "nothing to delete" in wonton("store", "prune", "--max-mb", "2", "--force").out


def test_a_file_that_is_written_to_is_not_deleted(filled: Path, wonton: Wonton) -> None:
    base = sqlite3.connect(filled, isolation_level=None)
    base.execute("BEGIN IMMEDIATE")
    said = wonton("store", "prune", "--all", "--force")
    base.execute("ROLLBACK")
    base.close()
    assert said.code == 1
    assert "is in use" in said.err
    assert filled.is_file()


def test_a_damaged_file_can_be_deleted(wonton: Wonton, home: Path) -> None:
    bad = home / "store" / "lean-0.sqlite"
    bad.parent.mkdir(parents=True)
    bad.write_bytes(b"no database" * 100)
    assert wonton("store", "prune", "--all", "--force").code == 0
    assert not bad.exists()


def test_prune_wants_to_know_what(wonton: Wonton) -> None:
    said = wonton("store", "prune")
    assert said.code == 2
    assert "--older-than" in said.err
