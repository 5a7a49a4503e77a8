"""When a stop counts against a candidate, which paths are shunned, and when a process is replaced by plan."""

from __future__ import annotations

import pytest

from wonton.assistants.base import Node, Step, Theorem
from wonton.assistants.channel import Stopped
from wonton.assistants.stops import MAX_STOPS, MAX_TRIES, Quarantine, Trial
from wonton.assistants.upkeep import Upkeep
from wonton.core.errors import SettingsError

THEOREM = Theorem("t", "t", "True")
DEATH = Stopped("died", "it died")
SLOW, IDLE, FAT = Stopped("wall", "late"), Stopped("wall", "late", idle=True), Stopped("memory", "fat")


def node(*tactics: str) -> Node:
    return Node(THEOREM, tuple(Step(tactic, 0) for tactic in tactics), ())


@pytest.mark.parametrize("stopped", [DEATH, SLOW, IDLE, FAT])
def test_what_stops_a_used_process_says_nothing(stopped: Stopped) -> None:
    trial = Trial()
    assert not any(trial.counts(stopped, fresh=False) for _ in range(10))


@pytest.mark.parametrize(("stopped", "tries"), [(SLOW, 1), (FAT, 1), (DEATH, MAX_TRIES), (IDLE, MAX_TRIES)])
def test_what_somebody_else_may_have_done_is_tried_again(stopped: Stopped, tries: int) -> None:
    trial = Trial()
    assert [trial.counts(stopped, fresh=True) for _ in range(tries)] == [False] * (tries - 1) + [True]


def test_a_path_at_which_processes_stop_on_end_is_quarantined_with_all_below_it() -> None:
    quarantine, bad = Quarantine(), node("a", "b")
    for number in range(MAX_STOPS):
        assert not quarantine.holds(bad)
        quarantine.stopped(bad, number)
    assert quarantine.holds(bad)
    assert quarantine.holds(node("a", "b", "c"))
    assert not quarantine.holds(node("a"))
    assert not quarantine.holds(Node(Theorem("u", "u", "True"), bad.path, ()))


def test_a_path_that_ruins_what_comes_after_it_is_quarantined_and_what_comes_after_it_is_not() -> None:
    """Each time the process stops at something else, which works well in the next one."""
    quarantine, bad = Quarantine(), node("a")
    for number in range(MAX_STOPS):
        quarantine.worked(bad, number)
        victim = node("b", str(number % 2))
        quarantine.stopped(victim, number)
        quarantine.worked(victim, number + 100)
        quarantine.worked(node(), number + 100)
    assert quarantine.holds(bad)
    assert not quarantine.holds(node("b", "0")) and not quarantine.holds(node("b", "1"))


def test_a_path_that_was_worked_on_in_peace_begins_anew() -> None:
    quarantine, unlucky = Quarantine(), node("a")
    for number in range(10 * MAX_STOPS):
        quarantine.stopped(unlucky, number)
        quarantine.worked(unlucky, number + 100)
        quarantine.worked(node("b"), number + 100)
        assert not quarantine.holds(unlucky)


def test_what_was_asked_of_another_process_is_not_blamed() -> None:
    quarantine, innocent = Quarantine(), node("a")
    for number in range(MAX_STOPS):
        quarantine.worked(innocent, number)
        quarantine.stopped(node("b"), number + 100)
    assert quarantine.holds(node("b")) and not quarantine.holds(innocent)


def test_a_quarantined_path_is_lost_where_nothing_is_answered_any_more() -> None:
    quarantine, bad = Quarantine(), node("a")
    for number in range(MAX_STOPS):
        quarantine.stopped(bad, number)
    for answered in (False, False, True, False, False):
        quarantine.tried(bad, answered)
        assert not quarantine.lost(bad)
    quarantine.tried(bad, answered=False)
    assert quarantine.lost(bad)
    assert not quarantine.lost(node("b"))


def test_a_life_is_spent_by_requests_or_by_what_it_has_grown() -> None:
    upkeep = Upkeep(requests=100, memory=0.5)
    assert upkeep.spent(50, 300.0, 300.0, 1_300.0) == 0.5
    assert upkeep.spent(0, 800.0, 300.0, 1_300.0) == 1.0
    assert upkeep.spent(1, 3_000.0, 3_000.0, 2_000.0) < 0.1, "one that is big from the start has not grown"


@pytest.mark.parametrize(
    ("name", "text"), [("REQUESTS", "0"), ("REQUESTS", "many"), ("MEMORY", "1.5"), ("SPARE", "-1")]
)
def test_what_the_environment_says_is_checked(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(f"WONTON_RECYCLE_{name}", text)
    with pytest.raises(SettingsError, match=f"WONTON_RECYCLE_{name} is '{text}'"):
        Upkeep.of_environment()


def test_the_environment_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("REQUESTS", "7"), ("MEMORY", "0.25"), ("SPARE", "0")):
        monkeypatch.setenv(f"WONTON_RECYCLE_{name}", text)
    assert Upkeep.of_environment() == Upkeep(7, 0.25, False)
