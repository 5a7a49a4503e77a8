"""Executing a plan: one command after another, each recorded in the cohort's state before and after.

Who runs a command is handed in, so that this package needs no command line and no process. A command that fails does
not keep the others of its phase from running; the next phase is not begun then.
"""

from __future__ import annotations

import os
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
#: What the state says of commands that came to their end.
_ENDED = ("done", "partial")
_SHORT = "done with skips or partial results"


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
    cohort.record_plan(commands)
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
        if is_complete(self.cohort, self.command):
            return self._stands()
        if self.command.skip:
            return self._skip()
        if self.command.variable:
            self.cohort.pin_folder(self.command.variable, self.command.folder)
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
            return self._end("partial", _SHORT)
        return self._end("failed", f"exit code {code}")

    def _stands(self) -> Kind:
        """The run is there already, and comes to what it came to when it ended."""
        recorded = self._recorded()
        partial = recorded == "partial" or falls_short(self.cohort, self.command)
        if recorded not in _ENDED:
            self._record("partial" if partial else "done", _SHORT if partial else "")
        self.observer(ProgramEvent("already_done", self.command))
        return "partial" if partial else "already_done"

    def _skip(self) -> Kind:
        """Say that it is skipped; what the state says of a command that came to its end stays."""
        if self._recorded() not in _ENDED:
            return self._end("skipped", self.command.skip)
        self.observer(ProgramEvent("skipped", self.command, self.command.skip))
        return "skipped"

    def _recorded(self) -> str:
        """What the state says of it, `""` for nothing."""
        return str(self.cohort.state()["commands"].get(self.command.key, {}).get("status", ""))

    def _end(self, kind: Kind, reason: str = "") -> Kind:
        self._record(kind, reason)
        self.observer(ProgramEvent(kind, self.command, reason))
        return kind

    def _record(self, kind: Kind, reason: str = "") -> None:
        moment = self.clock().isoformat(timespec="seconds")
        row = {"status": kind, "reason": reason, "run_id": self.command.run_id, "argv": list(self.command.argv)}
        process = {"pid": os.getpid()} if kind == "started" else {}
        self.cohort.record(self.command.key, {**row, **process, "time": moment})


def is_complete(cohort: Cohort, command: Command) -> bool:
    """Whether the run that `command` makes stands already, whole."""
    path = cohort.home.logs / command.run_id / layout.RUN_STATUS
    if not command.run_id or not path.is_file():
        return False
    status = read_json(path)
    return bool(status["status"] == "completed" and not status["partial_results"])


def falls_short(cohort: Cohort, command: Command) -> bool:
    """Whether the run that `command` made refused a theorem, or has an answer that contradicts what its problem
    states."""
    path = cohort.home.logs / command.run_id / layout.SUMMARY
    summary = read_json(path) if path.is_file() else {}
    return bool(summary.get("alarms") or summary.get("counts", {}).get("refused"))


def as_resumed(cohort: Cohort, command: Command) -> tuple[str, ...]:
    """The command's `argv`, with `--resume` where its run has begun."""
    begun = command.run_id and (cohort.home.logs / command.run_id / layout.RUN_CONFIG).is_file()
    return (*command.argv, "--resume") if begun else command.argv
