"""The compiled part of tree edit distance: Zhang and Shasha's recurrence over flat arrays.

Importing this module compiles one function, or loads it from a cache (`compiling`).
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from wonton.metrics.distances.compiling import compiled

#: Many integers: positions in postorder, labels as numbers, or pairs of trees.
Ints = npt.NDArray[np.int32]

_INTS = numba.types.Array(numba.int32, 1, "C", readonly=True)
_SIGNATURE = numba.void(*[_INTS] * 7, numba.types.Array(numba.int32, 1, "C"))


def _fill(
    labels: Ints, leftmost: Ints, keyroots: Ints, starts: Ints, key_starts: Ints, firsts: Ints, seconds: Ints, out: Ints
) -> None:
    """`out[p]` becomes the distance of the trees `firsts[p]` and `seconds[p]`.

    Tree t's nodes are `labels[starts[t]:starts[t + 1]]` in postorder; `leftmost` holds, for each, the position within
    its tree of the leftmost leaf below it; `keyroots[key_starts[t]:key_starts[t + 1]]` are, ascending, the positions
    of nodes that have a left sibling, and the root. Source: K. Zhang and D. Shasha, "Simple fast algorithms for the
    editing distance between trees and related problems", SIAM Journal on Computing 18 (1989), 1245-1262.
    """
    widest = np.diff(starts).max()
    whole = np.empty((widest, widest), np.int32)
    forest = np.empty((widest + 1, widest + 1), np.int32)
    forest[0, :] = forest[:, 0] = np.arange(widest + 1)
    for pair in range(firsts.size):
        a, b = firsts[pair], seconds[pair]
        base_a, base_b = starts[a], starts[b]
        for key_a in range(key_starts[a], key_starts[a + 1]):
            root_a = keyroots[key_a]
            left_a = leftmost[base_a + root_a]
            for key_b in range(key_starts[b], key_starts[b + 1]):
                root_b = keyroots[key_b]
                left_b = leftmost[base_b + root_b]
                for i in range(1, root_a - left_a + 2):
                    node_a = left_a + i - 1
                    label = labels[base_a + node_a]
                    below_a = leftmost[base_a + node_a] - left_a
                    for j in range(1, root_b - left_b + 2):
                        node_b = left_b + j - 1
                        below_b = leftmost[base_b + node_b] - left_b
                        best = min(forest[i - 1, j], forest[i, j - 1]) + 1
                        if below_a == 0 and below_b == 0:
                            best = min(best, forest[i - 1, j - 1] + (label != labels[base_b + node_b]))
                            whole[node_a, node_b] = best
                        else:
                            best = min(best, forest[below_a, below_b] + whole[node_a, node_b])
                        forest[i, j] = best
        out[pair] = whole[starts[a + 1] - base_a - 1, starts[b + 1] - base_b - 1]


distances_of_pairs = compiled(_SIGNATURE, _fill)
