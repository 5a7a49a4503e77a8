"""The queries: each is one SELECT that binds against the lake's schema, and names one cohort and no other."""

from __future__ import annotations

from importlib.resources import files

import duckdb
import pytest

from lake.made import add, add_external, add_run
from wonton.program.report.lake import query, query_names

from .answers import ANSWERS

LOGS = "logs/2026-03-01-followup-2026-03"


@pytest.fixture(scope="module")
def empty() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((files("wonton.lake") / "schema.sql").read_text(encoding="utf-8"))
    return connection


@pytest.mark.parametrize("name", query_names())
def test_a_query_is_one_select_about_the_cohort(name: str, empty: duckdb.DuckDBPyConnection) -> None:
    sql = query(name, LOGS)
    (statement,) = empty.extract_statements(sql)
    assert statement.type == duckdb.StatementType.SELECT
    assert f"'{LOGS}/'" in sql and "{" not in sql.replace("{'place'", "")
    assert empty.execute(sql).fetchall() == []


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_the_small_cohort_answers_with_columns_that_the_query_has(name: str, empty: duckdb.DuckDBPyConnection) -> None:
    columns = {column[0] for column in empty.execute(query(name, LOGS)).description or ()}
    assert all(set(row) <= columns for row in ANSWERS[name])


def test_a_quote_in_a_name_stays_a_name() -> None:
    assert "'logs/it''s/'" in query("basins", "logs/it's")


def test_every_query_is_known_to_a_section() -> None:
    assert set(query_names()) == {*ANSWERS, "cohort_runs"}


def test_distances_to_the_wild_type_are_of_all_families_and_of_collapses_too(empty: duckdb.DuckDBPyConnection) -> None:
    """A reroute has all four families, a collapse those of what was searched; the control, an escaped lesion and the
    distances to the control are left out."""
    connection = empty.cursor()
    connection.begin()
    add_run(connection, "k", f"{LOGS}/p1/heuristic", phase="p1")
    outcomes = {"block_a": "reroute", "block_b": "collapse", "block_c": "reroute", "control_null": "replicate"}
    families = ("ged_proof_graph", "ged_search_graph", "ged_search_graph_soft", "ged_trace_graph")
    for variant, outcome in outcomes.items():
        at = {"run_key": "k", "theorem": "t", "variant": variant}
        kind = "control" if variant == "control_null" else "tactic"
        add(connection, "interventions", {**at, "kind": kind, "outcome": outcome, "escaped": variant == "block_c"})
        for number, family in enumerate(families):
            valid = outcome != "collapse" or number > 0
            bounds = {"normalised_lower": number / 8, "normalised_upper": number / 4, "exact": not number}
            row = {**at, "measure": family, "valid": valid, **(bounds if valid else {})}
            other = {**row, "normalised_upper": 0.9}
            add(
                connection,
                "variant_measures",
                {**row, "reference": "wild_type"},
                {**other, "reference": "control_null"},
            )
    cursor = connection.execute(query("distances_to_wild_type", LOGS))
    names = [column[0] for column in cursor.description or ()]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    connection.rollback()
    uppers = {(row["family"], row["variant"]): row["normalised_upper"] for row in found}
    assert uppers == {
        (family, variant): None if (number, variant) == (0, "block_b") else number / 4
        for number, family in enumerate(families)
        for variant in ("block_a", "block_b")
    }
    assert len(found) == 8
    assert [row["exact"] for row in found if row["family"] == "ged_proof_graph"] == [False, True]


def test_every_two_providers_are_paired_on_what_both_searched(empty: duckdb.DuckDBPyConnection) -> None:
    """Three providers on the panel, one of which was refused a theorem; p2 and other cohorts do not count."""
    connection = empty.cursor()
    connection.begin()
    places = {"a": f"{LOGS}/p1/a", "b": f"{LOGS}/p1/b", "c": f"{LOGS}/p1/c", "d": f"{LOGS}/p2/d", "e": "logs/e/p1/e"}
    for key, path in places.items():
        add_run(connection, key, path, phase=path.split("/")[2], provider=key)
        for theorem in ("t", "u"):
            status = "refused" if (key, theorem) == ("c", "u") else "solved" if key == "a" else "unsolved"
            row = {"run_key": key, "theorem": theorem, "status": status, "solved": status == "solved", "tau": 3}
            add(connection, "theorems", row)
            basin = {"run_key": key, "theorem": theorem, "searcher": "agent", "seeds": 2, "solved": int(key == "a")}
            add(connection, "basins", {**basin, "solve_rate": basin["solved"] / 2})
    found = connection.execute(query("provider_pairs", LOGS)).fetchall()
    assert [row[:5] for row in found] == [
        *(("a", "b", theorem, True, False) for theorem in ("t", "u")),
        ("a", "c", "t", True, False),
        ("b", "c", "t", False, False),
    ]
    basins = connection.execute(query("provider_seed_pairs", LOGS)).fetchall()
    assert ("p1", "a", "b", "t", True, False, 0.5, 0.0) in basins and len(basins) == 6
    connection.rollback()


