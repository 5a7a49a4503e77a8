"""What a report says of a lake that lags behind: it looks at the runs as reconcile does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from runs.worlds import plan
from wonton.artifacts.read import read_json
from wonton.artifacts.write import write_json
from wonton.lake.reconcile import reconcile
from wonton.program import Cohort
from wonton.program.report.lake import CohortLake
from wonton.runs import execute_run
from wonton.runs.home import Home

RUN = "2026-03-01-study/p1/fake"


@pytest.fixture
def cohort(tmp_path: Path) -> Cohort:
    """A cohort with one run, which the lake has read."""
    execute_run(plan(tmp_path, "or", run_id=RUN, wild_only=True), workers=0)
    cohort = Cohort(Home(tmp_path), "study", "2026-03-01")
    write_json(cohort.state_path, {"program_id": "study", "date": "2026-03-01", "commands": {}})
    reconcile(tmp_path, cohort.logs)
    return cohort


def stale(cohort: Cohort) -> tuple[str, ...]:
    with CohortLake(cohort) as lake:
        return lake.stale()


def executed_again(run: Path) -> None:
    """It stands as it stood, and its files are new."""
    write_json(run / "run_status.json", {**read_json(run / "run_status.json"), "command": "wonton run --resume"})


def killed(run: Path) -> None:
    """It died between its first two files."""
    (run / "run_status.json").unlink()


def copied(run: Path) -> None:
    shutil.copytree(run, run.with_name("late"))


def test_a_lake_that_says_what_the_runs_say_is_not_stale(cohort: Cohort) -> None:
    assert stale(cohort) == ()


@pytest.mark.parametrize("change", [executed_again, killed, shutil.rmtree])
def test_a_run_that_changed_is_stale_until_it_is_read_again(cohort: Cohort, change: Callable[[Path], None]) -> None:
    copied(cohort.home.logs / RUN)
    reconcile(cohort.home.root, cohort.logs)
    change(cohort.home.logs / RUN)
    assert stale(cohort) == (RUN,)
    reconcile(cohort.home.root, cohort.logs)
    assert stale(cohort) == ()


def test_a_new_run_is_stale(cohort: Cohort) -> None:
    copied(cohort.home.logs / RUN)
    assert stale(cohort) == ("2026-03-01-study/p1/late",)
