"""Proof graphs: a solved proof as goals and the steps between them.

The proof is given as a tree of `ProofStep`s (a goal, the tactic used on it, the steps below). In the graph every goal
has an id that is scoped to the state in which it was seen, `<state>:<goal>`: the root is `0:0`, and the goals left by
the n-th step (in preorder, from 1) are `n:0`, `n:1`, ... A step that leaves nothing leads to the node
`<state>:closed`, so that its family is an edge like any other. Ids are never reused; equal goals in different places
keep different ids and share a signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wonton.core.actions import ActionSummary
from wonton.core.structure_hash import preorder, structure_hash, structure_hash_unordered

#: The last part of the id, and the signature, of the node behind a step that leaves no goal.
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ProofStep:
    """A goal by its signature, and what was done. `family` is the tactic's family, `action` its summary where known."""

    signature: str
    tactic: str
    family: str
    children: tuple[ProofStep, ...] = ()
    action: ActionSummary | None = None


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A goal of the graph. `depth` counts steps from the root."""

    id: str
    signature: str
    depth: int


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """One goal left by a step: from the step's goal `source` to `target`. All edges of a step carry its number `state`,
    its tactic, family and summary; `position` counts its goals from 0."""

    source: str
    target: str
    state: int
    position: int
    tactic: str
    family: str
    action: ActionSummary | None = None

    def to_json(self) -> dict[str, Any]:
        """The edge as plain JSON values."""
        return {
            "source": self.source,
            "target": self.target,
            "state": self.state,
            "position": self.position,
            "tactic": self.tactic,
            "family": self.family,
            "action": None if self.action is None else self.action.to_json(),
        }


@dataclass(frozen=True, slots=True)
class ProofGraph:
    """Nodes in preorder of the proof, edges step by step, and both structure hashes."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    structure: str
    structure_unordered: str

    def to_json(self) -> dict[str, Any]:
        """The graph as plain JSON values."""
        return {
            "root": self.nodes[0].id,
            "nodes": [{"id": n.id, "signature": n.signature, "depth": n.depth} for n in self.nodes],
            "edges": [edge.to_json() for edge in self.edges],
            "structure_hash": self.structure,
            "structure_hash_unordered": self.structure_unordered,
        }


def proof_graph(root: ProofStep) -> ProofGraph:
    """The graph of the proof below `root`."""
    nodes: list[GraphNode] = []
    edges: list[GraphEdge] = []
    waiting = [(root, "0:0", 0)]
    state = 0
    while waiting:
        step, name, depth = waiting.pop()
        state += 1
        nodes.append(GraphNode(name, step.signature, depth))
        below = [f"{state}:{place}" for place in range(len(step.children))]
        if not below:
            nodes.append(GraphNode(f"{state}:{CLOSED}", CLOSED, depth + 1))
        edges.extend(_edges(step, name, state, below or [f"{state}:{CLOSED}"]))
        children = [(child, target, depth + 1) for child, target in zip(step.children, below, strict=True)]
        waiting.extend(reversed(children))
    return ProofGraph(tuple(nodes), tuple(edges), structure_hash(root), structure_hash_unordered(root))


def committed_steps(root: ProofStep) -> list[ProofStep]:
    """The steps of the proof, parents before children, left to right: the n-th, counted from 1, made state n."""
    return preorder(root)


def _edges(step: ProofStep, source: str, state: int, targets: Sequence[str]) -> list[GraphEdge]:
    return [
        GraphEdge(source, target, state, position, step.tactic, step.family, step.action)
        for position, target in enumerate(targets)
    ]
