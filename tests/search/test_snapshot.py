"""The tree as data, and the proof as a tree."""

from __future__ import annotations

import json

from wonton.search import ExpansionName, Search, SearchSettings, SolvedNode

from .worlds import Move, drive, start, table

WORLD = table(
    {
        "a": [Move("miss", 0.4, "error"), Move("split", 0.6, ("b", "c"))],
        "b": [Move("slow", 0.5, ("d",)), Move("hit", 0.5, ())],
        "c": [Move("close", 1.0, ())],
        "d": [Move("end", 1.0, ())],
    }
)


def solved(expansion: ExpansionName = "first_success") -> Search:
    search = start("a", SearchSettings(expansion=expansion), seed=2)
    list(drive(search, WORLD))
    return search


def flat(node: SolvedNode) -> list[tuple[str, str, str]]:
    return [(step.signature, str(step.handle), step.tactic) for step in node.walk()]


def test_no_solution_before_the_end() -> None:
    assert start("a", SearchSettings()).solution() is None


def test_the_solution_is_the_proof_in_order() -> None:
    proof = solved("all_successes").solution()
    assert proof is not None
    assert flat(proof) == [("a", "a", "split"), ("b", "b", "hit"), ("c", "c", "close")]
    assert [child.signature for child in proof.children] == ["b", "c"]
    assert (proof.probability, proof.expansions) == (0.6, 1)


def test_the_solution_takes_the_edge_that_solved_first() -> None:
    search = solved()
    proof = search.solution()
    assert proof is not None
    for step in proof.walk():
        edge_id = search.tree.nodes[step.node_id].solved_by
        assert edge_id is not None
        assert search.tree.edges[edge_id].tactic == step.tactic
    assert search.solution() == proof


def test_of_two_closers_the_first_counts() -> None:
    search = start("a", SearchSettings(expansion="all_successes"))
    list(drive(search, table({"a": [Move("one", 0.1, ()), Move("two", 0.9, ())]})))
    proof = search.solution()
    assert proof is not None
    assert (proof.tactic, len(search.tree.edges)) == ("one", 2)


def test_the_snapshot_is_plain_json_and_whole() -> None:
    search = solved()
    data = search.snapshot()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["status"] == "solved"
    nodes, edges = data["nodes"], data["edges"]
    assert isinstance(nodes, list)
    assert isinstance(edges, list)
    assert [node["node_id"] for node in nodes] == list(range(len(search.tree.nodes)))
    assert [edge["edge_id"] for edge in edges] == list(range(len(search.tree.edges)))
    for node in nodes[1:]:
        assert node["node_id"] in edges[node["parent_edge"]]["children"]
        assert edges[node["parent_edge"]]["parent"] == node["parent"]
    assert nodes[0]["visits"] == search.iterations
