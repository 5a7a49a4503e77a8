"""Lean's inductive types in Gallina, with recursors that have Lean's types and compute as Lean's do.

A structure becomes a primitive record, so that a structure is the tuple of its fields by conversion, as in Lean. A
proposition with one constructor whose arguments are all proofs (`And`, `Iff`) is a record too, and its recursor takes
it apart by projections: which proof it is does not matter, so this may build data, as in Lean. `Eq` and `HEq` are
eliminated by `match` under `Definitional UIP`, which is Lean's rule K."""

from __future__ import annotations

from dataclasses import dataclass

from wonton.assistants.exchange.lean_to_rocq import levels
from wonton.assistants.exchange.lean_to_rocq.constants import Constant
from wonton.assistants.exchange.lean_to_rocq.gallina import NoCounterpartError, Printer, identifier
from wonton.assistants.exchange.lean_to_rocq.typing import Lookup, result_name
from wonton.core import expr as e
from wonton.core.expr import Expr, ExprKind


@dataclass(frozen=True, slots=True)
class Constructor:
    """A constructor behind its type's parameters: its identifier and the type of the rest."""

    name: str
    type: Expr

    @property
    def fields(self) -> list[Expr]:
        """The types of its arguments, each in the scope of those before."""
        return telescope(self.type)[0]


@dataclass(frozen=True, slots=True)
class Family:
    """An inductive type at numbered levels. `sort` is the `n` of the `Sort n` it lives in; `large` says whether its
    recursor may build data; `parameters` and `indexes` are types, each in the scope of those before."""

    name: str
    constant: Constant
    sort: int
    large: bool
    parameters: tuple[Expr, ...]
    indexes: tuple[Expr, ...]
    constructors: tuple[Constructor, ...]

    @property
    def recursive(self) -> bool:
        """Whether a constructor takes arguments of the type itself."""
        fields = (field for constructor in self.constructors for field in constructor.fields)
        return any(self.occurs(field) for field in fields)

    @property
    def record(self) -> bool:
        """Whether it is a record in Gallina."""
        if len(self.constructors) != 1 or self.indexes or self.recursive or not self.constructors[0].fields:
            return False
        return self.sort > 0 or self.large

    def occurs(self, tree: Expr) -> bool:
        """Whether `tree` mentions the type."""
        return any(
            node.kind is ExprKind.CONST and levels.split(node.label)[0] == self.constant.name for node in tree.walk()
        )

    def projection(self, place: int) -> str:
        """The identifier of the projection to field `place`, counted from 1."""
        return f"{self.name}'field{place}"


def telescope(type_: Expr) -> tuple[list[Expr], Expr]:
    """The domains of the leading binders and what is behind them."""
    domains = []
    while type_.kind is ExprKind.PI:
        domains.append(type_.children[0])
        type_ = type_.children[1]
    return domains, type_


def family(constant: Constant, numbers: levels.Levels, lookup: Lookup) -> Family:
    """The inductive type `constant` at `numbers`. Raises `LevelError`."""
    domains, sort = telescope(constant.type_at(numbers))
    constructors = []
    for name in constant.constructors:
        type_ = lookup(name).type_at(numbers)
        for _ in range(constant.fixed):
            type_ = type_.children[1]
        constructors.append(Constructor(identifier(name, numbers), type_))
    large = len(lookup(f"{constant.name}.rec").parameters) > len(constant.parameters)
    return Family(
        identifier(constant.name, numbers),
        constant,
        levels.universe(sort.label),
        large,
        tuple(domains[: constant.fixed]),
        tuple(domains[constant.fixed :]),
        tuple(constructors),
    )


def declaration(family_: Family, printer: Printer, sort: str) -> str:
    """The sentence that declares the type. Raises `NoCounterpartError`."""
    names, binders = _binders(family_.parameters, printer)
    context = list(family_.parameters)
    if family_.record:
        return _record(family_, printer, sort, names, binders)
    arity = e.sort(f"Sort {family_.sort}")
    for place in reversed(range(len(family_.indexes))):
        arity = e.pi("", family_.indexes[place], arity)
    cases = [f"| {maker.name} : {printer.text(maker.type, names, context)}" for maker in family_.constructors]
    sentence = f"Inductive {family_.name} {binders} : {printer.text(arity, names, context)} := {' '.join(cases)}."
    return f"Set Definitional UIP. {sentence} Unset Definitional UIP." if _identifies(family_) else sentence


