"""How a cohort stands: a row for each command that was ever begun or skipped, and for each phase that was not."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.read import read_json
from wonton.program.cohort import Cohort
from wonton.program.plan import PHASES

#: What the state's words mean to a reader.
_WORDS = {"started": "running", "already_done": "done"}


@dataclass(frozen=True, slots=True)
class CommandStatus:
    """One row. `status` is `done running interrupted partial failed skipped`, or `not started` for a phase of which
    nothing was begun. `done` of `total` theorems are finished, None where the command makes no run."""

    phase: str
    name: str
    status: str
    reason: str = ""
    run_id: str = ""
    done: int | None = None
    total: int | None = None

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)


def cohort_status(cohort: Cohort) -> list[CommandStatus]:
    """The rows of `cohort`, phase by phase. Raises `ArtifactError`, `FormatVersionError`."""
    recorded = cohort.state()["commands"] if cohort.begun else {}
    rows: list[CommandStatus] = []
    for phase in PHASES.values():
        begun = [_row(cohort, key, recorded[key]) for key in recorded if key.startswith(f"{phase.name}/")]
        lacking = f"not in this version: {phase.missing}" if phase.missing else ""
        rows += begun or [CommandStatus(phase.name, "", "not started", lacking)]
    return rows


def _row(cohort: Cohort, key: str, record: dict[str, Any]) -> CommandStatus:
    phase, _, name = key.partition("/")
    status = _WORDS.get(record["status"], record["status"])
    path = cohort.home.logs / record["run_id"] / layout.RUN_STATUS
    if not record["run_id"] or not path.is_file():
        return CommandStatus(phase, name, status, record["reason"], record["run_id"])
    run = read_json(path)
    if status == "running" and not _alive(run["pid"]):
        status = "interrupted"
    theorems = run["theorems"]
    return CommandStatus(phase, name, status, record["reason"], record["run_id"], theorems["done"], theorems["total"])


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
