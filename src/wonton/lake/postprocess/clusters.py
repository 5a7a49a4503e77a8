"""What is said of a theorem's proofs together: distances of all pairs, attractor clusters, steps that all share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from wonton.artifacts.trees import TreeTable
from wonton.lake.postprocess.measuring import Measurer
from wonton.lake.postprocess.views import View
from wonton.metrics.attractors import Cluster, attractor_clusters
from wonton.metrics.invariants import invariant_steps

Json = dict[str, Any]


def ged_matrix(measurer: Measurer, views: Sequence[View]) -> Json:
    """`ged_matrix.json` without its frame: `ged_proof_graph` of all pairs of solved variants, and the root goal."""
    solved = [view for view in views if view.proof_graph is not None]
    pairs = [
        {"a": a.variant, "b": b.variant, **measurer.ged("ged_proof_graph", a, b)} for a, b in combinations(solved, 2)
    ]
    return {
        "family": "ged_proof_graph",
        "variants": [view.variant for view in solved],
        "pairs": pairs,
        "root_goal": root_goal(measurer, views),
    }


def root_goal(measurer: Measurer, views: Sequence[View]) -> Json | None:
    """The theorem's first goal as a packed tree; None where it was not recorded."""
    for view in views:
        if view.tree is not None:
            signature = str(next(n["signature"] for n in view.tree["nodes"] if n["node_id"] == view.tree["root"]))
            tree = measurer.goals.tree(signature)
            if tree is not None:
                table = TreeTable()
                root = table.add(tree)
                return {"signature": signature, "trees": table.rows, "root": root}
    return None


def clusters_of_variants(measurer: Measurer, views: Sequence[View]) -> Json:
    """Attractors among the proofs of a theorem's variants, by average linkage on normalised `ged_proof_graph`."""
    solved = [view for view in views if view.proof_graph is not None and view.structure is not None]
    by_structure: dict[str, list[View]] = {}
    for view in solved:
        by_structure.setdefault(str(view.structure), []).append(view)
    found = list(by_structure.items())
    rows = [[measurer.ged("ged_proof_graph", a[0], b[0]) for _, b in found] for _, a in found]
    lower, upper = ([[row[end] for row in line] for line in rows] for end in ("normalised_lower", "normalised_upper"))
    weights = [len(members) for _, members in found]
    clustering = attractor_clusters(lower, upper, weights, measurer.parameters.cluster_threshold)
    names = [structure for structure, _ in found]
    notes = ["no variant is solved"] if not found else []
    if clustering.ambiguous:
        notes.append("bounds do not settle the clusters: those of the upper bounds are given")
    return {
        "source": "variants",
        "method": "average_linkage",
        "family": "ged_proof_graph",
        "threshold": measurer.parameters.cluster_threshold,
        "members": [
            {"structure": name, "weight": len(members), "found_by": [view.variant for view in members]}
            for name, members in found
        ],
        "clusters": [_cluster(cluster, names, sum(weights)) for cluster in clustering.clusters],
        "merges": [
            {"first": [names[i] for i in m.first], "second": [names[i] for i in m.second], "height": m.height}
            for m in clustering.merges
        ],
        "ambiguous": clustering.ambiguous,
        "invariants": _invariants([members[0] for _, members in found]),
        "valid": bool(found),
        "validity": notes,
    }


def _cluster(cluster: Cluster, names: Sequence[str], total: int) -> Json:
    return {
        "members": [names[i] for i in cluster.members],
        "weight": cluster.weight,
        "share": cluster.weight / total,
        "medoid": names[cluster.medoid],
        "diameter": cluster.diameter,
    }


def _invariants(proofs: Sequence[View]) -> Json:
    """`proofs` are of different structures: a replicate has the same steps and says nothing more."""
    found = invariant_steps([[(sig, family) for sig, family, _ in view.proof_steps] for view in proofs])
    return {
        "proofs": found.proofs,
        "steps": [{"goal_sig": s, "family": f, "proofs": count} for (s, f), count in found.counts],
        "invariant": len(found.invariant),
        "share": found.share,
    }


def clusters_of_basin(seeds: Mapping[str, Any]) -> Json:
    """Attractors of a basin: its agent's structures, each its own, since a basin keeps hashes of proofs only."""
    found: dict[str, list[str]] = {}
    for row in seeds["seeds"]:
        if row["agent"]["solved"]:
            found.setdefault(str(row["agent"]["structure"]), []).append(str(row["seed"]))
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    total = sum(len(members) for _, members in ordered)
    notes = ["a basin keeps no proof graphs: clusters are of equal structures"]
    return {
        "source": "basin_seeds",
        "method": "identical_structure",
        "family": None,
        "threshold": None,
        "members": [{"structure": name, "weight": len(members), "found_by": members} for name, members in ordered],
        "clusters": [
            {"members": [n], "weight": len(m), "share": len(m) / total, "medoid": n, "diameter": 0.0}
            for n, m in ordered
        ],
        "merges": [],
        "ambiguous": False,
        "invariants": None,
        "valid": bool(ordered),
        "validity": notes if ordered else ["no seed is solved"],
    }
