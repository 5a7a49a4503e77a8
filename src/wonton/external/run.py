"""One external run: a backend over a list of problems, into a run directory, by any number of workers, resumable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wonton.artifacts import layout, write
from wonton.artifacts.events import Observer, RunEvent
from wonton.artifacts.execution import Execution, Plan, resumable
from wonton.artifacts.occupation import occupied
from wonton.artifacts.read import is_complete
from wonton.artifacts.versions import FORMAT_VERSION, program_version
from wonton.external import cgroups
from wonton.external.base import Binary, Problem
from wonton.external.benchexec import check_benchexec
from wonton.external.order import ExternalOrder, ExternalSettings
from wonton.external.pool import Begun, Done, ExternalPool, Lost, Message
from wonton.external.summary import write_summary


@dataclass(frozen=True, slots=True)
class ExternalPlan(Plan):
    """What to run and where. `selection` says how the problems were chosen."""

    settings: ExternalSettings
    binary: Binary
    problems: tuple[Problem, ...]
    selection: Mapping[str, Any] = field(default_factory=dict)

    def validate(self) -> None:
        """Raise `SettingsError`, `UnknownNameError` or `MissingToolError` for what cannot be run."""
        self.settings.validate()
        if self.settings.executor == "benchexec":
            check_benchexec()
        if self.settings.executor == "cgroup":
            cgroups.check_place()
        self.check_items("problem", (problem.item_id for problem in self.problems))


@dataclass(frozen=True, slots=True)
class ExternalReport:
    """What came of a run. `exit_code` is 0, or 3 where problems were given up or an answer contradicts what its problem
    states; `summary` is the content of `summary.json.gz`."""

    run_dir: Path
    exit_code: int
    summary: dict[str, Any]


def run_config(plan: ExternalPlan) -> dict[str, Any]:
    """Everything needed to repeat the run; two executions that may be mixed in one run directory agree on all of it."""
    return {
        "settings": plan.settings.to_json(),
        "selection": dict(plan.selection),
        "problems": [
            {
                "item_id": problem.item_id,
                "format": problem.format,
                "dialect": problem.dialect,
                "expected": problem.expected,
                "sha256": problem.sha256,
            }
            for problem in sorted(plan.problems, key=lambda problem: problem.item_id)
        ],
        "versions": {
            "wonton": program_version(),
            "format": str(FORMAT_VERSION),
            "backend": plan.binary.version,
            "origin": plan.binary.origin,
        },
    }


def execute_external(
    plan: ExternalPlan, *, workers: int = 1, resume: bool = False, observer: Observer | None = None
) -> ExternalReport:
    """Run `plan` with `workers` worker processes; with `resume` do what is missing of an earlier execution.

    Raises `RunExistsError`, `SettingsError`, `UnknownNameError`, `MissingToolError`; and, leaving a run that can be
    resumed, `ArtifactError` and `Interrupted`.
    """
    plan.validate()
    with resumable(plan, resume) as earlier, occupied(plan.run_dir, plan.run_id, run_config(plan), earlier):
        return _ExternalExecution(plan, workers, observer).run()


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a finished problem."""
    status = "solved" if row["solved"] else "unsolved"
    seconds = row["timings"].get("wall_seconds", 0.0)
    return {"status": status, "outcome": row["outcome"], "verdict": row["verdict"], "seconds": seconds}


_CAPABILITIES = {"variants": [], "files": ["external_result", "prover_output", "prover_errors"], "rungs": []}


class _ExternalExecution(Execution[ExternalReport]):
    """Hands the problems to the pool and keeps the rows."""

    plan: ExternalPlan

    def __init__(self, plan: ExternalPlan, workers: int, observer: Observer | None) -> None:
        super().__init__(plan, len(plan.problems), _CAPABILITIES, workers, observer)

    def _run(self) -> ExternalReport:
        plan = self.plan
        ordered = sorted(plan.problems, key=lambda problem: problem.item_id)
        self.done = {p.item_id for p in ordered if is_complete(layout.theorem_folder(plan.run_dir, p.item_id))}
        self._begin()
        left = [problem for problem in ordered if problem.item_id not in self.done]
        with ExternalPool(ExternalOrder(plan.run_dir, plan.settings, plan.binary), self.workers) as pool:
            for message in pool.run(left):
                self._take(message)
        summary = write_summary(plan.run_dir, [problem.item_id for problem in ordered], self.failed)
        self._complete(summary["counts"])
        return ExternalReport(plan.run_dir, 3 if summary["alarms"] or self.failed else 0, summary)

    def _take(self, message: Message) -> None:
        item_id = message.problem.item_id
        if isinstance(message, Begun):
            self._tell(RunEvent("theorem_started", item_id))
        elif isinstance(message, Done):
            self.done.add(item_id)
            self._tell(RunEvent("theorem_finished", item_id, data=_told(message.row)))
            self._status("running")
        elif isinstance(message, Lost):
            if message.final:
                folder = write.fresh_folder(layout.theorem_folder(self.plan.run_dir, item_id))
                write.write_json(folder / layout.FAILURE, {"item_id": item_id, "reason": message.reason})
                self.failed[item_id] = message.reason
            kind = "theorem_failed" if message.final else "theorem_retried"
            self._tell(RunEvent(kind, item_id, data={"reason": message.reason}))
            self._status("running")
