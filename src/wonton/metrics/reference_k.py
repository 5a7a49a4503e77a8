"""Reference K: log10(tau_blind / tau_agent), tau in attempts, with tau_blind from a reference instead of the search
that is scored.

A reference is a frozen table of attempts and successes by goal signature and tactic family. With s successes in a
attempts of a cell, p(success | signature, family) = (s + alpha) / (a + 2 alpha): the mean of the posterior under a
Beta(alpha, alpha) prior (alpha = 1: Laplace's rule of succession, Essai philosophique sur les probabilités, 1814;
alpha = 1/2: H. Jeffreys, Theory of Probability, 1961, 3.23). A cell without attempts takes the family's global rate by
the same formula, and a family without any attempt its prior mean, 1/2. Which of the three it was is counted.

At a committed step with n candidates at its goal, two readings of the chance that one blind draw works:

    any_success     p averaged over the candidates: any tactic that works will do
    used_operator   (candidates of the used family / n) * p(success | signature, used family): only the family that
                    the proof used will do, so it is never larger than any_success

tau_blind is the sum over the committed steps of 1/p, the mean draws, with replacement, until one works.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, log10
from typing import Literal, get_args

Estimator = Literal["any_success", "used_operator"]
ESTIMATORS: tuple[Estimator, ...] = get_args(Estimator)
#: Where a probability came from: the cell itself, the family's global rate, or nothing but the prior.
Source = Literal["signature", "family", "prior"]
SOURCES: tuple[Source, ...] = get_args(Source)

#: Laplace's rule of succession.
ALPHA = 1.0

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability of success, strictly between 0 and 1, and where it came from."""

    p: float
    source: Source


def smoothed(successes: int, attempts: int, alpha: float = ALPHA) -> float:
    """(s + alpha) / (a + 2 alpha). Raises `ValueError` unless 0 <= s <= a and alpha > 0."""
    if not 0 <= successes <= attempts:
        raise ValueError(f"{successes} successes in {attempts} attempts")
    if not alpha > 0:
        raise ValueError(f"alpha is {alpha}; it must be above 0")
    return (successes + alpha) / (attempts + 2 * alpha)


class OutcomeTable:
    """What a reference knows: (attempts, successes) by (goal signature, family).

    Cells that come more than once are added up. Raises `ValueError` for more successes than attempts, and for an alpha
    that is not above 0.
    """

    def __init__(self, cells: Iterable[tuple[str, str, int, int]], alpha: float = ALPHA) -> None:
        self.alpha = alpha
        self._prior = Chance(smoothed(0, 0, alpha), "prior")
        counts: dict[Cell, tuple[int, int]] = {}
        totals: dict[str, tuple[int, int]] = {}
        for signature, family, attempts, successes in cells:
            smoothed(successes, attempts, alpha)
            counts[signature, family] = _add(counts.get((signature, family)), attempts, successes)
            totals[family] = _add(totals.get(family), attempts, successes)
        self._cells = {cell: Chance(smoothed(s, a, alpha), "signature") for cell, (a, s) in counts.items() if a}
        self._families = {name: Chance(smoothed(s, a, alpha), "family") for name, (a, s) in totals.items() if a}

    def chance(self, signature: str, family: str) -> Chance:
        """p(success | signature, family), by the cell, else by the family, else by the prior."""
        return self._cells.get((signature, family)) or self._families.get(family, self._prior)

    def __len__(self) -> int:
        """Cells with at least one attempt."""
        return len(self._cells)


def _add(found: tuple[int, int] | None, attempts: int, successes: int) -> tuple[int, int]:
    return (attempts, successes) if found is None else (found[0] + attempts, found[1] + successes)


@dataclass(frozen=True, slots=True)
class ReferenceStep:
    """One committed step: the goal's signature, the family that the proof used there, and the goal's candidates.

    `candidates` counts the tactics tried at the goal by family; blocked ones are none. `untried` were offered and not
    tried: their families are unknown. Raises `ValueError` for counts below 0.
    """

    signature: str
    used: str
    candidates: Mapping[str, int]
    untried: int = 0

    def __post_init__(self) -> None:
        if self.untried < 0 or any(count < 0 for count in self.candidates.values()):
            raise ValueError(f"{dict(self.candidates)} candidates, {self.untried} untried")

    @property
    def known(self) -> int:
        """Candidates whose family is known."""
        return sum(self.candidates.values())


