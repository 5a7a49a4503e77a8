"""Status: items and what is left, of real small runs that were finished, stopped or never begun."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runs.worlds import PROVIDER, plan
from wonton.artifacts import layout
from wonton.artifacts.read import read_json, read_lines
from wonton.artifacts.write import write_json
from wonton.core.errors import Interrupted
from wonton.program import PHASES, Cohort, Command, CommandStatus, Items, ProgramSettings, cohort_status, phase_status
from wonton.program.items import planned_items, read_progress
from wonton.program.plan import PRESETS, Place
from wonton.runs import RunEvent, RunPlan, execute_run
from wonton.runs.home import Home
from wonton.runs.order import BasinSettings

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
PINNED = {
    "PANEL_SAMPLE": 3,
    "DISTRIBUTED_SAMPLE": 2,
    "BASIN_WIDE_SEEDS": 2,
    "BASIN_DEEP_SEEDS": 4,
    "BASIN_DEEP_SAMPLE": 2,
    "RESEARCH_BUDGET": "quick",
}
PANEL = ("and", "nonsense", "or")


@pytest.fixture
def cohort(tmp_path: Path) -> Cohort:
    cohort = Cohort(Home(tmp_path), "p", "2026-03-01")
    cohort.begin("full", PINNED, "fake:world", MOMENT)
    return cohort


def record(cohort: Cohort, phase: str, status: str, name: str = PROVIDER) -> str:
    """Record a command of the cohort's plan; gives its run id."""
    settings = ProgramSettings.from_environment(
        {name: str(value) for name, value in PINNED.items()} | {"LEAN_PROVIDERS_CSV": PROVIDER}
    )
    commands = PHASES[phase].commands(settings, Place(cohort.home.root, cohort.name, "fake:world"))
    command = next(command for command in commands if command.name == name)
    row = {"status": status, "reason": "", "run_id": f"{phase}-run", "argv": list(command.argv)}
    cohort.record(command.key, row)
    return f"{phase}-run"


def planned_run(cohort: Cohort, run_id: str, *theorems: str, seeds: int = 0) -> RunPlan:
    chosen = plan(cohort.home.root, *theorems, run_id=run_id, wild_only=bool(seeds))
    return replace(chosen, basin=BasinSettings(seeds, blind=True)) if seeds else chosen


class StopAt:
    """Stops a run when an event of `kind` has come so often."""

    def __init__(self, kind: str, number: int) -> None:
        self.kind, self.left = kind, number

    def __call__(self, event: RunEvent) -> None:
        self.left -= event.kind == self.kind
        if event.kind == self.kind and self.left == 0:
            raise KeyboardInterrupt


def spread_events(run_dir: Path, seconds: int) -> None:
    """Rewrite the times of a run's events: the whole took so many seconds."""
    path = run_dir / layout.EVENTS
    events = read_lines(path)
    step = seconds / (len(events) - 1)
    for number, event in enumerate(events):
        event["time"] = datetime.fromtimestamp(1e9 + number * step, UTC).isoformat()
    path.write_text("".join(json.dumps(event) + "\n" for event in events))


def row_of(cohort: Cohort, key: str) -> CommandStatus:
    return next(row for row in cohort_status(cohort) if row.key == key)


def alter_status(run_dir: Path, **changes: Any) -> None:
    path = run_dir / layout.RUN_STATUS
    value: Mapping[str, Any] = read_json(path)
    write_json(path, {**value, **changes})


def test_a_cohort_that_has_not_begun_has_all_phases_before_it(tmp_path: Path) -> None:
    rows = cohort_status(Cohort(Home(tmp_path), "p", "2026-03-01"))
    assert [row.phase for row in rows] == [f"p{n}" for n in range(1, 8)]
    assert {row.status for row in rows} == {"not started"}
    assert {row.reason for row in rows} == {""}
    assert phase_status(rows) == []


def test_a_finished_run_has_nothing_left_and_counts_what_was_refused(cohort: Cohort) -> None:
    execute_run(planned_run(cohort, record(cohort, "p1", "done"), *PANEL), workers=0)
    row = row_of(cohort, f"p1/{PROVIDER}")
    assert (row.status, row.done, row.total, row.left_seconds) == ("done", 3, 3, 0.0)
    assert row.items == Items("theorems", 3, done=2, skipped=1)


