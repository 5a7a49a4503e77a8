"""One run: a settings object over a list of theorems, into a run directory, by any number of workers, resumable.

What is stored depends on settings and theorems alone: each theorem's folder is written by one worker and depends on no
other, and what spans theorems (`summary.json.gz`, `goal_cache.json.gz`) is built at the end from the folders in sorted
order. `run_status.json` and `events.jsonl` tell how the execution went and are left out of comparisons.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wonton.artifacts.execution import Execution, Plan, resumable
from wonton.artifacts.occupation import occupied
from wonton.artifacts.versions import program_versions
from wonton.assistants.base import RUNGS, Theorem
from wonton.core.errors import SettingsError
from wonton.providers.models import Spending
from wonton.runs import tools
from wonton.runs.events import Observer, RunEvent
from wonton.runs.files import recorded_theorem
from wonton.runs.inline import InlinePool
from wonton.runs.order import BasinSettings, Task, WorkOrder
from wonton.runs.pool import Failed, Message, Pool, ProcessPool
from wonton.runs.settings import RunSettings
from wonton.runs.studies import study_of

#: Theorems for each worker, from which on one theorem is not cut into parts.
_MANY = 4


@dataclass(frozen=True, slots=True)
class RunPlan(Plan):
    """What to run and where.

    `selection` says how the theorems were chosen (recorded in `run_config.json`). `cache` is where assistants keep what
    they build once; None for `cache/` beside `logs_root`. `store` is the folder of the transition stores, None for
    none: it changes no result. With `basin` the theorems are searched for many seeds instead of under lesions.
    `spending` bounds what a server may be asked.
    """

    settings: RunSettings
    theorems: tuple[Theorem, ...]
    selection: Mapping[str, Any] = field(default_factory=dict)
    cache: Path | None = None
    store: Path | None = None
    basin: BasinSettings | None = None
    spending: Spending = field(default_factory=Spending)

    @property
    def order(self) -> WorkOrder:
        """What workers are told."""
        cache = self.cache or self.logs_root.parent / "cache"
        return WorkOrder(self.run_dir, self.settings, cache, self.store, self.basin, self.spending)

    def validate(self) -> None:
        """Raise `SettingsError` or `UnknownNameError` for what cannot be run."""
        self.settings.validate()
        tools.check_names(self.settings)
        self.check_items("theorem", (theorem.item_id for theorem in self.theorems))


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
    with resumable(plan, resume) as earlier:
        pool: Pool = ProcessPool(plan.order, workers) if workers else InlinePool(plan.order)
        config = run_config(plan, pool.versions)
        with contextlib.closing(pool), occupied(plan.run_dir, plan.run_id, config, earlier):
            return _RunExecution(plan, pool, workers, observer).run()


def run_config(plan: RunPlan, versions: Mapping[str, str]) -> dict[str, Any]:
    """Everything needed to repeat the run; two executions that may be mixed in one run directory agree on all of it."""
    basin = {} if plan.basin is None else {"basin": plan.basin.to_json()}
    return {
        **basin,
        "settings": {**plan.settings.to_json(), "tiers": list(plan.settings.tiers)},
        "selection": dict(plan.selection),
        "theorems": [
            recorded_theorem(theorem) for theorem in sorted(plan.theorems, key=lambda theorem: theorem.item_id)
        ],
        "versions": {**program_versions(), **versions},
    }


class _RunExecution(Execution[RunReport]):
    """Hands the tasks of the theorems to the pool and collects the verdicts."""

    plan: RunPlan

    def __init__(self, plan: RunPlan, pool: Pool, workers: int, observer: Observer | None) -> None:
        self.pool = pool
        self.study = study_of(plan.order)
        self.open: dict[str, set[Task]] = {}
        capabilities = {"variants": self.study.variants, "files": self.study.files, "rungs": list(RUNGS)}
        super().__init__(plan, len(plan.theorems), capabilities, workers, observer)

    def _run(self) -> RunReport:
        tasks = self._missing()
        already = len(self.done)
        self._begin()
        for theorem in self.plan.theorems:
            if self.open.get(theorem.item_id) == set():
                self._finish(theorem)
        for message in self.pool.run(tasks):
            self._take(message)
        summary = self.study.summarise(self.plan.theorems, sorted(self.failed))
        self._complete(summary["counts"])
        partial = bool(self.failed or summary["counts"]["refused"])
        return RunReport(self.plan.run_dir, 3 if partial else 0, summary, already, tuple(sorted(self.failed)))

    def _missing(self) -> list[Task]:
        """Tasks still to do, in the order of the theorems. A few theorems are cut into parts for all workers."""
        ordered = sorted(self.plan.theorems, key=lambda theorem: theorem.item_id)
        self.done = {theorem.item_id for theorem in ordered if self.study.complete(theorem)}
        left = [theorem for theorem in ordered if theorem.item_id not in self.done]
        parts = 1 if len(left) >= _MANY * self.workers else max(1, self.workers)
        tasks = {theorem.item_id: self.study.tasks(theorem, parts) for theorem in left}
        self.open = {item_id: set(found) for item_id, found in tasks.items()}
        return [task for found in tasks.values() for task in found]

    def _take(self, message: Message) -> None:
        if isinstance(message, RunEvent):
            self._tell(message)
            return
        theorem = message.task.theorem
        self.open[theorem.item_id].remove(message.task)
        if theorem.item_id in self.failed:
            return
        if isinstance(message, Failed):
            self._fail(theorem, message.reason)
        elif not self.open[theorem.item_id]:
            self._finish(theorem)
            self._status("running")

    def _finish(self, theorem: Theorem) -> None:
        told = self.study.finish(theorem)
        self.done.add(theorem.item_id)
        if told is not None:
            self._tell(RunEvent("theorem_finished", theorem.item_id, data=told))

    def _fail(self, theorem: Theorem, reason: str) -> None:
        self.study.give_up(theorem, reason)
        self.failed[theorem.item_id] = reason
        self._tell(RunEvent("theorem_failed", theorem.item_id, data={"reason": reason}))
        self._status("running")
