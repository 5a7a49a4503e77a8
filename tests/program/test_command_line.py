"""The program from the command line, as far as it starts no search: what is printed as done, what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from wonton.artifacts.write import write_json
from wonton.cli.main import main
from wonton.program import Cohort, ProgramSettings, known_settings, pinned_corpus
from wonton.runs.home import Home

NAME = "followup-2026-03"
P5 = ("program", "run", NAME, "--phase", "p5", "--scale", "quick", "--plain")


@pytest.fixture
def cohort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A cohort at quick scale that has begun; no prover is there."""
    for known in known_settings():
        monkeypatch.delenv(known.name, raising=False)
    for name in ("E", "VAMPIRE", "Z3", "CVC5"):
        monkeypatch.setenv(f"WONTON_{name}", str(tmp_path / "nothing"))
    for name, value in (("LEAN_CORPUS_REF", "lean:core"), ("LEAN_PROVIDERS_CSV", "heuristic")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WONTON_HOME", str(tmp_path))
    settings = ProgramSettings.from_environment({"LEAN_CORPUS_REF": "lean:core"}, "quick")
    cohort = Cohort(Home(tmp_path), NAME, "2026-03-01")
    corpus = pinned_corpus(settings, cohort.home)
    cohort.begin("quick", settings.pinned(), corpus, datetime(2026, 3, 1, tzinfo=UTC))
    return cohort


def test_what_is_done_is_printed_so_where_it_would_be_skipped(
    cohort: Cohort, capsys: pytest.CaptureFixture[str]
) -> None:
    run_dir = cohort.logs / "p5" / "z3"
    run_dir.mkdir(parents=True)
    write_json(run_dir / "run_status.json", {"status": "completed", "partial_results": False})
    assert main(P5) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.endswith("  # done") for line in lines if line.startswith("wonton external z3 ")] == [True]
    assert any(line.startswith("# skipped: p5/cvc5") for line in lines)
    assert not any(line.startswith("# skipped: p5/z3") for line in lines)


def test_a_folder_that_moved_stops_the_program(
    cohort: Cohort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prover = tmp_path / "e"
    prover.write_text("#!/bin/sh\necho E 3.0\n")
    prover.chmod(0o755)
    (tmp_path / "new").mkdir()
    cohort.pin_folder("TPTP_ROOT", str(tmp_path / "old"))
    before = cohort.state()
    for name, value in (("WONTON_E", prover), ("ENABLE_EXTERNAL_PILOTS", "1"), ("TPTP_ROOT", tmp_path / "new")):
        monkeypatch.setenv(name, str(value))
    assert main([*P5, "--execute"]) == 2
    assert f"TPTP_ROOT was {tmp_path}/old, is {tmp_path}/new" in capsys.readouterr().err
    assert cohort.state() == before
