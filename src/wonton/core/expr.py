"""Expression trees: what a goal says, as a tree, whatever assistant said it.

Covers the common core of Lean's and Rocq's terms. Binders are nameless (de Bruijn indexes), so two terms
that differ only in the names of bound variables are equal; the name that was printed survives as `hint`
and takes no part in comparison. Does not cover typing, reduction or unification.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache


class ExprKind(StrEnum):
    """What a node of an expression tree is. `label` and `children` mean, by kind:"""

    CONST = "const"  #: a global constant: label its full name; no children
    SORT = "sort"  #: a universe: label `Prop`, `Type`, `Sort u`, ...; no children
    LIT = "lit"  #: a literal: label its text; no children
    FREE = "free"  #: a variable of the local context: label its name; no children
    BOUND = "bound"  #: a bound variable: label its de Bruijn index, innermost binder 0; no children
    META = "meta"  #: an unsolved metavariable or evar: label its name (`?a`); no children
    APP = "app"  #: application: children are the function and its arguments, at least one; never nested in head
    LAM = "lam"  #: abstraction: children are the binder's type and the body
    PI = "pi"  #: product, implication and ∀ alike: children are the binder's type and the body
    LET = "let"  #: local definition: children are type, value and body
    PROJ = "proj"  #: structure projection: label the field (name or number), one child


_BOUND, _META = ExprKind.BOUND, ExprKind.META
_BINDERS = (ExprKind.LAM, ExprKind.PI, ExprKind.LET)  #: kinds whose last child stands under one more binder
_put = object.__setattr__


@dataclass(frozen=True, slots=True, eq=False)
class Expr:
    """One node of an expression tree; immutable, hashable, compared by kind, label and children.

    `hint` is the printed name of the binder (`lam`, `pi`, `let`), `""` elsewhere or where unknown. What is asked of
    trees all the time is computed once, from what the children say of themselves: the hash, `size` (the number of
    nodes), `depth` (how many more binders it needs around it: 0 where no variable is bound outside of it) and
    `has_metas` (whether a metavariable stands anywhere in it).
    """

    kind: ExprKind
    label: str = ""
    children: tuple[Expr, ...] = ()
    hint: str = ""
    _hash: int = field(init=False, repr=False)
    size: int = field(init=False, repr=False)
    depth: int = field(init=False, repr=False)
    has_metas: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        kind, children = self.kind, self.children
        _put(self, "_hash", hash((kind, self.label, children)))
        size, depth, has_metas = 1, 0, kind is _META
        for child in children:
            size += child.size
            depth = max(depth, child.depth)
            if child.has_metas:
                has_metas = True
        if kind is _BOUND:
            depth = int(self.label) + 1
        elif depth and kind in _BINDERS:
            depth = max(children[-1].depth - 1, *(child.depth for child in children[:-1]))
        _put(self, "size", size)
        _put(self, "depth", depth)
        _put(self, "has_metas", has_metas)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Expr):
            return NotImplemented
        return (
            self._hash == other._hash
            and self.kind is other.kind
            and self.label == other.label
            and self.children == other.children
        )

    def __reduce__(self) -> tuple[type[Expr], tuple[ExprKind, str, tuple[Expr, ...], str]]:
        """Hashes differ between processes, so a copy computes its own."""
        return Expr, (self.kind, self.label, self.children, self.hint)

    @property
    def head(self) -> Expr:
        """The function of an application, the node itself otherwise."""
        return self.children[0] if self.kind is ExprKind.APP else self

    @property
    def args(self) -> tuple[Expr, ...]:
        """The arguments of an application, empty otherwise."""
        return self.children[1:] if self.kind is ExprKind.APP else ()

    def is_app_of(self, name: str) -> bool:
        """Whether this is the constant `name`, applied to any number of arguments (none included)."""
        head = self.head
        return head.kind is ExprKind.CONST and head.label == name

    def walk(self) -> Iterator[Expr]:
        """All nodes, parents before children, left to right."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@lru_cache(maxsize=1 << 14)
