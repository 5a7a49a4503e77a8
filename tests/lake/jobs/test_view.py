"""What a job can see, and that its id changes with all of that and with nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lake.jobs.made import COHORT, files, job, query, rows
from lake.made import add
from wonton.lake import open_lake
from wonton.lake.jobs import known_jobs, run_job
from wonton.lake.jobs.view import TIMED, contents, read_tables
from wonton.lake.schema import tables


def change(connection: Any, table: str, key: str) -> None:
    """Other content of a table, of run `key`: a further row, or of `runs` another setting."""
    if table == "runs":
        connection.execute("UPDATE runs SET exploration = 0.5 WHERE run_key = ?", [key])
    else:
        add(connection, table, {"run_key": key})


def test_other_results_or_parameters_are_another_job(home: Path) -> None:
    ids = [run_job(home, "76_followup_k_ref_pooled_v1", {"alpha": alpha}).job_id for alpha in (1.0, 0.5)]
    with open_lake(home, write=True, make=True) as connection:
        connection.execute("UPDATE variant_metrics SET tau_at_solve = 5 WHERE run_key = 'k1'")
    ids.append(run_job(home, "76_followup_k_ref_pooled_v1").job_id)
    with open_lake(home, write=True, make=True) as connection:
        connection.execute("UPDATE variant_metrics SET seconds = 17 WHERE run_key = 'k1'")
    assert run_job(home, "76_followup_k_ref_pooled_v1").job_id == ids[-1]
    assert len(set(ids)) == 3
    assert known_jobs(home) == sorted(ids)


def test_every_table_that_can_be_read_is_digested(home: Path) -> None:
    with open_lake(home, write=True, make=True) as connection:
        for table in read_tables():
            before = contents(connection, ["k1", "k2"], [])
            change(connection, table, "k3")
            assert contents(connection, ["k1", "k2"], []) == before, table
            change(connection, table, "k1")
            (first, second), (old, same) = contents(connection, ["k1", "k2"], [])["runs"], before["runs"]
            assert first["content"] != old["content"], table
            assert second == same, table


@pytest.mark.parametrize("table", ["runs", "graph_edges", "goal_outcomes_overall"])
def test_other_content_is_another_job_and_a_foreign_run_is_out_of_sight(home: Path, table: str) -> None:
    mine = job(selection={"cohorts": [COHORT]}, datasets=[{"name": "found", "sql": f"SELECT * FROM {table}"}])
    changed = "goal_outcomes" if table == "goal_outcomes_overall" else table
    first = run_job(home, mine)
    before = files(first)
    with open_lake(home, write=True, make=True) as connection:
        change(connection, changed, "k3")
    assert files(run_job(home, mine)) == before
    with open_lake(home, write=True, make=True) as connection:
        change(connection, changed, "k1")
    second = run_job(home, mine)
    assert second.job_id != first.job_id
    assert second.datasets[0].sha256 != first.datasets[0].sha256


def test_the_times_of_all_tables_are_left_out() -> None:
    """Every column of seconds or memory is left out, or is a limit that was set; so is who kept the limits."""
    limits = {("runs", "wall_seconds")}
    found = {
        (name, column.name)
        for name in read_tables()
        for column in tables()[name].columns
        if re.search(r"seconds|started|memory", column.name) and not column.name.startswith("limit_")
    }
    assert found - limits == {(name, each) for name, left_out in TIMED.items() for each in left_out} - {
        ("basin_seeds", "asked"),
        ("external_results", "executor"),
    }


def command(connection: Any, phase: str, name: str, **values: Any) -> None:
    row = {"cohort": COHORT, "path": f"logs/{COHORT}", "command": f"{phase}/{name}", "phase": phase, "status": "done"}
    add(connection, "cohort_commands", {**row, **values})


def test_commands_of_the_program_count_but_for_those_that_run_the_jobs(home: Path) -> None:
    mine = query("SELECT * FROM cohort_commands")
    with open_lake(home, write=True, make=True) as connection:
        command(connection, "p1", "heuristic", argv='["wonton", "--home", "/somewhere"]')
    jobs = ("01_runs_overview", mine)
    first = [run_job(home, each, logs_root=home / "logs" / COHORT) for each in jobs]
    before = [files(report) for report in first]
    with open_lake(home, write=True, make=True) as connection:
        command(connection, "p6", "reconcile")
        command(connection, "p7", "76_followup_k_ref_pooled_v1", status="skipped")
        command(connection, "p1", "other", cohort="foreign")
        connection.execute("""UPDATE cohort_commands SET argv = '["wonton", "--home", "/elsewhere"]'""")
    assert [files(run_job(home, each, logs_root=home / "logs" / COHORT)) for each in jobs] == before
    assert [row["command"] for row in rows(first[0], "commands")] == ["p1/heuristic"]
    with open_lake(home, write=True, make=True) as connection:
        command(connection, "p5", "e", status="skipped", reason="TPTP_ROOT is not set")
    second = [run_job(home, each, logs_root=home / "logs" / COHORT) for each in jobs]
    assert all(new.job_id != old.job_id for new, old in zip(second, first, strict=True))
    assert [row["reason"] for row in rows(second[0], "commands")] == ["", "TPTP_ROOT is not set"]


def test_scores_of_other_references_are_out_of_sight(home: Path) -> None:
    def scores() -> dict[str, bytes]:
        return files(run_job(home, "75_followup_k_ref_heuristic_v1", logs_root=home / "logs" / COHORT))

    mine = query("SELECT * FROM k_scores")
    before, empty = scores(), files(run_job(home, mine))
    with open_lake(home, write=True, make=True) as connection:
        (ref_id,) = connection.execute("SELECT DISTINCT ref_id FROM k_scores").fetchall()[0]
        for other, alpha in (("other", 1.0), (ref_id, 7.0)):
            row = {"ref_id": other, "run_key": "k1", "theorem": "t", "variant": "wild_type", "alpha": alpha}
            add(connection, "k_scores", row)
    assert scores() == before
    assert files(run_job(home, mine)) == empty
    assert empty["found.jsonl"] == b""


def test_a_member_that_is_not_selected_counts_by_its_settings(home: Path) -> None:
    """The job is about the reprover's run; the reference was built from the heuristic's, k1."""
    built = run_job(home, "75_followup_k_ref_heuristic_v1", logs_root=home / "logs" / COHORT)
    sql = "SELECT run_id, exploration FROM runs"
    reference, selection = {"ref_id": built.ref_id}, {"run_keys": ["k2"]}
    mine = job(reference=reference, selection=selection, datasets=[{"name": "found", "sql": sql}])
    first = run_job(home, mine)
    assert [row["run_id"].rsplit("/")[-1] for row in rows(first, "found")] == ["heuristic", "reprover"]
    with open_lake(home, write=True, make=True) as connection:
        change(connection, "runs", "k1")
    second = run_job(home, mine)
    assert second.job_id != first.job_id
    assert rows(second, "found")[0]["exploration"] == 0.5
