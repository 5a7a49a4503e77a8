"""Folders: whose results depend on which place, and where that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.program import Command, ProgramSettings, with_folders
from wonton.program.plan import DEEPSEEK_MODEL
from wonton.runs.home import Home


def placed(command: Command, home: Path, **environment: str) -> tuple[str, str]:
    settings = ProgramSettings.from_environment(environment, "quick")
    (found,) = with_folders([command], settings, Home(home))
    return found.variable, found.folder


def test_models(tmp_path: Path) -> None:
    reprover, deepseek = (Command("p1", name, (), provider=name) for name in ("reprover", "deepseek"))
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    named = placed(reprover, tmp_path, REPROVER_MODEL=str(tmp_path / "link"))
    assert named == ("REPROVER_MODEL", "mine")
    default = placed(reprover, tmp_path)
    assert default == ("REPROVER_MODEL", "models/leandojo-lean4-tacgen-byt5-small")
    root = placed(deepseek, tmp_path / "home", DEEPSEEK_ARTIFACT_ROOT=str(tmp_path))
    assert root == ("DEEPSEEK_ARTIFACT_ROOT", str(tmp_path / DEEPSEEK_MODEL))


def test_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    e, z3 = (Command("p5", name, (), backend=name) for name in ("e", "z3"))
    assert placed(e, tmp_path / "home", TPTP_ROOT="tptp") == ("TPTP_ROOT", str(tmp_path / "tptp"))
    assert placed(z3, tmp_path) == ("SMTLIB_ROOT", "smtlib:small")


def test_nothing_else_draws_on_a_folder(tmp_path: Path) -> None:
    for command in (Command("p1", "heuristic", (), provider="heuristic"), Command("p5", "coq", (), backend="coq")):
        assert placed(command, tmp_path) == ("", "")
