"""A reconcile that dies at any moment: the next one completes, and the lake is the one of an undisturbed reconcile."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from wonton.lake import lake_path
from wonton.lake.doctor import examine
from wonton.lake.reconcile import reconcile

from . import killed
from .cohorts import content

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
