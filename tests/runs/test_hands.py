"""Hands: they do work, they change nothing, and a theorem survives their deaths."""

from __future__ import annotations

import os
from dataclasses import replace
from multiprocessing.connection import wait as await_answers
from pathlib import Path

import pytest

from wonton.artifacts.compare import differences
from wonton.assistants.base import Node
from wonton.assistants.fake import FakeAssistant
from wonton.assistants.store.upkeep import list_files
from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal
from wonton.runs import RunPlan, execute_run
from wonton.runs.bench import Bench
from wonton.runs.hands import HELD, Hands, pack, unpack
from wonton.runs.interpreter import allow_deep_terms
from wonton.runs.order import Task, WorkOrder
from wonton.runs.pool import WorkerProcess
from wonton.runs.protocol import TheoremBench
from wonton.runs.searching import Played
from wonton.runs.tools import open_assistant, open_provider
from wonton.search.distributed import DistributedSettings
from wonton.search.protocol import ChildGoal
from wonton.search.search import Search
from wonton.search.settings import SearchSettings

from . import worlds
from .worlds import plan, theorem

DISTRIBUTED = {"mcts_mode": "distributed", "distributed": DistributedSettings(agents=3, inflight=8)}


def _plan(root: Path, *item_ids: str) -> RunPlan:
    return plan(root, *item_ids, wild_only=True, expansion="all_successes", **DISTRIBUTED)


def _on_bench(hands: Hands | None, order: WorkOrder) -> TheoremBench:
    assistant = open_assistant(order.settings, order.cache)
    bench = Bench(assistant, open_provider(order.settings, assistant), order.settings)
    return TheoremBench(bench, theorem("wide"), hands)


def _play(hands: Hands | None, order: WorkOrder) -> Played:
    return _on_bench(hands, order).run("wild_type", "").played


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


def test_hands_that_a_search_left_at_work_help_the_next_one(order: WorkOrder) -> None:
    hands = Hands(order)
    hands.allow(1)
    on_bench = _on_bench(hands, order)
    search = Search(on_bench.expander.child(on_bench.root), order.settings.search(), 1)
    request = search.ask()[0]
    try:
        hands.work_on(on_bench.theorem, "")
        assert hands.offer([(request, search.brief(request))] * (HELD + 1)) == HELD
        hands.forget()
        assert await_answers([hand.wire for hand in hands._members], 60.0)
        on_bench.run("wild_type", "")
    finally:
        hands.close()
    assert hands.done > HELD


def test_hands_are_not_ended_before_they_have_closed_their_assistants(
    order: WorkOrder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WONTON_TEST_HANDS", str(tmp_path))
    hands = Hands(order)
    hands.allow(1)
    try:
        _play(hands, order)
    finally:
        hands.close()
    assert (tmp_path / f"{os.getpid()}.closed").is_file()


def test_what_hands_learn_is_stored(order: WorkOrder, tmp_path: Path) -> None:
    hands = Hands(replace(order, store=tmp_path / "store"))
    hands.allow(1)
    try:
        _play(hands, order)
    finally:
        hands.close()
    (file,) = list_files(tmp_path / "store")
    assert file.transitions > 0


def test_a_goal_too_deep_to_be_sent_is_expanded_at_home(order: WorkOrder) -> None:
    allow_deep_terms()
    hands = Hands(order)
    hands.allow(1)
    on_bench = _on_bench(hands, order)
    tree = Expr(ExprKind.CONST, "c")
    for _ in range(15_000):
        tree = Expr(ExprKind.APP, "", (tree, tree))
    search = Search(ChildGoal("deep", replace(on_bench.root, goals=(Goal((), tree, "wide"),))), SearchSettings(), 1)
    request = search.ask()[0]
    try:
        hands.work_on(on_bench.theorem, "")
        assert hands.offer([(request, search.brief(request))] * 2) == 0
        assert hands.finished(wait=True) == []
    finally:
        hands.close()


def test_hands_that_are_allowed_before_a_worker_is_up_are_hired(
    order: WorkOrder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WONTON_TEST_HANDS", str(tmp_path))
    order.run_dir.mkdir(parents=True)
    member = WorkerProcess(order)
    try:
        member.allow(1)
        member.give(Task(theorem("wide")), 1)
        kinds: list[str] = []
        while not {"finished", "died"} & set(kinds):
            kinds += [message["type"] for message in member.receive()]
    finally:
        member.kill()
    assert "finished" in kinds
    assert (tmp_path / f"{member.pid}.opened").is_file()


def test_theorems_stay_at_home_when_nodes_travel() -> None:
    assistant = FakeAssistant(worlds.WORLD)
    node = assistant.start(replace(theorem("or"), header="a long header"))
    data = pack(node)
    assert b"a long header" not in data
    back = unpack(data, node.theorem)
    assert isinstance(back, Node) and back == node and back.goals == node.goals and back.theorem is node.theorem
