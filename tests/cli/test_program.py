"""`wonton program`: dry by default, pasteable, one cohort, and p1 end to end on Lean."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wonton.cli.program import duration
from wonton.program import Cohort
from wonton.program.plan import DEEPSEEK_MODEL
from wonton.runs.home import Home

from .conftest import Wonton
from .fakes import FAKES

NAME = "followup-2026-03"
P1 = ("program", "run", NAME, "--phase", "p1", "--scale", "quick")
P1_TO_P4 = ("program", "run", NAME, "--phase", "p1..p4", "--scale", "quick")
#: Sizes at which four phases take seconds.
TINY = {
    "LEAN_CORPUS_REF": "lean:core#constructive",
    "LEAN_PROVIDERS_CSV": "heuristic,reprover",
    "PANEL_SAMPLE": "2",
    "DISTRIBUTED_SAMPLE": "2",
    "BASIN_WIDE_SEEDS": "2",
    "BASIN_DEEP_SAMPLE": "1",
    "BASIN_DEEP_SEEDS": "3",
}
RUNS = ("p1/heuristic", "p2/heuristic-centralized", "p2/heuristic-distributed", "p3/heuristic", "p4/heuristic")


@pytest.mark.parametrize("verb", ["plan", "run"])
def test_without_execute_nothing_is_touched(verb: str, wonton: Wonton, home: Path) -> None:
    said = wonton("program", verb, NAME)
    assert said.code == 0
    assert not home.exists()
    for phase in ("p1", "p2", "p3", "p4", "p5", "p6", "p7"):
        assert f"# {phase}: " in said.out


def test_printed_commands_are_shell_words(wonton: Wonton, home: Path) -> None:
    for row in wonton("program", "plan", NAME, "--json").of_kind("planned"):
        words = shlex.split(row["command"])
        assert words[0] == "wonton"
        assert str(home) in words


def test_skipped_commands_are_printed_as_comments(wonton: Wonton) -> None:
    lines = wonton("program", "plan", NAME, "--phase", "p1").out.splitlines()
    (line,) = [line for line in lines if line.startswith("# skipped: p1/reprover: provider reprover")]
    assert "models/leandojo-lean4-tacgen-byt5-small" in line or "pip install 'wonton-soup[models]'" in line
    assert [line.split()[0] for line in lines if "--run-id" in line] == ["#", "wonton", "#"]


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (("program", "plan", "nope"), "Known: followup-2026-03"),
        (("program", "plan", NAME, "--phase", "p9"), "unknown phase 'p9'"),
        (("program", "run", NAME, "--phase", "p1", "--execute"), "DEEPSEEK_ARTIFACT_ROOT is not set"),
        (("program", "status", NAME, "--date", "soon"), "YYYY-MM-DD"),
    ],
)
def test_bad_usage_exits_2_and_begins_nothing(argv: tuple[str, ...], word: str, wonton: Wonton, home: Path) -> None:
    said = wonton(*argv)
    assert said.code == 2
    assert word in said.err
    assert not (home / "logs").exists()


def test_a_wrong_root_of_deepseek_begins_nothing_and_names_the_folder(
    wonton: Wonton, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAN_CORPUS_REF", "lean:core")
    monkeypatch.setenv("DEEPSEEK_ARTIFACT_ROOT", str(home / "elsewhere"))
    said = wonton("program", "run", NAME, "--phase", "all", "--execute")
    assert said.code == 2
    assert str(home / "elsewhere" / DEEPSEEK_MODEL) in said.err
    assert not (home / "logs").exists()


def test_a_corpus_that_is_not_built_begins_nothing(wonton: Wonton, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAN_PROVIDERS_CSV", "heuristic")
    said = wonton("program", "run", NAME, "--phase", "p1", "--execute")
    assert said.code == 2
    assert "LEAN_CORPUS_REF=lean:core" in said.err
    assert not (home / "logs").exists()


def test_a_logs_folder_that_cannot_be_written(wonton: Wonton, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAN_CORPUS_REF", "lean:core")
    monkeypatch.setenv("LEAN_PROVIDERS_CSV", "heuristic")
    home.mkdir()
    (home / "logs").write_text("in the way")
    said = wonton(*P1, "--execute")
    assert said.code == 2
    assert "cannot write to the logs folder" in said.err


def test_p1_to_p4_on_lean_from_plan_to_resumption(wonton: Wonton, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One live execution, looked at from all sides: each costs seconds."""
    for name, value in TINY.items():
        monkeypatch.setenv(name, value)

    first = wonton(*P1_TO_P4, "--date", "2026-03-01", "--execute", "--json")
    assert first.code == 3
    cohort = f"2026-03-01-{NAME}"
    assert [row["run_id"] for row in first.of_kind("program_done")] == [f"{cohort}/{name}" for name in RUNS]
    assert {row["phase"] for row in first.of_kind("program_skipped")} == {"p1", "p2", "p3", "p4"}
    assert all("provider reprover" in row["reason"] for row in first.of_kind("program_skipped"))
    statuses = [json.loads((home / "logs" / cohort / name / "run_status.json").read_text()) for name in RUNS]
    assert [status["theorems"]["done"] for status in statuses] == [2, 2, 2, 2, 1]

    again = wonton(*P1_TO_P4, "--execute", "--json")
    assert [row["run_id"] for row in again.of_kind("program_already_done")] == [f"{cohort}/{name}" for name in RUNS]
    assert f"{cohort}/p1/heuristic" in wonton(*P1, "--json").of_kind("planned")[0]["command"]
    shown = wonton(*P1_TO_P4, "--execute", "--plain").out
    assert "agent searches solved" in shown and "control_null solved" in shown

    _status_is_whole(wonton)
    (pair,) = wonton("show", f"{cohort}/p2", "--json").of_kind("pair")
    assert (pair["all"]["items"], pair["agents"]["agents"]) == (2, 8)

    monkeypatch.setenv("PANEL_SAMPLE", "3")
    moved = wonton(*P1, "--execute")
    assert moved.code == 2
    assert "PANEL_SAMPLE was 2, is 3" in moved.err


