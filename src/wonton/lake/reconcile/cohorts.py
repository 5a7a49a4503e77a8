"""What a program did: the commands of each cohort and how they ended, from its `program_state.json`."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wonton.lake.places import below, key_of, locate, resolve
from wonton.lake.reconcile.scan import PROGRAM_STATE, find_cohorts
from wonton.lake.reconcile.source import Found, Source, compact
from wonton.lake.rows import insert, transaction

if TYPE_CHECKING:
    import duckdb


def reconcile_cohorts(
    connection: duckdb.DuckDBPyConnection, home: Path, logs_root: Path, unlisted: Collection[str] = ()
) -> None:
    """Bring `cohort_commands` up to date with the cohorts at `logs_root` or right below it.

    Those of cohorts that are gone from below `logs_root` go; nobody knows of those at or below the folders `unlisted`.
    """
    found = {locate(home, folder): folder for folder in find_cohorts(logs_root)}
    root = locate(home, logs_root)
    for path in _known(connection):
        hidden = any(below(path, folder) for folder in unlisted)
        # Another root may have brought in a cohort that lies deeper than this one looks.
        if below(path, root) and not hidden and path not in found and not _stands(resolve(home, path)):
            _replace(connection, Source(resolve(home, path), path, key_of(path)))
    for locator, folder in found.items():
        source = Source(folder, locator, key_of(locator))
        state = source.read("cohort", PROGRAM_STATE)
        if state is not None:
            source.take("cohort", PROGRAM_STATE, lambda state=state, at=locator: _commands(at, state))  # type: ignore[misc]
        _replace(connection, source)


def _known(connection: duckdb.DuckDBPyConnection) -> list[str]:
    sql = "SELECT path FROM cohort_commands UNION SELECT path FROM extract_errors WHERE stage = 'cohort' ORDER BY path"
    return [str(path) for (path,) in connection.execute(sql).fetchall()]


def _stands(folder: Path) -> bool:
    return os.path.isfile(folder / PROGRAM_STATE)


def _replace(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Write what differs from what the lake has; nothing where nothing does."""
    rows = source.rows.by_table.get("cohort_commands", [])
    old = connection.execute("SELECT * FROM cohort_commands WHERE path = ?", [source.locator]).fetchall()
    errors = connection.execute(_OLD_ERRORS, [source.key]).fetchall()
    if sorted(old, key=str) == sorted(rows, key=str) and errors == source.errors:
        return
    with transaction(connection):
        connection.execute("DELETE FROM cohort_commands WHERE path = ?", [source.locator])
        connection.execute("DELETE FROM extract_errors WHERE run_key = ? AND stage = 'cohort'", [source.key])
        insert(connection, "cohort_commands", rows)
        insert(connection, "extract_errors", source.errors)


_OLD_ERRORS = "SELECT * FROM extract_errors WHERE run_key = ? AND stage = 'cohort'"


def _commands(locator: str, state: dict[str, Any]) -> Found:
    cohort = f"{state['date']}-{state['program_id']}"
    rows = [
        (
            *(cohort, locator, name, name.partition("/")[0]),
            *(row["status"], row["reason"], row.get("run_id") or None, compact(row["argv"])),
        )
        for name, row in sorted(state["commands"].items())
    ]
    return {"cohort_commands": rows}
