"""Theorems whose whole graph can be enumerated on a live assistant.

They are the first short ones of logic, in the order that the corpus's own sampling draws them in with the run program's
panel seed, whose graph is complete and provable within the limits below: not chosen by what searches do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from wonton.assistants.base import Theorem
from wonton.corpus import Selection, open_corpus, select
from wonton.runs.bench import Bench, open_bench
from wonton.runs.enumerate import FirstOf, GraphLimits, enumerate_graph
from wonton.runs.settings import RunSettings
from wonton.search.exact import ExactGraph

CANDIDATES = 6
LIMITS = GraphLimits(depth=16, goals=25)
TOPICS = ("propositional", "predicate")
LONGEST = 6  #: tactics of the shortest known proof
SEED = 20260301


@dataclass(frozen=True)
class Enumerated:
    """The bench, and the theorems with their graphs."""

    bench: Bench
    graphs: list[tuple[Theorem, ExactGraph]]


@contextmanager
def enumerated_core(settings: RunSettings, cache: Path, home: Path, number: int) -> Iterator[Enumerated]:
    """The first `number` such theorems of `core` of the settings' assistant."""
    with closing(open_bench(settings, cache)) as opened:
        bench = Bench(opened.assistant, FirstOf(opened.provider, CANDIDATES), opened.settings)
        corpus = open_corpus(home, f"{settings.assistant}:core")
        logic = [item for item in corpus.items if item.topic in TOPICS]
        short = [item for item in logic if item.shortest_known is not None and item.shortest_known <= LONGEST]
        graphs: list[tuple[Theorem, ExactGraph]] = []
        for item in select(short, Selection(sample=len(short), seed=SEED)):
            theorem = corpus.theorem(item)
            graph = enumerate_graph(bench, theorem, LIMITS)
            if graph.complete and graph.provable:
                graphs.append((theorem, graph))
            if len(graphs) == number:
                break
        yield Enumerated(bench, graphs)
