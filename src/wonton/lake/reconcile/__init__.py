"""Reconcile: make the lake say what the runs under a logs root say now.

A run whose fingerprint is the same costs a few stats. Any other is read anew, by a worker where there is more than one,
and put in place of its former rows in one transaction; so a reconcile that was killed has done some runs wholly and
others not at all, and the next one does the rest. Runs that are gone from the root are gone from the lake; those below
a folder that cannot be listed stay as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wonton.core.errors import SettingsError
from wonton.lake.connection import lake_path, open_lake
from wonton.lake.places import below, innermost, key_of, locate
from wonton.lake.reconcile import load, scan, workers
from wonton.lake.reconcile.cohorts import reconcile_cohorts
from wonton.lake.reconcile.extract.run import Extracted
from wonton.lake.reconcile.source import Source
from wonton.lake.restore import restore

if TYPE_CHECKING:
    import duckdb

#: Version of the extractors: raise it when the same files give other rows, and every run is read again.
EXTRACTOR = 4


@dataclass(frozen=True, slots=True)
class RunRead:
    """What reading one run gave: rows loaded, artifacts that could not be used, whether it has a row in `runs`."""

    path: str
    records: int
    errors: int
    loaded: bool


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """What a reconcile did, in runs; `records` and `errors` are rows of the runs that were read (and an
    error for each folder that cannot be listed), `seconds` wall."""

    root: str
    read: int
    unchanged: int
    gone: int
    records: int
    errors: int
    seconds: float


#: Told of each run once its rows are in, with the number done so far and the number to do.
Observer = Callable[[RunRead, int, int], None]


def reconcile(
    home: Path, logs_root: Path, *, count: int = 1, force: bool = False, observer: Observer | None = None
) -> ReconcileReport:
    """Bring the lake of `home` up to date with every run at or below `logs_root`, reading with `count` workers.

    `force` reads unchanged runs too. Raises `SettingsError` where there is no such folder, or
    no run in it and none known of it, else as `open_lake`.
    """
    begun = time.monotonic()
    if not logs_root.is_dir():
        raise SettingsError(f"there is no folder {logs_root}", "Name the folder of the runs with --logs-dir.")
    if not lake_path(home).is_file() and _foreign(home, logs_root, scan.scan(logs_root)):
        raise SettingsError(*_no_run(logs_root))
    with open_lake(home, write=True, make=True) as connection:
        report = _Reconcile(connection, home, logs_root, force).do(count, observer)
    return ReconcileReport(*report, seconds=time.monotonic() - begun)


def _foreign(home: Path, logs_root: Path, seen: scan.Scan) -> bool:
    """Whether a folder has no runs and is not where those of `home` would be: most likely it was not meant."""
    return not (seen.runs or seen.unlisted) and logs_root.resolve() != (home / "logs").resolve()


def _no_run(logs_root: Path) -> tuple[str, str]:
    return f"there is no run in {logs_root}", "Name a logs folder with --logs-dir."


class _Reconcile:
    def __init__(self, connection: duckdb.DuckDBPyConnection, home: Path, logs_root: Path, force: bool) -> None:
        self.connection, self.home, self.logs_root, self.force = connection, home, logs_root, force
        self.root = locate(home, logs_root)

    def do(self, count: int, observer: Observer | None) -> tuple[str, int, int, int, int, int]:
        known, seen = load.scans(self.connection), scan.scan(self.logs_root)
        if _foreign(self.home, self.logs_root, seen) and not any(below(path, self.root) for path in known):
            raise SettingsError(*_no_run(self.logs_root))
        roots = load.add_root(self.connection, self.root)
        found = {locate(self.home, run.folder): run for run in seen.runs}
        unlisted = self._unlisted(seen.unlisted)
        gone = sorted(
            path
            for path in known
            if below(path, self.root) and path not in found and not any(below(path, folder) for folder in unlisted)
        )
        load.remove(self.connection, [key_of(path) for path in gone])
        todo = [
            workers.Task(run.folder, locator)
            for locator, run in sorted(found.items())
            if self.force or known.get(locator) != (run.fingerprint, EXTRACTOR)
        ]
        records = errors = 0
        for number, extracted in enumerate(workers.extract_all(todo, count), 1):
            root = innermost(extracted.locator, roots) or self.root
            load.replace(self.connection, extracted, key_of(root), found[extracted.locator].fingerprint, EXTRACTOR)
            records += extracted.records
            errors += len(extracted.errors)
            if observer is not None:
                observer(_told(extracted), number, len(todo))
        load.assign_roots(self.connection, roots)
        load.note_unlisted(self.connection, self.root, [row for source in unlisted.values() for row in source.errors])
        reconcile_cohorts(self.connection, self.home, self.logs_root, unlisted)
        restore(self.connection, self.home)
        return (self.root, len(todo), len(found) - len(todo), len(gone), records, errors + len(unlisted))

    def _unlisted(self, folders: Sequence[scan.Unlisted]) -> dict[str, Source]:
        """An error for each of the folders, by locator."""
        found = {}
        for each in folders:
            locator = locate(self.home, each.folder)
            found[locator] = Source(each.folder, locator, key_of(locator))
            found[locator].problem("scan", ".", "unreadable", each.reason)
        return found


def _told(extracted: Extracted) -> RunRead:
    return RunRead(extracted.locator, extracted.records, len(extracted.errors), extracted.run is not None)
