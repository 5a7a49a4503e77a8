"""A home of its own for every command, and the commands themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wonton.cli.main import main

from .fakes import FAKES


@dataclass(frozen=True)
class Said:
    """What a command came to: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output read as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """The rows of one kind."""
        return [row for row in self.rows if row["kind"] == kind]


Wonton = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, in the environment, with no setting of the program set."""
    from wonton.program import known_settings

    for known in known_settings():
        monkeypatch.delenv(known.name, raising=False)
    monkeypatch.setenv("WONTON_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def wonton(home: Path, capsys: pytest.CaptureFixture[str]) -> Wonton:
    """Does a command and gives what it said."""

    def do(*argv: str) -> Said:
        capsys.readouterr()
        try:
            code = main(argv)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return do


@pytest.fixture
def a_run(wonton: Wonton) -> Said:
    """A finished run `panel` of three theorems on the fakes."""
    return wonton("run", *FAKES, "-b", "quick", "--limit", "3", "--run-id", "panel")
