"""The tree's check finds each kind of damage and names the place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wonton.search import ChildGoal, Search, SearchSettings, Status, TreeInvariantError
from wonton.search.tree import NodeId, Tree

from .worlds import Move, drive, start, table

WORLD = table(
    {
        "a": [Move("split", 0.5, ("b", "c")), Move("dead", 0.3, ("d",)), Move("other", 0.2, ("e",))],
        "b": [Move("hit", 1.0, ())],
        "c": [Move("on", 1.0, ("f",))],
        "d": [Move("miss", 1.0, "error")],
        "e": [Move("on", 1.0, ("g",))],
    }
)


def grown() -> Search:
    """Iterations enough that something is open, something solved and something dead."""
    settings = SearchSettings(expansion="all_successes", backpropagation="and_min", tiers=(5,))
    search = start("a", settings, seed=0)
    list(drive(search, WORLD))
    return search


def node_named(tree: Tree, signature: str) -> int:
    return next(node.node_id for node in tree.nodes if node.signature == signature)


def test_the_grown_tree_has_something_of_each_status() -> None:
    statuses = {node.signature: node.status for node in grown().tree.nodes}
    assert [statuses[s] for s in "abcde"] == ["open", "solved", "open", "dead", "open"]


DAMAGE: dict[str, tuple[Callable[[Tree], None], str]] = {
    "root solved for nothing": (lambda t: setattr(t.root, "status", Status.SOLVED), "node 0"),
    "solved node reopened": (lambda t: setattr(t.nodes[node_named(t, "b")], "status", Status.OPEN), "edge 0"),
    "dead node reopened": (lambda t: setattr(t.nodes[node_named(t, "d")], "status", Status.OPEN), "edge 1"),
    "dead edge reopened": (lambda t: setattr(t.edges[1], "status", Status.OPEN), "edge 1"),
    "edge solved early": (lambda t: setattr(t.edges[0], "status", Status.SOLVED), "edge 0"),
    "missing miscounted": (lambda t: setattr(t.edges[0], "missing", 2), "edge 0"),
    "killer forgotten": (lambda t: setattr(t.edges[1], "killed_by", None), "edge 1"),
    "a visit lost": (lambda t: setattr(t.root, "visits", t.root.visits - 1), "node 0"),
    "a success invented": (lambda t: setattr(t.nodes[node_named(t, "e")], "successes", 1), "edge 2"),
    "in flight for nobody": (lambda t: setattr(t.root, "in_flight", 1), "node 0"),
    "in flight below zero": (lambda t: setattr(t.root, "in_flight", -1), "node 0"),
    "more used than offered": (lambda t: setattr(t.root, "used", 9), "node 0"),
    "frontier lost a node": (lambda t: t.frontier.discard(NodeId(node_named(t, "f"))), "node"),
    "frontier kept a dead node": (lambda t: t.frontier.add(NodeId(node_named(t, "d"))), "node"),
    "free miscounted": (lambda t: setattr(t.root, "free", 0), "node 0"),
    "a cycle on a path": (lambda t: setattr(t.nodes[node_named(t, "f")], "signature", "a"), "node"),
    "wrong depth": (lambda t: setattr(t.nodes[1], "depth", 3), "node 1"),
    "too deep": (lambda t: setattr(t.nodes[1], "depth", 99), "node 1"),
    "edge listed twice": (lambda t: t.root.edges.append(t.root.edges[0]), "node 0"),
    "edge of another node": (lambda t: setattr(t.edges[0], "parent", NodeId(1)), "edge 0"),
    "closed miscounted": (lambda t: t.closed.update({Status.DEAD: 7}), "tree"),
    "value out of date": (lambda t: setattr(t.root, "value", 0.25), "node 0"),
}


@pytest.mark.parametrize("what", list(DAMAGE))
def test_damage_is_found_and_placed(what: str) -> None:
    damage, place = DAMAGE[what]
    search = grown()
    search.check_tree()
    damage(search.tree)
    with pytest.raises(TreeInvariantError) as caught:
        search.check_tree()
    assert caught.value.place.startswith(place)


def test_a_fresh_tree_is_sound() -> None:
    Search(ChildGoal("a"), SearchSettings(), 0).check_tree()
