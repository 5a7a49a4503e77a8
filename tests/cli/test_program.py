"""`wonton program`: dry by default, pasteable, one cohort, and p1 end to end on Lean."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from .conftest import Wonton

NAME = "followup-2026-03"
P1 = ("program", "run", NAME, "--phase", "p1", "--scale", "quick")


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
    assert (
        "# skipped: p1/reprover: provider reprover is not in this version; LEAN_PROVIDERS_CSV can name heuristic"
        in lines
    )
    assert [line.split()[0] for line in lines if "--run-id" in line] == ["#", "wonton", "#"]


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (("program", "plan", "nope"), "Known: followup-2026-03"),
        (("program", "plan", NAME, "--phase", "p9"), "unknown phase 'p9'"),
        (("program", "run", NAME, "--phase", "p3", "--execute"), "wonton basin"),
        (("program", "run", NAME, "--execute"), "Nothing was started"),
        (("program", "run", NAME, "--phase", "p1", "--execute"), "LEAN_CORPUS_REF=lean:core"),
        (("program", "status", NAME, "--date", "soon"), "YYYY-MM-DD"),
    ],
)
def test_bad_usage_exits_2_and_begins_nothing(argv: tuple[str, ...], word: str, wonton: Wonton, home: Path) -> None:
    said = wonton(*argv)
    assert said.code == 2
    assert word in said.err
    assert not (home / "logs").exists()


def test_a_logs_folder_that_cannot_be_written(wonton: Wonton, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAN_CORPUS_REF", "lean:core")
    home.mkdir()
    (home / "logs").write_text("in the way")
    said = wonton(*P1, "--execute")
    assert said.code == 2
    assert "cannot write to the logs folder" in said.err


def test_p1_on_lean_from_plan_to_resumption(wonton: Wonton, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One live execution, looked at from all sides: each costs seconds."""
    monkeypatch.setenv("LEAN_CORPUS_REF", "lean:core#constructive")
    monkeypatch.setenv("LEAN_PROVIDERS_CSV", "heuristic,reprover")
    monkeypatch.setenv("PANEL_SAMPLE", "2")

    first = wonton(*P1, "--date", "2026-03-01", "--execute", "--json")
    assert first.code == 3
    assert [row["name"] for row in first.of_kind("program_done")] == ["heuristic"]
    assert "not in this version" in first.of_kind("program_skipped")[0]["reason"]
    run_id = "2026-03-01-followup-2026-03/p1/heuristic"
    assert json.loads((home / "logs" / run_id / "run_status.json").read_text())["theorems"]["done"] == 2

    again = wonton(*P1, "--execute", "--json")
    assert [row["run_id"] for row in again.of_kind("program_already_done")] == [run_id]
    assert run_id in wonton(*P1, "--json").of_kind("planned")[0]["command"]

    rows = wonton("program", "status", NAME, "--json").of_kind("command")
    assert [(row["name"], row["status"]) for row in rows if row["phase"] == "p1"] == [
        ("heuristic", "done"),
        ("reprover", "skipped"),
    ]

    monkeypatch.setenv("PANEL_SAMPLE", "3")
    moved = wonton(*P1, "--execute")
    assert moved.code == 2
    assert "PANEL_SAMPLE was 2, is 3" in moved.err


def test_only_commands_that_this_version_can_run_stand_uncommented(
    wonton: Wonton, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAN_CORPUS_REF", "lean:core")
    monkeypatch.setenv("ENABLE_EXTERNAL_PILOTS", "1")
    monkeypatch.setenv("TPTP_ROOT", "/my problems")
    lines = wonton("program", "plan", NAME).out.splitlines()
    assert [line.split()[:2] for line in lines if line and not line.startswith("#")] == [["wonton", "run"]]
    assert any(line.startswith("# wonton basin ") for line in lines)
    assert any("--root '/my problems'" in line for line in lines)
    assert any('--root "$SMTLIB_ROOT"' in line for line in lines)
    assert not any("corpus not built" in line for line in lines)


def test_plan_says_that_the_corpus_is_not_built(wonton: Wonton) -> None:
    said = wonton("program", "plan", NAME)
    (line,) = (line for line in said.out.splitlines() if line.startswith("# corpus not built: lean:mathlib4"))
    assert said.code == 0
    assert "wonton corpus build lean:mathlib4" in line
    assert "LEAN_CORPUS_REF=lean:core" in line
