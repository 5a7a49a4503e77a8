"""As much typing as it takes to know which structure a projection `x.1` is of.

Lean prints a projection by its number alone. The structure's name and parameters come out of the type of `x`, reduced
to its head: definitions unfolded, recursors applied to constructors, projections of tuples. This decides nothing about
whether a term is right; a wrong guess only leads to a text that the other kernel refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wonton.assistants.exchange.lean_to_rocq import levels
from wonton.assistants.exchange.lean_to_rocq.constants import Constant
from wonton.core import expr as e
from wonton.core.expr import Expr, ExprKind

Lookup = Callable[[str], Constant]


class UntypedError(Exception):
    """The type of a term could not be found."""


def type_of(term: Expr, context: Sequence[Expr], lookup: Lookup) -> Expr:
    """The type of `term`, whose free indexes are typed by `context` (innermost last, each in its own prefix).

    Raises `UntypedError`.
    """
    if term.kind is ExprKind.BOUND:
        place = int(term.label)
        if place >= len(context):
            raise UntypedError(f"the variable {place} is not bound")
        return e.lift(context[len(context) - 1 - place], place + 1)
    if term.kind is ExprKind.CONST:
        name, numbers = levels.numbers(term.label)
        constant = lookup(name)
        if constant.type is None:
            raise UntypedError(f"{name} {constant.note}")
        return constant.type_at(numbers)
    if term.kind is ExprKind.APP:
        return applied_type(type_of(term.head, context, lookup), term.args, lookup)
    if term.kind is ExprKind.LAM:
        domain, body = term.children
        return e.pi(term.hint, domain, type_of(body, [*context, domain], lookup))
    if term.kind is ExprKind.PROJ:
        return _field_type(term, context, lookup)
    raise UntypedError(f"a {term.kind.value} is projected")


def applied_type(type_: Expr, arguments: Sequence[Expr], lookup: Lookup) -> Expr:
    """The type of a function of type `type_` applied to `arguments`. Raises `UntypedError`."""
    for argument in arguments:
        if type_.kind is not ExprKind.PI:
            type_ = weak_head(type_, lookup)
        if type_.kind is not ExprKind.PI:
            raise UntypedError("what is applied is not a function")
        type_ = e.instantiate(type_.children[1], argument)
    return type_


def structure_of(term: Expr, context: Sequence[Expr], lookup: Lookup) -> Expr:
    """The type of `term` as an inductive type applied to its parameters. Raises `UntypedError`."""
    return weak_head(type_of(term, context, lookup), lookup)


def weak_head(term: Expr, lookup: Lookup) -> Expr:
    """`term` reduced until its head is a binder, a variable or a constant that does not compute."""
    while True:
        reduced = _step(term, lookup)
        if reduced is None:
            return term
        term = reduced


def _step(term: Expr, lookup: Lookup) -> Expr | None:
    head, arguments = term.head, term.args
    if head.kind is ExprKind.LAM and arguments:
        return e.app(e.instantiate(head.children[1], arguments[0]), *arguments[1:])
    if head.kind is ExprKind.LET:
        return e.app(e.instantiate(head.children[2], head.children[1]), *arguments)
    if head.kind is ExprKind.PROJ:
        whole = weak_head(head.children[0], lookup)
        fixed = _fixed(whole, lookup)
        return None if fixed is None else e.app(whole.args[fixed + int(head.label) - 1], *arguments)
    if head.kind is not ExprKind.CONST:
        return None
    name, numbers = levels.numbers(head.label)
    constant = lookup(name)
    if constant.value is not None:
        return e.app(constant.value_at(numbers), *arguments)
    return _recursor_step(constant, term, lookup) if constant.kind == "recursor" else None


def _fixed(whole: Expr, lookup: Lookup) -> int | None:
    """The number of parameters in front of the fields, where `whole` is a constructor with all its arguments."""
    if whole.head.kind is not ExprKind.CONST:
        return None
    constant = lookup(levels.split(whole.head.label)[0])
    if constant.kind != "constructor" or constant.type is None:
        return None
    return lookup(result_name(constant.type)).fixed


def result_name(type_: Expr) -> str:
    """The constant at the head of what a telescope ends in; empty where there is none."""
    while type_.kind is ExprKind.PI:
        type_ = type_.children[1]
    return levels.split(type_.head.label)[0] if type_.head.kind is ExprKind.CONST else ""


def _recursor_step(recursor: Constant, term: Expr, lookup: Lookup) -> Expr | None:
    """One step of a recursor whose major premise is a constructor; only of types without indexes."""
    owner = lookup(recursor.name.rpartition(".")[0])
    count = len(owner.constructors)
    major = owner.fixed + 1 + count
    if len(term.args) <= major:
        return None
    whole = weak_head(term.args[major], lookup)
    name = levels.split(whole.head.label)[0] if whole.head.kind is ExprKind.CONST else ""
    if name not in owner.constructors:
        return None
    minor = term.args[owner.fixed + 1 + owner.constructors.index(name)]
    fields = whole.args[owner.fixed :]
    front = e.app(term.head, *term.args[:major])
    again = [e.app(front, field) for field in fields if _is_recursive(field, whole, lookup)]
    return e.app(minor, *fields, *again, *term.args[major + 1 :])


def _is_recursive(field: Expr, whole: Expr, lookup: Lookup) -> bool:
    """Whether a constructor's argument is of the type that it constructs; of functions into it nothing is known."""
    constructor = lookup(levels.split(whole.head.label)[0])
    type_ = constructor.type
    for argument in whole.args:
        if type_ is None or type_.kind is not ExprKind.PI:
            return False
        domain, type_ = type_.children
        if argument is field:
            return result_name(domain) == constructor.name.rpartition(".")[0]
    return False


def _field_type(term: Expr, context: Sequence[Expr], lookup: Lookup) -> Expr:
    whole = term.children[0]
    structure = structure_of(whole, context, lookup)
    name, numbers = levels.numbers(structure.head.label)
    owner = lookup(name)
    if len(owner.constructors) != 1:
        raise UntypedError(f"{name} is not a structure")
    constructor = lookup(owner.constructors[0])
    earlier = [Expr(ExprKind.PROJ, str(place), (whole,)) for place in range(1, int(term.label))]
    rest = applied_type(constructor.type_at(numbers), [*structure.args, *earlier], lookup)
    if rest.kind is not ExprKind.PI:
        raise UntypedError(f"{name} has no field {term.label}")
    return rest.children[0]