def const(name: str) -> Expr:
    """A global constant."""
    return Expr(ExprKind.CONST, name)


@lru_cache(maxsize=1 << 14)
def free(name: str) -> Expr:
    """A variable of the local context."""
    return Expr(ExprKind.FREE, name)


@lru_cache(maxsize=1 << 14)
def bound(index: int) -> Expr:
    """The variable of the `index`-th enclosing binder, innermost 0."""
    return Expr(ExprKind.BOUND, str(index))


@lru_cache(maxsize=1 << 14)
def sort(label: str) -> Expr:
    """A universe by its printed name."""
    return Expr(ExprKind.SORT, label)


def app(function: Expr, *arguments: Expr) -> Expr:
    """`function` applied to `arguments`; nested applications are flattened, none at all gives `function`."""
    if not arguments:
        return function
    if function.kind is ExprKind.APP:
        return Expr(ExprKind.APP, "", (*function.children, *arguments))
    return Expr(ExprKind.APP, "", (function, *arguments))


def pi(hint: str, domain: Expr, body: Expr) -> Expr:
    """`∀ hint : domain, body`, where `body` refers to the variable as `bound(0)`."""
    return Expr(ExprKind.PI, "", (domain, body), hint)


def lam(hint: str, domain: Expr, body: Expr) -> Expr:
    """`fun hint : domain => body`, where `body` refers to the variable as `bound(0)`."""
    return Expr(ExprKind.LAM, "", (domain, body), hint)


def let(hint: str, type_: Expr, value: Expr, body: Expr) -> Expr:
    """`let hint : type_ := value; body`."""
    return Expr(ExprKind.LET, "", (type_, value, body), hint)


def occurs(expr: Expr, kind: ExprKind, label: str) -> bool:
    """Whether a node of this kind and label stands anywhere in `expr`."""
    return any(node.kind is kind and node.label == label for node in expr.walk())


def uses_bound(expr: Expr, index: int = 0) -> bool:
    """Whether `expr`, seen from inside `index` + 1 binders, mentions the outermost of them."""
    stack = [(expr, index)]
    while stack:
        node, depth = stack.pop()
        if node.depth <= depth:
            continue
        if node.kind is ExprKind.BOUND and node.label == str(depth):
            return True
        stack.extend(_scoped_children(node, depth))
    return False


def instantiate(body: Expr, value: Expr, index: int = 0) -> Expr:
    """`body` with its bound variable `index` replaced by `value`, and higher indexes lowered: the binder is gone."""
    if body.depth <= index:
        return body
    if body.kind is ExprKind.BOUND:
        here = int(body.label)
        return lift(value, index) if here == index else bound(here - 1)
    children = tuple(instantiate(child, value, depth) for child, depth in _scoped_children(body, index))
    if body.kind is ExprKind.APP:
        return app(children[0], *children[1:])
    return Expr(body.kind, body.label, children, body.hint)


def lift(expr: Expr, by: int, cutoff: int = 0) -> Expr:
    """`expr` moved under `by` more binders: bound variables at or above `cutoff` are raised by `by`."""
    if expr.depth <= cutoff or by == 0:
        return expr
    if expr.kind is ExprKind.BOUND:
        return bound(int(expr.label) + by)
    children = tuple(lift(child, by, depth) for child, depth in _scoped_children(expr, cutoff))
    return Expr(expr.kind, expr.label, children, expr.hint)


def _scoped_children(node: Expr, depth: int) -> list[tuple[Expr, int]]:
    """Children with the number of binders that stand above each, counted from `depth`."""
    if node.kind in (ExprKind.LAM, ExprKind.PI):
        return [(node.children[0], depth), (node.children[1], depth + 1)]
    if node.kind is ExprKind.LET:
        return [(node.children[0], depth), (node.children[1], depth), (node.children[2], depth + 1)]
    return [(child, depth) for child in node.children]
