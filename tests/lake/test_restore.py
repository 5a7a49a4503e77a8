"""Restoring what stands in files: damaged files cost their own rows only, and what is gone from them goes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from wonton.lake import lake_path, open_lake
from wonton.lake.jobs import run_job
from wonton.lake.reconcile import reconcile
from wonton.lake.references import build_reference, score_runs
from wonton.lake.selection import Scope, Selection

from .cohorts import content, rows

ERRORS = "SELECT path, stage, artifact, kind FROM extract_errors ORDER BY ALL"

REFERENCES = {"reference_sets", "reference_members", "reference_outcomes", "k_scores"}


@pytest.fixture
def home(lake_home: Path) -> Path:
    """A home whose lake has a reference, scores and a job."""
    reconcile(lake_home, lake_home / "logs")
    with open_lake(lake_home, write=True, make=True) as connection:
        keys = [str(key) for (key,) in connection.execute("SELECT run_key FROM runs WHERE kind = 'run'").fetchall()]
        every = Selection.of("test", {"run_ids": ["*"]})
        reference = build_reference(connection, lake_home, every, scope=Scope(tuple(keys))).reference
        score_runs(connection, lake_home, reference, keys)
    run_job(lake_home, "01_runs_overview", logs_root=lake_home / "logs")
    return lake_home


def only(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def anew(home: Path) -> None:
    lake_path(home).unlink()
    reconcile(home, home / "logs")


@pytest.mark.parametrize("keys", [5, None, [1], "many"])
def test_a_list_of_scored_runs_that_is_none(home: Path, keys: object) -> None:
    folder = only(home / "lake" / "references")
    (folder / "scored.json").write_text(json.dumps({"format_version": 1, "run_keys": keys}))
    before = content(home)
    anew(home)
    told = [(f"lake/references/{folder.name}", "restore", "scored.json", "malformed")]
    assert rows(home, ERRORS) == (told if keys in (5, None) else [])
    found = content(home)
    for table in ("reference_sets", "reference_outcomes", "job_runs", "runs", "variant_metrics"):
        assert found[table] == before[table] != []


@pytest.mark.parametrize("change", [{"runs": "many"}, {"name": "a\0\ud800"}, {"datasets": 5}, {"runs": None}])
def test_a_manifest_that_is_not_as_published(home: Path, change: dict[str, object]) -> None:
    path = only(home / "lake" / "jobs") / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    before = content(home)
    anew(home)
    assert rows(home, ERRORS) == [(f"lake/jobs/{path.parent.name}", "restore", "manifest.json", "malformed")]
    found = content(home)
    assert found["job_runs"] == []
    for table in ("reference_sets", "k_scores", "runs"):
        assert found[table] == before[table] != []


def test_folders_that_are_not_utf_8(home: Path) -> None:
    for kind in ("references", "jobs"):
        folder = only(home / "lake" / kind)
        shutil.copytree(os.fsencode(folder), os.fsencode(folder.parent) + b"/\xff")
    reconcile(home, home / "logs")
    assert ("lake/references/\\xff", "restore", "reference.json", "malformed") in rows(home, ERRORS)


@pytest.mark.parametrize("kind", ["references", "jobs"])
def test_what_is_deleted_goes_from_the_lake(home: Path, kind: str) -> None:
    before = content(home)
    shutil.rmtree(only(home / "lake" / kind))
    reconcile(home, home / "logs")
    left = content(home)
    gone = {
        "references": {"reference_sets", "reference_members", "reference_outcomes", "k_scores"},
        "jobs": {"job_runs"},
    }
    assert {name for name in left if left[name] != before[name]} == gone[kind]
    assert all(left[name] == [] for name in gone[kind])
    anew(home)
    assert content(home) == left
