"""The files of a job: values of all kinds, their order, and queries that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake.jobs.made import query, rows
from wonton.core.errors import SettingsError
from wonton.lake import open_lake
from wonton.lake.jobs import known_jobs, run_job


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
