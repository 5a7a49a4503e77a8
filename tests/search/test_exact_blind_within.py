"""Blind search within attempts: by hand, and against `Search` played on the graph."""

from __future__ import annotations

import math

import pytest

from wonton.search import SearchSettings
from wonton.search.exact import ExactGraph, Mean, Replay, TooLargeError, blind
from wonton.search.exact.blind_within import blind_within
from wonton.search.settings import ExpansionName

from .exact_graphs import graph, random_graph

Z = 4.5  #: 32 comparisons; one fails by chance in some 5,000 of such tests


def test_one_working_candidate_of_three() -> None:
    """The working one is first, second or third, each with chance 1/3."""
    found = blind_within(graph({"a": ["x", "", "x"]}), 4)
    assert found.solved == pytest.approx((0, 1 / 3, 2 / 3, 1, 1))
    assert found.attempts == pytest.approx(2)
    assert blind_within(graph({"a": ["x", "", "x"]}), 2).attempts == pytest.approx(1 + 2 / 3)


def test_blocked_candidates_take_no_attempt() -> None:
    """Nothing is left but blocked offers in half of the orders; the search goes on all the same."""
    found = blind_within(graph({"a": ["b", "-"], "b": ["", "-"]}), 3)
    assert found.solved == pytest.approx((0, 0, 1, 1))
    assert found.constant


def test_a_dead_search_costs_the_whole_horizon() -> None:
    found = blind_within(graph({"a": ["x", "x"]}), 9)
    assert (found.p, found.attempts) == (0, 9)


def test_a_solve_beyond_the_horizon_is_none() -> None:
    """All three candidates are tried at once: the solve comes with the third attempt."""
    table = graph({"a": ["x", "", "x"]})
    assert blind_within(table, 2, "all_successes").p == 0
    assert blind_within(table, 3, "all_successes").solved == (0, 0, 0, 1)


def test_a_large_horizon_agrees_with_a_large_budget() -> None:
    """Searches that end by themselves: the attempts of those that solve, and their share."""
    for seed in range(12):
        there, here = blind(random_graph(seed), 200), blind_within(random_graph(seed), 200)
        assert here.p == pytest.approx(float(there.p))
        if there.p:
            solved = math.fsum(
                t * (b - a) for t, (a, b) in enumerate(zip((0, *here.solved), here.solved, strict=False))
            )
            assert solved / here.p == pytest.approx(float(there.attempts_solved))


@pytest.mark.parametrize("expansion", ["first_success", "all_successes"])
def test_search_agrees(expansion: ExpansionName) -> None:
    horizon, runs = 7, 400
    settings = SearchSettings(policy="blind_uniform", expansion=expansion, tiers=(200,))
    for seed in range(16):
        table = random_graph(seed)
        costs = [cost(Replay(table), settings, run, horizon) for run in range(runs)]
        mean = Mean.of(sum(costs), sum(c * c for c in costs), runs)
        low, high = mean.interval(Z)
        assert low - 1e-9 <= blind_within(table, horizon, expansion).attempts <= high + 1e-9, seed


def cost(replay: Replay, settings: SearchSettings, seed: int, horizon: int) -> int:
    search = replay.search(settings, seed)
    return min(search.solve.attempts, horizon) if search.solve else horizon


def test_limits() -> None:
    with pytest.raises(TooLargeError):
        blind_within(graph({"a": ["b", "c", "x"], "b": ["x", ""], "c": ["", "x"]}), 50, max_states=2)
    with pytest.raises(ValueError, match="-1"):
        blind_within(ExactGraph(graph({"a": [""]}).nodes, {}), -1)
