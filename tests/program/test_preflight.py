"""Preflight: what is found before anything starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from wonton.artifacts.write import write_json
from wonton.core.errors import MissingToolError, SettingsError, UnknownNameError
from wonton.program import (
    Cohort,
    Command,
    ProgramSettings,
    check_before_start,
    mark_skips,
    pinned_corpus,
    preflight,
    select_phases,
)
from wonton.program.plan import Place
from wonton.program.preflight import DEEPSEEK_MODEL
from wonton.program.problems import gather
from wonton.providers.models import software
from wonton.runs.home import Home


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Looks before the start of a phase; the corpus is `core` unless said."""

    def look(phase: str = "p1", **environment: str) -> None:
        core = {"LEAN_CORPUS_REF": f"{environment.get('ASSISTANT', 'lean')}:core"}
        settings = ProgramSettings.from_environment({**core, **environment})
        check_before_start(settings, select_phases(phase), Cohort(Home(tmp_path / "home"), "p", "2026-03-01"))

    return look


Check = Callable[..., None]


@pytest.mark.parametrize("phase", ["p1", "p2", "p3", "p4", "p6", "p7"])
def test_phases_on_lean_may_start(check: Check, phase: str) -> None:
    check(phase, LEAN_PROVIDERS_CSV="heuristic")


def test_p5_may_start_whatever_is_installed(check: Check) -> None:
    check("p5", LEAN_PROVIDERS_CSV="heuristic", ENABLE_EXTERNAL_PILOTS="1")


def test_p5_wants_the_folders_that_it_is_told_of(check: Check, tmp_path: Path) -> None:
    environment = {"LEAN_PROVIDERS_CSV": "heuristic", "ENABLE_EXTERNAL_PILOTS": "1", "TPTP_ROOT": str(tmp_path / "x")}
    with pytest.raises(SettingsError, match="TPTP_ROOT"):
        check("p5", **environment)
    (tmp_path / "x").mkdir()
    check("p5", **environment)


