"""Rows into the lake, one transaction for each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wonton.lake.places import below, innermost, key_of
from wonton.lake.reconcile.extract.run import Extracted
from wonton.lake.rows import Row, insert, insert_packed, transaction
from wonton.lake.schema import run_tables

if TYPE_CHECKING:
    import duckdb


def add_root(connection: duckdb.DuckDBPyConnection, root: str) -> list[str]:
    """Record the logs root with the locator `root`; gives those of all roots, sorted."""
    known = [str(path) for (path,) in connection.execute("SELECT path FROM roots").fetchall()]
    if root not in known:
        insert(connection, "roots", [(key_of(root), root)])
        known.append(root)
    return sorted(known)


def scans(connection: duckdb.DuckDBPyConnection) -> Mapping[str, tuple[str, int]]:
    """Fingerprint and extractor's version of each run that the lake knows, by locator."""
    rows = connection.execute("SELECT path, fingerprint, extractor FROM scans").fetchall()
    return {str(path): (str(fingerprint), int(extractor)) for path, fingerprint, extractor in rows}


def replace(
    connection: duckdb.DuckDBPyConnection, extracted: Extracted, root_id: str, fingerprint: str, extractor: int
) -> None:
    """Put what was read of a run in place of what the lake has of it."""
    run, key = extracted.run, extracted.key
    scan = (key, root_id, extracted.locator, fingerprint, extractor, run is not None)
    with transaction(connection):
        _delete(connection, [key])
        insert(connection, "scans", [(*scan, extracted.records, len(extracted.errors))])
        if run is not None:
            insert(connection, "runs", [(run[0], root_id, *run[2:])])
        for table, packed in extracted.packed.items():
            insert_packed(connection, table, packed)
        if extracted.errors:
            insert(connection, "extract_errors", extracted.errors)


def remove(connection: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> None:
    """Take out the runs `keys`. That they were scored stands in the references' files, and they are scored anew."""
    if keys:
        with transaction(connection):
            _delete(connection, keys)


def _delete(connection: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> None:
    known = connection.execute("SELECT count(*) FROM scans WHERE run_key IN (SELECT unnest(?))", [list(keys)])
    if known.fetchone() == (0,):
        return
    for table in (*run_tables(), "scans", "k_scores"):
        connection.execute(f"DELETE FROM {table} WHERE run_key IN (SELECT unnest(?))", [list(keys)])


def assign_roots(connection: duckdb.DuckDBPyConnection, roots: Sequence[str]) -> None:
    """Make every run belong to the innermost root that contains it, in whatever order the roots came."""
    rows = connection.execute("SELECT run_key, path, root_id FROM scans").fetchall()
    moved = [(key, key_of(root)) for key, path, old in rows if key_of(root := innermost(path, roots) or "") != old]
    if not moved:
        return
    with transaction(connection):
        for table in ("scans", "runs"):
            for key, root_id in moved:
                connection.execute(f"UPDATE {table} SET root_id = ? WHERE run_key = ?", [root_id, key])


def note_unlisted(connection: duckdb.DuckDBPyConnection, root: str, errors: Sequence[Row]) -> None:
    """Put `errors`, of folders below `root` that cannot be listed, in place of those of the last time."""
    known = connection.execute("SELECT * FROM extract_errors WHERE stage = 'scan'").fetchall()
    old = [row for row in known if below(row[1], root)]
    if sorted(old, key=str) == sorted(errors, key=str):
        return
    with transaction(connection):
        paths = [row[1] for row in old]
        connection.execute("DELETE FROM extract_errors WHERE stage = 'scan' AND path IN (SELECT unnest(?))", [paths])
        insert(connection, "extract_errors", errors)
