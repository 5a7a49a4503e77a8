"""Opening: who may, what a reader can do, versions and their steps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from wonton.core.errors import ArtifactError, FormatVersionError, SettingsError
from wonton.lake import LakeBusyError, lake_path, migrations, open_lake
from wonton.lake.connection import lock_path
from wonton.lake.schema import SCHEMA_VERSION, run_tables, schema_sql, tables

HOLD = """
import sys
from pathlib import Path
from wonton.lake import open_lake
with open_lake(Path(sys.argv[1]), write=True, make=True):
    print("held", flush=True)
    sys.stdin.read()
"""


def make(home: Path) -> None:
    with open_lake(home, write=True, make=True):
        pass


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    words = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for write in (True, False):
            with (
                pytest.raises(LakeBusyError, match=f"process {holder.pid} on "),
                open_lake(tmp_path, write=write, make=write),
            ):
                pass
        holder.kill()
    with open_lake(tmp_path, write=True, make=True) as connection:
        assert migrations.version_of(connection, lake_path(tmp_path)) == SCHEMA_VERSION


READ = HOLD.replace(", write=True", "")


def test_a_writer_that_readers_keep_out_is_not_told_that_it_is_the_writer(tmp_path: Path) -> None:
    make(tmp_path)
    words = [sys.executable, "-c", READ, str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "held\n"
        with pytest.raises(LakeBusyError) as told, open_lake(tmp_path, write=True, make=True):
            pass
        assert f"PID {reader.pid}" in told.value.message
        assert str(os.getpid()) not in told.value.message
        reader.kill()
    assert lock_path(tmp_path).read_bytes() == b""


def test_a_name_that_a_killed_writer_left_is_not_believed(tmp_path: Path) -> None:
    make(tmp_path)
    lock_path(tmp_path).write_text('{"pid": 1, "host": "old", "command": "gone", "since": "then"}')
    hold = "import duckdb, sys\nlake = duckdb.connect(sys.argv[1])\nprint('held', flush=True)\nsys.stdin.read()"
    words = [sys.executable, "-c", hold, str(lake_path(tmp_path))]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LakeBusyError, match=f"PID {other.pid}"), open_lake(tmp_path):
            pass
        other.kill()


def test_readers_share(tmp_path: Path) -> None:
    make(tmp_path)
    with open_lake(tmp_path) as one, open_lake(tmp_path) as other:
        assert one.execute("SELECT * FROM runs").fetchall() == other.execute("FROM runs").fetchall() == []


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM schema_info",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY runs TO 'runs.csv'",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_a_reader_changes_nothing_and_sees_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with open_lake(tmp_path) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql)
    assert sorted(tmp_path.rglob("*")) == before


def test_no_lake(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="there is no lake"), open_lake(tmp_path):
        pass


@pytest.mark.parametrize("data", [b"something else", bytes(4096) * 4])
@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_is_no_lake(tmp_path: Path, data: bytes, write: bool) -> None:
    lake_path(tmp_path).parent.mkdir()
    lake_path(tmp_path).write_bytes(data)
    with pytest.raises(ArtifactError), open_lake(tmp_path, write=write, make=write):
        pass


def test_another_database_is_not_taken_for_a_lake(tmp_path: Path) -> None:
    lake_path(tmp_path).parent.mkdir()
    with duckdb.connect(str(lake_path(tmp_path))) as connection:
        connection.execute("CREATE TABLE mine (x INTEGER)")
    for write in (True, False):
        with pytest.raises(ArtifactError, match="is not a lake"), open_lake(tmp_path, write=write, make=write):
            pass


def set_version(home: Path, version: int) -> None:
    with duckdb.connect(str(lake_path(home))) as connection:
        connection.execute("UPDATE schema_info SET schema_version = ?", [version])


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_lake_is_refused_with_both_versions(tmp_path: Path, write: bool) -> None:
    make(tmp_path)
    set_version(tmp_path, SCHEMA_VERSION + 1)
    wanted = f"version {SCHEMA_VERSION + 1}; this program reads versions up to {SCHEMA_VERSION}"
    with pytest.raises(FormatVersionError, match=wanted), open_lake(tmp_path, write=write, make=write):
        pass


def test_an_older_lake_is_not_read_but_migrated_by_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 0, made by hand: `roots` had no `path`."""
    make(tmp_path)
    with duckdb.connect(str(lake_path(tmp_path))) as connection:
        connection.execute("DROP TABLE roots; CREATE TABLE roots (root_id VARCHAR NOT NULL)")
        connection.execute("INSERT INTO roots VALUES ('r'); UPDATE schema_info SET schema_version = 0")
    with pytest.raises(SettingsError, match="schema version 0"), open_lake(tmp_path):
        pass
    step = "ALTER TABLE roots ADD COLUMN path VARCHAR DEFAULT ''; ALTER TABLE roots ALTER path SET NOT NULL;"
    step += "ALTER TABLE roots ALTER path DROP DEFAULT"
    monkeypatch.setattr(migrations, "STEPS", {**migrations.STEPS, 0: step})
    with open_lake(tmp_path, write=True, make=True) as connection:
        assert connection.execute("FROM roots").fetchall() == [("r", "")]
        assert migrations.structure(connection) == fresh()
        assert migrations.version_of(connection, lake_path(tmp_path)) == SCHEMA_VERSION


