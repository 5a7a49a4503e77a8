"""`run_status.json`: how the execution of a run stands. Written again at every step, left out of comparisons."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wonton.artifacts import layout, write
from wonton.artifacts.events import now
from wonton.artifacts.read import read_json

Standing = Literal["running", "completed", "failed"]


@dataclass(frozen=True, slots=True)
class RunStatus:
    """How a run stands: of `total` items (theorems, problems) `done` are done, `failed` were given up. `capabilities`
    says what a reader can expect of it, `started` when this execution began."""

    status: Standing
    reason: str
    run_id: str
    total: int
    done: int
    failed: Sequence[str]
    capabilities: dict[str, Any]
    command: str
    workers: int
    started: str


def how_started(run_dir: Path) -> str:
    """A line, for the remedy of an error, that says how the run in `run_dir` was started; `""` where it says nothing of
    it. Raises `ArtifactError`."""
    path = run_dir / layout.RUN_STATUS
    command = read_json(path)["command"] if path.is_file() else ""
    return f"\n  started with: {command}" if command else ""


def write_status(run_dir: Path, standing: RunStatus) -> None:
    """Write `run_status.json` of `run_dir`. Raises `ArtifactError`."""
    partial = standing.done < standing.total
    write.write_json(
        run_dir / layout.RUN_STATUS,
        {
            "status": standing.status,
            "reason": standing.reason,
            "run_id": standing.run_id,
            "partial_results": partial,
            "resumable": partial or standing.status != "completed",
            "theorems": {"total": standing.total, "done": standing.done, "failed": list(standing.failed)},
            "capabilities": standing.capabilities,
            "command": standing.command,
            "workers": standing.workers,
            "pid": os.getpid(),
            "machine": {
                "python": platform.python_version(),
                "platform": platform.platform(),
                "cpus": os.cpu_count(),
            },
            "timings": {"started": standing.started, "updated": now()},
        },
    )
