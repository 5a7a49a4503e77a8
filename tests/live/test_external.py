"""Real provers on problems of our own and of others: named outcomes, and none against what a problem states.

The whole of the shared data takes minutes: `WONTON_PROVERS=1` does it, else a sample.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wonton.corpus import Selection, select
from wonton.corpus.problems.building import problems_build, shipped_root
from wonton.external.backends import BACKENDS, backend_problem
from wonton.external.base import OUTCOMES, Backend, Limits
from wonton.external.check import check_backend
from wonton.external.find import find
from wonton.external.order import ExternalSettings, problem_of
from wonton.external.run import ExternalPlan, execute_external

SHARED = Path(__file__).parents[3] / "shared" / "data"
WHOLE = os.environ.get("WONTON_PROVERS") == "1"
#: Problems of each set and seconds for each, in the gate and whole.
SAMPLE, SECONDS = (None, 10.0) if WHOLE else (8, 2.0)


@pytest.fixture(params=sorted(BACKENDS))
def prover(request: pytest.FixtureRequest) -> Backend:
    problem = backend_problem(request.param)
    if problem is not None:
        pytest.skip(problem.message)
    return BACKENDS[request.param]


def test_a_prover_does_what_is_expected_of_it(prover: Backend) -> None:
    rows = check_backend(prover, find(prover), Limits(wall_seconds=60.0))
    assert [row for row in rows if not row.ok] == []


@pytest.mark.parametrize("place", ["own", "shared"])
def test_every_problem_ends_in_a_named_outcome_and_none_disagrees(tmp_path: Path, prover: Backend, place: str) -> None:
    root = shipped_root(prover.format) if place == "own" else SHARED / prover.format
    if not root.is_dir():
        pytest.skip(f"{root} is absent")
    items = select(problems_build(root, prover.format).items, Selection(sample=SAMPLE, seed=2))
    problems = tuple(problem_of(item, root, prover.format) for item in items)
    settings = ExternalSettings(prover.name, f"{prover.format}:x", SECONDS)
    report = execute_external(ExternalPlan(tmp_path, "r", settings, find(prover), problems), workers=2)
    assert report.summary["alarms"] == [] and report.exit_code == 0
    assert len(report.summary["problems"]) == len(items)
    assert {row["outcome"] for row in report.summary["problems"]} <= set(OUTCOMES) - {"crashed"}
