"""The syntax tree of a surface statement: what was written, before anything is looked up or translated.

Two trees are equal when they say the same in the same notation; positions and parentheses take no part in that.
Does not cover proofs, types or meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Position:
    """Where a piece of text starts: line and column, both from 1."""

    line: int = 1
    column: int = 1


_NOWHERE = Position()


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier, a sort (`Prop`, `Type`) or a known constant, as it was written."""

    text: str
    at: Position = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A natural number in decimal."""

    value: int
    at: Position = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """A function and its arguments, at least one; `function` is never itself an `Apply`."""

    function: Term
    arguments: tuple[Term, ...]
    at: Position = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Infix:
    """Two operands around an operator; `operator` is the Unicode spelling."""

    operator: str
    left: Term
    right: Term
    at: Position = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """`¬` or `!` before its operand."""

    operator: str
    operand: Term
    at: Position = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b]`; no elements for `[]`."""

    elements: tuple[Term, ...]
    at: Position = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class PairOf:
    """`(a, b)`."""

    first: Term
    second: Term
    at: Position = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Binder:
    """Names that share a type. `type` is None where it is left to be inferred; `implicit` stands for braces."""

    names: tuple[str, ...]
    type: Term | None
    implicit: bool = False
    at: Position = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Bind:
    """`∀`, `∃` or `fun` (in `quantifier`), its binders, at least one, and its body."""

    quantifier: str
    binders: tuple[Binder, ...]
    body: Term
    at: Position = field(default=_NOWHERE, compare=False)


Term = Name | Numeral | Apply | Infix | Prefix | ListOf | PairOf | Bind


@dataclass(frozen=True, slots=True)
class Statement:
    """A theorem's statement; `name` is `""` where it was left out."""

    name: str
    binders: tuple[Binder, ...]
    proposition: Term


def apply(function: Term, *arguments: Term) -> Term:
    """`function` applied to `arguments`, flattened; `function` itself where there are none."""
    if not arguments:
        return function
    if isinstance(function, Apply):
        return Apply(function.function, (*function.arguments, *arguments), function.at)
    return Apply(function, arguments, function.at)


def children(term: Term) -> tuple[Term, ...]:
    """The direct subterms, left to right, types of binders included."""
    below: tuple[Term, ...] = ()
    match term:
        case Apply():
            below = (term.function, *term.arguments)
        case Infix():
            below = (term.left, term.right)
        case Prefix():
            below = (term.operand,)
        case ListOf():
            below = term.elements
        case PairOf():
            below = (term.first, term.second)
        case Bind():
            below = (*(binder.type for binder in term.binders if binder.type is not None), term.body)
    return below


def walk(term: Term) -> Iterator[Term]:
    """All subterms, parents first, left to right."""
    yield term
    for child in children(term):
        yield from walk(child)


def local_names(statement: Statement) -> set[str]:
    """Every name that some binder of the statement introduces."""
    terms = [binder.type for binder in statement.binders if binder.type is not None] + [statement.proposition]
    binds = [node for term in terms for node in walk(term) if isinstance(node, Bind)]
    groups = [*statement.binders, *(binder for bind in binds for binder in bind.binders)]
    return {name for binder in groups for name in binder.names}