def _reference(connection: duckdb.DuckDBPyConnection, ref_id: str, members: dict[str, int], alpha: float = 1.0) -> None:
    """A reference of job `job` to which each member gave its attempts, on which all of them were scored."""
    sets = {"ref_id": ref_id, "alpha": alpha, "variants": "[]", "members": len(members)}
    add(connection, "reference_sets", sets)
    add(connection, "job_runs", {"job_id": f"job-{ref_id}", "name": "job", "ref_id": ref_id})
    cell = {"ref_id": ref_id, "goal_sig": "g", "family": "apply", "attempts": sum(members.values())}
    add(connection, "reference_outcomes", cell)
    for key in members:
        add(connection, "reference_members", {"ref_id": ref_id, "run_key": key})
    for key in ("a", "b"):
        score = {"ref_id": ref_id, "run_key": key, "theorem": "t", "variant": "wild_type", "alpha": alpha}
        add(connection, "k_scores", {**score, "estimator": "any_success", "k": 1.0})


def test_one_reference_of_a_job_is_current(empty: duckdb.DuckDBPyConnection) -> None:
    """Runs a and b of the cohort tried 3 tactics each, c beside it too. What is left out: a reference from before a
    was executed again (it had 2), one without b, one with c, one with a run that is gone."""
    connection = empty.cursor()
    connection.begin()
    for key, path in {"a": f"{LOGS}/p1/a", "b": f"{LOGS}/p1/b", "c": "logs/other/p1/c"}.items():
        add_run(connection, key, path, phase="p1", provider=key)
        outcome = {"run_key": key, "theorem": "t", "variant": "wild_type", "goal_sig": "g", "family": "apply"}
        add(connection, "goal_outcomes", {**outcome, "attempts": 3})
    _reference(connection, "former", {"a": 2, "b": 3})
    _reference(connection, "gone", {"a": 3, "b": 3, "d": 3})
    _reference(connection, "least", {"a": 3})
    _reference(connection, "most", {"a": 3, "b": 3, "c": 3})
    _reference(connection, "whole", {"a": 3, "b": 3})
    _reference(connection, "weighted", {"a": 3, "b": 3}, alpha=2.0)
    sql = f"SELECT DISTINCT reference, current FROM ({query('k_reference', LOGS)}) ORDER BY ALL"
    found = dict(connection.execute(sql).fetchall())
    connection.execute("UPDATE goal_outcomes SET attempts = 9 WHERE run_key = 'b'")
    later = dict(connection.execute(sql).fetchall())
    connection.rollback()
    assert [name for name, current in found.items() if current] == ["weighted", "whole"]
    assert len(found) == 6
    assert [name for name, current in later.items() if current] == ["least"]


def test_limits_of_basins_and_problems_without_a_result_are_left_out_of_nothing_silently(
    empty: duckdb.DuckDBPyConnection,
) -> None:
    connection = empty.cursor()
    connection.begin()
    add_run(connection, "b", f"{LOGS}/p3/heuristic", kind="basin", phase="p3")
    for searcher, limits in (("agent", 1), ("blind", 4)):
        seed = {"run_key": "b", "theorem": "t", "searcher": searcher, "tau": 10, "nondeterministic": limits}
        add(connection, "basin_seeds", seed)
    counts = {"theorems": 9, "theorems_done": 7, "status": "failed", "status_reason": "interrupted"}
    add_external(connection, "e", f"{LOGS}/p5/e", "e", phase="p5", label="e", **counts)
    whole = {**counts, "theorems_done": 9, "status": "completed", "status_reason": ""}
    add_external(connection, "z", f"{LOGS}/p5/z3", "z3", phase="p5", label="z3", **whole)
    found = connection.execute(query("left_out", LOGS)).fetchall()
    connection.rollback()
    assert [(row[0], *row[3:6]) for row in found] == [
        ("p3", "attempts: met a wall or memory limit, or crashed", 5, 20),
        ("p5", "problems of e: given up or not done", 2, 9),
    ]
    assert found[1][6] == "the run is failed: interrupted"
