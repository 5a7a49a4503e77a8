"""A variant's files as values for the measures, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.layout import VariantFile
from wonton.artifacts.read import read_json, read_lines
from wonton.artifacts.trees import unpack, unpack_goal
from wonton.core.expr import Expr
from wonton.core.families import Language
from wonton.core.goal import Goal
from wonton.core.tactics import tactic_family, tactic_head
from wonton.lake.postprocess.problems import Problems
from wonton.metrics.distances import Labelled
from wonton.metrics.goal_trees import goal_tree
from wonton.metrics.search_graphs import proof_graph_of, search_graph_of, trace_graph_of

#: Fates of an attempt after which the search had something new, or had it already.
WORKED = frozenset({"closed", "children", "duplicate"})


@dataclass(frozen=True)
class Attempt:
    """An attempt at a goal, as the trace tells it."""

    tactic: str
    family: str
    fate: str


@dataclass(frozen=True)
class Turn:
    """An iteration: the node that was expanded, its signature, and what was tried there (blocked ones too)."""

    iteration: int
    node: int
    signature: str
    attempts: tuple[Attempt, ...]


@dataclass
class Goals:
    """The goals of a theorem by signature, as they were recorded."""

    by_signature: Mapping[str, tuple[Goal, ...]] = field(default_factory=dict)
    _trees: dict[str, Expr] = field(default_factory=dict)

    def tree(self, signature: str) -> Expr | None:
        """The goals' tree; None for a signature that was not recorded."""
        if signature not in self._trees and signature in self.by_signature:
            self._trees[signature] = goal_tree(self.by_signature[signature])
        return self._trees.get(signature)

    def all(self, signatures: Sequence[str]) -> list[Expr]:
        """The trees of several signatures, those that were not recorded left out."""
        return [tree for tree in map(self.tree, signatures) if tree is not None]


@dataclass
class View:
    """A variant, as far as it could be read: what could not is None.

    `proof` are signatures of the proof's goals, parents before children, left to right; `proof_nodes` the nodes of the
    search tree behind them. `completeness` is the share of the search's iterations that the trace tells of.
    """

    variant: str
    metrics: Mapping[str, Any]
    language: Language
    turns: tuple[Turn, ...] | None = None
    completeness: float | None = None
    tree: Mapping[str, Any] | None = None
    proof_graph: Labelled | None = None
    proof: tuple[str, ...] = ()
    proof_steps: tuple[tuple[str, str, str], ...] = ()
    structure: str | None = None
    rejected: tuple[tuple[str, str, str], ...] | None = None

    @property
    def solved(self) -> bool:
        """Whether the script reached `axioms_ok`."""
        return bool(self.metrics["solved"])

    @cached_property
    def walk(self) -> tuple[str, ...] | None:
        """Signatures of the goals expanded, in order; None without a trace."""
        return None if self.turns is None else tuple(turn.signature for turn in self.turns)

    @cached_property
    def met(self) -> tuple[str, ...]:
        """Different signatures of the search tree, sorted; empty without a tree."""
        return tuple(sorted({str(node["signature"]) for node in self.tree["nodes"]})) if self.tree else ()

    @cached_property
    def search_graph(self) -> Labelled | None:
        """The graph of the search tree; None without one."""
        if self.tree is None:
            return None
        signatures = {int(node["node_id"]): str(node["signature"]) for node in self.tree["nodes"]}
        steps = [
            (int(edge["parent"]), tactic_family(edge["tactic"], self.language).value, edge["children"])
            for edge in self.tree["edges"]
        ]
        return search_graph_of(signatures, steps)

    @cached_property
    def trace_graph(self) -> Labelled | None:
        """The graph of the walk; None without a trace."""
        return None if self.walk is None else trace_graph_of(self.walk)

    @cached_property
    def proof_nodes(self) -> tuple[int, ...]:
        """Nodes of the search tree that the first proof goes through, parents before children; empty without one."""
        if self.tree is None or self.tree["status"] != "solved":
            return ()
        nodes = {int(node["node_id"]): node for node in self.tree["nodes"]}
        edges = {int(edge["edge_id"]): edge for edge in self.tree["edges"]}
        found, stack = list[int](), [int(self.tree["root"])]
        while stack:
            node = stack.pop()
            if node in found:
                raise ValueError(f"node {node} stands below itself")
            found.append(node)
            stack.extend(reversed(edges[nodes[node]["solved_by"]]["children"]))
        return tuple(found)