def test_a_prover_that_is_missing_is_a_skip_that_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is named and is none is as good as missing."""
    monkeypatch.setenv("WONTON_VAMPIRE", str(tmp_path / "vampire"))
    settings = ProgramSettings.from_environment({"ENABLE_EXTERNAL_PILOTS": "1"}, "quick")
    place = Place(Path("home"), "2026-03-01-p", "lean:core")
    (phase,) = select_phases("p5")
    commands = mark_skips(phase.commands(settings, place), settings, Home(tmp_path))
    skips = {command.name: command.skip for command in commands}
    assert "is not a program" in skips["vampire"] and "WONTON_VAMPIRE" in skips["vampire"]
    assert "ENABLE_COQ_STDLIB=1" in skips["coq"]


def test_the_whole_program_may_start_while_p5_is_switched_off(check: Check) -> None:
    check("all", LEAN_PROVIDERS_CSV="heuristic")


@pytest.mark.parametrize("phase", ["p6", "p7", "all"])
def test_packages_that_are_not_installed_are_named(check: Check, phase: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "find_spec", lambda name: None if name == "duckdb" else object())
    with pytest.raises(MissingToolError, match=r"needs? duckdb, which this Python does not have") as caught:
        check(phase, LEAN_PROVIDERS_CSV="heuristic")
    assert "wonton-soup[lake]" in caught.value.remedy


def test_p1_on_rocq_may_start(check: Check) -> None:
    check(ASSISTANT="rocq", LEAN_PROVIDERS_CSV="heuristic")


def test_a_missing_assistant_names_the_ready_one(check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WONTON_COQBIN", str(tmp_path))
    with pytest.raises(MissingToolError, match="ASSISTANT=rocq") as caught:
        check(ASSISTANT="rocq", LEAN_PROVIDERS_CSV="heuristic")
    assert "ASSISTANT=lean" in caught.value.remedy


def test_unknown_provider_lists_the_known(check: Check) -> None:
    with pytest.raises(UnknownNameError, match="bfs, deepseek, endpoint, heuristic, internlm, reprover"):
        check(LEAN_PROVIDERS_CSV="heuristic,nope")


def test_deepseek_root_must_hold_the_model(check: Check, tmp_path: Path) -> None:
    environment = {"LEAN_PROVIDERS_CSV": "deepseek", "DEEPSEEK_ARTIFACT_ROOT": str(tmp_path)}
    with pytest.raises(SettingsError, match=str(tmp_path / DEEPSEEK_MODEL)):
        check(**environment)
    (tmp_path / DEEPSEEK_MODEL).mkdir(parents=True)
    check(**environment)


def test_deepseek_root_does_not_matter_without_deepseek(check: Check, tmp_path: Path) -> None:
    check(LEAN_PROVIDERS_CSV="heuristic", DEEPSEEK_ARTIFACT_ROOT=str(tmp_path))


def test_everything_that_is_missing_is_named_at_once(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WONTON_COQBIN", str(tmp_path))
    monkeypatch.setattr(preflight, "find_spec", lambda name: None if name == "duckdb" else object())
    with pytest.raises(MissingToolError) as caught:
        check(
            "all",
            ASSISTANT="rocq",
            LEAN_CORPUS_REF="rocq:mine",
            LEAN_PROVIDERS_CSV="nobody,heuristic,deepseek,noone",
            DEEPSEEK_ARTIFACT_ROOT=str(tmp_path),
        )
    message = caught.value.message
    lines = [line for line in message.splitlines() if line.startswith("  - ")]
    for subject, remedy in (
        ("unknown provider (LEAN_PROVIDERS_CSV) 'nobody'", ""),
        ("unknown provider (LEAN_PROVIDERS_CSV) 'noone'", ""),
        ("DEEPSEEK_ARTIFACT_ROOT", "leave deepseek out of LEAN_PROVIDERS_CSV"),
        ("p6, p7 need duckdb", "pip install"),
        ("ASSISTANT=rocq cannot run", "ASSISTANT=lean"),
        ("unknown corpus (LEAN_CORPUS_REF) 'rocq:mine'", "set LEAN_CORPUS_REF=rocq:core"),
    ):
        assert len([line for line in lines if subject in line and remedy in line]) == 1, subject
    assert "6 things are missing" in message and "Nothing was started" not in message
    assert any("ENABLE_EXTERNAL_PILOTS=1" in line for line in lines)
    assert caught.value.remedy == "Nothing was started."


def test_what_two_checks_find_is_said_once() -> None:
    def missing() -> None:
        raise MissingToolError("gone", "get it")

    assert [str(error) for error in gather([missing, lambda: None, missing])] == ["gone\n  get it"]


@pytest.mark.parametrize("phase", ["p1", "p4", "all"])
def test_deepseek_without_its_root_stops_before_the_first_phase(check: Check, phase: str) -> None:
    with pytest.raises(SettingsError, match="DEEPSEEK_ARTIFACT_ROOT is not set") as caught:
        check(phase, LEAN_PROVIDERS_CSV="heuristic,deepseek")
    assert f"$DEEPSEEK_ARTIFACT_ROOT/{DEEPSEEK_MODEL}" in caught.value.message


def test_phases_that_search_nothing_need_no_root(check: Check) -> None:
    check("p6", LEAN_PROVIDERS_CSV="deepseek")


def marked(*commands: Command, home: Path = Path("nowhere"), **environment: str) -> list[Command]:
    return mark_skips(commands, ProgramSettings.from_environment(environment), Home(home))


def test_providers_that_cannot_run_are_skipped_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software, "find_spec", lambda name: None)
    skipped = marked(*(Command("p1", name, (), provider=name) for name in ("reprover", "heuristic", "mine:factory")))
    assert [bool(command.skip) for command in skipped] == [True, False, False]
    assert "provider reprover on transformers needs torch" in skipped[0].skip
    assert "pip install 'wonton-soup[models]'" in skipped[0].skip


def test_a_provider_without_a_model_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software, "find_spec", lambda name: object())
    (own,) = marked(Command("p1", "reprover", (), provider="reprover"), REPROVER_MODEL=str(tmp_path / "mine"))
    (default,) = marked(Command("p1", "reprover", (), provider="reprover"), home=tmp_path)
    assert str(tmp_path / "mine") in own.skip
    assert str(tmp_path / "models" / "leandojo-lean4-tacgen-byt5-small") in default.skip


def test_a_skip_keeps_its_own_reason() -> None:
    (kept,) = marked(Command("p5", "e", (), skip="TPTP_ROOT is not set"))
    assert kept.skip == "TPTP_ROOT is not set"


def test_a_job_needs_the_finished_panel_of_its_provider_and_no_model(tmp_path: Path) -> None:
    """`reprover` has no model here; what it proved earlier is all that its job reads."""
    panel = Command("p1", "reprover", (), "c/p1/reprover", provider="reprover")
    job = Command("p7", "73", (), needs="c/p1/reprover")
    (alone,) = marked(job, home=tmp_path)
    assert "there is no finished run c/p1/reprover" in alone.skip
    without, with_it = marked(panel, job, home=tmp_path)
    assert without.skip == with_it.skip != ""
    (ready,) = [each for each in marked(replace(panel, provider="heuristic"), job, home=tmp_path) if each.needs]
    assert ready.skip == ""
    run_dir = tmp_path / "logs" / "c/p1/reprover"
    run_dir.mkdir(parents=True)
    write_json(run_dir / "run_status.json", {"status": "running"})
    assert marked(job, home=tmp_path)[0].skip != ""
    write_json(run_dir / "run_status.json", {"status": "completed"})
    for given in (job, replace(job, skip="reprover is not in LEAN_PROVIDERS_CSV")):
        assert marked(given, home=tmp_path)[0].skip == ""


def test_corpus_is_pinned_to_a_build(tmp_path: Path) -> None:
    settings = ProgramSettings.from_environment({"LEAN_CORPUS_REF": "lean:core"})
    pinned = pinned_corpus(settings, Home(tmp_path))
    assert pinned.startswith("lean:core@") and "#" in pinned
    again = ProgramSettings.from_environment({"LEAN_CORPUS_REF": pinned})
    assert pinned_corpus(again, Home(tmp_path)) == pinned


def test_a_corpus_that_is_not_built_says_how_and_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="lean:mathlib4") as caught:
        pinned_corpus(ProgramSettings.from_environment({}), Home(tmp_path))
    assert "wonton corpus build lean-mathlib DIR" in caught.value.remedy
    assert "wonton corpus sweep-capability lean:mathlib4" in caught.value.remedy
    assert "LEAN_CORPUS_REF=lean:core" in caught.value.remedy


def test_a_corpus_of_another_assistant_is_refused(tmp_path: Path) -> None:
    settings = ProgramSettings.from_environment({"LEAN_CORPUS_REF": "rocq:core"})
    with pytest.raises(SettingsError, match="ASSISTANT=lean"):
        pinned_corpus(settings, Home(tmp_path))
