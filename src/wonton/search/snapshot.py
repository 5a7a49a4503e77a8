"""A tree as plain data: the whole of it for `<variant>_mcts_tree.json`, and the solved part as a proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wonton.search.tree import ROOT, Edge, NodeId, Status, Tree, TreeNode

#: Version of the dict that `tree_json` gives.
TREE_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SolvedNode:
    """A solved goal with the tactic that solved it first, and a solved node for each goal that the tactic left.

    `handle` is the one that came with the goal; `probability` is the tactic's; `expansions` is how often the node was
    expanded in all.
    """

    node_id: int
    signature: str
    handle: object
    tactic: str
    probability: float
    expansions: int
    children: tuple[SolvedNode, ...] = ()

    def walk(self) -> Iterator[SolvedNode]:
        """All solved nodes, parents before children, left to right."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


def solved_tree(tree: Tree) -> SolvedNode | None:
    """The proof: for each node the edge that solved it first in time. None while the root is not solved."""
    if tree.root.status is not Status.SOLVED:
        return None
    order, stack = list[TreeNode](), [ROOT]
    while stack:
        node = tree.nodes[stack.pop()]
        order.append(node)
        stack.extend(_solving_edge(tree, node).children)
    built: dict[NodeId, SolvedNode] = {}
    for node in reversed(order):
        edge = _solving_edge(tree, node)
        built[node.node_id] = SolvedNode(
            node_id=node.node_id,
            signature=node.signature,
            handle=node.handle,
            tactic=edge.tactic,
            probability=edge.probability,
            expansions=node.expansions,
            children=tuple(built[child] for child in edge.children),
        )
    return built[ROOT]


def _solving_edge(tree: Tree, node: TreeNode) -> Edge:
    if node.solved_by is None:
        raise ValueError(f"node {node.node_id} is not solved")
    return tree.edges[node.solved_by]


def tree_json(tree: Tree, refusals: bool = False) -> dict[str, object]:
    """Nodes and edges in order of their ids, as plain data with a fixed key order; handles are left out, and so are the
    nodes' refusals unless asked for."""
    return {
        "format": TREE_FORMAT,
        "root": int(ROOT),
        "nodes": [_node_json(tree, node) | ({"refusals": node.refusals} if refusals else {}) for node in tree.nodes],
        "edges": [_edge_json(edge) for edge in tree.edges],
    }


def _node_json(tree: Tree, node: TreeNode) -> dict[str, object]:
    return {
        "node_id": node.node_id,
        "signature": node.signature,
        "parent": tree.edges[node.parent].parent if node.parent is not None else None,
        "parent_edge": node.parent,
        "position": node.position,
        "depth": node.depth,
        "status": node.status.value,
        "cuts": node.cuts.names,
        "solved_by": node.solved_by,
        "offers": node.offers,
        "used": node.used,
        "expansions": node.expansions,
        "visits": node.visits,
        "successes": node.successes,
        "in_flight": node.in_flight,
        "value": node.value,
        "log_probability": node.log_probability,
        "edges": list(node.edges),
    }


def _edge_json(edge: Edge) -> dict[str, object]:
    return {
        "edge_id": edge.edge_id,
        "parent": edge.parent,
        "tactic": edge.tactic,
        "probability": edge.probability,
        "children": list(edge.children),
        "status": edge.status.value,
        "killed_by": edge.killed_by,
        "visits": edge.visits,
        "successes": edge.successes,
        "in_flight": edge.in_flight,
        "value": edge.value,
    }