def test_all_commands_of_the_plan_are_listed_with_their_items(cohort: Cohort) -> None:
    execute_run(planned_run(cohort, record(cohort, "p1", "done"), *PANEL), workers=0)
    found = [row for row in cohort_status(cohort) if row.name]
    assert [row.key for row in found if row.items is None] == [
        "p5/coq",
        *("p6/postprocess", "p6/reconcile"),
        *(f"p7/{preset}" for preset in PRESETS),
    ]
    assert {row.key: row.items for row in found if row.items is not None} == {
        f"p1/{PROVIDER}": Items("theorems", 3, done=2, skipped=1),
        f"p2/{PROVIDER}-centralized": Items("theorems", 2),
        f"p2/{PROVIDER}-distributed": Items("theorems", 2),
        f"p3/{PROVIDER}": Items("seeds", 6),
        f"p4/{PROVIDER}": Items("seeds", 8),
        **{f"p5/{backend}": Items("problems", 100) for backend in ("e", "vampire", "z3", "cvc5")},
    }


def test_a_stopped_run_is_estimated_by_its_own_pace(cohort: Cohort) -> None:
    run = planned_run(cohort, record(cohort, "p1", "interrupted"), "and", "false", "or")
    with pytest.raises(Interrupted):
        execute_run(run, workers=0, observer=StopAt("theorem_finished", 2))
    spread_events(run.run_dir, 50)
    row = row_of(cohort, f"p1/{PROVIDER}")
    assert row.items is not None
    done = row.items.done
    assert 0 < done < 3 and row.items.left == 3 - done
    finished = sum(event["kind"] == "theorem_finished" for event in read_lines(run.run_dir / layout.EVENTS))
    assert row.left_seconds == pytest.approx(row.items.left * 50 / finished)
    assert row.estimated_from == row.key


def test_a_stopped_basin_counts_seeds_and_the_deep_one_is_estimated_from_it(cohort: Cohort) -> None:
    run = planned_run(cohort, record(cohort, "p3", "interrupted"), *PANEL, seeds=2)
    with pytest.raises(Interrupted):
        execute_run(run, workers=0, observer=StopAt("seed_finished", 3))
    spread_events(run.run_dir, 30)
    wide, deep = row_of(cohort, f"p3/{PROVIDER}"), row_of(cohort, f"p4/{PROVIDER}")
    files = len(list(run.run_dir.glob("*/seeds/*.json")))
    assert wide.items == Items("seeds", 6, done=2 + files, skipped=2)
    finished = sum(event["kind"] == "seed_finished" for event in read_lines(run.run_dir / layout.EVENTS))
    assert (deep.left_seconds, deep.estimated_from) == (pytest.approx(8 * 30 / finished), wide.key)


def test_a_finished_basin(cohort: Cohort) -> None:
    execute_run(planned_run(cohort, record(cohort, "p3", "done"), *PANEL, seeds=2), workers=0)
    assert row_of(cohort, f"p3/{PROVIDER}").items == Items("seeds", 6, done=4, skipped=2)


def test_wild_types_are_estimated_by_the_searches_of_the_panel_and_basins_are_not(cohort: Cohort) -> None:
    run = planned_run(cohort, record(cohort, "p1", "done"), "and", "or")
    execute_run(run, workers=0)
    spread_events(run.run_dir, 60)
    searches = sum(event["kind"] == "variant_finished" for event in read_lines(run.run_dir / layout.EVENTS))
    paired, wide = row_of(cohort, f"p2/{PROVIDER}-distributed"), row_of(cohort, f"p3/{PROVIDER}")
    assert (paired.left_seconds, paired.estimated_from) == (pytest.approx(2 * 60 / searches), f"p1/{PROVIDER}")
    assert (wide.left_seconds, wide.estimated_from) == (None, "")


def test_a_skipped_command_skips_its_items(cohort: Cohort) -> None:
    record(cohort, "p4", "skipped")
    row = row_of(cohort, f"p4/{PROVIDER}")
    assert (row.items, row.left_seconds) == (Items("seeds", 8, skipped=8), 0.0)


