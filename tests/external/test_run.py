"""Runs with a real prover, Z3: the same bytes whatever the workers, resumed or not; alarms; what is missing."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from wonton.artifacts.compare import differences
from wonton.artifacts.read import read_json
from wonton.artifacts.schemas import KINDS, kind_of_value, schema
from wonton.core.errors import MissingToolError, RunExistsError, SettingsError
from wonton.corpus import Selection, select
from wonton.corpus.problems.building import problems_build, shipped_root
from wonton.external import cgroups
from wonton.external.backends import BACKENDS, backend_problem
from wonton.external.base import Binary, Problem
from wonton.external.find import find
from wonton.external.order import ExternalSettings, problem_of
from wonton.external.run import ExternalPlan, execute_external

needs_z3 = pytest.mark.skipif(backend_problem("z3") is not None, reason="Z3 is not installed")
ROOT = shipped_root("smtlib")
CHOSEN = ("equality/peirce", "equality/two_questions", "integers/coins", "reals/farkas")


def problems(*names: str) -> tuple[Problem, ...]:
    items = problems_build(ROOT, "smtlib").items
    return tuple(problem_of(item, ROOT, "smtlib") for item in select(items, Selection(theorems=names or CHOSEN)))


def plan(logs: Path, *chosen: Problem, binary: Binary | None = None) -> ExternalPlan:
    settings = ExternalSettings("z3", "smtlib:small", 60.0)
    return ExternalPlan(logs, "r", settings, binary or find(BACKENDS["z3"]), chosen or problems())


@needs_z3
def test_workers_and_resuming_change_no_byte(tmp_path: Path) -> None:
    first = execute_external(plan(tmp_path / "one"), workers=1)
    second = execute_external(plan(tmp_path / "two"), workers=2)
    assert first.exit_code == 0
    assert differences(first.run_dir, second.run_dir) == []
    broken = sorted(path.parent for path in second.run_dir.glob("*/done"))
    (broken[0] / "done").unlink()
    shutil.rmtree(broken[1])
    with pytest.raises(RunExistsError):
        execute_external(plan(tmp_path / "two"))
    with pytest.raises(SettingsError, match="problems"):
        execute_external(plan(tmp_path / "two", *problems("bits/swap")), resume=True)
    execute_external(plan(tmp_path / "two"), resume=True)
    assert differences(first.run_dir, second.run_dir) == []


@needs_z3
def test_every_file_follows_its_schema(tmp_path: Path) -> None:
    report = execute_external(plan(tmp_path))
    seen = set()
    for path in report.run_dir.rglob("*"):
        if path.is_file() and ".json" in path.suffixes[-2:]:
            value = read_json(path)
            kind = kind_of_value(path.relative_to(report.run_dir), value)
            assert kind in KINDS, path
            assert list(Draft202012Validator(schema(kind)).iter_errors(value)) == []
            seen.add(kind)
    assert {"external_config", "external_result", "external_summary", "run_status"} <= seen


@needs_z3
def test_an_answer_against_what_the_problem_states_is_an_alarm(tmp_path: Path) -> None:
    text = (ROOT / "integers" / "coins.smt2").read_text().replace(":status sat", ":status unsat")
    (tmp_path / "lies.smt2").write_text(text)
    problem = Problem("lies", tmp_path / "lies.smt2", tmp_path, "smtlib", "QF_LIA", "unsat")
    report = execute_external(plan(tmp_path / "logs", problem))
    assert report.exit_code == 3
    assert report.summary["alarms"] == [{"item_id": "lies", "expected": "unsat", "status": "sat"}]


@needs_z3
def test_what_the_prover_printed_is_kept(tmp_path: Path) -> None:
    report = execute_external(plan(tmp_path, *problems("equality/peirce")))
    (path,) = report.run_dir.glob("*/output.txt.gz")
    assert gzip.decompress(path.read_bytes()).startswith(b"unsat\n")
    events = [json.loads(line)["kind"] for line in (report.run_dir / "events.jsonl").read_text().splitlines()]
    assert events == ["run_started", "theorem_started", "theorem_finished", "run_finished"]


def test_a_problem_whose_worker_dies_twice_is_given_up_and_the_others_are_done(tmp_path: Path) -> None:
    """The prover kills its parent, which is the worker."""
    killer = tmp_path / "killer"
    killer.write_text('#!/bin/sh\ncase "$*" in *coins*) kill -9 $PPID ;; esac\necho unsat\n')
    killer.chmod(0o755)
    chosen = plan(tmp_path / "logs", *problems("integers/coins", "equality/peirce"), binary=_binary(killer))
    report = execute_external(chosen)
    assert report.exit_code == 3
    assert list(report.summary["failed"]) == ["integers/coins"]
    assert report.summary["counts"]["proved"] == 1
    kinds = [json.loads(line)["kind"] for line in (report.run_dir / "events.jsonl").read_text().splitlines()]
    assert (kinds.count("theorem_retried"), kinds.count("theorem_failed")) == (1, 1)


def _binary(program: Path) -> Binary:
    return Binary((str(program),), "1", "flag")


def test_a_prover_is_found_by_flag_environment_and_path_in_this_order(tmp_path: Path) -> None:
    for name in ("flag", "environment", "path"):
        (tmp_path / name).mkdir()
        program = tmp_path / name / "vampire"
        program.write_text(f"#!/bin/sh\necho Vampire {len(name)}.1\n")
        program.chmod(0o755)
    vampire = BACKENDS["vampire"]
    environment = {"PATH": str(tmp_path / "path"), "WONTON_VAMPIRE": str(tmp_path / "environment" / "vampire")}
    assert find(vampire, str(tmp_path / "flag" / "vampire"), environment).version == "4.1"
    assert find(vampire, "", environment).origin == "environment"
    del environment["WONTON_VAMPIRE"]
    assert find(vampire, "", environment).argv == (str(tmp_path / "path" / "vampire"),)


def test_control_groups_that_are_asked_for_and_cannot_be_made_are_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cgroups, "place", lambda: None)
    asked = plan(tmp_path, *problems("equality/peirce"), binary=_binary(tmp_path))
    with pytest.raises(MissingToolError, match="no control group"):
        execute_external(replace(asked, settings=replace(asked.settings, executor="cgroup")))


def test_what_is_no_prover_is_refused_with_a_remedy(tmp_path: Path) -> None:
    vampire = BACKENDS["vampire"]
    with pytest.raises(MissingToolError, match="not installed") as missing:
        find(vampire, "", {"PATH": str(tmp_path)})
    assert "vprover" in missing.value.remedy
    with pytest.raises(MissingToolError, match="does not look like vampire"):
        find(vampire, "/bin/echo", {"PATH": "/bin"})
    with pytest.raises(MissingToolError, match="is not a program"):
        find(vampire, str(tmp_path / "nothing"), {"PATH": ""})
