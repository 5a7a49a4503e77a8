"""Proof terms that are certainly wrong: mutants of right ones, made without a type checker.

Four kinds, each ill-typed for a reason that holds in Lean and in Rocq alike:

- `swap`: in an application of a known constant, argument `i` changes places with argument `j`, where the type of `j` is
  `i` itself (`x : A` and `A : x` cannot both hold) or where `i` is a type and `j` a function;
- `dangling`: a variable becomes one that no binder binds;
- `constant`: the head of an application becomes a constant that is not a function;
- `universe`: the sort of an outermost binder becomes another (`Prop` for `Type`, `Type` for `Prop`), so that the term
  does not begin as its statement does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from wonton.core.expr import Expr, ExprKind, app, bound, const, sort

MutantKind = Literal["swap", "dangling", "constant", "universe"]
KINDS: tuple[MutantKind, ...] = ("swap", "dangling", "constant", "universe")

Path = tuple[int, ...]
TypeOf = Callable[[str], Expr | None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong term, how it was made wrong, and where: the path of child indexes from the root."""

    kind: MutantKind
    term: Expr
    path: Path


def mutants(term: Expr, type_of: TypeOf, *, atom: str, count: int, seed: int) -> tuple[Mutant, ...]:
    """Up to `count` different mutants of `term`, kinds taken in turn, the same for the same seed.

    `type_of` gives the type of a constant by its label, binders first, None where it is not known; `atom` is a constant
    that is certainly not a function (`True.intro` in Lean, `I` in Rocq).
    """
    generator = random.Random(f"{seed}:{term.size}")
    pools = {kind: list(_candidates(kind, term, type_of, atom)) for kind in KINDS}
    for kind in KINDS:
        generator.shuffle(pools[kind])
    found: list[Mutant] = []
    while len(found) < count and any(pools.values()):
        for kind in KINDS:
            if pools[kind] and len(found) < count:
                path, replacement = pools[kind].pop()
                found.append(Mutant(kind, replaced(term, path, replacement), path))
    return tuple(found)


def replaced(term: Expr, path: Path, replacement: Expr) -> Expr:
    """`term` with the node at `path` replaced."""
    if not path:
        return replacement
    children = list(term.children)
    children[path[0]] = replaced(children[path[0]], path[1:], replacement)
    if term.kind is ExprKind.APP:
        return app(children[0], *children[1:])
    return Expr(term.kind, term.label, tuple(children), term.hint)


def _candidates(kind: MutantKind, term: Expr, type_of: TypeOf, atom: str) -> Iterator[tuple[Path, Expr]]:
    if kind == "universe":
        yield from _universes(term)
        return
    for path, depth, node in _nodes(term, (), 0):
        if kind == "dangling" and node.kind is ExprKind.BOUND:
            yield path, bound(depth + int(node.label))
        elif node.kind is ExprKind.APP and node.head.kind is ExprKind.CONST:
            type_ = type_of(node.head.label)
            if type_ is None:
                continue
            if kind == "constant" and node.head.label != atom:
                yield (*path, 0), const(atom)
            elif kind == "swap":
                yield from ((path, swapped) for swapped in _swaps(node, type_))


def _nodes(term: Expr, path: Path, depth: int) -> Iterator[tuple[Path, int, Expr]]:
    """All nodes with their paths and the number of binders above them."""
    yield path, depth, term
    binds = term.kind in (ExprKind.LAM, ExprKind.PI, ExprKind.LET)
    for place, child in enumerate(term.children):
        under = depth + 1 if binds and place == len(term.children) - 1 else depth
        yield from _nodes(child, (*path, place), under)


def _swaps(node: Expr, type_: Expr) -> Iterator[Expr]:
    domains = []
    while type_.kind is ExprKind.PI:
        domains.append(type_.children[0])
        type_ = type_.children[1]
    known = min(len(domains), len(node.args))
    for i in range(known):
        for j in range(i + 1, known):
            element = domains[j] == bound(j - 1 - i)
            function = domains[i].kind is ExprKind.SORT and domains[j].kind is ExprKind.PI
            if (element or function) and node.args[i] != node.args[j]:
                arguments = list(node.args)
                arguments[i], arguments[j] = arguments[j], arguments[i]
                yield app(node.head, *arguments)


def _universes(term: Expr) -> Iterator[tuple[Path, Expr]]:
    """Other sorts for the binders that a proof has because its statement has them."""
    path: Path = ()
    while term.kind is ExprKind.LAM:
        domain, term = term.children
        if domain.kind is ExprKind.SORT:
            yield (*path, 0), sort("Type" if domain.label == "Prop" else "Prop")
        path = (*path, 1)
