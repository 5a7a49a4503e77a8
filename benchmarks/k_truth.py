"""Estimates of K against exact values, on theorems of `lean:core` whose whole graph is enumerated with live Lean.

    python benchmarks/k_truth.py [--configurations N] [--seeds N] [--traces N]

A configuration is a theorem with the heuristic provider's first 4, 6 or 8 candidates, an expansion policy, and the
theorem's horizon of 8 or 40 attempts. Theorems come in the order of the run program's panel, configurations of one in a
fixed order, until there are enough. Left out are those whose graph is incomplete or unprovable, whose search states are
too many, which a smaller number of candidates gives already, or in which every blind search costs the same. The horizon
is drawn by the theorem's name. None of this looks at an estimate.

Searches are `Search` itself, answered from the graph, with `blind_uniform` and one seed each. Their budget of
iterations is so large that the horizon in attempts binds first, which is checked for every search.

Printed: coverage of the intervals of the blind cost by method and number of seeds; coverage of paired K, where both
sides are blind searchers of one theorem with different candidates or expansion, so that K is known; what a horizon and
a budget in iterations do to the estimates; and the bias of trace K's tau_blind, by topic.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from math import fsum, isinf, log10
from pathlib import Path
from statistics import fmean, median

from _k_configurations import EXPANSIONS, HORIZONS, Configuration, configurations, effort_of, enumerated
from wonton.metrics import (
    ESTIMATORS,
    Interval,
    SeedPair,
    TracedStep,
    bca_interval,
    cost,
    paired_k,
    percentile_interval,
    trace_k,
)
from wonton.metrics.survival import Followed, restricted_mean
from wonton.search.exact import ExactGraph, sequential
from wonton.search.search import Search

#: Iterations of the searches whose budget is in iterations.
FEW = 3
SIZES = (10, 50, 200)


# Coverage

IntervalOf = Callable[[Sequence[float], str, int], Interval | None]


def _percentile(values: Sequence[float], seed: str, horizon: int) -> Interval | None:
    return percentile_interval(values, _mean, seed, count=499)


def _bca(values: Sequence[float], seed: str, horizon: int) -> Interval | None:
    return bca_interval(values, _mean, seed, count=499)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


#: `reported` is the interval of `wonton.metrics.cost`: studentised, but for sides that never solve.
METHODS: dict[str, IntervalOf | None] = {"reported": None, "bca": _bca, "percentile": _percentile}


@dataclass
class Tally:
    """Intervals beside the true value. `width` is relative to it; `constant` counts intervals without width."""

    number: int = 0
    covered: int = 0
    above: int = 0
    below: int = 0
    constant: int = 0
    widths: list[float] = field(default_factory=list)

    def add(self, truth: float, interval: Interval | None, scale: float) -> None:
        """Count one interval."""
        assert interval is not None
        self.number += 1
        over, under = truth > interval.high + 1e-9, truth < interval.low - 1e-9
        self.above += over
        self.below += under
        self.covered += not over and not under
        self.constant += interval.method == "constant"
        self.widths.append((interval.high - interval.low) / scale)

    def row(self) -> str:
        """As columns."""
        share = self.covered / self.number
        return (
            f"{self.number:6} {self.covered:7} {share:7.1%} {self.above / self.number:7.1%}"
            f" {self.below / self.number:7.1%} {self.constant:9} {median(self.widths):7.3f}"
        )


HEADER = f"{'sets':>6} {'covered':>7} {'share':>7} {'above':>7} {'below':>7} {'constant':>9} {'width':>7}"


def groups(seeds: int, size: int) -> Iterator[slice]:
    """Disjoint sets of `size` seeds."""
    return (slice(start, start + size) for start in range(0, seeds - size + 1, size))


def cost_coverage(
    found: Sequence[Configuration], size: int, method: str = "reported", *, sets: int | None = None, horizon: int = 0
) -> Tally:
    """Intervals of the blind cost, one for every set of seeds (or the first `sets`), within the configuration's horizon
    or, where given, a shorter one. Left out is where all searches cost the same within it."""
    tally = Tally()
    for at, one in enumerate(found):
        limit = horizon or one.horizon
        if all(chance < 1e-9 or chance > 1 - 1e-9 for chance in one.exact.solved[:limit]):
            continue
        truth = fsum(1 - chance for chance in one.exact.solved[:limit])
        for part in islice(groups(len(one.efforts), size), sets):
            seed, efforts, other = f"{one.theorem}:{at}:{part.start}", one.efforts[part], METHODS[method]
            if other is None:
                interval = cost(efforts, limit, seed).interval
            else:
                interval = other([effort.within(limit).attempts for effort in efforts], seed, limit)
            tally.add(truth, interval, truth)
    return tally


def paired(found: Sequence[Configuration]) -> list[tuple[Configuration, Configuration]]:
    """Configurations of one theorem, each with the next."""
    return [(one, two) for one, two in pairwise(found) if one.theorem == two.theorem]


def k_coverage(pairs: Sequence[tuple[Configuration, Configuration]], size: int) -> Tally:
    """Intervals of `restricted_mean` K, a configuration in the agent's place and the next in the blind one's.

    Both sides use one list of seeds, so their first choices are alike: pairs are dependent, as real ones are.
    """
    tally = Tally()
    for at, (agent, blind) in enumerate(pairs):
        truth = log10(blind.exact.attempts / agent.exact.attempts)
        for part in groups(len(agent.efforts), size):
            sides = zip(agent.efforts[part], blind.efforts[part], strict=True)
            rows = [SeedPair(seed, *both) for seed, both in enumerate(sides)]
            estimate = paired_k(rows, agent.horizon, f"pair {at}:{part.start}").by("restricted_mean")
            if estimate.interval is not None:
                tally.add(truth, estimate.interval, 1.0)
    return tally


# Horizons


def horizon_bias(one: Configuration, horizon: int) -> dict[str, float]:
    """log10 of what each estimator of K makes of the blind cost, with seeds without end, over the expected cost of a
    search that is never stopped. Exact; the agent is one whose cost never varies."""
    solved = one.exact.solved
    chances = [after - before for before, after in pairwise(solved[: horizon + 1])]
    logs = fsum(chance * log10(t) for t, chance in enumerate(chances, start=1))
    truth = log10(one.exact.attempts)
    return {
        "lower_bound_censored_at_H": logs + (1 - solved[horizon]) * log10(horizon) - truth,
        "conditional_on_both_solved": logs / solved[horizon] - truth,
        "restricted_mean": log10(fsum(1 - chance for chance in solved[:horizon])) - truth,
    }


# Budgets in iterations


@dataclass
class Bias:
    """Relative errors of three readings of searches that `FEW` iterations end: Kaplan-Meier's, unsolved as H, unsolved
    as spent; and how many searches were cut short before H."""

    curve: list[float] = field(default_factory=list)
    as_horizon: list[float] = field(default_factory=list)
    as_spent: list[float] = field(default_factory=list)
    cut_short: list[float] = field(default_factory=list)


def iteration_bias(found: Sequence[Configuration], seeds: int) -> Bias:
    """Over configurations with searches that are cut short before the largest H that some search was followed to."""
    bias = Bias()
    for one in found:
        settings = one.settings("blind_uniform", FEW)
        efforts = [effort_of(one.replay.search(settings, one.first_seed + seed)) for seed in range(seeds)]
        spent = [effort.attempts for effort in efforts if effort.end == "exhausted"]
        horizon = max(spent, default=0)
        rows = [effort.within(horizon) for effort in efforts]
        if len(spent) < 5 or min(spent) == horizon or horizon > one.horizon:
            continue
        truth = one.exact.attempts - sum(1 - p for p in one.exact.solved[horizon:-1])
        mean = restricted_mean(rows, horizon)
        assert mean is not None
        bias.curve.append(mean / truth - 1)
        bias.as_horizon.append(fmean(row.attempts if row.solved else horizon for row in rows) / truth - 1)
        bias.as_spent.append(fmean(row.attempts for row in rows) / truth - 1)
        bias.cut_short.append(fmean(is_cut_short(row, horizon) for row in rows))
    return bias


def is_cut_short(row: Followed, horizon: int) -> bool:
    """Whether the search might still have solved within the horizon."""
    return not row.solved and row.attempts < horizon


# Trace K


@dataclass
class Traced:
    """log10 of trace K's tau_blind over the exact cost of the sequential null model (`stuck`), and over the restricted
    mean of blind search; whether the first lies between trace K's own bounds."""

    null: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    bounded: int = 0


