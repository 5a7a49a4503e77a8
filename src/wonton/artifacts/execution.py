"""One execution of a run, whatever the run is about: its place, its status and events, and word of what stopped it."""

from __future__ import annotations

import contextlib
import itertools
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from wonton.artifacts import layout, write
from wonton.artifacts.events import Observer, RunEvent, nobody, now
from wonton.artifacts.occupation import check_run_id, earlier_config, terminable
from wonton.artifacts.status import RunStatus, Standing, write_status
from wonton.core.errors import ArtifactError, Interrupted, RunExistsError, SettingsError, WontonError

Report = TypeVar("Report")
Result = TypeVar("Result")
SomePlan = TypeVar("SomePlan", bound="Plan")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a run goes. `run_id` is a path of plain names below `logs_root`; `command` is the command line (recorded in
    `run_status.json`)."""

    logs_root: Path
    run_id: str
    command: str = field(default="", kw_only=True)

    @property
    def run_dir(self) -> Path:
        """The run directory."""
        return self.logs_root / self.run_id

    def check_items(self, kind: str, item_ids: Iterable[str]) -> None:
        """Raise `SettingsError` where `run_id` is none, and where items (a `kind`: theorem, problem) are chosen twice
        or not at all."""
        check_run_id(self.run_id)
        counts = Counter(item_ids)
        twice = sorted(item for item, count in counts.items() if count > 1)
        if not counts or twice:
            reason = f"chosen more than once: {', '.join(twice)}" if twice else f"no {kind} is selected"
            raise SettingsError(f"run {self.run_id}: {reason}", "Look at the selection.")


@contextlib.contextmanager
def resumable(plan: Plan, resume: bool) -> Iterator[dict[str, Any] | None]:
    """Gives the config of an earlier execution, None where there is none, and raises `Interrupted`, which says how to
    go on, for Ctrl-C and for SIGTERM.

    Raises `RunExistsError` where there is one without `resume`, `SettingsError` where nothing can be written.
    """
    earlier = earlier_config(plan.run_dir, plan.run_id, resume)
    write.check_writable(plan.logs_root)
    with terminable():
        try:
            yield earlier
        except KeyboardInterrupt:
            raise Interrupted(f"run {plan.run_id} was stopped", "Run the same command with --resume.") from None


def in_free_place(plan: SomePlan, named: bool, execute: Callable[[SomePlan], Result]) -> tuple[SomePlan, Result]:
    """Execute `plan`, whose run somebody `named` or not; gives the plan that was executed, and what came of it. Where
    nobody did and its id is taken, it gets the first free one of `<id>-2`, `<id>-3` and so on. Raises `RunExistsError`
    for a run with a name, and what `execute` raises."""
    chosen, numbers = plan, itertools.count(2)
    while True:
        try:
            return chosen, execute(chosen)
        except RunExistsError:
            if named:
                raise
            chosen = replace(plan, run_id=f"{plan.run_id}-{next(numbers)}")


class Execution(ABC, Generic[Report]):
    """One execution of a plan: keeps the status, logs the events. The run directory is held by this process.

    Whoever inherits does the work between `_begin` and `_complete`, and keeps `done` (items that are whole, those of
    earlier executions included) and `failed` (items that were given up, with the reason).
    """

    def __init__(
        self, plan: Plan, total: int, capabilities: Mapping[str, Any], workers: int, observer: Observer | None
    ) -> None:
        """`total` items are to be done; `capabilities` says what a reader can expect of the run (`RunStatus`)."""
        self.plan, self.total, self.capabilities = plan, total, capabilities
        self.workers, self.observer = workers, observer or nobody
        self.started = now()
        self.done: set[str] = set()
        self.failed: dict[str, str] = {}

    def run(self) -> Report:
        """Do what is left. Raises what the work raises, and leaves word of it."""
        try:
            return self._run()
        except WontonError as error:
            self._give_up(error.message)
            raise
        except KeyboardInterrupt:
            self._give_up("interrupted")
            raise

    @abstractmethod
    def _run(self) -> Report:
        """The work itself."""

    def _begin(self) -> None:
        """To be called when `done` holds what was there before."""
        self._status("running")
        counts = {"total": self.total, "already_done": len(self.done), "workers": self.workers}
        self._tell(RunEvent("run_started", data=counts))

    def _complete(self, counts: Mapping[str, Any]) -> None:
        """To be called when the summary stands; `counts` are told of it."""
        self._status("completed")
        self._tell(RunEvent("run_finished", data={"status": "completed", **counts}))

    def _tell(self, event: RunEvent) -> None:
        write.append_line(self.plan.run_dir / layout.EVENTS, {"time": now(), **event.to_json()})
        self.observer(event)

    def _give_up(self, reason: str) -> None:
        """Leave word of what stopped the run; where not even that can be written, the error says it."""
        with contextlib.suppress(ArtifactError):
            self._status("failed", reason)

    def _status(self, status: Standing, reason: str = "") -> None:
        write_status(
            self.plan.run_dir,
            RunStatus(
                status=status,
                reason=reason,
                run_id=self.plan.run_id,
                total=self.total,
                done=len(self.done),
                failed=sorted(self.failed),
                capabilities=dict(self.capabilities),
                command=self.plan.command,
                workers=self.workers,
                started=self.started,
            ),
        )
