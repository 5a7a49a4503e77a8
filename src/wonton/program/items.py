"""How far one run has come, item by item, and at what pace. Reads artifacts; estimates nothing.

An item is a theorem, for an automatic prover a problem, or in a basin a seed of a theorem.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from wonton.artifacts import layout
from wonton.artifacts.read import RunReader, is_external

Unit = Literal["theorems", "problems", "seeds"]


@dataclass(frozen=True, slots=True)
class Items:
    """Items of one command, counted. `failed` were given up (`--resume` tries them again), `skipped` were refused by
    the assistant or belong to a skipped command, `running` are being worked on now."""

    unit: Unit
    total: int
    done: int = 0
    running: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def left(self) -> int:
        """Items that are still to be done, running ones included, failed ones not."""
        return max(0, self.total - self.done - self.failed - self.skipped)

    def to_json(self) -> dict[str, Any]:
        """All fields and what is left."""
        return asdict(self) | {"left": self.left}


@dataclass(frozen=True, slots=True)
class Pace:
    """What a run has done in the `seconds` of wall time that its executions took: items finished, searches finished."""

    seconds: float = 0.0
    items: int = 0
    searches: int = 0

    @property
    def per_item(self) -> float | None:
        """Seconds for an item, None where none was finished."""
        return self.seconds / self.items if self.items else None

    @property
    def per_search(self) -> float | None:
        """Seconds for a search, None where none was finished."""
        return self.seconds / self.searches if self.searches else None


@dataclass(frozen=True, slots=True)
class Progress:
    """One run: its items, its pace, whether a process is at work on it; finished theorems of all, as its status has
    them."""

    items: Items
    pace: Pace
    alive: bool
    theorems_done: int
    theorems: int


def planned_items(argv: Sequence[str]) -> Items | None:
    """The items that a command asks for at most; None where it samples no theorems."""
    if "--sample" not in argv:
        return None
    theorems = int(argv[argv.index("--sample") + 1])
    if "--seeds" in argv:
        return Items("seeds", theorems * int(argv[argv.index("--seeds") + 1]))
    return Items("problems" if argv[1] == "external" else "theorems", theorems)


def read_progress(run_dir: Path) -> Progress | None:
    """How far the run in `run_dir` has come; None where it has not begun. Raises `ArtifactError`,
    `FormatVersionError`."""
    if not (run_dir / layout.RUN_STATUS).is_file():
        return None
    run = RunReader(run_dir)
    status = run.status()
    basin = run.config().get("basin")
    executions = _executions(run.events()) if (run_dir / layout.EVENTS).is_file() else []
    theorems = status["theorems"]
    alive = status["status"] == "running" and is_alive(status["pid"])
    running = _running(executions[-1], basin is not None) if alive and executions else 0
    refused = {e["item_id"] for events in executions for e in events if e.get("status") == "refused" and "item_id" in e}
    given_up = theorems["failed"]
    if basin is None:
        done = theorems["done"] - len(refused)
        unit: Unit = "problems" if _of_problems(run) else "theorems"
        items = Items(unit, theorems["total"], done, running, len(given_up), len(refused))
    else:
        seeds = basin["seeds"]
        done = _seeds_done(run_dir, seeds)
        failed = sum(seeds - _seed_files(layout.theorem_folder(run_dir, item_id)) for item_id in given_up)
        items = Items("seeds", theorems["total"] * seeds, done, running, failed, len(refused) * seeds)
    return Progress(items, _pace(executions, items.unit), alive, theorems["done"], theorems["total"])


def _of_problems(run: RunReader) -> bool:
    """Whether the run is an automatic prover's; a replay of human proofs is about theorems."""
    return is_external(run.run_dir) and run.config()["settings"]["backend"] != "coq"


def _executions(events: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The events of a run, execution by execution."""
    found: list[list[dict[str, Any]]] = []
    for event in events:
        if event["kind"] == "run_started":
            found.append([])
        if found:
            found[-1].append(event)
    return found


def _pace(executions: Sequence[Sequence[dict[str, Any]]], unit: Unit) -> Pace:
    """Over all executions, each from its start to the last thing that it told."""
    kinds = [event["kind"] for events in executions for event in events]
    seconds = sum((_time(events[-1]) - _time(events[0])).total_seconds() for events in executions)
    finished = ("theorem_finished", "theorem_failed") if unit != "seeds" else ("seed_finished",)
    return Pace(seconds, sum(kind in finished for kind in kinds), kinds.count("variant_finished"))


def _time(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["time"])


def _running(events: Iterable[dict[str, Any]], basin: bool) -> int:
    """Items begun and not ended."""
    what = "seed" if basin else "theorem"
    now: set[tuple[str, int]] = set()
    for event in events:
        item = (event.get("item_id", ""), event.get("seed", 0))
        if event["kind"] == f"{what}_started":
            now.add(item)
        elif event["kind"] == f"{what}_finished":
            now.discard(item)
        elif event["kind"] in ("theorem_failed", "theorem_retried"):
            now = {other for other in now if other[0] != item[0]}
    return len(now)


def _seeds_done(run_dir: Path, seeds: int) -> int:
    """Seeds that stand in the files, of complete theorems and of others."""
    whole = {path.parent for path in run_dir.glob(f"*/{layout.BASIN_ANALYSIS}")}
    parts = [_seed_files(path.parent) for path in run_dir.glob(f"*/{layout.SEEDS}") if path.parent not in whole]
    return len(whole) * seeds + sum(parts)


def _seed_files(folder: Path) -> int:
    return len(list((folder / layout.SEEDS).glob("*.json")))


def is_alive(pid: int) -> bool:
    """Whether there is a process `pid`."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
