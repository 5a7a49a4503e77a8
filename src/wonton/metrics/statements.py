"""How alike two statements are: formulas of provers, or goals, as trees.

`1 - d` with d the normalised tree distance (`metrics.distances.trees`): 1 for equal trees, 0 for trees that share
nothing. Names of bound variables do not count, all other names do.
"""

from __future__ import annotations

from wonton.core.expr import Expr
from wonton.metrics.distances import normalised_tree_distance

#: Nodes of both trees together beyond which no distance is computed: its cost grows with the product of their sizes.
MAX_NODES = 20_000


def statement_similarity(a: Expr, b: Expr, max_nodes: int = MAX_NODES) -> float | None:
    """The similarity of two statements, 0 to 1; None where they have more than `max_nodes` nodes together (shared
    subtrees count each time). Raises `MissingToolError` without numba."""
    if a.size + b.size > max_nodes:
        return None
    return 1.0 - normalised_tree_distance(a, b)
