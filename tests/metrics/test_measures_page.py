"""The worked examples of docs/reference/measures.md, computed again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal
from wonton.core.structure_hash import graph_hashes
from wonton.metrics import TracedStep, trace_k
from wonton.metrics.attractors import attractor_clusters
from wonton.metrics.distances import graph_distance, normalised, normalised_tree_distance, tree_distance
from wonton.metrics.failures import failure_reason, message_class
from wonton.metrics.fingerprints import counted, jensen_shannon
from wonton.metrics.goal_trees import goal_type
from wonton.metrics.invariants import invariant_steps
from wonton.metrics.novelty import goal_novelty
from wonton.metrics.paths import detours, path_distance
from wonton.metrics.search_graphs import (
    GED_FAMILIES,
    external_proof_graph_of,
    proof_graph_of,
    search_graph_of,
    trace_graph_of,
)
from wonton.metrics.statements import statement_similarity
from wonton.metrics.trajectory import trajectory

Json = dict[str, Any]
PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "measures.md").read_text(encoding="utf-8")
EXAMPLES: dict[str, Json] = {
    value["measure"]: value for value in map(json.loads, re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL))
}


def expr(value: list[Any]) -> Expr:
    kind, label, *children = value
    return Expr(ExprKind(kind), label, tuple(map(expr, children)))


def tree(example: Json) -> Json:
    a, b = expr(example["a"]), expr(example["b"])
    return {"value": tree_distance(a, b), "normalised": normalised_tree_distance(a, b)}


def similarity(example: Json) -> Json:
    return {"similarity": 1 - normalised(example["distance"], sum(example["sizes"]))}


def proofs(example: Json) -> Json:
    a, b = (
        proof_graph_of(side["nodes"], [(s, t, family) for s, t, family in side["edges"]])
        for side in (example["a"], example["b"])
    )
    found = graph_distance(a, b)
    assert found.exact
    return {"value": found.value, "normalised": found.normalised}


def external_proofs(example: Json) -> Json:
    sides = [(side["nodes"], side["families"], side["parents"]) for side in (example["a"], example["b"])]
    found = graph_distance(*(external_proof_graph_of(*side) for side in sides))
    assert found.exact
    ordered, unordered = graph_hashes(*sides[0])
    hashes = {"structure_hash": ordered, "structure_hash_unordered": unordered}
    return {"value": found.value, "normalised": found.normalised, **hashes}


def searches(example: Json) -> Json:
    a, b = (
        search_graph_of({int(k): v for k, v in side["signatures"].items()}, side["steps"])
        for side in (example["a"], example["b"])
    )
    cost: Callable[[int, int], float] | None = None
    if "costs" in example:

        def priced(i: int, j: int) -> float:
            x, y = a.nodes[i], b.nodes[j]
            return 0.0 if x == y else float(example["costs"].get(f"{x} {y}", 1.0))

        cost = priced
    found = graph_distance(a, b, node_cost=cost)
    assert found.exact
    return {"value": found.value, "normalised": found.normalised}


def walks(example: Json) -> Json:
    found = graph_distance(trace_graph_of(example["a"]), trace_graph_of(example["b"]))
    assert found.exact
    return {"value": found.value, "normalised": found.normalised}


def novelty(example: Json) -> Json:
    return goal_novelty(example["met"], example["reference"], example["proof"], example["nearest"]).to_json()


def path(example: Json) -> Json:
    ours, theirs = example["path"], example["reference"]

    def cost(i: int, j: int) -> float:
        return 0.0 if ours[i] == theirs[j] else float(example["costs"].get(f"{ours[i]} {theirs[j]}", 1.0))

    found = path_distance(len(ours), len(theirs), cost)
    return {"value": found.value, "normalised": found.normalised}


def fingerprints(example: Json) -> Json:
    a, b = counted(example["a"]), counted(example["b"])
    return {"a": list(a), "b": list(b), "divergence": jensen_shannon(a, b)}


def clusters(example: Json) -> Json:
    found = attractor_clusters(example["distances"], example["distances"], example["weights"], example["threshold"])
    assert not found.ambiguous
    return {
        "heights": [merge.height for merge in found.merges],
        "clusters": [list(cluster.members) for cluster in found.clusters],
        "weights": [cluster.weight for cluster in found.clusters],
        "medoids": [cluster.medoid for cluster in found.clusters],
    }


def invariants(example: Json) -> Json:
    found = invariant_steps([[(sig, family) for sig, family in proof] for proof in example["proofs"]])
    return {"invariant": [list(step) for step in found.invariant], "share": found.share}


COMPUTED: dict[str, Callable[[Json], Json]] = {
    "tree_distance": tree,
    "root_goal_similarity": similarity,
    "ged_proof_graph": proofs,
    "ged_external_proof": external_proofs,
    "statement_similarity": lambda e: {"similarity": statement_similarity(expr(e["a"]), expr(e["b"]))},
    "ged_search_graph": searches,
    "ged_search_graph_soft": searches,
    "ged_trace_graph": walks,
    "goal_novelty": novelty,
    "solution_path_soft_distance": path,
    "trajectory_comparison": lambda e: trajectory(e["walk"], e["reference"], e["proof"]).to_json(),
    "tactic_fingerprint": fingerprints,
    "k_search_efficiency": lambda e: trace_k([TracedStep(*s) for s in e["steps"]], e["tau_agent"]).to_json(),
    "detours": lambda e: detours([(n, t) for n, t in e["expanded"]], e["proof"]).to_json(),
    "goal_tactics": lambda e: {name: goal_type((Goal((), expr(t), name),)) for name, t in e["targets"].items()},
    "failure_analysis": lambda e: {
        "reason": failure_reason(e["status"], e["cuts"], search_closed=False, solved=False),
        "message": message_class(e["message"]),
    },
    "attractor_clusters": clusters,
    "invariant_steps": invariants,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_worked_example_comes_out_as_it_stands(name: str) -> None:
    example = EXAMPLES[name]
    found = COMPUTED[name](example)
    shown = {key: found[key] for key in example["result"]}
    for key, value in example["result"].items():
        if isinstance(value, float | int):
            assert shown[key] == pytest.approx(value, abs=1e-6), key
        elif value and isinstance(value, list) and all(isinstance(part, float) for part in value):
            assert shown[key] == pytest.approx(value, abs=1e-9), key
        else:
            assert shown[key] == value, key


def test_every_measure_has_an_example_and_a_section() -> None:
    sections = re.findall(r"^### (\w+)$", PAGE, flags=re.MULTILINE)
    assert sorted(sections) == sorted(EXAMPLES) == sorted(COMPUTED)
    assert set(GED_FAMILIES) <= set(EXAMPLES)
