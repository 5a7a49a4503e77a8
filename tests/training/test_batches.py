"""Batches and the learning rate."""

from __future__ import annotations

from collections import Counter

import pytest

from training.tiny import PAIRS
from wonton.core.errors import SettingsError
from wonton.training.batches import Batches, padded, tokens_of
from wonton.training.pairs import Pair
from wonton.training.recipe import Recipe


def test_an_epoch_sees_each_pair_once() -> None:
    batches = Batches(PAIRS, 3, 400, seed=1)
    assert batches.epoch_length == 7
    seen = Counter(row for step in range(7) for row in batches.at(step))
    assert seen == Counter((tokens_of(pair.goal, 400), tokens_of(pair.tactic, 400)) for pair in PAIRS)
    assert [batches.at(step) for step in range(7)] != [batches.at(7 + step) for step in range(7)]


def test_a_batch_depends_on_its_step_alone() -> None:
    one, other = Batches(PAIRS, 3, 400, seed=1), Batches(PAIRS, 3, 400, seed=1)
    forward = [one.at(step) for step in range(30)]
    assert [other.at(step) for step in reversed(range(30))] == forward[::-1]
    assert [Batches(PAIRS, 3, 400, seed=2).at(step) for step in range(7)] != forward[:7]


def test_like_lengths_stand_together() -> None:
    pairs = [Pair("x" * (n * 37 % 200 + 1), "t", f"t{n}", "", "training") for n in range(200)]
    batches = Batches(pairs, 8, 400, seed=0)
    widths = [max(lengths) - min(lengths) for lengths in ([len(g) for g, _ in batches.at(s)] for s in range(25))]
    assert sum(widths) / len(widths) < 30


def test_tokens_are_cut_and_filled_up_on_the_right() -> None:
    assert tokens_of("abc", 2) == (ord("a") + 3, ord("b") + 3, 1)
    assert padded([(5,), (6, 7)], -100) == [[5, -100], [6, 7]]


def test_the_learning_rate_rises_and_falls() -> None:
    recipe = Recipe(steps=100, warmup=0.1, learning_rate=1.0)
    rates = [recipe.rate(step) for step in range(100)]
    assert rates[:10] == pytest.approx([0.1 * step for step in range(1, 11)])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert 0.1 <= rates[-1] < 0.11


def test_a_recipe_without_steps_is_refused() -> None:
    with pytest.raises(SettingsError, match="steps is 0"):
        Recipe(steps=0)
