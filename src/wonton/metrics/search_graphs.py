"""Labelled graphs of what a search did, one kind for each family of graph edit distance.

    ged_proof_graph         the proof: a node for each goal of it, at its place, and one for each end of a branch; an
                            edge for each goal that a step leaves, labelled with the step's tactic family; of a proof
                            by refutation a node for each formula, an edge from parent to child by the rule's family
    ged_search_graph        everything found: a node for each goal signature of the search tree, an edge for each
                            different (goal, tactic family, goal left); a step that leaves nothing leads to `closed`
    ged_search_graph_soft   the same graph; a goal becomes another at the cost of their normalised tree distance
    ged_trace_graph         the walk: a node for each goal signature that was expanded, an edge for each different pair
                            of goals expanded one after the other

Labels of nodes are goal signatures. Distances of different families are never compared or averaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal, get_args

from wonton.metrics.distances import Labelled

GedFamily = Literal["ged_proof_graph", "ged_search_graph", "ged_search_graph_soft", "ged_trace_graph"]
GED_FAMILIES: tuple[GedFamily, ...] = get_args(GedFamily)

#: The label of the node that a step leads to which leaves no goal.
CLOSED = "closed"
_NEXT = "next"


def proof_graph_of(nodes: Mapping[str, str], edges: Iterable[tuple[str, str, str]]) -> Labelled:
    """The graph of a proof: `nodes` are signatures by id, `edges` (source, target, family). Raises `KeyError` for an
    edge whose ends are not among the nodes."""
    place = {name: number for number, name in enumerate(nodes)}
    return Labelled(tuple(nodes.values()), tuple((place[a], place[b], family) for a, b, family in edges))


def external_proof_graph_of(
    signatures: Sequence[str], families: Sequence[str], parents: Sequence[Sequence[int]]
) -> Labelled:
    """The graph of a proof by refutation: of each formula its signature, the family of the rule that gave it, and the
    places of the formulas it was inferred from. An edge leads from parent to child."""
    edges = [(above, child, families[child]) for child, places in enumerate(parents) for above in places]
    return Labelled(tuple(signatures), tuple(edges))


def search_graph_of(signatures: Mapping[int, str], steps: Iterable[tuple[int, str, Sequence[int]]]) -> Labelled:
    """The graph of a search tree: `signatures` by node, `steps` (node, tactic family, nodes left).

    Raises `KeyError` for a step whose nodes are not among them.
    """
    edges: list[tuple[str, str, str]] = []
    for node, family, left in steps:
        targets = [signatures[child] for child in left] or [CLOSED]
        edges += [(signatures[node], target, family) for target in targets]
    return _merged(signatures.values(), edges)


def trace_graph_of(walk: Sequence[str]) -> Labelled:
    """The graph of a walk: the signatures of the goals that were expanded, in order."""
    return _merged(walk, [(a, b, _NEXT) for a, b in pairwise(walk)])


def _merged(labels: Iterable[str], edges: Iterable[tuple[str, str, str]]) -> Labelled:
    """A node for each different label and an edge for each different (label, label, label of the edge), sorted: the
    order in which a search met them takes no part, which lets equal graphs be seen as equal."""
    different = sorted(set(edges))
    names = sorted({*labels, *(end for a, b, _ in different for end in (a, b))})
    place = {name: number for number, name in enumerate(names)}
    return Labelled(tuple(names), tuple((place[a], place[b], label) for a, b, label in different))
