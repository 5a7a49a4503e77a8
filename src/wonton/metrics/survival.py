"""Costs of which some are known only to exceed something: the Kaplan-Meier curve and its mean within a horizon.

Censoring is taken as independent of the cost: of searches that are unsolved at t, those whose budget ends there are
taken to be like the others. A budget in iterations is not quite so (docs/explanation/when-k-can-be-believed.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Followed(NamedTuple):
    """One search: solved at `attempts`, or known to be unsolved after so many."""

    attempts: int
    solved: bool


def restricted_mean(rows: Sequence[Followed], horizon: int) -> float | None:
    """E[min(tau, H)], the area under the Kaplan-Meier curve from 0 to H. No row goes beyond the horizon.

    At each solve the curve falls by the share of those that were still followed (searches cut short at the very same
    attempts count as followed). None where the curve is above 0 and followed to less than H, and without rows.
    Where no search is cut short before H this is the plain mean.

    Sources: E. L. Kaplan, P. Meier, JASA 53 (1958), 457-481; J. O. Irwin, Journal of Hygiene 47 (1949), 188-189.
    """
    if not rows:
        return None
    last = max(rows, key=lambda row: (row.attempts, not row.solved))
    if last.attempts < horizon and not last.solved:
        return None
    return _area(rows, horizon)


def pseudo_values(rows: Sequence[Followed], horizon: int) -> list[float]:
    """For each row n m - (n - 1) m', m the restricted mean of all rows and m' that of the others. Their mean estimates
    the restricted mean as independent rows would; `min(tau, H)` itself where no search is cut short before H.

    Source: P. K. Andersen, J. P. Klein, S. Rosthøj, Biometrika 90 (2003), 15-27. Where the others are followed to less
    than H, their curve is continued as it stands.
    """
    n = len(rows)
    if n < 2 or all(row.solved or row.attempts >= horizon for row in rows):
        return [float(row.attempts) for row in rows]
    everything = _area(rows, horizon)
    left_out: dict[Followed, float] = {}
    for i, row in enumerate(rows):
        if row not in left_out:
            left_out[row] = _area([*rows[:i], *rows[i + 1 :]], horizon)
    return [n * everything - (n - 1) * left_out[row] for row in rows]


def _area(rows: Sequence[Followed], horizon: int) -> float:
    """Area under the curve, which stays as it is beyond what is followed."""
    area, curve, at, followed = 0.0, 1.0, 0, len(rows)
    for attempts, censored in sorted((row.attempts, not row.solved) for row in rows):
        area += curve * (attempts - at)
        at = attempts
        if not censored:
            curve *= (followed - 1) / followed
        followed -= 1
    return area + curve * (horizon - at)
