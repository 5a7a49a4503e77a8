"""Postprocessing every run below a logs folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.read import find_runs, is_external, read_json
from wonton.artifacts.write import encode_json
from wonton.core.errors import ArtifactError, FormatVersionError, RunExistsError, SettingsError
from wonton.core.families import Language, language_of
from wonton.lake.postprocess.aggregate import aggregate
from wonton.lake.postprocess.parameters import MEASURES_VERSION, Parameters, solver_versions
from wonton.lake.postprocess.pool import Pool
from wonton.lake.postprocess.problems import Problem, Problems
from wonton.lake.postprocess.theorem import Task, TheoremResult, write_new

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What came of one run. Counts are of theorems, `written` of files whose bytes are new."""

    run_dir: Path
    computed: int
    current: int
    left_out: int
    written: int
    problems: tuple[Problem, ...]

    def to_json(self, logs_root: Path) -> Json:
        """The report with the run named by its path below `logs_root`."""
        return {
            "run": self.run_dir.relative_to(logs_root).as_posix(),
            "computed": self.computed,
            "current": self.current,
            "left_out": self.left_out,
            "written": self.written,
            "problems": [problem.to_json() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class PostprocessReport:
    """What came of all runs below `logs_root`, sorted by path."""

    logs_root: Path
    runs: tuple[RunReport, ...]

    @property
    def written(self) -> int:
        """Files whose bytes are new; 0 for a second postprocess."""
        return sum(run.written for run in self.runs)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, run by run."""
        return tuple(problem for run in self.runs for problem in run.problems)

    @property
    def exit_code(self) -> int:
        """0, or 3 where something was left out."""
        return 3 if self.problems else 0


#: Told after each theorem: the run directory, theorems done, theorems in all.
Observer = Callable[[Path, int, int], None]


def postprocess(
    logs_root: Path,
    *,
    workers: int = 1,
    force: bool = False,
    parameters: Parameters | None = None,
    observer: Observer | None = None,
) -> PostprocessReport:
    """Postprocess every run at or below `logs_root`, in place; `force` computes what is current, too. Runs of automatic
    provers are left as they are: there is no search in them.

    The files do not depend on `workers`. Raises `SettingsError` where there is no such folder or no run in it,
    `MissingToolError` without the packages of the extra `lake` (before anything is written), `RunExistsError` where
    another postprocess works on a run, `ArtifactError` where a file cannot be written.
    """
    if not logs_root.is_dir():
        raise SettingsError(f"{logs_root} is not a folder", "Give a logs folder or a run directory.")
    found = find_runs(logs_root)
    if not found:
        raise SettingsError(f"there is no run in {logs_root}", "Give a logs folder or a run directory.")
    solver_versions()
    chosen = parameters or Parameters()
    reports = []
    pool = Pool(workers)
    try:
        for run_dir in (folder for folder in found if not is_external(folder)):
            with _held(run_dir):
                reports.append(_postprocess_run(run_dir, pool, force, chosen, observer))
    finally:
        pool.close()
    return PostprocessReport(logs_root, tuple(reports))


@contextmanager
def _held(run_dir: Path) -> Iterator[None]:
    """One postprocess of a run at a time; the kernel lets go when this process ends, however that happens."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(run_dir / layout.RUN_CONFIG, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunExistsError(f"{run_dir}: another process is postprocessing this run", "Wait for it.") from error
        yield
    finally:
        os.close(descriptor)


def _postprocess_run(
    run_dir: Path, pool: Pool, force: bool, parameters: Parameters, observer: Observer | None
) -> RunReport:
    problems = Problems(run_dir)
    folders, language, config_digest = _planned(run_dir, problems)
    tasks = [Task(run_dir / folder, language, parameters, force) for folder in folders]
    rows: list[TheoremResult] = []
    for row in pool.results(tasks):
        rows.append(row)
        if observer is not None:
            observer(run_dir, len(rows), len(tasks))
    problems.found += [problem for row in rows for problem in row.problems]
    written = sum(row.written for row in rows)
    written += _write_metrics(run_dir, config_digest, parameters, rows, problems, force)
    return RunReport(
        run_dir,
        computed=sum(row.status == "computed" for row in rows),
        current=sum(row.status == "current" for row in rows),
        left_out=sum(row.status not in ("computed", "current") for row in rows),
        written=written,
        problems=tuple(problems.found),
    )


def _planned(run_dir: Path, problems: Problems) -> tuple[list[str], Language, str]:
    """The run's theorem folders, sorted, the language of its tactics, and a hash of its configuration.

    Folders that look like a theorem's and are none of this run become problems, and so do theorems that are missing.
    """
    digest = hashlib.sha256(b"").hexdigest()
    with problems.guarding(layout.RUN_CONFIG):
        digest = hashlib.sha256((run_dir / layout.RUN_CONFIG).read_bytes()).hexdigest()
        config = read_json(run_dir / layout.RUN_CONFIG)
        language = language_of(config["settings"]["assistant"])
        wanted = sorted({layout.safe_name(row["item_id"]) for row in config["theorems"]})
        marks = (layout.THEOREM, layout.DONE, layout.FAILURE)
        standing = {path.parent.name for mark in marks for path in run_dir.glob(f"*/{mark}")}
        for name in sorted(standing - {*wanted}):
            foreign = Problems(run_dir, name)
            foreign.add("", layout.THEOREM, "damaged", "not a theorem of this run")
            problems.found += foreign.found
        return wanted, language, digest
    return [], "lean", digest


def _write_metrics(
    run_dir: Path,
    config_digest: str,
    parameters: Parameters,
    rows: Sequence[TheoremResult],
    problems: Problems,
    force: bool,
) -> int:
    """Write `postprocess_metrics.json` unless it stands with the same key."""
    path = run_dir / layout.POSTPROCESS_METRICS
    states = {row.folder: row.key or row.status for row in rows}
    told = json.dumps([problem.to_json() for problem in problems.found])
    key = parameters.key({layout.RUN_CONFIG: config_digest, "problems": told, **states})
    if not force and _key_of(path) == key and not any(row.written for row in rows):
        return 0
    known = [row for row in rows if row.key]
    value = {
        "key": key,
        "measures_version": MEASURES_VERSION,
        "parameters": parameters.to_json(),
        "versions": solver_versions(),
        "inputs": {"run_config": config_digest, "theorems": {row.folder: row.key for row in known}},
        "theorems": [_theorem_row(row) for row in rows],
        **_matrices(run_dir, [row.folder for row in known], problems),
        "problems": [problem.to_json() for problem in problems.found],
    }
    return write_new(path, encode_json(value))


def _theorem_row(row: TheoremResult) -> Mapping[str, object]:
    status = "measured" if row.key else row.status
    return {"folder": row.folder, "item_id": row.item_id, "status": status, "problems": len(row.problems)}


def _matrices(run_dir: Path, folders: Sequence[str], problems: Problems) -> Json:
    with problems.guarding(layout.POSTPROCESS_METRICS):
        return aggregate(run_dir, folders)
    return aggregate(run_dir, [])


def _key_of(path: Path) -> str | None:
    try:
        key = read_json(path).get("key")
    except (ArtifactError, FormatVersionError):
        return None
    return key if isinstance(key, str) else None
