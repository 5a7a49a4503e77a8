"""Graph edit distance by hand, by all matchings, and beside networkx."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wonton.core.errors import MissingToolError
from wonton.metrics.distances import GraphDistance, Labelled, graph_distance
from wonton.metrics.distances.bounds import bounds
from wonton.metrics.distances.matching import problem_of


@st.composite
def graphs(draw: st.DrawFn, most: int = 4, *, simple: bool = False) -> Labelled:
    """A graph with few labels, so that parts are alike; unless `simple` with loops and parallel edges."""
    nodes = tuple(draw(st.lists(st.sampled_from("ab"), max_size=most)))
    places = st.integers(0, max(0, len(nodes) - 1))
    edge = st.tuples(places, places, st.sampled_from("xy"))
    unique_by = (lambda e: e[:2]) if simple else None
    edges = draw(st.lists(edge, max_size=2 * len(nodes), unique_by=unique_by)) if nodes else []
    return Labelled(nodes, tuple(edge for edge in edges if not (simple and edge[0] == edge[1])))


def matchings(rows: int, columns: int) -> Iterator[tuple[int | None, ...]]:
    """All ways to match some nodes and leave out others."""
    for found in product([None, *range(columns)], repeat=rows):
        used = [column for column in found if column is not None]
        if len(set(used)) == len(used):
            yield found


def unlike(here: Counter[str], there: Counter[str]) -> int:
    return max(here.total(), there.total()) - (here & there).total()


def by_all_matchings(a: Labelled, b: Labelled, cost: Callable[[int, int], float]) -> float:
    """The cheapest edit path of all: nodes left out are deleted or inserted, and so is every edge at them."""
    best = float(a.size + b.size)
    for matching in matchings(len(a.nodes), len(b.nodes)):
        pairs = [(i, j) for i, j in enumerate(matching) if j is not None]
        total = len(a.nodes) + len(b.nodes) - 2 * len(pairs) + sum(cost(i, j) for i, j in pairs)
        here, there = dict(a.by_pair), dict(b.by_pair)
        for (i, j), (k, m) in product(pairs, repeat=2):
            total += unlike(here.pop((i, k), Counter()), there.pop((j, m), Counter()))
        total += sum(edges.total() for edges in (*here.values(), *there.values()))
        best = min(best, total)
    return best


def by_networkx(a: Labelled, b: Labelled) -> float:
    sides = []
    for graph in (a, b):
        side = nx.DiGraph()
        side.add_nodes_from((n, {"label": label}) for n, label in enumerate(graph.nodes))
        side.add_edges_from((i, j, {"label": label}) for i, j, label in graph.edges)
        sides.append(side)

    def alike(x: dict[str, str], y: dict[str, str]) -> bool:
        return x["label"] == y["label"]

    return float(nx.graph_edit_distance(*sides, node_match=alike, edge_match=alike))


def path(labels: str, edges: str) -> Labelled:
    """A path: nodes and the edges between them."""
    return Labelled(tuple(labels), tuple((n, n + 1, label) for n, label in enumerate(edges)))


def ring(size: int) -> Labelled:
    return Labelled(("a",) * size, tuple((n, (n + 1) % size, "x") for n in range(size)))


def rings(*sizes: int) -> Labelled:
    """Rings beside each other: by labels and branches alike, and still not the same graph."""
    nodes = sum(sizes)
    starts = [sum(sizes[:n]) for n in range(len(sizes))]
    edges = [(s + n, s + (n + 1) % size, "x") for s, size in zip(starts, sizes, strict=True) for n in range(size)]
    return Labelled(("a",) * nodes, tuple(edges))


# By hand


def test_paths_by_hand() -> None:
    """a-x->b to a-x->c-y->b: insert c and one edge, relabel none; the other edge runs on to c."""
    found = graph_distance(path("ab", "x"), path("acb", "xy"))
    # The cheapest keeps a and its edge: b becomes c (1), then b (1) and its edge (1) are inserted.
    assert found == GraphDistance(3.0, 3.0, 3.0, 6 / (3 + 5 + 3), True, ())
    assert graph_distance(path("ab", "x"), path("ab", "y")).value == 1
    assert graph_distance(path("ab", "x"), path("ba", "x")).value == 2


def test_direction_loops_and_parallel_edges_count() -> None:
    forth, back = Labelled(("a", "b"), ((0, 1, "x"),)), Labelled(("a", "b"), ((1, 0, "x"),))
    assert graph_distance(forth, back).value == 2
    assert graph_distance(Labelled(("a",), ((0, 0, "x"),)), Labelled(("a",), ())).value == 1
    twice = Labelled(("a", "b"), ((0, 1, "x"), (0, 1, "y")))
    assert graph_distance(forth, twice).value == 1
    assert graph_distance(twice, Labelled(("a", "b"), ((0, 1, "y"), (0, 1, "z"), (0, 1, "x")))).value == 1


def test_empty_graphs() -> None:
    empty = Labelled((), ())
    assert graph_distance(empty, empty) == GraphDistance(0.0, 0.0, 0.0, 0.0, True, ())
    assert graph_distance(path("ab", "x"), empty) == GraphDistance(3.0, 3.0, 3.0, 1.0, True, ())


def test_a_node_s_change_may_cost_a_fraction() -> None:
    """b becomes c at 0.25, and a stays; turned round the costs are turned too."""
    costs = {(0, 0): 0.0, (0, 1): 1.0, (1, 0): 1.0, (1, 1): 0.25}
    one, other = path("ab", "x"), path("ac", "x")
    found = graph_distance(one, other, node_cost=lambda i, j: costs[i, j])
    assert found == GraphDistance(0.25, 0.25, 0.25, 0.5 / 6.25, True, ())
    assert graph_distance(other, one, node_cost=lambda i, j: costs[j, i]) == found


def test_six_in_a_ring_are_not_two_rings_of_three() -> None:
    """Every node has one edge in and one out, so no bound from below exceeds 0. To close two rings takes two
    edges out and two in."""
    one, other = rings(6), rings(3, 3)
    known = bounds(problem_of(one, other, None))
    assert (known.lower, known.upper) == (0, 4)
    assert graph_distance(one, other) == GraphDistance(4.0, 4.0, 4.0, 8 / 28, True, ())


# By definition


@given(graphs(), graphs())
def test_by_all_matchings(a: Labelled, b: Labelled) -> None:
    found = graph_distance(a, b)
    assert found.exact
    assert found.value == by_all_matchings(a, b, lambda i, j: int(a.nodes[i] != b.nodes[j]))
    assert found == graph_distance(b, a)


@settings(max_examples=60)
@given(graphs(), graphs(), st.lists(st.integers(0, 8), min_size=16, max_size=16))
def test_by_all_matchings_with_costs(a: Labelled, b: Labelled, eighths: list[int]) -> None:
    def cost(i: int, j: int) -> float:
        return eighths[4 * i + j] / 8

    found = graph_distance(a, b, node_cost=cost)
    assert found.exact
    assert found.value == by_all_matchings(a, b, cost)


@given(graphs(), graphs(), st.booleans())
def test_bounds_and_flags_are_right(a: Labelled, b: Labelled, soft: bool) -> None:
    """Without a search there may be an interval: it holds the distance, and says exact only where it is a point."""

    def cost(i: int, j: int) -> float:
        return (0.5 if soft else 1) * (a.nodes[i] != b.nodes[j])

    found = graph_distance(a, b, node_cost=cost if soft else None, deterministic_limit=0)
    truth = by_all_matchings(a, b, cost)
    assert found.lower <= truth <= found.upper == found.value
    assert found.exact == (found.lower == found.upper)
    assert (found.normalised is None) == bool(found.notes) == (not found.exact)


@settings(max_examples=40)
@given(graphs(simple=True), graphs(simple=True))
def test_beside_networkx(a: Labelled, b: Labelled) -> None:
    assume(a.nodes and b.nodes)
    assert graph_distance(a, b).value == by_networkx(a, b)


@settings(max_examples=40)
@given(graphs(7), st.randoms(use_true_random=False))
def test_renumbered_nodes_change_nothing(a: Labelled, random: st.DataObject) -> None:
    order = list(range(len(a.nodes)))
    random.shuffle(order)  # type: ignore[attr-defined]
    place = {old: new for new, old in enumerate(order)}
    other = Labelled(tuple(a.nodes[old] for old in order), tuple((place[i], place[j], e) for i, j, e in a.edges))
    assert graph_distance(a, other) == GraphDistance(0.0, 0.0, 0.0, 0.0, True, ())


# Limits


def test_a_limit_leaves_an_interval_and_a_note() -> None:
    one, other = rings(*[3] * 8), ring(24)
    found = graph_distance(one, other, deterministic_limit=0.001)
    assert not found.exact
    assert found.lower < found.upper == found.value
    assert found.normalised is None
    assert found.notes == ("stopped at the limit of 0.001 deterministic seconds",)
    assert graph_distance(one, other, deterministic_limit=0.001) == found


def test_the_clock_is_named_where_it_stopped_the_solver() -> None:
    found = graph_distance(rings(*[3] * 8), ring(24), time_limit=0.0)
    assert found.notes == ("stopped after 0.0 seconds: bounds may differ between machines",)
    assert found.lower < found.upper


def test_large_graphs_are_bounded_and_say_so() -> None:
    found = graph_distance(ring(200), rings(100, 100))
    assert (found.lower, found.upper, found.exact) == (0.0, 4.0, False)
    assert found.notes == ("not searched: 80000 pairs of nodes and of edges, more than 30000",)
    huge = graph_distance(ring(1002), rings(501, 501))
    assert huge.lower == 0 < huge.upper
    assert huge.notes[0] == "bounds by labels alone: more than 1000000 pairs of nodes"


@pytest.mark.parametrize("limit", [-1.0, float("nan"), float("inf")])
def test_limits_are_numbers(limit: float) -> None:
    with pytest.raises(ValueError, match="a limit of"):
        graph_distance(ring(3), ring(4), deterministic_limit=limit)


@pytest.mark.parametrize("cost", [-0.1, 1.1, float("nan")])
def test_costs_are_shares(cost: float) -> None:
    with pytest.raises(ValueError, match="not between 0 and 1"):
        graph_distance(ring(3), ring(4), node_cost=lambda i, j: cost)


def test_edges_have_nodes() -> None:
    with pytest.raises(ValueError, match=r"edge 0 -> 2 \('x'\) in a graph of 2 nodes"):
        Labelled(("a", "b"), ((0, 2, "x"),))


@pytest.mark.parametrize("package", ["numba", "ortools.sat.python"])
def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingToolError, match=r"pip install 'wonton-soup\[lake\]'"):
        graph_distance(rings(6), rings(3, 3))
