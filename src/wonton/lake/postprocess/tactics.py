"""What a variant tried on which kinds of goals, its fingerprint, and why it failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wonton.core.tactics import tactic_head
from wonton.lake.postprocess.views import WORKED, Goals, View
from wonton.metrics.failures import Rejection, failure_reason, rejections
from wonton.metrics.fingerprints import Fingerprint, counted, jensen_shannon
from wonton.metrics.goal_trees import goal_type

Json = dict[str, Any]
#: Goal type, family, head.
_Cell = tuple[str, str, str]


def fingerprint(view: View) -> Fingerprint | None:
    """The variant's fingerprint; None without a trace."""
    if view.turns is None:
        return None
    tried = [attempt for turn in view.turns for attempt in turn.attempts if attempt.fate != "blocked"]
    return Fingerprint(
        tried=counted(attempt.family for attempt in tried),
        worked=counted(attempt.family for attempt in tried if attempt.fate in WORKED),
        proof=counted(family for _, family, _ in view.proof_steps),
    )


def fingerprint_json(view: View) -> Json | None:
    """`tactic_fingerprint`."""
    found = fingerprint(view)
    return None if found is None else found.to_json()


def divergence_json(view: View, reference: View) -> Json:
    """`tactic_fingerprint_divergence`: Jensen-Shannon divergences from the reference's fingerprint, in bits."""
    one, two = fingerprint(view), fingerprint(reference)
    if one is None or two is None:
        return {"tried": None, "worked": None, "proof": None}
    return {
        "tried": jensen_shannon(one.tried, two.tried),
        "worked": jensen_shannon(one.worked, two.worked),
        "proof": jensen_shannon(one.proof, two.proof),
    }


def goal_tactics(view: View, goals: Goals) -> list[Json]:
    """The variant's part of the goal-type by tactic matrix, sorted: attempts, successes and proof steps a cell."""
    cells: dict[_Cell, Counter[str]] = {}
    types: dict[str, str] = {}

    def cell(signature: str, family: str, head: str) -> Counter[str]:
        if signature not in types:
            types[signature] = goal_type(goals.by_signature.get(signature, ()))
        return cells.setdefault((types[signature], family, head), Counter())

    for turn in view.turns or ():
        for attempt in turn.attempts:
            if attempt.fate != "blocked":
                found = cell(turn.signature, attempt.family, tactic_head(attempt.tactic, view.language))
                found["attempts"] += 1
                found["successes"] += attempt.fate in WORKED
    for signature, family, head in view.proof_steps:
        cell(signature, family, head)["proof_steps"] += 1
    return [_row(key, counts) for key, counts in sorted(cells.items())]


def merged_goal_tactics(parts: Iterable[Sequence[Mapping[str, Any]]]) -> list[Json]:
    """Several parts of the matrix added up."""
    cells: dict[_Cell, Counter[str]] = {}
    for rows in parts:
        for row in rows:
            key = (row["goal_type"], row["family"], row["tactic"])
            cells.setdefault(key, Counter()).update({name: row[name] for name in _COUNTS})
    return [_row(key, counts) for key, counts in sorted(cells.items())]


_COUNTS = ("attempts", "successes", "proof_steps")


def _row(key: _Cell, counts: Mapping[str, int]) -> Json:
    goal, family, head = key
    return {"goal_type": goal, "family": family, "tactic": head, **{name: counts.get(name, 0) for name in _COUNTS}}


def failure_json(view: View) -> Json:
    """`failure_analysis`: why there is no proof, and what rejected tactics were told."""
    metrics = view.metrics
    rows = None if view.rejected is None else [Rejection(*row) for row in view.rejected]
    told = {"rejected": None, "messages": None} if rows is None else rejections(rows).to_json()
    nodes = view.tree["nodes"] if view.tree else []
    unsolved = [node for node in nodes if node["status"] == "open" and not view.solved]
    stuck = max(unsolved, key=lambda node: (int(node["visits"]), -int(node["node_id"])), default=None)
    reason = failure_reason(metrics["status"], metrics["cuts"], metrics["search_closed"], view.solved)
    return {
        "reason": reason,
        "cuts": sorted(metrics["cuts"]),
        "open_goals": len(unsolved) if view.tree else None,
        "most_visited_open_goal": None if stuck is None else str(stuck["signature"]),
        **told,
    }
