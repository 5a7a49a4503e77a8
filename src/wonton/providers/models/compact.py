"""Goals in few bytes, all of them ASCII: what small models that are trained here read.

    p q:P;h:p&q|-q&p                         (p q : Prop) (h : And p q) ⊢ And q p
    l:L 'a|-l++[]=l                          the type of an equation, a list, ... is left out
    f:N>N;h:!n:N,f ^n=f n|-f ^^0=f 0         ! for all, ? there is, > implies, ^ successor, ~ not, # differs

Capitals begin constants only: a variable that would begin otherwise than with a small ASCII letter has `'` before it.
The same symbols stand for a notion of Lean and of Rocq. Two goals may have one text only where they differ in what is
left out: types that the rest tells, and binders' types below a `\\`. Nothing reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from wonton.core.expr import Expr, ExprKind, uses_bound
from wonton.core.goal import Goal


class _Sign(NamedTuple):
    """How a constant is written: its text, the arguments that are left out in front, and, between two arguments or
    before one, how strongly it binds."""

    text: str
    hidden: int = 0
    arity: int = 0
    level: int = 0


_TOP, _ARROW, _IFF, _OR, _AND, _NOT, _COMPARE, _CONS, _SUM, _PRODUCT, _APPLY, _ATOM = range(12)
_SIGNS: Mapping[str, _Sign] = {
    "Nat": _Sign("N"),
    "Bool": _Sign("B"),
    "List": _Sign("L"),
    "Option": _Sign("O"),
    "False": _Sign("$F"),
    "True": _Sign("$T"),
    "Nat.zero": _Sign("0"),
    "Bool.true": _Sign("$t"),
    "Bool.false": _Sign("$f"),
    "Nat.succ": _Sign("^", 0, 1, _APPLY),
    "Not": _Sign("~", 0, 1, _NOT),
    "Bool.not": _Sign("-", 0, 1, _APPLY),
    "Eq": _Sign("=", 1, 2, _COMPARE),
    "Ne": _Sign("#", 1, 2, _COMPARE),
    "And": _Sign("&", 0, 2, _AND),
    "Or": _Sign("|", 0, 2, _OR),
    "Iff": _Sign("<>", 0, 2, _IFF),
    "Nat.le": _Sign("<=", 0, 2, _COMPARE),
    "Nat.lt": _Sign("<", 0, 2, _COMPARE),
    "Nat.add": _Sign("+", 0, 2, _SUM),
    "Nat.sub": _Sign("-", 0, 2, _SUM),
    "Nat.mul": _Sign("*", 0, 2, _PRODUCT),
    "Bool.and": _Sign("&&", 0, 2, _PRODUCT),
    "Bool.or": _Sign("||", 0, 2, _SUM),
    "List.cons": _Sign("::", 1, 2, _CONS),
    "List.append": _Sign("++", 1, 2, _SUM),
    "List.nil": _Sign("[]", 1),
    "List.Mem": _Sign("$in", 1),
    "List.length": _Sign("$len", 1),
    "List.map": _Sign("$map", 2),
    "List.filter": _Sign("$filter", 1),
    "List.foldr": _Sign("$fold", 2),
    "List.reverse": _Sign("$rev", 1),
    "Option.none": _Sign("$n", 1),
    "Option.some": _Sign("$s", 1),
    "Option.map": _Sign("$omap", 2),
    "Prod.mk": _Sign("$p", 2),
    "Prod.fst": _Sign("$1", 2),
    "Prod.snd": _Sign("$2", 2),
    "Sum.inl": _Sign("$l", 2),
    "Sum.inr": _Sign("$r", 2),
}
#: What Rocq calls the same.
_ROCQ: Mapping[str, str] = {
    **{"nat": "Nat", "O": "Nat.zero", "S": "Nat.succ", "le": "Nat.le", "lt": "Nat.lt", "bool": "Bool"},
    **{"true": "Bool.true", "false": "Bool.false", "negb": "Bool.not", "andb": "Bool.and", "orb": "Bool.or"},
    **{"eq": "Eq", "not": "Not", "and": "And", "or": "Or", "iff": "Iff", "ex": "Exists"},
    **{"list": "List", "nil": "List.nil", "cons": "List.cons", "app": "List.append", "length": "List.length"},
    **{"option": "Option", "None": "Option.none", "Some": "Option.some", "pair": "Prod.mk", "prod": "Prod"},
}
_SORTS = {"Prop": "P", "Type": "T"}
_GREEK = {"α": "'a", "β": "'b", "γ": "'c", "δ": "'d"}

_Names = tuple[str, ...]  # of the binders around, innermost last


def compact_goal(goal: Goal) -> str:
    """The text of `goal`; one that nests too deep for it is shown as people see it, escaped."""
    try:
        return f"{';'.join(_hypotheses(goal))}|-{_term(goal.target, (), _TOP)}"
    except RecursionError:
        return _ascii(goal.display)


def _hypotheses(goal: Goal) -> list[str]:
    """Neighbours of one type share it."""
    rows = [(_name(h.name), _term(h.type, (), _TOP), h.value) for h in goal.hypotheses]
    parts = []
    for (type_, value), group in groupby(rows, key=lambda row: (row[1], row[2])):
        body = "" if value is None else f":={_term(value, (), _TOP)}"
        parts.append(f"{' '.join(name for name, _, _ in group)}:{type_}{body}")
    return parts


def _name(name: str) -> str:
    if name in _GREEK:
        return _GREEK[name]
    text = _ascii(name)
    return text if "a" <= text[:1] <= "z" else f"'{text}"


def _ascii(text: str) -> str:
    """`text` with every other character as its number in braces."""
    return text if text.isascii() else "".join(c if c.isascii() else f"{{{ord(c):x}}}" for c in text)


def _term(tree: Expr, names: _Names, level: int) -> str:
    """`tree` under the binders `names`, in brackets where it binds less than `level`."""
    match tree.kind:
        case ExprKind.PI | ExprKind.LAM:
            return _binder(tree, names, level)
        case ExprKind.APP:
            return _application(tree.head, tree.args, names, level)
        case ExprKind.LET:
            _, value, body = tree.children
            name = _fresh(tree, names)
            text = f"%{name}:={_term(value, names, _TOP)},{_term(body, (*names, name), _TOP)}"
            return _bracketed(text, _TOP, level)
        case ExprKind.PROJ:
            return f"{_term(tree.children[0], names, _ATOM)}.{_ascii(tree.label)}"
        case _:
            return _atom(tree, names)


def _atom(tree: Expr, names: _Names) -> str:
    match tree.kind:
        case ExprKind.CONST:
            sign = _SIGNS.get(_ROCQ.get(tree.label, tree.label))
            return sign.text if sign else _constant(tree.label)
        case ExprKind.SORT:
            return _SORTS.get(tree.label, f"$[{_ascii(tree.label)}]")
        case ExprKind.FREE:
            return _name(tree.label)
        case ExprKind.BOUND:
            place = len(names) - 1 - int(tree.label)
            return names[place] if place >= 0 else f"%{-place}"
        case ExprKind.META:
            return f"?{_ascii(tree.label).lstrip('?')}"
        case _:
            return f'"{_ascii(tree.label)}"'


def _constant(label: str) -> str:
    text = _ascii(label)
    return text if "A" <= text[:1] <= "Z" and len(text) > 1 else f"@{text}"


def _application(head: Expr, arguments: Sequence[Expr], names: _Names, level: int) -> str:
    label = _ROCQ.get(head.label, head.label) if head.kind is ExprKind.CONST else ""
    if label == "Exists" and len(arguments) == 2 and arguments[1].kind is ExprKind.LAM:
        return _quantified("?", arguments[1], names, level)
    sign = _SIGNS.get(label)
    if sign is None or len(arguments) < sign.hidden:
        return _applied(_term(head, names, _APPLY), arguments, names, level)
    shown = arguments[sign.hidden :]
    if not sign.arity or len(shown) != sign.arity:
        return _applied(sign.text, shown, names, level)
    last = _term(shown[-1], names, sign.level)
    before = _term(shown[0], names, sign.level + 1) if sign.arity == 2 else ""
    return _bracketed(f"{before}{sign.text}{last}", sign.level, level)


def _applied(head: str, arguments: Sequence[Expr], names: _Names, level: int) -> str:
    if not arguments:
        return head
    return _bracketed(" ".join([head, *(_term(each, names, _APPLY + 1) for each in arguments)]), _APPLY, level)


def _bracketed(text: str, own: int, level: int) -> str:
    return f"({text})" if own < level else text


def _binder(tree: Expr, names: _Names, level: int) -> str:
    type_, body = tree.children
    if tree.kind is ExprKind.LAM:
        name = _fresh(tree, names)
        return _bracketed(f"\\{name},{_term(body, (*names, name), _TOP)}", _TOP, level)
    if uses_bound(body):
        return _quantified("!", tree, names, level)
    text = f"{_term(type_, names, _ARROW + 1)}>{_term(body, (*names, '_'), _ARROW)}"
    return _bracketed(text, _ARROW, level)


def _quantified(sign: str, tree: Expr, names: _Names, level: int) -> str:
    """A quantifier; products in a row over one type share it."""
    type_, body = tree.children
    shown = _term(type_, names, _TOP)
    own = [_fresh(tree, names)]
    names = (*names, *own)
    while sign == "!" and body.kind is ExprKind.PI and uses_bound(body.children[1]):
        if _term(body.children[0], names, _TOP) != shown:
            break
        own.append(_fresh(body, names))
        body, names = body.children[1], (*names, own[-1])
    return _bracketed(f"{sign}{' '.join(own)}:{shown},{_term(body, names, _TOP)}", _TOP, level)


def _fresh(binder: Expr, names: _Names) -> str:
    """The binder's own name, or with a number behind it where another binder around has it."""
    name = _name(binder.hint or "x")
    number, found = 0, name
    while found in names or any(_free(child, found) for child in binder.children):
        number += 1
        found = f"{name}{number}"
    return found


def _free(tree: Expr, name: str) -> bool:
    return any(node.kind is ExprKind.FREE and _name(node.label) == name for node in tree.walk())
