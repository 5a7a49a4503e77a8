"""Replaying proofs through a real Coq: some of the standard library's, and small ones that break on purpose.

The library's part replays 30 theorems in some 10 seconds. `WONTON_COQ_REPLAY=1` replays 1,000 of all files instead.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from wonton.artifacts import layout, write
from wonton.artifacts.read import is_complete, read_json
from wonton.artifacts.schemas import kind_of, kind_of_value, schema
from wonton.assistants.rocq.toolchain import Toolchain
from wonton.core.errors import SettingsError
from wonton.external.coq.compare import compare_with_search
from wonton.external.coq.graph import trace_of
from wonton.external.coq.replay import Replay, ReplayLimits, replay_module
from wonton.external.coq.run import ReplayPlan, ReplayReport, execute_replay
from wonton.external.coq.scripts import read_module

pytestmark = pytest.mark.skipif(shutil.which("coqidetop.opt") is None, reason="Coq is not installed")

FULL = os.environ.get("WONTON_COQ_REPLAY") == "1"
MODULES = () if FULL else ("Arith/Wf_nat", "Arith/Compare_dec", "Bool/BoolOrder", "Lists/List.v", "Sorting/Heap")

TEXT = """
Section S.
Variables a b : bool.
Lemma splits : a = b -> b = a /\\ True.
Proof. intros H. split. - symmetry; exact H. - exact I. Qed.
Lemma breaks : a = b.
Proof. idtac. reflexivity. Qed.
Lemma several : True /\\ (True /\\ a = a).
Proof. repeat split. Qed.
Lemma shelved : exists n : nat, n = 0 /\\ b = b.
Proof. eexists. split. all: reflexivity. Qed.
Lemma term : True. Proof I.
Lemma unproved : True. Proof. split. - . Qed.
End S.
"""


@pytest.fixture(scope="module")
def toolchain(rocq_cache: Path) -> Toolchain:
    return Toolchain(rocq_cache)


@pytest.fixture(scope="module")
def report(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> ReplayReport:
    total, per_module = (1_000, 6) if FULL else (30, 6)
    plan = ReplayPlan(tmp_path_factory.mktemp("logs"), "replayed", total, per_module, MODULES)
    return execute_replay(plan, toolchain, workers=2)


@pytest.fixture(scope="module")
def small(toolchain: Toolchain) -> dict[str, Replay]:
    module = read_module("Mine.v", TEXT)
    replays = replay_module(toolchain.top_level, module, module.scripts, ReplayLimits(seconds=30.0))
    return {replay.script.name: replay for replay in replays}


def test_most_scripts_run_to_their_end_and_their_goals_are_read(report: ReplayReport) -> None:
    rates = report.summary["replay"]
    assert report.exit_code == 0
    assert rates["scripts"]["denominator"] == (1_000 if FULL else 30)
    assert rates["scripts"]["value"] >= 0.9
    assert rates["complete_steps"]["value"] >= 0.95


def test_every_file_follows_its_schema_and_every_trace_is_a_tree(report: ReplayReport) -> None:
    for name in (layout.RUN_CONFIG, layout.SUMMARY):
        value = read_json(report.run_dir / name)
        jsonschema.validate(value, schema(kind_of_value(report.run_dir / name, value)))
    folders = [path.parent for path in report.run_dir.glob("*/replay.json")]
    assert len(folders) == report.summary["counts"]["problems"]
    for folder in folders:
        assert is_complete(folder)
        for path in folder.iterdir():
            kind = kind_of(path)
            if kind is not None:
                jsonschema.validate(read_json(path), schema(kind))
        replay = read_json(folder / layout.REPLAY)
        assert replay["trace_source"] == "coqidetop_replay"
        if replay["finished"] and replay["trace_exact"]:
            check_tree(replay, read_json(folder / "human_graph.json")["proof"])


def check_tree(replay: dict[str, Any], proof: dict[str, Any]) -> None:
    """Assert that every step that consumed goals is in the graph, and that every goal has one parent."""
    working = [step for step in replay["steps"] if step["consumed"]]
    assert len({edge["state"] for edge in proof["edges"]}) == sum(len(step["consumed"]) for step in working)
    targets = [edge["target"] for edge in proof["edges"]]
    assert sorted([proof["root"], *targets]) == sorted(node["id"] for node in proof["nodes"])


def test_a_run_is_resumed_where_it_stood(report: ReplayReport, toolchain: Toolchain) -> None:
    if FULL:
        pytest.skip("the small run is resumed")
    folder = sorted(path.parent for path in report.run_dir.glob("*/done"))[0]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    plan = ReplayPlan(report.run_dir.parent, "replayed", 30, 6, MODULES)
    again = execute_replay(plan, toolchain, resume=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert again.summary == report.summary


def test_a_limit_that_cuts_a_module_short_is_told(toolchain: Toolchain, tmp_path: Path) -> None:
    plan = ReplayPlan(tmp_path, "cut", 2, 2, MODULES[:1], limits=ReplayLimits(seconds=0.001))
    cut = execute_replay(plan, toolchain)
    assert (cut.exit_code, cut.summary["replay"]["scripts"]["numerator"]) == (3, 0)
    assert execute_replay(plan, toolchain, resume=True).exit_code == 3


def test_nothing_selected_is_an_error(toolchain: Toolchain, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no theorem is selected"):
        execute_replay(ReplayPlan(tmp_path, "x", modules=("Nowhere",)), toolchain)


def test_a_tree_follows_the_goals(small: dict[str, Replay]) -> None:
    replay = small["splits"]
    trace = trace_of(replay)
    assert replay.finished
    assert replay.term is not None
    assert (trace.completeness, trace.exact, trace.open) == (1.0, True, 0)
    assert trace.graph is not None
    assert [(edge.tactic, edge.position) for edge in trace.graph.edges] == [
        *(("intros H", 0), ("split", 0), ("split", 1)),
        *(("symmetry; exact H", 0), ("exact I", 0)),
    ]
    assert replay.steps[2].partial_term is not None
    assert replay.steps[2].partial_term.startswith("(fun H : @eq bool a b => @conj")


def test_a_proof_that_breaks_is_recorded_up_to_there_and_the_file_goes_on(small: dict[str, Replay]) -> None:
    broken = small["breaks"]
    assert not broken.finished
    assert broken.reason.startswith("reflexivity.: ")
    assert [step.sentence for step in broken.steps] == ["Proof.", "idtac."]
    assert small["several"].finished


def test_one_sentence_for_several_goals(small: dict[str, Replay]) -> None:
    trace = trace_of(small["shelved"])
    assert trace.graph is not None
    assert (trace.exact, trace.open) == (True, 0)
    assert [edge.tactic for edge in trace.graph.edges].count("all: reflexivity") == 2


def test_a_proof_given_as_a_term_is_one_step(small: dict[str, Replay]) -> None:
    assert [step.sentence for step in small["term"].steps] == ["Proof I."]
    assert small["term"].finished


def test_what_cannot_be_parsed_ends_its_proof_only(small: dict[str, Replay]) -> None:
    assert not small["unproved"].finished
    assert small["unproved"].steps


def test_a_file_that_does_not_go_on_leaves_the_rest_unreached(toolchain: Toolchain) -> None:
    module = read_module(
        "Mine.v", "Require Import Nowhere_at_all.\nLemma a : True. exact I. Qed.\nLemma b : True. exact I. Qed."
    )
    replays = list(replay_module(toolchain.top_level, module, module.scripts, ReplayLimits(seconds=30.0)))
    assert [replay.finished for replay in replays] == [False, False]
    assert "Nowhere_at_all" in replays[0].reason


def test_a_sentence_that_takes_too_long_ends_the_file(toolchain: Toolchain) -> None:
    endless = "Ltac endless := idtac; endless.\nLemma a : True. endless. Qed.\nLemma b : True. exact I. Qed."
    module = read_module("Mine.v", endless)
    replays = list(replay_module(toolchain.top_level, module, module.scripts, ReplayLimits(seconds=1.0)))
    assert [replay.reason.partition(":")[0] for replay in replays] == ["stopped", "not reached"]


def test_a_replay_that_is_told_to_stop_does_within_a_sentence(toolchain: Toolchain) -> None:
    module = read_module("Mine.v", TEXT)
    asked = iter(range(100))
    replays = list(
        replay_module(toolchain.top_level, module, module.scripts, ReplayLimits(), lambda: next(asked) >= 10)
    )
    assert next(asked) == 11
    assert [replay.finished for replay in replays].count(True) == 0
    assert replays[0].reason == "stopped: stopped by the user"


def test_a_human_proof_beside_one_of_a_search(small: dict[str, Replay], tmp_path: Path) -> None:
    graph = trace_of(small["splits"]).graph
    assert graph is not None
    folder = layout.theorem_folder(tmp_path, "item")
    folder.mkdir()
    name = layout.variant_file(layout.WILD_TYPE, layout.VariantFile.GRAPH)
    write.write_json(
        folder / name, {"item_id": "item", "variant": "wild_type", "solved": True, "proof": graph.to_json()}
    )
    write.write_json(folder / layout.DONE, {"item_id": "item", "files": [name]})
    found = compare_with_search(graph, tmp_path, "item")
    assert found is not None
    assert (found["same_statement"], found["same_structure"], found["human"]) == (True, True, found["search"])
    assert found["ged_proof_graph"]["value"] in (0.0, None)
    other = trace_of(small["several"]).graph
    differs = compare_with_search(other, tmp_path, "item")
    assert differs is not None
    assert not differs["same_statement"]
    assert compare_with_search(graph, tmp_path, "another") is None
    assert json.dumps(found)
