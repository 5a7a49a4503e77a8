"""Syntax trees into Lean's prefix form, which needs no notation: `And p q`, `Eq a b`, `List.cons a l`.

The only notation left is Lean's own (`→`, `∀`, `fun`). Numerals become `Nat.succ (.. Nat.zero)`.
"""

from __future__ import annotations

from wonton.corpus.surface import syntax as s
from wonton.corpus.surface.lexer import syntax_error
from wonton.corpus.surface.names import OPERATORS, PREFIXES, constant
from wonton.corpus.surface.syntax import Binder, Statement, Term

#: The largest numeral that is written out in successors.
LARGEST_NUMERAL = 100


def to_lean_prefix(statement: Statement) -> str:
    """Binders and proposition, `(p q : Prop) : And p q → And q p`: what stands after the name of a theorem.

    Raises `SurfaceSyntaxError` for a numeral above `LARGEST_NUMERAL`.
    """
    scope: frozenset[str] = frozenset()
    parts: list[str] = []
    for binder in statement.binders:
        parts.append(_group(binder, scope))
        scope |= set(binder.names)
    return f"{' '.join([*parts, ':'])} {_term(statement.proposition, scope)}"


def _group(binder: Binder, scope: frozenset[str]) -> str:
    names = " ".join(binder.names)
    if binder.type is None:
        return names
    text = f"{names} : {_term(binder.type, scope)}"
    return f"{{{text}}}" if binder.implicit else f"({text})"


def _term(term: Term, scope: frozenset[str]) -> str:
    match term:
        case s.Name():
            known = None if term.text in scope else constant(term.text)
            text = known.lean if known else term.text
        case s.Numeral():
            text = _numeral(term)
        case s.Apply():
            text = " ".join(_atom(part, scope) for part in (term.function, *term.arguments))
        case s.Infix():
            text = _infix(term, scope)
        case s.Prefix():
            text = f"{PREFIXES[term.operator]} {_atom(term.operand, scope)}"
        case s.ListOf():
            text = _list(term.elements, scope)
        case s.PairOf():
            text = f"Prod.mk {_atom(term.first, scope)} {_atom(term.second, scope)}"
        case s.Bind():
            text = _bind(term, scope)
    return text


def _list(elements: tuple[Term, ...], scope: frozenset[str]) -> str:
    text = "List.nil"
    for element in reversed(elements):
        text = f"List.cons {_atom(element, scope)} {_parenthesised(text)}"
    return text


def _atom(term: Term, scope: frozenset[str]) -> str:
    return _parenthesised(_term(term, scope))


def _parenthesised(text: str) -> str:
    return f"({text})" if " " in text else text


def _numeral(term: s.Numeral) -> str:
    if term.value > LARGEST_NUMERAL:
        raise syntax_error(term.at, f"the numeral {term.value} is above {LARGEST_NUMERAL}")
    text = "Nat.zero"
    for _ in range(term.value):
        text = f"Nat.succ {_parenthesised(text)}"
    return text


def _infix(term: s.Infix, scope: frozenset[str]) -> str:
    operator = OPERATORS[term.operator]
    if term.operator == "→":
        left = _term(term.left, scope)
        loose = isinstance(term.left, s.Bind) or (isinstance(term.left, s.Infix) and term.left.operator == "→")
        return f"{_parenthesised(left) if loose else left} → {_term(term.right, scope)}"
    sides = (term.right, term.left) if operator.swap else (term.left, term.right)
    text = " ".join([operator.lean, *(_atom(side, scope) for side in sides)])
    return f"Not ({text})" if operator.negated else text


def _bind(term: s.Bind, scope: frozenset[str]) -> str:
    if term.quantifier == "∃":
        return _exists([(name, binder) for binder in term.binders for name in binder.names], term.body, scope)
    groups: list[str] = []
    for binder in term.binders:
        groups.append(_group(binder, scope))
        scope |= set(binder.names)
    opening, comma = ("fun", " =>") if term.quantifier == "fun" else ("∀", ",")
    return f"{opening} {' '.join(groups)}{comma} {_term(term.body, scope)}"


def _exists(names: list[tuple[str, Binder]], body: Term, scope: frozenset[str]) -> str:
    if not names:
        return _term(body, scope)
    (name, binder), *rest = names
    group = name if binder.type is None else f"({name} : {_term(binder.type, scope)})"
    return f"Exists (fun {group} => {_exists(rest, body, scope | {name})})"
