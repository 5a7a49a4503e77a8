"""Goal novelty: how much of what a search met its reference never met."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True, slots=True)
class GoalNovelty:
    """Different goals of a search, of its reference, and those that only the search met.

    `soft` is the mean, over the search's goals, of the normalised tree distance to the reference's nearest goal (0 for
    a goal that both met); None where trees are missing. `proof` and `new_proof` count the goals of the search's proof.
    """

    goals: int
    reference: int
    new: int
    shared: int
    proof: int
    new_proof: int
    soft: float | None

    @property
    def novelty(self) -> float | None:
        """new / goals, between 0 and 1; None without goals."""
        return self.new / self.goals if self.goals else None

    @property
    def jaccard(self) -> float | None:
        """Goals that both met over goals that either met; None without goals. Source: P. Jaccard, New Phytologist 11
        (1912), 37-50."""
        either = self.reference + self.new
        return self.shared / either if either else None

    @property
    def proof_novelty(self) -> float | None:
        """new_proof / proof; None without a proof."""
        return self.new_proof / self.proof if self.proof else None

    def to_json(self) -> dict[str, object]:
        """All of it, unrounded."""
        return {
            "goals": self.goals,
            "reference_goals": self.reference,
            "new_goals": self.new,
            "novelty": self.novelty,
            "jaccard": self.jaccard,
            "soft_novelty": self.soft,
            "proof_goals": self.proof,
            "new_proof_goals": self.new_proof,
            "proof_novelty": self.proof_novelty,
        }


def goal_novelty(
    met: Collection[str],
    reference: Collection[str],
    proof: Collection[str],
    nearest: Sequence[float] | None = None,
) -> GoalNovelty:
    """The novelty of the goals `met` by a search beside those its `reference` met, by signature.

    `nearest` has, for each goal that is new, its distance from the nearest goal of the reference; None where some are
    not known. Raises `ValueError` where `nearest` has another length.
    """
    goals, known, proved = frozenset(met), frozenset(reference), frozenset(proof)
    new = goals - known
    if nearest is not None and len(nearest) != len(new):
        raise ValueError(f"{len(nearest)} distances for {len(new)} new goals")
    soft = fsum(nearest) / len(goals) if nearest is not None and goals else None
    return GoalNovelty(len(goals), len(known), len(new), len(goals & known), len(proved), len(proved - known), soft)
