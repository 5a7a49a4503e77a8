"""Executing: order, skips, failures, interruption, resumption."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wonton.artifacts.write import write_json
from wonton.core.errors import AssistantError, Interrupted
from wonton.program import Cohort, Command, ProgramEvent, execute
from wonton.runs.home import Home

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


class Scripted:
    """A runner that keeps what it was asked and answers by the name of the command."""

    def __init__(self, **answers: int | Exception) -> None:
        self.answers = answers
        self.asked: list[Sequence[str]] = []

    def __call__(self, argv: Sequence[str]) -> int:
        self.asked.append(argv)
        answer = self.answers.get(argv[0], 0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def cohort(tmp_path: Path) -> Cohort:
    cohort = Cohort(Home(tmp_path), "p", "2026-03-01")
    cohort.begin("full", {}, "lean:core", MOMENT)
    return cohort


def command(name: str, phase: str = "p1", **fields: str) -> Command:
    return Command(phase, name, ("wonton", name), **fields)


def go(cohort: Cohort, commands: Sequence[Command], run: Scripted) -> tuple[int, list[str]]:
    events: list[ProgramEvent] = []
    code = execute(cohort, commands, run, lambda: MOMENT, events.append)
    return code, [f"{event.command.name} {event.kind}" for event in events]


def write_status(cohort: Cohort, run_id: str, status: str = "completed", partial: bool = False) -> None:
    folder = cohort.home.logs / run_id
    folder.mkdir(parents=True)
    write_json(folder / "run_config.json", {})
    theorems = {"done": 3, "total": 4, "failed": []}
    row = {"status": status, "partial_results": partial, "pid": 1, "theorems": theorems}
    write_json(folder / "run_status.json", row)


def test_commands_go_in_order(cohort: Cohort) -> None:
    run = Scripted()
    code, events = go(cohort, [command("a"), command("b")], run)
    assert (code, events) == (0, ["a started", "a done", "b started", "b done"])
    assert run.asked == [("a",), ("b",)]


def test_a_skip_is_recorded_told_and_ends_in_3(cohort: Cohort) -> None:
    run = Scripted()
    code, events = go(cohort, [command("a", skip="not here"), command("b")], run)
    assert (code, events[0]) == (3, "a skipped")
    assert run.asked == [("b",)]
    assert cohort.state()["commands"]["p1/a"]["reason"] == "not here"


def test_partial_results_end_in_3(cohort: Cohort) -> None:
    assert go(cohort, [command("a")], Scripted(a=3)) == (3, ["a started", "a partial"])


@pytest.mark.parametrize("failure", [1, 2, AssistantError("lost")])
def test_after_a_failure_the_phase_goes_on_and_the_next_is_not_begun(cohort: Cohort, failure: int | Exception) -> None:
    run = Scripted(a=failure)
    code, _ = go(cohort, [command("a"), command("b"), command("c", "p2")], run)
    assert (code, run.asked) == (1, [("a",), ("b",)])
    assert cohort.state()["commands"]["p1/a"]["status"] == "failed"
    assert "p2/c" not in cohort.state()["commands"]


def test_interruption_is_recorded_and_stops_everything(cohort: Cohort) -> None:
    with pytest.raises(Interrupted) as told:
        go(cohort, [command("a"), command("b")], Scripted(a=Interrupted("stopped", "Run it with --resume.")))
    assert (told.value.message, "--resume" in told.value.remedy) == ("stopped", False)
    assert {key: row["status"] for key, row in cohort.state()["commands"].items()} == {"p1/a": "interrupted"}


def test_a_complete_run_is_not_run_again(cohort: Cohort) -> None:
    write_status(cohort, "run")
    run = Scripted()
    assert go(cohort, [command("a", run_id="run")], run) == (0, ["a already_done"])
    assert run.asked == []


def test_a_complete_run_with_alarms_ends_in_3_again(cohort: Cohort) -> None:
    write_status(cohort, "run")
    write_json(cohort.home.logs / "run" / "summary.json.gz", {"alarms": [{"item_id": "a"}]})
    assert go(cohort, [command("a", run_id="run")], Scripted()) == (3, ["a already_done"])


@pytest.mark.parametrize(("status", "partial"), [("failed", True), ("running", True), ("completed", True)])
def test_a_begun_run_is_resumed(cohort: Cohort, status: str, partial: bool) -> None:
    write_status(cohort, "run", status, partial)
    run = Scripted()
    go(cohort, [command("a", run_id="run")], run)
    assert run.asked == [("a", "--resume")]


def test_a_skip_does_not_hide_a_complete_run(cohort: Cohort) -> None:
    write_status(cohort, "run")
    assert go(cohort, [command("a", run_id="run", skip="not here now")], Scripted()) == (0, ["a already_done"])
    assert cohort.state()["commands"]["p1/a"]["status"] == "done"


@pytest.mark.parametrize(("code", "word"), [(0, "done"), (3, "partial")])
def test_a_skip_does_not_replace_the_record_of_a_command_that_ended(cohort: Cohort, code: int, word: str) -> None:
    go(cohort, [command("a")], Scripted(a=code))
    before = cohort.state()["commands"]
    assert go(cohort, [command("a", skip="not here now")], Scripted()) == (3, ["a skipped"])
    assert cohort.state()["commands"] == before
    assert before["p1/a"]["status"] == word


def test_a_complete_run_that_was_recorded_as_skipped_is_recorded_as_done(cohort: Cohort) -> None:
    go(cohort, [command("a", run_id="run", skip="not here")], Scripted())
    write_status(cohort, "run")
    go(cohort, [command("a", run_id="run")], Scripted())
    assert cohort.state()["commands"]["p1/a"]["status"] == "done"


def test_a_complete_run_that_refused_theorems_ends_in_3_again(cohort: Cohort) -> None:
    write_status(cohort, "run")
    write_json(cohort.home.logs / "run" / "summary.json.gz", {"counts": {"refused": 1}})
    assert go(cohort, [command("a", run_id="run")], Scripted()) == (3, ["a already_done"])
    assert cohort.state()["commands"]["p1/a"]["status"] == "partial"


def test_a_complete_run_that_ended_in_3_does_so_again(cohort: Cohort) -> None:
    go(cohort, [command("a", run_id="run")], Scripted(a=3))
    write_status(cohort, "run")
    assert go(cohort, [command("a", run_id="run")], Scripted()) == (3, ["a already_done"])


def test_the_state_holds_the_plan_and_who_works_on_it(cohort: Cohort) -> None:
    with pytest.raises(Interrupted):
        go(cohort, [command("a"), command("b", skip="not here")], Scripted(a=Interrupted("stopped")))
    planned = {key: row["skip"] for key, row in cohort.state()["planned"].items()}
    assert planned == {"p1/a": "", "p1/b": "not here"}

    def look(argv: Sequence[str]) -> int:
        assert cohort.state()["commands"]["p1/a"]["pid"] == os.getpid()
        return 0

    execute(cohort, [command("a")], look, lambda: MOMENT, lambda event: None)


def test_the_folder_of_the_first_command_that_begins_is_kept(cohort: Cohort) -> None:
    for folder in ("/one", "/two"):
        go(cohort, [command("a", variable="TPTP_ROOT", folder=folder)], Scripted())
    go(cohort, [command("b", variable="SMTLIB_ROOT", folder="/x", skip="not here")], Scripted())
    assert cohort.state()["folders"] == {"TPTP_ROOT": "/one"}