def _status_is_whole(wonton: Wonton) -> None:
    """All items of the ready provider are done, all of the other's skipped, nothing is left; p5 was not asked for."""
    said = wonton("program", "status", NAME, "--json")
    rows = {f"{row['phase']}/{row['name']}": row for row in said.of_kind("command") if row["name"]}
    assert [rows[name]["status"] for name in RUNS] == ["done"] * 5
    assert [rows[name]["items"]["done"] for name in RUNS] == [2, 2, 2, 4, 3]
    assert (rows["p1/reprover"]["status"], rows["p1/reprover"]["items"]["skipped"]) == ("skipped", 2)
    counts = {row["phase"]: row["items"] for row in said.of_kind("phase") if row["items"]}
    totals = {phase: (items["done"], items["skipped"]) for phase, items in counts.items()}
    assert totals == {"p1": (2, 2), "p2": (4, 4), "p3": (4, 4), "p4": (3, 3), "p5": (0, 0)}
    assert {row["left_seconds"] for row in said.of_kind("phase")} == {0.0}


def test_p5_switched_off_is_skipped_aloud_and_recorded(
    wonton: Wonton, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAN_CORPUS_REF", "lean:core")
    said = wonton("program", "run", NAME, "--phase", "p5", "--date", "2026-03-01", "--execute", "--plain")
    assert said.code == 3
    for backend in ("e", "vampire", "z3", "cvc5", "coq"):
        assert f"p5/{backend} skipped: ENABLE_EXTERNAL_PILOTS is not 1; set ENABLE_EXTERNAL_PILOTS=1" in said.out
    state = json.loads((home / "logs" / f"2026-03-01-{NAME}" / "program_state.json").read_text())
    assert {row["status"] for row in state["commands"].values()} == {"skipped"}


@pytest.fixture
def a_cohort(wonton: Wonton, home: Path) -> Cohort:
    """A cohort with a finished panel on the fakes, nothing else begun."""
    cohort = Cohort(Home(home), NAME, "2026-03-01")
    cohort.begin("quick", {"PANEL_SAMPLE": 3, "BASIN_WIDE_SEEDS": 2}, "lean:core", datetime(2026, 3, 1, tzinfo=UTC))
    run_id = f"{cohort.name}/p1/mine"
    assert wonton("run", *FAKES, "-b", "quick", "--sample", "3", "--run-id", run_id).code == 0
    argv = ["wonton", "run", "-p", "mine", "--sample", "3"]
    cohort.record("p1/mine", {"status": "done", "reason": "", "run_id": run_id, "argv": argv})
    return cohort


def test_status_tells_items_and_what_is_left(a_cohort: Cohort, wonton: Wonton) -> None:
    said = wonton("program", "status", NAME, "--json")
    phases = {row["phase"]: row for row in said.of_kind("phase")}
    assert phases["p1"]["items"]["done"] == 3
    assert (phases["p1"]["left_seconds"], phases["p1"]["unknown"]) == (0, 0)
    assert (phases["p3"]["items"]["unit"], phases["p3"]["items"]["left"]) == ("seeds", 6)
    assert phases["p3"]["unknown"] == 1
    lines = wonton("program", "status", NAME).out.splitlines()
    assert any(line.split()[:4] == ["p1", "mine", "done", "3/3"] for line in lines)
    assert any("estimated from p1/mine" in line for line in lines)
    assert lines[-1].startswith("left:  about ") and lines[-1].endswith(" and 5 commands of unknown length")


def test_status_of_a_cohort_that_has_not_begun(wonton: Wonton, home: Path) -> None:
    said = wonton("program", "status", NAME)
    assert said.code == 0 and "(not begun)" in said.out
    assert not home.exists()


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (99, "99 s"), (240, "4 min"), (9000, "2.5 h")])
def test_lengths_of_time(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_only_commands_that_can_run_stand_uncommented(
    tmp_path: Path, wonton: Wonton, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAN_CORPUS_REF", "lean:core")
    monkeypatch.setenv("ENABLE_EXTERNAL_PILOTS", "1")
    monkeypatch.setenv("TPTP_ROOT", "/my problems")
    for name in ("E", "VAMPIRE", "Z3", "CVC5"):
        monkeypatch.setenv(f"WONTON_{name}", str(tmp_path / "nothing"))
    lines = wonton("program", "plan", NAME).out.splitlines()
    runs = [line.split()[1] for line in lines if line and not line.startswith("#")]
    assert runs == ["run", "run", "run", "basin", "basin", "postprocess", *["lake"] * 3]
    assert any(line.startswith("# wonton external ") for line in lines)
    assert any("--root '/my problems'" in line for line in lines)
    assert any('--root "$SMTLIB_ROOT"' in line for line in lines)
    assert not any("corpus not built" in line for line in lines)


def test_plan_says_that_the_corpus_is_not_built(wonton: Wonton) -> None:
    said = wonton("program", "plan", NAME)
    (line,) = (line for line in said.out.splitlines() if line.startswith("# corpus not built: lean:mathlib4"))
    assert said.code == 0
    assert "wonton corpus build lean-mathlib DIR" in line
    assert "LEAN_CORPUS_REF=lean:core" in line
