"""The cohort: its date never moves, and what it is pinned to is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from wonton.core.errors import FormatVersionError, SettingsError
from wonton.program import Cohort, Command, find_cohort
from wonton.runs.home import Home

START = datetime(2026, 3, 1, 23, 59, 58, tzinfo=UTC)
PINNED = {"PANEL_SAMPLE": 400}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def begun(home: Home, program_id: str = "p") -> Cohort:
    cohort = find_cohort(home, program_id, START.date())
    cohort.begin("full", PINNED, "lean:core@abc#all", START)
    return cohort


def test_a_new_cohort_is_dated_today_and_touches_nothing(home: Home) -> None:
    cohort = find_cohort(home, "p", date(2026, 3, 1))
    assert (cohort.name, cohort.begun) == ("2026-03-01-p", False)
    assert not home.logs.exists()


def test_the_date_survives_midnight_and_next_week(home: Home) -> None:
    begun(home)
    for today in (date(2026, 3, 2), date(2026, 3, 9)):
        assert find_cohort(home, "p", today).name == "2026-03-01-p"


def test_program_ids_do_not_mix(home: Home) -> None:
    begun(home, program_id="other-p")
    assert find_cohort(home, "p", date(2026, 3, 2)).name == "2026-03-02-p"


def test_the_newest_cohort_is_resumed_unless_a_date_is_given(home: Home) -> None:
    for day in (1, 7, 3):
        Cohort(home, "p", f"2026-03-0{day}").begin("full", PINNED, "c", START)
    assert find_cohort(home, "p", date(2026, 3, 9)).day == "2026-03-07"
    assert find_cohort(home, "p", date(2026, 3, 9), "2026-03-03").day == "2026-03-03"


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", ""])
def test_a_date_must_be_one(home: Home, day: str) -> None:
    with pytest.raises(SettingsError, match="YYYY-MM-DD"):
        find_cohort(home, "p", date(2026, 3, 1), day)


def test_the_same_settings_are_accepted_again(home: Home) -> None:
    assert begun(home).check_pinned("full", PINNED, "lean:core@abc#all") == "lean:core@abc#all"


@pytest.mark.parametrize(
    ("scale", "pinned", "corpus", "moved"),
    [
        ("quick", PINNED, "lean:core@abc#all", "--scale was full, is quick"),
        ("full", {"PANEL_SAMPLE": 7}, "lean:core@abc#all", "PANEL_SAMPLE was 400, is 7"),
        ("full", PINNED, "lean:core@def#all", "LEAN_CORPUS_REF was lean:core@abc#all, is lean:core@def#all"),
    ],
)
def test_moved_settings_are_refused_by_name(
    home: Home, scale: str, pinned: dict[str, int], corpus: str, moved: str
) -> None:
    with pytest.raises(SettingsError, match=moved):
        begun(home).check_pinned(scale, pinned, corpus)


def test_records_are_kept_side_by_side(home: Home) -> None:
    cohort = begun(home)
    cohort.record("p1/a", {"status": "done"})
    cohort.record("p1/b", {"status": "started"})
    cohort.record("p1/b", {"status": "failed"})
    assert cohort.state()["commands"] == {"p1/a": {"status": "done"}, "p1/b": {"status": "failed"}}


def test_a_newer_state_is_refused(home: Home) -> None:
    cohort = begun(home)
    cohort.state_path.write_text(cohort.state_path.read_text().replace('"format_version": 1', '"format_version": 2'))
    with pytest.raises(FormatVersionError, match="version 2"):
        cohort.state()


def test_a_folder_that_moved_is_refused_by_name(home: Home) -> None:
    cohort = begun(home)
    command = Command("p5", "e", (), variable="TPTP_ROOT", folder="/tptp")
    cohort.check_folders([command])
    cohort.pin_folder("TPTP_ROOT", "/tptp")
    cohort.check_folders([command, Command("p1", "heuristic", ())])
    with pytest.raises(SettingsError, match="TPTP_ROOT was /tptp, is /elsewhere") as caught:
        cohort.check_folders([Command("p5", "vampire", (), variable="TPTP_ROOT", folder="/elsewhere")])
    assert "another PROGRAM_ID" in caught.value.remedy


def test_the_newest_word_on_a_planned_command_counts(home: Home) -> None:
    cohort = begun(home)
    cohort.record_plan([Command("p5", "e", ("wonton",), skip="off"), Command("p5", "z3", ("wonton",), skip="off")])
    cohort.record_plan([Command("p5", "e", ("wonton",))])
    assert {key: row["skip"] for key, row in cohort.state()["planned"].items()} == {"p5/e": "", "p5/z3": "off"}