def test_failed_theorems_are_counted(cohort: Cohort) -> None:
    run = planned_run(cohort, record(cohort, "p1", "partial"), "and", "lost")
    execute_run(run, workers=0)
    assert row_of(cohort, f"p1/{PROVIDER}").items == Items("theorems", 2, done=1, failed=1)


def test_seeds_of_a_failed_theorem_that_stand_are_done(
    cohort: Cohort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = planned_run(cohort, record(cohort, "p3", "partial"), "and", "lost", seeds=2)
    execute_run(run, workers=0)
    items = row_of(cohort, f"p3/{PROVIDER}").items
    assert items is not None
    stand = len(list(run.run_dir.glob("lost/seeds/*.json")))
    assert items == Items("seeds", 4, done=2 + stand, failed=2 - stand)


@pytest.mark.parametrize(("alive", "word", "running"), [(True, "running", 1), (False, "interrupted", 0)])
def test_a_running_command_is_told_from_a_killed_one(cohort: Cohort, alive: bool, word: str, running: int) -> None:
    run = planned_run(cohort, record(cohort, "p1", "started"), "and", "or")
    with pytest.raises(Interrupted):
        execute_run(run, workers=0, observer=StopAt("theorem_started", 1))
    alter_status(run.run_dir, status="running", pid=os.getpid() if alive else 2**22 + 1)
    events = run.run_dir / layout.EVENTS
    kept = [event for event in read_lines(events) if event["kind"] in ("run_started", "theorem_started")]
    events.write_text("".join(json.dumps(event) + "\n" for event in kept))
    row = row_of(cohort, f"p1/{PROVIDER}")
    assert row.items is not None
    assert (row.status, row.items.running) == (word, running)


@pytest.mark.parametrize(("alive", "word"), [(True, "running"), (False, "interrupted")])
def test_a_command_without_a_run_is_told_from_one_whose_program_was_killed(
    cohort: Cohort, alive: bool, word: str
) -> None:
    pid = os.getpid() if alive else 2**22 + 1
    row = {"status": "started", "reason": "", "run_id": "", "argv": ["wonton", "postprocess"], "pid": pid}
    cohort.record("p6/postprocess", row)
    assert row_of(cohort, "p6/postprocess").status == word


def test_what_was_planned_and_has_not_begun_is_left(cohort: Cohort) -> None:
    """A provider of which nothing has begun, and a pilot that the settings switched on, count as an execution
    planned them."""
    other = Command("p1", "other", ("wonton", "run", "-p", "other", "--sample", "3"), "c/p1/other")
    skipped = Command("p1", "third", ("wonton", "run", "-p", "third", "--sample", "3"), "c/p1/third", skip="not here")
    pilot = Command("p5", "e", ("wonton", "external", "e", "--sample", "12"), "c/p5/e")
    cohort.record_plan([other, skipped, pilot])
    record(cohort, "p1", "done")
    rows = {row.key: row for row in cohort_status(cohort)}
    assert (rows["p1/other"].status, rows["p1/other"].items) == ("not started", Items("theorems", 3))
    assert (rows["p1/other"].left_seconds, rows["p1/third"].left_seconds) == (None, 0.0)
    assert rows["p1/third"].reason == "not here"
    assert (rows["p5/e"].reason, rows["p5/e"].left_seconds) == ("", None)
    assert rows["p4/other"].items == Items("seeds", 8)


def test_phases_sum_their_commands(cohort: Cohort) -> None:
    central = planned_run(cohort, record(cohort, "p2", "done", f"{PROVIDER}-centralized"), "and", "or")
    execute_run(replace(central, settings=replace(central.settings, wild_only=True)), workers=0)
    spread_events(central.run_dir, 20)
    phases = {phase.phase: phase for phase in phase_status(cohort_status(cohort))}
    assert phases["p2"].items == Items("theorems", 4, done=2)
    assert (phases["p2"].left_seconds, phases["p2"].unknown) == (pytest.approx(20), 0)
    assert (phases["p3"].left_seconds, phases["p3"].unknown) == (0, 1)


def test_a_run_that_has_not_begun_has_no_progress(tmp_path: Path) -> None:
    assert read_progress(tmp_path) is None


def test_commands_without_a_sample_have_no_items() -> None:
    assert planned_items(("wonton", "postprocess")) is None
    assert planned_items(("wonton", "basin", "--sample", "3", "--seeds", "4")) == Items("seeds", 12)
