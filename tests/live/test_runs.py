"""Runs on live Lean and Rocq: equal bytes whoever works and however often a run is killed; nothing survives a kill."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from processes import await_end
from wonton.artifacts.compare import differences, digest
from wonton.artifacts.read import open_run, read_json, read_lines
from wonton.artifacts.schemas import KINDS, kind_of, schema
from wonton.runs import RunPlan, RunReport, execute_run

from . import running

KILLS = 5
_MARK = "WONTON_TEST_MARK"


@dataclass(frozen=True)
class Place:
    """An assistant, and where its runs and what it builds once are kept."""

    assistant: str
    home: Path
    cache: Path

    def plan(self, run_id: str) -> RunPlan:
        return running.plan(self.assistant, self.home, self.cache, run_id)


@pytest.fixture(scope="module", params=["lean", "rocq"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tool_cache: Path) -> Place:
    return Place(request.param, tmp_path_factory.mktemp("home"), tool_cache)


@pytest.fixture(scope="module")
def whole(place: Place) -> RunReport:
    """The run that nothing disturbs, with two workers."""
    return execute_run(place.plan("whole"), workers=2)


def test_the_run_is_worth_the_name(whole: RunReport) -> None:
    """Most theorems solve, every proof stands up to its check, lesions do different things, and no clock had a say."""
    summary = whole.summary
    assert (whole.exit_code, summary["counts"]["failed"], summary["counts"]["refused"]) == (0, 0, 0)
    assert summary["deterministic"] is True
    assert summary["counts"]["solved"] >= running.THEOREMS // 2
    assert summary["rates"]["rungs"]["axioms_ok"] == summary["rates"]["rungs"]["search_closed"]
    main = summary["outcomes"]["lesions"]["main"]
    assert all(main[outcome]["numerator"] > 0 for outcome in ("reroute", "collapse"))
    assert summary["outcomes"]["control_null"]["main"]["replicate"]["numerator"] > 0
    assert summary["outcomes"]["lesions"]["escaped"] == 0


def test_every_artifact_follows_its_schema(whole: RunReport) -> None:
    validators = {kind: Draft202012Validator(schema(kind)) for kind in KINDS}
    for path in sorted(path for path in whole.run_dir.rglob("*") if path.is_file()):
        validator = validators[kind_of(path) or "no kind"]
        for value in read_lines(path) if path.suffix == ".jsonl" else [read_json(path)]:
            assert [f"{path.name}: {e.json_path}: {e.message}" for e in validator.iter_errors(value)] == []


def test_the_same_run_with_one_worker_writes_the_same_bytes(place: Place, whole: RunReport) -> None:
    again = execute_run(place.plan("one-worker"), workers=1)
    assert differences(whole.run_dir, again.run_dir) == []


def _marked(mark: str) -> list[int]:
    """Process ids of living processes that carry `mark` in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{_MARK}={mark}".encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def _execute(place: Place, mark: str, finished_variants: int | None) -> int:
    """Execute or resume the run in a process of its own and kill it after so many finished variants (None: let it end).

    Gives its exit code, after everything that it started is gone.
    """
    words = [sys.executable, running.__file__, place.assistant, str(place.home), str(place.cache), "killed", "2"]
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    environment = {**os.environ, "PYTHONPATH": path, _MARK: mark}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        seen = 0
        for line in process.stdout:
            seen += json.loads(line)["kind"] == "variant_finished"
            if seen == finished_variants:
                assert len(_marked(mark)) > 2, "the run, its workers and their assistants carry the mark"
                process.kill()
                break
    for pid in _marked(mark):
        await_end(pid)
    assert _marked(mark) == []
    return process.returncode


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_kills_change_nothing_and_leave_nothing(place: Place, whole: RunReport) -> None:
    dice, killed = random.Random("kill -9"), place.home / "logs" / "killed"
    for number in range(KILLS):
        code = _execute(place, f"{place.home}-{number}", dice.randint(1, 20))
        assert code == -9
        assert open_run(killed).status()["status"] == "running"
    assert _execute(place, f"{place.home}-last", None) == 0
    assert differences(whole.run_dir, killed) == []
    assert digest(whole.run_dir) == digest(killed)


def test_a_statement_that_does_not_elaborate_is_refused(place: Place) -> None:
    plan = place.plan("refused")
    statement = {"lean": "(p : Prop) : And p q", "rocq": "(p : Prop) : p /\\ q"}[place.assistant]
    bad = replace(plan.theorems[0], item_id="bad", name="bad", statement=statement)
    report = execute_run(replace(plan, theorems=(bad,)), workers=1)
    row = report.summary["theorems"][0]
    assert (report.exit_code, row["status"], row["wild_type"]) == (3, "refused", None)
    assert "q" in row["message"]
