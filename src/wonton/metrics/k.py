"""Paired K: by how many orders of magnitude an agent beats a blind searcher, log10(tau_blind / tau_agent), tau in
attempts, from searches of one theorem by both, seed by seed, within a horizon of H attempts.

When its estimators can be believed stands in docs/explanation/when-k-can-be-believed.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, log10
from statistics import median, median_high
from typing import Any, Literal, get_args

from wonton.metrics.bootstrap import LEVEL, Interval, log_ratio_interval, mean_interval, percentile_interval
from wonton.metrics.rates import Rate
from wonton.metrics.survival import Followed, pseudo_values, restricted_mean

End = Literal["solved", "dead", "exhausted"]
Estimator = Literal["lower_bound_censored_at_H", "conditional_on_both_solved", "restricted_mean"]
Reading = Literal["point", "lower_bound", "upper_bound", "undefined"]
ESTIMATORS: tuple[Estimator, ...] = get_args(Estimator)
#: Under which name K stands in JSON, and how it is to be read there.
_NAMES: dict[str, Reading] = {"k": "point", "k_lower_bound": "lower_bound", "k_upper_bound": "upper_bound"}


@dataclass(frozen=True, slots=True)
class Effort:
    """How one search ended, and its attempts until then (until it was solved, where it was)."""

    end: End
    attempts: int

    def within(self, horizon: int) -> Followed:
        """The search within `horizon` attempts. A dead one never solves, however long it is followed: it costs all of
        the horizon. One whose budget ended earlier is followed no further than that."""
        if self.end == "solved" and self.attempts <= horizon:
            return Followed(self.attempts, True)
        early = self.end == "exhausted" and self.attempts < horizon
        return Followed(self.attempts if early else horizon, False)


@dataclass(frozen=True, slots=True)
class SeedPair:
    """Two searches of one theorem with one seed, on the same candidates."""

    seed: int
    agent: Effort
    blind: Effort


@dataclass(frozen=True, slots=True)
class Cost:
    """The searches of one side within H attempts.

    `censored` counts those that did not solve within H: `dead` ones, those that reached H, and `cut_short`, whose
    budget ended before H. `mean` is the restricted mean of their attempts, E[min(tau, H)], by Kaplan-Meier, None with a
    `reason` where no search was followed up to H; `interval` is its studentised bootstrap interval. Where none solved,
    it is `none_solved`, from the rule of three: with n searches followed to H, less than 1 - 0.05^(1/n) solve within it
    (at 95%), and each of those saves H - 1 attempts at most.
    """

    horizon: int
    censored: Rate
    dead: int
    cut_short: int
    mean: float | None
    interval: Interval | None
    reason: str = ""

    @property
    def mostly_censored(self) -> bool:
        """Whether more than half did not solve."""
        return 2 * self.censored.numerator > self.censored.denominator

    def to_json(self) -> dict[str, object]:
        """All of it, unrounded."""
        return {
            "censored": self.censored.to_json(),
            "dead": self.dead,
            "cut_short": self.cut_short,
            "restricted_mean": self.mean,
            "interval": self.interval.to_json() if self.interval else None,
            "reason": self.reason,
        }


def cost(efforts: Sequence[Effort], horizon: int, seed: str) -> Cost:
    """The cost of one side's searches within `horizon` attempts. Raises `ValueError` for a horizon below 1."""
    if horizon < 1:
        raise ValueError(f"a horizon of {horizon} attempts")
    rows = [effort.within(horizon) for effort in efforts]
    mean = restricted_mean(rows, horizon)
    return Cost(
        horizon=horizon,
        censored=Rate(sum(not row.solved for row in rows), len(rows)),
        dead=sum(effort.end == "dead" for effort in efforts),
        cut_short=sum(row.attempts < horizon and not row.solved for row in rows),
        mean=mean,
        interval=None if mean is None else _interval(rows, horizon, seed),
        reason=_not_followed(rows, horizon) if mean is None else "",
    )


def _interval(rows: Sequence[Followed], horizon: int, seed: str) -> Interval | None:
    """Of the restricted mean. Rule of three: J. A. Hanley, A. Lippman-Hand, JAMA 249 (1983), 1743-1745."""
    if any(row.solved for row in rows):
        return mean_interval(pseudo_values(rows, horizon), seed, low=1, high=horizon)
    to_the_end = sum(row.attempts == horizon for row in rows)
    share = 1 - (1 - LEVEL) ** (1 / to_the_end)
    return Interval(horizon - share * (horizon - 1), horizon, "none_solved")


def _not_followed(rows: Sequence[Followed], horizon: int) -> str:
    if not rows:
        return "no searches"
    return f"no search was followed beyond {max(row.attempts for row in rows)} of {horizon} attempts"


