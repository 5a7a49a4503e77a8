"""Versions of the lake's tables: a new lake is made, an older one is brought up to date, a newer one is refused.

A step takes the tables of one version to the next, in SQL. All steps of an opening are one transaction: a lake is of
one version or of another, whenever it dies. A step that needs values from the runs' files adds its columns and raises
`wonton.lake.reconcile.EXTRACTOR`, so that the next reconcile reads every run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wonton.core.errors import ArtifactError, FormatVersionError
from wonton.lake.schema import SCHEMA_VERSION, schema_sql

if TYPE_CHECKING:
    import duckdb

#: No run of version 1 filled this table.
_STEP_1 = """
DROP TABLE external_results;
CREATE TABLE external_results (
    run_key VARCHAR NOT NULL,
    backend VARCHAR NOT NULL,
    backend_version VARCHAR,
    problem VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    dialect VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    expected VARCHAR,
    verdict VARCHAR NOT NULL,
    solved BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    proof VARCHAR NOT NULL,
    proof_steps INTEGER,
    seed UBIGINT,
    cpu_seconds DOUBLE,
    wall_seconds DOUBLE,
    memory_mb DOUBLE,
    limit_cpu_seconds DOUBLE,
    limit_wall_seconds DOUBLE,
    limit_memory_mb DOUBLE,
    exit_code INTEGER,
    executor VARCHAR
);
"""
#: SQL that takes version n to n + 1, by n; one for every version that was ever released.
STEPS: Mapping[int, str] = {1: _STEP_1}


def version_of(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The version of an open lake. Raises `ArtifactError` where it is none, `FormatVersionError` where it is newer."""
    import duckdb

    try:
        row = connection.execute("SELECT max(schema_version) FROM schema_info").fetchone()
    except duckdb.Error as error:
        raise ArtifactError(f"{path} is not a lake: it has no schema_info", "Move it away and reconcile.") from error
    if row is None or row[0] is None:
        raise ArtifactError(f"{path} does not tell its schema version", "Delete it and run `wonton lake reconcile`.")
    found = int(row[0])
    if found > SCHEMA_VERSION:
        raise FormatVersionError(
            f"{path} has schema version {found}; this program reads versions up to {SCHEMA_VERSION}",
            "Use the version of wonton that wrote it, or a newer one.",
        )
    return found


def prepare(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make the tables of an empty lake, or migrate those of an older one. Raises as `version_of`."""
    if not connection.execute("SELECT 1 FROM duckdb_tables() LIMIT 1").fetchone():
        connection.begin()
        connection.execute(schema_sql())
        connection.execute("INSERT INTO schema_info VALUES (?)", [SCHEMA_VERSION])
        connection.commit()
        return
    migrate(connection, version_of(connection, path), SCHEMA_VERSION, STEPS)


def migrate(connection: duckdb.DuckDBPyConnection, found: int, wanted: int, steps: Mapping[int, str]) -> None:
    """Take an open lake from version `found` to `wanted`, all or nothing. Raises `ArtifactError` without a step."""
    import duckdb

    missing = [number for number in range(found, wanted) if number not in steps]
    if missing:
        raise ArtifactError(
            f"nothing leads from schema version {missing[0]} to {missing[0] + 1}",
            "Delete the lake and run `wonton lake reconcile`: everything in it comes from files.",
        )
    if found == wanted:
        return
    connection.begin()
    try:
        for number in range(found, wanted):
            connection.execute(steps[number])
        connection.execute("UPDATE schema_info SET schema_version = ?", [wanted])
        connection.commit()
    except duckdb.Error as error:
        connection.rollback()
        raise ArtifactError(f"the lake could not be migrated: {error}", "Delete it and reconcile.") from error


def structure(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, bool]]:
    """What tables an open lake has: (table, column, type, nullable), sorted."""
    rows = connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
    )
    return [(str(table), str(column), str(kind), bool(null)) for table, column, kind, null in rows.fetchall()]
