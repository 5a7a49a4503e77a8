"""The AND/OR tree: goals, the tactics kept on them, and what is known about each.

A *node* is a goal and needs one of its edges to work (OR). An *edge* is a tactic that was kept and needs all of its
child goals (AND). This module covers growth, closing (solving and dying, and how both climb), visits, reservations
and the frontier. It does not cover the choice of what to expand (`policies`) nor what an expansion costs (`search`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Flag, StrEnum, auto
from typing import NewType

from wonton.search.frontier import IndexedSet
from wonton.search.protocol import ChildGoal

NodeId = NewType("NodeId", int)
EdgeId = NewType("EdgeId", int)

ROOT = NodeId(0)
#: Value of a goal nobody has looked at, under `and_min`.
PRIOR_VALUE = 0.5


class Status(StrEnum):
    """What is known about a node or edge. Closed and monotone: only an open one changes, and once."""

    OPEN = "open"
    SOLVED = "solved"
    DEAD = "dead"


class Cut(Flag):
    """Rules that took something away below a node. A node that is dead with no cut is plainly exhausted; one that is
    dead with cuts is dead only as far as those rules go."""

    NONE = 0
    BLOCKED = auto()  #: a lesion or filter blocked a candidate
    CYCLE = auto()  #: a tactic led back to a goal of its own root path
    DEPTH = auto()  #: a tactic left goals at the depth limit
    LIMIT = auto()  #: an attempt timed out, ran out of its limit or crashed

    @property
    def names(self) -> list[str]:
        """Lower-case names of the single cuts, in the order above."""
        return [cut.name.lower() for cut in Cut if cut in self and cut.name is not None]


@dataclass(slots=True)
class Statistics:
    """What selection reads, the same for nodes and edges.

    `visits` are told expansions and refusals in the subtree, `successes` those that closed their goal, `in_flight`
    those not told yet. `free` is the number of frontier nodes in the subtree, 0 once it no longer matters. `value` in
    0..1 is kept up to date under `and_min` only.
    """

    visits: int = field(default=0, kw_only=True)
    successes: int = field(default=0, kw_only=True)
    in_flight: int = field(default=0, kw_only=True)
    free: int = field(default=0, kw_only=True)
    value: float = field(default=PRIOR_VALUE, kw_only=True)


@dataclass(slots=True)
class TreeNode(Statistics):
    """A goal. `parent` is None for the root; `position` its place among the edge's children; `depth` in tactics.

    `log_probability` is the sum of ln p over the tactics that led here. `offers` is None until the first expansion;
    `used` of them are tried (blocked ones included). `last_probability` is that of the offer used last, 1 before.
    `live_edges` counts open edges; `solved_by` is the edge that solved this node, None until then. `refusals` are told
    turns of agents that found this node frozen, `refusing` those not told yet; 0 without a block.
    """

    node_id: NodeId
    signature: str
    handle: object
    parent: EdgeId | None
    position: int
    depth: int
    log_probability: float
    status: Status = Status.OPEN
    cuts: Cut = Cut.NONE
    edges: list[EdgeId] = field(default_factory=list)
    live_edges: int = 0
    solved_by: EdgeId | None = None
    offers: int | None = None
    used: int = 0
    last_probability: float = 1.0
    expansions: int = 0
    reserved: bool = False
    refusals: int = 0
    refusing: int = 0

    @property
    def untried(self) -> bool:
        """Whether offers may remain: never expanded, or not all used."""
        return self.offers is None or self.used < self.offers


@dataclass(slots=True)
class Edge(Statistics):
    """A kept tactic of node `parent`. `missing` counts children not solved yet; `killed_by` is the child whose death
    closed this edge, None otherwise."""

    edge_id: EdgeId
    parent: NodeId
    tactic: str
    probability: float
    children: tuple[NodeId, ...]
    missing: int
    status: Status = Status.OPEN
    killed_by: NodeId | None = None


class Tree:
    """The tree of one search. Ids are indexes into `nodes` and `edges`, given in order of creation.

    `frontier` holds the nodes that can be expanded now: open, with untried offers, not reserved, and with nothing
    closed on their root path.
    """

    def __init__(self, root: ChildGoal) -> None:
        self.nodes: list[TreeNode] = [TreeNode(ROOT, root.signature, root.handle, None, 0, 0, 0.0, free=1)]
        self.edges: list[Edge] = []
        self.frontier: IndexedSet[NodeId] = IndexedSet()
        self.frontier.add(ROOT)
        self.closed: dict[Status, int] = {Status.SOLVED: 0, Status.DEAD: 0}

    @property
    def root(self) -> TreeNode:
        """The node that the search is about."""
        return self.nodes[ROOT]

    # Walking

    def ascend(self, node_id: NodeId) -> Iterator[TreeNode | Edge]:
        """The node, the edge above it, that edge's node, ... up to the root."""
        node = self.nodes[node_id]
        yield node
        while node.parent is not None:
            edge = self.edges[node.parent]
            yield edge
            node = self.nodes[edge.parent]
            yield node

    def path(self, node_id: NodeId) -> list[TreeNode]:
        """Nodes from the root to `node_id`, both included."""
        nodes = [item for item in self.ascend(node_id) if isinstance(item, TreeNode)]
        nodes.reverse()
        return nodes

    def path_signatures(self, node_id: NodeId) -> frozenset[str]:
        """Signatures on the root path, the node's own included."""
        return frozenset(node.signature for node in self.path(node_id))

    def verdict_above(self, node_id: NodeId) -> Status:
        """Open where the whole root path is, else the status of the closed node or edge nearest to `node_id`."""
        return next((i.status for i in self.ascend(node_id) if i.status is not Status.OPEN), Status.OPEN)

    # Reservations and visits

    def reserve(self, node_id: NodeId) -> None:
        """Take a node off the frontier and count it as in flight along its path."""
        self.frontier.discard(node_id)
        self.nodes[node_id].reserved = True
        for item in self.ascend(node_id):
            item.in_flight += 1
            item.free -= 1

    def backward(self, node_id: NodeId, reward: int) -> None:
        """Turn a reservation into a visit along the path; `reward` is 1 where the expansion closed its goal."""
        node = self.nodes[node_id]
        node.reserved = False
        node.expansions += 1
        for item in self.ascend(node_id):
            item.in_flight -= 1
            item.visits += 1
            item.successes += reward

    def release(self, node_id: NodeId) -> list[NodeId]:
        """Withdraw a reservation as if it had never been; gives the node if it is on the frontier again."""
        self.nodes[node_id].reserved = False
        for item in self.ascend(node_id):
            item.in_flight -= 1
        return self.extend_frontier(node_id, ())

    def hide(self, node_id: NodeId) -> None:
        """Take a frontier node out of sight, until `show`."""
        self.frontier.discard(node_id)
        for item in self.ascend(node_id):
            item.free -= 1

    def show(self, node_id: NodeId) -> None:
        """Undo `hide`. The node goes to the end of the frontier's order."""
        self.frontier.add(node_id)
        for item in self.ascend(node_id):
            item.free += 1

    def refuse(self, node_id: NodeId) -> None:
        """A turn was wasted on a frozen node, which stays on the frontier: in flight along its path."""
        self.nodes[node_id].refusing += 1
        for item in self.ascend(node_id):
            item.in_flight += 1

    def refused(self, node_id: NodeId, counts: bool) -> None:
        """End a refusal: as a visit without success along the path where it `counts`, else as if it had not been."""
        node = self.nodes[node_id]
        node.refusing -= 1
        node.refusals += counts
        for item in self.ascend(node_id):
            item.in_flight -= 1
            item.visits += counts

    # Growth

    def use_offers(self, node_id: NodeId, offers: int, used: int, last_probability: float, cuts: Cut) -> None:
        """Record that of `offers` in all, `used` more are spent, and what was cut among them."""
        node = self.nodes[node_id]
        node.offers = offers
        node.used += used
        node.last_probability = last_probability
        node.cuts |= cuts

    def grow(
        self, node_id: NodeId, tactic: str, probability: float, log_probability: float, goals: Sequence[ChildGoal]
    ) -> Edge:
        """Keep a tactic: a new edge with a new node for each of `goals`; without goals the edge is solved.

        `log_probability` is ln of `probability`, floored by the caller. Neither settles nor touches the frontier.
        """
        node = self.nodes[node_id]
        edge_id = EdgeId(len(self.edges))
        first, total = len(self.nodes), node.log_probability + log_probability
        children = tuple(NodeId(first + i) for i in range(len(goals)))
        for i, (child, goal) in enumerate(zip(children, goals, strict=True)):
            self.nodes.append(TreeNode(child, goal.signature, goal.handle, edge_id, i, node.depth + 1, total))
        edge = Edge(edge_id, node_id, tactic, probability, children, missing=len(children))
        self.edges.append(edge)
        node.edges.append(edge_id)
        if children:
            node.live_edges += 1
        else:
            self._edge_solved(edge, node)
        return edge

    def extend_frontier(self, node_id: NodeId, edges: Sequence[Edge]) -> list[NodeId]:
        """Put the node (where offers remain) and the children of its new `edges` on the frontier; gives those added.

        Nothing is added where something on the node's root path is closed.
        """
        node = self.nodes[node_id]
        if self.verdict_above(node_id) is not Status.OPEN:
            return []
        added = [node_id] if node.untried else []
        own = len(added)
        for edge in edges:
            added.extend(edge.children)
            edge.free = len(edge.children)
            for child in edge.children:
                self.nodes[child].free = 1
        total = own + sum(edge.free for edge in edges)
        for item in self.ascend(node_id):
            item.free += total
        for entering in added:
            self.frontier.add(entering)
        return added

    # Closing

    def settle(self, node_id: NodeId) -> None:
        """Close the node if it is due, and climb as far as that closes others."""
        current: TreeNode | None = self.nodes[node_id]
        while current is not None and current.status is Status.OPEN:
            verdict = self._due(current)
            if verdict is Status.OPEN:
                return
            current.status = verdict
            self.closed[verdict] += 1
            self._withdraw(current)
            current = self._climb(current)

    @staticmethod
    def _due(node: TreeNode) -> Status:
        if node.solved_by is not None:
            return Status.SOLVED
        return Status.OPEN if node.live_edges or node.untried or node.reserved else Status.DEAD

    def _climb(self, node: TreeNode) -> TreeNode | None:
        """Tell the edge above that `node` closed; gives the parent node if that edge closed with it."""
        edge = self.edges[node.parent] if node.parent is not None else None
        if edge is None or edge.status is not Status.OPEN:
            return None
        parent = self.nodes[edge.parent]
        if node.status is Status.SOLVED:
            edge.missing -= 1
            if edge.missing:
                return None
            self._edge_solved(edge, parent)
        else:
            edge.status, edge.killed_by = Status.DEAD, node.node_id
            parent.cuts |= node.cuts
            self._withdraw(edge)
        parent.live_edges -= 1
        return parent

    @staticmethod
    def _edge_solved(edge: Edge, node: TreeNode) -> None:
        edge.status = Status.SOLVED
        if node.solved_by is None:
            node.solved_by = edge.edge_id

    def _withdraw(self, top: TreeNode | Edge) -> None:
        """Take everything at and below `top` off the frontier: it closed, so nothing there matters any more."""
        amount = top.free
        if not amount:
            return
        above = self.ascend(top.node_id if isinstance(top, TreeNode) else top.parent)
        if isinstance(top, TreeNode):
            next(above)
        for item in above:
            item.free -= amount
        stack: list[TreeNode | Edge] = [top]
        while stack:
            item = stack.pop()
            item.free = 0
            below: Iterator[TreeNode | Edge]
            if isinstance(item, TreeNode):
                self.frontier.discard(item.node_id)
                below = (self.edges[edge] for edge in item.edges)
            else:
                below = (self.nodes[child] for child in item.children)
            stack.extend(part for part in below if part.free)
