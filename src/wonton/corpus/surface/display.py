"""Goal trees in surface notation, for people to read.

Takes the explicit trees that an assistant's goals are made of, drops implicit arguments of the constants that the
surface knows, and puts notation back. A constant that it does not know is printed with every argument. What comes out
is for reading: not all of it need parse again.
"""

from __future__ import annotations

from collections.abc import Callable

from wonton.core.expr import Expr, ExprKind, free, instantiate, uses_bound
from wonton.core.goal import Goal
from wonton.corpus.surface import syntax as s
from wonton.corpus.surface.names import CONSTANTS, OPERATORS, PREFIXES
from wonton.corpus.surface.printing import print_term
from wonton.corpus.surface.syntax import Binder, Term

_SHORT = {constant.lean: (name, constant.implicit) for name, constant in CONSTANTS.items()}
_PLAIN = [operator for operator in OPERATORS.values() if operator.lean and not operator.swap and not operator.negated]
_INFIX = {operator.lean: (operator.symbol, operator.implicit) for operator in _PLAIN}
_PREFIX = {lean: symbol for symbol, lean in PREFIXES.items()}
_ARITHMETIC = {"HAdd.hAdd": "+", "HMul.hMul": "*", "HSub.hSub": "-"}


def display(expr: Expr) -> str:
    """The tree in surface notation, one line."""
    return print_term(to_surface(expr))


def display_goal(goal: Goal) -> str:
    """The goal as people write it: a line for each hypothesis, then `⊢` and the target."""
    lines = []
    for hypothesis in goal.hypotheses:
        value = f" := {display(hypothesis.value)}" if hypothesis.value is not None else ""
        lines.append(f"{hypothesis.name} : {display(hypothesis.type)}{value}")
    return "\n".join([*lines, f"⊢ {display(goal.target)}"])


def to_surface(expr: Expr) -> Term:
    """The tree as a syntax tree of the surface; bound variables keep their printed names, told apart on a clash."""
    return _term(expr, frozenset(node.label for node in expr.walk() if node.kind is ExprKind.FREE))


def _term(expr: Expr, taken: frozenset[str]) -> Term:
    return _BY_KIND.get(expr.kind, _leaf)(expr, taken)


def _leaf(expr: Expr, taken: frozenset[str]) -> Term:
    return s.Name(expr.label)


def _literal(expr: Expr, taken: frozenset[str]) -> Term:
    return s.Numeral(int(expr.label)) if expr.label.isdecimal() else s.Name(expr.label)


def _projection(expr: Expr, taken: frozenset[str]) -> Term:
    return s.apply(s.Name(f".{expr.label}"), _term(expr.children[0], taken))


def _let(expr: Expr, taken: frozenset[str]) -> Term:
    _, value, body = expr.children
    return _term(instantiate(body, value), taken)


def _arrow_or_forall(expr: Expr, taken: frozenset[str]) -> Term:
    domain, body = expr.children
    if not uses_bound(body):
        return s.Infix("→", _term(domain, taken), _term(instantiate(body, free("")), taken))
    return _bind("∀", expr, taken)


def _lambda(expr: Expr, taken: frozenset[str]) -> Term:
    return _bind("fun", expr, taken)


def _bind(quantifier: str, expr: Expr, taken: frozenset[str]) -> Term:
    domain, body = expr.children
    name = _fresh(expr.hint, taken)
    inner = _term(instantiate(body, free(name)), taken | {name})
    binder = Binder((name,), _term(domain, taken))
    if isinstance(inner, s.Bind) and inner.quantifier == quantifier:
        first, *rest = inner.binders
        if first.type == binder.type:
            return s.Bind(quantifier, (Binder((name, *first.names), binder.type), *rest), inner.body)
        return s.Bind(quantifier, (binder, *inner.binders), inner.body)
    return s.Bind(quantifier, (binder,), inner)


def _fresh(hint: str, taken: frozenset[str]) -> str:
    name = base = hint or "x"
    number = 0
    while name in taken:
        number += 1
        name = f"{base}{number}"
    return name


def _application(expr: Expr, taken: frozenset[str]) -> Term:
    head = expr.head
    if head.kind is ExprKind.CONST:
        known = _known(head.label, expr.args, taken)
        if known is not None:
            return known
    return s.apply(_term(head, taken), *(_term(argument, taken) for argument in expr.args))


def _constant(expr: Expr, taken: frozenset[str]) -> Term:
    return _known(expr.label, (), taken) or s.Name(expr.label)


def _known(name: str, arguments: tuple[Expr, ...], taken: frozenset[str]) -> Term | None:
    """The notation for a constant applied to these arguments; None where there is none, or arguments are missing."""
    if name in ("Nat.zero", "Nat.succ", "OfNat.ofNat"):
        return _number(name, arguments, taken)
    if name == "Exists":
        return _exists(arguments, taken)
    if name == "List.nil":
        return s.ListOf(())
    return _shaped(name, arguments, taken) or _tabled(name, arguments, taken)


def _shaped(name: str, arguments: tuple[Expr, ...], taken: frozenset[str]) -> Term | None:
    """Notation that depends on how many arguments there are: pairs, prefixes, Lean's overloaded arithmetic."""
    if name == "Prod.mk" and len(arguments) == 4:
        return s.PairOf(_term(arguments[2], taken), _term(arguments[3], taken))
    if name in _PREFIX and len(arguments) == 1:
        return s.Prefix(_PREFIX[name], _term(arguments[0], taken))
    if name in _ARITHMETIC and len(arguments) == 6:
        return s.Infix(_ARITHMETIC[name], _term(arguments[4], taken), _term(arguments[5], taken))
    return None


def _tabled(name: str, arguments: tuple[Expr, ...], taken: frozenset[str]) -> Term | None:
    if name in _INFIX:
        symbol, implicit = _INFIX[name]
        operands = arguments[implicit:]
        if len(operands) != 2:
            return None
        left, right = (_term(operand, taken) for operand in operands)
        if name == "List.cons" and isinstance(right, s.ListOf):
            return s.ListOf((left, *right.elements))
        return s.Infix(symbol, left, right)
    if name in _SHORT:
        short, implicit = _SHORT[name]
        return s.apply(s.Name(short), *(_term(argument, taken) for argument in arguments[implicit:]))
    return None


def _number(name: str, arguments: tuple[Expr, ...], taken: frozenset[str]) -> Term | None:
    if name == "OfNat.ofNat":
        return _term(arguments[1], taken) if len(arguments) == 3 else None
    if name == "Nat.zero":
        return s.Numeral(0)
    if len(arguments) != 1:
        return s.Name("succ")
    inner = _term(arguments[0], taken)
    return s.Numeral(inner.value + 1) if isinstance(inner, s.Numeral) else s.apply(s.Name("succ"), inner)


def _exists(arguments: tuple[Expr, ...], taken: frozenset[str]) -> Term | None:
    if len(arguments) != 2 or arguments[1].kind is not ExprKind.LAM:
        return None
    return _bind("∃", arguments[1], taken)


_BY_KIND: dict[ExprKind, Callable[[Expr, frozenset[str]], Term]] = {
    ExprKind.APP: _application,
    ExprKind.CONST: _constant,
    ExprKind.LIT: _literal,
    ExprKind.PI: _arrow_or_forall,
    ExprKind.LAM: _lambda,
    ExprKind.LET: _let,
    ExprKind.PROJ: _projection,
}
