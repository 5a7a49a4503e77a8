"""Proofs as Z3's Python package holds them: objects, not text.

`z3.set_param(proof=True)` must have been called before anything else, then `solver.proof()` is the root. Proofs and
formulas are walked by identity, with stacks of our own. The package is loaded when a proof is read.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from wonton.core.errors import MissingToolError
from wonton.core.expr import Expr
from wonton.external.proofs.graph import Derivation, derivation
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.z3_nodes import Z3Nodes

_NAMES = {"true": "True", "false": "False", "not": "Not", "and": "And", "or": "Or", "xor": "Xor", "=": "Eq"}


def read_z3_proof(proof: Any, terms: Terms) -> Derivation:
    """The proof in a `z3.ExprRef` of sort Proof. Raises `MissingToolError` where z3 is not installed."""
    reader = _ObjectReader(terms)
    return derivation(reader.nodes.nodes, reader.proof(proof))


class _ObjectReader:
    """What has been read, by the objects' ids; `kept` holds the objects, whose ids are only theirs while they live."""

    def __init__(self, terms: Terms) -> None:
        try:
            self.z3 = import_module("z3")
        except ModuleNotFoundError as error:
            raise MissingToolError("z3 is not installed.", "Install it: pip install 'wonton-soup[external]'") from error
        self.terms, self.nodes = terms, Z3Nodes(terms)
        self._proofs: dict[int, int] = {}
        self._terms: dict[int, Expr] = {}
        self._kept: list[Any] = []

    def proof(self, root: Any) -> int:
        """The place of the node of a proof."""
        stack = [root]
        while stack:
            step = stack[-1]
            premises, conclusion = self._parts(step)
            waiting = [premise for premise in premises if premise.get_id() not in self._proofs]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            stack.pop()
            if step.get_id() not in self._proofs:
                parents = tuple(self._proofs[premise.get_id()] for premise in premises)
                formula = None if conclusion is None else self.term(conclusion)
                rule = "proof-bind" if self._quantified(step) else step.decl().name()
                self._proofs[step.get_id()] = self.nodes.add(rule, parents, formula)
                self._kept.append(step)
        return self._proofs[root.get_id()]

    def _parts(self, step: Any) -> tuple[list[Any], Any]:
        """The premises and the conclusion (None below a binder) of a step."""
        if self._quantified(step):
            return [step.body()], None
        children = step.children()
        if step.decl().name() == "proof-bind":
            return children, None
        return children[:-1], children[-1]

    def _quantified(self, tree: Any) -> bool:
        return bool(self.z3.is_quantifier(tree))

    def term(self, root: Any) -> Expr:
        """The tree of a term."""
        stack = [root]
        while stack:
            node = stack[-1]
            below = [node.body()] if self._quantified(node) else node.children()
            waiting = [child for child in below if child.get_id() not in self._terms]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            if node.get_id() not in self._terms:
                self._terms[node.get_id()] = self._made(node, [self._terms[child.get_id()] for child in below])
                self._kept.append(node)
        return self._terms[root.get_id()]

    def _made(self, node: Any, below: list[Expr]) -> Expr:
        z3, terms = self.z3, self.terms
        if z3.is_var(node):
            return terms.bound(z3.get_var_index(node))
        if self._quantified(node):
            binder = "Lam" if node.is_lambda() else "Pi" if node.is_forall() else "Exists"
            tree = below[0]
            for place in reversed(range(node.num_vars())):
                tree = terms.binder(binder, node.var_name(place), terms.const(node.var_sort(place).sexpr()), tree)
            return tree
        if not below:
            text = node.sexpr()
            known = z3.is_int_value(node) or z3.is_rational_value(node) or z3.is_bv_value(node)
            return terms.lit(text) if known else terms.const(_NAMES.get(text, text))
        name = self._name(node.decl())
        if name == "=>":
            return terms.implies(*below)
        if name == "distinct" and len(below) == 2:
            return terms.negation(terms.call("Eq", *below))
        return terms.call(_NAMES.get(name, name), *below)

    def _name(self, symbol: Any) -> str:
        parameters = symbol.params()
        if not parameters:
            return str(symbol.name())
        return f"(_ {symbol.name()} {' '.join(map(str, parameters))})"
