"""How a cohort stands: a row for each command, begun or planned, a row for each phase, and an estimate of what is left.

The estimate is items left times seconds an item: of the command itself once it has finished some, else of the latest
one before it of the same provider whose items cost alike (basins by the seed, wild types by the search), else it is
unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from wonton.program.cohort import Cohort
from wonton.program.items import Items, Pace, Progress, is_alive, planned_items, read_progress
from wonton.program.plan import PHASES, Command, Phase, Place
from wonton.program.settings import ProgramSettings

#: What the state's words mean to a reader.
_WORDS = {"started": "running", "already_done": "done"}
#: Words for commands on which no time will be spent any more.
_OVER = ("done", "skipped", "partial")


@dataclass(frozen=True, slots=True)
class CommandStatus:
    """One row. `status` is `done running interrupted partial failed skipped`, or `not started`; a phase of which
    nothing is known has one row without a name. `done` of `total` theorems are finished, refused ones included, None
    where there is no run. `items` are None where the command samples no theorems. `left_seconds` is the estimate of
    what is left, None where nothing is known to estimate it from; `estimated_from` is the key of the command whose pace
    it rests on, `""` where it needs none."""

    phase: str
    name: str
    status: str
    reason: str = ""
    run_id: str = ""
    done: int | None = None
    total: int | None = None
    items: Items | None = None
    left_seconds: float | None = None
    estimated_from: str = ""

    @property
    def key(self) -> str:
        """`p1/heuristic`."""
        return f"{self.phase}/{self.name}"

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self) | {"items": self.items.to_json() if self.items else None}


@dataclass(frozen=True, slots=True)
class PhaseStatus:
    """The commands of one phase together. `items` are None where they sample no theorems; `left_seconds` sums what is
    known, and `unknown` commands are left for which nothing is."""

    phase: str
    items: Items | None
    left_seconds: float
    unknown: int

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self) | {"items": self.items.to_json() if self.items else None}


def cohort_status(cohort: Cohort) -> list[CommandStatus]:
    """The rows of `cohort`, phase by phase. Raises `ArtifactError`, `FormatVersionError`."""
    if not cohort.begun:
        return [_unknown(phase) for phase in PHASES.values()]
    state = cohort.state()
    planned = _planned(cohort, state)
    asked = {key: command.argv for key, command in planned.items()}
    asked |= {key: tuple(record["argv"]) for key, record in state["commands"].items() if "argv" in record}
    progress: dict[str, Progress] = {}
    rows: list[CommandStatus] = []
    for phase in PHASES.values():
        keys = [key for key in state["commands"] if key.startswith(f"{phase.name}/")]
        keys += [command.key for command in planned.values() if command.phase == phase.name and command.key not in keys]
        for key in keys:
            record = state["commands"].get(key)
            row = _not_begun(planned[key]) if record is None else _begun(cohort, key, record, progress)
            left, source = _left(row, asked, progress)
            rows.append(replace(row, left_seconds=left, estimated_from=source))
        if not keys:
            rows.append(_unknown(phase))
    return rows


def phase_status(rows: Sequence[CommandStatus]) -> list[PhaseStatus]:
    """The rows of each phase together, in their order; a phase of which nothing is known is left out."""
    found = []
    for phase in dict.fromkeys(row.phase for row in rows if row.name):
        mine = [row for row in rows if row.phase == phase]
        counted = [row.items for row in mine if row.items is not None]
        known = [row.left_seconds for row in mine if row.left_seconds is not None]
        found.append(PhaseStatus(phase, _sum(counted), sum(known), len(mine) - len(known)))
    return found


def _sum(counted: Sequence[Items]) -> Items | None:
    if not counted:
        return None
    names = ("total", "done", "running", "failed", "skipped")
    return Items(counted[0].unit, *(sum(getattr(items, name) for items in counted) for name in names))


def _unknown(phase: Phase) -> CommandStatus:
    return CommandStatus(phase.name, "", "not started")


def _planned(cohort: Cohort, state: Mapping[str, Any]) -> dict[str, Command]:
    """The commands of the cohort by key: those that its executions planned, as the newest of them has it, and those
    that its settings ask for with the providers that were planned or begun."""
    kept = {key: Command.from_json(key, row) for key, row in state.get("planned", {}).items()}
    return {**_pinned(cohort, state), **kept}


def _pinned(cohort: Cohort, state: Mapping[str, Any]) -> dict[str, Command]:
    """What the settings ask for, as far as the cohort is pinned to them."""
    rows = (*state.get("planned", {}).values(), *state["commands"].values())
    providers = [_provider(row) for row in rows]
    chosen = ",".join(dict.fromkeys(provider for provider in providers if provider))
    if not chosen:
        return {}
    pinned = {entry.name: state["pinned"].get(entry.name.upper()) for entry in fields(ProgramSettings)}
    fixed = {"program_id": cohort.program_id, "lean_corpus_ref": state["corpus"], "lean_providers_csv": chosen}
    settings = ProgramSettings(**{**{name: value for name, value in pinned.items() if value is not None}, **fixed})
    place = Place(cohort.home.root, cohort.name, state["corpus"])
    return {command.key: command for phase in PHASES.values() for command in phase.commands(settings, place)}


def _provider(record: Mapping[str, Any]) -> str:
    """The provider of a recorded command, `""` where it has none."""
    argv = record.get("argv", [])
    return str(argv[argv.index("-p") + 1]) if "-p" in argv else ""


def _not_begun(command: Command) -> CommandStatus:
    items = planned_items(command.argv)
    return CommandStatus(command.phase, command.name, "not started", command.skip, command.run_id, items=items)


def _begun(cohort: Cohort, key: str, record: Mapping[str, Any], progress: dict[str, Progress]) -> CommandStatus:
    """A recorded command as it stands, without an estimate. How far its run has come is added to `progress`."""
    phase, _, name = key.partition("/")
    status, reason, run_id = _WORDS.get(record["status"], record["status"]), record["reason"], record["run_id"]
    found = read_progress(cohort.home.logs / run_id) if run_id else None
    if status == "running" and not _at_work(record, found):
        status = "interrupted"
    if found is None:
        planned = planned_items(record.get("argv", ()))
        if planned is not None and status == "skipped":
            planned = replace(planned, skipped=planned.total)
        return CommandStatus(phase, name, status, reason, run_id, items=planned)
    progress[key] = found
    return CommandStatus(phase, name, status, reason, run_id, found.theorems_done, found.theorems, found.items)


def _at_work(record: Mapping[str, Any], found: Progress | None) -> bool:
    """Whether a process works on a command that was started and has not ended: the one that started it, or another on
    its run. Earlier versions did not record the first."""
    if found is not None and found.alive:
        return True
    return is_alive(record["pid"]) if "pid" in record else found is None


def _left(
    row: CommandStatus, asked: Mapping[str, Sequence[str]], progress: dict[str, Progress]
) -> tuple[float | None, str]:
    """Seconds left, and the key of the command whose pace says so. `progress` holds the runs of this phase and of those
    before it."""
    if row.status in _OVER or _will_be_skipped(row) or (row.items is not None and not row.items.left):
        return 0.0, ""
    if row.items is None:
        return None, ""
    if row.key in progress and (own := progress[row.key].pace.per_item) is not None:
        return row.items.left * own, row.key
    for key in reversed(progress):
        pace = _alike(asked[row.key], asked[key], progress[key].pace) if key != row.key and key in asked else None
        if pace is not None:
            return row.items.left * pace, key
    return None, ""


def _will_be_skipped(row: CommandStatus) -> bool:
    return row.status == "not started" and row.reason != ""


def _alike(argv: Sequence[str], other: Sequence[str], pace: Pace) -> float | None:
    """Seconds for an item of `argv` by the pace of `other`, None where its items cost something else."""
    if not ("-p" in argv and "-p" in other) or argv[argv.index("-p") + 1] != other[other.index("-p") + 1]:
        return None
    if argv[1] == other[1] == "basin":
        return pace.per_item
    if argv[1] == other[1] == "run" and "--wild-only" in argv:
        return pace.per_search
    return None