def test_a_step_that_fails_leaves_the_older_version(tmp_path: Path) -> None:
    make(tmp_path)
    with duckdb.connect(str(lake_path(tmp_path))) as connection:
        connection.execute("UPDATE schema_info SET schema_version = 0")
        before = migrations.structure(connection)
        steps = {0: "ALTER TABLE roots ADD COLUMN extra VARCHAR", 1: "ALTER TABLE nowhere ADD COLUMN x VARCHAR"}
        with pytest.raises(ArtifactError, match="could not be migrated"):
            migrations.migrate(connection, 0, 2, steps)
        assert migrations.structure(connection) == before
        assert migrations.version_of(connection, lake_path(tmp_path)) == 0


def test_every_older_version_has_a_step() -> None:
    assert sorted(migrations.STEPS) == list(range(1, SCHEMA_VERSION))


def test_a_version_without_a_step_is_refused(tmp_path: Path) -> None:
    make(tmp_path)
    set_version(tmp_path, -1)
    with pytest.raises(ArtifactError, match="nothing leads from"), open_lake(tmp_path, write=True, make=True):
        pass


def fresh() -> list[tuple[str, str, str, bool]]:
    with duckdb.connect() as connection:
        connection.execute(schema_sql())
        return migrations.structure(connection)


def test_the_schema_as_it_is_read_is_the_schema_as_it_is_made() -> None:
    """Names, order of columns, types and nulls that `tables()` reads off the text are DuckDB's."""
    with duckdb.connect() as connection:
        connection.execute(schema_sql())
        told = "column_name, data_type, is_nullable"
        sql = f"SELECT {told} FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"
        for table in tables().values():
            made = connection.execute(sql, [table.name]).fetchall()
            assert [row[0] for row in made] == [column.name for column in table.columns], table.name
            if not table.is_view:
                assert made == [(column.name, column.type, column.nullable) for column in table.columns]
            assert set(table.key) <= {column.name for column in table.columns}
        everything = connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal"
        )
        assert sorted(tables()) == sorted(name for (name,) in everything.fetchall())


def test_tables_of_runs() -> None:
    assert {"runs", "extract_errors", "graph_edges"} <= set(run_tables())
    assert not {"scans", "k_scores", "reference_members", "goal_outcomes_overall", "roots"} & set(run_tables())


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_lake(tmp_path, write=True, make=True):
        raise ZeroDivisionError
    assert lock_path(tmp_path).read_bytes() == b""
    make(tmp_path)
    assert os.access(lake_path(tmp_path), os.R_OK)
