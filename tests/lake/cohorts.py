"""A cohort of small real runs, and lakes over it, for the tests of the lake."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from runs.worlds import ALL, plan
from wonton.artifacts.write import write_json
from wonton.lake import open_lake
from wonton.lake.postprocess import postprocess
from wonton.lake.schema import tables
from wonton.runs import execute_run
from wonton.runs.order import BasinSettings

COHORT = "2026-03-01-study"
RUN, CENTRAL, BASIN = "p1/fake", "p2/fake-centralized", "p3/fake"
#: Tables that nothing of this cohort fills: no external runs, no re-checks, no references, no jobs, no errors.
EMPTY = {
    *("external_results", "rechecks", "extract_errors"),
    *("reference_sets", "reference_members", "reference_outcomes", "k_scores", "job_runs"),
}

Tables = dict[str, list[tuple[Any, ...]]]


def make_cohort(home: Path) -> None:
    """A run with lesions, a wild-only run and a basin with blind searches, postprocessed, in one cohort."""
    execute_run(plan(home, *ALL, run_id=f"{COHORT}/{RUN}"), workers=0)
    execute_run(plan(home, "or", "and", run_id=f"{COHORT}/{CENTRAL}", wild_only=True), workers=0)
    basin = plan(home, "or", "and", "false", run_id=f"{COHORT}/{BASIN}", wild_only=True)
    execute_run(replace(basin, basin=BasinSettings(3, blind=True)), workers=0)
    postprocess(home / "logs" / COHORT)
    commands = {f"{RUN}": {"status": "done", "reason": "", "run_id": f"{COHORT}/{RUN}", "argv": ["wonton", "run"]}}
    commands["p5/e"] = {"status": "skipped", "reason": "TPTP_ROOT is not set", "run_id": "", "argv": ["wonton"]}
    state = {"program_id": "study", "date": "2026-03-01", "commands": commands}
    write_json(home / "logs" / COHORT / "program_state.json", state)


def content(home: Path) -> Tables:
    """Every row of every table of the home's lake, sorted."""
    with open_lake(home) as connection:
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in tables()}


def rows(home: Path, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with open_lake(home) as connection:
        return connection.execute(sql, list(parameters)).fetchall()
