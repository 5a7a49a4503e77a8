"""What whoever expands a request must know of the search: a value, so that it can be sent to another process.

Nothing in a brief changes while its request is in flight: the node is reserved, and the path above it is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wonton.search.policies import shuffled_places
from wonton.search.protocol import Attempt, Offer, Request
from wonton.search.search import Search


@dataclass(frozen=True, slots=True)
class Brief:
    """The search's side of one expansion. `shuffle` is the seed and the node id that offers are ordered by, None for
    the provider's own order; the rest is what `Search.keeps` asks of the tree."""

    start: int
    shuffle: tuple[int, int] | None
    first_only: bool
    too_deep: bool
    path_signatures: frozenset[str]
    left_by_kept: frozenset[tuple[str, ...]]

    def remaining(self, offers: Sequence[Offer]) -> list[Offer]:
        """The offers still to be tried, in the order in which to try them."""
        ordered = list(offers)
        if self.shuffle is not None:
            ordered = [offers[place] for place in shuffled_places(*self.shuffle, len(offers))]
        return ordered[self.start :]

    def ends(self, attempt: Attempt) -> bool:
        """Whether the expansion stops with this attempt: the search takes the first that it keeps, and keeps it."""
        if not self.first_only or attempt.status not in ("closed", "children"):
            return False
        if attempt.status == "closed":
            return True
        signatures = tuple(child.signature for child in attempt.children)
        seen = any(signature in self.path_signatures for signature in signatures)
        return not (seen or self.too_deep or signatures in self.left_by_kept)


def brief(search: Search, request: Request) -> Brief:
    """The brief of a request that `search` has handed out."""
    nodes, edges, settings = search.tree.nodes, search.tree.edges, search.settings
    node = nodes[request.node_id]
    kept = (edges[edge_id].children for edge_id in node.edges)
    return Brief(
        start=request.start,
        shuffle=(search.seed, request.node_id) if settings.policy == "blind_uniform" else None,
        first_only=settings.expansion == "first_success",
        too_deep=node.depth + 1 >= settings.max_depth,
        path_signatures=request.path_signatures,
        left_by_kept=frozenset(tuple(nodes[child].signature for child in children) for children in kept),
    )
