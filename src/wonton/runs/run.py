"""One run: a settings object over a list of theorems, into a run directory, by any number of workers, resumable.

What is stored depends on settings and theorems alone: each theorem's folder is written by one worker and depends on no
other, and what spans theorems (`summary.json.gz`, `goal_cache.json.gz`) is built at the end from the folders in sorted
order. `run_status.json` and `events.jsonl` tell how the execution went and are left out of comparisons.
"""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from wonton.artifacts import layout, write
from wonton.artifacts.read import is_complete, read_json
from wonton.assistants.base import RUNGS, Theorem
from wonton.core.errors import ArtifactError, Interrupted, RunExistsError, SettingsError, WontonError
from wonton.runs import tools
from wonton.runs.events import Observer, RunEvent, nobody
from wonton.runs.files import recorded_theorem
from wonton.runs.inline import InlinePool
from wonton.runs.pool import Failed, Finished, Message, Pool, ProcessPool, WorkOrder
from wonton.runs.settings import RunSettings, differing
from wonton.runs.summary import write_summary
from wonton.runs.versions import program_versions


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What to run and where. `run_id` is a path of plain names below `logs_root`.

    `selection` says how the theorems were chosen (recorded in `run_config.json`), `command` is the command line
    (recorded in `run_status.json`). `cache` is where assistants keep what they build once; None for `cache/` beside
    `logs_root`.
    """

    logs_root: Path
    run_id: str
    settings: RunSettings
    theorems: tuple[Theorem, ...]
    selection: Mapping[str, Any] = field(default_factory=dict)
    command: str = ""
    cache: Path | None = None

    @property
    def run_dir(self) -> Path:
        """The run directory."""
        return self.logs_root / self.run_id

    def validate(self) -> None:
        """Raise `SettingsError` or `UnknownNameError` for what cannot be run."""
        self.settings.validate()
        tools.check_names(self.settings)
        if not layout.is_run_id(self.run_id):
            raise SettingsError(
                f"run id {self.run_id!r}: parts of letters, digits, '.', '_', '-', separated by '/'", "Choose another."
            )
        counts = Counter(theorem.item_id for theorem in self.theorems)
        twice = sorted(item for item, count in counts.items() if count > 1)
        if not counts or twice:
            reason = f"chosen more than once: {', '.join(twice)}" if twice else "no theorem is selected"
            raise SettingsError(f"run {self.run_id}: {reason}", "Look at the selection.")


@dataclass(frozen=True, slots=True)
class RunReport:
    """What came of a run. `exit_code` is 0, or 3 where theorems failed or were refused; `summary` is the content of
    `summary.json.gz`; `already_done` theorems were there before; `failed` were given up."""

    run_dir: Path
    exit_code: int
    summary: dict[str, Any]
    already_done: int
    failed: tuple[str, ...]


def execute_run(
    plan: RunPlan, *, workers: int = 1, resume: bool = False, observer: Observer | None = None
) -> RunReport:
    """Run `plan` with `workers` worker processes, or in this process where that is 0.

    With `resume` what is missing of an earlier execution is done, and nothing else. Raises `RunExistsError` (nothing is
    touched), `SettingsError` (other settings than the resumed run's, a logs folder that cannot be written),
    `UnknownNameError`, `MissingToolError`, `FormatVersionError`; and, leaving a run that can be resumed,
    `ArtifactError` (a full disk) and `Interrupted` (Ctrl-C, SIGTERM).
    """
    plan.validate()
    if workers < 0:
        raise SettingsError(f"workers is {workers}; it must be at least 1")
    earlier = _earlier_config(plan, resume)
    write.check_writable(plan.logs_root)
    with _terminable():
        try:
            cache = plan.cache or plan.logs_root.parent / "cache"
            order = WorkOrder(plan.run_dir, plan.settings, cache)
            pool: Pool = ProcessPool(order, min(workers, len(plan.theorems))) if workers else InlinePool(order)
            with contextlib.closing(pool), _occupied(plan, earlier, pool.versions):
                return _Execution(plan, pool, workers, observer or nobody).run()
        except KeyboardInterrupt:
            raise Interrupted(f"run {plan.run_id} was stopped", "Run the same command with --resume.") from None


def _earlier_config(plan: RunPlan, resume: bool) -> dict[str, Any] | None:
    """The config of the run that stands there already; None where there is none."""
    path = plan.run_dir / layout.RUN_CONFIG
    if path.is_file():
        if not resume:
            raise RunExistsError(
                f"run {plan.run_id} exists already: {plan.run_dir}",
                "Add --resume to finish it, or choose another --run-id.",
            )
        return read_json(path)
    if plan.run_dir.is_dir() and any(not entry.name.endswith(".tmp") for entry in plan.run_dir.iterdir()):
        raise RunExistsError(f"{plan.run_dir} exists and is not a run", "Choose another --run-id.")
    return None


def run_config(plan: RunPlan, versions: Mapping[str, str]) -> dict[str, Any]:
    """Everything needed to repeat the run; two executions that may be mixed in one run directory agree on all of it."""
    return {
        "settings": {**plan.settings.to_json(), "tiers": list(plan.settings.tiers)},
        "selection": dict(plan.selection),
        "theorems": [
            recorded_theorem(theorem) for theorem in sorted(plan.theorems, key=lambda theorem: theorem.item_id)
        ],
        "versions": {**program_versions(), **versions},
    }


@contextlib.contextmanager
def _occupied(plan: RunPlan, earlier: Mapping[str, Any] | None, versions: Mapping[str, str]) -> Iterator[None]:
    """Make the run directory, or check that the earlier one is of the same run, and keep other processes out of it."""
    config = run_config(plan, versions)
    if earlier is not None:
        old = {key: value for key, value in earlier.items() if key != "format_version"}
        names = differing(old, config)
        if names:
            raise SettingsError(
                f"run {plan.run_id} was started with other settings: {', '.join(names)}",
                f"Use those of {plan.run_dir / layout.RUN_CONFIG}, or choose another --run-id.",
            )
    write.make_folder(plan.run_dir)
    with _locked(plan.run_dir):
        if earlier is None:
            _earlier_config(plan, resume=False)  # another process may have been here since we looked
            write.write_json(plan.run_dir / layout.RUN_CONFIG, config)
        yield


@contextlib.contextmanager
def _locked(run_dir: Path) -> Iterator[None]:
    """Hold the lock of a run directory; the kernel gives it back when this process ends, however that happens."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(run_dir, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunExistsError(
                f"{run_dir}: another process is working on this run", "Wait for it, or stop it first."
            ) from error
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """Treat SIGTERM as Ctrl-C for a while (in the main thread, where signals arrive)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def now() -> str:
    """The time, UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Execution:
    """One execution of a plan: keeps the status, logs the events, collects the verdicts."""

    def __init__(self, plan: RunPlan, pool: Pool, workers: int, observer: Observer) -> None:
        self.plan, self.pool, self.workers, self.observer = plan, pool, workers, observer
        self.started = now()
        self.done: list[str] = []
        self.failed: dict[str, str] = {}

    def run(self) -> RunReport:
        try:
            return self._run()
        except WontonError as error:
            self._give_up(error.message)
            raise
        except KeyboardInterrupt:
            self._give_up("interrupted")
            raise

    def _run(self) -> RunReport:
        missing = self._missing()
        already = len(self.done)
        self._status("running")
        total = {"total": len(self.plan.theorems), "already_done": already, "workers": self.workers}
        self._tell(RunEvent("run_started", data=total))
        for message in self.pool.run(missing):
            self._take(message)
        summary = write_summary(self.plan.run_dir, self.plan.theorems, sorted(self.failed))
        self._status("completed")
        self._tell(RunEvent("run_finished", data={"status": "completed", **summary["counts"]}))
        partial = bool(self.failed or summary["counts"]["refused"])
        return RunReport(self.plan.run_dir, 3 if partial else 0, summary, already, tuple(sorted(self.failed)))

    def _missing(self) -> list[Theorem]:
        """Theorems still to do, in order."""
        missing = []
        for theorem in sorted(self.plan.theorems, key=lambda theorem: theorem.item_id):
            complete = is_complete(layout.theorem_folder(self.plan.run_dir, theorem.item_id))
            if complete:
                self.done.append(theorem.item_id)
            else:
                missing.append(theorem)
        return missing

    def _take(self, message: Message) -> None:
        if isinstance(message, RunEvent):
            self._tell(message)
        elif isinstance(message, Finished):
            self.done.append(message.item_id)
            self._status("running")
        else:
            self._fail(message)

    def _fail(self, message: Failed) -> None:
        folder = write.fresh_folder(layout.theorem_folder(self.plan.run_dir, message.item_id))
        write.write_json(folder / layout.FAILURE, {"item_id": message.item_id, "reason": message.reason})
        self.failed[message.item_id] = message.reason
        self._tell(RunEvent("theorem_failed", message.item_id, data={"reason": message.reason}))
        self._status("running")

    def _tell(self, event: RunEvent) -> None:
        write.append_line(self.plan.run_dir / layout.EVENTS, {"time": now(), **event.to_json()})
        self.observer(event)

    def _give_up(self, reason: str) -> None:
        """Leave word of what stopped the run; where not even that can be written, the error says it."""
        with contextlib.suppress(ArtifactError):
            self._status("failed", reason)

    def _status(self, status: Literal["running", "completed", "failed"], reason: str = "") -> None:
        settings = self.plan.settings
        write.write_json(
            self.plan.run_dir / layout.RUN_STATUS,
            {
                "status": status,
                "reason": reason,
                "run_id": self.plan.run_id,
                "partial_results": len(self.done) < len(self.plan.theorems),
                "resumable": len(self.done) < len(self.plan.theorems) or status != "completed",
                "theorems": {"total": len(self.plan.theorems), "done": len(self.done), "failed": sorted(self.failed)},
                "capabilities": {
                    "variants": ["wild_type"] if settings.wild_only else ["wild_type", "control_null", "lesions"],
                    "files": [kind.value for kind in layout.VariantFile],
                    "rungs": list(RUNGS),
                },
                "command": self.plan.command,
                "workers": self.workers,
                "pid": os.getpid(),
                "machine": {
                    "python": platform.python_version(),
                    "platform": platform.platform(),
                    "cpus": os.cpu_count(),
                },
                "timings": {"started": self.started, "updated": now()},
            },
        )
