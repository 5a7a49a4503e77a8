"""Computing with the functions of the tables, and opening definitions: what Lean sees as equal without being told."""

from __future__ import annotations

from functools import lru_cache

from wonton.core.expr import Expr, ExprKind, app, bound, const, lift, pi
from wonton.core.matching import beta, fill, match
from wonton.providers.heuristic.tables import equations

_MAX_STEPS = 400
_FALSE = const("False")
_NAT = const("Nat")


class _Budget:
    """Computation steps left; a term that does not end is left as it is."""

    def __init__(self) -> None:
        self.left = _MAX_STEPS


@lru_cache(maxsize=1 << 15)
def compute(term: Expr) -> Expr:
    """`term` with every function of the tables computed as far as its arguments allow."""
    return _compute(term, _Budget())


def _compute(term: Expr, budget: _Budget) -> Expr:
    if not term.children:
        return term
    children = tuple([_compute(child, budget) for child in term.children])
    if term.kind is not ExprKind.APP:
        return term if children == term.children else Expr(term.kind, term.label, children, term.hint)
    result = beta(app(children[0], *children[1:]))
    step = _step(result)
    while step is not None and budget.left > 0:
        budget.left -= 1
        return _compute(step, budget)
    return result


def _step(term: Expr) -> Expr | None:
    """`term` after one computation at its head; None where none applies."""
    if term.kind is not ExprKind.APP or term.head.kind is not ExprKind.CONST:
        return None
    if term.head.label in ("HAdd.hAdd", "OfNat.ofNat"):
        return _plain_number(term)
    for left, right in equations().get(term.head.label, ()):
        count = len(left.args)
        if len(term.args) < count:
            continue
        front = app(term.head, *term.args[:count])
        found = match(left, front)
        if found is not None:
            return beta(app(fill(right, found), *term.args[count:]))
    return None


def _plain_number(term: Expr) -> Expr | None:
    """What stands behind the overloaded addition and numerals that Lean's unifier brings in (`n + 1` for `succ n`)."""
    args = term.args
    if term.head.label == "HAdd.hAdd" and len(args) == 6 and args[0] == args[1] == _NAT:
        steps = _numeral(args[5])
        return app(const("Nat.add"), args[4], args[5]) if steps is None else _successor(args[4], steps)
    if term.head.label == "OfNat.ofNat" and len(args) == 3 and args[0] == _NAT:
        steps = _numeral(args[1])
        return None if steps is None else _successor(const("Nat.zero"), steps)
    return None


def _numeral(term: Expr) -> int | None:
    """The value of a small literal, however it is wrapped; None for anything else."""
    literals = [node.label for node in term.walk() if node.kind is ExprKind.LIT]
    if len(literals) == 1 and literals[0].isdecimal() and term.head.label in ("nat_lit", "OfNat.ofNat", literals[0]):
        return min(int(literals[0]), _MAX_STEPS)
    return None


def _successor(term: Expr, times: int) -> Expr:
    for _ in range(times):
        term = app(const("Nat.succ"), term)
    return term


def unfold(term: Expr) -> Expr:
    """`term` with definitions at its head opened until a binder, a connective or an unknown constant stands there."""
    for _ in range(8):
        opened = _unfold_once(term)
        if opened is None:
            return term
        term = opened
    return term


def _unfold_once(term: Expr) -> Expr | None:
    if term.head.kind is not ExprKind.CONST:
        return None
    name, args = term.head.label, term.args
    if name in _DEFINITIONS and len(args) == _DEFINITIONS[name]:
        return _opened(name, args)
    return None


#: Definitions that are opened, and the number of arguments they need.
_DEFINITIONS = {
    "Not": 1,
    "Ne": 3,
    "Nat.lt": 2,
    "Reflexive": 2,
    "Irreflexive": 2,
    "Symmetric": 2,
    "Asymmetric": 2,
    "Antisymmetric": 2,
    "Transitive": 2,
    "Total": 2,
    "Function.Injective": 3,
    "Function.Surjective": 3,
    "Function.LeftInverse": 4,
    "Relation.comp": 7,
}


def _opened(name: str, args: tuple[Expr, ...]) -> Expr:
    if name == "Not":
        return pi("", args[0], _FALSE)
    if name == "Ne":
        return pi("", app(const("Eq"), *args), _FALSE)
    if name == "Nat.lt":
        return app(const("Nat.le"), app(const("Nat.succ"), args[0]), args[1])
    if name == "Relation.comp":
        return _composition(args)
    if name.startswith("Function."):
        return _function_property(name, args)
    return _relation_property(name, args[0], args[1])


def _implies(*parts: Expr) -> Expr:
    """Premises, then a conclusion; each premise stands under the ones before it, which it cannot mention."""
    result = parts[-1]
    for premise in reversed(parts[:-1]):
        result = pi("", premise, lift(result, 1))
    return result


def _relation_property(name: str, carrier: Expr, relation: Expr) -> Expr:
    """∀ x (y z) : carrier, ... over a relation; `r` is lifted under as many binders as there are."""
    count = {"Reflexive": 1, "Irreflexive": 1, "Transitive": 3}.get(name, 2)
    lifted = lift(relation, count)

    def r(one: int, other: int) -> Expr:
        return beta(app(lifted, bound(count - 1 - one), bound(count - 1 - other)))

    equal = app(const("Eq"), lift(carrier, count), bound(1), bound(0))
    bodies = {
        "Reflexive": lambda: r(0, 0),
        "Irreflexive": lambda: app(const("Not"), r(0, 0)),
        "Symmetric": lambda: _implies(r(0, 1), r(1, 0)),
        "Asymmetric": lambda: _implies(r(0, 1), app(const("Not"), r(1, 0))),
        "Antisymmetric": lambda: _implies(r(0, 1), r(1, 0), equal),
        "Transitive": lambda: _implies(r(0, 1), r(1, 2), r(0, 2)),
        "Total": lambda: app(const("Or"), r(0, 1), r(1, 0)),
    }
    body = bodies[name]()
    for place in range(count - 1, -1, -1):
        body = pi("xyz"[place], lift(carrier, place), body)
    return body


def _function_property(name: str, args: tuple[Expr, ...]) -> Expr:
    source, target, *functions = args
    if name == "Function.LeftInverse":
        inverse, function = (lift(one, 1) for one in functions)
        value = beta(app(inverse, beta(app(function, bound(0)))))
        return pi("x", source, app(const("Eq"), lift(source, 1), value, bound(0)))
    if name == "Function.Surjective":
        function = lift(functions[0], 2)
        equal = app(const("Eq"), lift(target, 2), beta(app(function, bound(0))), bound(1))
        exists = app(const("Exists"), lift(source, 1), Expr(ExprKind.LAM, "", (lift(source, 1), equal), "x"))
        return pi("y", target, exists)
    function = lift(functions[0], 2)
    images = [beta(app(function, bound(place))) for place in (1, 0)]
    premise = app(const("Eq"), lift(target, 2), *images)
    body = _implies(premise, app(const("Eq"), lift(source, 2), bound(1), bound(0)))
    return pi("x", source, pi("y", lift(source, 1), body))


def _composition(args: tuple[Expr, ...]) -> Expr:
    middle, first, second = args[1], lift(args[3], 1), lift(args[4], 1)
    before, after = lift(args[5], 1), lift(args[6], 1)
    both = app(const("And"), beta(app(first, before, bound(0))), beta(app(second, bound(0), after)))
    return app(const("Exists"), middle, Expr(ExprKind.LAM, "", (middle, both), "y"))
