"""The AND/OR graph of a theorem under a provider, as a value.

A *node* is a goal with its candidates in the provider's order and what became of each. Goals are told apart by the
search's signature and, where one signature stands for goals at which the provider or the assistant acts differently,
by that too: then several nodes carry one signature. Where a limit stopped the enumeration, the nodes that were found
but not expanded say so in `cut`; every analysis takes them as goals without candidates.

Covers the value, its JSON, and its quotient by what can be told apart. Does not build it (`wonton.runs.enumerate`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from wonton.core.errors import ArtifactError
from wonton.search.protocol import AttemptStatus

#: Version of the dict that `ExactGraph.to_json` gives.
GRAPH_FORMAT = 1

#: Why a node was not expanded: it stands at the depth limit, or the size limit was reached. `""`: it was.
GraphCut = Literal["", "depth", "size"]


@dataclass(frozen=True, slots=True)
class Move:
    """A candidate of a goal and what became of it. `children` are the places of the goals that it left in
    `ExactGraph.nodes`, empty unless `status` is `children`. `failure_kind`, `limit_met` and `blocked_by` are as in
    `wonton.search.Attempt`."""

    tactic: str
    probability: float
    status: AttemptStatus
    children: tuple[int, ...] = ()
    failure_kind: str = ""
    limit_met: str = ""
    blocked_by: str = ""

    @property
    def unsteady(self) -> bool:
        """Whether a clock, the memory limit or a crash decided it: another enumeration may see something else."""
        return self.limit_met in ("wall", "memory") or self.failure_kind == "crashed"


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A goal. `depth` is the least number of tactics that lead to it from the root; `moves` are empty where `cut` is
    not."""

    signature: str
    depth: int
    moves: tuple[Move, ...] = ()
    cut: GraphCut = ""


@dataclass(frozen=True, slots=True)
class ExactGraph:
    """All goals that can be reached from the root, which is `nodes[0]`, in order of discovery (breadth first).

    `provenance` says what was enumerated and how: strings by name, for people and for records.
    """

    nodes: tuple[GraphNode, ...]
    provenance: Mapping[str, str]

    @property
    def complete(self) -> bool:
        """Whether every goal that can be reached was expanded."""
        return not any(node.cut for node in self.nodes)

    @property
    def cuts(self) -> dict[str, int]:
        """How many nodes each limit left unexpanded; limits that left none are missing."""
        kinds = [kind for kind in get_args(GraphCut) if kind]
        counts = {kind: sum(node.cut == kind for node in self.nodes) for kind in kinds}
        return {kind: count for kind, count in counts.items() if count}

    @property
    def goals(self) -> int:
        """Distinct signatures."""
        return len({node.signature for node in self.nodes})

    @property
    def candidates(self) -> int:
        """Moves of all nodes that are not blocked."""
        return sum(move.status != "blocked" for node in self.nodes for move in node.moves)

    @property
    def unsteady(self) -> int:
        """Moves that a clock, the memory limit or a crash decided; 0 for a graph that can be enumerated again."""
        return sum(move.unsteady for node in self.nodes for move in node.moves)

    @property
    def provable(self) -> bool:
        """Whether some choice of candidates closes every goal, in finitely many steps."""
        solved: set[int] = set()
        while True:
            more = {i for i, node in enumerate(self.nodes) if i not in solved and _closes(node, solved)}
            if not more:
                return 0 in solved
            solved |= more

    def edges(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Every move that worked: the goal's signature, the tactic, the signatures of the goals it left."""
        for node in self.nodes:
            for move in node.moves:
                if move.status in ("closed", "children"):
                    yield node.signature, move.tactic, tuple(self.nodes[child].signature for child in move.children)

    def to_json(self) -> dict[str, object]:
        """The graph as plain data with a fixed key order."""
        return {
            "format": GRAPH_FORMAT,
            "provenance": dict(sorted(self.provenance.items())),
            "nodes": [_node_json(node) for node in self.nodes],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ExactGraph:
        """What `to_json` gave. Raises `ArtifactError` for anything else."""
        try:
            if value["format"] != GRAPH_FORMAT:
                raise ArtifactError(f"a graph of format {value['format']}", f"This program reads {GRAPH_FORMAT}.")
            nodes = tuple(_node_of(row) for row in value["nodes"])
            graph = cls(nodes, dict(value["provenance"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArtifactError(f"not an exact graph: {error!r}", "Enumerate the theorem again.") from error
        graph.check()
        return graph

    def check(self) -> None:
        """Raise `ArtifactError` unless there is a root, every child is a node, and moves agree with their status."""
        if not self.nodes:
            raise ArtifactError("an exact graph without nodes", "The root is a node.")
        for place, node in enumerate(self.nodes):
            if node.cut and node.moves:
                raise ArtifactError(f"node {place} of the graph is cut and has moves")
            for move in node.moves:
                inside = all(0 <= child < len(self.nodes) for child in move.children)
                if not inside or (move.status == "children") != bool(move.children):
                    raise ArtifactError(f"node {place} of the graph: {move.tactic!r} disagrees about its children")


def _closes(node: GraphNode, solved: set[int]) -> bool:
    return any(m.status in ("closed", "children") and all(c in solved for c in m.children) for m in node.moves)


def _node_json(node: GraphNode) -> dict[str, object]:
    moves = [
        {
            "tactic": move.tactic,
            "probability": move.probability,
            "status": move.status,
            "children": list(move.children),
            "failure_kind": move.failure_kind,
            "limit_met": move.limit_met,
            "blocked_by": move.blocked_by,
        }
        for move in node.moves
    ]
    return {"signature": node.signature, "depth": node.depth, "cut": node.cut, "moves": moves}


def _node_of(row: Mapping[str, Any]) -> GraphNode:
    moves = tuple(Move(**{**move, "children": tuple(move["children"])}) for move in row["moves"])
    if row["cut"] not in get_args(GraphCut) or any(m.status not in get_args(AttemptStatus) for m in moves):
        raise ValueError(f"unknown cut or status at goal {row['signature']}")
    return GraphNode(str(row["signature"]), int(row["depth"]), moves, cast(GraphCut, row["cut"]))


def quotient(graph: ExactGraph) -> ExactGraph:
    """The smallest graph that no search can tell from `graph`, the texts of tactics apart.

    Two nodes are one where they have the same signature and cut, and their moves, in order, came to the same: the
    coarsest bisimulation, by refining a partition until it is stable. Of merged nodes the first found stays.
    """
    blocks = _numbered([(node.signature, node.cut) for node in graph.nodes])
    while True:
        finer = _numbered([(block, _came_to(node, blocks)) for block, node in zip(blocks, graph.nodes, strict=True)])
        if max(finer) == max(blocks):
            break
        blocks = finer
    first: dict[int, GraphNode] = {}
    for block, node in zip(blocks, graph.nodes, strict=True):
        first.setdefault(block, node)
    nodes = tuple(
        replace(
            node, moves=tuple(replace(move, children=tuple(blocks[c] for c in move.children)) for move in node.moves)
        )
        for node in first.values()
    )
    return ExactGraph(nodes, graph.provenance)


def _came_to(node: GraphNode, blocks: Sequence[int]) -> tuple[object, ...]:
    return tuple((move.status, tuple(blocks[child] for child in move.children)) for move in node.moves)


def _numbered(labels: Sequence[object]) -> list[int]:
    """Numbers from 0, in order of first appearance; equal labels get equal numbers."""
    numbers: dict[object, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels]
