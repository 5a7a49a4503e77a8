"""What distances cost: trees beside apted and zss, graphs beside networkx, and whether flags are right.

    python benchmarks/distances.py [--assistant lean] [--goals N] [--pairs N] [--graphs N] [--timeout SECONDS]

Trees: goals that a quick run over `core` met, all pairs with one `TreeDistances`; then a sample of the same pairs
(`--pairs 0` for all, which takes apted an hour), each library once for each pair, results compared. Again for random
trees of 20 and 60 nodes. Goal: at 60 nodes at least 50 times as fast as apted, called pair by pair.

Graphs: random directed acyclic ones of 12 nodes, the hardest kind, and of 40 nodes with four changes, the usual kind.
Goal: exact at 12 nodes within 0.2 s a pair, where networkx runs into its limit and says nothing of it. Then all
matchings of random pairs of at most 4 nodes, beside results with the solver and with bounds alone: no value may be off,
no flag wrong. Compiling, or loading what was compiled before, is timed apart.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product
from pathlib import Path
from statistics import fmean, median

import apted
import networkx as nx
import zss

from wonton.artifacts.read import open_run
from wonton.artifacts.trees import unpack, unpack_goal
from wonton.core.expr import Expr, ExprKind, app, const
from wonton.corpus import Selection, open_corpus, select
from wonton.metrics.distances import GraphDistance, Labelled, TreeDistances, graph_distance, tree_distance
from wonton.runs import RunPlan, RunSettings, execute_run


class Config(apted.Config):
    """Unit costs, labels as ours."""

    def rename(self, one: Expr, other: Expr) -> int:
        return int((one.kind, one.label) != (other.kind, other.label))

    def children(self, one: Expr) -> list[Expr]:
        return list(one.children)


def by_apted(a: Expr, b: Expr) -> int:
    return int(apted.APTED(a, b, Config()).compute_edit_distance())


def by_zss(a: Expr, b: Expr) -> int:
    return int(zss.simple_distance(a, b, lambda n: n.children, lambda n: (n.kind, n.label), lambda x, y: int(x != y)))


def goals_of_a_run(assistant: str, number: int) -> list[Expr]:
    """Different goals of wild types of `core`, a random choice of them, each as one tree: hypotheses, then target."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        corpus = open_corpus(home, f"{assistant}:core")
        items = select(corpus.items, Selection(sample=60, seed=1))
        settings = RunSettings(assistant=assistant, budget="quick", wild_only=True, seed=1)
        theorems = tuple(corpus.theorem(item) for item in items)
        plan = RunPlan(home / "logs", "run", settings, theorems, cache=home / "cache")
        execute_run(plan, workers=1)
        cache = open_run(plan.run_dir).goal_cache()
    trees = unpack(cache["trees"])
    found = [unpack_goal(goals[0], trees) for _, goals in sorted(cache["goals"].items())]
    whole = dict.fromkeys(app(const("⊢"), *(h.type for h in goal.hypotheses), goal.target) for goal in found)
    return random.Random(1).sample(list(whole), min(number, len(whole)))


def random_tree(nodes: int, rng: random.Random) -> Expr:
    """A tree of so many nodes: each is put below a random earlier one, with one of ten labels."""
    children: list[list[int]] = [[] for _ in range(nodes)]
    for node in range(1, nodes):
        children[rng.randrange(node)].append(node)
    made: dict[int, Expr] = {}
    for node in reversed(range(nodes)):
        made[node] = Expr(ExprKind.APP, rng.choice("abcdefghij"), tuple(made[child] for child in children[node]))
    return made[0]


def timed(distance: Callable[[Expr, Expr], int], pairs: Sequence[tuple[Expr, Expr]]) -> tuple[float, list[int]]:
    """Milliseconds a pair, and the distances."""
    begun = time.perf_counter()
    found = [distance(a, b) for a, b in pairs]
    return 1000 * (time.perf_counter() - begun) / len(pairs), found


