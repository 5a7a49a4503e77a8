"""The committed steps of a proof with their candidates: from a search's tree and trace, for reference K.

Depends on the published formats `mcts_tree` and `mcts_trace` alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from wonton.core.families import Language
from wonton.core.tactics import tactic_family

#: Fates of attempts, in the trace's words, that the search can go on from (as in `wonton.metrics.trace_k`).
WORKED = frozenset({"closed", "children", "duplicate"})


class StepCandidates(NamedTuple):
    """The candidates of one family at the goal of one committed step, the root's being step 0.

    `tried` were tried there, over all expansions of the goal, and `worked` of them closed it or left goals that are new
    on its root path; blocked offers are none. `used_family` is the family of the step itself, and `untried` the goal's
    offers that were never reached, of families unknown: both are the same in all rows of a step.
    """

    step: int
    node_id: int
    goal_sig: str
    used_family: str
    family: str
    tried: int
    worked: int
    untried: int


def step_candidates(
    tree: Mapping[str, Any], trace: Iterable[Mapping[str, Any]], language: Language
) -> list[StepCandidates]:
    """Rows of a search that closed, steps from the root depth first, families by name; none of another search.

    A step without an attempt in the trace has one row, of its own family, with nothing tried. Raises `KeyError` or
    `TypeError` for a tree or a trace that is not as published.
    """
    if tree["status"] != "solved":
        return []
    steps = list(_committed(tree))
    attempts: dict[int, list[Mapping[str, Any]]] = {node["node_id"]: [] for node, _ in steps}
    for event in trace:
        found = attempts.get(event["node"]["node_id"])
        if found is not None:
            found += event["attempts"]
    rows: list[StepCandidates] = []
    for step, (node, tactic) in enumerate(steps):
        seen = attempts[node["node_id"]]
        untried = (node["offers"] or 0) - len(seen)
        used = _family(tactic, language)
        counts = _counted(seen, language) or {used: (0, 0)}
        for family in sorted(counts):
            tried, worked = counts[family]
            rows.append(StepCandidates(step, node["node_id"], node["signature"], used, family, tried, worked, untried))
    return rows


def _committed(tree: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Nodes of the proof and the tactic that each was solved by, from the root depth first."""
    nodes = {node["node_id"]: node for node in tree["nodes"]}
    edges = {edge["edge_id"]: edge for edge in tree["edges"]}
    waiting = [tree["root"]]
    while waiting:
        node = nodes[waiting.pop()]
        edge = edges[node["solved_by"]]
        yield node, edge["tactic"]
        waiting += reversed(edge["children"])


def _counted(attempts: Iterable[Mapping[str, Any]], language: Language) -> dict[str, tuple[int, int]]:
    """(tried, worked) by family."""
    tried: Counter[str] = Counter()
    worked: Counter[str] = Counter()
    for attempt in attempts:
        if attempt["status"] != "blocked":
            family = _family(attempt["tactic"], language)
            tried[family] += 1
            worked[family] += attempt["status"] in WORKED
    return {family: (count, worked[family]) for family, count in tried.items()}


@lru_cache(maxsize=65536)
def _family(tactic: str, language: Language) -> str:
    return str(tactic_family(tactic, language).value)
