"""Jobs and K over a cohort of real runs, taken in by reconcile, with a foreign run beside it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lake.cohorts import CENTRAL, COHORT, RUN, content, rows
from wonton.artifacts.read import open_run
from wonton.core.tactics import tactic_family
from wonton.lake.jobs import JobReport, known_presets, load_job, run_job
from wonton.lake.jobs.config import JobFile, job_from
from wonton.lake.places import key_of
from wonton.lake.reconcile import reconcile
from wonton.metrics.reference_k import ESTIMATORS, OutcomeTable, ReferenceStep, reference_k

FOREIGN = "2026-03-02-other"


@pytest.fixture
def home(lake_home: Path) -> Path:
    """The cohort, and a copy of its first run as a foreign cohort's, both in the lake."""
    shutil.copytree(lake_home / "logs" / COHORT / RUN, lake_home / "logs" / FOREIGN / RUN)
    reconcile(lake_home, lake_home / "logs")
    return lake_home


def pooled(home: Path) -> JobFile:
    """The pooled preset of p7, on the assistant of the tests' cohort."""
    (assistant,) = rows(home, "SELECT DISTINCT assistant FROM runs")[0]
    table = load_job("76_followup_k_ref_pooled_v1").resolve({"assistant": str(assistant)}).to_json()
    return job_from("pooled", table)


def run_pooled(home: Path) -> JobReport:
    return run_job(home, pooled(home), logs_root=home / "logs" / COHORT)


def traces(home: Path, run: str) -> dict[tuple[str, str], tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]]:
    """Tree, trace and metrics of every variant of a run, read from its files."""
    found = {}
    for theorem in open_run(home / "logs" / COHORT / run).theorems():
        for variant in theorem.variants():
            tree, metrics = theorem.tree(variant), theorem.metrics(variant)
            assert tree
            assert metrics
            found[theorem.item_id, variant] = (tree, theorem.trace(variant), metrics)
    return found


def family(attempt: dict[str, Any]) -> str:
    return str(tactic_family(attempt["tactic"], "lean").value)


def outcomes(home: Path, run: str) -> list[tuple[str, str, int, int]]:
    """Every attempt in the traces of a run as a cell of its own: tried, and whether the search could go on from it."""
    return [
        (event["node"]["signature"], family(attempt), 1, int(attempt["status"] in ("closed", "children", "duplicate")))
        for _, trace, _ in traces(home, run).values()
        for event in trace
        for attempt in event["attempts"]
        if attempt["status"] != "blocked"
    ]


def steps_of(tree: dict[str, Any], trace: list[dict[str, Any]]) -> list[ReferenceStep]:
    """The committed steps, found by following `solved_by` from the root."""
    nodes = {node["node_id"]: node for node in tree["nodes"]}
    edges = {edge["edge_id"]: edge for edge in tree["edges"]}
    found, waiting = [], [tree["root"]]
    while waiting:
        node = nodes[waiting.pop(0)]
        edge = edges[node["solved_by"]]
        waiting += edge["children"]
        seen = [each for event in trace if event["node"]["node_id"] == node["node_id"] for each in event["attempts"]]
        tried = [family(attempt) for attempt in seen if attempt["status"] != "blocked"]
        counts = {name: tried.count(name) for name in tried}
        found.append(ReferenceStep(node["signature"], family(edge), counts, node["offers"] - len(seen)))
    return found


def test_k_in_the_lake_is_k_of_the_files(home: Path) -> None:
    """Computed here from trees and traces alone, without the lake and its extractors."""
    report = run_pooled(home)
    assert report.status == "done"
    table = OutcomeTable(outcomes(home, RUN))
    expected = {}
    for run, in_sample in ((RUN, True), (CENTRAL, False)):
        for (theorem, variant), (tree, trace, metrics) in traces(home, run).items():
            for estimator in ESTIMATORS if metrics["solved"] else ():
                found = reference_k(steps_of(tree, trace), metrics["attempts_at_solve"], table, estimator)
                expected[f"{COHORT}/{run}", theorem, variant, estimator] = (in_sample, found.k, *found.bounds)
    path = next(dataset.path for dataset in report.datasets if dataset.name == "k_rows")
    got = {
        (row["run_id"], row["theorem"], row["variant"], row["estimator"]): (
            row["in_sample"],
            *(row[name] for name in ("k", "k_low", "k_high")),
        )
        for row in map(json.loads, path.read_text().splitlines())
    }
    assert got.keys() == expected.keys()
    assert len(got) > 10
    for key, values in expected.items():
        assert got[key] == pytest.approx(values), key


def test_nothing_of_a_foreign_run_is_touched(home: Path) -> None:
    report = run_pooled(home)
    foreign = key_of(f"logs/{FOREIGN}/{RUN}")
    assert rows(home, "SELECT run_id FROM runs WHERE run_key = ?", foreign)
    assert rows(home, "SELECT * FROM k_scores WHERE run_key = ?", foreign) == []
    assert rows(home, "SELECT * FROM reference_members WHERE run_key = ?", foreign) == []
    assert foreign not in "".join(path.read_text() for path in report.folder.iterdir())


def test_a_rebuilt_lake_and_its_jobs_are_the_same(home: Path) -> None:
    report = run_pooled(home)
    before, files = content(home), {path.name: path.read_bytes() for path in report.folder.iterdir()}
    assert before["k_scores"]
    (home / "lake" / "lake.duckdb").unlink()
    reconcile(home, home / "logs")
    assert content(home) == before
    assert run_pooled(home).job_id == report.job_id
    assert {path.name: path.read_bytes() for path in report.folder.iterdir()} == files


def test_a_run_that_is_read_again_keeps_its_scores(home: Path) -> None:
    run_pooled(home)
    before = content(home)["k_scores"]
    assert reconcile(home, home / "logs", force=True).read > 0
    assert content(home)["k_scores"] == before


def test_a_reconcile_without_news_restores_nothing(home: Path) -> None:
    run_pooled(home)
    before = content(home)
    assert reconcile(home, home / "logs").read == 0
    assert content(home) == before


@pytest.mark.parametrize("preset", [job.name for job in known_presets()])
def test_presets_twice_on_real_runs(home: Path, preset: str) -> None:
    report = run_job(home, preset, logs_root=home / "logs" / COHORT)
    first = {path.name: path.read_bytes() for path in report.folder.iterdir()}
    again = run_job(home, preset, logs_root=home / "logs" / COHORT)
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == first
    assert again.folder == report.folder
    if preset not in ("30_cross_assistant", "40_goal_tactic_invariants"):
        assert all(dataset.rows for dataset in again.datasets) or again.status == "skipped"
