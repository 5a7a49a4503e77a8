"""A job's folder, `<home>/lake/jobs/<job_id>/`, and its row in the lake.

    job_config.json   the job with its parameters filled in; it is itself a job that can be run
    inputs.json       the runs that it was about, the reference and the reference's members
    <dataset>         a file each
    manifest.json     written last: status, the datasets' rows and digests

No time and no path stands in these files: the same job over the same runs gives the same bytes in any home.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from wonton.artifacts.read import read_json
from wonton.artifacts.write import write_json
from wonton.core.errors import ArtifactError, UnknownNameError
from wonton.lake.jobs.config import CONFIG, INPUTS, MANIFEST, SCHEMA_VERSION, JobConfig
from wonton.lake.jobs.datasets import DatasetReport
from wonton.lake.rows import transaction

if TYPE_CHECKING:
    import duckdb

Status = Literal["done", "skipped"]
_ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class JobReport:
    """A job that ran, or was skipped for a `reason`. `ref_id` is `""` where it needs no reference."""

    job_id: str
    name: str
    status: Status
    reason: str
    folder: Path
    ref_id: str
    runs: int
    datasets: tuple[DatasetReport, ...]

    @property
    def exit_code(self) -> int:
        """0, or 3 where the job was skipped."""
        return 0 if self.status == "done" else 3

    def to_json(self) -> dict[str, Any]:
        """For the manifest and for programs."""
        return {
            "job_id": self.job_id,
            "name": self.name,
            "status": self.status,
            "reason": self.reason,
            "ref_id": self.ref_id,
            "runs": self.runs,
            "datasets": [dataset.to_json() for dataset in self.datasets],
        }


def jobs_root(home: Path) -> Path:
    """Where jobs are kept in the home at `home`."""
    return home / "lake" / "jobs"


def make_job_id(config: JobConfig, inputs: Mapping[str, Any]) -> str:
    """The job's name and 12 hex digits of the SHA-256 of what it asks for and what it reads."""
    text = json.dumps([config.to_json(), inputs], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{config.name}-{hashlib.sha256(text.encode()).hexdigest()[:_ID_DIGITS]}"


def write_manifest(config: JobConfig, inputs: Mapping[str, Any], report: JobReport) -> dict[str, Any]:
    """Write the three files that every job has, the manifest last, and give it. Raises `ArtifactError`."""
    write_json(report.folder / CONFIG, config.to_json())
    write_json(report.folder / INPUTS, inputs)
    manifest = {
        **report.to_json(),
        "schema_version": SCHEMA_VERSION,
        "config_sha256": _digest(report.folder / CONFIG),
        "inputs_sha256": _digest(report.folder / INPUTS),
    }
    write_json(report.folder / MANIFEST, manifest)
    return manifest


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def known_jobs(home: Path) -> list[str]:
    """Ids of the jobs that ran, sorted."""
    return sorted(path.parent.name for path in jobs_root(home).glob(f"*/{MANIFEST}"))


def read_manifest(home: Path, job_id: str) -> dict[str, Any]:
    """The manifest of `job_id`. Raises `UnknownNameError`, `ArtifactError`."""
    path = jobs_root(home) / job_id / MANIFEST
    if job_id not in known_jobs(home):
        raise UnknownNameError("job", job_id, known_jobs(home), "Run one with: wonton lake job run PRESET.")
    return read_json(path)


def record_job(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> None:
    """Put a manifest into `job_runs`, in place of what stood there for the job."""
    row = {name: manifest[name] for name in ("job_id", "name", "status", "reason", "runs")}
    row |= {name: manifest[name] for name in ("schema_version", "config_sha256", "inputs_sha256")}
    brief = [{name: dataset[name] for name in ("name", "rows", "sha256")} for dataset in manifest["datasets"]]
    row |= {"ref_id": manifest["ref_id"] or None, "datasets": json.dumps(brief, sort_keys=True)}
    with transaction(connection):
        connection.execute("DELETE FROM job_runs WHERE job_id = ?", [row["job_id"]])
        connection.execute(
            f"INSERT INTO job_runs ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )


def restore_job(connection: duckdb.DuckDBPyConnection, home: Path, job_id: str) -> bool:
    """Put the job that stands as `job_id` into `job_runs`; gives True. Raises `ArtifactError`, `FormatVersionError`."""
    manifest = read_manifest(home, job_id)
    try:
        record_job(connection, manifest)
    except (KeyError, TypeError) as error:
        folder = jobs_root(home) / job_id
        raise ArtifactError(f"the manifest in {folder} is damaged: {error!r}", "Run the job again.") from error
    return True
