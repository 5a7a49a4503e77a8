"""Trace K: log10(tau_blind / tau_agent), tau in attempts, with tau_blind read off one solved search.

How far it is from the true blind cost stands in docs/explanation/when-k-can-be-believed.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, log10

_WORKS = ("closed", "children", "duplicate")


@dataclass(frozen=True, slots=True)
class TracedStep:
    """What a search knows, at its end, of the candidates at the goal of one committed step.

    `tried` candidates were tried, over all expansions of the goal; `worked` of them closed the goal or left goals that
    are new on its root path, the committed one among them. `untried` were not, since expansions stopped at the first
    success: what they would have done is unknown. Blocked candidates are none. Raises `ValueError` unless
    1 <= worked <= tried and untried >= 0.
    """

    tried: int
    worked: int
    untried: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.worked <= self.tried or self.untried < 0:
            raise ValueError(f"{self.worked} of {self.tried} tried candidates worked, {self.untried} were not tried")

    @classmethod
    def of(cls, fates: Iterable[str], offers: int) -> TracedStep:
        """From the fates of all attempts at the goal, in the trace's words, and the number of its offers.

        A `duplicate` of a kept tactic worked; `cycle` and `depth` did not: the search cannot go on from there. Offers
        without a fate count as untried candidates, though some of them may be blocked.
        """
        seen = list(fates)
        tried = [fate for fate in seen if fate != "blocked"]
        return cls(len(tried), sum(fate in _WORKS for fate in tried), offers - len(seen))

    @property
    def draws(self) -> float:
        """1/p, p the share of the tried candidates that worked: mean draws, with replacement, until one works."""
        return self.tried / self.worked

    @property
    def fewest_draws(self) -> float:
        """1/p if every untried candidate works."""
        return (self.tried + self.untried) / (self.worked + self.untried)

    @property
    def most_draws(self) -> float:
        """1/p if no untried candidate works."""
        return (self.tried + self.untried) / self.worked


def traced_steps(attempts: Iterable[tuple[int, str]], offers: Mapping[int, int]) -> tuple[TracedStep, ...]:
    """The committed steps of a proof, from the attempts of its whole trace as (node, fate).

    `offers` are those of the proof's nodes, by node; steps come in its order. Attempts elsewhere in the tree are passed
    over. Raises `ValueError` for a node of the proof without a candidate that worked.
    """
    fates: dict[int, list[str]] = {node: [] for node in offers}
    for node, fate in attempts:
        if node in fates:
            fates[node].append(fate)
    return tuple(TracedStep.of(fates[node], number) for node, number in offers.items())


@dataclass(frozen=True, slots=True)
class TraceK:
    """Trace K of one solved variant. tau_blind is the sum over its committed steps of 1/p; `tau_blind_low` and
    `tau_blind_high` are the sums if all, or none, of the untried candidates work. `k` is None, with a `reason`, where
    there is no step or no attempt; the sums are 0 without steps."""

    tau_agent: int
    steps: int
    tau_blind: float
    tau_blind_low: float
    tau_blind_high: float
    k: float | None
    reason: str = ""

    def to_json(self) -> dict[str, object]:
        """All of it, unrounded; `k_low` and `k_high` go with the bounds of tau_blind."""
        bounds = [
            None if self.k is None else log10(t / self.tau_agent) for t in (self.tau_blind_low, self.tau_blind_high)
        ]
        return {
            "k": self.k,
            "k_low": bounds[0],
            "k_high": bounds[1],
            "tau_agent": self.tau_agent,
            "tau_blind": self.tau_blind,
            "tau_blind_low": self.tau_blind_low,
            "tau_blind_high": self.tau_blind_high,
            "steps": self.steps,
            "reason": self.reason,
        }


def trace_k(steps: Iterable[TracedStep], tau_agent: int) -> TraceK:
    """Trace K from the committed steps of a proof and the attempts of the search until it was solved.

    tau_blind = sum of 1/p over the steps, the mean attempts of a searcher that draws candidates with replacement and
    whose every success leads to the proof (design, section 8).
    """
    rows = list(steps)
    tau_blind = fsum(row.draws for row in rows)
    reason = "" if rows and tau_agent > 0 else "no attempt" if rows else "no committed step"
    return TraceK(
        tau_agent=tau_agent,
        steps=len(rows),
        tau_blind=tau_blind,
        tau_blind_low=fsum(row.fewest_draws for row in rows),
        tau_blind_high=fsum(row.most_draws for row in rows),
        k=None if reason else log10(tau_blind / tau_agent),
        reason=reason,
    )
