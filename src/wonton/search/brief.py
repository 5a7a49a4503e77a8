"""What whoever expands a request must know of the search: a value, so that it can be sent to another process.

Nothing in a brief changes while its request is in flight: the node is reserved, and the path above it is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wonton.search.fates import KEPT, signatures
from wonton.search.policies import shuffled_places
from wonton.search.protocol import Attempt, Offer
from wonton.search.trace import Fate


@dataclass(frozen=True, slots=True)
class Brief:
    """The search's side of one expansion. `start` offers are used up; `shuffle` is the seed and the node id that offers
    are ordered by, None for the provider's own order. A child whose signature is among `path_signatures` closes a
    cycle; `left_by_kept` are the signatures of what each kept tactic of the node left."""

    start: int
    shuffle: tuple[int, int] | None
    first_only: bool
    too_deep: bool
    path_signatures: frozenset[str]
    left_by_kept: frozenset[tuple[str, ...]]

    def remaining(self, offers: Sequence[Offer]) -> list[Offer]:
        """The offers still to be tried, in the order in which to try them: the provider's, except under
        `blind_uniform`; there a permutation that depends on seed and node alone."""
        if self.shuffle is None:
            return list(offers[self.start :])
        return [offers[place] for place in shuffled_places(*self.shuffle, len(offers))[self.start :]]

    def fate(self, attempt: Attempt) -> Fate:
        """What becomes of an attempt, the others of this expansion left out of account."""
        if attempt.status != "children":
            return attempt.status
        if any(child.signature in self.path_signatures for child in attempt.children):
            return "cycle"
        if signatures(attempt) in self.left_by_kept:
            return "duplicate"
        return "depth" if self.too_deep else "children"

    def keeps(self, attempt: Attempt) -> bool:
        """Whether the search would keep this attempt's tactic: it closed the goal, or left goals that are all new on
        the root path, that no kept tactic of this node has left before, and that are above the depth limit."""
        return self.fate(attempt) in KEPT

    def ends(self, attempt: Attempt) -> bool:
        """Whether the expansion stops here: `first_success` does after the first that is kept."""
        return self.first_only and self.keeps(attempt)
