"""A reconcile that dies at any moment: the next one completes, and the lake is the one of an undisturbed reconcile."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wonton.lake import lake_path, open_lake
from wonton.lake.doctor import examine
from wonton.lake.reconcile import reconcile
from wonton.lake.references import build_reference, score_runs
from wonton.lake.selection import Scope, Selection

from . import killed
from .cohorts import BASIN, CENTRAL, COHORT, RUN, Tables, content

MOMENTS = 8


def execute(home: Path, step: int, workers: int = 1, mark: str = "") -> subprocess.CompletedProcess[str]:
    """Reconcile in a process of its own, which kills itself at `step`."""
    words = [sys.executable, killed.__file__, str(home), str(step), str(workers)]
    environment = os.environ | {"WONTON_TEST_LAKE": mark}
    return subprocess.run(words, env=environment, text=True, capture_output=True, check=False)


def marked(mark: str) -> list[str]:
    """Command lines of living processes whose environment carries `mark`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"WONTON_TEST_LAKE={mark}".encode() in path.read_bytes().split(b"\0"):
                found.append(path.with_name("cmdline").read_text())
        except OSError:
            continue
    return found


def test_killed_at_random_moments_and_completed(lake_home: Path) -> None:
    whole = execute(lake_home, -1)
    assert whole.returncode == 0, whole.stderr
    steps, expected = int(whole.stdout), content(lake_home)
    assert steps > 3 * MOMENTS
    for step in sorted(random.Random(20260301).sample(range(steps), MOMENTS)):
        lake_path(lake_home).unlink()
        assert execute(lake_home, step).returncode == -9, f"it was to die at step {step} of {steps}"
        reconcile(lake_home, lake_home / "logs")
        assert content(lake_home) == expected, f"killed at step {step} of {steps}"
    assert examine(lake_home) == []


def test_killed_again_and_again_without_a_whole_reconcile_between(lake_home: Path) -> None:
    execute(lake_home, -1)
    expected = content(lake_home)
    lake_path(lake_home).unlink()
    for step in (2, 30, 31, 45):
        execute(lake_home, step)
    reconcile(lake_home, lake_home / "logs")
    assert content(lake_home) == expected


def put_back(home: Path, lake: bytes) -> None:
    """Make the home's lake the one with these bytes."""
    lake_path(home).with_name("lake.duckdb.wal").unlink(missing_ok=True)
    lake_path(home).write_bytes(lake)


def errors_by_run(tables: Tables) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of `extract_errors`, by the key of the run that they are about: each run's come and go at once."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in tables["extract_errors"]:
        found.setdefault(str(row[0]), []).append(row)
    return found


def die_and_complete(home: Path, moments: int) -> None:
    """Kill reconciles of the home at some of their steps, then complete; all are equal."""
    lake = lake_path(home).read_bytes()
    before = content(home)
    whole = execute(home, -1)
    assert whole.returncode == 0, whole.stderr
    steps, expected = int(whole.stdout), content(home)
    assert steps > 8
    assert before["extract_errors"] != expected["extract_errors"], "no errors come or go: nothing is asked of them"
    for step in sorted(random.Random(20260302).sample(range(steps), min(moments, steps))):
        put_back(home, lake)
        assert execute(home, step).returncode == -9, f"it was to die at step {step} of {steps}"
        found, *whole_ones = (errors_by_run(tables) for tables in (content(home), before, expected))
        for run in {run for errors in (found, *whole_ones) for run in errors}:
            known = [errors.get(run) for errors in whole_ones]
            assert found.get(run) in known, f"killed at step {step} of {steps}, half of the errors of {run} are there"
        reconcile(home, home / "logs")
        assert content(home) == expected, f"killed at step {step} of {steps}"
    assert examine(home) == []


def test_killed_while_runs_are_replaced_and_removed(lake_home: Path) -> None:
    cohort = lake_home / "logs" / COHORT
    shutil.copytree(cohort / BASIN, lake_home / "logs" / "other")
    (lake_home / "logs" / "other" / "or" / "basin_analysis.json").write_text("{")
    reconcile(lake_home, lake_home / "logs")
    shutil.rmtree(lake_home / "logs" / "other")
    shutil.rmtree(cohort / CENTRAL)
    (cohort / RUN / "or" / "done").unlink()
    (cohort / RUN / "and" / "wild_type_metrics.json").write_text("{")
    (cohort / "program_state.json").unlink()
    die_and_complete(lake_home, MOMENTS)


def test_killed_while_it_restores(lake_home: Path) -> None:
    reconcile(lake_home, lake_home / "logs")
    keep = lake_path(lake_home).read_bytes()
    jobs = lake_home / "lake" / "jobs"
    with open_lake(lake_home, write=True, make=True) as connection:
        keys = [str(key) for (key,) in connection.execute("SELECT run_key FROM runs WHERE kind = 'run'").fetchall()]
        reference = build_reference(
            connection, lake_home, Selection.of("test", {"run_ids": ["*"]}), scope=Scope(tuple(keys))
        ).reference
        assert score_runs(connection, lake_home, reference, keys).rows
    put_back(lake_home, keep)
    for name in ("one", "two"):
        (jobs / name).mkdir(parents=True)
        (jobs / name / "manifest.json").write_text("{")
    reconcile(lake_home, lake_home / "logs")
    with open_lake(lake_home, write=True, make=True) as connection:
        for table in ("reference_sets", "reference_members", "reference_outcomes", "k_scores"):
            connection.execute(f"DELETE FROM {table}")
    (jobs / "two").rename(jobs / "three")
    die_and_complete(lake_home, 12)


def test_the_workers_end_with_a_parent_that_was_killed(lake_home: Path, tmp_path: Path) -> None:
    mark = str(tmp_path)
    # `run` returns once the pipes are closed, which the workers hold open as long as they live.
    assert execute(lake_home, 5, workers=2, mark=mark).returncode == -9
    assert marked(mark) == []
    assert reconcile(lake_home, lake_home / "logs").root == "logs"


@pytest.mark.parametrize("workers", [2, 3])
def test_rows_do_not_depend_on_the_number_of_workers(lake_home: Path, workers: int) -> None:
    execute(lake_home, -1)
    expected = content(lake_home)
    lake_path(lake_home).unlink()
    whole = execute(lake_home, -1, workers)
    assert whole.returncode == 0, whole.stderr
    assert content(lake_home) == expected
