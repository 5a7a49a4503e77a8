"""What the tests of jobs share: a job to change, and the files that one wrote."""

from __future__ import annotations

import copy
import json
from typing import Any

from wonton.lake.jobs import JobReport
from wonton.lake.jobs.config import job_from

COHORT = "2026-03-01-study"
JOB: dict[str, Any] = {
    "schema_version": 2,
    "name": "mine",
    "selection": {"run_ids": ["*"]},
    "datasets": [{"name": "runs", "sql": "SELECT run_id, provider FROM selected_runs"}],
}


def job(**changes: Any) -> Any:
    return job_from("mine", {**copy.deepcopy(JOB), **changes})


def query(sql: str, **more: Any) -> Any:
    return job(datasets=[{"name": "found", "sql": sql, **more}])


def rows(report: JobReport, name: str) -> list[dict[str, Any]]:
    path = next(dataset.path for dataset in report.datasets if dataset.name == name)
    return [json.loads(line) for line in path.read_text().splitlines()]


def files(report: JobReport) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(report.folder.iterdir())}