def traced(one: Configuration, seeds: int) -> Iterator[tuple[float, float, float]]:
    """tau_blind and its bounds from searches of an agent (`ucb1`) that solve."""
    settings = one.settings("ucb1", 200)
    for seed in range(seeds):
        search = one.replay.search(settings, seed)
        if search.solve is not None:
            found = trace_k(list(committed(search, one.graph)), search.solve.attempts)
            yield found.tau_blind, found.tau_blind_low, found.tau_blind_high


def committed(search: Search, graph: ExactGraph) -> Iterator[TracedStep]:
    """The steps of a search's proof. The agent tries candidates in the provider's order: the first `used` of a goal."""
    proof = search.solution()
    assert proof is not None
    for step in proof.walk():
        node = search.tree.nodes[step.node_id]
        path = search.tree.path_signatures(node.node_id)
        assert isinstance(node.handle, int)
        moves = graph.nodes[node.handle].moves
        fates = [
            "cycle" if any(graph.nodes[child].signature in path for child in move.children) else move.status
            for move in moves[: node.used]
        ]
        yield TracedStep.of(fates, len(moves))


def trace_bias(found: Sequence[Configuration], seeds: int) -> dict[str, Traced]:
    """By topic and, under the policy's name, by expansion policy; a configuration counts once, with its mean tau."""
    rows: dict[str, Traced] = defaultdict(Traced)
    for one in found:
        null = float(sequential(one.graph).attempts)
        taus = list(traced(one, seeds))
        if not taus or isinf(null):
            continue
        tau, low, high = (fmean(column) for column in zip(*taus, strict=True))
        for name in (one.topic, one.expansion, "all"):
            rows[name].null.append(log10(tau / null))
            rows[name].bounded += low - 1e-9 <= null <= high + 1e-9
            if one.exact.p > 0.99:
                rows[name].search.append(log10(tau / one.exact.attempts))
    return dict(sorted(rows.items(), key=lambda item: (item[0] in ("all", *EXPANSIONS), item[0])))


