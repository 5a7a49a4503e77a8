"""Commands on Lean itself, in a process of their own, as a user calls them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from wonton.artifacts.compare import differences
from wonton.cli.main import main

PANEL = ("-c", "lean:core", "-b", "quick", "--sample", "8", "--seed", "1")


@pytest.fixture
def home(tmp_path: Path, tool_cache: Path) -> Path:
    """An empty home that shares the session's compiled libraries."""
    (tmp_path / "cache").symlink_to(tool_cache)
    return tmp_path


def test_prove_on_lean(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "theorem t (p q : Prop) : p ∧ q → q ∧ p", "--home", str(home), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    proof = next(row for row in rows if row["kind"] == "proof")
    assert proof["metrics"]["rung"] == "axioms_ok"
    assert proof["source"].startswith("theorem t (p q : Prop) : And p q → And q p := by")


def test_run_stops_at_ctrl_c_and_resumes(home: Path) -> None:
    """Interrupted after its first theorem, the run exits 130; resumed, it equals one that was never interrupted."""
    command = [sys.executable, "-m", "wonton", "run", *PANEL, "--home", str(home), "--json", "--run-id"]
    with subprocess.Popen([*command, "broken"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["kind"] == "theorem_finished":
                process.send_signal(signal.SIGINT)
                break
        _, errors = process.communicate()
    assert process.returncode == 130
    assert "--resume" in errors
    assert main([*command[3:], "broken", "--resume"]) == 0
    assert main([*command[3:], "whole"]) == 0
    assert differences(home / "logs/broken", home / "logs/whole") == []
