"""A live blind search on Rocq walks the graph that was enumerated on Rocq.

What the values computed on such graphs are worth is tested beside this, on Lean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from wonton.runs.protocol import TheoremBench
from wonton.runs.settings import RunSettings
from wonton.search.exact import Replay

from .enumerating import Enumerated, enumerated_core

THEOREMS = 12


@pytest.fixture(scope="module")
def enumerated(rocq_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enumerated]:
    settings = RunSettings(assistant="rocq", policy="blind_uniform", budget="quick", seed=1)
    with enumerated_core(settings, rocq_cache.parent, tmp_path_factory.mktemp("home"), THEOREMS) as found:
        yield found


def test_the_goals_of_a_blind_search_are_those_of_the_graph(enumerated: Enumerated) -> None:
    """Every goal that three seeds meet is in the graph; together they meet most of what the graph has within reach."""
    met = there = 0
    for theorem, graph in enumerated.graphs:
        known = {node.signature for node in graph.nodes}
        visited: set[str] = set()
        for seed in (1, 2, 3):
            bench = replace(enumerated.bench, settings=replace(enumerated.bench.settings, seed=seed))
            found = TheoremBench(bench, theorem).run("wild_type", "")
            visited |= {node.signature for node in found.played.search.tree.nodes}
        assert visited <= known, theorem.name
        assert graph.nodes[0].signature in visited
        met, there = met + len(visited), there + len(known)
    assert len(enumerated.graphs) == THEOREMS
    assert met > there / 4


def test_a_live_blind_search_walks_the_graph(enumerated: Enumerated) -> None:
    """Every transition that it sees is in the graph, and `Search` on the graph is the same search."""
    seen = 0
    for theorem, graph in enumerated.graphs:
        edges = set(graph.edges())
        search = TheoremBench(enumerated.bench, theorem).run("wild_type", "").played.search
        nodes = search.tree.nodes
        for edge in search.tree.edges:
            step = (nodes[edge.parent].signature, edge.tactic, tuple(nodes[child].signature for child in edge.children))
            assert step in edges, theorem.name
            seen += 1
        again = Replay(graph).search(search.settings, search.seed)
        assert [event_of(node) for node in again.tree.nodes] == [event_of(node) for node in nodes], theorem.name
        assert (again.attempts, again.iterations, again.status) == (search.attempts, search.iterations, search.status)
    assert seen > 40


def event_of(node: object) -> tuple[object, ...]:
    """What two searches must agree on about a node of their trees."""
    return tuple(getattr(node, name) for name in ("signature", "parent", "status", "offers", "used", "expansions"))
