"""Solving, dying and how both climb; what is cut is remembered apart."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from wonton.search import ChildGoal, Cut, SearchSettings, Status
from wonton.search.check import check_tree
from wonton.search.snapshot import solved_tree
from wonton.search.tree import NodeId, Tree

from .worlds import Move, World, drive, start, table

ALL = SearchSettings(expansion="all_successes")
FIRST = SearchSettings()


def searched(world: World, settings: SearchSettings = FIRST) -> tuple[str, list[str]]:
    search = start("a", settings)
    list(drive(search, world))
    return search.status, search.cuts


@pytest.mark.parametrize("settings", [FIRST, ALL])
def test_a_tactic_needs_all_its_goals(settings: SearchSettings) -> None:
    world = table(
        {"a": [Move("split", 1.0, ("b", "c"))], "b": [Move("hit", 1.0, ())], "c": [Move("miss", 1.0, "error")]}
    )
    assert searched(world, settings) == ("dead", [])


@pytest.mark.parametrize("settings", [FIRST, ALL])
def test_a_goal_needs_one_of_its_tactics(settings: SearchSettings) -> None:
    world = table({"a": [Move("left", 0.5, ("b",)), Move("right", 0.5, ("c",))], "c": [Move("hit", 1.0, ())]})
    assert searched(world, settings) == ("solved", [])


def test_a_goal_without_offers_is_dead_and_plainly_exhausted() -> None:
    assert searched(table({})) == ("dead", [])


@pytest.mark.parametrize(
    ("move", "cut"),
    [
        (Move("t", 1.0, (), blocked_by="block_t"), "blocked"),
        (Move("t", 1.0, ("a",)), "cycle"),
        (Move("t", 1.0, "timeout", limit_met="wall"), "limit"),
        (Move("t", 1.0, "error", limit_met="heartbeats"), "limit"),
        (Move("t", 1.0, "crashed"), "limit"),
    ],
)
def test_why_a_goal_died_climbs_to_the_root(move: Move, cut: str) -> None:
    world = table({"a": [Move("step", 1.0, ("b",))], "b": [Move("miss", 0.5, "error"), move]})
    assert searched(world) == ("dead", [cut])


def test_depth_limit_is_a_cut_of_its_own() -> None:
    world = table({"a": [Move("down", 1.0, ("b",))], "b": [Move("down", 1.0, ("c",))], "c": [Move("hit", 1.0, ())]})
    assert searched(world, SearchSettings(max_depth=3)) == ("solved", [])
    assert searched(world, SearchSettings(max_depth=2)) == ("dead", ["depth"])


def test_cuts_of_a_goal_that_did_not_kill_do_not_climb() -> None:
    world = table(
        {
            "a": [Move("split", 1.0, ("b", "c"))],
            "b": [Move("miss", 1.0, "error")],
            "c": [Move("t", 1.0, (), blocked_by="block_t")],
        }
    )
    killers: dict[str, list[str]] = {}
    for seed in range(12):
        search = start("a", SearchSettings(policy="best_first"), seed)
        list(drive(search, world))
        killer = search.tree.edges[0].killed_by
        assert killer is not None
        killers[search.tree.nodes[killer].signature] = search.cuts
    assert killers == {"b": [], "c": ["blocked"]}


def test_a_cycle_drops_the_whole_tactic_and_counts() -> None:
    world = table({"a": [Move("turn", 0.6, ("b", "a")), Move("hit", 0.4, ())]})
    search = start("a", FIRST)
    [event] = drive(search, world)
    assert [a.status for a in event.attempts] == ["cycle", "closed"]
    assert (search.status, search.attempts, len(search.tree.nodes)) == ("solved", 2, 1)


def test_the_same_goal_may_stand_on_different_branches() -> None:
    world = table({"a": [Move("split", 1.0, ("b", "b"))], "b": [Move("hit", 1.0, ())]})
    assert searched(world) == ("solved", [])


def test_what_closed_leaves_the_frontier() -> None:
    world = table(
        {
            "a": [Move("one", 0.5, ("b", "c")), Move("two", 0.5, ("d",))],
            "b": [Move("miss", 1.0, "error")],
            "c": [Move("down", 1.0, ("e",))],
            "d": [Move("hit", 1.0, ())],
        }
    )
    search = start("a", ALL)
    list(drive(search, world))
    assert search.status == "solved"
    assert len(search.tree.frontier) == 0
    assert search.totals().frontier == 0


@pytest.fixture
def recursion_limit() -> Iterator[int]:
    """The limit that Python starts with, whatever an earlier test made of it."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)
    yield 1_000
    sys.setrecursionlimit(before)


def test_deep_trees_need_no_recursion(recursion_limit: int) -> None:
    deep = recursion_limit + 20
    tree = Tree(ChildGoal("0"))
    for i in range(deep):
        node_id = NodeId(i)
        tree.reserve(node_id)
        tree.backward(node_id, 0)
        tree.use_offers(node_id, 1, 1, 1.0, Cut.NONE)
        goals = [ChildGoal(str(i + 1))] if i < deep - 1 else []
        tree.extend_frontier(node_id, [tree.grow(node_id, "down", 1.0, 0.0, goals)])
    tree.settle(NodeId(deep - 1))
    check_tree(tree, deep + 1, "uniform")
    proof = solved_tree(tree)
    assert proof is not None
    assert sum(1 for _ in proof.walk()) == tree.closed[Status.SOLVED] == deep


def test_a_cut_lists_its_parts_in_order() -> None:
    assert (Cut.LIMIT | Cut.BLOCKED).names == ["blocked", "limit"]
    assert Cut.NONE.names == []


def test_handles_are_passed_on_untouched() -> None:
    handle = object()
    search = start("a", FIRST)
    search.tree.grow(search.tree.root.node_id, "t", 1.0, 0.0, [ChildGoal("b", handle)])
    assert search.tree.nodes[1].handle is handle
    assert search.tree.nodes[1].status is Status.OPEN
