"""Universe levels: folding, evaluation, instantiation."""

from __future__ import annotations

import pytest

from wonton.assistants.exchange.lean_to_rocq.levels import (
    LevelError,
    at_levels,
    evaluate,
    label,
    numbers,
    readable,
    split,
    universe,
    without_levels,
)
from wonton.assistants.lean.terms import parse_term
from wonton.core.expr import app, const, sort


@pytest.mark.parametrize(
    ("level", "value"),
    [
        ("0", 0),
        ("u + 1", 4),
        ("max 1 u", 3),
        ("max (max 1 u) (u + 1) v", 4),
        ("(max 1 u) + 1", 4),
        ("imax u v", 0),
        ("imax (u + 1) 1", 4),
        ("imax v u", 3),
    ],
)
def test_levels_are_evaluated(level: str, value: int) -> None:
    assert evaluate(level, {"u": 3, "v": 0}) == value


@pytest.mark.parametrize("level", ["w", "", "max 1 w", "1 )"])
def test_levels_without_value_are_refused(level: str) -> None:
    with pytest.raises(LevelError):
        evaluate(level, {"u": 3})


def test_levels_are_folded_into_names() -> None:
    text = readable("@PProd.mk.{max 1 u,\n    (max 1 u) + 1} α\n  (@Eq.{1} Nat a b)")
    tree = parse_term(text, ("α", "a", "b"))
    assert split(tree.head.label) == ("PProd.mk", ("max 1 u", "(max 1 u) + 1"))
    assert tree.args[1].is_app_of("Eq⟦1⟧")
    assert numbers(tree.args[1].head.label) == ("Eq", (1,))
    assert at_levels(tree, {"u": 2}).head == const(label("PProd.mk", (2, 3)))
    assert without_levels(tree).head == const("PProd.mk")


def test_a_type_as_argument_takes_no_level() -> None:
    assert parse_term(readable("@Eq.{2} Type a b"), ("a", "b")).args[0] == sort("Type")
    assert parse_term(readable("@f Type"), ()) == app(const("f"), sort("Type"))


@pytest.mark.parametrize(
    ("text", "number"), [("Prop", 0), ("Type", 1), ("Type 1", 2), ("Sort 3", 3), ("Type max 1 2", 3)]
)
def test_sorts_have_numbers(text: str, number: int) -> None:
    assert universe(text) == number
