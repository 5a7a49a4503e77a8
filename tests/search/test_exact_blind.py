"""blind_uniform search as a Markov chain: by hand, against `Search` itself on the graph, and drawn."""

from __future__ import annotations

import math
import random
from fractions import Fraction as F

import pytest

from wonton.search import ExpansionName, SearchSettings
from wonton.search.exact import Blind, Replay, TooLargeError, blind, simulate_blind
from wonton.search.exact.simulate import Mean, Share

from .exact_graphs import graph, random_graph

DETOUR = {"r": ["c", ""], "c": ["x"]}
BLOCKED = {"r": ["c", "-"], "c": [""]}
BOTH = {"r": ["a b"], "a": [""], "b": [""]}

BY_HAND = [
    # table, iterations, p, attempts, iterations made
    ({"r": ["", "x"]}, 5, F(1), F(3, 2), F(1)),
    ({"r": []}, 5, F(0), F(0), F(1)),
    (DETOUR, 1, F(1, 2), F(1), F(1)),
    (DETOUR, 2, F(3, 4), F(3, 2), F(3, 2)),
    (DETOUR, 3, F(1), F(7, 4), F(7, 4)),
    (BLOCKED, 2, F(3, 4), F(7, 4), F(2)),
    (BOTH, 2, F(0), F(2), F(2)),
    (BOTH, 3, F(1), F(3), F(3)),
    # the second way to `c` is a duplicate once the first is kept, and still an attempt
    ({"r": ["c", "c"], "c": []}, 9, F(0), F(2), F(3)),
    # below `a` the way back to `r` closes a cycle
    ({"r": ["a"], "a": ["r"]}, 9, F(0), F(2), F(2)),
]


@pytest.mark.parametrize(("table", "budget", "p", "attempts", "iterations"), BY_HAND)
def test_by_hand(table: dict[str, list[str]], budget: int, p: F, attempts: F, iterations: F) -> None:
    found = blind(graph(table), budget, fractions=True)
    assert (found.p, found.attempts, found.iterations) == (p, attempts, iterations)
    assert len(found.solved) == budget + 1
    assert found.solved[-1] == p


def test_all_successes_by_hand() -> None:
    """Everything at the root is tried at once; then one of two goals is drawn, and the right one closes it."""
    found = blind(graph({"r": ["c", "d", "x"], "c": [""], "d": ["x"]}), 2, "all_successes", fractions=True)
    assert (found.p, found.attempts) == (F(1, 2), F(4))


def test_searches_that_solve_are_a_part_of_all() -> None:
    found = blind(graph(DETOUR), 2, fractions=True)
    assert found.attempts_solved == (F(1, 2) * 1 + F(1, 4) * 2) / F(3, 4)
    assert math.isnan(blind(graph({"r": ["x"]}), 2).attempts_solved)


def test_doubles_agree_with_fractions() -> None:
    exact = random_graph(20)
    one, two = blind(exact, 6), blind(exact, 6, fractions=True)
    assert isinstance(two.p, F)
    assert float(one.p) == pytest.approx(float(two.p), rel=one.residual)
    assert float(one.attempts) == pytest.approx(float(two.attempts), rel=one.residual)


@pytest.mark.parametrize("expansion", ["first_success", "all_successes"])
@pytest.mark.parametrize("seed", [0, 6, 11, 13, 19, 20])
def test_search_itself_agrees(seed: int, expansion: ExpansionName) -> None:
    """1,500 searches with policy blind_uniform on the graph: chances, attempts and iterations within 4 errors."""
    exact, budget = random_graph(seed), 4
    there, replay = blind(exact, budget, expansion), Replay(exact)
    settings = SearchSettings(policy="blind_uniform", tiers=(budget,), max_depth=100, expansion=expansion)
    searches = [replay.search(settings, n) for n in range(1_500)]
    number = len(searches)
    solved = Share(sum(search.status == "solved" for search in searches), number)
    dead = Share(sum(search.status == "dead" for search in searches), number)
    attempts = [search.attempts for search in searches]
    iterations = [search.iterations for search in searches]
    spent = Mean.of(sum(attempts), sum(a * a for a in attempts), number)
    made = Mean.of(sum(iterations), sum(i * i for i in iterations), number)
    for value, sample in ((there.p, solved), (there.dead, dead), (there.attempts, spent), (there.iterations, made)):
        assert abs(sample.value - float(value)) <= 4 * sample.error + 1e-9


@pytest.mark.parametrize("expansion", ["first_success", "all_successes"])
@pytest.mark.parametrize("seed", [0, 6, 13, 20])
def test_draws_agree(seed: int, expansion: ExpansionName) -> None:
    exact = random_graph(seed)
    there, drawn = blind(exact, 5, expansion), simulate_blind(exact, 5, 20_000, random.Random(seed), expansion)
    assert (there.exact, drawn.exact, drawn.runs) == (True, False, 20_000)
    assert abs(float(drawn.p) - float(there.p)) <= 4 * drawn.p_error + 1e-9
    assert abs(float(drawn.attempts) - float(there.attempts)) <= 4 * drawn.attempts_error + 1e-9
    assert abs(float(drawn.iterations) - float(there.iterations)) < 0.05
    assert abs(float(drawn.dead) - float(there.dead)) < 0.02


def test_too_many_states_are_refused() -> None:
    names = [f"g{n}" for n in range(6)]
    everything = graph(dict.fromkeys(names, names))
    with pytest.raises(TooLargeError, match="more than 50 states"):
        blind(everything, 20, max_states=50)
    drawn = simulate_blind(everything, 20, 20, random.Random(0))
    assert isinstance(drawn, Blind)
    assert drawn.p == 0


def test_a_negative_budget_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 iterations"):
        blind(graph(DETOUR), -1)
