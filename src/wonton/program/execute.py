"""Executing a plan: one command after another, each recorded in the cohort's state before and after.

Who runs a command is handed in, so that this package needs no command line and no process. A command that fails does
not keep the others of its phase from running; the next phase is not begun then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wonton.artifacts import layout
from wonton.artifacts.read import read_json
from wonton.core.errors import Interrupted, WontonError
from wonton.program.cohort import Cohort
from wonton.program.plan import Command

#: Runs `argv` (without the leading `wonton`), gives its exit code or raises `WontonError`.
Runner = Callable[[Sequence[str]], int]
#: Tells the time, UTC.
Clock = Callable[[], datetime]

Kind = Literal["started", "done", "already_done", "partial", "failed", "skipped", "interrupted"]

OK, FAILED, PARTIAL = 0, 1, 3


@dataclass(frozen=True, slots=True)
class ProgramEvent:
    """Something that happened to a command. `reason` says why where it was skipped or failed."""

    kind: Kind
    command: Command
    reason: str = ""


Observer = Callable[[ProgramEvent], None]


def execute(cohort: Cohort, commands: Sequence[Command], run: Runner, clock: Clock, observer: Observer) -> int:
    """Execute `commands` in order; gives the exit code: 0, 1 where one failed, 3 where one was skipped or partial.

    The cohort must have begun. Raises `Interrupted` when the user stops it, `ArtifactError` when the state cannot be
    written; what was done stands in both cases.
    """
    worst: set[Kind] = set()
    failed_phase = ""
    for command in commands:
        if failed_phase and command.phase != failed_phase:
            break
        kind = _Execution(cohort, command, run, clock, observer).go()
        worst.add(kind)
        if kind == "failed":
            failed_phase = command.phase
    if "failed" in worst:
        return FAILED
    return PARTIAL if worst & {"skipped", "partial"} else OK


@dataclass(frozen=True, slots=True)
class _Execution:
    """One command's way through."""

    cohort: Cohort
    command: Command
    run: Runner
    clock: Clock
    observer: Observer

    def go(self) -> Kind:
        if self.command.skip:
            return self._end("skipped", self.command.skip)
        if is_complete(self.cohort, self.command):
            self.observer(ProgramEvent("already_done", self.command))
            return "partial" if has_alarms(self.cohort, self.command) else "already_done"
        self._record("started")
        self.observer(ProgramEvent("started", self.command))
        try:
            code = self.run(as_resumed(self.cohort, self.command)[1:])
        except Interrupted as error:
            self._end("interrupted", "stopped by the user")
            raise Interrupted(error.message, "Give the same command again: it goes on where it was.") from error
        except WontonError as error:
            return self._end("failed", str(error))
        if code == OK:
            return self._end("done")
        if code == PARTIAL:
            return self._end("partial", "done with skips or partial results")
        return self._end("failed", f"exit code {code}")

    def _end(self, kind: Kind, reason: str = "") -> Kind:
        self._record(kind, reason)
        self.observer(ProgramEvent(kind, self.command, reason))
        return kind

    def _record(self, kind: Kind, reason: str = "") -> None:
        moment = self.clock().isoformat(timespec="seconds")
        row = {"status": kind, "reason": reason, "run_id": self.command.run_id, "argv": list(self.command.argv)}
        self.cohort.record(self.command.key, {**row, "time": moment})


def is_complete(cohort: Cohort, command: Command) -> bool:
    """Whether the run that `command` makes stands already, whole."""
    path = cohort.home.logs / command.run_id / layout.RUN_STATUS
    if not command.run_id or not path.is_file():
        return False
    status = read_json(path)
    return bool(status["status"] == "completed" and not status["partial_results"])


def has_alarms(cohort: Cohort, command: Command) -> bool:
    """Whether an answer in the run that `command` made contradicts what its problem states."""
    path = cohort.home.logs / command.run_id / layout.SUMMARY
    return path.is_file() and bool(read_json(path).get("alarms"))


def as_resumed(cohort: Cohort, command: Command) -> tuple[str, ...]:
    """The command's `argv`, with `--resume` where its run has begun."""
    begun = command.run_id and (cohort.home.logs / command.run_id / layout.RUN_CONFIG).is_file()
    return (*command.argv, "--resume") if begun else command.argv
