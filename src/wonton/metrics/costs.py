"""What a search cost: counts of attempts by what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class AttemptCounts:
    """Attempts of one search. `tau` is the unit of search cost: attempts made, blocked offers not among them.

    `closed`, `children` and `failed` add up to `tau`. `nondeterministic` counts attempts that a wall-clock or
    memory limit ended or that crashed: those that another execution might answer otherwise.
    """

    tau: int
    closed: int
    children: int
    failed: int
    blocked: int
    nondeterministic: int

    def to_json(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def count_attempts(attempts: Iterable[tuple[str, str, str]]) -> AttemptCounts:
    """Count attempts given as (status, failure_kind, limit_met), in the search protocol's words."""
    statuses: Counter[str] = Counter()
    nondeterministic = 0
    for status, failure_kind, limit_met in attempts:
        statuses[status] += 1
        nondeterministic += is_nondeterministic(failure_kind, limit_met)
    made = {name: statuses[name] for name in ("closed", "children", "failed")}
    return AttemptCounts(sum(made.values()), **made, blocked=statuses["blocked"], nondeterministic=nondeterministic)


def is_nondeterministic(failure_kind: str, limit_met: str) -> bool:
    """Whether an attempt might go otherwise next time: it met a wall-clock or memory limit, or its process died.

    A timeout by heartbeats is deterministic and does not count.
    """
    return limit_met in ("wall", "memory") or failure_kind == "crashed"
