"""The selection formula and the two backpropagations, against numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from wonton.search import Attempt, ChildGoal, Result, Search, SearchSettings
from wonton.search.tree import Statistics, Tree
from wonton.search.values import edge_value, node_value, quality, ucb1, untried_quality


def test_ucb1_by_hand() -> None:
    assert ucb1(0.25, math.sqrt(2), math.log(8), 2) == pytest.approx(0.25 + math.sqrt(2 * math.log(8) / 2))


def test_reservations_count_as_visits_without_success() -> None:
    item = Statistics(visits=3, successes=2, in_flight=1, value=0.8)
    assert quality("uniform", item) == pytest.approx(2 / 4)
    assert quality("and_min", item) == pytest.approx(0.8 * 3 / 4)
    assert quality("uniform", Statistics(in_flight=2)) == 0.0
    assert quality("and_min", Statistics()) == 0.0


def child(tactic: str, probability: float, *goals: str) -> Attempt:
    return Attempt(tactic, probability, "children", tuple(ChildGoal(goal) for goal in goals))


def test_and_min_values_by_hand() -> None:
    search = Search(ChildGoal("a"), SearchSettings(expansion="all_successes", backpropagation="and_min"), 0)
    tree: Tree = search.tree
    tell(search, 2, [child("split", 0.5, "b", "c"), child("one", 0.5, "d")])
    assert [item.value for item in (tree.root, *tree.nodes[1:], *tree.edges)] == [0.5] * 6
    outcome = {"b": Attempt("hit", 1.0, "closed"), "c": child("down", 1.0, "e"), "d": Attempt("miss", 1.0, "failed")}
    for request in search.ask(3):
        signature = tree.nodes[request.node_id].signature
        offers = 2 if signature == "c" else 1
        attempts = [outcome[signature]] + [Attempt("miss", 0.1, "failed")] * (offers - 1)
        search.tell([Result(request.request_id, offers, attempts)])
        search.check_tree()
    assert {node.signature: node.value for node in tree.nodes} == {"a": 0.5, "b": 1.0, "c": 0.5, "d": 0.0, "e": 0.5}
    assert [edge_value(tree, tree.edges[i]) for i in (0, 1)] == [0.5, 0.0]
    assert node_value(tree, tree.root) == 0.5


def test_the_untried_arm_loses_value_with_each_expansion() -> None:
    search = Search(ChildGoal("a"), SearchSettings(backpropagation="and_min"), 0)
    tell(search, 3, [child("one", 0.5, "b")])
    root = search.tree.root
    assert untried_quality("and_min", root) == pytest.approx(1 / 3)
    assert untried_quality("uniform", root) == 0.0
    assert node_value(search.tree, root) == 0.5
    tell(search, 3, [child("two", 0.5, "c")], node_id=0)
    assert untried_quality("and_min", root) == pytest.approx(1 / 4)


def tell(search: Search, offers: int, attempts: list[Attempt], node_id: int = 0) -> None:
    """Tell the pending request of `node_id`; other nodes in its way get nothing offered."""
    while True:
        [request] = search.ask(1)
        mine = request.node_id == node_id
        search.tell([Result(request.request_id, offers if mine else 1, attempts if mine else [child("x", 0.1, "z")])])
        search.check_tree()
        if mine:
            return
