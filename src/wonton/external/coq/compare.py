"""A human proof beside the proof that a search of ours found for the same statement."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.read import is_complete, read_json
from wonton.core.errors import MissingToolError
from wonton.core.proofgraph import CLOSED, ProofGraph
from wonton.metrics.distances import graph_distance
from wonton.metrics.search_graphs import proof_graph_of


def compare_with_search(graph: ProofGraph | None, run_dir: Path, item_id: str) -> dict[str, Any] | None:
    """How the human proof `graph` and the wild type's of the run in `run_dir` differ; None where there is no such
    theorem, or it has no proof there. Raises `ArtifactError` for a damaged file."""
    folder = layout.theorem_folder(run_dir, item_id)
    path = folder / layout.variant_file(layout.WILD_TYPE, layout.VariantFile.GRAPH)
    if graph is None or not is_complete(folder) or not path.is_file():
        return None
    found = read_json(path)
    if found["proof"] is None:
        return None
    human, ours = graph.to_json(), found["proof"]
    return {
        "solved": found["solved"],
        "same_statement": human["nodes"][0]["signature"] == ours["nodes"][0]["signature"],
        "same_structure": human["structure_hash"] == ours["structure_hash"],
        "same_structure_unordered": human["structure_hash_unordered"] == ours["structure_hash_unordered"],
        "structure_hash": ours["structure_hash"],
        "human": _shape(human),
        "search": _shape(ours),
        "shared_goals": len(_goals(human) & _goals(ours)),
        "ged_proof_graph": _distance(human, ours),
    }


def _goals(proof: dict[str, Any]) -> set[str]:
    return {node["signature"] for node in proof["nodes"]} - {CLOSED}


def _shape(proof: dict[str, Any]) -> dict[str, Any]:
    """Steps, different goals and depth of a proof, and its steps by family."""
    steps = {edge["state"]: edge["family"] for edge in proof["edges"]}
    return {
        "steps": len(steps),
        "goals": len(_goals(proof)),
        "depth": max(node["depth"] for node in proof["nodes"]),
        "families": dict(sorted(Counter(steps.values()).items())),
    }


def _distance(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    try:
        found = graph_distance(*(_labelled(proof) for proof in (a, b)))
    except MissingToolError as error:
        return {"value": None, "lower": None, "upper": None, "normalised": None, "exact": False, "notes": [str(error)]}
    return {
        "value": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "normalised": found.normalised,
        "exact": found.exact,
        "notes": list(found.notes),
    }


def _labelled(proof: dict[str, Any]) -> Any:
    nodes = {node["id"]: node["signature"] for node in proof["nodes"]}
    return proof_graph_of(nodes, [(edge["source"], edge["target"], edge["family"]) for edge in proof["edges"]])
