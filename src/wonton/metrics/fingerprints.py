"""Tactic fingerprints: how a search spread over the tactic families, and how far two such spreads lie apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, log2

from wonton.core.families import FAMILIES, Family


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Counts by family, in the fixed order of `wonton.core.families.FAMILIES`.

    `tried` are attempts, `worked` those that closed the goal or left goals, `proof` the steps of the proof.
    """

    tried: tuple[int, ...]
    worked: tuple[int, ...]
    proof: tuple[int, ...]

    def to_json(self) -> dict[str, object]:
        """The counts."""
        return {"tried": list(self.tried), "worked": list(self.worked), "proof": list(self.proof)}


def counted(families: Iterable[str]) -> tuple[int, ...]:
    """How often each family occurs, in the fixed order. Raises `ValueError` for a family that there is not."""
    counts = [0] * len(FAMILIES)
    for name in families:
        counts[Family(name).place] += 1
    return tuple(counts)


def summed(fingerprints: Iterable[Fingerprint]) -> Fingerprint:
    """The counts of several fingerprints together."""
    rows = list(fingerprints)
    sums = [
        tuple(sum(column) for column in zip(*part, strict=True)) if part else (0,) * len(FAMILIES)
        for part in ([f.tried for f in rows], [f.worked for f in rows], [f.proof for f in rows])
    ]
    return Fingerprint(*sums)


def jensen_shannon(first: Sequence[int], second: Sequence[int]) -> float | None:
    """The Jensen-Shannon divergence of two counted distributions, in bits: 0 for equal shares, 1 where they have
    nothing in common; None where either is empty.

    With m the mean of both, (KL(p, m) + KL(q, m)) / 2. Source: J. Lin, Divergence measures based on the Shannon
    entropy, IEEE Transactions on Information Theory 37 (1991), 145-151.
    """
    if not sum(first) or not sum(second):
        return None
    p = [count / sum(first) for count in first]
    q = [count / sum(second) for count in second]
    pairs = list(zip(p, q, strict=True))
    terms = [a * log2(2 * a / (a + b)) for a, b in pairs if a] + [b * log2(2 * b / (a + b)) for a, b in pairs if b]
    return min(1.0, max(0.0, fsum(terms) / 2))
