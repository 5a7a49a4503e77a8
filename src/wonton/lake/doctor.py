"""Whether a lake is sound: its tables, their keys, and whether it still says what the files say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wonton.lake import migrations
from wonton.lake.connection import open_lake
from wonton.lake.places import below, locate, resolve
from wonton.lake.reconcile import EXTRACTOR, scan
from wonton.lake.schema import run_tables, schema_sql, tables

if TYPE_CHECKING:
    import duckdb

_RECONCILE = "wonton lake reconcile"
_REMAKE = "Delete the lake and reconcile."


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: `about` names the table or run, `remedy` what to do."""

    about: str
    message: str
    remedy: str


_GONE = "Put it back, or delete lake.duckdb and reconcile the other roots: everything in it comes from files."


def examine(home: Path) -> list[Finding]:
    """All that is wrong with the lake of `home`, in the order of the checks. Raises as `open_lake`."""
    with open_lake(home) as connection:
        return [*_tables(connection), *_keys(connection), *_strays(connection), *_files(connection, home)]


def _tables(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    import duckdb

    with duckdb.connect() as fresh:
        fresh.execute(schema_sql())
        wanted = set(migrations.structure(fresh))
    found = set(migrations.structure(connection))
    for table, column, kind, _ in sorted(wanted - found):
        yield Finding(table, f"column {column} ({kind}) is missing or of another type", _REMAKE)
    for table, column, kind, _ in sorted(found - wanted):
        yield Finding(table, f"column {column} ({kind}) is not in the schema", _REMAKE)


def _keys(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Rows that their key does not tell apart."""
    for table in tables().values():
        if not table.is_view:
            key = ", ".join(table.key)
            sql = f"SELECT count(*) FROM (SELECT {key} FROM {table.name} GROUP BY ALL HAVING count(*) > 1)"
            row = connection.execute(sql).fetchone()
            if row and row[0]:
                yield Finding(table.name, f"{row[0]} keys ({key}) have several rows", f"{_RECONCILE} --force")


def _strays(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Rows of runs that the lake does not know."""
    for table in run_tables():
        if table not in ("runs", "extract_errors"):
            row = connection.execute(f"SELECT count(*) FROM {table} ANTI JOIN runs USING (run_key)").fetchone()
            if row and row[0]:
                yield Finding(table, f"{row[0]} rows are of runs that are not in the lake", f"{_RECONCILE} --force")


def _files(connection: duckdb.DuckDBPyConnection, home: Path) -> Iterator[Finding]:
    """Runs that are not as they were when they were read."""
    rows = connection.execute("SELECT path, run_key, fingerprint, extractor FROM scans ORDER BY path").fetchall()
    known = {str(path): (str(key), str(fingerprint), int(version)) for path, key, fingerprint, version in rows}
    for (root,) in connection.execute("SELECT path FROM roots ORDER BY path").fetchall():
        command = f"{_RECONCILE} --logs-dir {resolve(home, root)}"
        if not resolve(home, root).is_dir():
            yield Finding(root, "the logs root is gone; its runs stand in the lake all the same", _GONE)
            continue
        found = {locate(home, run.folder): run.fingerprint for run in scan.find_runs(resolve(home, root))}
        for path in sorted(found.keys() - known.keys()):
            yield Finding(path, "the run is not in the lake", command)
        for path in sorted(path for path in known if below(path, root) and path not in found):
            yield Finding(path, "the run is gone", command)
        for path in sorted(found.keys() & known.keys()):
            key, fingerprint, version = known[path]
            if (found[path], EXTRACTOR) != (fingerprint, version):
                yield Finding(path, "the run has changed since it was read", command)
            elif changed := _changed(connection, resolve(home, path), key):
                yield Finding(path, f"{changed} was overwritten since it was read", f"{command} --force")


def _changed(connection: duckdb.DuckDBPyConnection, folder: Path, key: str) -> str | None:
    """The first file of a run that has another size or time than it had."""
    rows = connection.execute("SELECT name, size, mtime_ns FROM files WHERE run_key = ? ORDER BY name", [key])
    for name, size, time in rows.fetchall():
        try:
            stat = os.stat(folder / name)
        except OSError:
            return str(name)
        if (stat.st_size, stat.st_mtime_ns) != (size, time):
            return str(name)
    return None
