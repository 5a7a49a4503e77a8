"""First-order matching of terms against patterns with holes.

A pattern is an expression in which metavariables whose labels begin with `#` are holes. Matching finds what the holes
stand for, so that the pattern becomes the term; the same hole stands for the same term everywhere. A hole in head
position takes the function and leading arguments (`#p x` matches `And a x` with `#p` = `And a`); it never becomes an
abstraction. Terms are compared as they are written: nothing is computed. Holes never capture a variable that is bound
further out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wonton.core.expr import Expr, ExprKind, app, instantiate

Bindings = dict[str, Expr]

_META, _BOUND, _APP, _PI = ExprKind.META, ExprKind.BOUND, ExprKind.APP, ExprKind.PI
_BINDERS = (ExprKind.LAM, ExprKind.PI)


@dataclass(frozen=True, slots=True)
class Param:
    """One binder of an opened type: the hole that stands for it, its type (over earlier holes), its printed name, and
    whether later parts mention it."""

    hole: str
    type: Expr
    hint: str
    mentioned: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A type with its leading binders opened: parameters, then what remains."""

    params: tuple[Param, ...]
    conclusion: Expr


def hole(name: str) -> Expr:
    """The hole of that name."""
    return Expr(_META, f"#{name}")


def is_hole(term: Expr) -> bool:
    """Whether `term` is a hole."""
    return term.kind is _META and term.label.startswith("#")


def open_type(type_: Expr, prefix: str = "", limit: int = 64) -> Opened:
    """`type_` with up to `limit` leading binders turned into holes named `prefix` and a number."""
    params: list[Param] = []
    while type_.kind is _PI and len(params) < limit:
        domain, body = type_.children
        here = hole(f"{prefix}{len(params)}")
        opened = instantiate(body, here)
        params.append(Param(here.label, domain, type_.hint, mentions_hole(opened, here.label)))
        type_ = opened
    return Opened(tuple(params), type_)


def mentions_hole(term: Expr, label: str) -> bool:
    """Whether the hole `label` stands anywhere in `term`."""
    stack = [term]
    while stack:
        node = stack.pop()
        if node.has_metas:
            if node.kind is _META and node.label == label:
                return True
            stack += node.children
    return False


def holes_of(term: Expr) -> list[str]:
    """Labels of the holes of `term`, each once, in order of appearance."""
    if not term.has_metas:
        return []
    return list(dict.fromkeys(node.label for node in term.walk() if is_hole(node)))


def has_holes(term: Expr) -> bool:
    """Whether any hole stands in `term`."""
    stack = [term]
    while stack:
        node = stack.pop()
        if node.has_metas:
            if is_hole(node):
                return True
            stack += node.children
    return False


def match(pattern: Expr, term: Expr, bindings: Mapping[str, Expr] | None = None) -> Bindings | None:
    """The bindings (extending `bindings`) that turn `pattern` into `term`; None where there are none."""
    if not pattern.has_metas:
        return dict(bindings or {}) if pattern == term else None
    if pattern.children and not _may_match(pattern, term):
        return None
    found: Bindings = dict(bindings or {})
    return found if _match(pattern, term, found) else None


def _may_match(pattern: Expr, term: Expr) -> bool:
    """Whether two nodes look alike: most terms that are held against a pattern do not."""
    if pattern.kind is not term.kind:
        return False
    mine, theirs = pattern.children[0], term.children[0]
    return mine.kind is _META or bool(mine.children) or mine == theirs


def unify(one: Expr, other: Expr, bindings: Mapping[str, Expr] | None = None) -> Bindings | None:
    """Bindings for the holes of both terms that make them equal, each filled as far as possible; None where there are
    none. Holes in head position are taken as they stand: this decides the first-order case only."""
    found: Bindings = dict(bindings or {})
    pairs = [(one, other)]
    while pairs:
        left, right = (_resolved(term, found) for term in pairs.pop())
        if left == right:
            continue
        if is_hole(right) and not is_hole(left):
            left, right = right, left
        if is_hole(left):
            if loose(right) or mentions_hole(fill(right, found), left.label):
                return None
            found[left.label] = right
        elif left.kind is not right.kind or left.label != right.label or len(left.children) != len(right.children):
            return None
        else:
            pairs.extend(zip(left.children, right.children, strict=True))
    for _ in range(len(found)):
        found = {label: fill(term, found) for label, term in found.items()}
    return found


def _resolved(term: Expr, found: Bindings) -> Expr:
    while is_hole(term) and term.label in found:
        term = found[term.label]
    return term


def fill(pattern: Expr, bindings: Mapping[str, Expr]) -> Expr:
    """`pattern` with its bound holes replaced; others stay. Bindings hold no loose bound variables."""
    if not pattern.has_metas:
        return pattern
    if pattern.kind is _META:
        return bindings.get(pattern.label, pattern)
    children = [fill(child, bindings) for child in pattern.children]
    if pattern.kind is _APP:
        return beta(app(children[0], *children[1:]))
    return Expr(pattern.kind, pattern.label, tuple(children), pattern.hint)


def beta(term: Expr) -> Expr:
    """`term` with abstractions at its head applied to their arguments."""
    while term.kind is _APP and term.head.kind is ExprKind.LAM:
        term = app(instantiate(term.head.children[1], term.args[0]), *term.args[1:])
    return term


def loose(term: Expr) -> bool:
    """Whether `term` mentions a variable that is bound outside of it."""
    return term.depth > 0


def subterms(term: Expr) -> list[Expr]:
    """All subterms without loose variables that a rewriting can reach, parents before children."""
    return [node for node in term.walk() if not node.depth and node.kind not in (ExprKind.SORT, _META)]


def replace(term: Expr, old: Expr, new: Expr) -> Expr:
    """`term` with every occurrence of `old` replaced by `new`; both without loose variables."""
    if term.size <= old.size:
        return new if term == old else term
    children = tuple([replace(child, old, new) for child in term.children])
    if children == term.children:
        return term
    return app(children[0], *children[1:]) if term.kind is _APP else Expr(term.kind, term.label, children, term.hint)


def _match(pattern: Expr, term: Expr, found: Bindings) -> bool:
    if not pattern.has_metas:
        return pattern == term
    kind = pattern.kind
    if kind is _META and pattern.label.startswith("#"):
        return _bind(pattern.label, term, found)
    if kind is not term.kind:
        return False
    mine, theirs = pattern.children, term.children
    if kind is _APP and is_hole(mine[0]):
        return _match_spine(pattern, term, found)
    if pattern.label != term.label or len(mine) != len(theirs):
        return False
    for left, right in zip(mine, theirs, strict=True):  # noqa: SIM110 - a generator costs twice the time here
        if not _match(left, right, found):
            return False
    return True


def _match_spine(pattern: Expr, term: Expr, found: Bindings) -> bool:
    """A hole applied to arguments against an application: the last arguments must match, the hole takes the rest."""
    head = pattern.children[0]
    if head.label in found:
        filled = beta(app(found[head.label], *pattern.children[1:]))
        return _match(filled, term, found)
    count = len(pattern.children) - 1
    if len(term.children) <= count:
        return False
    taken = app(term.children[0], *term.children[1 : len(term.children) - count])
    pairs = zip(pattern.children[1:], term.children[-count:], strict=True)
    return _bind(head.label, taken, found) and all(_match(left, right, found) for left, right in pairs)


def _bind(label: str, term: Expr, found: Bindings) -> bool:
    if label in found:
        return found[label] == term
    if term.depth:
        return False
    found[label] = term
    return True
