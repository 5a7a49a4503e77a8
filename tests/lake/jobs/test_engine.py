"""Jobs over a small lake: what they write, twice the same, and what they refuse or skip."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake.jobs.made import COHORT, files, job, rows
from lake.made import add_run
from wonton.core.errors import SettingsError, UnknownNameError
from wonton.lake import open_lake
from wonton.lake.jobs import known_jobs, read_manifest, run_job
from wonton.lake.references import known_references
from wonton.lake.restore import restore
from wonton.lake.selection import Scope, Selection, select_runs


def test_twice_gives_the_same_bytes_in_the_same_folder(home: Path) -> None:
    first = run_job(home, "76_followup_k_ref_pooled_v1", logs_root=home / "logs" / COHORT)
    before = files(first)
    second = run_job(home, "76_followup_k_ref_pooled_v1", {"assistant": "lean"}, logs_root=home / "logs" / COHORT)
    assert second.job_id == first.job_id
    assert files(second) == before
    assert set(before) == {
        "inputs.json",
        "job_config.json",
        "k_rows.jsonl",
        "k_summary.jsonl",
        "manifest.json",
        "reference_families.jsonl",
        "reference_members.jsonl",
    }
    assert str(home) not in "".join(data.decode() for data in before.values())


def test_its_config_is_a_job_that_does_the_same(home: Path) -> None:
    first = run_job(home, "76_followup_k_ref_pooled_v1", logs_root=home / "logs" / COHORT)
    before = files(first)
    again = run_job(home, str(first.folder / "job_config.json"), logs_root=home / "logs" / COHORT)
    assert again.job_id == first.job_id
    assert files(again) == before


def test_a_provider_without_runs_is_a_recorded_skip(home: Path) -> None:
    report = run_job(home, "74_followup_k_ref_deepseek_v1", logs_root=home / "logs" / COHORT)
    assert (report.status, report.exit_code, report.datasets) == ("skipped", 3, ())
    assert "providers deepseek" in report.reason
    assert read_manifest(home, report.job_id)["reason"] == report.reason
    assert set(files(report)) == {"inputs.json", "job_config.json", "manifest.json"}
    assert known_references(home) == []
    with open_lake(home) as connection:
        found = connection.execute("SELECT status, reason, runs FROM job_runs").fetchall()
    assert found == [("skipped", report.reason, 0)]


def test_an_assistant_without_runs_is_skipped_too(home: Path) -> None:
    report = run_job(home, "76_followup_k_ref_pooled_v1", {"assistant": "rocq"})
    assert report.exit_code == 3
    assert "assistants rocq" in report.reason


def test_a_selection_without_runs_is_refused_where_it_is_not_to_be_skipped(home: Path) -> None:
    with pytest.raises(SettingsError, match="no runs meet the selection"):
        run_job(home, job(selection={"providers": ["nobody"]}))
    assert known_jobs(home) == []


def test_two_assistants_in_scope_have_to_be_told_apart(home: Path) -> None:
    with open_lake(home, write=True, make=True) as connection:
        add_run(connection, "k4", f"logs/{COHORT}/p1/rocq", assistant="rocq")
    with pytest.raises(SettingsError, match=r"lean, rocq\n.*--set assistant=lean"):
        run_job(home, "10_basin_k")
    assert run_job(home, "40_goal_tactic_invariants", {"assistant": "rocq"}).runs == 1


def test_brackets_in_run_ids_stand_for_themselves(home: Path) -> None:
    meets = {"*[a]": ["b1"], "x[a]": ["b1"], "x[!b]": [], "x?": ["b0"], "x[[]a]": [], "*]": ["b1"], "x*": ["b0", "b1"]}
    with open_lake(home, write=True, make=True) as connection:
        for number, run_id in enumerate(("xa", "x[a]")):
            add_run(connection, f"b{number}", f"logs/{run_id}")
        found = {
            pattern: select_runs(connection, Selection.of("here", {"run_ids": [pattern]}), Scope()) for pattern in meets
        }
    assert found == meets


def test_a_folder_that_was_not_reconciled(home: Path) -> None:
    with pytest.raises(SettingsError, match="wonton lake reconcile --logs-dir"):
        run_job(home, "01_runs_overview", logs_root=home / "logs" / "2026-03-02-study")


def test_a_job_knows_its_context(home: Path) -> None:
    found = run_job(home, job(parameters={"depth": 3}, datasets=[{"name": "found", "sql": "FROM job_context"}]))
    assert rows(found, "found") == [{"job": "mine", "ref_id": None, "alpha": None, "parameters": {"depth": "3"}}]


def test_a_reference_that_stands(home: Path) -> None:
    built = run_job(home, "75_followup_k_ref_heuristic_v1", logs_root=home / "logs" / COHORT)
    datasets = [{"name": "found", "sql": "SELECT ref_id, alpha FROM job_context"}]
    found = run_job(home, job(reference={"ref_id": built.ref_id}, datasets=datasets))
    assert rows(found, "found") == [{"ref_id": built.ref_id, "alpha": 1.0}]
    assert found.ref_id == built.ref_id
    with pytest.raises(UnknownNameError, match="reference"):
        run_job(home, job(reference={"ref_id": "ffff"}, datasets=datasets))


def test_jobs_come_back_into_a_lake_made_anew(home: Path) -> None:
    for preset in ("74_followup_k_ref_deepseek_v1", "76_followup_k_ref_pooled_v1"):
        run_job(home, preset, logs_root=home / "logs" / COHORT)
    with open_lake(home) as connection:
        before = connection.execute("FROM job_runs ORDER BY ALL").fetchall()
    (home / "lake" / "lake.duckdb").unlink()
    with open_lake(home, write=True, make=True) as connection:
        assert restore(connection, home).jobs == 2
        assert connection.execute("FROM job_runs ORDER BY ALL").fetchall() == before
    assert len(before) == 2


def test_the_job_in_the_documentation_runs(home: Path, tmp_path: Path) -> None:
    """Goal g1 took 3 attempts of each provider; with more than 20 asked for, only the one made costly here is left."""
    text = (Path(__file__).parents[3] / "docs" / "how-to" / "run-a-job.md").read_text()
    (tmp_path / "mine.toml").write_text(text.split("```toml\n")[1].split("```")[0])
    with open_lake(home, write=True, make=True) as connection:
        connection.execute("UPDATE goal_outcomes SET attempts = 30 WHERE run_key = 'k2' AND family = 'intro'")
    report = run_job(home, str(tmp_path / "mine.toml"), logs_root=home / "logs" / COHORT)
    assert rows(report, "slow_goals") == [{"goal_sig": "g1", "provider": "reprover", "attempts": 32}]
