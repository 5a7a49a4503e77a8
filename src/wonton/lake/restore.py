"""Restoring: what lives in files beside the lake, back into a lake that was built anew.

References and jobs are copies of files, and scores follow from runs and references: deleting `lake.duckdb` loses
nothing. What is there already costs a look. What cannot be read lands in `extract_errors`, stage `restore`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wonton.core.errors import ArtifactError, FormatVersionError, SettingsError
from wonton.lake.jobs.config import MANIFEST
from wonton.lake.jobs.manifest import jobs_root, known_jobs, restore_job
from wonton.lake.places import key_of, locate
from wonton.lake.references.files import REFERENCE, known_references, load_reference, references_root, scored_runs
from wonton.lake.references.score import score_runs
from wonton.lake.references.tables import write_reference
from wonton.lake.rows import insert

if TYPE_CHECKING:
    import duckdb

_STAGE = "restore"
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
        known = self._column("SELECT ref_id FROM reference_sets")
        for ref_id in known_references(self.home):
            try:
                self._reference(ref_id, ref_id in known)
            except (ArtifactError, FormatVersionError, SettingsError) as error:
                self._cannot(references_root(self.home) / ref_id, REFERENCE, error)
        known = self._column("SELECT job_id FROM job_runs")
        for job_id in known_jobs(self.home):
            try:
                self.jobs += job_id not in known and restore_job(self.connection, self.home, job_id)
            except (ArtifactError, FormatVersionError) as error:
                self._cannot(jobs_root(self.home) / job_id, MANIFEST, error)
        self._note()
        return RestoreReport(self.references, self.scored, self.jobs, len(self.errors))

    def _column(self, sql: str) -> set[str]:
        return {str(value) for (value,) in self.connection.execute(sql).fetchall()}

    def _reference(self, ref_id: str, known: bool) -> None:
        missing = self._unscored(ref_id)
        if known and not missing:
            return
        reference = load_reference(self.home, ref_id)
        write_reference(self.connection, reference)
        self.references += not known
        if missing:
            self.scored += score_runs(self.connection, self.home, reference, missing).runs

    def _unscored(self, ref_id: str) -> list[str]:
        """Those runs that were scored against the reference, are in the lake, solved something and have no scores."""
        keys = scored_runs(self.home, ref_id)
        found = self.connection.execute(
            "SELECT DISTINCT run_key FROM variant_metrics WHERE solved AND run_key IN (SELECT unnest(?)) "
            "AND run_key NOT IN (SELECT run_key FROM k_scores WHERE ref_id = ?) ORDER BY run_key",
            [keys, ref_id],
        ).fetchall()
        return [str(key) for (key,) in found]

    def _cannot(self, folder: Path, artifact: str, error: ArtifactError | FormatVersionError | SettingsError) -> None:
        newer, other = isinstance(error, FormatVersionError), isinstance(error, SettingsError)
        kind = "newer" if newer else "inconsistent" if other else "malformed"
        place = locate(self.home, folder)
        self.errors.append((key_of(place), place, None, _STAGE, artifact, kind, None, error.message))

    def _note(self) -> None:
        """Put the errors in place of those of the last time, unless they are the same."""
        sql = "FROM extract_errors WHERE stage = ? ORDER BY path"
        if self.connection.execute(sql, [_STAGE]).fetchall() != sorted(self.errors, key=lambda row: row[1]):
            self.connection.execute("DELETE FROM extract_errors WHERE stage = ?", [_STAGE])
            insert(self.connection, "extract_errors", self.errors)
