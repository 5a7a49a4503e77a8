"""Attractor clusters beyond the worked example: ties, bounds that disagree, bad input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.metrics.attractors import attractor_clusters, average_linkage, cut_at


def test_equal_distances_join_in_order_of_numbers() -> None:
    merges = average_linkage([[0, 1, 1], [1, 0, 1], [1, 1, 0]], [1, 1, 1])
    assert [(m.first, m.second) for m in merges] == [((0,), (1,)), ((0, 1), (2,))]


def test_bounds_that_disagree_are_ambiguous_and_give_more_clusters() -> None:
    lower, upper = [[0, 0.1], [0.1, 0]], [[0, 0.6], [0.6, 0]]
    found = attractor_clusters(lower, upper, [1, 3], 0.3)
    assert found.ambiguous
    assert [(c.members, c.weight, c.diameter) for c in found.clusters] == [((1,), 3, 0), ((0,), 1, 0)]
    assert not attractor_clusters(lower, upper, [1, 3], 0.05).ambiguous


def test_nothing_has_no_clusters() -> None:
    assert attractor_clusters([], [], [], 0.3).clusters == ()


@pytest.mark.parametrize(
    ("matrix", "weights"), [([[0]], [1, 1]), ([[0, 1]], [1]), ([[0]], [0]), ([[0, 1], [1]], [1, 1])]
)
def test_bad_input_is_refused(matrix: list[list[float]], weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"weights|by"):
        attractor_clusters(matrix, matrix, weights, 0.3)


@st.composite
def spaces(draw: st.DrawFn) -> tuple[list[list[float]], list[int]]:
    """Points on a line with weights."""
    points = draw(st.lists(st.integers(0, 64), min_size=1, max_size=7))
    weights = draw(st.lists(st.integers(1, 4), min_size=len(points), max_size=len(points)))
    return [[abs(a - b) / 64 for b in points] for a in points], weights


@given(spaces(), st.integers(0, 8))
def test_a_weight_is_as_many_equal_members(space: tuple[list[list[float]], list[int]], eighths: int) -> None:
    distances, weights = space
    copies = [number for number, weight in enumerate(weights) for _ in range(weight)]
    repeated = [[distances[a][b] for b in copies] for a in copies]
    merges = average_linkage(repeated, [1] * len(copies))
    heights = [merge.height for merge in merges if merge.height > 0]
    own = [merge.height for merge in average_linkage(distances, weights) if merge.height > 0]
    if len(set(own)) == len(own):
        assert heights == pytest.approx(own)
    found = cut_at(average_linkage(distances, weights), len(weights), eighths / 8)
    assert sorted(number for cluster in found for number in cluster) == list(range(len(weights)))
