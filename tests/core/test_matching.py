"""Matching patterns with holes."""

from __future__ import annotations

from wonton.core.expr import app, bound, const, free, lam, pi, sort
from wonton.core.matching import fill, hole, holes_of, loose, match, open_type, replace, subterms

F, A, B = const("f"), free("a"), free("b")
X, Y = hole("x"), hole("y")


def test_holes_take_terms_consistently() -> None:
    assert match(app(F, X, Y), app(F, A, B)) == {"#x": A, "#y": B}
    assert match(app(F, X, X), app(F, A, B)) is None
    assert match(app(F, X, X), app(F, A, A)) == {"#x": A}
    assert match(app(F, X), app(F, A, B)) is None


def test_given_bindings_are_kept() -> None:
    given = {"#x": A}
    assert match(app(F, X, Y), app(F, A, B), given) == {"#x": A, "#y": B}
    assert match(app(F, X, Y), app(F, B, B), given) is None
    assert given == {"#x": A}


def test_a_hole_in_head_position_takes_the_rest() -> None:
    assert match(app(X, Y), app(F, A, B)) == {"#x": app(F, A), "#y": B}
    predicate = lam("z", sort("Prop"), app(F, bound(0)))
    assert match(app(X, A), app(F, A), {"#x": predicate}) == {"#x": predicate}


def test_holes_do_not_capture_bound_variables() -> None:
    assert match(pi("z", A, X), pi("z", A, bound(0))) is None
    assert match(pi("z", A, X), pi("z", A, B)) == {"#x": B}


def test_filling_is_the_inverse_of_matching() -> None:
    term = app(F, app(F, A, B), pi("z", A, app(F, bound(0), B)))
    pattern = app(F, X, pi("z", A, app(F, bound(0), Y)))
    found = match(pattern, term)
    assert found is not None
    assert fill(pattern, found) == term
    assert holes_of(pattern) == ["#x", "#y"]


def test_filling_a_head_computes() -> None:
    assert fill(app(X, A), {"#x": lam("z", sort("Prop"), app(F, bound(0), bound(0)))}) == app(F, A, A)


def test_opening_a_type() -> None:
    opened = open_type(pi("n", const("Nat"), pi("h", app(F, bound(0)), app(F, bound(1)))))
    first, second = opened.params
    assert (first.type, first.hint, first.mentioned) == (const("Nat"), "n", True)
    assert (second.type, second.mentioned) == (app(F, hole("0")), False)
    assert opened.conclusion == app(F, hole("0"))
    assert open_type(pi("n", A, B), limit=0).conclusion == pi("n", A, B)


def test_subterms_and_replacement_stop_at_bound_variables() -> None:
    term = app(F, A, lam("z", A, app(F, bound(0), B)))
    assert subterms(term) == [term, F, A, lam("z", A, app(F, bound(0), B)), A, F, B]
    assert replace(term, B, A) == app(F, A, lam("z", A, app(F, bound(0), A)))
    assert loose(app(F, bound(0)))
    assert not loose(lam("z", A, bound(0)))
