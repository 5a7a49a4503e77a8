"""The graph as a value: JSON, what it says of itself, its quotient, and the report of all null models."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wonton.core.errors import ArtifactError
from wonton.search import SearchSettings
from wonton.search.exact import Budgets, ExactGraph, Replay, blind, null_models, quotient, sequential

from .exact_graphs import graph, random_graph

TABLE = {"r": ["a b", "x", "-"], "a": ["", "r"], "b": ["beyond"]}


def test_json_and_back() -> None:
    exact = graph(TABLE)
    text = json.dumps(exact.to_json())
    again = ExactGraph.from_json(json.loads(text))
    assert again == exact
    assert json.dumps(again.to_json()) == text


def spoiled(**changes: Any) -> dict[str, Any]:
    value = json.loads(json.dumps(graph(TABLE).to_json()))
    for name, change in changes.items():
        if name == "move":
            value["nodes"][0]["moves"][0].update(change)
        elif name == "node":
            value["nodes"][0].update(change)
        else:
            value[name] = change
    return value


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 99},
        {"nodes": []},
        {"nodes": None},
        {"move": {"children": [17]}},
        {"move": {"children": []}},
        {"move": {"status": "odd"}},
        {"move": {"strange": 1}},
        {"node": {"cut": "odd"}},
        {"node": {"cut": "size"}},
    ],
)
def test_what_is_no_graph_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ArtifactError):
        ExactGraph.from_json(spoiled(**changes))


def test_what_it_says_of_itself() -> None:
    exact = graph(TABLE)
    assert (exact.complete, exact.cuts, exact.goals, exact.candidates, exact.provable) == (
        False,
        {"depth": 1},
        4,
        5,
        False,
    )
    assert ("r", "t0", ("a", "b")) in set(exact.edges())
    assert ("a", "t0", ()) in set(exact.edges())
    assert len(list(exact.edges())) == 4
    assert graph({"r": ["a"], "a": ["", "r"]}).provable


def test_quotient_merges_what_no_search_can_tell_apart() -> None:
    table = {"r": ["a A"], "a": ["b"], "A": ["B"], "b": ["", "x"], "B": ["", "x"]}
    merged = quotient(graph(table, {"A": "a", "B": "b"}))
    assert [node.signature for node in merged.nodes] == ["r", "a", "b"]
    assert merged.nodes[0].moves[0].children == (1, 1)
    assert len(quotient(graph(table)).nodes) == 5
    table["B"] = ["x", ""]
    assert len(quotient(graph(table, {"A": "a", "B": "b"})).nodes) == 5


@pytest.mark.parametrize("seed", range(5))
def test_quotient_changes_no_value(seed: int) -> None:
    exact = random_graph(seed)
    merged = quotient(exact)
    merged.check()
    assert sequential(merged) == sequential(exact)
    assert blind(merged, 4).p == blind(exact, 4).p
    assert quotient(merged) == merged


def test_replay_is_the_search_on_the_graph() -> None:
    search = Replay(graph({"r": ["x", "a b"], "a": [""], "b": ["b", ""]})).search(SearchSettings(), 0)
    assert (search.status, search.attempts) == ("solved", 5)
    search.check_tree()


class TestReport:
    def test_exact_rows(self) -> None:
        rows = null_models(graph({"r": ["", "x"]}), Budgets(attempts=2, iterations=2))
        assert [row.model for row in rows] == ["sequential, stuck", "sequential, failure", "blind_uniform"]
        assert [(row.how, row.within) for row in rows] == [("fractions", "doubles")] * 2 + [("doubles", "doubles")]
        assert rows[1].fractions == {"p": "1/2", "per_run": "1", "attempts": "2"}
        assert [row.solved for row in rows] == [0.75, 0.75, 1.0]
        assert [row.spent for row in rows] == [1.5, 1.5, 1.5]

    def test_what_is_too_large_is_simulated_and_says_so(self) -> None:
        names = [f"g{n}" for n in range(7)]
        everything = graph({name: [*names, "", "x"] for name in names})
        asked = Budgets(attempts=5, iterations=5, runs=200, seed=1, max_places=50, max_states=50)
        rows = null_models(everything, asked)
        assert {row.how for row in rows} == {row.within for row in rows} == {"simulated"}
        assert all(row.spent_error > 0 for row in rows)
        assert rows == null_models(everything, asked)

    def test_json_has_no_infinity(self) -> None:
        for row in null_models(graph({"r": ["x"]}), Budgets(attempts=2, iterations=2)):
            assert row.to_json()["attempts"] is None
            json.dumps(row.to_json(), allow_nan=False)
