"""Rows of a variant's metrics, comparison, graph, tree and re-checks."""

from __future__ import annotations

from statistics import fmean
from typing import Any

from wonton.artifacts.layout import CONTROL_NULL
from wonton.lake.reconcile.source import Found, JsonObject, ProblemError, compact

Place = tuple[str, str, str]
_FAMILY = "block_family_"
_TACTIC = "block_"


def metrics(at: Place, value: JsonObject) -> Found:
    """The row of `variant_metrics`."""
    attempts, totals = value["attempts"], value["totals"]
    proof, timings = value["proof"] or {}, value.get("timings") or {}
    traced = value.get("trace_k") or {}
    row = (
        *at,
        *(value[name] for name in ("order", "lesion", "seed", "status", "search_closed", "solved", "rung", "tier")),
        value["iterations"],
        attempts["tau"],
        value["attempts_at_solve"],
        value["censored"],
        *(attempts[name] for name in ("closed", "children", "failed", "blocked", "nondeterministic")),
        value["deepest"],
        totals["nodes"],
        totals["edges"],
        len(value["escapes"]),
        *(proof.get(name) for name in ("steps", "depth", "structure", "structure_unordered")),
        compact(proof["heads"]) if proof else None,
        compact(proof["families"]) if proof else None,
        *(traced.get(name) for name in ("k", "k_low", "k_high", "tau_blind", "reason")),
        *(timings.get(name) for name in ("seconds", "assistant_seconds", "check_seconds")),
    )
    return {"variant_metrics": [row]}


_COMPARED = (
    "outcome same_structure same_structure_unordered same_tactics shared_prefix tactic_distance "
    "tactic_distance_normalised family_distance family_distance_normalised steps wild_steps tau wild_tau tau_ratio"
).split()


def comparison(at: Place, value: JsonObject, control_solved: bool | None) -> Found:
    """The rows of `comparisons` and `interventions`."""
    variant, escaped, wild = at[2], bool(value["escapes"]), value["wild_solved"]
    kind, target = ("control", "") if variant == CONTROL_NULL else _lesion(variant)
    intervention = (
        *at,
        kind,
        target,
        value["outcome"],
        wild,
        control_solved,
        value["solved"],
        escaped,
        wild and not escaped,
        wild and not escaped and bool(control_solved),
        not wild and not escaped,
    )
    return {"comparisons": [(*at, *(value[name] for name in _COMPARED))], "interventions": [intervention]}


def _lesion(variant: str) -> tuple[str, str]:
    if variant.startswith(_FAMILY):
        return "family", variant.removeprefix(_FAMILY)
    return "tactic", variant.removeprefix(_TACTIC)


def graph(at: Place, value: JsonObject) -> Found:
    """The rows of `graphs`, `graph_nodes` and `graph_edges`; none of a search that did not close."""
    proof = value["proof"]
    if proof is None:
        return {}
    nodes = [(*at, node["id"], node["signature"], node["depth"]) for node in proof["nodes"]]
    edges = [_edge(at, edge) for edge in proof["edges"]]
    steps = len({edge["state"] for edge in proof["edges"]})
    depth = max(node["depth"] for node in proof["nodes"])
    hashes = (proof["structure_hash"], proof["structure_hash_unordered"])
    row = (*at, value["solved"], proof["root"], len(nodes), len(edges), steps, depth, *hashes)
    return {"graphs": [row], "graph_nodes": nodes, "graph_edges": edges}


def _edge(at: Place, edge: JsonObject) -> tuple[Any, ...]:
    action = edge["action"]
    base = (*at, *(edge[name] for name in ("source", "target", "state", "position", "tactic", "family")))
    if action is None:
        return (*base, None, None, None, None, None, None)
    told = (action["operator"], action["arity"], action["continuation"], action["coupling"])
    return (*base, *told, compact(action["effects"]), compact(action["hypotheses"]))


def tree(at: Place, value: JsonObject) -> Found:
    """The row of `mcts_trees`."""
    nodes = value["nodes"]
    by_status = [node["status"] for node in nodes]
    expanded = [node for node in nodes if node["expansions"]]
    root = _root(value)
    row = (
        *at,
        value["status"],
        value["iterations"],
        len(nodes),
        len(value["edges"]),
        *(by_status.count(status) for status in ("solved", "dead", "open")),
        len(expanded),
        len({node["signature"] for node in nodes}),
        max(node["depth"] for node in nodes),
        fmean(node["depth"] for node in nodes),
        fmean(len(node["edges"]) for node in expanded) if expanded else None,
        sum(node["offers"] or 0 for node in expanded),
        sum(node["used"] for node in expanded),
        root["visits"],
        root["value"],
    )
    return {"mcts_trees": [row]}


def root_signature(value: JsonObject) -> str:
    """The signature of the goal that the search began with."""
    return str(_root(value)["signature"])


def _root(value: JsonObject) -> JsonObject:
    for node in value["nodes"]:
        if node["node_id"] == value["root"]:
            found: JsonObject = node
            return found
    raise ProblemError("inconsistent", f"its root, node {value['root']!r}, is not among its nodes")


def recheck(at: Place, value: JsonObject) -> Found:
    """The rows of `rechecks`."""
    names = ("outcome", "kind", "reason", "checker")
    verdicts = sorted(value["verdicts"].items())
    return {"rechecks": [(*at, kernel, *(verdict[name] for name in names)) for kernel, verdict in verdicts]}
