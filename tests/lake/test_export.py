"""Tables as files, and queries: equal lakes give equal bytes, and rows survive the way there and back."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from wonton.core.errors import ArtifactError, SettingsError, UnknownNameError, UsageError
from wonton.lake import lake_path, open_lake
from wonton.lake.queries import FORMATS, Format, export, query
from wonton.lake.reconcile import reconcile
from wonton.lake.rows import insert
from wonton.lake.schema import tables

from .cohorts import content


@pytest.mark.parametrize("form", FORMATS)
def test_a_lake_made_anew_is_exported_to_the_same_bytes(lake_home: Path, form: Format) -> None:
    reconcile(lake_home, lake_home / "logs")
    first = export(lake_home, [], form, lake_home / "first")
    lake_path(lake_home).unlink()
    reconcile(lake_home, lake_home / "logs", force=True)
    second = export(lake_home, [], form, lake_home / "second")
    assert [each.table for each in first] == list(tables())
    assert [each.rows for each in first] == [len(rows) for rows in content(lake_home).values()]
    assert [each.path.read_bytes() for each in first] == [each.path.read_bytes() for each in second]
    assert not list(lake_home.glob("first/.*"))


def test_parquet_holds_every_row(lake_home: Path) -> None:
    reconcile(lake_home, lake_home / "logs")
    found = content(lake_home)
    for each in export(lake_home, [], "parquet", lake_home / "out"):
        sql = "SELECT * FROM read_parquet(?) ORDER BY ALL"
        assert duckdb.execute(sql, [str(each.path)]).fetchall() == found[each.table], each.table


def test_json_lines_come_by_their_key(lake_home: Path) -> None:
    reconcile(lake_home, lake_home / "logs")
    (each,) = export(lake_home, ["theorems"], "jsonl", lake_home / "out")
    lines = [json.loads(line) for line in each.path.read_text().splitlines()]
    keys = [(row["run_key"], row["theorem"]) for row in lines]
    assert keys == sorted(keys)
    assert len(keys) == each.rows > 5


def test_what_is_there_is_not_overwritten_without_force(lake_home: Path) -> None:
    reconcile(lake_home, lake_home / "logs")
    export(lake_home, ["runs"], "csv", lake_home / "out")
    with pytest.raises(SettingsError, match="is there already"):
        export(lake_home, ["roots", "runs"], "csv", lake_home / "out")
    assert not (lake_home / "out" / "roots.csv").exists()
    assert len(export(lake_home, ["roots", "runs"], "csv", lake_home / "out", force=True)) == 2


def test_an_unknown_table_is_named_with_those_there_are(lake_home: Path) -> None:
    with pytest.raises(UnknownNameError, match="unknown table 'run'"):
        export(lake_home, ["run"], "csv", lake_home / "out")


@pytest.mark.parametrize("sql", ["SELECT 1; SELECT 2", "", "SELECT nothing FROM runs", "DROP TABLE runs", "SELEC 1"])
def test_what_is_not_one_query_is_refused(lake_home: Path, sql: str) -> None:
    reconcile(lake_home, lake_home / "logs")
    with open_lake(lake_home) as connection, pytest.raises(UsageError):
        list(query(connection, sql).rows)


TEXTS = ["", "NULL", "null", "\\N", 'a "b", c', "α\nβ", "'", "{}", "a\\b", "\u2028"]


def test_values_arrive_as_they_were_sent(tmp_path: Path) -> None:
    """Texts that other ways to load would take for nothing or for an end; the ends of whole and other numbers."""
    numbers = [0.1, -0.0, 1e308, 5e-324, 2**53 + 1.0, 1 / 3]
    with open_lake(tmp_path, write=True, make=True) as connection:
        insert(connection, "roots", [(text, str(place)) for place, text in enumerate(TEXTS)])
        insert(connection, "run_measures", [("r", "m", str(i), "c", each) for i, each in enumerate(numbers)])
        insert(connection, "run_measures", [("r", "none", "", "", None)])
    found = content(tmp_path)
    assert [row[0] for row in sorted(found["roots"], key=lambda row: int(row[1]))] == TEXTS
    cells = {row[2]: row[4] for row in found["run_measures"] if row[1] == "m"}
    assert [repr(cells[str(i)]) for i in range(len(numbers))] == [repr(each) for each in numbers]
    assert [row[4] for row in found["run_measures"] if row[1] == "none"] == [None]


@pytest.mark.parametrize("value", ["text", True, float("nan"), float("inf"), [1]])
def test_a_value_that_does_not_fit_its_column_is_refused(tmp_path: Path, value: object) -> None:
    with open_lake(tmp_path, write=True, make=True) as connection, pytest.raises(ValueError, match="is no value"):
        insert(connection, "run_measures", [("r", "m", "", "", value)])
    assert content(tmp_path)["run_measures"] == []


def test_where_there_is_no_lake_no_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="there is no lake"):
        export(tmp_path, [], "csv", tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_an_empty_text_is_no_query(lake_home: Path) -> None:
    reconcile(lake_home, lake_home / "logs")
    with open_lake(lake_home) as connection, pytest.raises(SettingsError, match="no query in the text"):
        query(connection, "  -- nothing")
