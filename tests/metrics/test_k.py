"""K by hand: what a trace says, what pairs say, and what censoring does to them."""

from __future__ import annotations

import json
import math
import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.metrics.k import (
    Effort,
    End,
    KEstimate,
    SeedPair,
    common_horizon,
    cost,
    paired_k,
    pool,
)
from wonton.metrics.survival import Followed, pseudo_values, restricted_mean
from wonton.metrics.trace_k import TracedStep, trace_k, traced_steps

SOLVED_AT_1 = Effort("solved", 1)


def pairs_of(agent: list[Effort], blind: list[Effort]) -> list[SeedPair]:
    return [SeedPair(n, a, b) for n, (a, b) in enumerate(zip(agent, blind, strict=True))]


# Trace K


def test_trace_k_by_hand() -> None:
    """1/p is 3/1 and 4/2; with the untried, between 5/3 + 4/2 and 5/1 + 4/2."""
    found = trace_k([TracedStep(3, 1, 2), TracedStep(4, 2)], 2)
    assert found.tau_blind == 5.0
    assert found.tau_blind_low == pytest.approx(5 / 3 + 2)
    assert found.tau_blind_high == 7.0
    assert found.k == math.log10(2.5)
    assert found.to_json()["k_high"] == math.log10(3.5)


def test_fates_say_what_worked() -> None:
    fates = ["failed", "blocked", "children", "cycle", "duplicate", "depth", "closed"]
    assert TracedStep.of(fates, 9) == TracedStep(tried=6, worked=3, untried=2)


def test_steps_from_a_trace() -> None:
    """Node 4 was expanded twice; node 7 is not in the proof."""
    trace = [(0, "failed"), (0, "children"), (7, "closed"), (4, "children"), (4, "failed"), (4, "closed")]
    assert traced_steps(trace, {0: 5, 4: 3}) == (TracedStep(2, 1, 3), TracedStep(3, 2, 0))
    with pytest.raises(ValueError, match="0 of 0"):
        traced_steps(trace, {1: 2})


@pytest.mark.parametrize("row", [(2, 0, 0), (2, 3, 0), (1, 1, -1)])
def test_a_step_has_worked(row: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="tried"):
        TracedStep(*row)


def test_trace_k_is_undefined_without_steps_or_attempts() -> None:
    assert (trace_k([], 4).k, trace_k([], 4).reason) == (None, "no committed step")
    assert (trace_k([TracedStep(1, 1)], 0).k, trace_k([TracedStep(1, 1)], 0).reason) == (None, "no attempt")
    assert trace_k([], 4).to_json()["k_low"] is None


# Restricted means


def test_kaplan_meier_by_hand() -> None:
    """1 until the solve at 2, then 3/4; one is cut short at 3; half of the rest solve at 5; H is 8."""
    rows = [Followed(2, True), Followed(3, False), Followed(5, True), Followed(8, False)]
    assert restricted_mean(rows, 8) == pytest.approx(2 + 3 * 3 / 4 + 3 * 3 / 8)


def test_a_search_cut_short_where_another_solves_was_still_followed() -> None:
    rows = [Followed(2, False), Followed(2, True), Followed(4, False)]
    assert restricted_mean(rows, 4) == pytest.approx(2 + 2 * 2 / 3)


def test_what_nobody_followed_is_not_known() -> None:
    assert restricted_mean([Followed(2, True), Followed(3, False)], 8) is None
    assert restricted_mean([Followed(3, False), Followed(4, True)], 8) == 4.0
    assert restricted_mean([], 8) is None


@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=1, max_size=20))
def test_without_early_ends_it_is_the_mean(rows: list[tuple[int, bool]]) -> None:
    followed = [Followed(t if solved else 20, solved) for t, solved in rows]
    mean = restricted_mean(followed, 20)
    assert mean == pytest.approx(fmean(row.attempts for row in followed))
    assert pseudo_values(followed, 20) == [row.attempts for row in followed]


def test_pseudo_values_of_early_ends_average_to_the_curve() -> None:
    rng = random.Random(5)
    rows = [Followed(rng.randint(1, 20), rng.random() < 0.6) for _ in range(40)] + [Followed(20, False)]
    values = pseudo_values(rows, 20)
    mean = restricted_mean(rows, 20)
    assert mean is not None
    assert fmean(values) == pytest.approx(mean, rel=0.01)
    assert len(set(values)) > 5


