"""Distributed search on live Lean and Rocq: the number of processes and the store change no byte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wonton.artifacts.compare import differences
from wonton.corpus import Selection, open_corpus, select
from wonton.runs import RunPlan, RunReport, RunSettings, execute_run
from wonton.search.distributed import DistributedSettings

THEOREMS = {"lean": 60, "rocq": 20}


def _plan(assistant: str, home: Path, cache: Path, run_id: str) -> RunPlan:
    """A slice of the core corpus, eight agents, 64 requests in flight."""
    corpus = open_corpus(home, f"{assistant}:core")
    chosen = select(corpus.items, Selection(sample=THEOREMS[assistant], seed=20260301))
    settings = RunSettings(
        assistant=assistant,
        corpus=str(corpus.ref),
        budget="quick",
        seed=1,
        wild_only=True,
        mcts_mode="distributed",
        distributed=DistributedSettings(agents=8, inflight=64),
    )
    return RunPlan(home / "logs", run_id, settings, tuple(corpus.theorem(item) for item in chosen), cache=cache)


@pytest.fixture(scope="module", params=["lean", "rocq"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tool_cache: Path) -> RunReport:
    """One worker, without the store."""
    home = tmp_path_factory.mktemp("home")
    return execute_run(_plan(request.param, home, tool_cache, "one"), workers=1)


def test_workers_and_store_change_nothing(
    request: pytest.FixtureRequest, whole: RunReport, tmp_path: Path, tool_cache: Path
) -> None:
    """Two workers and a cold store, then four and a warm one, which join hands on what is left at the end."""
    assistant = request.node.callspec.params["whole"]
    home = whole.run_dir.parent.parent
    cold = replace(_plan(assistant, home, tool_cache, "cold"), store=tmp_path / "store")
    assert differences(whole.run_dir, execute_run(cold, workers=2).run_dir) == []
    warm = replace(cold, run_id="warm")
    assert differences(whole.run_dir, execute_run(warm, workers=4).run_dir) == []
    assert whole.summary["deterministic"] is True


def test_one_hard_theorem_by_many_hands(
    request: pytest.FixtureRequest, whole: RunReport, tmp_path: Path, tool_cache: Path
) -> None:
    """The most costly theorem alone: four processes work on its one search, and find what one does."""
    hardest = max(whole.summary["theorems"], key=lambda row: row["wild_type"]["tau"])["item_id"]
    plan = _plan(request.node.callspec.params["whole"], whole.run_dir.parent.parent, tool_cache, "x")
    chosen = tuple(theorem for theorem in plan.theorems if theorem.item_id == hardest)
    alone = replace(plan, logs_root=tmp_path / "logs", theorems=chosen)
    one = execute_run(replace(alone, run_id="one"), workers=1)
    four = execute_run(replace(alone, run_id="four"), workers=4)
    assert differences(one.run_dir, four.run_dir) == []
