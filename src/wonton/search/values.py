"""What a subtree is worth to UCB1: the two backpropagations, and the formula itself.

`uniform`: Q = successes / n, where n counts visits and, as `virtual_loss` visits without success each, what is in
flight.

`and_min`: Q = value * visits / n. The value of a goal is 1 if solved, 0 if dead, else the largest among its open edges
and, while offers remain, its untried arm; of an edge the smallest among its children. The untried arm after k
expansions that did not close the goal is worth 1 / (k + 2), Laplace's rule of succession; so a goal that was never
expanded is worth 1/2 (`PRIOR_VALUE`).
"""

from __future__ import annotations

import math

from wonton.search.settings import BackpropagationName
from wonton.search.tree import Edge, NodeId, Statistics, Status, Tree, TreeNode


def quality(backpropagation: BackpropagationName, item: Statistics, virtual_loss: int = 1) -> float:
    """Q of a node or edge in 0..1; 0 where nothing was visited yet."""
    number = item.visits + virtual_loss * item.in_flight
    if not number:
        return 0.0
    gained = float(item.successes) if backpropagation == "uniform" else item.value * item.visits
    return gained / number


def untried_quality(backpropagation: BackpropagationName, node: TreeNode, virtual_loss: int = 1) -> float:
    """Q of an open node's untried arm; 0 where it was never visited. Its visits are expansions and refusals; none of
    them closed the goal, or the node would not be open."""
    visits = node.expansions + node.refusals
    if backpropagation == "uniform" or not visits:
        return 0.0
    return untried_value(node) * (visits / (visits + virtual_loss * node.refusing))


def untried_value(node: TreeNode) -> float:
    """Value of trying another offer on `node`: (0 + 1) / (expansions + 2)."""
    return 1.0 / (node.expansions + 2)


def ucb1(q: float, exploration: float, log_parent: float, number: int) -> float:
    """Q + c * sqrt(ln N_parent / n), for n >= 1 (Auer, Cesa-Bianchi, Fischer 2002, UCB1 with c for sqrt 2)."""
    return q + exploration * math.sqrt(log_parent / number)


def node_value(tree: Tree, node: TreeNode) -> float:
    """Value of a goal from the stored values of its edges, as the module says."""
    if node.status is not Status.OPEN:
        return 1.0 if node.status is Status.SOLVED else 0.0
    best = untried_value(node) if node.untried else 0.0
    return max([best, *(e.value for e in (tree.edges[i] for i in node.edges) if e.status is Status.OPEN)])


def edge_value(tree: Tree, edge: Edge) -> float:
    """Value of a tactic from the stored values of its goals; 1 where it leaves none."""
    return min((tree.nodes[child].value for child in edge.children), default=1.0)


def refresh_values(tree: Tree, node_id: NodeId) -> None:
    """Recompute values from a node that was just expanded up to the root."""
    for edge_id in tree.nodes[node_id].edges:
        tree.edges[edge_id].value = edge_value(tree, tree.edges[edge_id])
    for item in tree.ascend(node_id):
        item.value = node_value(tree, item) if isinstance(item, TreeNode) else edge_value(tree, item)
