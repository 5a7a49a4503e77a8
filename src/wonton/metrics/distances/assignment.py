"""The compiled part of the bounds: a cheapest assignment, by shortest augmenting paths.

Importing this module compiles one function, or loads it from a cache (`compiling`).
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from wonton.metrics.distances.compiling import compiled

#: Whole costs, or positions.
Longs = npt.NDArray[np.int64]

_FAR = np.int64(2**62)


def _assign(cost: Longs, column_of: Longs) -> None:
    """`column_of[i]` becomes the column of row i in a cheapest assignment: each row has one, no column has two.

    `cost` has at least as many columns as rows. Ties go to the lower column. Time: rows² times columns. Source: R.
    Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
    Computing 38 (1987), 325-340, without its initialisation.
    """
    rows, columns = cost.shape
    row_price = np.zeros(rows + 1, np.int64)
    column_price = np.zeros(columns + 1, np.int64)
    row_at = np.full(columns + 1, rows, np.int64)  # `rows`: free; the last column is where a path starts
    before = np.zeros(columns, np.int64)
    for row in range(rows):
        row_at[columns], here = row, columns
        near = np.full(columns, _FAR, np.int64)
        seen = np.zeros(columns + 1, np.bool_)
        while row_at[here] != rows:
            seen[here] = True
            at, best, best_gap = row_at[here], -1, _FAR
            for column in range(columns):
                if not seen[column]:
                    gap = cost[at, column] - row_price[at] - column_price[column]
                    if gap < near[column]:
                        near[column], before[column] = gap, here
                    if near[column] < best_gap:
                        best, best_gap = column, near[column]
            for column in range(columns + 1):
                if seen[column]:
                    row_price[row_at[column]] += best_gap
                    column_price[column] -= best_gap
                elif column < columns:
                    near[column] -= best_gap
            here = best
        while here != columns:
            row_at[here] = row_at[before[here]]
            here = before[here]
    for column in range(columns):
        if row_at[column] != rows:
            column_of[row_at[column]] = column


_COSTS = numba.types.Array(numba.int64, 2, "C", readonly=True)

assign = compiled(numba.void(_COSTS, numba.types.Array(numba.int64, 1, "C")), _assign)
