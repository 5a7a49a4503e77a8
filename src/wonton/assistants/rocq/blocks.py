"""The constructions of Coq's terms that an expression tree holds as applications of a labelled constant, taken apart.

The encoding is described in `wonton.assistants.rocq.terms`.
"""

from __future__ import annotations

from typing import NamedTuple

from wonton.core.expr import Expr, ExprKind


class Match(NamedTuple):
    """A `match`, taken apart. `inductive` is what the `in` clause names, `""` without one; `branches` pairs each
    constructor, as printed, with its body under LAM; `rest` are arguments that the whole is applied to."""

    inductive: str
    motive: Expr
    scrutinee: Expr
    branches: tuple[tuple[str, Expr], ...]
    rest: tuple[Expr, ...]


class Fix(NamedTuple):
    """A `fix` or `cofix`, taken apart. `structural` has the place of each function's decreasing argument, and is empty
    for `cofix`; `bodies` are under LAM over all functions; `chosen` is which of them this is."""

    structural: tuple[int, ...]
    bodies: tuple[Expr, ...]
    chosen: int
    rest: tuple[Expr, ...]


def match_names(label: str) -> tuple[list[str], str]:
    """The constructors and the inductive type (`""` for none) in the label of a `match`."""
    words = label.split(" ")
    constructors = words[1].split("|") if len(words) in (2, 4) else []
    return constructors, words[-1] if len(words) > 2 else ""


def match_parts(tree: Expr) -> Match | None:
    """`tree` as a `match`, None where it is none."""
    label = tree.head.label
    if tree.kind is not ExprKind.APP or not label.startswith("match"):
        return None
    constructors, inductive = match_names(label)
    own = 3 + len(constructors)
    motive, scrutinee, *bodies = tree.children[1:own]
    return Match(inductive, motive, scrutinee, tuple(zip(constructors, bodies, strict=True)), tree.children[own:])


def fix_parts(tree: Expr) -> Fix | None:
    """`tree` as a `fix` or `cofix`, None where it is none."""
    word, _, label = tree.head.label.partition(" ")
    if tree.kind is not ExprKind.APP or word not in ("fix", "cofix"):
        return None
    places, _, chosen = label.partition(" for ")
    structural = tuple(map(int, places.split("|"))) if word == "fix" else ()
    own = 1 + (len(structural) or int(places or 1))
    return Fix(structural, tree.children[1:own], int(chosen or 0), tree.children[own:])
