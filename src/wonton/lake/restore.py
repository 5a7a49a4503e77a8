"""Restoring: what lives in files beside the lake, back into a lake that was built anew.

References and jobs are copies of files, and scores follow from runs and references: deleting `lake.duckdb` loses
nothing. What is there already costs a look, and what no longer stands in files goes from the lake. What cannot be read
lands in `extract_errors`, stage `restore`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wonton.core.errors import FormatVersionError, SettingsError, WontonError
from wonton.lake.jobs.config import MANIFEST
from wonton.lake.jobs.manifest import jobs_root, known_jobs, restore_job
from wonton.lake.places import key_of, locate
from wonton.lake.references.files import (
    REFERENCE,
    SCORED,
    known_references,
    load_reference,
    references_root,
    scored_runs,
)
from wonton.lake.references.score import score_runs
from wonton.lake.references.tables import write_reference
from wonton.lake.rows import clean, insert, transaction

if TYPE_CHECKING:
    import duckdb

_STAGE = "restore"
#: Tables whose rows go with those of a table, by the same column.
_MADE_OF = {"reference_sets": ("reference_members", "reference_outcomes", "k_scores"), "job_runs": ()}
_KINDS = ((FormatVersionError, "newer"), (SettingsError, "inconsistent"), (OSError, "unreadable"))
_Error = tuple[str, str, None, str, str, str, None, str]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was missing: references, runs that were scored (a run counts once for each reference), jobs. `errors` is
    the number of references and jobs that cannot be read."""

    references: int
    scored_runs: int
    jobs: int
    errors: int


def restore(connection: duckdb.DuckDBPyConnection, home: Path) -> RestoreReport:
    """Bring references, scores and jobs of the home at `home` back into the lake behind `connection`."""
    return _Restore(connection, home).do()


class _Restore:
    def __init__(self, connection: duckdb.DuckDBPyConnection, home: Path) -> None:
        self.connection, self.home = connection, home
        self.errors: list[_Error] = []
        self.references = self.scored = self.jobs = 0

    def do(self) -> RestoreReport:
        known = self._forget("reference_sets", "ref_id", references_root(self.home), known_references(self.home))
        for ref_id in known_references(self.home):
            self._reference(ref_id, ref_id in known)
        known = self._forget("job_runs", "job_id", jobs_root(self.home), known_jobs(self.home))
        for job_id in known_jobs(self.home):
            with self._told(jobs_root(self.home) / job_id, MANIFEST):
                self.jobs += job_id not in known and restore_job(self.connection, self.home, job_id)
        self._note()
        return RestoreReport(self.references, self.scored, self.jobs, len(self.errors))

    def _forget(self, table: str, column: str, folder: Path, standing: Collection[str]) -> set[str]:
        """Take out what no longer stands in `folder`, with all that was made of it; gives the ids that are left."""
        rows = self.connection.execute(f"SELECT {column} FROM {table}").fetchall()
        known = {str(value) for (value,) in rows}
        gone = sorted(known.difference(standing))
        if gone and self._listable(folder):
            with transaction(self.connection):
                for each in (table, *_MADE_OF[table]):
                    self.connection.execute(f"DELETE FROM {each} WHERE {column} IN (SELECT unnest(?))", [gone])
            return known.intersection(standing)
        return known

    def _listable(self, folder: Path) -> bool:
        """Whether what is not seen in `folder` is not there."""
        try:
            os.listdir(folder)
        except FileNotFoundError:
            return True
        except OSError as error:
            self._cannot(folder, ".", error)
            return False
        return True

    def _reference(self, ref_id: str, known: bool) -> None:
        folder = references_root(self.home) / ref_id
        missing = list[str]()
        with self._told(folder, SCORED):
            missing = self._unscored(ref_id)
        if known and not missing:
            return
        with self._told(folder, REFERENCE):
            reference = load_reference(self.home, ref_id)
            write_reference(self.connection, reference)
            self.references += not known
            if missing:
                self.scored += score_runs(self.connection, self.home, reference, missing).runs

    @contextmanager
    def _told(self, folder: Path, artifact: str) -> Iterator[None]:
        """Note what is wrong with `artifact` and go on. What is wrong with the lake itself is raised."""
        import duckdb

        try:
            yield
        except (duckdb.OperationalError, duckdb.InternalError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one file, the others are restored
            self._cannot(folder, artifact, error)

    def _unscored(self, ref_id: str) -> list[str]:
        """Those runs that were scored against the reference, are in the lake, solved something and have no scores."""
        keys = scored_runs(self.home, ref_id)
        found = self.connection.execute(
            "SELECT DISTINCT run_key FROM variant_metrics WHERE solved AND run_key IN (SELECT unnest(?)) "
            "AND run_key NOT IN (SELECT run_key FROM k_scores WHERE ref_id = ?) ORDER BY run_key",
            [keys, ref_id],
        ).fetchall()
        return [str(key) for (key,) in found]

    def _cannot(self, folder: Path, artifact: str, error: Exception) -> None:
        kind = next((kind for sort, kind in _KINDS if isinstance(error, sort)), "malformed")
        place = locate(self.home, folder)
        told = error.message if isinstance(error, WontonError) else f"{type(error).__name__}: {error}"
        message = " ".join(clean(told).split())
        self.errors.append((key_of(place), place, None, _STAGE, artifact, kind, None, message))

    def _note(self) -> None:
        """Put the errors in place of those of the last time, unless they are the same."""
        old = self.connection.execute("FROM extract_errors WHERE stage = ?", [_STAGE]).fetchall()
        if sorted(old, key=str) != sorted(self.errors, key=str):
            with transaction(self.connection):
                self.connection.execute("DELETE FROM extract_errors WHERE stage = ?", [_STAGE])
                insert(self.connection, "extract_errors", self.errors)
