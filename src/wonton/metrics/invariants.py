"""Invariant steps: what all proofs of a theorem have in common, whatever was done to the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: A goal by its signature, and the family of the tactic that was used on it.
Step = tuple[str, str]


@dataclass(frozen=True, slots=True)
class InvariantSteps:
    """The different steps of `proofs` proofs: in how many of them each stands, most frequent first, ties by step."""

    proofs: int
    counts: tuple[tuple[Step, int], ...]

    @property
    def invariant(self) -> tuple[Step, ...]:
        """The steps of every proof, sorted."""
        return tuple(sorted(step for step, count in self.counts if count == self.proofs))

    @property
    def share(self) -> float | None:
        """Steps that all proofs have over steps that any has; None for fewer than two proofs."""
        return len(self.invariant) / len(self.counts) if self.proofs > 1 and self.counts else None


def invariant_steps(proofs: Sequence[Collection[Step]]) -> InvariantSteps:
    """The steps of several proofs of one theorem; a step that a proof takes twice counts once."""
    counted = Counter(step for proof in proofs for step in set(proof))
    return InvariantSteps(len(proofs), tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))))
