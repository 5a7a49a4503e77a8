"""Definitions opened by hand: properties of relations and functions, said with the names of either assistant."""

from __future__ import annotations

from collections.abc import Sequence

from wonton.core.expr import Expr, ExprKind, app, bound, const, lift, pi
from wonton.core.matching import beta
from wonton.providers.heuristic.vocabulary import Logic, Opener


def negation(logic: Logic) -> Opener:
    """`not p` is `p -> False`."""
    return lambda args: pi("", args[0], const(logic.false))


def inequality(logic: Logic) -> Opener:
    """`a <> b` is `a = b -> False`."""
    return lambda args: pi("", app(const(logic.eq), *args), const(logic.false))


def strict_order(order: str, successor: str, swapped: bool = False) -> Opener:
    """`n < m` is `succ n <= m`; `swapped` for `m > n`."""

    def opened(args: tuple[Expr, ...]) -> Expr:
        small, large = reversed(args) if swapped else args
        return app(const(order), app(const(successor), small), large)

    return opened


def mirrored(relation: str) -> Opener:
    """`r a b` is `relation b a`."""
    return lambda args: app(const(relation), args[1], args[0])


def _implies(*parts: Expr) -> Expr:
    """Premises, then a conclusion; each premise stands under the ones before it, which it cannot mention."""
    result = parts[-1]
    for premise in reversed(parts[:-1]):
        result = pi("", premise, lift(result, 1))
    return result


def relation_property(logic: Logic, name: str) -> Opener:
    """∀ x (y z) : carrier, ... over a relation, for a property by Lean's name."""

    def opened(args: tuple[Expr, ...]) -> Expr:
        return _relation_property(logic, name, args[0], args[1])

    return opened


def _relation_property(logic: Logic, name: str, carrier: Expr, relation: Expr) -> Expr:
    """The relation is lifted under as many binders as there are."""
    count = {"Reflexive": 1, "Irreflexive": 1, "Transitive": 3}.get(name, 2)
    lifted = lift(relation, count)

    def r(one: int, other: int) -> Expr:
        return beta(app(lifted, bound(count - 1 - one), bound(count - 1 - other)))

    equal = app(const(logic.eq), lift(carrier, count), bound(1), bound(0))
    bodies = {
        "Reflexive": lambda: r(0, 0),
        "Irreflexive": lambda: app(const(logic.neg), r(0, 0)),
        "Symmetric": lambda: _implies(r(0, 1), r(1, 0)),
        "Asymmetric": lambda: _implies(r(0, 1), app(const(logic.neg), r(1, 0))),
        "Antisymmetric": lambda: _implies(r(0, 1), r(1, 0), equal),
        "Transitive": lambda: _implies(r(0, 1), r(1, 2), r(0, 2)),
        "Total": lambda: app(const(logic.disj), r(0, 1), r(1, 0)),
    }
    body = bodies[name]()
    for place in range(count - 1, -1, -1):
        body = pi("xyz"[place], lift(carrier, place), body)
    return body


def injective(logic: Logic) -> Opener:
    """∀ x y, f x = f y -> x = y."""

    def opened(args: tuple[Expr, ...]) -> Expr:
        source, target = args[:2]
        images = _images(args[2], (1, 0))
        premise = app(const(logic.eq), lift(target, 2), *images)
        body = _implies(premise, app(const(logic.eq), lift(source, 2), bound(1), bound(0)))
        return pi("x", source, pi("y", lift(source, 1), body))

    return opened


def surjective(logic: Logic) -> Opener:
    """∀ y, ∃ x, f x = y."""

    def opened(args: tuple[Expr, ...]) -> Expr:
        source, target = args[:2]
        equal = app(const(logic.eq), lift(target, 2), *_images(args[2], (0,)), bound(1))
        exists = app(const(logic.exists), lift(source, 1), Expr(ExprKind.LAM, "", (lift(source, 1), equal), "x"))
        return pi("y", target, exists)

    return opened


def _images(function: Expr, places: Sequence[int]) -> list[Expr]:
    """A function, lifted under two binders, applied to bound variables."""
    lifted = lift(function, 2)
    return [beta(app(lifted, bound(place))) for place in places]


def left_inverse(logic: Logic) -> Opener:
    """∀ x, g (f x) = x."""

    def opened(args: tuple[Expr, ...]) -> Expr:
        source, _, *functions = args
        inverse, function = (lift(one, 1) for one in functions)
        value = beta(app(inverse, beta(app(function, bound(0)))))
        return pi("x", source, app(const(logic.eq), lift(source, 1), value, bound(0)))

    return opened


def composition(logic: Logic) -> Opener:
    """∃ y, r x y ∧ s y z, for relations given with their three types."""

    def opened(args: tuple[Expr, ...]) -> Expr:
        middle, first, second = args[1], lift(args[3], 1), lift(args[4], 1)
        before, after = lift(args[5], 1), lift(args[6], 1)
        both = app(const(logic.conj), beta(app(first, before, bound(0))), beta(app(second, bound(0), after)))
        return app(const(logic.exists), middle, Expr(ExprKind.LAM, "", (middle, both), "y"))

    return opened
