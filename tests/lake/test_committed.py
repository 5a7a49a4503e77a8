"""The committed steps of a search with their candidates, from a tree and a trace written by hand.

Node 0 was solved by `apply f` (edge 1), which left nodes 1 and 2; node 1 by `exact a`, node 2 by `exact b`. Node 3
hangs on `apply g`, which was kept at node 0 and is no part of the proof.
"""

from __future__ import annotations

from typing import Any

import pytest

from wonton.lake.committed import StepCandidates, step_candidates


def node(node_id: int, solved_by: int | None, offers: int | None) -> dict[str, Any]:
    return {"node_id": node_id, "signature": f"g{node_id}", "solved_by": solved_by, "offers": offers}


def edge(edge_id: int, tactic: str, *children: int) -> dict[str, Any]:
    return {"edge_id": edge_id, "tactic": tactic, "children": list(children)}


def event(node_id: int, *attempts: tuple[str, str]) -> dict[str, Any]:
    return {"node": {"node_id": node_id}, "attempts": [{"tactic": tactic, "status": fate} for tactic, fate in attempts]}


TREE = {
    "status": "solved",
    "root": 0,
    "nodes": [node(0, 1, 7), node(1, 2, 1), node(2, 3, 4), node(3, None, None)],
    "edges": [edge(0, "apply g", 3), edge(1, "apply f", 1, 2), edge(2, "exact a"), edge(3, "exact b")],
}
TRACE = [
    event(0, ("simp", "blocked"), ("intro h", "failed"), ("apply g", "children")),
    event(3, ("exact c", "failed")),
    event(0, ("apply f", "children"), ("apply f'", "duplicate")),
    event(1, ("exact a", "closed")),
    event(2, ("apply k", "cycle"), ("apply d", "depth"), ("exact b", "closed")),
]


def test_candidates_by_hand() -> None:
    """At node 0 five of seven offers were seen, over two expansions; the blocked one is no candidate. A cycle and a
    goal too deep are tries that did not work, a duplicate one that did."""
    assert step_candidates(TREE, TRACE, "lean") == [
        StepCandidates(0, 0, "g0", "apply", "apply", 3, 3, 2),
        StepCandidates(0, 0, "g0", "apply", "intro", 1, 0, 2),
        StepCandidates(1, 1, "g1", "closer", "closer", 1, 1, 0),
        StepCandidates(2, 2, "g2", "closer", "apply", 2, 0, 1),
        StepCandidates(2, 2, "g2", "closer", "closer", 1, 1, 1),
    ]


def test_a_step_without_attempts_is_there_with_nothing_tried() -> None:
    rows = step_candidates(TREE, [row for row in TRACE if row["node"]["node_id"] != 2], "lean")
    assert rows[-1] == StepCandidates(2, 2, "g2", "closer", "closer", 0, 0, 4)


@pytest.mark.parametrize("status", ["exhausted", "dead"])
def test_a_search_that_did_not_close_has_no_steps(status: str) -> None:
    assert step_candidates({**TREE, "status": status}, TRACE, "lean") == []


def test_a_damaged_tree() -> None:
    with pytest.raises(KeyError):
        step_candidates({**TREE, "edges": TREE["edges"][:2]}, TRACE, "lean")
