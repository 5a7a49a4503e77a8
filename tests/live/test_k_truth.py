"""Estimates of K against exact values on live Lean: `benchmarks/k_truth.py`, small.

Theorems, horizons and seeds are fixed by name, so nothing here changes from run to run. Of 40 configurations with 5
sets of 10 seeds each, 95% intervals should miss some 10 of 200 times; 92% is the goal that the benchmark holds with 240
configurations. Where there are only some 30 to 40 sets, two standard deviations more are allowed: 85%.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import pytest

CONFIGURATIONS, SEEDS = 40, 50
TOPICS = ("propositional", "predicate", "bool")  #: whose graphs are small


@pytest.fixture(scope="module")
def truth() -> Iterator[Any]:
    """The benchmark as a module."""
    folder = str(Path(__file__).parents[2] / "benchmarks")
    sys.path.insert(0, folder)
    try:
        import k_truth  # type: ignore[import-not-found]

        yield k_truth
    finally:
        sys.path.remove(folder)


@pytest.fixture(scope="module")
def found(truth: Any, lean_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    graphs = truth.enumerated(tmp_path_factory.mktemp("home"), lean_cache.parent, TOPICS)
    some = list(islice(truth.configurations(graphs), CONFIGURATIONS))
    graphs.close()
    for one in some:
        one.play(SEEDS)
    return some


def test_blind_costs_are_covered(truth: Any, found: list[Any]) -> None:
    assert len(found) == CONFIGURATIONS
    few = truth.cost_coverage(found, 10)
    assert few.number == CONFIGURATIONS * SEEDS // 10
    assert few.covered >= 0.92 * few.number
    many = truth.cost_coverage(found, 50)
    assert many.covered >= 0.85 * many.number
    censored = truth.cost_coverage(found, 50, horizon=4)
    assert censored.covered >= 0.85 * censored.number


def test_blind_costs_are_not_biased(found: list[Any]) -> None:
    """The sum of the configurations' standardised errors: normal, variance 1 each; 4 standard deviations."""
    errors = []
    for one in found:
        spread = stdev(one.costs)
        if spread:
            errors.append((fmean(one.costs) - one.exact.attempts) / (spread / math.sqrt(SEEDS)))
    assert len(errors) > CONFIGURATIONS / 2
    assert abs(fmean(errors)) < 4 / math.sqrt(len(errors) / 3)  # a theorem's configurations share their seeds


def test_paired_k_is_covered(truth: Any, found: list[Any]) -> None:
    tally = truth.k_coverage(truth.paired(found), 10)
    assert tally.number >= 80
    assert tally.covered >= 0.9 * tally.number


def test_trace_k_is_low_and_bounded(truth: Any, found: list[Any]) -> None:
    """An agent that stops at the first success sees few candidates, the good ones first: its tau_blind is too low, but
    its bounds hold the cost of the null model."""
    rows = truth.trace_bias(found, 5)
    first = rows["first_success"]
    assert len(first.null) >= 20
    assert -0.3 < fmean(first.null) < 0
    assert sum(value > 1e-9 for value in first.null) <= 0.1 * len(first.null)
    assert first.bounded >= 0.9 * len(first.null)
