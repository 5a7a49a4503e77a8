"""The sequential null model: by hand, against a solver that merges nothing, within budgets, and against draws."""

from __future__ import annotations

import math
import random
from fractions import Fraction as F

import pytest

from wonton.search.exact import (
    DeadEnd,
    ExactGraph,
    TooLargeError,
    sequential,
    sequential_within,
    simulate_sequential,
    simulate_within,
)

from .exact_graphs import graph, random_graph

#: The worked example of docs/explanation/exact-null-models.md.
EXAMPLE = {"r": ["a b", "c", "x"], "a": ["", "x"], "b": ["", "x", "x"], "c": ["x", "x"]}
DEAD_ENDS: tuple[DeadEnd, ...] = ("stuck", "failure")

BY_HAND = [
    # table, dead end, p, attempts of a run-through, attempts until solved
    (EXAMPLE, "stuck", F(1, 2), F(5), F(10)),
    (EXAMPLE, "failure", F(1, 18), F(11, 6), F(33)),
    ({"r": [""]}, "stuck", F(1), F(1), F(1)),
    ({"r": ["", "-", "x"]}, "failure", F(1, 2), F(1), F(2)),
    ({"r": ["a", "x"], "a": ["r", ""]}, "stuck", F(1), F(4), F(4)),
    ({"r": ["a", "x"], "a": ["r", ""]}, "failure", F(1, 4), F(3, 2), F(6)),
    ({"r": ["a", "b"], "a": ["b", "x"], "b": ["a", ""]}, "stuck", F(3, 4), F(4), F(16, 3)),
    ({"r": ["x", "x", "-"]}, "stuck", F(0), F(2), math.inf),
    ({"r": ["x", "x"]}, "failure", F(0), F(1), math.inf),
    ({"r": []}, "stuck", F(0), F(0), math.inf),
    ({"r": []}, "failure", F(0), F(0), math.inf),
]


@pytest.mark.parametrize(("table", "dead_end", "p", "per_run", "attempts"), BY_HAND)
def test_by_hand(table: dict[str, list[str]], dead_end: DeadEnd, p: F, per_run: F, attempts: F | float) -> None:
    found = sequential(graph(table), dead_end)
    assert (found.p, found.per_run, found.attempts) == (p, per_run, attempts)
    assert found.exact
    assert found.residual == 0.0


def test_stuck_without_dead_ends_costs_what_trace_k_sums_up() -> None:
    """A chain on which shares 1/2, 1/3 and 1/4 work: 2 + 3 + 4 attempts."""
    chain = graph({"r": ["a", "x"], "a": ["x", "c", "x"], "c": ["", "x", "x", "x"]})
    assert sequential(chain).attempts == 9


def plain(exact: ExactGraph, place: int, path: frozenset[str], dead_end: DeadEnd) -> tuple[F, F]:
    """Chance and attempts of a run-through, from the definition, with the whole root path at hand."""
    node = exact.nodes[place]
    path |= {node.signature}
    drawn = [move for move in node.moves if move.status != "blocked"]
    below = [[exact.nodes[child].signature for child in move.children] for move in drawn]
    works = [
        move
        for move, goals in zip(drawn, below, strict=True)
        if move.status != "failed" and not any(goal in path for goal in goals)
    ]
    n, w = F(len(drawn)), F(len(works))
    if not w:
        return F(0), n if dead_end == "stuck" else min(n, F(1))
    success, attempts = F(0), F(0)
    for move in works:
        reached = F(1)
        for child in move.children:
            s, a = plain(exact, child, path, dead_end)
            attempts += reached * a
            reached *= s
        success += reached
    if dead_end == "stuck":
        return success / w, n / w + attempts / w
    return success / n, 1 + attempts / n


@pytest.mark.parametrize("dead_end", DEAD_ENDS)
@pytest.mark.parametrize("seed", range(40))
def test_contexts_change_nothing(seed: int, dead_end: DeadEnd) -> None:
    exact = random_graph(seed)
    found = sequential(exact, dead_end)
    assert (found.p, found.per_run) == plain(exact, 0, frozenset(), dead_end)
    assert exact.provable == (found.p > 0)


def test_cycles_are_broken_by_signature() -> None:
    """`a` and `A` are two nodes of one signature: below `a`, a tactic that leaves `A` closes a cycle."""
    table = {"r": ["a", "A"], "a": ["A"], "A": [""]}
    assert sequential(graph(table)).p == 1
    assert sequential(graph(table, {"A": "a"})).p == F(1, 2)