def test_early_ends_do_not_bias_the_curve() -> None:
    """Costs uniform on 1..20, followed to an independent limit in 10..20: the plain mean of what was spent is too low,
    the curve's mean is right. H is 15."""
    rng = random.Random(11)
    truth = fmean(min(t, 15) for t in range(1, 21))
    rows = []
    for _ in range(4000):
        t, limit = rng.randint(1, 20), min(15, rng.randint(10, 20))
        rows.append(Followed(min(t, limit), t <= limit))
    mean = restricted_mean(rows, 15)
    assert mean == pytest.approx(truth, abs=0.2)
    assert fmean(row.attempts for row in rows) < truth - 0.2


# Sides


@pytest.mark.parametrize(
    ("effort", "followed"),
    [
        (Effort("solved", 7), Followed(7, True)),
        (Effort("solved", 10), Followed(10, True)),
        (Effort("solved", 11), Followed(10, False)),
        (Effort("dead", 3), Followed(10, False)),
        (Effort("exhausted", 3), Followed(3, False)),
        (Effort("exhausted", 12), Followed(10, False)),
    ],
)
def test_what_is_known_within_a_horizon(effort: Effort, followed: Followed) -> None:
    assert effort.within(10) == followed


def test_the_cost_of_a_side() -> None:
    efforts = [Effort("solved", 4), Effort("dead", 2), Effort("exhausted", 10), Effort("solved", 12)]
    found = cost(efforts, 10, "s")
    assert (found.censored.numerator, found.censored.denominator, found.dead, found.cut_short) == (3, 4, 1, 0)
    assert found.mean == (4 + 30) / 4
    assert found.mostly_censored
    assert found.interval is not None
    assert found.mean in found.interval


def test_a_side_that_never_solved() -> None:
    """With 9 searches at most 1 - 0.05^(1/9) = 28.3% solve within 20 attempts, each saving 19 at most."""
    found = cost([Effort("exhausted", 25)] * 8 + [Effort("dead", 3)], 20, "s")
    assert found.mean == 20
    assert found.interval is not None
    assert found.interval.method == "none_solved"
    assert (found.interval.low, found.interval.high) == (pytest.approx(20 - 0.2831 * 19, abs=1e-3), 20)
    short = cost([Effort("exhausted", 4)] * 5 + [Effort("exhausted", 20)], 20, "s").interval
    assert short is not None
    assert short.low == pytest.approx(20 - 0.95 * 19)
    last = cost([Effort("solved", 20)] * 3, 20, "s").interval
    assert last is not None
    assert last.method == "constant"


def test_a_side_that_nobody_followed_has_a_reason() -> None:
    found = cost([Effort("solved", 2), Effort("exhausted", 3)], 10, "s")
    assert (found.mean, found.interval) == (None, None)
    assert found.reason == "no search was followed beyond 3 of 10 attempts"
    assert cost([], 10, "s").reason == "no searches"
    with pytest.raises(ValueError, match="horizon"):
        cost([], 0, "s")


def test_the_common_horizon() -> None:
    agent = [Effort("solved", 4), Effort("dead", 90)]
    assert common_horizon(pairs_of(agent, [Effort("solved", 50), Effort("dead", 7)])) == 90
    assert common_horizon(pairs_of(agent, [Effort("exhausted", 30), Effort("exhausted", 40)])) == 40
    both = pairs_of([Effort("exhausted", 25), Effort("solved", 1)], [Effort("exhausted", 30), Effort("solved", 1)])
    assert common_horizon(both) == 25
    assert common_horizon([]) == 1


def test_an_early_end_does_not_hide_what_others_did_later() -> None:
    """Nine agent searches solve and one is given up at once; six of ten blind ones solve behind the end of the rest."""
    agent = [*(Effort("solved", 40 + n) for n in range(9)), Effort("exhausted", 3)]
    blind = [*(Effort("solved", 60 + n) for n in range(6)), *(Effort("exhausted", 50) for _ in range(4))]
    assert common_horizon(pairs_of(agent, blind)) == 65
    found = paired_k(pairs_of(agent, blind), 65, "s").by("restricted_mean")
    assert (found.reading, found.reason) == ("point", "") and found.k is not None and 0.1 < found.k < 0.2
    for efforts in (agent, blind):
        assert cost(efforts, 65, "s").mean is not None


def test_a_side_that_is_mostly_exhausted_ends_with_its_longest_exhausted_search() -> None:
    """One lucky search says nothing of what became of the others."""
    blind = [Effort("exhausted", 40), Effort("exhausted", 50), Effort("solved", 900)]
    assert common_horizon(pairs_of([Effort("solved", 4)] * 3, blind)) == 50


