"""Jobs over a small lake: what they write, twice the same, and what they refuse or skip."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from lake.made import add, add_run, add_search
from wonton.core.errors import SettingsError, UnknownNameError
from wonton.lake import open_lake
from wonton.lake.jobs import JobReport, known_jobs, known_presets, read_manifest, run_job
from wonton.lake.jobs.config import job_from
from wonton.lake.jobs.view import TIMED, contents, read_tables
from wonton.lake.references import known_references
from wonton.lake.restore import restore
from wonton.lake.schema import tables
from wonton.lake.selection import Scope, Selection, select_runs

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


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A cohort with a run by the heuristic and one by a reprover, and a foreign run beside the cohort."""
    home = tmp_path / "home"
    home.mkdir()
    with open_lake(home, write=True, make=True) as connection:
        for key, provider in (("k1", "heuristic"), ("k2", "reprover")):
            path = f"logs/{COHORT}/p1/{provider}"
            add_run(connection, key, path, provider=provider, phase="p1", cohort=COHORT)
            add_search(connection, key, "t", 4, [("g1", "apply", {"apply": 2, "intro": 1}, 2)])
        add_run(connection, "k3", "logs/foreign/p1/heuristic", phase="p1", cohort="foreign")
        add_search(connection, "k3", "t", 1, [("g1", "apply", {"apply": 90}, 0)])
    return home


def rows(report: JobReport, name: str) -> list[dict[str, Any]]:
    path = next(dataset.path for dataset in report.datasets if dataset.name == name)
    return [json.loads(line) for line in path.read_text().splitlines()]


def files(report: JobReport) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(report.folder.iterdir())}


def test_a_job_of_p7_scores_its_cohort_and_nothing_else(home: Path) -> None:
    """The reference is the heuristic's run of the cohort: (g1, apply) (1+1)/(2+2) = 1/2, (g1, intro) (0+1)/(1+2) = 1/3.
    any_success: (1/2 + 1/2 + 1/3)/3 = 4/9: K = log10(9/4 / 4); used_operator: 2/3 * 1/2 = 1/3: K = log10(3/4). The
    foreign run, with 90 attempts on the same goal, is neither in the reference nor scored."""
    report = run_job(home, "75_followup_k_ref_heuristic_v1", logs_root=home / "logs" / COHORT)
    assert (report.status, report.exit_code, report.runs) == ("done", 0, 2)
    found = {(row["provider"], row["estimator"]): row for row in rows(report, "k_rows")}
    assert {key: row["k"] for key, row in found.items()} == pytest.approx(
        {
            ("heuristic", "any_success"): -0.24987747321659987,
            ("heuristic", "used_operator"): -0.12493873660829995,
            ("reprover", "any_success"): -0.24987747321659987,
            ("reprover", "used_operator"): -0.12493873660829995,
        }
    )
    assert {provider: row["in_sample"] for (provider, _), row in found.items()} == {
        "heuristic": True,
        "reprover": False,
    }
    assert [row["run_id"] for row in rows(report, "reference_members")] == [f"{COHORT}/p1/heuristic"]
    assert {row["family"]: row["p"] for row in rows(report, "reference_families")} == pytest.approx(
        {"apply": 1 / 2, "intro": 1 / 3}
    )
    assert {row["in_sample"]: row["solved"] for row in rows(report, "k_summary")} == {True: 1, False: 1}
    inputs = json.loads((report.folder / "inputs.json").read_text())
    assert [run["run_id"] for run in inputs["runs"]] == [f"{COHORT}/p1/heuristic", f"{COHORT}/p1/reprover"]
    assert inputs["reference"]["ref_id"] == report.ref_id


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


