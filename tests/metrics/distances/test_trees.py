"""Tree edit distance by hand, by definition, and beside two other implementations."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import apted
import pytest
import zss
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.strategies import propositions

from wonton.core.errors import MissingToolError
from wonton.core.expr import Expr, ExprKind, app, bound, const, free, lam, pi
from wonton.metrics.distances import TreeDistances, normalised_tree_distance, tree_distance

P, Q = free("p"), free("q")
AND, OR = const("And"), const("Or")


def tree(label: str, *children: Expr) -> Expr:
    """A node with nothing but a label, for examples out of books."""
    return Expr(ExprKind.APP, label, children)


def _trees(children: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.builds(lambda label, below: tree(label, *below), st.sampled_from("ab"), st.lists(children, max_size=4))


SMALL = st.recursive(st.builds(tree, st.sampled_from("abc")), _trees, max_leaves=6)
LARGE = st.one_of(
    st.recursive(st.builds(tree, st.sampled_from("abc")), _trees, max_leaves=40), propositions(("p", "q"))
)


def by_definition(a: Expr, b: Expr) -> int:
    """Delete the last root, insert the last root, or match both: over all forests, remembered."""

    @cache
    def distance(left: tuple[Expr, ...], right: tuple[Expr, ...]) -> int:
        if not left or not right:
            return sum(one.size for one in left + right)
        *before, x = left
        *earlier, y = right
        relabelled = int((x.kind, x.label) != (y.kind, y.label))
        return min(
            distance((*before, *x.children), right) + 1,
            distance(left, (*earlier, *y.children)) + 1,
            distance(tuple(before), tuple(earlier)) + distance(x.children, y.children) + relabelled,
        )

    return distance((a,), (b,))


class _Config(apted.Config):  # type: ignore[misc]
    def rename(self, one: Expr, other: Expr) -> int:
        return int((one.kind, one.label) != (other.kind, other.label))

    def children(self, one: Expr) -> list[Expr]:
        return list(one.children)


def by_zss(a: Expr, b: Expr) -> int:
    return int(
        zss.simple_distance(
            a, b, lambda one: list(one.children), lambda one: (one.kind, one.label), lambda x, y: int(x != y)
        )
    )


def test_zhang_and_shasha_s_own_example() -> None:
    """f(d(a c(b)) e) and f(c(d(a b)) e): delete c below d, insert c above it."""
    one = tree("f", tree("d", tree("a"), tree("c", tree("b"))), tree("e"))
    other = tree("f", tree("c", tree("d", tree("a"), tree("b"))), tree("e"))
    assert tree_distance(one, other) == 2


def test_goals_by_hand() -> None:
    """And p q has the nodes app, And, p, q. Or for And is one change; each further argument, app and all, four."""
    assert tree_distance(app(AND, P, Q), app(OR, P, Q)) == 1
    assert tree_distance(app(AND, P, Q), app(AND, Q, P)) == 2
    assert tree_distance(app(AND, P, Q), P) == 3
    assert tree_distance(app(AND, P, Q), app(AND, app(AND, P, P), Q)) == 3
    # 2 x 1 / (4 + 4 + 1), 2 x 3 / (4 + 1 + 3), and nothing shared: 2 x 4 / (1 + 4 + 4) though one node is relabelled
    assert normalised_tree_distance(app(AND, P, Q), app(OR, P, Q)) == 2 / 9
    assert normalised_tree_distance(app(AND, P, Q), P) == 6 / 8
    assert normalised_tree_distance(const("p"), app(AND, P, Q)) == 8 / 9


def test_names_of_binders_do_not_count_and_kinds_do() -> None:
    assert tree_distance(pi("x", P, bound(0)), pi("y", P, bound(0))) == 0
    assert tree_distance(pi("x", P, bound(0)), lam("x", P, bound(0))) == 1
    assert tree_distance(free("p"), const("p")) == 1
    assert normalised_tree_distance(P, P) == 0


@given(SMALL, SMALL)
def test_by_definition(a: Expr, b: Expr) -> None:
    assert tree_distance(a, b) == by_definition(a, b)


@settings(max_examples=40)
@given(LARGE, LARGE)
def test_beside_apted_and_zss(a: Expr, b: Expr) -> None:
    expected = by_zss(a, b)
    assert apted.APTED(a, b, _Config()).compute_edit_distance() == expected
    assert tree_distance(a, b) == expected


@given(LARGE, LARGE, LARGE)
def test_both_distances_are_metrics(a: Expr, b: Expr, c: Expr) -> None:
    trees = (a, b, c)
    rows = TreeDistances().pairwise(trees)
    for i, one in enumerate(trees):
        for j, other in enumerate(trees):
            assert (rows[i][j] == 0) == (one == other)
            assert rows[i][j] == rows[j][i]
            assert abs(one.size - other.size) <= rows[i][j] <= max(one.size, other.size) + min(one.size, other.size)
    assert rows[0][2] <= rows[0][1] + rows[1][2]
    scaled = [normalised_tree_distance(x, y) for x, y in ((a, c), (a, b), (b, c))]
    assert all(0 <= value <= 1 for value in scaled)
    assert scaled[0] <= scaled[1] + scaled[2] + 1e-12


@given(st.lists(LARGE, max_size=6), st.lists(LARGE, max_size=6))
def test_many_at_a_time_are_those_one_by_one(some: list[Expr], more: list[Expr]) -> None:
    """Asked again, in part and with others, the same object answers the same."""
    distances = TreeDistances()
    first = distances.pairwise(some)
    assert first == [[tree_distance(a, b) for b in some] for a in some]
    assert distances.between(some, more) == [[tree_distance(a, b) for b in more] for a in some]
    assert distances.pairwise([*more, *some])[len(more) :] == [
        [*across, *row] for across, row in zip(distances.between(some, more), first, strict=True)
    ]


def test_room_for_distances_stays_near_what_is_needed() -> None:
    """Trees that come one by one: never room for more than 5/4 of them, that is 25/16 of the pairs, at 4 bytes each."""
    distances = TreeDistances()
    for number in range(1, 150):
        assert distances.distance(tree("0"), tree(str(number))) == 1
        assert distances._table is not None
        assert distances._table.nbytes <= 4 * (number + 1) ** 2 * 25 / 16
    assert distances.pairwise([tree("0"), tree("7"), tree("149")]) == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_deep_trees_do_not_recurse() -> None:
    chain, other = P, Q
    for _ in range(3000):
        chain, other = pi("", Q, chain), pi("", Q, other)
    assert tree_distance(chain, other) == 1


def test_without_numba_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(MissingToolError, match=r"pip install 'wonton-soup\[lake\]'") as raised:
        tree_distance(P, Q)
    assert raised.value.exit_code == 2


def test_no_cache_folder_is_needed(tmp_path: Path) -> None:
    """Where numba finds no folder that it can write, the function is compiled without a cache."""
    script = (
        "from numba.core import caching\n"
        "caching.CacheImpl._locator_classes = []\n"
        "from wonton.core.expr import free\n"
        "from wonton.metrics.distances import tree_distance\n"
        "print(tree_distance(free('p'), free('q')))\n"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (found.stdout, found.returncode) == ("1\n", 0), found.stderr


def test_importing_loads_neither_compiler_nor_solver() -> None:
    script = "import sys, wonton.metrics.distances; print({'numba', 'numpy', 'ortools', 'pandas'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
