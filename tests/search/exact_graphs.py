"""Small graphs for the exact null models, written as tables, and a generator of random ones."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from wonton.search.exact import ExactGraph, GraphNode, Move

#: What a candidate does: `x` fails, `-` is blocked, else the goals that it leaves, apart by blanks (`""`: it closes).
Table = Mapping[str, Sequence[str]]


def graph(table: Table, signatures: Mapping[str, str] | None = None) -> ExactGraph:
    """The graph of a table; its first goal is the root. `signatures` renames goals; a goal without a row is cut."""
    places = {goal: place for place, goal in enumerate(table)}
    for row in table.values():
        for outcome in row:
            for goal in [] if outcome in ("x", "-") else outcome.split():
                places.setdefault(goal, len(places))
    nodes = []
    for goal in places:
        moves = tuple(_move(places, n, outcome) for n, outcome in enumerate(table.get(goal, ())))
        cut = "depth" if goal not in table else ""
        nodes.append(GraphNode((signatures or {}).get(goal, goal), 0, moves, cut))  # type: ignore[arg-type]
    return ExactGraph(tuple(nodes), {"theorem": "table"})


def _move(places: Mapping[str, int], number: int, outcome: str) -> Move:
    tactic = f"t{number}"
    if outcome == "x":
        return Move(tactic, 0.1, "failed", failure_kind="error")
    if outcome == "-":
        return Move(tactic, 0.1, "blocked", blocked_by="easy")
    children = tuple(places[goal] for goal in outcome.split())
    return Move(tactic, 0.1, "children" if children else "closed", children)


def random_graph(seed: int, goals: int = 5) -> ExactGraph:
    """A random complete graph with failures, blocked candidates, branching tactics, duplicates and cycles."""
    rng = random.Random(seed)
    names = [f"g{n}" for n in range(goals)]
    table = {name: [_outcome(rng, names) for _ in range(rng.randint(0 if n else 2, 4))] for n, name in enumerate(names)}
    return graph(table)


def _outcome(rng: random.Random, names: Sequence[str]) -> str:
    kind = rng.random()
    if kind < 0.25:
        return "x"
    if kind < 0.35:
        return "-"
    if kind < 0.5:
        return ""
    return " ".join(rng.choices(names, k=1 if rng.random() < 0.65 else 2))