@dataclass(frozen=True, slots=True)
class StepChance:
    """The chance p that one blind draw works at a step; `low` and `high` if none, or all, of the untried candidates
    work (for `used_operator`: are of the used family). `sources` counts the candidates by where their p came from.
    None of p, low, high where the step says nothing, with the `reason`."""

    p: float | None
    low: float | None
    high: float | None
    sources: Mapping[Source, int] = field(default_factory=dict)
    reason: str = ""


def step_chance(step: ReferenceStep, table: OutcomeTable, estimator: Estimator) -> StepChance:
    """One step by one estimator. A step without known candidates, or one whose used family is not among them, is
    missing its candidates: it has no chance, and a search with such a step has no K."""
    if not step.known:
        return StepChance(None, None, None, reason="no candidates are known")
    return _any_success(step, table) if estimator == "any_success" else _used_operator(step, table)


def _any_success(step: ReferenceStep, table: OutcomeTable) -> StepChance:
    total, sources = 0.0, dict.fromkeys(SOURCES, 0)
    for family, count in sorted(step.candidates.items()):
        chance = table.chance(step.signature, family)
        total += count * chance.p
        sources[chance.source] += count
    whole = step.known + step.untried
    return StepChance(total / step.known, total / whole, (total + step.untried) / whole, sources)


def _used_operator(step: ReferenceStep, table: OutcomeTable) -> StepChance:
    own = step.candidates.get(step.used, 0)
    if not own:
        return StepChance(None, None, None, reason="the used family is not among the candidates")
    chance = table.chance(step.signature, step.used)
    whole = step.known + step.untried
    shares = (own / step.known, own / whole, (own + step.untried) / whole)
    p, low, high = (share * chance.p for share in shares)
    return StepChance(p, low, high, {**dict.fromkeys(SOURCES, 0), chance.source: own})


@dataclass(frozen=True, slots=True)
class ReferenceK:
    """Reference K of one search by one estimator.

    `tau_blind` is the sum over its committed steps of 1/p; `tau_blind_low` and `tau_blind_high` are the sums if all, or
    none, of the untried candidates work. `k` is None, with a `reason`, where there is no step, no attempt, or a step
    without candidates; the sums then cover the other steps. `by_source` counts candidates by where their p came from,
    `missing` the steps without candidates, `untried` candidates that were offered and not tried.
    """

    estimator: Estimator
    tau_agent: int
    steps: int
    tau_blind: float
    tau_blind_low: float
    tau_blind_high: float
    by_source: Mapping[Source, int]
    missing: int
    untried: int
    k: float | None
    reason: str = ""

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """K with `tau_blind_low` and with `tau_blind_high`; None without K."""
        if self.k is None:
            return None, None
        return log10(self.tau_blind_low / self.tau_agent), log10(self.tau_blind_high / self.tau_agent)


def reference_k(
    steps: Sequence[ReferenceStep], tau_agent: int, table: OutcomeTable, estimator: Estimator
) -> ReferenceK:
    """Reference K from the committed steps of a proof and the attempts of its search until it was solved."""
    found = [step_chance(step, table, estimator) for step in steps]
    return k_of_chances(found, sum(step.untried for step in steps), tau_agent, estimator)


def k_of_chances(found: Sequence[StepChance], untried: int, tau_agent: int, estimator: Estimator) -> ReferenceK:
    """Reference K where the chances of the steps are known already: who scores many searches meets a step often."""
    known = [row for row in found if row.p is not None]
    tau_blind = fsum(1 / row.p for row in known if row.p)
    reason = _reason(found, tau_agent)
    return ReferenceK(
        estimator=estimator,
        tau_agent=tau_agent,
        steps=len(found),
        tau_blind=tau_blind,
        tau_blind_low=fsum(1 / row.high for row in known if row.high),
        tau_blind_high=fsum(1 / row.low for row in known if row.low),
        by_source={source: sum(row.sources[source] for row in known) for source in SOURCES},
        missing=len(found) - len(known),
        untried=untried,
        k=None if reason else log10(tau_blind / tau_agent),
        reason=reason,
    )


def _reason(found: Sequence[StepChance], tau_agent: int) -> str:
    if not found:
        return "no committed step"
    lacking = [row.reason for row in found if row.p is None]
    if lacking:
        return f"{len(lacking)} of {len(found)} steps: {lacking[0]}"
    return "" if tau_agent > 0 else "no attempt"
