"""The compact form of goals. The texts are fixed: models learnt them, and another form needs another name."""

from __future__ import annotations

import pytest

from wonton.core.expr import Expr, ExprKind, app, bound, const, free, lam, pi, sort
from wonton.core.goal import Goal, Hypothesis
from wonton.providers.models.compact import compact_goal
from wonton.providers.models.prompts import GOAL_FORMS

NAT, PROP, TYPE = const("Nat"), sort("Prop"), sort("Type")
P, Q, N, F = free("p"), free("q"), free("n"), free("f")


def eq(type_: Expr, left: Expr, right: Expr) -> Expr:
    """An equation, its type in front."""
    return app(const("Eq"), type_, left, right)


def hypothesis(name: str, type_: Expr) -> Hypothesis:
    """A hypothesis whose printed type does not matter."""
    return Hypothesis(name, "", type_)


def shown(target: Expr, *hypotheses: Hypothesis) -> str:
    """The compact text."""
    return compact_goal(Goal(hypotheses, target, ""))


def test_hypotheses_of_one_type_share_it() -> None:
    conjunction = app(const("And"), P, Q)
    goal = (hypothesis("p", PROP), hypothesis("q", PROP), hypothesis("h", conjunction))
    assert shown(app(const("And"), Q, P), *goal) == "p q:P;h:p&q|-q&p"


def test_brackets_only_where_they_are_needed() -> None:
    both, either = app(const("And"), P, Q), app(const("Or"), P, Q)
    assert shown(app(const("And"), both, either)) == "|-(p&q)&(p|q)"
    assert shown(app(const("Or"), P, both)) == "|-p|p&q"
    assert shown(pi("", pi("", P, Q), app(const("Not"), either))) == "|-(p>q)>~(p|q)"


def test_quantifiers_and_names() -> None:
    body = pi("m", NAT, eq(NAT, bound(0), bound(1)))
    assert shown(pi("n", NAT, body)) == "|-!n m:N,m=n"
    assert shown(app(const("Exists"), NAT, lam("n", NAT, eq(NAT, bound(0), N)))) == "|-?n1:N,n1=n"
    assert shown(free("α"), hypothesis("α", TYPE), hypothesis("R", free("α"))) == "'a:T;'R:'a|-'a"


@pytest.mark.parametrize(
    ("lean", "rocq"),
    [
        (
            eq(NAT, app(const("Nat.succ"), const("Nat.zero")), N),
            app(const("eq"), const("nat"), app(const("S"), const("O")), N),
        ),
        (
            app(const("List.cons"), NAT, N, app(const("List.nil"), NAT)),
            app(const("cons"), const("nat"), N, app(const("nil"), const("nat"))),
        ),
    ],
)
def test_both_assistants_say_the_same(lean: Expr, rocq: Expr) -> None:
    assert shown(lean) == shown(rocq)


def test_what_has_no_sign_is_told_by_its_name() -> None:
    assert shown(app(const("Foo.bar"), N, app(F, N))) == "|-Foo.bar n (f n)"
    assert shown(app(const("foo"), N)) == "|-@foo n"
    assert shown(Expr(ExprKind.META, "?m")) == "|-?m"


def test_all_is_ascii() -> None:
    assert shown(free("h✝"), hypothesis("h✝", const("Ωmega"))).isascii()


def test_a_goal_too_deep_is_shown_as_people_see_it() -> None:
    tree = N
    for _ in range(20_000):
        tree = app(const("Nat.succ"), tree)
    assert compact_goal(Goal((), tree, "α deep")) == "{22a2} {3b1} deep"


def test_it_is_registered_under_its_version() -> None:
    assert GOAL_FORMS["ascii-1"] is compact_goal