@dataclass(frozen=True, slots=True)
class KEstimate:
    """One estimate of K. What `k` is stands in `reading`: a point, a bound, or nothing (None, with a `reason`)."""

    estimator: Estimator
    k: float | None
    interval: Interval | None
    reading: Reading
    pairs: int
    reason: str = ""

    @property
    def is_lower_bound(self) -> bool:
        """Whether K is at least `k`, and `k` must not be read as a point."""
        return self.reading == "lower_bound"

    def to_json(self) -> dict[str, object]:
        """`k` is None unless it is a point; bounds have names of their own."""
        return {
            **{name: self.k if self.reading == reading else None for name, reading in _NAMES.items()},
            "is_lower_bound": self.is_lower_bound,
            "interval": self.interval.to_json() if self.interval else None,
            "pairs": self.pairs,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, estimator: Estimator, value: Mapping[str, Any]) -> KEstimate:
        """The estimate that `to_json` gave."""
        known = [(name, value[name]) for name in _NAMES if value[name] is not None]
        name, k = known[0] if known else ("", None)
        interval = Interval(**value["interval"]) if value["interval"] else None
        return cls(estimator, k, interval, _NAMES.get(name, "undefined"), value["pairs"], value["reason"])


@dataclass(frozen=True, slots=True)
class PairedK:
    """K of one theorem by three estimators, and the costs of both sides."""

    horizon: int
    pairs: int
    agent: Cost
    blind: Cost
    estimates: tuple[KEstimate, ...]

    def by(self, estimator: Estimator) -> KEstimate:
        """The estimate of that name."""
        return next(found for found in self.estimates if found.estimator == estimator)

    def to_json(self) -> dict[str, object]:
        """Estimates by name, unrounded."""
        return {
            "horizon": self.horizon,
            "pairs": self.pairs,
            "agent": self.agent.to_json(),
            "blind": self.blind.to_json(),
            **{found.estimator: found.to_json() for found in self.estimates},
        }


def common_horizon(pairs: Sequence[SeedPair]) -> int:
    """The largest H within which both sides are followed, the smaller of their ends; the most attempts of any search
    where neither has one. At least 1.

    A side has no end where none of its searches is exhausted, or where its longest one solved and at most half are
    exhausted: then the Kaplan-Meier curve goes on beyond those that were cut short. Else it ends with its longest
    exhausted search: beyond it only dead ones would be left, which never solve.
    """
    ends = [end for efforts in _sides(pairs) if (end := _followed_to(efforts)) is not None]
    return max(1, min(ends) if ends else max((e.attempts for side in _sides(pairs) for e in side), default=1))


def _sides(pairs: Sequence[SeedPair]) -> tuple[list[Effort], list[Effort]]:
    return [pair.agent for pair in pairs], [pair.blind for pair in pairs]


def _followed_to(efforts: Sequence[Effort]) -> int | None:
    """The attempts up to which one side is followed; None without end."""
    exhausted = [effort.attempts for effort in efforts if effort.end == "exhausted"]
    longest = max((e.attempts for e in efforts if e.end == "solved"), default=0)
    if not exhausted:
        return None
    return None if longest > max(exhausted) and 2 * len(exhausted) <= len(efforts) else max(exhausted)


def paired_k(pairs: Sequence[SeedPair], horizon: int, seed: str) -> PairedK:
    """K of one theorem from its seeds within `horizon` attempts; `seed` names the resamples.

    With a and b the attempts of agent and blind search of a pair:

        lower_bound_censored_at_H     mean of log10(b / a); an unsolved search counts as H, a blind one that was cut
                                      short as what it spent, so every term with a solved agent is a lower bound
        conditional_on_both_solved    the same mean over the pairs that both solved within H
        restricted_mean               log10 of the quotient of both sides' restricted means (`Cost`); its rows are the
                                      pairs of pseudo-values (P. K. Andersen, J. P. Klein, S. Rosthøj, Biometrika 90
                                      (2003), 15-27), which are min(tau, H) where no search was cut short

    Where more than half of the blind searches are censored, K is a lower bound; of the agent's, an upper one; of both,
    it is undefined. Intervals are studentised bootstrap ones over pairs, cut at -log10(H) and log10(H); where one side
    never solved, that of `restricted_mean` is `none_solved` and takes the rule of three of `Cost` in. Raises
    `ValueError` for a horizon below 1.
    """
    agent = cost([pair.agent for pair in pairs], horizon, f"{seed}:agent")
    blind = cost([pair.blind for pair in pairs], horizon, f"{seed}:blind")
    rows = [(pair.agent.within(horizon), pair.blind.within(horizon)) for pair in pairs]
    reading = _reading(agent, blind)
    found = (
        _mean_of_logs(ESTIMATORS[0], [_at_least(a, b, horizon) for a, b in rows], horizon, reading, seed),
        _mean_of_logs(ESTIMATORS[1], [_logs(a, b) for a, b in rows if a.solved and b.solved], horizon, reading, seed),
        _of_restricted_means(rows, agent, blind, horizon, reading, seed),
    )
    return PairedK(horizon, len(pairs), agent, blind, found)


