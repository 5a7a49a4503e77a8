"""A variant beside another of its theorem, and by itself: measures as JSON, each with its validity.

Every measure has `valid`, `validity` (notes: what was not done, or is not sure), `trace_source` (the files it was
computed from) and `trace_completeness` (the least share of the iterations that these files tell of; null where one
could not be read). Where `valid` is false, its numbers are null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from wonton.lake.postprocess.parameters import Parameters
from wonton.lake.postprocess.views import Goals, View
from wonton.metrics import trace_k, traced_steps
from wonton.metrics.distances import GraphDistance, Labelled, TreeDistances, graph_distance, normalised
from wonton.metrics.novelty import goal_novelty
from wonton.metrics.paths import detours, path_distance
from wonton.metrics.search_graphs import GedFamily
from wonton.metrics.trajectory import trajectory

Json = dict[str, Any]

_SOURCES: dict[GedFamily, str] = {
    "ged_proof_graph": "graph",
    "ged_search_graph": "mcts_tree",
    "ged_search_graph_soft": "mcts_tree",
    "ged_trace_graph": "mcts_trace",
}


@dataclass
class Measurer:
    """Measures variants of one theorem, remembering the distances of equal graphs and goals."""

    goals: Goals
    parameters: Parameters
    trees: TreeDistances = field(default_factory=TreeDistances)
    _known: dict[tuple[bool, Labelled, Labelled], GraphDistance | str] = field(default_factory=dict)
    _sizes: dict[str, int] = field(default_factory=dict)

    def ged(self, family: GedFamily, view: View, reference: View) -> Json:
        """The graph edit distance of one family."""
        a, b = graph_of(family, view), graph_of(family, reference)
        source, completeness = _SOURCES[family], _completeness(family == "ged_trace_graph", view, reference)
        if a is None or b is None:
            why = "unsolved" if family == "ged_proof_graph" and not (view.solved and reference.solved) else "not read"
            names = [v.variant for v, graph in ((view, a), (reference, b)) if graph is None]
            return ged_json(None, a, b, [f"{why}: {', '.join(names)}"], source, completeness)
        found = self.distance(a, b, soft=family == "ged_search_graph_soft")
        if isinstance(found, str):
            return ged_json(None, a, b, [found], source, completeness)
        notes = list(found.notes)
        if completeness is not None and completeness < 1:
            notes.append("a trace lacks iterations: the distance is that of its part")
        return ged_json(found, a, b, notes, source, completeness)

    def distance(self, a: Labelled, b: Labelled, *, soft: bool) -> GraphDistance | str:
        """The distance of two graphs, or why there is none."""
        key = (soft, a, b) if (a.nodes, a.edges) <= (b.nodes, b.edges) else (soft, b, a)
        if key not in self._known:
            self._known[key] = self._distance(key[1], key[2], soft)
        return self._known[key]

    def _distance(self, a: Labelled, b: Labelled, soft: bool) -> GraphDistance | str:
        limit = self.parameters.ged_limit
        if not soft:
            return graph_distance(a, b, deterministic_limit=limit)
        costs = self.costs(a.nodes, b.nodes)
        if isinstance(costs, str):
            return costs
        return graph_distance(a, b, node_cost=lambda i, j: costs[i][j], deterministic_limit=limit)

    def costs(self, rows: Sequence[str], columns: Sequence[str]) -> list[list[float]] | str:
        """What it costs that one goal stands for another: 0 for equal signatures, else their normalised tree distance;
        1 where one of them is no goal or was not recorded. A text where there are too many pairs."""
        across, down = ([s for s in dict.fromkeys(side) if self._size(s)] for side in (rows, columns))
        if len(across) * len(down) > self.parameters.soft_pairs:
            return f"not computed: {len(across)} x {len(down)} goals, more than {self.parameters.soft_pairs} pairs"
        trees = self.goals.all(across), self.goals.all(down)
        distances = self.trees.between(*trees) if all(trees) else []
        between = {
            (a, b): normalised(d, self._size(a) + self._size(b))
            for a, line in zip(across, distances, strict=False)
            for b, d in zip(down, line, strict=True)
        }
        return [[0.0 if a == b else between.get((a, b), 1.0) for b in columns] for a in rows]

    def _size(self, signature: str) -> int:
        """Nodes of the goal's tree, 0 where there is none."""
        if signature not in self._sizes:
            tree = self.goals.tree(signature)
            self._sizes[signature] = 0 if tree is None else sum(1 for _ in tree.walk())
        return self._sizes[signature]

    def novelty(self, view: View, reference: View) -> Json:
        """`goal_novelty`."""
        frame = partial(_framed, source="mcts_tree", completeness=_completeness(False, view, reference))
        if view.tree is None or reference.tree is None:
            return frame(goal_novelty((), (), ()).to_json(), invalid="a search tree was not read")
        new = sorted({*view.met} - {*reference.met})
        nearest, notes = self._nearest(new, reference.met)
        return frame(goal_novelty(view.met, reference.met, view.proof, nearest).to_json(), notes=notes)

    def _nearest(self, new: Sequence[str], known: Sequence[str]) -> tuple[list[float] | None, list[str]]:
        """How far each new goal is from the nearest known one; None with a note where that cannot be said."""
        if not known or any(not self._size(signature) for signature in (*new, *known)):
            return None, ["soft_novelty is null: some goals were not recorded as trees"]
        costs = self.costs(new, known)
        return (None, [f"soft_novelty is null: {costs}"]) if isinstance(costs, str) else ([min(r) for r in costs], [])

    def path(self, view: View, reference: View) -> Json:
        """`solution_path_soft_distance`."""
        numbers: Json = {"value": None, "normalised": None, "steps": None, "reference_steps": None}
        frame = partial(_framed, source="graph", completeness=_completeness(False, view, reference))
        if not view.proof or not reference.proof:
            unsolved = not (view.solved and reference.solved)
            return frame(numbers, invalid="not both solved" if unsolved else "a proof graph was not read")
        costs = self.costs(view.proof, reference.proof)
        if isinstance(costs, str):
            return frame(numbers, invalid=costs)
        found = path_distance(len(view.proof), len(reference.proof), lambda i, j: costs[i][j])
        missing = [s for s in dict.fromkeys((*view.proof, *reference.proof)) if not self._size(s)]
        notes = [f"{len(missing)} goals were not recorded as trees and count as wholly different"] if missing else []
        numbers = {"value": found.value, "normalised": found.normalised, "steps": found.steps}
        return frame({**numbers, "reference_steps": found.reference}, notes=notes)


