"""External runs in the lake: rows of a real run, what is wrong with one, the step from the first version."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wonton.artifacts.read import read_json
from wonton.artifacts.write import write_json
from wonton.corpus import Selection, select
from wonton.corpus.problems.building import problems_build, shipped_root
from wonton.external.base import Binary
from wonton.external.order import ExternalSettings, problem_of
from wonton.external.run import ExternalPlan, execute_external
from wonton.lake import migrations, open_lake
from wonton.lake.postprocess import postprocess
from wonton.lake.reconcile import reconcile

CHOSEN = ("integers/coins", "equality/peirce", "hard/cubes")
SAYS = "import sys; print('unknown' if 'cubes' in sys.argv[-1] else 'sat')"


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    """A run of a prover that calls everything satisfiable but for what it does not know."""
    root = shipped_root("smtlib")
    items = select(problems_build(root, "smtlib").items, Selection(theorems=CHOSEN))
    problems = tuple(problem_of(item, root, "smtlib") for item in items)
    settings, binary = ExternalSettings("z3", "smtlib:small@1", 60.0), Binary((sys.executable, "-c", SAYS), "1", "flag")
    return execute_external(ExternalPlan(tmp_path / "logs", "p5/z3", settings, binary, problems)).run_dir


def test_rows_of_an_external_run(tmp_path: Path, run_dir: Path) -> None:
    report = reconcile(tmp_path, tmp_path / "logs")
    assert (report.read, report.errors) == (1, 0)
    with open_lake(tmp_path) as connection:
        rows = connection.execute(
            "SELECT problem, outcome, status, verdict, solved, expected FROM external_results ORDER BY problem"
        ).fetchall()
        (run,) = connection.execute(
            "SELECT kind, assistant, corpus_name, theorems, theorems_done, solved FROM runs"
        ).fetchall()
        alarms = connection.execute("SELECT value FROM aggregates WHERE section = 'verdicts' AND measure = 'wrong'")
        assert alarms.fetchall() == [(1.0,)]
    assert rows == [
        ("equality/peirce", "refuted", "sat", "wrong", True, "unsat"),
        ("hard/cubes", "unknown", "unknown", "unsolved", False, "sat"),
        ("integers/coins", "refuted", "sat", "correct", True, "sat"),
    ]
    assert run == ("external", "z3", "smtlib:small", 3, 3, 2)


def test_one_bad_result_costs_its_own_row(tmp_path: Path, run_dir: Path) -> None:
    bad, strange, fine = sorted(run_dir.glob("*/result.json"))
    bad.write_text("{")
    write_json(strange, {**read_json(strange), "verdict": "perhaps"})
    write_json(fine.with_name("proof_check.json"), {"rungs": []})
    (run_dir / "integers_notes.txt").write_text("mine")
    assert reconcile(tmp_path, tmp_path / "logs").errors == 4
    with open_lake(tmp_path) as connection:
        assert connection.execute("SELECT count(*) FROM external_results").fetchall() == [(1,)]
        assert connection.execute("SELECT theorems, theorems_done FROM runs").fetchall() == [(3, 1)]


def test_postprocessing_leaves_external_runs_alone(tmp_path: Path, run_dir: Path) -> None:
    before = sorted(run_dir.rglob("*"))
    assert postprocess(tmp_path / "logs").runs == ()
    assert sorted(run_dir.rglob("*")) == before


def test_a_lake_of_the_first_version_is_migrated(tmp_path: Path) -> None:
    with open_lake(tmp_path / "new", write=True, make=True) as connection:
        wanted = migrations.structure(connection)
    with open_lake(tmp_path / "old", write=True, make=True) as connection:
        connection.execute("DROP TABLE external_results; CREATE TABLE external_results (run_key VARCHAR NOT NULL)")
        connection.execute("UPDATE schema_info SET schema_version = 1")
    with open_lake(tmp_path / "old", write=True, make=True) as connection:
        assert migrations.structure(connection) == wanted
