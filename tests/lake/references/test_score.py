"""References and K in a lake, worked out by hand.

The home has two runs of p1. Run `a` solved one theorem in 4 attempts: at goal g1 it tried two apply, one of which
worked, and left 2 offers untried; at g2 one closer, which worked. Run `b` solved it in 2: at g1 one intro, which
worked; at g3 a closer. Run `r` is of Rocq.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lake.made import add, add_external, add_run, add_search
from wonton.core.errors import ArtifactError, SettingsError, UnknownNameError
from wonton.lake import open_lake
from wonton.lake.references import build_reference, known_references, load_reference, score_runs
from wonton.lake.references.files import scored_runs
from wonton.lake.restore import restore
from wonton.lake.selection import Scope, Selection, assistants_in, scope_of, select_runs

A = Selection.of("test", {"providers": ["a"]})


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    cohort = "logs/2026-03-01-study"
    add_run(connection, "ka", f"{cohort}/p1/a", provider="a", phase="p1", cohort="2026-03-01-study")
    add_run(connection, "kb", f"{cohort}/p1/b", provider="b", phase="p1", cohort="2026-03-01-study")
    add_run(connection, "kr", "logs/elsewhere", provider="a", assistant="rocq")
    add_search(connection, "ka", "t", 4, [("g1", "apply", {"apply": 2}, 2), ("g2", "closer", {"closer": 1}, 0)])
    add_search(connection, "kb", "t", 2, [("g1", "intro", {"intro": 1}, 0), ("g3", "closer", {"closer": 1}, 0)])
    add_search(connection, "kr", "t", 1, [("g9", "apply", {"apply": 1}, 0)])
    add(connection, "variant_metrics", {"run_key": "kb", "theorem": "u", "variant": "wild_type", "tau": 9})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_lake(tmp_path, write=True, make=True) as connection:
        fill(connection)
    return tmp_path


@pytest.fixture
def lake(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_lake(home, write=True, make=True) as connection:
        yield connection


def scores(lake: duckdb.DuckDBPyConnection, *columns: str) -> list[tuple[Any, ...]]:
    return lake.execute(
        f"SELECT {', '.join(columns)} FROM k_scores ORDER BY run_key, theorem, variant, estimator"
    ).fetchall()


def test_a_reference_is_what_the_selected_runs_found(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    built = build_reference(lake, home, A, scope=scope_of(lake, home, home / "logs/2026-03-01-study"))
    assert built.reference.outcomes == (("g1", "apply", 2, 1), ("g2", "closer", 1, 1))
    assert [(member.run_key, member.attempts, member.successes) for member in built.reference.members] == [("ka", 3, 2)]
    assert built.folder == home / "lake" / "references" / built.reference.ref_id
    assert load_reference(home, built.reference.ref_id) == built.reference
    assert load_reference(home, built.reference.ref_id[:6]) == built.reference
    assert lake.execute("SELECT goal_sig, family, attempts, successes FROM reference_outcomes").fetchall() == list(
        built.reference.outcomes
    )
    assert lake.execute("SELECT run_key, run_id, theorems FROM reference_members").fetchall() == [
        ("ka", "2026-03-01-study/p1/a", 1)
    ]


def test_the_id_is_of_the_content(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    """The same again is the same; another alpha, selection or table is another."""
    scope = scope_of(lake, home, home / "logs/2026-03-01-study")
    pooled = Selection.of("test", {"phases": ["p1"]})
    ids = [
        build_reference(lake, home, A, scope=scope).reference.ref_id,
        build_reference(lake, home, A, scope=scope).reference.ref_id,
        build_reference(lake, home, A, scope=scope, alpha=0.5).reference.ref_id,
        build_reference(lake, home, pooled, scope=scope).reference.ref_id,
        build_reference(lake, home, pooled, scope=scope, variants=["wild_type"]).reference.ref_id,
    ]
    lake.execute("UPDATE goal_outcomes SET attempts = attempts + 1 WHERE run_key = 'ka'")
    ids.append(build_reference(lake, home, A, scope=scope).reference.ref_id)
    assert ids[0] == ids[1]
    assert len(set(ids)) == 5
    assert known_references(home) == sorted(set(ids))
    assert lake.execute("SELECT count(*) FROM reference_sets").fetchone() == (5,)


def test_references_that_are_refused(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    with pytest.raises(SettingsError, match="the selection is empty"):
        build_reference(lake, home, Selection())
    with pytest.raises(SettingsError, match="several assistants: lean, rocq"):
        build_reference(lake, home, A)
    with pytest.raises(SettingsError, match="0 runs meet the selection"):
        build_reference(lake, home, Selection.of("test", {"providers": ["nobody"]}))
    with pytest.raises(SettingsError, match="none with attempts"):
        build_reference(lake, home, Selection.of("test", {"phases": ["p1"]}), variants=["control_null"])
    assert known_references(home) == []


def test_k_by_hand(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Reference of run a, alpha 1: (g1, apply) (1+1)/(2+2) = 1/2; (g2, closer) (1+1)/(1+2) = 2/3; closer elsewhere
    2/3 too; intro, never tried, 1/2.

    Run a: p is 1/2 at g1 (both candidates are apply) and 2/3 at g2: tau_blind = 2 + 1.5 = 3.5, K = log10(3.5 / 4), the
    same by both estimators. If none of the 2 untried at g1 works, p = (2 * 1/2)/4 = 1/4: K_high = log10(5.5 / 4); if
    both do, any_success has (1 + 2)/4 = 3/4: K_low = log10((4/3 + 1.5) / 4), and used_operator, all four being apply,
    1/2: no change. Run b: 1/2 at g1 by the prior, 2/3 at g3 by the family: K = log10(3.5 / 2). u is not solved: no row.
    """
    reference = build_reference(lake, home, A, scope=scope_of(lake, home, home / "logs/2026-03-01-study")).reference
    report = score_runs(lake, home, reference, ["kb", "ka"])
    assert (report.runs, report.rows, report.scored, report.in_sample) == (2, 4, 4, 2)
    rows = scores(lake, "run_key", "estimator", "in_sample", "k", "k_low", "k_high", "tau_blind", "reason")
    a_any, a_used, b_any, b_used = rows
    assert a_any[:3] == ("ka", "any_success", True)
    assert a_any[3:7] == pytest.approx((math.log10(3.5 / 4), math.log10((4 / 3 + 1.5) / 4), math.log10(5.5 / 4), 3.5))
    assert a_used[3:7] == pytest.approx((math.log10(3.5 / 4), math.log10(3.5 / 4), math.log10(5.5 / 4), 3.5))
    assert b_any[:3] == ("kb", "any_success", False)
    assert b_any[3] == b_used[3] == pytest.approx(math.log10(3.5 / 2))
    assert {row[7] for row in rows} == {""}
    sources = scores(lake, "from_signature", "from_family", "from_prior", "untried", "alpha")
    assert sources == [(3, 0, 0, 2, 1.0), (3, 0, 0, 2, 1.0), (0, 1, 1, 0, 1.0), (0, 1, 1, 0, 1.0)]