def test_a_dead_search_does_not_speak_for_those_that_were_cut_short() -> None:
    """Beyond 100 attempts only the dead one is followed: K would be of a side that never solves again."""
    agent = [
        Effort("dead", 3),
        *(Effort("solved", 10) for _ in range(5)),
        *(Effort("exhausted", 100) for _ in range(4)),
    ]
    blind = [*(Effort("solved", 500) for _ in range(9)), Effort("solved", 10_000)]
    assert common_horizon(pairs_of(agent, blind)) == 100


# Paired K


def test_three_estimators_by_hand() -> None:
    agent = [Effort("solved", 1), Effort("solved", 2), Effort("solved", 5), Effort("dead", 3)]
    blind = [Effort("solved", 10), Effort("exhausted", 100), Effort("solved", 5), Effort("solved", 50)]
    found = paired_k(pairs_of(agent, blind), 100, "s")
    assert found.by("lower_bound_censored_at_H").k == pytest.approx((1 + math.log10(50) + 0 + math.log10(0.5)) / 4)
    assert found.by("conditional_on_both_solved").k == pytest.approx(1 / 2)
    assert found.by("conditional_on_both_solved").pairs == 2
    assert found.by("restricted_mean").k == pytest.approx(math.log10(165 / 108))
    assert {one.reading for one in found.estimates} == {"point"}


def test_a_search_cut_short_counts_as_little_as_is_known() -> None:
    """Blind stopped at 20 of 100: at least that. The agent stopped at 20: at most H."""
    one = paired_k(pairs_of([SOLVED_AT_1] * 2, [Effort("exhausted", 20), Effort("exhausted", 100)]), 100, "s")
    assert one.by("lower_bound_censored_at_H").k == pytest.approx((math.log10(20) + 2) / 2)
    two = paired_k(pairs_of([Effort("exhausted", 20), SOLVED_AT_1], [SOLVED_AT_1] * 2), 100, "s")
    assert two.by("lower_bound_censored_at_H").k == pytest.approx(-1)


@pytest.mark.parametrize(
    ("agent", "blind", "reading"),
    [(0, 2, "point"), (0, 3, "lower_bound"), (3, 2, "upper_bound"), (3, 4, "undefined"), (2, 2, "point")],
)
def test_censoring_decides_what_k_is(agent: int, blind: int, reading: str) -> None:
    """Of four pairs, so many are unsolved within H."""
    sides = [[Effort("exhausted", 50)] * n + [Effort("solved", 5 + n)] * (4 - n) for n in (agent, blind)]
    found = paired_k(pairs_of(*sides), 50, "s").by("restricted_mean")
    assert found.reading == reading
    assert found.is_lower_bound == (reading == "lower_bound")
    written = found.to_json()
    assert (written["k"] is None) == (reading != "point")
    assert (written["k_lower_bound"] is None) == (reading != "lower_bound")
    assert (found.k is None) == (reading == "undefined")
    assert bool(found.reason) == (reading == "undefined")


def test_no_pair_solved_by_both() -> None:
    agent, blind = [Effort("dead", 2), SOLVED_AT_1], [SOLVED_AT_1, Effort("dead", 2)]
    found = paired_k(pairs_of(agent, blind), 10, "s")
    assert found.by("conditional_on_both_solved").reason == "no pair that both solved"
    assert found.by("restricted_mean").k == 0.0


def test_k_is_as_unsure_as_the_side_that_never_solved() -> None:
    agent = [Effort("solved", attempts) for attempts in (3, 4, 5, 4)]
    found = paired_k(pairs_of(agent, [Effort("exhausted", 30)] * 4), 30, "s")
    other = paired_k(pairs_of(agent, [Effort("solved", 30)] * 4), 30, "s").by("restricted_mean")
    k = found.by("restricted_mean")
    assert (k.reading, k.k) == ("lower_bound", other.k)
    assert k.interval is not None and other.interval is not None and found.blind.interval is not None
    assert k.interval.method == found.blind.interval.method == "none_solved"
    assert other.interval.low - k.interval.low == pytest.approx(math.log10(30 / found.blind.interval.low))
    assert k.interval.high == other.interval.high
    turned = paired_k(pairs_of([Effort("exhausted", 30)] * 4, agent), 30, "s").by("restricted_mean")
    assert turned.reading == "upper_bound" and turned.interval is not None
    assert (turned.interval.low, turned.interval.high) == pytest.approx((-k.interval.high, -k.interval.low))


