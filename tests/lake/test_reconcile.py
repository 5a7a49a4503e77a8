"""Reconcile: what it loads, that it is incremental, and that a lake made anew is the same row for row."""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from wonton.artifacts.layout import VariantFile, variant_file
from wonton.artifacts.read import open_run, read_json
from wonton.artifacts.write import write_json
from wonton.core.errors import SettingsError
from wonton.lake import lake_path, open_lake
from wonton.lake.doctor import examine
from wonton.lake.places import key_of
from wonton.lake.reconcile import ReconcileReport, RunRead, reconcile
from wonton.lake.schema import tables
from wonton.metrics.trace_k import TracedStep, trace_k
from wonton.program.execute import Kind

from .cohorts import BASIN, CENTRAL, COHORT, EMPTY, RUN, content, rows


def logs(home: Path) -> Path:
    return home / "logs"


def counts(report: ReconcileReport) -> tuple[int, int, int]:
    return report.read, report.unchanged, report.gone


def test_every_table_is_filled_and_the_lake_is_sound(lake_home: Path) -> None:
    report = reconcile(lake_home, logs(lake_home))
    assert counts(report) == (3, 0, 0)
    assert report.errors == 0
    found = content(lake_home)
    assert {name for name, each in found.items() if not each} == EMPTY
    assert examine(lake_home) == []