def test_a_step_without_candidates_has_no_k(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    add_search(lake, "ka", "v", 3, [("g1", "apply", {}, 5), ("g2", "closer", {"closer": 1}, 0)])
    add_search(lake, "ka", "w", 0, [("g2", "closer", {"closer": 1}, 0)])
    add_search(lake, "ka", "x", 3, [])
    scope = scope_of(lake, home, home / "logs/2026-03-01-study")
    reference = build_reference(lake, home, A, scope=scope).reference
    report = score_runs(lake, home, reference, ["ka"])
    assert (report.rows, report.scored) == (8, 2)
    found = lake.execute(
        "SELECT theorem, reason, missing, steps FROM k_scores WHERE k IS NULL AND estimator = 'any_success' "
        "ORDER BY ALL"
    ).fetchall()
    assert found == [
        ("v", "1 of 2 steps: no candidates are known", 1, 2),
        ("w", "no attempt", 0, 1),
        ("x", "no committed step", 0, 0),
    ]


def test_scoring_again_changes_nothing_and_other_runs_stay(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    reference = build_reference(lake, home, A, scope=Scope(("ka",))).reference
    score_runs(lake, home, reference, ["ka", "kb"])
    before = scores(lake, "*")
    score_runs(lake, home, reference, ["ka"])
    assert scores(lake, "*") == before
    assert len(before) == 4


def test_runs_that_a_reference_says_nothing_about(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    reference = build_reference(lake, home, A, scope=Scope(("ka",))).reference
    with pytest.raises(SettingsError, match="run elsewhere is of rocq"):
        score_runs(lake, home, reference, ["ka", "kr"])
    assert scores(lake, "*") == []


def test_external_runs_are_in_no_reference_and_get_no_k(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    """A selection of a whole cohort meets those of p5 too."""
    add_external(lake, "kx", "logs/2026-03-01-study/p5/cvc5", "cvc5", phase="p5")
    whole = Selection.of("test", {"run_ids": ["2026-03-01-study/*"]})
    assert select_runs(lake, whole, Scope()) == ["ka", "kb", "kx"]
    reference = build_reference(lake, home, whole).reference
    assert [member.run_key for member in reference.members] == ["ka", "kb"]
    assert score_runs(lake, home, reference, ["ka", "kb", "kx"]).runs == 2
    assert scored_runs(home, reference.ref_id) == ["ka", "kb"]
    assert assistants_in(lake, Scope()) == ["lean", "rocq"]


def test_a_lake_made_anew_gets_references_and_scores_back(home: Path) -> None:
    tables = ("reference_sets", "reference_members", "reference_outcomes", "k_scores")
    with open_lake(home, write=True, make=True) as connection:
        reference = build_reference(connection, home, A, scope=Scope(("ka",))).reference
        score_runs(connection, home, reference, ["ka", "kb"])
        before = [connection.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables]
        assert restore(connection, home) == restore(connection, home)
    (home / "lake" / "lake.duckdb").unlink()
    with open_lake(home, write=True, make=True) as connection:
        fill(connection)
        report = restore(connection, home)
        assert (report.references, report.scored_runs) == (1, 2)
        assert [connection.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables] == before
        again = restore(connection, home)
        assert (again.references, again.scored_runs, again.jobs) == (0, 0, 0)


def test_a_changed_reference_is_noticed(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    built = build_reference(lake, home, A, scope=Scope(("ka",)))
    path = built.folder / "reference.json"
    path.write_text(path.read_text().replace('"alpha": 1.0', '"alpha": 2.0'))
    with pytest.raises(ArtifactError, match="its files were changed"):
        load_reference(home, built.reference.ref_id)
    path.write_text(path.read_text().replace('"members"', '"limbs"'))
    with pytest.raises(ArtifactError, match="damaged"):
        load_reference(home, built.reference.ref_id)


def test_what_cannot_be_restored_is_told_and_the_rest_is_there(home: Path) -> None:
    with open_lake(home, write=True, make=True) as connection:
        sound, damaged, newer = (
            build_reference(connection, home, A, scope=Scope(("ka",)), alpha=alpha) for alpha in (1.0, 2.0, 3.0)
        )
        score_runs(connection, home, sound.reference, ["ka"])
    (home / "lake" / "lake.duckdb").unlink()
    (damaged.folder / "reference.json").write_text("{")
    head = newer.folder / "reference.json"
    head.write_text(head.read_text().replace('"format_version": 1', '"format_version": 99'))
    job = home / "lake" / "jobs" / "gone" / "manifest.json"
    job.parent.mkdir(parents=True)
    job.write_text('{"format_version": 1, "job_id": "gone"}')
    with open_lake(home, write=True, make=True) as connection:
        fill(connection)
        report = restore(connection, home)
        assert (report.references, report.scored_runs, report.jobs, report.errors) == (1, 1, 0, 3)
        found = connection.execute("SELECT path, stage, artifact, kind FROM extract_errors ORDER BY path").fetchall()
        assert sorted(found) == sorted(
            [
                ("lake/jobs/gone", "restore", "manifest.json", "malformed"),
                (f"lake/references/{damaged.reference.ref_id}", "restore", "reference.json", "malformed"),
                (f"lake/references/{newer.reference.ref_id}", "restore", "reference.json", "newer"),
            ]
        )
        for folder in (job.parent, damaged.folder, newer.folder):
            folder.rename(home / f"{folder.name}-away")
        assert restore(connection, home).errors == 0
        assert connection.execute("SELECT count(*) FROM extract_errors").fetchone() == (0,)


def test_an_unknown_reference(home: Path) -> None:
    with pytest.raises(UnknownNameError, match="wonton lake reference build"):
        load_reference(home, "abc")


def test_selections(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    def keys(**criteria: list[str]) -> list[str]:
        return select_runs(lake, Selection.of("test", criteria), Scope())

    assert keys(run_ids=["*"]) == ["ka", "kb", "kr"]
    assert keys(run_ids=["*/p1/?"]) == ["ka", "kb"]
    assert keys(providers=["a", "b"], assistants=["lean"]) == ["ka", "kb"]
    assert keys(providers=["a'; DROP TABLE runs; --"]) == []
    with pytest.raises(SettingsError, match="unknown criteria: provider"):
        keys(provider=["a"])
    with pytest.raises(SettingsError, match="empty"):
        keys(providers=[])


def test_a_scope_is_a_folder_and_not_a_prefix_of_its_name(lake: duckdb.DuckDBPyConnection, home: Path) -> None:
    add_run(lake, "kz", "logs/2026-03-01-study-2/p1/a")
    assert scope_of(lake, home, home / "logs/2026-03-01-study").keys == ("ka", "kb")
    assert scope_of(lake, home, home / "logs").keys == ("ka", "kb", "kr", "kz")
    assert scope_of(lake, home, home).keys == ("ka", "kb", "kr", "kz")
    assert scope_of(lake, home, None).keys is None
    with pytest.raises(SettingsError, match="wonton lake reconcile --logs-dir"):
        scope_of(lake, home, home / "logs/2026-03-02-study")


def test_what_a_death_kept_from_being_scored_is_scored_later(home: Path) -> None:
    """The runs are noted first: here the rows of one are lost, as if the process had died before they were written."""
    with open_lake(home, write=True, make=True) as connection:
        reference = build_reference(connection, home, A, scope=Scope(("ka",))).reference
        score_runs(connection, home, reference, ["ka", "kb"])
        before = scores(connection, "*")
        connection.execute("DELETE FROM k_scores WHERE run_key = 'kb'")
        assert restore(connection, home).scored_runs == 1
        assert scores(connection, "*") == before