# Printing


def print_coverage(found: Sequence[Configuration]) -> None:
    """The tables of the blind cost."""
    print("\nblind cost, restricted mean within H: 95% intervals by seeds and method, against the exact value")
    print(f"{'':28} {HEADER}")
    for size in SIZES:
        for method in METHODS:
            print(f"{f'{size} seeds, {method}':28} {cost_coverage(found, size, method).row()}")
    print("the first set of each configuration alone")
    for size in SIZES:
        print(f"{f'{size} seeds, reported':28} {cost_coverage(found, size, sets=1).row()}")
    print("by horizon; the shorter ones on the same searches, for censoring; unsolved within H on average")
    for horizon in (3, 4, 6, 8):
        unsolved = fmean(1 - one.exact.solved[horizon] for one in found)
        tally = cost_coverage(found, 50, horizon=horizon)
        print(f"{f'50 seeds, H = {horizon}, {unsolved:.0%}':28} {tally.row()}")


def print_horizons(found: Sequence[Configuration]) -> None:
    """What a horizon does to the three estimators."""
    whole = [one for one in found if one.horizon == max(HORIZONS) and one.exact.p > 0.999]
    print(f"\nbias of K by estimator and horizon, many seeds, in decades: {len(whole)} configurations solved within 40")
    print(f"{'':28} {'unsolved':>9} {'n':>4}  {'mean':>7} {'least':>7} {'most':>7}")
    for horizon in (4, 6, 8, 12, 40):
        rows = [horizon_bias(one, horizon) for one in whole if one.exact.solved[horizon] > 0.02]
        unsolved = fmean(1 - one.exact.solved[horizon] for one in whole)
        for name in ESTIMATORS:
            values = [row[name] for row in rows]
            spread = f"{fmean(values):+7.3f} {min(values):+7.3f} {max(values):+7.3f}"
            print(f"{f'H = {horizon}, {name}'[:34]:34} {unsolved:4.0%} {len(rows):4}  {spread}")


def print_bias(bias: Bias) -> None:
    """What a budget in iterations does."""
    print(
        f"\n{FEW} iterations instead of H attempts: {len(bias.curve)} configurations, relative error of the mean cost"
    )
    if bias.curve:
        print(f"searches cut short before H: {fmean(bias.cut_short):.1%}")
        for name in ("curve", "as_horizon", "as_spent"):
            values = getattr(bias, name)
            print(f"{name:28} mean {fmean(values):+7.1%}  least {min(values):+7.1%}  most {max(values):+7.1%}")


def print_traces(rows: dict[str, Traced]) -> None:
    """Bias of trace K."""
    print(
        "\ntrace K: log10(tau_blind / exact cost) by topic; over, under: configurations; `search` only where p > 0.99"
    )
    print(
        f"{'':16} {'n':>4} {'null model':>10} {'over':>5} {'under':>5} {'bounded':>8}"
        f" {'search':>8} {'over':>5} {'under':>5}"
    )
    for name, row in rows.items():
        print(
            f"{name:16} {len(row.null):4} {fmean(row.null):+10.3f} {signs(row.null)} {row.bounded / len(row.null):8.0%}"
            f" {fmean(row.search) if row.search else 0:+8.3f} {signs(row.search)}"
        )


def signs(values: Sequence[float]) -> str:
    """How many are above and below 0."""
    return f"{sum(v > 1e-9 for v in values):5} {sum(v < -1e-9 for v in values):5}"


def main() -> None:
    """Enumerate, play, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--configurations", type=int, default=240)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--traces", type=int, default=20)
    args = parser.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        graphs = enumerated(Path(folder), Path(folder))
        found = list(islice(configurations(graphs), args.configurations))
    print(f"{len(found)} configurations of {len({one.theorem for one in found})} theorems, {since(begun)}")
    for one in found:
        one.play(args.seeds)
    censored = fmean(1 - one.exact.p for one in found)
    print(f"{args.seeds} blind searches each, {since(begun)}; unsolved within H: {censored:.1%} on average")
    print_coverage(found)
    print("\npaired K, restricted_mean, two blind searchers of known cost; width in decades")
    print(f"{'':28} {HEADER}")
    for size in SIZES:
        print(f"{f'{size} seeds, reported':28} {k_coverage(paired(found), size).row()}")
    print_horizons(found)
    print_bias(iteration_bias(found, args.seeds))
    print_traces(trace_bias(found, args.traces))
    print(f"\n{since(begun)}")


def since(begun: float) -> str:
    """Elapsed time."""
    return f"{time.perf_counter() - begun:.0f} s"


if __name__ == "__main__":
    main()
