"""Hints: a command that is suggested comes back to its cohort, from a shell in which nothing is set."""

from __future__ import annotations

import shlex
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from wonton.cli.main import build_parser, main
from wonton.program import Cohort, ProgramSettings, find_cohort, known_settings, program_line
from wonton.runs.home import Home

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)


def begun(home: Path, **environment: str) -> Cohort:
    settings = ProgramSettings.from_environment(environment, "quick")
    cohort = Cohort(Home(home), settings.program_id, "2026-03-02")
    cohort.begin("quick", settings.pinned(), "rocq:core@abc#all", MOMENT)
    return cohort


def test_a_run_finds_its_cohort_and_is_not_refused(tmp_path: Path) -> None:
    named = {"PROGRAM_ID": "mine", "ASSISTANT": "rocq", "PANEL_SAMPLE": "7", "PANEL_SELECTION_SEED": "0"}
    cohort = begun(tmp_path / "my home", **named)
    Cohort(cohort.home, "mine", "2026-03-05").begin("full", {}, "rocq:core@abc#all", MOMENT)
    words = shlex.split(program_line(cohort, "run", "--phase", "p6", "--execute"))
    start = words.index("wonton")
    environment = dict(word.split("=", 1) for word in words[:start])
    assert set(environment) == {*named, "LEAN_CORPUS_REF"}
    args = build_parser().parse_args(words[start + 1 :])
    settings = ProgramSettings.from_environment(environment, args.scale)
    assert find_cohort(Home(Path(args.home)), settings.program_id, date(2026, 3, 9), args.date) == cohort
    assert cohort.check_pinned(args.scale, settings.pinned(), settings.corpus) == "rocq:core@abc#all"
    assert (args.phase, args.execute) == ("p6", True)


def test_status_and_report_need_the_place_only(tmp_path: Path) -> None:
    cohort = begun(tmp_path, PANEL_SAMPLE="7")
    line = f"wonton program status followup-2026-03 --date 2026-03-02 --home {tmp_path}"
    assert program_line(cohort, "status") == line


def test_an_execution_ends_with_the_way_back_to_its_cohort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for known in known_settings():
        monkeypatch.delenv(known.name, raising=False)
    monkeypatch.setenv("LEAN_CORPUS_REF", "lean:core")
    argv = ["program", "run", "followup-2026-03", "--phase", "p5", "--scale", "quick", "--date", "2026-03-02"]
    assert main([*argv, "--home", str(tmp_path), "--plain", "--execute"]) == 3
    said = capsys.readouterr().out
    assert f"wonton program status followup-2026-03 --date 2026-03-02 --home {tmp_path}" in said
