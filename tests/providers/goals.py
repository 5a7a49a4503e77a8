"""Goals in a short form for the tests of providers: terms in prefix form with every argument."""

from __future__ import annotations

from wonton.core.expr import Expr, ExprKind, app, bound, const, free, lam, pi, sort
from wonton.core.goal import Goal, Hypothesis


def term(text: str, names: tuple[str, ...] = ()) -> Expr:
    """The term of an s-expression: `(Eq Nat n m)`, `(-> p q)`, `(all x Nat body)`, `(fun x Nat body)`; words in `names`
    are local variables."""
    words = text.replace("(", " ( ").replace(")", " ) ").split()
    tree, rest = _read(words)
    assert not rest
    return _term(tree, names, ())


def goal(target: str, *hypotheses: str) -> Goal:
    """A goal: `name : type` each, then the target."""
    names: tuple[str, ...] = ()
    entries = []
    for entry in hypotheses:
        name, _, type_ = entry.partition(" : ")
        entries.append(Hypothesis(name, type_, term(type_, names)))
        names = (*names, name)
    return Goal(tuple(entries), term(target, names), target)


_Tree = str | list["_Tree"]


def _read(words: list[str]) -> tuple[_Tree, list[str]]:
    if words[0] != "(":
        return words[0], words[1:]
    items: list[_Tree] = []
    rest = words[1:]
    while rest[0] != ")":
        item, rest = _read(rest)
        items.append(item)
    return items, rest[1:]


def _term(tree: _Tree, names: tuple[str, ...], scope: tuple[str, ...]) -> Expr:
    if isinstance(tree, str):
        if tree in scope:
            return bound(scope[::-1].index(tree))
        if tree in ("Prop", "Type"):
            return sort(tree)
        return Expr(ExprKind.META, tree) if tree[0] == "?" else free(tree) if tree in names else const(tree)
    head, *rest = tree
    if head == "->":
        return pi("", _term(rest[0], names, scope), _term(rest[1], names, (*scope, "")))
    if head in ("all", "fun"):
        name = str(rest[0])
        build = pi if head == "all" else lam
        return build(name, _term(rest[1], names, scope), _term(rest[2], names, (*scope, name)))
    function, *arguments = [_term(part, names, scope) for part in tree]
    return app(function, *arguments)
