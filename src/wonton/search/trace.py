"""Trace events: one for each told request, as values and as JSON.

An event holds what a policy saw, what it chose, what came of it and the totals afterwards; no clock values, and
floats unrounded. Keys stand in a fixed order, so equal searches give equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from wonton.search.policies import Arm, Choice
from wonton.search.tree import NodeId, Tree, TreeNode

#: Why an iteration ended as it did.
#:
#: `expanded`: at least one tactic was kept. `no_expansion`: none was. `blocked`: every remaining offer was blocked.
#: `terminal_node`, `dead_node`: something on the root path was solved, or died, while the request was in flight.
#: `no_goal`, `delayed`, `abort` belong to schedules of several agents.
Reason = Literal["expanded", "no_expansion", "blocked", "delayed", "terminal_node", "dead_node", "no_goal", "abort"]

#: What became of an attempt in the search: as the caller reported it, or dropped: `cycle`, `depth`.
Fate = Literal["closed", "children", "failed", "blocked", "cycle", "duplicate", "depth"]


class PathStep(NamedTuple):
    """A node of the selected path, with the tactic and the place among its children that led there; the root has
    tactic `""` and position 0."""

    node_id: int
    tactic: str
    position: int


class NodeView(NamedTuple):
    """A node as it stood before its expansion was applied. `offers` is None before the first expansion."""

    node_id: int
    signature: str
    depth: int
    status: str
    visits: int
    successes: int
    expansions: int
    offers: int | None
    used: int


class TracedAttempt(NamedTuple):
    """One counted or blocked attempt. `children` are the ids of the nodes it made, empty unless it was kept."""

    tactic: str
    probability: float
    status: Fate
    failure_kind: str
    limit_met: str
    blocked_by: str
    edge_id: int | None
    children: tuple[int, ...]


class Totals(NamedTuple):
    """Counts over the whole search. nodes = open + solved + dead; `frontier` are those that can be expanded now.

    `attempts` is tau: tried offers, blocked ones (`blocked`) not among them.
    """

    nodes: int
    edges: int
    open: int
    solved: int
    dead: int
    frontier: int
    attempts: int
    blocked: int
    in_flight: int


@dataclass(frozen=True, slots=True)
class TraceEvent:
    """One iteration, counted from 1. `choices` are the policy's decisions, root first; empty for `blind_uniform`."""

    iteration: int
    agent_id: int
    reason: Reason
    path: tuple[PathStep, ...]
    node: NodeView
    choices: tuple[Choice, ...]
    attempts: tuple[TracedAttempt, ...]
    totals: Totals

    def to_json(self) -> dict[str, object]:
        """The event as a line of `<variant>_mcts_trace.jsonl`: plain dicts, lists, strings and numbers."""
        return {
            "iteration": self.iteration,
            "agent_id": self.agent_id,
            "reason": self.reason,
            "path": [step._asdict() for step in self.path],
            "node": self.node._asdict(),
            "choices": [_choice_json(choice) for choice in self.choices],
            "attempts": [attempt._asdict() | {"children": list(attempt.children)} for attempt in self.attempts],
            "totals": self.totals._asdict(),
        }


def _choice_json(choice: Choice) -> dict[str, object]:
    arms: Sequence[Arm] = choice.arms
    return {"at": choice.at, "id": choice.id, "chosen": choice.chosen, "arms": [arm._asdict() for arm in arms]}


def view(node: TreeNode) -> NodeView:
    """The node as it stands now."""
    return NodeView(
        node_id=node.node_id,
        signature=node.signature,
        depth=node.depth,
        status=node.status.value,
        visits=node.visits,
        successes=node.successes,
        expansions=node.expansions,
        offers=node.offers,
        used=node.used,
    )


def steps_to(tree: Tree, node_id: NodeId) -> tuple[PathStep, ...]:
    """The path from the root to a node."""
    return tuple(
        PathStep(node.node_id, tree.edges[node.parent].tactic if node.parent is not None else "", node.position)
        for node in tree.path(node_id)
    )