def test_runs_carry_what_queries_choose_by(lake_home: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    told = "cohort, cohort_date, program_id, phase, label, kind, mode, policy, seed, theorems_done"
    sql = f"SELECT {told} FROM runs ORDER BY path"
    shared = (COHORT, "2026-03-01", "study")
    assert rows(lake_home, sql) == [
        (*shared, "p1", "fake", "run", "centralized", "ucb1", 1, 6),
        (*shared, "p2", "fake-centralized", "run", "centralized", "ucb1", 1, 2),
        (*shared, "p3", "fake", "basin", "centralized", "ucb1", 1, 3),
    ]
    sql = "SELECT command, status, reason, run_id FROM cohort_commands ORDER BY command"
    assert rows(lake_home, sql) == [
        (RUN, "done", "", f"{COHORT}/{RUN}"),
        ("p5/e", "skipped", "TPTP_ROOT is not set", None),
    ]


def test_steps_of_the_only_proof_are_not_called_invariant(lake_home: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    found = rows(lake_home, "SELECT all_proofs > 1, bool_or(invariant) FROM step_invariants GROUP BY ALL ORDER BY ALL")
    assert found == [(False, False), (True, True)]


def test_the_words_of_a_command_are_all_in_the_page() -> None:
    told = next(column.comment for column in tables()["cohort_commands"].columns if column.name == "status")
    # What stands already is not recorded again.
    assert {word for word in get_args(Kind) if f"`{word}`" not in told} == {"already_done"}


def test_outcomes_in_the_lake_add_up_to_the_summary(lake_home: Path) -> None:
    """The denominators that a query takes from `interventions` are those that the run computed itself."""
    reconcile(lake_home, logs(lake_home))
    summary = open_run(logs(lake_home) / COHORT / RUN).summary()["outcomes"]["lesions"]
    sql = "SELECT outcome, in_main, in_strict, in_rescue FROM interventions WHERE kind <> 'control' AND run_key = ?"
    found = rows(lake_home, sql, key_of(f"logs/{COHORT}/{RUN}"))
    for place, denominator in ((1, "main"), (2, "strict")):
        told = Counter(row[0] for row in found if row[place])
        for outcome, rate in summary[denominator].items():
            assert (told[outcome], told.total()) == (rate["numerator"], rate["denominator"]), (denominator, outcome)
    assert sum(row[3] for row in found) == summary["rescue"]["denominator"]


def test_step_candidates_give_trace_k(lake_home: Path) -> None:
    """tau_blind of trace K, computed from the lake's rows alone, is what the run stored."""
    reconcile(lake_home, logs(lake_home))
    sql = (
        "SELECT run_key, theorem, variant, list(struct_pack(t := tried, w := worked)), tau_at_solve, tau_blind FROM ("
        "  SELECT run_key, theorem, variant, step, sum(tried)::INT tried, sum(worked)::INT worked "
        "  FROM step_candidates GROUP BY ALL) JOIN variant_metrics USING (run_key, theorem, variant) "
        "WHERE tau_blind IS NOT NULL GROUP BY ALL"
    )
    found = rows(lake_home, sql)
    assert len(found) > 5
    for *_, steps, tau, expected in found:
        assert trace_k([TracedStep(step["t"], step["w"]) for step in steps], tau).tau_blind == pytest.approx(expected)


def test_goal_outcomes_count_the_attempts_of_every_variant(lake_home: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    sql = (
        "SELECT variant_metrics.tau, sum(attempts)::INT FROM variant_metrics "
        "JOIN goal_outcomes USING (run_key, theorem, variant) GROUP BY run_key, theorem, variant, tau"
    )
    found = rows(lake_home, sql)
    assert len(found) > 5
    assert [row for row in found if row[0] != row[1]] == []


def test_basins_are_as_their_analysis_says(lake_home: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    analysis = read_json(logs(lake_home) / COHORT / BASIN / "or" / "basin_analysis.json")
    sql = "SELECT seeds, solved, unique_structures, entropy FROM basins WHERE theorem = 'or' AND searcher = 'agent'"
    rate = analysis["solve_rate"]
    assert rows(lake_home, sql) == [(3, rate["numerator"], analysis["unique_structures"], analysis["entropy"])]
    sql = "SELECT structure, seeds FROM basin_structures WHERE theorem = 'or' AND searcher = 'agent' ORDER BY place"
    assert dict(rows(lake_home, sql)) == analysis["structure_distribution"]


def test_a_second_reconcile_touches_nothing(lake_home: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    before, bytes_before = content(lake_home), lake_path(lake_home).read_bytes()
    told = list[RunRead]()
    assert counts(reconcile(lake_home, logs(lake_home), observer=lambda run, *_: told.append(run))) == (0, 3, 0)
    assert told == []
    assert content(lake_home) == before
    assert lake_path(lake_home).read_bytes() == bytes_before


@pytest.mark.parametrize("count", [1, 2])
def test_a_lake_that_was_deleted_is_made_again_row_for_row(lake_home: Path, count: int) -> None:
    reconcile(lake_home, logs(lake_home))
    before = content(lake_home)
    lake_path(lake_home).unlink()
    reconcile(lake_home, logs(lake_home), count=count)
    assert content(lake_home) == before


def test_a_changed_run_is_read_again_and_equals_a_lake_made_anew(lake_home: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    folder = logs(lake_home) / COHORT / RUN / "or"
    verdict = {"outcome": "accepted", "checker": "kernel 1", "kind": "", "reason": "", "axioms": []}
    recheck = {"item_id": "or", "variant": "wild_type", "rechecked": True, "verdicts": {"coqchk": verdict}}
    write_json(folder / variant_file("wild_type", VariantFile.RECHECK), recheck)
    assert counts(reconcile(lake_home, logs(lake_home))) == (1, 2, 0)
    assert rows(lake_home, "SELECT theorem, variant, kernel, outcome FROM rechecks") == [
        ("or", "wild_type", "coqchk", "accepted")
    ]
    grown = content(lake_home)
    lake_path(lake_home).unlink()
    reconcile(lake_home, logs(lake_home))
    assert content(lake_home) == grown


def test_a_run_that_is_gone_is_gone_from_the_lake(lake_home: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    shutil.rmtree(logs(lake_home) / COHORT / CENTRAL)
    assert counts(reconcile(lake_home, logs(lake_home))) == (0, 2, 1)
    left = content(lake_home)
    lake_path(lake_home).unlink()
    reconcile(lake_home, logs(lake_home))
    assert content(lake_home) == left


@pytest.mark.parametrize("damaged", [True, False])
def test_a_cohort_that_is_gone_is_gone_from_the_lake(lake_home: Path, damaged: bool) -> None:
    if damaged:
        (logs(lake_home) / COHORT / "program_state.json").write_text("{")
    reconcile(lake_home, logs(lake_home))
    shutil.rmtree(logs(lake_home) / COHORT)
    reconcile(lake_home, logs(lake_home))
    left = content(lake_home)
    assert (left["cohort_commands"], left["extract_errors"]) == ([], [])
    lake_path(lake_home).unlink()
    reconcile(lake_home, logs(lake_home))
    assert content(lake_home) == left


def test_a_cohort_of_a_deeper_root_stays(lake_home: Path) -> None:
    (logs(lake_home) / "deep" / "er").mkdir(parents=True)
    (logs(lake_home) / COHORT).rename(logs(lake_home) / "deep" / "er" / COHORT)
    reconcile(lake_home, logs(lake_home) / "deep" / "er")
    before = content(lake_home)["cohort_commands"]
    reconcile(lake_home, logs(lake_home))
    assert content(lake_home)["cohort_commands"] == before != []


@pytest.mark.parametrize("child_first", [True, False])
def test_parent_and_child_roots_index_a_run_once(lake_home: Path, child_first: bool) -> None:
    roots = [logs(lake_home), logs(lake_home) / COHORT]
    for root in reversed(roots) if child_first else roots:
        reconcile(lake_home, root)
    assert rows(lake_home, "SELECT count(*), count(DISTINCT path) FROM runs") == [(3, 3)]
    innermost = "SELECT DISTINCT roots.path FROM runs JOIN roots USING (root_id)"
    assert rows(lake_home, innermost) == [(f"logs/{COHORT}",)]
    assert examine(lake_home) == []


def test_roots_give_the_same_lake_in_whatever_order_they_come(lake_home: Path) -> None:
    roots = [logs(lake_home), logs(lake_home) / COHORT]
    found = []
    for order in (roots, roots[::-1]):
        lake_path(lake_home).unlink(missing_ok=True)
        for root in order:
            reconcile(lake_home, root)
        found.append(content(lake_home))
    assert found[0] == found[1]


def test_a_root_takes_in_its_own_runs_only(lake_home: Path) -> None:
    foreign = logs(lake_home) / "elsewhere"
    shutil.copytree(logs(lake_home) / COHORT / RUN, foreign)
    assert counts(reconcile(lake_home, logs(lake_home) / COHORT)) == (3, 0, 0)
    assert rows(lake_home, "SELECT count(*) FROM scans WHERE path LIKE '%elsewhere%'") == [(0,)]


def test_a_home_that_moves_keeps_its_keys(lake_home: Path, tmp_path: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    before = rows(lake_home, "SELECT run_key, root_id FROM runs ORDER BY ALL")
    lake_home.rename(tmp_path / "moved")
    assert rows(tmp_path / "moved", "SELECT run_key, root_id FROM runs ORDER BY ALL") == before
    assert counts(reconcile(tmp_path / "moved", tmp_path / "moved" / "logs")) == (0, 3, 0)


def test_a_folder_that_is_not_there_is_refused_and_removes_nothing(lake_home: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    with pytest.raises(SettingsError, match="there is no folder"):
        reconcile(lake_home, logs(lake_home) / "nowhere")
    assert len(content(lake_home)["runs"]) == 3


def test_what_is_not_done_yet_is_pending_and_no_error(lake_home: Path) -> None:
    """A killed run: one theorem without its marker, no summary."""
    run = logs(lake_home) / COHORT / RUN
    (run / "or" / "done").unlink()
    (run / "summary.json.gz").unlink()
    status = json.loads((run / "run_status.json").read_text())
    write_json(run / "run_status.json", {**status, "status": "running"})
    assert reconcile(lake_home, logs(lake_home)).errors == 0
    sql = "SELECT theorem FROM theorems JOIN runs USING (run_key) WHERE phase = 'p1' AND theorems.status = 'pending'"
    assert rows(lake_home, sql) == [("or",)]
    assert rows(lake_home, "SELECT theorems, theorems_done FROM runs WHERE phase = 'p1'") == [(6, 5)]


def test_doctor_names_what_differs(lake_home: Path) -> None:
    reconcile(lake_home, logs(lake_home))
    overwritten = logs(lake_home) / COHORT / RUN / "or" / "goals.json.gz"
    with overwritten.open("r+b") as file:
        file.write(gzip.compress(b"{}"))
    shutil.rmtree(logs(lake_home) / COHORT / CENTRAL)
    shutil.copytree(logs(lake_home) / COHORT / RUN, logs(lake_home) / "new")
    found = {(finding.about, finding.message) for finding in examine(lake_home)}
    assert found == {
        (f"logs/{COHORT}/{RUN}", "or/goals.json.gz was overwritten since it was read"),
        (f"logs/{COHORT}/{CENTRAL}", "the run is gone"),
        ("logs/new", "the run is not in the lake"),
    }


@pytest.mark.parametrize("lake", [True, False])
def test_a_foreign_folder_without_runs_is_refused_and_leaves_no_trace(
    lake_home: Path, tmp_path_factory: pytest.TempPathFactory, lake: bool
) -> None:
    foreign = tmp_path_factory.mktemp("foreign")
    (foreign / "a.txt").write_text("no run")
    if lake:
        reconcile(lake_home, logs(lake_home))
    with pytest.raises(SettingsError, match="there is no run in"):
        reconcile(lake_home, foreign)
    assert lake_path(lake_home).is_file() is lake
    if lake:
        assert len(content(lake_home)["roots"]) == 1


def test_a_wild_type_that_cannot_be_read_is_not_an_unsolved_one(lake_home: Path) -> None:
    sql = "SELECT status, solved, count(*) FROM theorems WHERE theorem = 'or' AND variants > 0 GROUP BY ALL"
    reconcile(lake_home, logs(lake_home))
    with open_lake(lake_home) as connection:
        assert {row[:2] for row in connection.execute(sql).fetchall()} == {("solved", True)}
    for path in logs(lake_home).rglob("or/wild_type_metrics.json"):
        path.write_text("garbage")
    reconcile(lake_home, logs(lake_home), force=True)
    with open_lake(lake_home) as connection:
        found = {row[0] for row in connection.execute(sql).fetchall()}
    assert "unreadable" in found and "unsolved" not in found
