"""Exact null models on real theorems: graphs enumerated with live Lean, against draws, and a live search on them.

The theorems are the first thirty of `enumerating`. Draws take the theorem's name as their seed. Neither was chosen by
its outcome. Of 220 comparisons at 99% about two should fail by chance alone;
so each value is compared at the level that keeps the whole family at 99% (Bonferroni), and of those that can fail by
more than rounding, failures at 99% itself are counted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import NormalDist

import pytest

from wonton.assistants.base import Theorem
from wonton.runs.bench import Bench
from wonton.runs.protocol import TheoremBench
from wonton.runs.settings import RunSettings
from wonton.search import SearchSettings
from wonton.search.exact import (
    Blind,
    DeadEnd,
    ExactGraph,
    Mean,
    Replay,
    Share,
    TooLargeError,
    blind,
    sequential,
    simulate_blind,
    simulate_sequential,
)

from .enumerating import Enumerated, enumerated_core

RUNS = 20_000
SEQUENTIAL, BLIND = 30, 10
#: Iterations of the blind searches: few, so that not every one solves.
BUDGET = 6
DEAD_ENDS: tuple[DeadEnd, ...] = ("stuck", "failure")
#: Sequential: p and attempts of a run-through and attempts until solved, by two readings. Blind: p and attempts, drawn
#: and from `Search`.
COMPARISONS = SEQUENTIAL * 3 * 2 + BLIND * 2 * 2
Z = NormalDist().inv_cdf(1 - 0.01 / COMPARISONS / 2)


@pytest.fixture(scope="module")
def enumerated(lean_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enumerated]:
    home = tmp_path_factory.mktemp("home")
    with enumerated_core(RunSettings(seed=1), lean_cache.parent, home, SEQUENTIAL) as found:
        yield found


def within(value: float, sample: Mean | Share, z: float) -> bool:
    """Whether a value lies in the sample's interval. What is the same in every draw has to be met but for rounding."""
    low, high = sample.interval(z)
    return low - 1e-9 <= value <= high + 1e-9


def test_the_sequential_model_agrees_on_thirty_theorems(enumerated: Enumerated) -> None:
    outside = uncertain = 0
    for theorem, graph in enumerated.graphs:
        for dead_end in DEAD_ENDS:
            there = sequential(graph, dead_end)
            drawn = simulate_sequential(graph, RUNS, random.Random(f"{theorem.name}:{dead_end}"), dead_end)
            assert there.exact
            uncertain += there.p < 1
            for value, sample in (
                (there.p, drawn.p),
                (there.per_run, drawn.per_run),
                (there.attempts, drawn.attempts),
            ):
                assert within(float(value), sample, Z), (theorem.name, dead_end)
                outside += not within(float(value), sample, 2.5758)
    assert len(enumerated.graphs) == SEQUENTIAL
    assert uncertain >= 10
    assert outside <= 5


def solved_blindly(graphs: list[tuple[Theorem, ExactGraph]]) -> Iterator[tuple[Theorem, ExactGraph, Blind]]:
    """The theorems whose search states can be enumerated, with their exact values."""
    for theorem, graph in graphs:
        with suppress(TooLargeError):
            yield theorem, graph, blind(graph, BUDGET, max_states=5_000)


def test_blind_uniform_agrees_on_ten_theorems(enumerated: Enumerated) -> None:
    """Drawn 20,000 times, and `Search` itself 300 times with each theorem."""
    settings = SearchSettings(policy="blind_uniform", tiers=(BUDGET,))
    outside = number = 0
    for theorem, graph, there in islice(solved_blindly(enumerated.graphs), BLIND):
        number += 1
        drawn = simulate_blind(graph, BUDGET, RUNS, random.Random(theorem.name))
        solved = Share(round(float(drawn.p) * RUNS), RUNS)
        spent = Mean(float(drawn.attempts), drawn.attempts_error, RUNS)
        for value, sample in ((there.p, solved), (there.attempts, spent)):
            assert within(float(value), sample, Z), theorem.name
            outside += not within(float(value), sample, 2.5758)
        replay = Replay(graph)
        searches = [replay.search(settings, seed) for seed in range(300)]
        costs = [search.attempts for search in searches]
        assert within(float(there.p), Share(sum(s.status == "solved" for s in searches), 300), Z), theorem.name
        assert within(float(there.attempts), Mean.of(sum(costs), sum(c * c for c in costs), 300), Z), theorem.name
    assert number == BLIND
    assert outside <= 2


def test_a_live_blind_search_walks_the_graph(enumerated: Enumerated) -> None:
    """With the assistant, 20 iterations: every goal and every transition that it sees is in the graph, and `Search` on
    the graph is the same search."""
    settings = replace(enumerated.bench.settings, policy="blind_uniform", budget="quick")
    bench = Bench(enumerated.bench.assistant, enumerated.bench.provider, settings)
    seen = 0
    for theorem, graph in enumerated.graphs[:12]:
        edges = set(graph.edges())
        found = TheoremBench(bench, theorem).run("wild_type", "")
        search = found.played.search
        nodes = search.tree.nodes
        for edge in search.tree.edges:
            step = (nodes[edge.parent].signature, edge.tactic, tuple(nodes[c].signature for c in edge.children))
            assert step in edges, theorem.name
            seen += 1
        again = Replay(graph).search(search.settings, search.seed)
        assert [event_of(node) for node in again.tree.nodes] == [event_of(node) for node in nodes]
        assert (again.attempts, again.iterations, again.status) == (search.attempts, search.iterations, search.status)
    assert seen > 40


def event_of(node: object) -> tuple[object, ...]:
    """What two searches must agree on about a node of their trees."""
    return tuple(getattr(node, name) for name in ("signature", "parent", "status", "offers", "used", "expansions"))
