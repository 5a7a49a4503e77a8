"""The scripts: the wrapper hands everything on, the demo ends with its report, an old Python is told what is needed."""

from __future__ import annotations

import runpy
import shutil
import subprocess
from collections.abc import Callable
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


@pytest.fixture
def demo(tmp_path: Path) -> Callable[[int], subprocess.CompletedProcess[str]]:
    """Runs the demo with a `wonton` that says how it was called, and whose program ends with a given code."""
    wonton = tmp_path / "bin" / "wonton"
    wonton.parent.mkdir()
    wonton.write_text(
        '#!/bin/sh\necho "$@"\nmkdir -p "$WONTON_HOME/demo/logs/2026-03-01-followup-2026-03"\n'
        '[ "$2" = report ] || exit "$CODE"\n'
    )
    wonton.chmod(0o755)

    def run(code: int) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{wonton.parent}:/usr/bin:/bin", "WONTON_HOME": str(tmp_path), "CODE": str(code)}
        return subprocess.run(
            ["sh", SCRIPTS / "demo.sh"], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
        )

    return run


@pytest.mark.parametrize("code", [0, 3])
def test_the_demo_runs_the_whole_program_and_ends_with_its_report(
    code: int, demo: Callable[[int], subprocess.CompletedProcess[str]]
) -> None:
    done = demo(code)
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines[0].startswith("program run followup-2026-03 --phase all --scale quick --execute --home ")
    assert lines[-1].startswith("program report followup-2026-03 --home ")


@pytest.mark.parametrize("code", [1, 2, 130])
def test_a_demo_that_failed_says_so_by_its_exit_code(
    code: int, demo: Callable[[int], subprocess.CompletedProcess[str]]
) -> None:
    done = demo(code)
    assert done.returncode == code
    assert "program report" not in done.stdout


def test_system_packages_refuses_what_it_does_not_know() -> None:
    done = subprocess.run(["sh", SCRIPTS / "system_packages.sh", "nope"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "known: coq, chromium" in done.stderr
