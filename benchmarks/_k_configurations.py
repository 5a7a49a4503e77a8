"""Theorems of `lean:core` whose blind cost is known exactly, with searches of them; see `k_truth.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from wonton.corpus import Selection, open_corpus, select
from wonton.metrics import Effort
from wonton.metrics.survival import pseudo_values
from wonton.runs.bench import Bench, open_bench
from wonton.runs.enumerate import FirstOf, GraphLimits, enumerate_graph
from wonton.runs.settings import RunSettings
from wonton.search import SearchSettings
from wonton.search.exact import ExactGraph, Replay, TooLargeError, quotient
from wonton.search.exact.blind_within import BlindWithin, blind_within
from wonton.search.search import Search
from wonton.search.settings import ExpansionName, PolicyName

SEED = 20260301
CANDIDATES = (4, 6, 8)
EXPANSIONS: tuple[ExpansionName, ...] = ("first_success", "all_successes")
HORIZONS = (8, 40)
LIMITS = GraphLimits(goals=15)
LONGEST = 6  #: tactics of the shortest known proof
MAX_STATES = 5_000


@dataclass
class Configuration:
    """A theorem with so many candidates, an expansion policy and a horizon, and what is known exactly."""

    theorem: str
    topic: str
    candidates: int
    expansion: ExpansionName
    horizon: int
    graph: ExactGraph
    exact: BlindWithin
    replay: Replay
    efforts: list[Effort] = field(default_factory=list)

    @property
    def first_seed(self) -> int:
        """Seeds of a theorem are its own: graphs of equal shape would else be searched alike."""
        return int.from_bytes(sha256(f"{SEED}:{self.theorem}".encode()).digest()[:6])

    def play(self, seeds: int) -> None:
        """So many blind searches within the horizon."""
        settings = self.settings("blind_uniform", 4 * self.horizon)
        for seed in range(len(self.efforts), seeds):
            effort = effort_of(self.replay.search(settings, self.first_seed + seed))
            assert effort.end != "exhausted" or effort.attempts >= self.horizon, self.theorem
            self.efforts.append(effort)

    def settings(self, policy: PolicyName, iterations: int) -> SearchSettings:
        """Settings of its searches."""
        return SearchSettings(policy=policy, expansion=self.expansion, tiers=(iterations,))

    @cached_property
    def costs(self) -> list[float]:
        """What its blind searches cost within the horizon."""
        return pseudo_values([effort.within(self.horizon) for effort in self.efforts], self.horizon)


def effort_of(search: Search) -> Effort:
    """How a search ended."""
    if search.solve is not None:
        return Effort("solved", search.solve.attempts)
    return Effort("dead" if search.status == "dead" else "exhausted", search.attempts)


def enumerated(folder: Path, cache: Path, topics: Sequence[str] = ()) -> Iterator[tuple[str, str, ExactGraph]]:
    """Short theorems (of `topics`, where given) in panel order: name, topic and graph under the most candidates."""
    with closing(open_bench(RunSettings(seed=1), cache)) as opened:
        bench = Bench(opened.assistant, FirstOf(opened.provider, CANDIDATES[-1]), opened.settings)
        corpus = open_corpus(folder, "lean:core")
        short = [item for item in corpus.items if item.shortest_known is not None and item.shortest_known <= LONGEST]
        chosen = [item for item in short if not topics or item.topic in topics]
        for item in select(chosen, Selection(sample=len(chosen), seed=SEED)):
            yield item.item_id, item.topic, enumerate_graph(bench, corpus.theorem(item), LIMITS)


def configurations(graphs: Iterable[tuple[str, str, ExactGraph]]) -> Iterator[Configuration]:
    """All that can be solved exactly and in which blind searches differ."""
    for theorem, topic, whole in graphs:
        seen: list[ExactGraph] = []
        for candidates in CANDIDATES:
            graph = quotient(first_candidates(whole, candidates))
            if not graph.complete or not graph.provable or any(graph.nodes == other.nodes for other in seen):
                continue
            seen.append(graph)
            replay = Replay(graph)
            for expansion in EXPANSIONS:
                horizon = horizon_of(theorem)
                with suppress(TooLargeError):
                    exact = blind_within(graph, horizon, expansion, max_states=MAX_STATES)
                    if not exact.constant:
                        yield Configuration(theorem, topic, candidates, expansion, horizon, graph, exact, replay)


def horizon_of(theorem: str) -> int:
    """The horizon, drawn by the theorem's name; one for all its configurations, so that they can be paired."""
    return HORIZONS[sha256(f"H:{SEED}:{theorem}".encode()).digest()[0] % len(HORIZONS)]


def first_candidates(graph: ExactGraph, number: int) -> ExactGraph:
    """The graph of the provider's first `number` candidates, from that of more."""
    kept = [node.moves[:number] for node in graph.nodes]
    places = {0: 0}
    order = [0]
    for place in order:
        for child in (child for move in kept[place] for child in move.children):
            if child not in places:
                places[child] = len(order)
                order.append(child)
    nodes = tuple(
        replace(
            graph.nodes[place],
            moves=tuple(replace(move, children=tuple(places[c] for c in move.children)) for move in kept[place]),
        )
        for place in order
    )
    return ExactGraph(nodes, graph.provenance)
