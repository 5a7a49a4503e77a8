"""A variant's proof beside its wild type's: structure, tactics, size, cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wonton.metrics.outcomes import Outcome, classify


@dataclass(frozen=True, slots=True)
class ProofShape:
    """What comparisons need of one variant. Hashes are None and `tactics` empty where it is unsolved.

    `tactics` are the proof's tactics, parents before children, left to right; `families` theirs, in the same order;
    `tau` the attempts of the search, solved or not.
    """

    structure: str | None
    structure_unordered: str | None
    tactics: tuple[str, ...]
    families: tuple[str, ...]
    tau: int

    @property
    def solved(self) -> bool:
        """Whether there is a proof."""
        return self.structure is not None


def compare(wild: ProofShape, variant: ProofShape) -> dict[str, object]:
    """The variant beside its wild type; differences are None unless both solved.

    `tactic_distance` and `family_distance` are edit distances, `*_normalised` divides by the longer length;
    `tau_ratio` is tau of the variant over tau of the wild type, None where that is 0 or either is unsolved.
    """
    outcome: Outcome | None = classify(wild.structure, variant.structure)
    both = wild.solved and variant.solved
    tactic_distance = edit_distance(wild.tactics, variant.tactics) if both else None
    family_distance = edit_distance(wild.families, variant.families) if both else None
    longest = max(len(wild.tactics), len(variant.tactics))
    return {
        "outcome": outcome,
        "wild_solved": wild.solved,
        "solved": variant.solved,
        "same_structure": wild.structure == variant.structure if both else None,
        "same_structure_unordered": wild.structure_unordered == variant.structure_unordered if both else None,
        "same_tactics": wild.tactics == variant.tactics if both else None,
        "shared_prefix": shared_prefix(wild.tactics, variant.tactics) if both else None,
        "tactic_distance": tactic_distance,
        "tactic_distance_normalised": _share(tactic_distance, longest),
        "family_distance": family_distance,
        "family_distance_normalised": _share(family_distance, longest),
        "steps": len(variant.tactics) if variant.solved else None,
        "wild_steps": len(wild.tactics) if wild.solved else None,
        "tau": variant.tau,
        "wild_tau": wild.tau,
        "tau_ratio": variant.tau / wild.tau if both and wild.tau else None,
    }


def _share(value: int | None, whole: int) -> float | None:
    if value is None:
        return None
    return value / whole if whole else 0.0


def shared_prefix(first: Sequence[str], second: Sequence[str]) -> int:
    """How many leading elements two sequences share."""
    for index, (one, two) in enumerate(zip(first, second, strict=False)):
        if one != two:
            return index
    return min(len(first), len(second))


def edit_distance(first: Sequence[str], second: Sequence[str]) -> int:
    """Least number of insertions, deletions and substitutions, each of cost 1, that turn one sequence into the other.

    Source: V. I. Levenshtein, Soviet Physics Doklady 10 (1966), 707-710; computed row by row (R. A. Wagner,
    M. J. Fischer, JACM 21 (1974), 168-173) in O(len(first) * len(second)) time.
    """
    row = list(range(len(second) + 1))
    for i, one in enumerate(first, start=1):
        corner, row[0] = row[0], i
        for j, two in enumerate(second, start=1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (one != two))
    return row[-1]
