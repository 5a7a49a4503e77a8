"""Hands: they do work, they change nothing, and a theorem survives their deaths."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wonton.artifacts.compare import differences
from wonton.assistants.base import Node
from wonton.assistants.fake import FakeAssistant
from wonton.runs import RunPlan, execute_run
from wonton.runs.bench import Bench
from wonton.runs.hands import Hands, pack, unpack
from wonton.runs.order import WorkOrder
from wonton.runs.protocol import TheoremBench
from wonton.runs.searching import Played
from wonton.runs.tools import open_assistant, open_provider
from wonton.search.distributed import DistributedSettings

from . import worlds
from .worlds import plan, theorem

DISTRIBUTED = {"mcts_mode": "distributed", "distributed": DistributedSettings(agents=3, inflight=8)}


def _plan(root: Path, *item_ids: str) -> RunPlan:
    return plan(root, *item_ids, wild_only=True, expansion="all_successes", **DISTRIBUTED)


def _play(hands: Hands | None, order: WorkOrder) -> Played:
    assistant = open_assistant(order.settings, order.cache)
    bench = Bench(assistant, open_provider(order.settings, assistant), order.settings)
    return TheoremBench(bench, theorem("wide"), hands).run("wild_type", "").played


@pytest.fixture
def order(tmp_path: Path) -> WorkOrder:
    return _plan(tmp_path, "wide").order


def test_hands_take_part_and_change_nothing(order: WorkOrder) -> None:
    hands = Hands(order)
    hands.allow(2)
    try:
        helped = _play(hands, order)
    finally:
        hands.close()
    alone = _play(None, order)
    assert [event.to_json() for event in helped.trace] == [event.to_json() for event in alone.trace]
    assert hands.done > 0


def test_a_hand_that_dies_gives_its_requests_back(order: WorkOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WONTON_TEST_HAND_DIES", "1")
    hands = Hands(order)
    hands.allow(2)
    try:
        helped = _play(hands, order)
    finally:
        hands.close()
    assert [e.to_json() for e in helped.trace] == [e.to_json() for e in _play(None, order).trace]
    assert (hands.done, hands.deaths > 0) == (0, True)


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers_change_nothing(workers: int, tmp_path: Path) -> None:
    whole = execute_run(_plan(tmp_path / "whole", "wide", "or", "and"), workers=0)
    again = execute_run(_plan(tmp_path / "again", "wide", "or", "and"), workers=workers)
    assert differences(whole.run_dir, again.run_dir) == []


def test_theorems_stay_at_home_when_nodes_travel() -> None:
    assistant = FakeAssistant(worlds.WORLD)
    node = assistant.start(replace(theorem("or"), header="a long header"))
    data = pack(node)
    assert b"a long header" not in data
    back = unpack(data, node.theorem)
    assert isinstance(back, Node) and back == node and back.goals == node.goals and back.theorem is node.theorem
