"""Simulated runs a second on enumerated graphs, without an assistant. Prints least, median and most over the theorems.

    python benchmarks/exact_simulations.py [--theorems N] [--runs N] [--candidates K]

Theorems are those of logic in `lean:core`, as the run program draws its panel; those whose graph is complete with 25
goals and provable count. `run-throughs` and `searches` are the sequential null model (one run-through; until solved,
1,000 attempts at most), `blind` is blind_uniform within 50 iterations, `Search` the search itself answered from the
graph.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

from wonton.corpus import Selection, open_corpus, select
from wonton.runs.bench import Bench, open_bench
from wonton.runs.enumerate import FirstOf, GraphLimits, enumerate_graph
from wonton.runs.settings import RunSettings
from wonton.search import SearchSettings
from wonton.search.exact import ExactGraph, Replay, simulate_blind, simulate_sequential, simulate_within

SEED = 20260301
SETTINGS = SearchSettings(policy="blind_uniform", tiers=(50,))


def graphs(folder: Path, number: int, candidates: int) -> Iterator[ExactGraph]:
    """`number` complete graphs of theorems that are proved there."""
    with closing(open_bench(RunSettings(seed=1), folder)) as opened:
        bench = Bench(opened.assistant, FirstOf(opened.provider, candidates), opened.settings)
        corpus = open_corpus(folder, "lean:core")
        logic = [item for item in corpus.items if item.topic in ("propositional", "predicate")]
        for item in select(logic, Selection(sample=len(logic), seed=SEED)):
            graph = enumerate_graph(bench, corpus.theorem(item), GraphLimits(goals=25))
            if graph.complete and graph.provable:
                yield graph
                number -= 1
            if not number:
                return


def rate(draw: Callable[[int], object], runs: int) -> float:
    """Draws a second."""
    begun = time.perf_counter()
    draw(runs)
    return runs / (time.perf_counter() - begun)


def measure(graph: ExactGraph, runs: int) -> dict[str, float]:
    """The four rates on one graph."""
    replay = Replay(graph)
    return {
        "run-throughs": rate(lambda n: simulate_sequential(graph, n, random.Random(SEED)), runs),
        "searches": rate(lambda n: simulate_within(graph, 1_000, n, random.Random(SEED)), runs),
        "blind": rate(lambda n: simulate_blind(graph, 50, n, random.Random(SEED)), runs // 4),
        "Search": rate(lambda n: [replay.search(SETTINGS, seed) for seed in range(n)], runs // 50),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--theorems", type=int, default=10)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--candidates", type=int, default=6)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rates = [measure(graph, args.runs) for graph in graphs(Path(folder), args.theorems, args.candidates)]
    for name in rates[0]:
        found = [row[name] for row in rates]
        print(f"{name:14} {min(found):12,.0f} {median(found):12,.0f} {max(found):12,.0f} a second")


if __name__ == "__main__":
    main()
