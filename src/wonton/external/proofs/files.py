"""A proof as `proof_graph.json.gz` holds it, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wonton.artifacts.trees import TreeTable, unpack
from wonton.core.structure_hash import graph_hashes
from wonton.external.proofs.graph import Derivation, Node
from wonton.external.proofs.reading import Reading
from wonton.external.proofs.signatures import SIGNATURE_VERSION, signatures

#: Distinct subformulas beyond which formulas are left out of the file; their signatures stay.
MAX_ROWS = 500_000


def proof_graph_json(reading: Reading) -> dict[str, Any]:
    """The content of `proof_graph.json.gz`, whether the proof could be read or not."""
    frame = {
        "proof_language": reading.language,
        "complete": reading.complete,
        "notes": list(reading.notes),
        "truncated": reading.truncated,
        "signature_version": SIGNATURE_VERSION,
    }
    return {**frame, "graph": None if reading.graph is None else graph_json(reading.graph)}


def graph_json(graph: Derivation) -> dict[str, Any]:
    """A graph as plain JSON values: a table of distinct formulas, nodes, hashes and counts."""
    signed = signatures([node.formula for node in graph.nodes])
    rows, formulas = _table(graph)
    ordered, unordered = graph_hashes(signed, [n.family for n in graph.nodes], [n.parents for n in graph.nodes])
    return {
        "trees": rows,
        "nodes": [_node(n, s, f) for n, s, f in zip(graph.nodes, signed, formulas, strict=True)],
        "structure_hash": ordered,
        "structure_hash_unordered": unordered,
        "depth": graph.depth(),
        "unused": graph.unused,
        "core": list(graph.core()),
        "axioms": list(graph.axioms()),
        "counts": graph.counts(),
    }


def read_graph(value: Mapping[str, Any]) -> Derivation:
    """The graph that `graph_json` wrote. Raises `ArtifactError` for a damaged table."""
    trees = unpack(value["trees"])
    nodes = [
        Node(
            row["name"],
            None if row["formula"] is None else trees[row["formula"]],
            row["kind"],
            row["role"],
            row["rule"],
            row["family"],
            tuple(row["parents"]),
            tuple(row["discharges"]),
            row["source"],
        )
        for row in value["nodes"]
    ]
    return Derivation(tuple(nodes), value["unused"])


def _table(graph: Derivation) -> tuple[list[Any], Sequence[int | None]]:
    table = TreeTable()
    places: list[int | None] = []
    for node in graph.nodes:
        places.append(None if node.formula is None else table.add(node.formula))
        if len(table.rows) > MAX_ROWS:
            return [], [None] * len(graph.nodes)
    return table.rows, places


def _node(node: Node, signature: str, formula: int | None) -> dict[str, Any]:
    return {
        "name": node.name,
        "kind": node.kind,
        "role": node.role,
        "rule": node.rule,
        "family": node.family,
        "parents": list(node.parents),
        "discharges": list(node.discharges),
        "source": node.source,
        "signature": signature,
        "formula": formula,
    }
