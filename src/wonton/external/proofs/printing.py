"""First-order formulas as problems again: the question whether premises entail a conclusion, in TPTP or in SMT-LIB.

In SMT-LIB there is one sort of individuals, and the conclusion is negated. Formulas over other sorts are refused: what
a variable ranges over cannot be told from a tree alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wonton.core.expr import Expr, ExprKind, uses_bound
from wonton.external.base import Format
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.terms import scoped
from wonton.external.proofs.tptp_formulas import INDIVIDUAL

_CONNECTIVES = ("And", "Or", "Not", "Iff", "Exists")
_INNER = (*_CONNECTIVES, "Eq")


def question(premises: Sequence[Expr], conclusion: Expr, language: Format) -> str:
    """The text of a problem that is a theorem (TPTP) or unsatisfiable (SMT-LIB) if the premises entail the conclusion.

    Raises `ProofSyntaxError` for a formula that is not first-order over individuals."""
    if language == "tptp":
        lines = [f"fof(p{number}, axiom, {_printed(premise, _Tptp())})." for number, premise in enumerate(premises)]
        return "\n".join([*lines, f"fof(c, conjecture, {_printed(conclusion, _Tptp())}).", ""])
    smt = _Smt()
    asserted = [f"(assert {_printed(premise, smt)})" for premise in premises]
    asserted.append(f"(assert (not {_printed(conclusion, smt)}))")
    return "\n".join(["(set-logic UF)", "(declare-sort U 0)", *smt.declarations(), *asserted, "(check-sat)", ""])


class _Dialect(Protocol):
    def leaf(self, node: Expr, depth: int, formula: bool) -> str: ...

    def connect(self, name: str, parts: list[str], depth: int) -> str: ...

    def apply(self, name: str, parts: list[str], formula: bool) -> str: ...


_Key = tuple[int, int, bool]


def _printed(root: Expr, dialect: _Dialect) -> str:
    """The text of a formula: a loop, and each subformula once at each depth."""
    done: dict[_Key, str] = {}
    stack = [(root, 0, True)]
    while stack:
        node, depth, formula = stack[-1]
        below = _below(node, depth, formula)
        waiting = [part for part in below if (id(part[0]), part[1], part[2]) not in done]
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        parts = [done[id(part), level, kind] for part, level, kind in below]
        done[id(node), depth, formula] = _node(node, parts, depth, formula, dialect)
    return done[id(root), 0, True]


def _below(node: Expr, depth: int, formula: bool) -> list[tuple[Expr, int, bool]]:
    """The parts of a node that have a text: each with the binders above it, and whether it is a formula."""
    children = list(scoped(node, depth))
    if node.kind is ExprKind.PI and formula:
        return [(child, level, True) for child, level in (children[1:] if _quantifies(node) else children)]
    if node.kind is ExprKind.APP and node.head.kind is ExprKind.CONST:
        if node.head.label == "Exists":
            sort, body = node.args[0].children
            _check_sort(sort)
            return [(body, depth + 1, True)]
        inner = formula and node.head.label in _CONNECTIVES
        return [(child, level, inner) for child, level in children[1:]]
    if node.children:
        raise ProofSyntaxError(f"not first-order: {node.kind.value} in a {'formula' if formula else 'term'}")
    return []


def _quantifies(node: Expr) -> bool:
    """Whether a product is a quantifier, and no implication: the premise of one binds nothing."""
    sort, body = node.children
    if sort.kind is not ExprKind.CONST or not (sort.label.startswith("$") or uses_bound(body)):
        return False
    _check_sort(sort)
    return True


def _check_sort(sort: Expr) -> None:
    if sort.label != INDIVIDUAL:
        raise ProofSyntaxError(f"a variable of sort {sort.label}")


def _node(node: Expr, parts: list[str], depth: int, formula: bool, dialect: _Dialect) -> str:
    if node.kind is ExprKind.PI:
        return dialect.connect("Pi" if _quantifies(node) else "Implies", parts, depth)
    if not node.children:
        return dialect.leaf(node, depth, formula)
    name = node.head.label
    if formula and name in _INNER:
        return dialect.connect(name, parts, depth)
    return dialect.apply(name, parts, formula)


def _variable(node: Expr, depth: int) -> str:
    return f"X{depth - int(node.label) - 1}"


class _Tptp:
    """TPTP: names are as they were read."""

    def leaf(self, node: Expr, depth: int, formula: bool) -> str:
        if node.kind is ExprKind.BOUND:
            return _variable(node, depth)
        return {"True": "$true", "False": "$false"}.get(node.label, node.label) if formula else node.label

    def connect(self, name: str, parts: list[str], depth: int) -> str:
        if name in ("Pi", "Exists"):
            return f"({'!' if name == 'Pi' else '?'} [X{depth}] : {parts[0]})"
        if name == "Not":
            return f"~ ({parts[0]})"
        sign = {"And": " & ", "Or": " | ", "Iff": " <=> ", "Implies": " => ", "Eq": " = "}[name]
        return f"({sign.join(parts)})"

    def apply(self, name: str, parts: list[str], formula: bool) -> str:
        return f"{name}({', '.join(parts)})"


class _Smt:
    """SMT-LIB: what is used is remembered, to be declared."""

    def __init__(self) -> None:
        self._used: set[tuple[str, int, bool]] = set()

    def declarations(self) -> list[str]:
        """A declaration for each symbol, sorted; predicates and functions of one name differ."""
        return [
            f"(declare-fun {_symbol(name, count, formula)} ({' '.join(['U'] * count)}) {'Bool' if formula else 'U'})"
            for name, count, formula in sorted(self._used)
        ]

    def leaf(self, node: Expr, depth: int, formula: bool) -> str:
        if node.kind is ExprKind.BOUND:
            return _variable(node, depth)
        if formula and node.label in ("True", "False"):
            return node.label.lower()
        return self.apply(node.label, [], formula)

    def connect(self, name: str, parts: list[str], depth: int) -> str:
        if name in ("Pi", "Exists"):
            return f"({'forall' if name == 'Pi' else 'exists'} ((X{depth} U)) {parts[0]})"
        word = {"And": "and", "Or": "or", "Not": "not", "Iff": "=", "Implies": "=>", "Eq": "="}[name]
        return f"({word} {' '.join(parts)})"

    def apply(self, name: str, parts: list[str], formula: bool) -> str:
        self._used.add((name, len(parts), formula))
        symbol = _symbol(name, len(parts), formula)
        return f"({symbol} {' '.join(parts)})" if parts else symbol


def _symbol(name: str, count: int, formula: bool) -> str:
    bare = name.replace("|", "").replace("\\", "")
    return f"|{'p' if formula else 'f'}{count}.{bare}|"
