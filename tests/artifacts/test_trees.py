"""Trees come back as they went in, and deep or shared ones cost what they should."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.artifacts.trees import TreeTable, merge_tables, unpack, unpack_goal
from wonton.core.errors import ArtifactError
from wonton.core.expr import Expr, app, bound, const, free, lam, pi
from wonton.core.goal import Goal, Hypothesis

_LEAVES = st.sampled_from([const("Nat"), const("And"), free("p"), free("h✝"), bound(0)])
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds(app, inner, inner),
        st.builds(lambda d, b: pi("x", d, b), inner, inner),
        st.builds(lambda d, b: lam("y", d, b), inner, inner),
    ),
    max_leaves=12,
)


def _hints(tree: Expr) -> list[str]:
    return [node.hint for node in tree.walk()]


@given(st.lists(_TREES, min_size=1, max_size=4))
def test_trees_survive_json(trees: list[Expr]) -> None:
    table = TreeTable()
    places = [table.add(tree) for tree in trees]
    back = unpack(json.loads(json.dumps(table.rows)))
    assert [back[place] for place in places] == trees
    assert [_hints(back[place]) for place in places] == [_hints(tree) for tree in trees]
    assert len({json.dumps(row) for row in table.rows}) == len(table.rows)


def test_sharing_and_depth_cost_nothing() -> None:
    """2^2000 nodes as a tree, 2001 distinct ones."""
    tree = const("x")
    for _ in range(2000):
        tree = Expr(tree.kind, "pair", (tree, tree))
    table = TreeTable()
    assert table.add(tree) == 2000
    assert len(unpack(table.rows)) == len(table.rows) == 2001


def test_names_of_binders_are_kept_apart() -> None:
    table = TreeTable()
    assert table.add(pi("x", const("Nat"), bound(0))) != table.add(pi("y", const("Nat"), bound(0)))


@pytest.mark.parametrize(
    "rows",
    [[["app", "", "", 0]], [["no such kind", "", ""]], [["const", "a", "", "b"]], [["const"]], [["app", "", "", -1]]],
)
def test_damaged_tables_are_told(rows: list[list[str | int]]) -> None:
    with pytest.raises(ArtifactError, match="row 0"):
        unpack(rows)


def _goal(name: str) -> Goal:
    context = (Hypothesis(name, "Nat", const("Nat")), Hypothesis("d", "Nat", const("Nat"), free(name)))
    return Goal(context, app(const("P"), free(name)), f"P {name}", "?m")


def test_goals_survive() -> None:
    table = TreeTable()
    packed = table.add_goal(_goal("n"))
    assert unpack_goal(packed, unpack(table.rows)) == _goal("n")
    assert packed["text"] == "n : Nat\nd : Nat\n⊢ P n"
    assert "shown" not in packed


def test_what_people_are_shown_survives() -> None:
    table = TreeTable()
    goal = replace(_goal("n"), shown="n d : ℕ\n⊢ P n")
    found = unpack_goal(table.add_goal(goal), unpack(table.rows))
    assert (found.shown, found.display) == (goal.shown, goal.shown)
    assert (_goal("n").display, found) == (_goal("n").text, goal)


def test_the_first_part_that_knows_a_signature_tells_it() -> None:
    parts = []
    for names in (["a"], ["b", "c"]):
        table = TreeTable()
        parts.append((table.rows, {f"sig{i}": [table.add_goal(_goal(name))] for i, name in enumerate(names)}))
    rows, goals = merge_tables(parts)
    trees = unpack(rows)
    assert [unpack_goal(goals[f"sig{i}"][0], trees) for i in range(2)] == [_goal("a"), _goal("c")]
