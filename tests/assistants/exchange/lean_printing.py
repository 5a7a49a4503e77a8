"""Expression trees with universe levels as terms that Lean reads."""

from __future__ import annotations

from collections.abc import Sequence

from wonton.assistants.exchange.lean_to_rocq import levels
from wonton.core.expr import Expr, ExprKind


def lean_text(tree: Expr, variables: Sequence[str] = ()) -> str:
    """`tree` with every argument and every level spelled out; an index that no binder binds is a name of nobody."""
    kind = tree.kind
    if kind is ExprKind.APP:
        return "(" + " ".join(lean_text(child, variables) for child in tree.children) + ")"
    if kind is ExprKind.BOUND:
        place = int(tree.label)
        return variables[len(variables) - 1 - place] if place < len(variables) else f"unbound{place}"
    if kind is ExprKind.CONST:
        name, found = levels.split(tree.label)
        return f"@{name}.{{{', '.join(found)}}}" if found else f"@{name}"
    if kind is ExprKind.SORT:
        return f"({tree.label})"
    if kind is ExprKind.LIT and tree.label.isdigit():
        return "(@Nat.succ " * int(tree.label) + "@Nat.zero" + ")" * int(tree.label)
    if kind is ExprKind.PROJ:
        return f"({lean_text(tree.children[0], variables)}).{tree.label}"
    if kind in (ExprKind.LAM, ExprKind.PI, ExprKind.LET):
        name = f"x{len(variables)}"
        domain, body = lean_text(tree.children[0], variables), lean_text(tree.children[-1], [*variables, name])
        if kind is ExprKind.LAM:
            return f"(@fun ({name} : {domain}) => {body})"
        if kind is ExprKind.PI:
            return f"(∀ ({name} : {domain}), {body})"
        return f"(let {name} : {domain} := {lean_text(tree.children[1], variables)}; {body})"
    raise ValueError(f"no Lean text for a {kind.value}")
