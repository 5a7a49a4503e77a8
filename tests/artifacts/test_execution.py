"""What every execution of a run keeps: its status and events, and word of what stopped it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wonton.artifacts import layout
from wonton.artifacts.execution import Execution, Plan, resumable
from wonton.artifacts.occupation import occupied
from wonton.artifacts.read import read_json
from wonton.core.errors import ArtifactError, AssistantError, Interrupted, RunExistsError, SettingsError


class Counting(Execution[int]):
    """Finishes one item of two, gives up the other, and ends as it is told to."""

    def __init__(self, plan: Plan, end: Callable[[], None]) -> None:
        super().__init__(plan, 2, {"variants": [], "files": [], "rungs": []}, 1, None)
        self.end = end

    def _run(self) -> int:
        self._begin()
        self.done.add("a")
        self.failed["b"] = "lost"
        self.end()
        self._complete({"problems": 2})
        return len(self.done)


def counted(plan: Plan, end: Callable[[], None], resume: bool = False) -> int:
    with resumable(plan, resume) as earlier, occupied(plan.run_dir, plan.run_id, {"settings": {}}, earlier):
        return Counting(plan, end).run()


def nothing() -> None:
    """Leave it at that."""


def test_a_run_that_ends_well(tmp_path: Path) -> None:
    plan = Plan(tmp_path, "p1/one", command="wonton count")
    assert counted(plan, nothing) == 1
    status = read_json(plan.run_dir / layout.RUN_STATUS)
    assert (status["status"], status["reason"], status["run_id"]) == ("completed", "", "p1/one")
    assert status["theorems"] == {"total": 2, "done": 1, "failed": ["b"]}
    assert status["partial_results"] and status["resumable"]
    assert status["command"] == "wonton count"
    events = [json.loads(line) for line in (plan.run_dir / layout.EVENTS).read_text().splitlines()]
    assert [event["kind"] for event in events] == ["run_started", "run_finished"]
    assert {"total": 2, "already_done": 0, "workers": 1}.items() <= events[0].items()
    assert {"status": "completed", "problems": 2}.items() <= events[1].items()


def test_an_error_leaves_word_and_a_run_that_can_be_resumed(tmp_path: Path) -> None:
    plan = Plan(tmp_path, "r")

    def die() -> None:
        raise AssistantError("the assistant is gone", "Look.")

    with pytest.raises(AssistantError):
        counted(plan, die)
    status = read_json(plan.run_dir / layout.RUN_STATUS)
    assert (status["status"], status["reason"]) == ("failed", "the assistant is gone")
    with pytest.raises(RunExistsError):
        counted(plan, nothing)
    assert counted(plan, nothing, resume=True) == 1
    assert read_json(plan.run_dir / layout.RUN_STATUS)["status"] == "completed"


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C interrupts this process, also where it was started with the signal ignored, as a job in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_both_signals_stop_a_run_in_order(tmp_path: Path, number: signal.Signals, ctrl_c: None) -> None:
    plan = Plan(tmp_path, "r")
    with pytest.raises(Interrupted, match="run r was stopped") as caught:
        counted(plan, lambda: os.kill(os.getpid(), number))
    assert "--resume" in caught.value.remedy
    assert read_json(plan.run_dir / layout.RUN_STATUS)["reason"] == "interrupted"


def test_where_not_even_the_status_can_be_written_the_error_itself_is_told(tmp_path: Path) -> None:
    plan = Plan(tmp_path, "r")

    def lose_the_folder() -> None:
        for path in plan.run_dir.iterdir():
            path.unlink()
        plan.run_dir.rmdir()
        raise ArtifactError("the disk is full")

    with pytest.raises(ArtifactError, match="the disk is full"):
        counted(plan, lose_the_folder)


def test_what_is_chosen_is_checked(tmp_path: Path) -> None:
    Plan(tmp_path, "r").check_items("theorem", ["a", "b"])
    with pytest.raises(SettingsError, match="run r: chosen more than once: a"):
        Plan(tmp_path, "r").check_items("theorem", ["a", "b", "a"])
    with pytest.raises(SettingsError, match="no problem is selected"):
        Plan(tmp_path, "r").check_items("problem", [])
    with pytest.raises(SettingsError, match="run id"):
        Plan(tmp_path, "../r").check_items("theorem", ["a"])