def test_without_pairs_nothing_is_defined() -> None:
    found = paired_k([], 10, "s")
    assert [one.k for one in found.estimates] == [None] * 3
    assert [one.reason for one in found.estimates] == ["no pairs", "no pair that both solved", "no searches"]


ENDS = st.sampled_from(["solved", "dead", "exhausted"])
EFFORTS = st.builds(Effort, ENDS, st.integers(1, 60))


@given(st.lists(st.tuples(EFFORTS, EFFORTS), max_size=12))
def test_every_estimate_is_json_and_bounded(rows: list[tuple[Effort, Effort]]) -> None:
    pairs = [SeedPair(n, a, b) for n, (a, b) in enumerate(rows)]
    horizon = common_horizon(pairs)
    found = paired_k(pairs, horizon, "s")
    json.dumps(found.to_json(), allow_nan=False)
    for one in found.estimates:
        assert (one.k is None) == (one.reading == "undefined") == bool(one.reason)
        if one.k is not None and one.interval is not None:
            assert abs(one.k) <= math.log10(horizon) + 1e-9
            assert one.interval.low >= -math.log10(horizon) - 1e-9


def test_blind_against_blind_is_nothing() -> None:
    """Both sides draw from one geometric distribution, so K is 0: the intervals hold it in most of 200 draws."""
    inside = 0
    for n in range(200):
        rng = random.Random(f"same:{n}")
        sides = [[geometric(rng, 0.1, 40) for _ in range(30)] for _ in range(2)]
        interval = paired_k(pairs_of(*sides), 40, f"same:{n}").by("restricted_mean").interval
        assert interval is not None
        inside += 0.0 in interval
    assert 180 <= inside <= 199


def geometric(rng: random.Random, p: float, horizon: int) -> Effort:
    for attempt in range(1, horizon + 1):
        if rng.uniform(0, 1) < p:
            return Effort("solved", attempt)
    end: End = "exhausted"
    return Effort(end, horizon)


# Over theorems


def theorem(k: float | None, reading: str) -> KEstimate:
    return KEstimate("restricted_mean", k, None, reading, 5)  # type: ignore[arg-type]


@given(st.lists(st.tuples(EFFORTS, EFFORTS), max_size=12))
def test_estimates_are_read_back_as_they_were_written(rows: list[tuple[Effort, Effort]]) -> None:
    pairs = [SeedPair(n, a, b) for n, (a, b) in enumerate(rows)]
    for one in paired_k(pairs, common_horizon(pairs), "s").estimates:
        written = json.loads(json.dumps(one.to_json()))
        assert KEstimate.from_json(one.estimator, written) == one


def test_pooling_by_hand() -> None:
    rows = [(0.5, "point"), (1.0, "point"), (2.0, "lower_bound"), (-3.0, "upper_bound"), (None, "undefined")]
    found = pool([theorem(*row) for row in rows], "restricted_mean", "s")
    assert (found.points, found.lower_bounds, found.upper_bounds, found.undefined) == (2, 1, 1, 1)
    assert (found.mean, found.median) == (pytest.approx(3.5 / 3), 1.0)
    assert (found.mean_is_lower_bound, found.median_is_lower_bound) == (True, False)
    json.dumps(found.to_json(), allow_nan=False)


def test_a_median_has_an_interval_from_six_theorems_on() -> None:
    rows = [theorem(float(k), "point") for k in range(6)]
    assert pool(rows[:5], "restricted_mean", "s").median_interval is None
    found = pool(rows, "restricted_mean", "s").median_interval
    assert found is not None
    assert 0.0 <= found.low < 2.5 < found.high <= 5.0


def test_a_median_of_bounds_is_a_bound() -> None:
    assert pool([theorem(1.0, "lower_bound"), theorem(2.0, "point")], "restricted_mean", "s").median_is_lower_bound
    assert pool([theorem(1.0, "lower_bound")], "restricted_mean", "s").median_is_lower_bound


def test_a_median_between_two_is_a_bound_where_the_upper_one_is() -> None:
    rows = [(0.0, "point"), (1.0, "point"), (2.0, "lower_bound"), (3.0, "point")]
    assert pool([theorem(*row) for row in rows], "restricted_mean", "s").median_is_lower_bound
    rows = [(0.0, "point"), (1.0, "point"), (2.0, "point"), (3.0, "lower_bound")]
    assert not pool([theorem(*row) for row in rows], "restricted_mean", "s").median_is_lower_bound


def test_pooling_nothing() -> None:
    found = pool([], "restricted_mean", "s")
    assert (found.mean, found.median, found.mean_interval, found.median_interval) == (None, None, None, None)