def _reading(agent: Cost, blind: Cost) -> Reading:
    if agent.mostly_censored:
        return "undefined" if blind.mostly_censored else "upper_bound"
    return "lower_bound" if blind.mostly_censored else "point"


def _logs(agent: Followed, blind: Followed) -> float:
    return log10(max(1, blind.attempts) / max(1, agent.attempts))


def _at_least(agent: Followed, blind: Followed, horizon: int) -> float:
    return log10(max(1, blind.attempts) / (max(1, agent.attempts) if agent.solved else horizon))


_BOTH_CENSORED = "most searches of both sides are unsolved"


def _mean_of_logs(estimator: Estimator, logs: Sequence[float], horizon: int, reading: Reading, seed: str) -> KEstimate:
    if not logs or reading == "undefined":
        lacking = "no pair that both solved" if estimator == "conditional_on_both_solved" else "no pairs"
        reason = _BOTH_CENSORED if reading == "undefined" else lacking
        return KEstimate(estimator, None, None, "undefined", len(logs), reason)
    most = log10(horizon)
    interval = mean_interval(logs, f"{seed}:{estimator}", low=-most, high=most)
    return KEstimate(estimator, fsum(logs) / len(logs), interval, reading, len(logs))


def _of_restricted_means(
    rows: Sequence[tuple[Followed, Followed]], agent: Cost, blind: Cost, horizon: int, reading: Reading, seed: str
) -> KEstimate:
    name = ESTIMATORS[2]
    if not agent.mean or not blind.mean or reading == "undefined":
        reason = agent.reason or blind.reason or _BOTH_CENSORED
        return KEstimate(name, None, None, "undefined", len(rows), reason)
    ours, theirs = pseudo_values([a for a, _ in rows], horizon), pseudo_values([b for _, b in rows], horizon)
    most = log10(horizon)
    interval = log_ratio_interval(list(zip(ours, theirs, strict=True)), f"{seed}:{name}", low=-most, high=most)
    interval = None if interval is None else _with_unsolved_sides(interval, agent, blind)
    return KEstimate(name, log10(blind.mean / agent.mean), interval, reading, len(rows))


def _with_unsolved_sides(interval: Interval, agent: Cost, blind: Cost) -> Interval:
    """The interval of K, drawn out where a side never solved as far as that side's own interval (`Cost`) goes: all its
    resamples cost H, so they know nothing of it."""
    below, above = _unsolved_width(blind), _unsolved_width(agent)
    if not below and not above:
        return interval
    most = log10(blind.horizon)
    low, high = max(-most, interval.low - below), min(most, interval.high + above)
    return replace(interval, low=low, high=high, method="none_solved")


def _unsolved_width(side: Cost) -> float:
    """log10 of the mean over the low end of its interval where none solved, else 0."""
    if side.mean is None or side.interval is None or side.interval.method != "none_solved":
        return 0.0
    return log10(side.mean / side.interval.low)


# Over theorems


#: Theorems that an interval of their median needs: the range of five holds it with less than 95%.
FEWEST = 6


@dataclass(frozen=True, slots=True)
class PooledK:
    """K over theorems by one estimator. Mean and median are over `points` and `lower_bounds`, upper bounds and
    undefined ones left out; intervals come from resampling theorems, that of the median from `FEWEST` on.

    `mean_is_lower_bound`: any of them is a lower bound. `median_is_lower_bound`: one not above the middle value (the
    upper one of two) is.
    """

    estimator: Estimator
    points: int
    lower_bounds: int
    upper_bounds: int
    undefined: int
    mean: float | None
    mean_interval: Interval | None
    median: float | None
    median_interval: Interval | None
    mean_is_lower_bound: bool
    median_is_lower_bound: bool

    def to_json(self) -> dict[str, object]:
        """All of it, unrounded."""
        spans = {"mean_interval": self.mean_interval, "median_interval": self.median_interval}
        fields = {name: getattr(self, name) for name in self.__slots__ if name not in spans and name != "estimator"}
        return fields | {name: span.to_json() if span else None for name, span in spans.items()}


def pool(found: Sequence[KEstimate], estimator: Estimator, seed: str) -> PooledK:
    """The estimates of one estimator over theorems; `seed` names the resamples."""
    readings = [one.reading for one in found]
    used = [(one.k, one.is_lower_bound) for one in found if one.k is not None and one.reading != "upper_bound"]
    values = [k for k, _ in used]
    middle = median(values) if values else None
    return PooledK(
        estimator=estimator,
        points=readings.count("point"),
        lower_bounds=readings.count("lower_bound"),
        upper_bounds=readings.count("upper_bound"),
        undefined=readings.count("undefined"),
        mean=fsum(values) / len(values) if values else None,
        mean_interval=mean_interval(values, f"{seed}:mean"),
        median=middle,
        median_interval=percentile_interval(values, median, f"{seed}:median") if len(values) >= FEWEST else None,
        mean_is_lower_bound=any(bound for _, bound in used),
        median_is_lower_bound=bool(values) and any(bound and k <= median_high(values) for k, bound in used),
    )
