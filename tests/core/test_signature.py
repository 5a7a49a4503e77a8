"""Goal signatures: what they are blind to, what they see."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wonton.core.errors import UnknownNameError
from wonton.core.expr import Expr, ExprKind, app, const, free, pi, sort
from wonton.core.goal import Goal, Hypothesis
from wonton.core.signature import goal_sig, goal_sig_strict, goal_sig_text, group_sig, signer

from .strategies import disguise, goals

PROP = sort("Prop")


def goal(target: Expr, *hypotheses: tuple[str, Expr], text: str = "", fills: str = "") -> Goal:
    return Goal(tuple(Hypothesis(name, "", type_) for name, type_ in hypotheses), target, text, fills)


def edges(*pairs: str) -> Goal:
    """A graph as a goal: a vertex for each letter, a hypothesis `r x y` for each pair."""
    letters = sorted({letter for pair in pairs for letter in pair})
    vertices = [(letter, const("V")) for letter in letters]
    arrows = [(f"e{number}", app(const("r"), free(pair[0]), free(pair[1]))) for number, pair in enumerate(pairs)]
    return goal(const("False"), *vertices, *arrows)


@settings(max_examples=150)
@given(goals(), st.integers(0, 10**6))
def test_alpha_is_blind_to_names_order_and_commuting_arguments(original: Goal, seed: int) -> None:
    assert goal_sig(disguise(original, random.Random(seed))) == goal_sig(original)


@settings(max_examples=100)
@given(goals(), goals())
def test_alpha_agrees_with_strict_on_equal_goals_only(one: Goal, other: Goal) -> None:
    assert (goal_sig_strict(one) == goal_sig_strict(other)) == (one == other)
    if goal_sig(one) != goal_sig(other):
        assert one != other


def test_signatures_are_12_hex_digits_that_never_change() -> None:
    simple = goal(app(const("And"), free("p"), free("q")), ("p", PROP), ("q", PROP), text="And p q")
    assert goal_sig(simple) == "d09a6131ed2e"
    assert goal_sig_strict(simple) == "6212e8b5127d"
    assert goal_sig_text(simple) == "59897ba2b446"


def twins(number: int) -> Goal:
    """Hypotheses that say the same, and as many pairs of a variable and what is known of it."""
    same = [(f"h{place}", app(const("r"), free("x"), free("x"))) for place in range(number)]
    variables = [(f"a{place}", const("V")) for place in range(4)]
    known = [(f"k{place}", app(const("p"), free(f"a{place}"))) for place in range(4)]
    return goal(app(const("q"), free("x")), ("x", const("V")), *same, *variables, *known)


def test_goals_with_many_symmetries_keep_their_signatures() -> None:
    """The values are those of the search that tried every member of a tied class."""
    assert goal_sig(twins(12)) == "681041fe597e"
    assert goal_sig(edges("ab", "bc", "cd", "de", "ef", "fa")) == "b47a4409b7bc"
    assert goal_sig(edges("ab", "ba", "cd", "dc", "ef", "fe", "gh", "hg")) == "0ea6b2193d90"


def test_sixty_hypotheses_that_say_the_same_are_no_depth() -> None:
    assert goal_sig(twins(60)) == "86b9f4c6cbbd"
    assert goal_sig(disguise(twins(60), random.Random(1))) == "86b9f4c6cbbd"


def test_strict_sees_names_order_and_arguments() -> None:
    p, q = ("p", PROP), ("q", PROP)
    conjunction = app(const("And"), free("p"), free("q"))
    base = goal(conjunction, p, q)
    renamed = goal(app(const("And"), free("a"), free("q")), ("a", PROP), q)
    swapped = goal(app(const("And"), free("q"), free("p")), p, q)
    reordered = goal(conjunction, q, p)
    signatures = {goal_sig_strict(each) for each in (base, renamed, swapped, reordered)}
    assert len(signatures) == 4
    assert len({goal_sig(each) for each in (base, renamed, swapped, reordered)}) == 1


def test_strict_sees_bound_names() -> None:
    assert goal_sig_strict(goal(pi("x", PROP, const("c")))) != goal_sig_strict(goal(pi("y", PROP, const("c"))))


@pytest.mark.parametrize("name", ["And", "Or", "Iff", "and", "or", "iff"])
def test_arguments_commute(name: str) -> None:
    hypotheses = (("p", PROP), ("q", PROP), ("h", free("p")))
    one = goal(app(const(name), free("p"), free("q")), *hypotheses)
    other = goal(app(const(name), free("q"), free("p")), *hypotheses)
    assert goal_sig(one) == goal_sig(other)


def test_arguments_of_other_constants_do_not_commute() -> None:
    hypotheses = (("p", PROP), ("q", PROP), ("h", free("p")))
    one = goal(app(const("Eq"), free("p"), free("q")), *hypotheses)
    other = goal(app(const("Eq"), free("q"), free("p")), *hypotheses)
    assert goal_sig(one) != goal_sig(other)


def test_a_hypothesis_more_or_another_use_of_it_differs() -> None:
    p, q, h = ("p", PROP), ("q", PROP), ("h", free("p"))
    signatures = [
        goal_sig(goal(free("p"), p, q, h)),
        goal_sig(goal(free("q"), p, q, h)),
        goal_sig(goal(free("p"), p, h)),
        goal_sig(goal(free("p"), p, q, h, ("k", free("p")))),
    ]
    assert len(set(signatures)) == 4


def test_ties_that_refinement_cannot_break_are_told_apart() -> None:
    two_triangles = edges("ab", "bc", "ca", "de", "ef", "fd")
    hexagon = edges("ab", "bc", "cd", "de", "ef", "fa")
    other_hexagon = edges("ac", "ce", "eb", "bd", "df", "fa")
    assert goal_sig(hexagon) == goal_sig(other_hexagon)
    assert goal_sig(hexagon) != goal_sig(two_triangles)


def test_every_renaming_of_a_symmetric_graph_agrees() -> None:
    circles = [zip(order, order[1:] + order[:1], strict=True) for order in permutations("abcd")]
    assert len({goal_sig(edges(*(one + other for one, other in circle))) for circle in circles}) == 1


def test_many_interchangeable_hypotheses_are_no_trouble() -> None:
    names = [f"p{number}" for number in range(30)]
    one = goal(const("False"), *((name, PROP) for name in names))
    other = goal(const("False"), *((name, PROP) for name in reversed(names)))
    assert goal_sig(one) == goal_sig(other)


def test_metavariables_are_renamed_but_told_apart() -> None:
    def pair(x: str, y: str) -> Goal:
        return goal(app(const("f"), Expr(ExprKind.META, x), Expr(ExprKind.META, y)))

    assert goal_sig(pair("?a", "?b")) == goal_sig(pair("?1", "?7"))
    assert goal_sig(pair("?a", "?b")) != goal_sig(pair("?a", "?a"))


def test_shadowed_and_undeclared_names_do_no_harm() -> None:
    shadowed = goal(free("h"), ("h", PROP), ("h", free("h")))
    assert goal_sig(shadowed) == goal_sig(goal(free("k"), ("h", PROP), ("k", free("h"))))
    assert goal_sig(goal(free("x"))) != goal_sig(goal(const("x")))


def test_local_definitions_count() -> None:
    plain = Goal((Hypothesis("n", "", const("Nat")),), const("True"), "")
    defined = Goal((Hypothesis("n", "", const("Nat"), const("zero")),), const("True"), "")
    assert goal_sig(plain) != goal_sig(defined)
    assert goal_sig_strict(plain) != goal_sig_strict(defined)


def test_a_group_shares_metavariables_and_keeps_its_order() -> None:
    meta = Expr(ExprKind.META, "?m")
    first, second = goal(app(const("P"), meta)), goal(const("Nat"), fills="?m")
    unrelated = goal(app(const("P"), Expr(ExprKind.META, "?k")))
    assert group_sig([first]) == goal_sig(first)
    assert group_sig([first, second]) != group_sig([second, first])
    assert group_sig([first, second]) != group_sig([unrelated, second])
    for kind in ("alpha", "strict", "text"):
        assert signer(kind)([first, second]) == group_sig([first, second], kind)


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="alpha"):
        signer("beta")  # type: ignore[arg-type]


def test_text_ignores_white_space_only() -> None:
    assert goal_sig_text(goal(PROP, text="a  b\tc")) == goal_sig_text(goal(PROP, text="a b c"))
    assert goal_sig_text(goal(PROP, text="ab c")) != goal_sig_text(goal(PROP, text="a b c"))
