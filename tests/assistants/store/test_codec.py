"""Transitions as bytes: what is decoded is what was coded, and other bytes are refused."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.strategies import goals

from assistants.store.made import THEOREM, goals_of, node
from wonton.assistants.base import Failure, Node, Step, Transition
from wonton.assistants.store.codec import DamagedValueError, decode, encode
from wonton.core.expr import Expr, const, free, pi
from wonton.core.goal import Goal, Hypothesis


@given(goals(), st.lists(st.lists(goals(), min_size=1, max_size=2), max_size=3), st.booleans(), st.integers(0, 99))
def test_what_is_decoded_is_what_was_coded(
    parent: Goal, children: Sequence[Sequence[Goal]], bare: bool, seed: int
) -> None:
    """Children that share hypotheses and target with their parent, in any order, and others."""
    draw = random.Random(seed)
    here = Node(THEOREM, (Step("intro", 0),), (parent,))
    made = []
    for number, group in enumerate(children):
        mixed = tuple(
            replace(
                goal,
                hypotheses=tuple(draw.sample([*parent.hypotheses, *goal.hypotheses], len(goal.hypotheses))),
                target=draw.choice([goal.target, parent.target]),
                fills=draw.choice(["", "?1"]),
                shown=draw.choice(["", "p q : Prop\n⊢ p ∧ q"]),
            )
            for goal in group
        )
        step = Step("split" if bare else "split.", number, tuple(range(len(group))), len(children))
        made.append(Node(THEOREM, (*here.path, step), mixed))
    transition = Transition("split.", tuple(made))
    found = decode(here, "split.", encode(here, transition))
    assert found == transition
    assert goals_of(found) == goals_of(transition)


def test_names_of_binders_and_values_survive() -> None:
    trees = [pi(hint, const("p"), free("h")) for hint in ("x", "y")]
    here = Node(THEOREM, (), (Goal((Hypothesis("h", "p", trees[0]),), trees[0], "g"),))
    child = Goal((Hypothesis("h", "p", trees[1]), Hypothesis("v", "p", const("p"), trees[0])), trees[1], "g")
    transition = Transition("t", (replace(here, path=(Step("t", 0),), goals=(child,)),))
    assert goals_of(decode(here, "t", encode(here, transition))) == goals_of(transition)


def test_a_tree_as_deep_as_any_is_coded() -> None:
    tree: Expr = const("O")
    for _ in range(20_000):
        tree = pi("x", const("p"), tree)
    here = Node(THEOREM, (), (Goal((), const("p"), "p"),))
    made = Transition("t", (Node(THEOREM, (Step("t", 0),), (Goal((), tree, "deep"),)),))
    found = decode(here, "t", encode(here, made)).children[0].goal.target
    assert found.size == tree.size


@given(st.binary(max_size=60))
def test_other_bytes_are_refused_and_nothing_else_happens(data: bytes) -> None:
    here = node()
    try:
        found = decode(here, "t", b"k" + data)
    except DamagedValueError:
        return
    assert isinstance(found, Transition)


@pytest.mark.parametrize("message", ["", "no goal ⊢ q", "x" * 5000])
def test_messages_survive_whole(message: str) -> None:
    for kind in ("error", "forbidden"):
        made = Transition("t", failure=Failure(kind, message))  # type: ignore[arg-type]
        assert decode(node(), "t", encode(node(), made)) == made
