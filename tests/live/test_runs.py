"""Runs on live Lean and Rocq: equal bytes whoever works and however often a run is killed; nothing survives a kill."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wonton.artifacts.compare import differences, digest
from wonton.artifacts.read import open_run, read_json, read_lines
from wonton.artifacts.schemas import KINDS, kind_of, schema
from wonton.runs import RunPlan, RunReport, execute_run

from . import running
from .killing import Place, execute

KILLS = 5


def _plan(place: Place, run_id: str) -> RunPlan:
    return running.plan(place.assistant, place.home, place.cache, run_id)


@pytest.fixture(scope="module", params=["lean", "rocq"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tool_cache: Path) -> Place:
    return Place(request.param, tmp_path_factory.mktemp("home"), tool_cache)


@pytest.fixture(scope="module")
def whole(place: Place) -> RunReport:
    """The run that nothing disturbs, with two workers."""
    return execute_run(_plan(place, "whole"), workers=2)


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
    again = execute_run(_plan(place, "one-worker"), workers=1)
    assert differences(whole.run_dir, again.run_dir) == []


def _after(finished_variants: int) -> Callable[[dict[str, Any]], bool]:
    """Whether so many variants have finished."""
    left = [finished_variants]

    def kill_at(event: dict[str, Any]) -> bool:
        left[0] -= event["kind"] == "variant_finished"
        return left[0] == 0

    return kill_at


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_kills_change_nothing_and_leave_nothing(place: Place, whole: RunReport) -> None:
    dice, killed = random.Random("kill -9"), place.home / "logs" / "killed"
    for number in range(KILLS):
        left = dice.randint(1, 20)
        code = execute("run", place, f"{place.home}-{number}", _after(left))
        assert code == -9
        assert open_run(killed).status()["status"] == "running"
    assert execute("run", place, f"{place.home}-last", lambda event: False) == 0
    assert differences(whole.run_dir, killed) == []
    assert digest(whole.run_dir) == digest(killed)


def test_a_statement_that_does_not_elaborate_is_refused(place: Place) -> None:
    plan = _plan(place, "refused")
    statement = {"lean": "(p : Prop) : And p q", "rocq": "(p : Prop) : p /\\ q"}[place.assistant]
    bad = replace(plan.theorems[0], item_id="bad", name="bad", statement=statement)
    report = execute_run(replace(plan, theorems=(bad,)), workers=1)
    row = report.summary["theorems"][0]
    assert (report.exit_code, row["status"], row["wild_type"]) == (3, "refused", None)
    assert "q" in row["message"]
