"""The scripts: the wrapper hands everything on, and the bootstrap tells an old Python what is needed."""

from __future__ import annotations

import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the wrapper and nothing installed."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPTS / "followup_run_program.sh", tmp_path / "scripts")
    return tmp_path


def call(checkout: Path, *options: str) -> subprocess.CompletedProcess[str]:
    script = checkout / "scripts" / "followup_run_program.sh"
    environment = {"PATH": "/usr/bin:/bin"}
    return subprocess.run([script, *options], env=environment, capture_output=True, text=True, check=False)


def test_wrapper_hands_everything_on_and_the_exit_code_back(checkout: Path) -> None:
    wonton = checkout / ".venv" / "bin" / "wonton"
    wonton.parent.mkdir(parents=True)
    wonton.write_text('#!/bin/sh\necho "$@"\nexit 3\n')
    wonton.chmod(0o755)
    done = call(checkout, "--phase", "p1", "--execute")
    assert done.stdout == "program run followup-2026-03 --phase p1 --execute\n"
    assert done.returncode == 3


def test_wrapper_says_how_to_install(checkout: Path) -> None:
    done = call(checkout)
    assert done.returncode == 2
    assert f"make -C '{checkout}' install" in done.stderr


def test_bootstrap_tells_an_old_python_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bootstrap = runpy.run_path(str(SCRIPTS / "bootstrap.py"))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert bootstrap["hand_over"](str(tmp_path)) == 2
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err