def compared(name: str, pairs: Sequence[tuple[Expr, Expr]]) -> None:
    """One row: the same pairs with all three libraries, one pair a call; before it, ours for all pairs of their trees
    at once, as the program asks for them. Factors are those of one pair a call, and of all at once."""
    ours, expected = timed(tree_distance, pairs)
    whole = list(dict.fromkeys(tree for pair in pairs for tree in pair))
    begun = time.perf_counter()
    TreeDistances().pairwise(whole)
    at_once = 1000 * (time.perf_counter() - begun) / (len(whole) * (len(whole) - 1) / 2)
    others = []
    for library in (by_apted, by_zss):
        spent, found = timed(library, pairs)
        if found != expected:
            raise SystemExit(f"{name}: {library.__name__} differs")
        others.append(f"{spent:9.2f} ({spent / ours:5.0f} x, {spent / at_once:6.0f} x)")
    print(f"  {name:24} {len(pairs):6} {at_once:9.3f} {ours:9.3f}  {'  '.join(others)}", flush=True)


def trees(goals: Sequence[Expr], sample: int) -> None:
    """The whole matrix of the goals, then the rows."""
    sizes = [goal.size for goal in goals]
    print(f"trees: {len(goals)} goals, {min(sizes)} to {max(sizes)} nodes, median {median(sizes):.0f}")
    begun = time.perf_counter()
    tree_distance(const("p"), const("q"))
    print(f"  compiled or loaded in {time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    matrix = TreeDistances().pairwise(goals)
    spent = time.perf_counter() - begun
    pairs = list(combinations(range(len(goals)), 2))
    print(f"  all {len(pairs)} pairs at once: {spent:.2f} s, {1000 * spent / len(pairs):.4f} ms a pair")
    rng = random.Random(2)
    chosen = rng.sample(pairs, sample) if 0 < sample < len(pairs) else pairs
    if any(matrix[i][j] != by_apted(goals[i], goals[j]) for i, j in chosen[:20]):
        raise SystemExit("the matrix is not what apted says")
    print(f"  {'ms a pair':24} {'pairs':>6} {'at once':>9} {'one call':>9}  {'apted':>28}  {'zss':>28}")
    compared("goals", [(goals[i], goals[j]) for i, j in chosen])
    for nodes, number in ((20, 100), (60, 20)):
        compared(f"{nodes} nodes, random", [(random_tree(nodes, rng), random_tree(nodes, rng)) for _ in range(number)])


def random_graph(nodes: int, rng: random.Random) -> Labelled:
    """A tree from node 0, and a quarter as many edges more, all from earlier nodes to later ones."""
    edges = {(rng.randrange(node), node): rng.choice("xyz") for node in range(1, nodes)}
    for _ in range(nodes // 4):
        edges.setdefault((rng.randrange(nodes - 1), nodes - 1), rng.choice("xyz"))
    return Labelled(tuple(rng.choice("abcd") for _ in range(nodes)), tuple((i, j, e) for (i, j), e in edges.items()))


def changed(graph: Labelled, rng: random.Random) -> Labelled:
    """The graph with two nodes and two edges relabelled, its nodes in another order."""
    nodes, edges = list(graph.nodes), list(graph.edges)
    for _ in range(2):
        nodes[rng.randrange(len(nodes))] = rng.choice("abcd")
        at = rng.randrange(len(edges))
        edges[at] = (*edges[at][:2], rng.choice("xyz"))
    order = rng.sample(range(len(nodes)), len(nodes))
    place = {old: new for new, old in enumerate(order)}
    return Labelled(tuple(nodes[old] for old in order), tuple((place[i], place[j], e) for i, j, e in edges))


def by_networkx(a: Labelled, b: Labelled, timeout: float) -> float:
    sides = []
    for graph in (a, b):
        side = nx.DiGraph()
        side.add_nodes_from((n, {"label": label}) for n, label in enumerate(graph.nodes))
        side.add_edges_from((i, j, {"label": label}) for i, j, label in graph.edges)
        sides.append(side)

    def alike(x: dict[str, str], y: dict[str, str]) -> bool:
        return x["label"] == y["label"]

    return float(nx.graph_edit_distance(*sides, node_match=alike, edge_match=alike, timeout=timeout))


def graphs(number: int, timeout: float) -> None:
    """Random pairs, pairs that are nearly alike, and some of the first with networkx."""
    rng = random.Random(3)
    hard = [(random_graph(12, rng), random_graph(12, rng)) for _ in range(number)]
    alike = [(graph, changed(graph, rng)) for graph in (random_graph(40, rng) for _ in range(number))]
    graph_distance(*hard[0])  # loads the solver
    print("graphs: seconds a pair")
    found: list[GraphDistance] = []
    for name, pairs in (("12 nodes, random", hard), ("40 nodes, 4 changes", alike)):
        spent = []
        for a, b in pairs:
            begun = time.perf_counter()
            found.append(graph_distance(a, b))
            spent.append(time.perf_counter() - begun)
        exact = sum(one.exact for one in found[-len(pairs) :])
        late = sum(seconds > 0.2 for seconds in spent)
        print(
            f"  {name:20} {len(pairs):4} pairs, exact {exact:4}; mean {fmean(spent):.3f}, median {median(spent):.3f},"
            f" most {max(spent):.3f}, over 0.2 s: {late}",
            flush=True,
        )
    some = hard[: min(number, 5)]
    begun = time.perf_counter()
    values = [by_networkx(a, b, timeout) for a, b in some]
    spent_there = (time.perf_counter() - begun) / len(some)
    excess = [value - ours.value for value, ours in zip(values, found, strict=False)]
    print(f"  networkx, 12 nodes   {len(some):4} pairs, limit {timeout} s: mean {spent_there:.3f};", end=" ")
    print(f"{sum(e > 0 for e in excess)} above the distance, by up to {max(excess):.0f}")


def matchings(rows: int, columns: int) -> Iterator[tuple[int | None, ...]]:
    """All ways to match some nodes and leave out others."""
    for found in product([None, *range(columns)], repeat=rows):
        used = [column for column in found if column is not None]
        if len(set(used)) == len(used):
            yield found


def cheapest(a: Labelled, b: Labelled) -> int:
    """The distance by trying all matchings."""
    best = a.size + b.size
    for matching in matchings(len(a.nodes), len(b.nodes)):
        pairs = [(i, j) for i, j in enumerate(matching) if j is not None]
        total = a.size + b.size - 2 * len(pairs) + sum(a.nodes[i] != b.nodes[j] for i, j in pairs)
        for (i, j), (k, m) in product(pairs, repeat=2):
            here, there = a.by_pair.get((i, k), Counter()), b.by_pair.get((j, m), Counter())
            total -= min(here.total(), there.total()) + (here & there).total()
        best = min(best, total)
    return best


def flags(number: int) -> None:
    """Values and flags beside the truth, with the solver and with bounds alone."""
    rng = random.Random(4)
    wrong = proven = 0
    for _ in range(number):
        a, b = (random_graph(rng.randint(1, 4), rng) for _ in range(2))
        truth = cheapest(a, b)
        full, bare = graph_distance(a, b), graph_distance(a, b, deterministic_limit=0)
        proven += bare.exact
        wrong += full.value != truth or not full.exact
        wrong += not bare.lower <= truth <= bare.upper or bare.exact != (bare.lower == bare.upper)
    print(f"flags: {number} pairs of at most 4 nodes, wrong {wrong}; {proven} exact by bounds alone")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assistant", default="lean", help="whose goals (default lean)")
    parser.add_argument("--goals", type=int, default=400, help="goals (default 400)")
    parser.add_argument("--pairs", type=int, default=100, help="pairs for apted and zss, 0 for all (default 100)")
    parser.add_argument("--graphs", type=int, default=20, help="pairs of graphs (default 20)")
    parser.add_argument("--timeout", type=float, default=2.0, help="networkx's limit in seconds (default 2)")
    arguments = parser.parse_args()
    trees(goals_of_a_run(arguments.assistant, arguments.goals), arguments.pairs)
    graphs(arguments.graphs, arguments.timeout)
    flags(500)


if __name__ == "__main__":
    main()