def _record(family_: Family, printer: Printer, sort: str, names: list[str], binders: str) -> str:
    maker = family_.constructors[0]
    scope, context = list(names), list(family_.parameters)
    fields = []
    for place, type_ in enumerate(maker.fields, 1):
        fields.append(f"{family_.projection(place)} : {printer.text(type_, scope, context)}")
        scope.append(family_.projection(place))
        context.append(type_)
    return f"Record {family_.name} {binders} : {sort} := {maker.name} {{ {'; '.join(fields)} }}."


def _binders(types: tuple[Expr, ...], printer: Printer) -> tuple[list[str], str]:
    """Names for binders of these types, and the binders themselves."""
    names: list[str] = []
    parts = []
    for type_ in types:
        parts.append(f"(x{len(names)} : {printer.text(type_, names, types[: len(names)])})")
        names.append(f"x{len(names)}")
    return names, " ".join(parts)


def recursor(family_: Family, type_: Expr, motive_sort: int, printer: Printer) -> str:
    """The value of the recursor of `family_`, whose type is `type_` and whose motive ends in `Sort motive_sort`.

    Raises `NoCounterpartError` where Rocq does not allow what Lean does.
    """
    domains, result = telescope(type_)
    names, _ = _binders(tuple(domains), printer)
    shown = [printer.text(domain, names[:place], domains[:place]) for place, domain in enumerate(domains)]
    binders = [f"({name} : {text})" for name, text in zip(names, shown, strict=True)]
    fixed, major = len(family_.parameters), len(names) - 1
    minors = names[fixed + 1 : fixed + 1 + len(family_.constructors)]
    by_projections = family_.record or (family_.sort == 0 and _is_unit(family_))
    if by_projections:
        fields = range(1, len(family_.constructors[0].fields) + 1)
        parts = [f"({' '.join([family_.projection(n), *names[:fixed], names[major]])})" for n in fields]
        return f"fun {' '.join(binders)} => ({' '.join([minors[0], *parts])})"
    _check_elimination(family_, motive_sort)
    cases = [
        _case(family_, maker, minor, names, printer) for maker, minor in zip(family_.constructors, minors, strict=True)
    ]
    indexes = [f"i{place}" for place in range(len(family_.indexes))]
    pattern = f" in {' '.join([family_.name, *['_'] * fixed, *indexes])}" if indexes else ""
    returned = " ".join([names[fixed], *indexes, "s"])
    body = f"match {names[major]} as s{pattern} return ({returned}) with {' '.join(cases)} end"
    if not family_.recursive:
        return f"fun {' '.join(binders)} => {body}"
    first = fixed + 1 + len(minors)
    end = printer.text(result, names, domains)
    loop = f"fix again {' '.join(binders[first:])} {{struct {names[major]}}} : {end} := {body}"
    return f"fun {' '.join(binders[:first])} => {loop}"


def _identifies(family_: Family) -> bool:
    """Whether it is a proposition like `Eq`, which says of its indexes what they are and holds no more than that."""
    alone = len(family_.constructors) == 1 and not family_.constructors[0].fields
    return family_.sort == 0 and alone and bool(family_.indexes)


def _is_unit(family_: Family) -> bool:
    return not family_.indexes and len(family_.constructors) == 1 and not family_.constructors[0].fields


def _check_elimination(family_: Family, motive_sort: int) -> None:
    """Rocq lets a proposition build data where it has no constructor, or one without arguments."""
    arguments = [len(maker.fields) for maker in family_.constructors]
    if family_.sort == 0 and motive_sort > 0 and arguments not in ([], [0]):
        raise NoCounterpartError(
            "recursion", f"{family_.constant.name}.rec builds data out of a proof that carries arguments"
        )


def _case(family_: Family, maker: Constructor, minor: str, names: list[str], printer: Printer) -> str:
    """One branch of the match: the minor premise applied to the fields and, for those of the type, to recursion."""
    fixed = len(family_.parameters)
    fields = [f"a{place}" for place in range(len(maker.fields))]
    scope = [*names[:fixed], *fields]
    again = []
    for place, type_ in enumerate(maker.fields):
        if not family_.occurs(type_):
            continue
        inner, end = telescope(type_)
        if inner or result_name(end) != family_.constant.name:
            raise NoCounterpartError("recursion", f"{family_.constant.name} recurs through functions or other types")
        context = [*family_.parameters, *maker.fields]
        shown = [printer.text(i, scope[: fixed + place], context[: fixed + place]) for i in end.args[fixed:]]
        again.append(f"({' '.join(['again', *shown, fields[place]])})")
    return f"| {' '.join([maker.name, *fields])} => ({' '.join([minor, *fields, *again])})"
