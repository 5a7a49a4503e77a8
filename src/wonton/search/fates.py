"""What becomes of the attempts of one expansion, once the search has judged them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wonton.search.protocol import Attempt
from wonton.search.trace import Fate, Reason, TracedAttempt
from wonton.search.tree import Cut, Edge, Status

#: The fates of tactics that stay in the tree.
KEPT: tuple[Fate, ...] = ("closed", "children")


class Fated(NamedTuple):
    """An attempt with its fate."""

    attempt: Attempt
    fate: Fate


def signatures(attempt: Attempt) -> tuple[str, ...]:
    """Of the goals that it left."""
    return tuple(child.signature for child in attempt.children)


def cut(item: Fated) -> Cut:
    """What was cut with it."""
    if item.fate == "failed" and (item.attempt.limit_met or item.attempt.failure_kind in ("timeout", "crashed")):
        return Cut.LIMIT
    return {"blocked": Cut.BLOCKED, "cycle": Cut.CYCLE, "depth": Cut.DEPTH}.get(item.fate, Cut.NONE)


def reason(tried: Sequence[Fated], overtaken: Status) -> Reason:
    """Why an expansion ended as it did; `overtaken` is the verdict on its root path."""
    if overtaken is not Status.OPEN:
        return "terminal_node" if overtaken is Status.SOLVED else "dead_node"
    if any(item.fate in KEPT for item in tried):
        return "expanded"
    return "blocked" if tried and all(item.fate == "blocked" for item in tried) else "no_expansion"


def traced(item: Fated, edge: Edge | None) -> TracedAttempt:
    """The attempt as the trace tells it, with the edge that it became."""
    attempt = item.attempt
    return TracedAttempt(
        tactic=attempt.tactic,
        probability=attempt.probability,
        status=item.fate,
        failure_kind=attempt.failure_kind,
        limit_met=attempt.limit_met,
        blocked_by=attempt.blocked_by,
        edge_id=edge.edge_id if edge is not None else None,
        children=edge.children if edge is not None else (),
    )
