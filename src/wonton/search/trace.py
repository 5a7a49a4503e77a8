"""Trace events: one for each told request, each idle turn and each aborted request, as values and as JSON.

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
#: `expanded`: at least one tactic was kept. `no_expansion`: none was. `blocked`: every remaining offer was blocked, or,
#: where the event's schedule has `refused`, the goal was frozen. `terminal_node`, `dead_node`: something on the root
#: path was solved, or died, while the request was in flight. The others belong to distributed search. `delayed`: the
#: agent slept. `no_goal`: rerouting found nothing that was not frozen. `abort`: in flight at the end, no iteration.
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


class Refusal(NamedTuple):
    """A turn wasted on a frozen goal: its id, whether it is immovable, how many turns it has cost so far, this one
    included, and whether it has thawed."""

    node_id: int
    immovable: bool
    turns: int
    thawed: bool


class Schedule(NamedTuple):
    """A turn of distributed search, as it stood when it was taken.

    `in_flight`: requests out, this turn's not counted. `block_in_force`: whether the block is on. `frozen`,
    `immovable`, `thawed`: movable and immovable frozen goals met so far, and how many have thawed. `asleep`: whether
    the agent slept through the turn; `delay_left` the turns that it sleeps, this one included. `reroute_tries`: how
    often it selected again. `passed_over`: the frozen goals that it met while rerouting. `refused`: the goal that the
    turn was wasted on, None where it was not.
    """

    in_flight: int
    block_in_force: bool
    frozen: int
    immovable: int
    thawed: int
    asleep: bool
    delay_left: int
    reroute_tries: int
    passed_over: tuple[int, ...]
    refused: Refusal | None


@dataclass(frozen=True, slots=True)
class TraceEvent:
    """One iteration, counted from 1; those of reason `abort` are none and repeat the number of the last.

    `choices` are the policy's decisions, root first; empty for `blind_uniform`. A `delayed` turn has no path, and the
    root for its node. `schedule` is None for centralized search.
    """

    iteration: int
    agent_id: int
    reason: Reason
    path: tuple[PathStep, ...]
    node: NodeView
    choices: tuple[Choice, ...]
    attempts: tuple[TracedAttempt, ...]
    totals: Totals
    schedule: Schedule | None = None

    def to_json(self) -> dict[str, object]:
        """The event as a line of `<variant>_mcts_trace.jsonl`: plain dicts, lists, strings and numbers. `schedule` only
        where there is one."""
        fields: dict[str, object] = {
            "iteration": self.iteration,
            "agent_id": self.agent_id,
            "reason": self.reason,
            "path": [step._asdict() for step in self.path],
            "node": self.node._asdict(),
            "choices": [_choice_json(choice) for choice in self.choices],
            "attempts": [attempt._asdict() | {"children": list(attempt.children)} for attempt in self.attempts],
            "totals": self.totals._asdict(),
        }
        return fields if self.schedule is None else {**fields, "schedule": _schedule_json(self.schedule)}


def _choice_json(choice: Choice) -> dict[str, object]:
    arms: Sequence[Arm] = choice.arms
    return {"at": choice.at, "id": choice.id, "chosen": choice.chosen, "arms": [arm._asdict() for arm in arms]}


def _schedule_json(schedule: Schedule) -> dict[str, object]:
    refused = schedule.refused._asdict() if schedule.refused else None
    return schedule._asdict() | {"passed_over": list(schedule.passed_over), "refused": refused}


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