def test_doubles_are_as_near_as_they_say() -> None:
    exact = random_graph(11)
    there, near = sequential(exact), sequential(exact, max_bits=0)
    assert not near.exact
    assert 0 < near.residual < 1e-12
    for name in ("p", "per_run", "attempts"):
        assert abs(getattr(near, name) / float(getattr(there, name)) - 1) <= near.residual


def test_a_graph_that_unfolds_too_far_is_refused_and_can_be_drawn() -> None:
    names = [f"g{n}" for n in range(9)]
    everything = graph({name: [*names, ""] for name in names})
    with pytest.raises(TooLargeError, match="more than 100 goals in their contexts"):
        sequential(everything, max_places=100)
    assert simulate_sequential(everything, 100, random.Random(0)).p.successes == 100


def test_what_a_limit_cut_counts_as_a_dead_end() -> None:
    found = sequential(graph({"r": ["", "beyond"]}))
    assert (found.p, found.complete) == (F(1, 2), False)


class TestWithin:
    def test_by_hand(self) -> None:
        """A run-through solves the example in 3 attempts at best; in 4, the first may have been lost at once."""
        found = sequential_within(graph(EXAMPLE), 4, "failure")
        assert found.solved == pytest.approx([0, 0, 0, 1 / 18, 1 / 18 + 1 / 3 / 18], rel=1e-12)
        assert found.attempts == pytest.approx(4 - 1 / 18, rel=1e-12)
        assert sequential_within(graph(EXAMPLE), 3).p == pytest.approx(1 / 18, rel=1e-12)

    @pytest.mark.parametrize("dead_end", DEAD_ENDS)
    @pytest.mark.parametrize("seed", [0, 3, 5, 6, 11])
    def test_a_long_budget_restricts_nothing(self, seed: int, dead_end: DeadEnd) -> None:
        exact = random_graph(seed)
        found = sequential_within(exact, 400, dead_end)
        assert found.p == pytest.approx(1.0, abs=1e-9)
        assert found.attempts == pytest.approx(float(sequential(exact, dead_end).attempts), rel=1e-6)

    @pytest.mark.parametrize("table", [{"r": []}, {"r": ["x"]}, {"r": ["c"], "c": []}])
    def test_what_cannot_be_solved_uses_up_its_budget(self, table: dict[str, list[str]]) -> None:
        for dead_end in DEAD_ENDS:
            found = sequential_within(graph(table), 5, dead_end)
            assert (found.p, found.attempts) == (0.0, 5.0)
            drawn = simulate_within(graph(table), 5, 10, random.Random(0), dead_end)
            assert (drawn.p.value, drawn.attempts.value) == (0.0, 5.0)

    def test_no_budget_at_all(self) -> None:
        found = sequential_within(graph({"r": [""]}), 0)
        assert (found.p, found.attempts) == (0.0, 0.0)
        with pytest.raises(ValueError, match="-1 attempts"):
            sequential_within(graph({"r": [""]}), -1)


@pytest.mark.parametrize("dead_end", DEAD_ENDS)
@pytest.mark.parametrize("seed", [0, 3, 5, 6, 11])
def test_draws_agree(seed: int, dead_end: DeadEnd) -> None:
    """20,000 run-throughs and 20,000 searches of 12 attempts: each value within 4 standard errors."""
    exact = random_graph(seed)
    there, budgeted = sequential(exact, dead_end), sequential_within(exact, 12, dead_end)
    drawn = simulate_sequential(exact, 20_000, random.Random(f"{seed}:runs"), dead_end)
    within = simulate_within(exact, 12, 20_000, random.Random(f"{seed}:within"), dead_end)
    for value, sample in (
        (there.p, drawn.p),
        (there.per_run, drawn.per_run),
        (there.attempts, drawn.attempts),
        (budgeted.p, within.p),
        (budgeted.attempts, within.attempts),
    ):
        assert abs(sample.value - float(value)) <= 4 * sample.error + 1e-12


def test_equal_seeds_draw_equal_numbers() -> None:
    exact = random_graph(6)
    one, two = (simulate_sequential(exact, 500, random.Random(3)) for _ in range(2))
    assert one == two
    assert one != simulate_sequential(exact, 500, random.Random(4))
