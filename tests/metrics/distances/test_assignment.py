"""The compiled assignment beside all assignments."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wonton.metrics.distances.assignment import assign


@given(st.integers(0, 4).flatmap(lambda rows: st.tuples(st.just(rows), st.integers(rows, 5))), st.data())
def test_no_assignment_is_cheaper(shape: tuple[int, int], data: st.DataObject) -> None:
    rows, columns = shape
    values = st.lists(st.integers(-6, 6), min_size=rows * columns, max_size=rows * columns)
    cost = np.array(data.draw(values), np.int64).reshape(shape)
    found = np.full(rows, -1, np.int64)
    assign(cost, found)
    assert len(set(found.tolist())) == rows
    assert all(0 <= column < columns for column in found)
    cheapest = min(sum(cost[row, column] for row, column in enumerate(p)) for p in permutations(range(columns), rows))
    assert cost[np.arange(rows), found].sum() == cheapest
