"""The tree's check of itself: every invariant, from scratch. Linear in the tree, so for tests and for debugging."""

from __future__ import annotations

import math

from wonton.search.errors import TreeInvariantError
from wonton.search.settings import BackpropagationName
from wonton.search.tree import ROOT, Cut, Edge, Status, Tree, TreeNode
from wonton.search.values import edge_value, node_value


def check_tree(tree: Tree, max_depth: int, backpropagation: BackpropagationName) -> None:
    """Verify all invariants. Raises `TreeInvariantError` naming the first node or edge that breaks one."""
    matters = _what_matters(tree)
    for edge in tree.edges:
        _check_edge_links(tree, edge)
        _check_edge_status(tree, edge)
    for node in tree.nodes:
        _check_node_links(tree, node, max_depth)
        _check_node_status(tree, node)
        _check_node_counts(tree, node)
        _check_frontier(tree, node, matters[node.node_id])
    _check_signatures(tree)
    _check_totals(tree)
    if backpropagation == "and_min":
        _check_values(tree)


def _demand(holds: bool, item: TreeNode | Edge, message: str) -> None:
    if not holds:
        place = f"node {item.node_id}" if isinstance(item, TreeNode) else f"edge {item.edge_id}"
        raise TreeInvariantError(place, message)


def _what_matters(tree: Tree) -> list[bool]:
    """By node id: whether nothing on the root path, the node included, is closed."""
    matters: list[bool] = []
    for node in tree.nodes:
        above = True
        if node.parent is not None:
            edge = tree.edges[node.parent]
            above = edge.status is Status.OPEN and edge.parent < len(matters) and matters[edge.parent]
        matters.append(above and node.status is Status.OPEN)
    return matters


def _check_edge_links(tree: Tree, edge: Edge) -> None:
    _demand(tree.edges[edge.edge_id] is edge, edge, "its id is not its place")
    _demand(edge.edge_id in tree.nodes[edge.parent].edges, edge, f"node {edge.parent} does not list it")
    for position, child in enumerate(edge.children):
        node = tree.nodes[child]
        _demand(node.parent == edge.edge_id, edge, f"child {child} has another parent")
        _demand(node.position == position, edge, f"child {child} has another position")


def _check_edge_status(tree: Tree, edge: Edge) -> None:
    children = [tree.nodes[child] for child in edge.children]
    unsolved = sum(child.status is not Status.SOLVED for child in children)
    if edge.status is Status.OPEN:
        _demand(unsolved > 0, edge, "open with all children solved")
        _demand(edge.missing == unsolved, edge, f"{edge.missing} children missing, {unsolved} unsolved")
        _demand(all(c.status is not Status.DEAD for c in children), edge, "open with a dead child")
    elif edge.status is Status.SOLVED:
        _demand(unsolved == 0, edge, "solved with an unsolved child")
    else:
        killer = edge.killed_by
        _demand(killer is not None and killer in edge.children, edge, "dead, but no child of its own killed it")
        _demand(killer is not None and tree.nodes[killer].status is Status.DEAD, edge, "killed by a child not dead")
    for what in ("visits", "successes", "in_flight"):
        total = sum(getattr(child, what) for child in children)
        _demand(getattr(edge, what) == total, edge, f"{what} {getattr(edge, what)}, its children's {total}")
    free = sum(child.free for child in children) if edge.status is Status.OPEN else 0
    _demand(edge.free == free, edge, f"free {edge.free}, its children's {free}")


def _check_node_links(tree: Tree, node: TreeNode, max_depth: int) -> None:
    _demand(tree.nodes[node.node_id] is node, node, "its id is not its place")
    _demand((node.parent is None) == (node.node_id == ROOT), node, "only the root has no parent")
    _demand(len(set(node.edges)) == len(node.edges), node, "lists an edge twice")
    _demand(all(tree.edges[e].parent == node.node_id for e in node.edges), node, "lists an edge of another node")
    if node.parent is None:
        _demand(node.depth == 0, node, f"root at depth {node.depth}")
        return
    edge = tree.edges[node.parent]
    _demand(node.node_id in edge.children, node, f"edge {node.parent} does not list it")
    _demand(node.depth == tree.nodes[edge.parent].depth + 1, node, f"depth {node.depth} under edge {edge.edge_id}")
    _demand(node.depth < max_depth, node, f"depth {node.depth} with a limit of {max_depth}")


