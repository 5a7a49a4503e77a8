"""`--ranker`: what it changes, what it records, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wonton.core.families import Family
from wonton.providers.family_prior import FamilyTable, read_table
from wonton.training.split import Split

from .conftest import Wonton
from .fakes import FAKES

_RUN = (*FAKES, "-b", "quick", "--limit", "3", "--wild-only")


@pytest.fixture
def closers(tmp_path: Path) -> Path:
    """A table that has seen nothing but closers."""
    return written(tmp_path / "closers.json", Family.CLOSER)


def written(path: Path, family: Family) -> Path:
    """A table in `path` of proofs that used one family only."""
    goal = (("x", "<root>", "none", "x", "x"), family, {Family.SPLIT: 0.5, Family.CLOSER: 0.5})
    table = FamilyTable.counted("lean", 2.0, [goal] * 99)
    path.write_text(json.dumps(table.to_json()))
    return path


def test_a_ranker_changes_the_order_and_is_recorded(wonton: Wonton, home: Path, closers: Path) -> None:
    assert wonton("run", *_RUN, "--run-id", "plain").code == 0
    said = wonton("run", *_RUN, "--run-id", "ranked", "--ranker", closers.name)
    assert said.code == 0, said.err
    configs = {name: json.loads((home / "logs" / name / "run_config.json").read_text()) for name in ("plain", "ranked")}
    digest = read_table(closers).digest
    assert "ranker" not in configs["plain"]["settings"]
    assert configs["ranked"]["settings"]["ranker"] == {
        "name": "family_prior",
        "path": str(closers),
        "digest": digest,
    }
    assert configs["ranked"]["versions"]["provider"] == f"proposer-1+family_prior-{digest}"
    assert {name: first_tactics(home, name) for name in configs} == {
        "plain": {"constructor"},
        "ranked": {"exact whole"},
    }


def first_tactics(home: Path, run_id: str) -> set[str]:
    """What the wild types of a run tried first."""
    paths = list((home / "logs" / run_id).glob("*/wild_type_history.json"))
    assert len(paths) == 3
    return {json.loads(path.read_text())["expansions"][0]["attempts"][0]["tactic"] for path in paths}


def test_a_run_is_resumed_with_its_own_table_only(wonton: Wonton, closers: Path, tmp_path: Path) -> None:
    run = ("run", *_RUN, "--run-id", "ranked")
    assert wonton(*run, "--ranker", str(closers)).code == 0
    assert wonton(*run, "--ranker", str(closers), "--resume").code == 0
    written(closers, Family.SPLIT)
    for options, word in ((("--ranker", str(closers)), "ranker.digest"), ((), "ranker")):
        said = wonton(*run, *options, "--resume")
        assert (said.code, word in said.err) == (2, True), said.err


def test_basins_take_a_ranker_and_the_run_is_named_after_it(wonton: Wonton, home: Path, closers: Path) -> None:
    basin = ("basin", *FAKES, "-b", "quick", "--limit", "1", "--seeds", "2", "--ranker", str(closers))
    assert wonton(*basin).code == 0
    (run,) = (home / "logs").iterdir()
    assert "-family_prior-quick-" in run.name


@pytest.mark.parametrize("command", [("run", "--limit", "1"), ("prove", "theorem t (p : Prop) : p → p")])
def test_files_that_are_no_tables_are_refused_before_anything_starts(
    command: tuple[str, ...], wonton: Wonton, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text('{"format_version": 1}')
    for name, words in (("none.json", "cannot be read"), ("bad.json", "is no table of family_prior")):
        said = wonton(*command, "--ranker", name)
        assert (said.code, words in said.err, "wonton train family-prior" in said.err) == (2, True, True), said.err
    assert not (home / "logs").exists()


def test_the_lake_tells_ranked_providers_apart(wonton: Wonton, closers: Path) -> None:
    assert wonton("run", *_RUN, "--run-id", "plain").code == 0
    assert wonton("run", *_RUN, "--run-id", "ranked", "--ranker", str(closers)).code == 0
    assert wonton("lake", "reconcile").code == 0
    said = wonton("lake", "sql", "--json", "SELECT provider FROM runs ORDER BY run_id")
    assert said.rows == [{"provider": FAKES[3]}, {"provider": f"{FAKES[3]}+family_prior"}]


def test_training_writes_a_table_that_a_run_takes(wonton: Wonton, home: Path) -> None:
    assert wonton("run", *FAKES, "-b", "quick", "--limit", "3", "--run-id", "panel").code == 0
    assert wonton("lake", "reconcile").code == 0
    train = ("train", "family-prior", "-a", FAKES[1], "--out", "prior.json", "--held-out", "0")
    said = wonton(*train)
    assert said.code == 0, said.err
    assert f"use it: wonton run -a {FAKES[1]} --ranker prior.json" in said.out
    again = wonton(*train)
    assert (again.code, "--force" in again.err) == (2, True)
    (told,) = wonton(*train, "--force", "--json").of_kind("family_prior")
    assert told["dataset"]["theorems"] == 3
    assert told["digest"] == read_table(Path("prior.json")).digest
    assert wonton("run", *_RUN, "--run-id", "ranked", "--ranker", "prior.json").code == 0


def test_training_says_which_theorems_were_kept_back(wonton: Wonton) -> None:
    assert wonton("run", *FAKES, "-b", "quick", "--limit", "3", "--run-id", "panel").code == 0
    assert wonton("lake", "reconcile").code == 0
    said = wonton(
        "train", "family-prior", "-a", FAKES[1], "--out", "new/prior.json", "--held-out", "0.3", "--parts", "p"
    )
    assert said.code == 0, said.err
    parts = {name: Path(f"p/{name}.txt").read_text().split() for name in ("training", "held_out", "transfer")}
    split, total = Split(0.3), wonton("corpus", "show", "lean:core", "--limit", "999", "--json").of_kind("item")
    assert sorted(parts["training"] + parts["held_out"]) == sorted(item["item_id"] for item in total)
    assert parts["transfer"] == [] and {split.part(item, "") for item in parts["held_out"]} == {"held_out"}
    assert "--theorem-file p/held_out.txt" in said.out