def change(connection: Any, table: str, key: str) -> None:
    """Other content of a table, of run `key`: a further row, or of `runs` another setting."""
    if table == "runs":
        connection.execute("UPDATE runs SET exploration = 0.5 WHERE run_key = ?", [key])
    else:
        add(connection, table, {"run_key": key})


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


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT * FROM read_text('/etc/hostname')", "reaches outside"),
        ("SELECT * FROM '/etc/hostname'", "hostname"),
        ("DROP TABLE runs", "not one query"),
        ("SELECT * FROM job_runs", "job_runs tells of the lake itself"),
        ("SELECT * FROM main.runs", "runs is named with its schema"),
        ("SELECT nothing FROM selected_runs", "nothing"),
        ("SELECT 'x'::INTEGER", "Could not convert"),
    ],
)
def test_a_bad_query_leaves_the_lake_alone(home: Path, sql: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        run_job(home, query(sql))
    assert known_jobs(home) == []
    with open_lake(home) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (3,)


def test_a_file_of_the_disk_is_not_read_even_as_a_table(home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(SettingsError, match=r"disabled by configuration|does not exist"):
        run_job(home, query(f"SELECT * FROM '{tmp_path}/secret.csv'"))


def test_values_of_all_kinds(home: Path) -> None:
    sql = (
        "SELECT 'ä' AS text, 1.5::DECIMAL(4, 2) AS exact, 'nan'::DOUBLE AS odd, sum(range) AS large, "
        "DATE '2026-03-01' AS day, [1, 2] AS list, {'b': 1, 'a': 'x'} AS struct, true AS truth FROM range(3)"
    )
    report = run_job(home, query(sql))
    assert rows(report, "found") == [
        {
            "text": "ä",
            "exact": 1.5,
            "odd": None,
            "large": 3,
            "day": "2026-03-01",
            "list": [1, 2],
            "struct": {"a": "x", "b": 1},
            "truth": True,
        }
    ]
    assert report.datasets[0].columns[0] == ("text", "VARCHAR")


def test_rows_are_in_order_and_nulls_last(home: Path) -> None:
    sql = "SELECT * FROM (VALUES (2, 'b'), (1, 'c'), (NULL, 'a'), (1, 'a')) AS t (n, w)"
    by_all = rows(run_job(home, query(sql)), "found")
    assert [(row["n"], row["w"]) for row in by_all] == [(1, "a"), (1, "c"), (2, "b"), (None, "a")]
    by_word = rows(run_job(home, query(sql, order_by=["w"])), "found")
    assert [(row["n"], row["w"]) for row in by_word] == [(1, "a"), (None, "a"), (2, "b"), (1, "c")]
    with pytest.raises(SettingsError, match="ordered by q"):
        run_job(home, query(sql, order_by=["q"]))


def test_parquet(home: Path) -> None:
    import duckdb

    twice = [run_job(home, query("SELECT run_key FROM selected_runs", format="parquet")) for _ in range(2)]
    path = twice[0].datasets[0].path
    assert duckdb.sql(f"SELECT run_key FROM '{path}'").fetchall() == [("k1",), ("k2",), ("k3",)]
    assert twice[0].datasets[0].sha256 == twice[1].datasets[0].sha256
    assert sorted(each.name for each in twice[0].folder.iterdir()) == [
        "found.parquet",
        "inputs.json",
        "job_config.json",
        "manifest.json",
    ]


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


@pytest.mark.parametrize("preset", [found.name for found in known_presets()])
def test_every_preset_runs(home: Path, preset: str) -> None:
    with open_lake(home, write=True, make=True) as connection:
        add_run(connection, "k5", f"logs/{COHORT}/p3/heuristic", kind="basin", phase="p3")
        add(connection, "basins", {"run_key": "k5", "theorem": "t", "searcher": "agent", "seeds": 3, "solved": 2})
        add_run(connection, "k6", f"logs/{COHORT}/p1/deepseek", provider="deepseek", phase="p1")
        add_search(connection, "k6", "t", 2, [("g1", "apply", {"apply": 1}, 0)])
        lesion = {"run_key": "k6", "theorem": "t", "variant": "block_apply", "kind": "tactic", "in_main": True}
        add(connection, "interventions", lesion)
        for key, backend in (("k7", "e"), ("k8", "vampire")):
            add_run(connection, key, f"logs/{COHORT}/p5/{backend}", kind="external", phase="p5", corpus="tptp:small@1")
            solved = {"outcome": "proved", "solved": True, "verdict": "correct"}
            add(connection, "external_results", {"run_key": key, "backend": backend, "problem": "x", **solved})
    report = run_job(home, preset, logs_root=home / "logs" / COHORT)
    assert report.status == "done"
    assert report.datasets
    assert any(dataset.rows for dataset in report.datasets) or preset == "30_cross_assistant"


def test_the_job_in_the_documentation_runs(home: Path, tmp_path: Path) -> None:
    """Goal g1 took 3 attempts of each provider; with more than 20 asked for, only the one made costly here is left."""
    text = (Path(__file__).parents[3] / "docs" / "how-to" / "run-a-job.md").read_text()
    (tmp_path / "mine.toml").write_text(text.split("```toml\n")[1].split("```")[0])
    with open_lake(home, write=True, make=True) as connection:
        connection.execute("UPDATE goal_outcomes SET attempts = 30 WHERE run_key = 'k2' AND family = 'intro'")
    report = run_job(home, str(tmp_path / "mine.toml"), logs_root=home / "logs" / COHORT)
    assert rows(report, "slow_goals") == [{"goal_sig": "g1", "provider": "reprover", "attempts": 32}]


def test_stability_by_hand(home: Path) -> None:
    """Two lesions of theorems whose wild type solved, one of them with a solving control: of main 1 of 2 collapsed, of
    strict 1 of 1; Wilson's interval of 1 of 2 is (0.0945, 0.9055), that of 1 of 1 begins at 1/(1 + 1.96^2) = 0.2065.
    An escaped lesion counts nowhere, a rescue apart."""
    base = {"run_key": "k1", "kind": "tactic", "wild_solved": True, "in_main": True}
    with open_lake(home, write=True, make=True) as connection:
        add(
            connection,
            "interventions",
            {**base, "theorem": "t", "variant": "block_apply", "outcome": "collapse", "in_strict": True},
            {**base, "theorem": "u", "variant": "block_apply", "outcome": "reroute"},
            {**base, "theorem": "v", "variant": "block_apply", "in_main": False, "escaped": True},
            {
                "run_key": "k1",
                "kind": "tactic",
                "theorem": "w",
                "variant": "block_x",
                "outcome": "rescue",
                "in_rescue": True,
            },
        )
    report = run_job(home, "20_stability", logs_root=home / "logs" / COHORT)
    found = {(r["denominator"], r["subject"], r["outcome"]): r for r in rows(report, "outcomes")}
    collapsed = found["main", "lesions", "collapse"]
    assert (collapsed["numerator"], collapsed["trials"]) == (1, 2)
    assert (collapsed["low"], collapsed["high"]) == pytest.approx((0.0945, 0.9055), abs=1e-4)
    strict = found["strict", "block_apply", "collapse"]
    assert (strict["numerator"], strict["trials"], strict["high"]) == (1, 1, 1.0)
    assert strict["low"] == pytest.approx(0.2065, abs=1e-4)
    assert found["strict", "lesions", "reroute"]["numerator"] == 0
    assert found["rescue", "lesions", "rescue"]["trials"] == 1