def _check_node_status(tree: Tree, node: TreeNode) -> None:
    edges = [tree.edges[edge] for edge in node.edges]
    live = sum(edge.status is Status.OPEN for edge in edges)
    solved = any(edge.status is Status.SOLVED for edge in edges)
    _demand(node.live_edges == live, node, f"{node.live_edges} live edges, counted {live}")
    expected = Status.OPEN
    if solved:
        expected = Status.SOLVED
    elif not live and not node.untried and not node.reserved:
        expected = Status.DEAD
    _demand(node.status is expected, node, f"is {node.status}, should be {expected}")
    _demand((node.solved_by is not None) == solved, node, "solved_by disagrees with its edges")
    if node.solved_by is not None:
        _demand(node.solved_by in node.edges, node, "solved by an edge of another node")
        _demand(tree.edges[node.solved_by].status is Status.SOLVED, node, "solved by an unsolved edge")
    rolled = Cut.NONE
    for edge in edges:
        if edge.killed_by is not None:
            rolled |= tree.nodes[edge.killed_by].cuts
    _demand(rolled in node.cuts, node, f"cuts {node.cuts.names} lack some of {rolled.names}")


def _check_node_counts(tree: Tree, node: TreeNode) -> None:
    edges = [tree.edges[edge] for edge in node.edges]
    visits = node.expansions + node.refusals + sum(edge.visits for edge in edges)
    in_flight = int(node.reserved) + node.refusing + sum(edge.in_flight for edge in edges)
    closings = node.successes - sum(edge.successes for edge in edges)
    _demand(node.visits == visits, node, f"visits {node.visits}, counted {visits}")
    _demand(node.in_flight == in_flight, node, f"in flight {node.in_flight}, counted {in_flight}")
    _demand(node.in_flight >= 0, node, f"in flight {node.in_flight}")
    _demand(min(node.refusals, node.refusing) >= 0, node, f"refusals {node.refusals}, not told {node.refusing}")
    _demand(0 <= closings <= node.expansions, node, f"{closings} closings in {node.expansions} expansions")
    _demand((node.offers is None) == (node.expansions == 0), node, "offers known before the first expansion")
    _demand(node.used <= (node.offers or 0), node, f"used {node.used} of {node.offers} offers")


def _check_frontier(tree: Tree, node: TreeNode, matters: bool) -> None:
    expandable = matters and node.untried and not node.reserved
    _demand((node.node_id in tree.frontier) == expandable, node, "frontier membership is wrong")
    below = sum(tree.edges[edge].free for edge in node.edges if tree.edges[edge].status is Status.OPEN)
    free = (int(expandable) + below) if matters else 0
    _demand(node.free == free, node, f"free {node.free}, counted {free}")


def _check_signatures(tree: Tree) -> None:
    """No signature twice on a root path: a walk in depth, with the signatures of the current path at hand."""
    on_path: dict[str, int] = {}
    stack: list[tuple[TreeNode, bool]] = [(tree.root, True)]
    while stack:
        node, entering = stack.pop()
        if not entering:
            del on_path[node.signature]
            continue
        other = on_path.get(node.signature)
        _demand(other is None, node, f"stands below node {other} with the same signature")
        on_path[node.signature] = node.node_id
        stack.append((node, False))
        stack.extend((tree.nodes[c], True) for e in node.edges for c in tree.edges[e].children)


def _check_totals(tree: Tree) -> None:
    for status, number in tree.closed.items():
        counted = sum(node.status is status for node in tree.nodes)
        if counted != number:
            raise TreeInvariantError("tree", f"{number} nodes {status}, counted {counted}")
    if len(tree.frontier) != tree.root.free:
        raise TreeInvariantError("tree", f"{len(tree.frontier)} frontier nodes, the root counts {tree.root.free}")
    if len(tree.nodes) != 1 + sum(len(edge.children) for edge in tree.edges):
        raise TreeInvariantError("tree", "a node belongs to no edge")


def _check_values(tree: Tree) -> None:
    for node in tree.nodes:
        _demand(math.isclose(node.value, node_value(tree, node)), node, f"value {node.value} is out of date")
    for edge in tree.edges:
        _demand(math.isclose(edge.value, edge_value(tree, edge)), edge, f"value {edge.value} is out of date")
