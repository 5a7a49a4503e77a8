"""`wonton lake reconcile|sql|export|doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lake.cohorts import COHORT, RUN, make_cohort

from .conftest import Wonton


@pytest.fixture
def cohort(home: Path) -> Path:
    """The cohort in the home of the commands."""
    make_cohort(home)
    return home


def test_reconcile_says_what_it_did_and_then_that_there_is_nothing_to_do(cohort: Path, wonton: Wonton) -> None:
    first = wonton("lake", "reconcile", "--plain", "--workers", "1")
    assert first.code == 0, first.err
    assert "3 runs read" in first.out
    assert "0 runs read (0 rows), 3 unchanged" in wonton("lake", "reconcile", "--plain").out
    (told,) = wonton("lake", "reconcile", "--json", "--force", "--workers", "1").of_kind("reconciled")
    assert (told["read"], told["unchanged"], told["errors"], told["root"]) == (3, 0, 0, "logs")


def test_reconcile_ends_with_3_and_names_what_it_could_not_use(cohort: Path, wonton: Wonton) -> None:
    broken = cohort / "logs" / COHORT / RUN / "or" / "wild_type_metrics.json"
    broken.write_text("{")
    said = wonton("lake", "reconcile", "--plain", "--workers", "1")
    assert said.code == 3
    assert "or/wild_type_metrics.json: malformed (metrics): not JSON" in said.out
    again = wonton("lake", "reconcile", "--json")
    assert (again.code, [row["stage"] for row in again.of_kind("problem")]) == (3, ["metrics"])


def test_sql_in_all_its_forms(cohort: Path, wonton: Wonton, tmp_path: Path) -> None:
    wonton("lake", "reconcile")
    query = "SELECT phase, kind, partial FROM runs ORDER BY phase"
    assert wonton("lake", "sql", "--plain", query).out.splitlines()[:2] == [
        "phase  kind   partial",
        "p1     run    false",
    ]
    assert wonton("lake", "sql", "--json", query, "--limit", "1").rows == [
        {"phase": "p1", "kind": "run", "partial": False}
    ]
    (tmp_path / "query.sql").write_text(query)
    said = wonton("lake", "sql", "--csv", "--file", str(tmp_path / "query.sql"))
    assert said.out.splitlines()[0] == "phase,kind,partial"
    assert len(said.out.splitlines()) == 4


@pytest.mark.parametrize("sql", ["DROP TABLE runs", "SELECT 1; SELECT 2", "SELECT * FROM read_text('/etc/hostname')"])
def test_sql_that_is_more_than_a_query_ends_with_2(cohort: Path, wonton: Wonton, sql: str) -> None:
    wonton("lake", "reconcile")
    said = wonton("lake", "sql", sql)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: ")


def test_sql_wants_one_query(wonton: Wonton) -> None:
    assert wonton("lake", "sql").code == 2
    assert wonton("lake", "sql", "SELECT 1", "--file", "x").code == 2


def test_export_and_doctor(cohort: Path, wonton: Wonton) -> None:
    wonton("lake", "reconcile")
    said = wonton("lake", "export", "--format", "jsonl", "--json", "runs", "theorems")
    assert [row["table"] for row in said.of_kind("exported")] == ["runs", "theorems"]
    lines = (cohort / "lake" / "exports" / "jsonl" / "runs.jsonl").read_text().splitlines()
    assert {json.loads(line)["cohort"] for line in lines} == {COHORT}
    assert wonton("lake", "export", "--format", "jsonl", "runs").code == 2
    assert wonton("lake", "doctor").code == 0
    (cohort / "logs" / COHORT / RUN / "stray.txt").write_text("x")
    said = wonton("lake", "doctor", "--json")
    assert (said.code, [row["about"] for row in said.of_kind("finding")]) == (1, [f"logs/{COHORT}/{RUN}"])


def test_without_a_lake_the_way_to_one_is_told(wonton: Wonton) -> None:
    for verb in (["sql", "SELECT 1"], ["export"], ["doctor"]):
        said = wonton("lake", *verb)
        assert said.code == 1
        assert "wonton lake reconcile" in said.err


def test_a_folder_that_is_not_there(wonton: Wonton) -> None:
    said = wonton("lake", "reconcile", "--logs-dir", "nowhere")
    assert (said.code, "there is no folder nowhere" in said.err) == (2, True)


def test_without_duckdb_one_line_says_how_to_get_it(
    cohort: Path, wonton: Wonton, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    said = wonton("lake", "reconcile")
    assert said.code == 2
    assert "pip install 'wonton-soup[lake]'" in said.err
