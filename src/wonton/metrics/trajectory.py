"""Two searches of one theorem side by side: where they part, whether they meet again, and after how long."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A search beside its reference; iterations count from 1.

    `divergence` is the first iteration at which they expand different goals, or at which only one of them goes on; None
    where they are alike throughout. `reconvergence` is the search's first iteration from there on at which it expands a
    goal that the reference expanded from there on and that the search had not expanded before; `proof_reconvergence`
    the same for the goals of the reference's proof. None where that never happens.
    """

    iterations: int
    reference_iterations: int
    shared_prefix: int
    divergence: int | None
    reconvergence: int | None
    proof_reconvergence: int | None
    shared: int
    either: int

    @property
    def recovery(self) -> int | None:
        """Iterations from divergence to reconvergence; 0 where the goal at the divergence is already one of the
        reference's, None where they never meet again or never part."""
        return _since(self.divergence, self.reconvergence)

    @property
    def proof_recovery(self) -> int | None:
        """Iterations from divergence to the next new goal of the reference's proof."""
        return _since(self.divergence, self.proof_reconvergence)

    def to_json(self) -> dict[str, object]:
        """All of it; `goal_overlap` is goals that both expanded over goals that either did."""
        return {
            "iterations": self.iterations,
            "reference_iterations": self.reference_iterations,
            "identical": self.divergence is None,
            "shared_prefix": self.shared_prefix,
            "divergence_iteration": self.divergence,
            "reconvergence_iteration": self.reconvergence,
            "recovery_iterations": self.recovery,
            "proof_reconvergence_iteration": self.proof_reconvergence,
            "proof_recovery_iterations": self.proof_recovery,
            "goal_overlap": self.shared / self.either if self.either else None,
        }


def _since(start: int | None, end: int | None) -> int | None:
    return None if start is None or end is None else end - start


def trajectory(walk: Sequence[str], reference: Sequence[str], reference_proof: Collection[str] = ()) -> Trajectory:
    """Compare the goals that two searches expanded, in order, by signature; `reference_proof` are the goals of the
    reference's proof."""
    pairs = zip(walk, reference, strict=False)
    shorter = min(len(walk), len(reference))
    prefix = next((n for n, (a, b) in enumerate(pairs) if a != b), shorter)
    parted = prefix < max(len(walk), len(reference))
    before, after = frozenset(walk[:prefix]), frozenset(reference[prefix:])
    return Trajectory(
        iterations=len(walk),
        reference_iterations=len(reference),
        shared_prefix=prefix,
        divergence=prefix + 1 if parted else None,
        reconvergence=_first(walk, prefix, after - before),
        proof_reconvergence=_first(walk, prefix, frozenset(reference_proof) - before),
        shared=len({*walk} & {*reference}),
        either=len({*walk} | {*reference}),
    )


def _first(walk: Sequence[str], start: int, wanted: frozenset[str]) -> int | None:
    """The first iteration after `start` ones that expands one of the goals `wanted`."""
    return next((n + 1 for n in range(start, len(walk)) if walk[n] in wanted), None)