class Reader:
    """Reads the variants of one theorem's folder; what cannot be read becomes a problem."""

    def __init__(self, folder: Path, language: Language, problems: Problems) -> None:
        self.folder, self.language, self.problems = folder, language, problems

    def theorem(self) -> Mapping[str, Any] | None:
        """`theorem.json`, or None."""
        with self.problems.guarding(layout.THEOREM):
            value = read_json(self.folder / layout.THEOREM)
            if not isinstance(value["item_id"], str):
                raise TypeError("item_id is not a text")
            if layout.safe_name(value["item_id"]) != self.folder.name:
                raise ValueError(f"it is of {value['item_id']!r}, which does not belong into this folder")
            return value
        return None

    def goals(self) -> Goals:
        """`goals.json.gz`; without any goals where it cannot be read."""
        with self.problems.guarding(layout.GOALS):
            value = read_json(self.folder / layout.GOALS)
            trees = unpack(value["trees"])
            return Goals(
                {str(s): tuple(unpack_goal(goal, trees) for goal in goals) for s, goals in value["goals"].items()}
            )
        return Goals()

    def variants(self, names: Sequence[Any]) -> list[View]:
        """The variants whose metrics can be read, in the order in which they ran."""
        views = []
        for name in names:
            with self.problems.guarding("variants"):
                if not isinstance(name, str):
                    raise TypeError(f"a variant {name!r}")
                view = self._variant(name)
                if view is not None:
                    views.append(view)
        return views

    def _variant(self, name: str) -> View | None:
        metrics = self._read(name, VariantFile.METRICS)
        if metrics is None:
            return None
        view = None
        with self.problems.guarding(VariantFile.METRICS, name):
            for field_ in ("solved", "search_closed", "iterations", "status", "cuts"):
                metrics[field_]
            view = View(name, metrics, self.language)
        if view is None:
            return None
        self._add_tree(view)
        self._add_proof(view)
        self._add_trace(view)
        self._add_history(view)
        return view

    def _read(self, name: str, kind: VariantFile) -> dict[str, Any] | None:
        with self.problems.guarding(kind, name):
            value = read_json(self.folder / layout.variant_file(name, kind))
            if value["variant"] != name or layout.safe_name(str(value["item_id"])) != self.folder.name:
                raise ValueError(f"it is {value['variant']!r} of {value['item_id']!r}")
            return value
        return None

    def _add_tree(self, view: View) -> None:
        """The search tree, once it is known that everything measures ask of it is there."""
        tree = self._read(view.variant, VariantFile.MCTS_TREE)
        with self.problems.guarding(VariantFile.MCTS_TREE, view.variant):
            trial = View(view.variant, view.metrics, self.language, tree=tree)
            _ = trial.met, trial.search_graph, trial.proof_nodes
            view.tree = tree

    def _add_proof(self, view: View) -> None:
        if not view.solved:
            return
        graph = self._read(view.variant, VariantFile.GRAPH)
        with self.problems.guarding(VariantFile.GRAPH, view.variant):
            if graph is None:
                return
            proof = graph["proof"]
            signatures = {str(node["id"]): str(node["signature"]) for node in proof["nodes"]}
            edges = [(e["source"], e["target"], e["family"]) for e in proof["edges"]]
            labelled = proof_graph_of(signatures, edges)
            firsts = {edge["state"]: edge for edge in reversed(proof["edges"])}
            steps = [
                (signatures[edge["source"]], str(edge["family"]), tactic_head(edge["tactic"], self.language))
                for _, edge in sorted(firsts.items())
            ]
            view.structure = str(proof["structure_hash"])
            view.proof_graph, view.proof_steps = labelled, tuple(steps)
            view.proof = tuple(signature for signature, _, _ in steps)

    def _add_trace(self, view: View) -> None:
        with self.problems.guarding(VariantFile.MCTS_TRACE, view.variant):
            events = read_lines(self.folder / layout.variant_file(view.variant, VariantFile.MCTS_TRACE))
            played = [event for event in events if event["reason"] != "abort"]
            turns = tuple(self._turn(event) for event in played if event["path"])
            total = int(view.metrics["iterations"])
            if total < len(played):
                raise ValueError(f"{len(played)} iterations, of a search that made {total}")
            view.turns, view.completeness = turns, len(played) / total if total else 1.0
            if len(played) < total:
                told = f"the trace has {len(played)} of {total} iterations"
                self.problems.add(view.variant, VariantFile.MCTS_TRACE, "incomplete", told)

    def _turn(self, event: Mapping[str, Any]) -> Turn:
        node = event["node"]
        attempts = tuple(
            Attempt(a["tactic"], tactic_family(a["tactic"], self.language).value, str(a["status"]))
            for a in event["attempts"]
        )
        return Turn(int(event["iteration"]), int(node["node_id"]), str(node["signature"]), attempts)

    def _add_history(self, view: View) -> None:
        """Rejected attempts as (family, kind, message); their messages stand in the history only."""
        history = self._read(view.variant, VariantFile.HISTORY)
        with self.problems.guarding(VariantFile.HISTORY, view.variant):
            if history is None:
                return
            view.rejected = tuple(
                (
                    tactic_family(attempt["tactic"], self.language).value,
                    str(attempt.get("failure_kind", "")),
                    str(attempt.get("message", "")),
                )
                for expansion in history["expansions"]
                for attempt in expansion["attempts"]
                if attempt["status"] == "failed"
            )
