"""Running a job: select, build or load the reference, score, run the queries, write the folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wonton.artifacts.write import make_folder
from wonton.core.errors import SettingsError
from wonton.lake.connection import open_lake
from wonton.lake.jobs.config import JobConfig, JobFile, ReferenceSpec, Value, load_job
from wonton.lake.jobs.datasets import write_dataset
from wonton.lake.jobs.manifest import JobReport, Status, jobs_root, make_job_id, record_job, write_manifest
from wonton.lake.jobs.query import check_query
from wonton.lake.jobs.view import contents, narrow
from wonton.lake.references.build import build_reference
from wonton.lake.references.files import Reference, load_reference
from wonton.lake.references.score import score_runs
from wonton.lake.selection import Scope, assistants_in, scope_of, select_runs

if TYPE_CHECKING:
    import duckdb

#: The parameter that the runs in scope can give by themselves.
_ASSISTANT = "assistant"


def run_job(
    home: Path, job: str | JobFile, parameters: Mapping[str, Value] | None = None, *, logs_root: Path | None = None
) -> JobReport:
    """Run the preset or job file `job` over the runs below `logs_root` (all of the lake's where it is None).

    The lake must have been reconciled. What the job writes depends on the job, its parameters and these runs: running
    it twice gives the same bytes. Where a selection meets no run, a job with `when_empty = "skip"` is recorded as
    skipped, with the reason.

    Raises `SettingsError`, `UnknownNameError` and `FormatVersionError` for a job that is refused, before anything is
    written; `ArtifactError` where its folder cannot be written.
    """
    file = load_job(job) if isinstance(job, str) else job
    with open_lake(home, write=True) as connection:
        scope = scope_of(connection, home, logs_root)
        config = file.resolve(_parameters(connection, file, parameters or {}, scope))
        for dataset in config.datasets:
            check_query(connection, dataset.name, dataset.sql)
        return _Job(home, connection, config, scope).go()


def _parameters(
    connection: duckdb.DuckDBPyConnection, file: JobFile, given: Mapping[str, Value], scope: Scope
) -> dict[str, Value]:
    """The given parameters, and the assistant where it is asked for, not given, and only one has runs in scope."""
    values = dict(given)
    if file.parameters.get(_ASSISTANT) != "" or values.get(_ASSISTANT):
        return values
    found = assistants_in(connection, scope)
    if len(found) > 1:
        raise SettingsError(
            f"job {file.name} is about one assistant; there are runs of {', '.join(found)}",
            f"Choose with --set assistant={found[0]}.",
        )
    return {**values, _ASSISTANT: found[0] if found else "none"}


@dataclass(frozen=True, slots=True)
class _Job:
    """One job on its way."""

    home: Path
    connection: duckdb.DuckDBPyConnection
    config: JobConfig
    scope: Scope

    def go(self) -> JobReport:
        keys = select_runs(self.connection, self.config.selection, self.scope)
        empty = self._empty(keys)
        if empty:
            return self._skipped(empty)
        reference = self._reference()
        if reference is not None:
            score_runs(self.connection, self.home, reference, keys)
        return self._written(keys, reference, "done", "")

    def _empty(self, keys: Sequence[str]) -> str:
        """Why there is nothing to do, `""` where there is. Raises `SettingsError` where that is not to be skipped."""
        spec = self.config.reference
        what = "" if keys else f"no runs meet the selection ({self.config.selection})"
        if not what and spec is not None and spec.selection and not self._with_outcomes(spec):
            what = f"no runs with outcomes meet the selection of the reference ({spec.selection})"
        if what and self.config.when_empty == "refuse":
            raise SettingsError(f"job {self.config.name}: {what}", "Run and reconcile such runs, or name others.")
        return what and f"{what}; make such runs and reconcile, then run the job again"

    def _with_outcomes(self, spec: ReferenceSpec) -> bool:
        keys = select_runs(self.connection, spec.selection, self.scope)
        found = self.connection.execute(
            "SELECT 1 FROM goal_outcomes WHERE run_key IN (SELECT unnest(?)) AND attempts > 0 LIMIT 1", [keys]
        )
        return found.fetchone() is not None

    def _reference(self) -> Reference | None:
        spec = self.config.reference
        if spec is None:
            return None
        if spec.ref_id:
            return load_reference(self.home, spec.ref_id)
        built = build_reference(
            self.connection,
            self.home,
            spec.selection,
            scope=self.scope,
            alpha=spec.alpha,
            variants=spec.variants,
        )
        return built.reference

    def _skipped(self, reason: str) -> JobReport:
        return self._written([], None, "skipped", reason)

    def _written(self, keys: Sequence[str], reference: Reference | None, status: Status, reason: str) -> JobReport:
        inputs = self._inputs(keys, reference)
        job_id = make_job_id(self.config, inputs)
        folder = jobs_root(self.home) / job_id
        make_folder(folder)
        reports = []
        if status == "done":
            prepare(self.connection, self.config, keys, reference, folder)
            reports = [write_dataset(self.connection, dataset, folder) for dataset in self.config.datasets]
        ref_id = reference.ref_id if reference else ""
        report = JobReport(job_id, self.config.name, status, reason, folder, ref_id, len(keys), tuple(reports))
        record_job(self.connection, write_manifest(self.config, inputs, report))
        return report

    def _inputs(self, keys: Sequence[str], reference: Reference | None) -> dict[str, Any]:
        """What the job reads: the runs and commands with their contents' digests, and the reference."""
        head = {**reference.head(), "ref_id": reference.ref_id} if reference else None
        members = [member.run_key for member in reference.members] if reference else []
        return {**contents(self.connection, keys, members), "reference": head}


def prepare(
    connection: duckdb.DuckDBPyConnection,
    config: JobConfig,
    keys: Sequence[str],
    reference: Reference | None,
    folder: Path,
) -> None:
    """Make the tables of a job, `selected_runs` and `job_context`, and shut the connection in.

    From here on its queries see the selected runs and the reference only, read no file and write none but into
    `folder`, and run on one thread, so that sums come out the same every time. This cannot be undone for the
    connection.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE selected_runs AS SELECT * EXCLUDE (root_id) FROM runs WHERE FALSE")
    connection.execute(
        "INSERT INTO selected_runs SELECT * EXCLUDE (root_id) FROM runs WHERE run_key IN (SELECT unnest(?)) "
        "ORDER BY run_key",
        [list(keys)],
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE job_context AS "
        "SELECT ?::VARCHAR AS job, ?::VARCHAR AS ref_id, ?::DOUBLE AS alpha, ?::MAP(VARCHAR, VARCHAR) AS parameters",
        [
            config.name,
            reference.ref_id if reference else None,
            reference.alpha if reference else None,
            {name: str(value) for name, value in config.parameters},
        ],
    )
    narrow(connection)
    spelled = str(folder.absolute()).replace("'", "''")
    for setting in ("threads = 1", f"allowed_directories = ['{spelled}']", "enable_external_access = false"):
        connection.execute(f"SET {setting}")
    connection.execute("SET lock_configuration = true")
