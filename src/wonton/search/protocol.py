"""What a search hands out and takes back: plain values, free of assistants, providers, processes and clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

AttemptStatus = Literal["closed", "children", "failed", "blocked"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate tactic for a goal as the search sees it. `blocked_by` names the filter that took it away, `""` where
    none did."""

    tactic: str
    probability: float
    blocked_by: str = ""


@dataclass(frozen=True, slots=True)
class ChildGoal:
    """A goal that the search has not seen inside: its signature (cycle breaking, hashes) and a handle that it passes on
    untouched, whatever the caller needs to come back to it."""

    signature: str
    handle: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One reserved expansion: try offers on the goal behind `handle`.

    `request_id` counts from 0; results are told in this order. `agent_id` says which agent asked. `start` is the number
    of offers (in the order of `Brief.remaining`) that earlier expansions of this node used up. `path_signatures` stand
    on the path from the root to this node, the node's own included: a child among them closes a cycle.
    """

    request_id: int
    node_id: int
    agent_id: int
    handle: object
    start: int
    path_signatures: frozenset[str]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of one offer. `failure_kind` is the assistant's (`error timeout crashed forbidden`) where `status` is
    `failed`; `limit_met` as in the assistant's transition."""

    tactic: str
    probability: float
    status: AttemptStatus
    children: tuple[ChildGoal, ...] = ()
    failure_kind: str = ""
    message: str = ""
    limit_met: str = ""
    blocked_by: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The finished expansion of a request: the attempts from `Request.start` on, in the order of `Brief.remaining`, up
    to and including the one at which the expansion policy stops (more do no harm: they are not counted).

    `offers` is the number of offers the node has in all, blocked ones included.
    """

    request_id: int
    offers: int
    attempts: Sequence[Attempt]
