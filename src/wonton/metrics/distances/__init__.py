"""Edit distances: between goals as ordered trees (`trees`), and between labelled directed graphs (`graphs`).

Both charge 1 for each node or edge that is inserted, deleted or relabelled, so both are metrics, and both have the same
normalisation to [0, 1]. Trees are exact always (`kernel`, compiled). Graphs are exact where cheap bounds meet
(`bounds`) or the solver finishes within its limit (`solver`); else there is an interval, and it says so. Neither the
compiler nor the solver is loaded before a distance is asked for.
"""

from wonton.metrics.distances.graphs import GraphDistance, Labelled, graph_distance
from wonton.metrics.distances.normal import normalised
from wonton.metrics.distances.trees import TreeDistances, normalised_tree_distance, tree_distance

__all__ = [
    "GraphDistance",
    "Labelled",
    "TreeDistances",
    "graph_distance",
    "normalised",
    "normalised_tree_distance",
    "tree_distance",
]