def graph_of(family: GedFamily, view: View) -> Labelled | None:
    """The graph of a family, None where there is none or it was not read."""
    if family == "ged_proof_graph":
        return view.proof_graph
    return view.trace_graph if family == "ged_trace_graph" else view.search_graph


def ged_json(
    found: GraphDistance | None,
    a: Labelled | None,
    b: Labelled | None,
    notes: Sequence[str],
    source: str,
    completeness: float | None,
) -> Json:
    """A graph edit distance with its bounds, the sizes of both graphs and its validity."""
    size = sum(len(graph.nodes) + len(graph.edges) for graph in (a, b) if graph is not None)
    return {
        "value": found.value if found else None,
        "lower": found.lower if found else None,
        "upper": found.upper if found else None,
        "normalised": found.normalised if found else None,
        "normalised_lower": normalised(found.lower, size) if found else None,
        "normalised_upper": normalised(found.upper, size) if found else None,
        "exact": found is not None and found.exact,
        "valid": found is not None,
        "validity": list(notes),
        "trace_source": source,
        "trace_completeness": completeness,
        "nodes": len(a.nodes) if a else None,
        "edges": len(a.edges) if a else None,
        "reference_nodes": len(b.nodes) if b else None,
        "reference_edges": len(b.edges) if b else None,
    }


def trajectory_json(view: View, reference: View) -> Json:
    """`trajectory_comparison`."""
    frame = partial(_framed, source="mcts_trace", completeness=_completeness(True, view, reference))
    if view.walk is None or reference.walk is None:
        return frame(trajectory((), ()).to_json(), invalid="a trace was not read")
    found = trajectory(view.walk, reference.walk, reference.proof).to_json()
    if (view.completeness or 0) < 1 or (reference.completeness or 0) < 1:
        return frame(found, invalid="a trace lacks iterations")
    notes = [] if reference.proof else ["the reference has no proof: there is no reconvergence with it"]
    return frame(found, notes=notes)


def k_json(view: View) -> Json:
    """`k_search_efficiency`: trace K, from the trace and the tree."""
    empty = trace_k((), 0).to_json() | dict.fromkeys(("tau_agent", "tau_blind", "tau_blind_low", "tau_blind_high"))
    frame = partial(_framed, source="mcts_trace", completeness=view.completeness)
    if not view.solved:
        return frame(empty, invalid="not solved")
    if view.turns is None or view.tree is None or (view.completeness or 0) < 1:
        return frame(empty, invalid="trace or tree were not read whole")
    offers = {int(node["node_id"]): int(node["offers"] or 0) for node in view.tree["nodes"]}
    fates = [(turn.node, attempt.fate) for turn in view.turns for attempt in turn.attempts]
    steps = traced_steps(fates, {node: offers[node] for node in view.proof_nodes})
    found = trace_k(steps, int(view.tree["attempts_at_solve"]))
    notes = [found.reason] if found.reason else []
    if any(step.untried for step in steps):
        notes.append("untried candidates: tau_blind lies between its bounds")
    return frame(found.to_json(), notes=notes)


def detours_json(view: View) -> Json:
    """`detours` of a solved search."""
    frame = partial(_framed, source="mcts_trace", completeness=view.completeness)
    if not view.solved:
        return frame(detours((), ()).to_json(), invalid="not solved")
    if view.turns is None or not view.proof_nodes or (view.completeness or 0) < 1:
        return frame(detours((), ()).to_json(), invalid="trace or tree were not read whole")
    turns = [(turn.node, sum(a.fate != "blocked" for a in turn.attempts)) for turn in view.turns]
    return frame(detours(turns, frozenset(view.proof_nodes)).to_json())


def _completeness(traced: bool, *views: View) -> float | None:
    """The least share of iterations told; 1 for what no trace was needed for."""
    if not traced:
        return 1.0
    shares = [view.completeness for view in views]
    return None if None in shares else min(share for share in shares if share is not None)


def _framed(
    numbers: Json, *, source: str, completeness: float | None, notes: Sequence[str] = (), invalid: str = ""
) -> Json:
    """Numbers with what says how far to believe them; all null where `invalid` says why."""
    values = dict.fromkeys(numbers) if invalid else numbers
    return {
        **values,
        "valid": not invalid,
        "validity": [invalid] if invalid else list(notes),
        "trace_source": source,
        "trace_completeness": completeness,
    }
